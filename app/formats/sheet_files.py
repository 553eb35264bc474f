"""Workbooks that were found safe: their sheets as grids of cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.domain.intake_cells import CellValue
from app.domain.sheet_grid import Merge, SheetGrid
from app.formats.biff_scan import BiffError, scan_workbook
from app.formats.ole_file import OleFile
from app.formats.open_document import read_open_document
from app.formats.sheet_archive import SheetArchive, packed_anew
from app.formats.sheet_refusals import refused
from app.formats.sheet_safety import SheetKind
from app.formats.text_bound import TextBound, lengths_of_shared
from app.formats.worksheet_scan import scanned_worksheet

MOST_SHEETS: Final = 100
MOST_MERGES: Final = 2_000
_PROMISE: Final = re.compile(rb"\s[A-Za-z:]*[cC]ount\s*=\s*(?:\"\+?\d{7,}\"|'\+?\d{7,}')")
_NEEDED: Final = ("[Content_Types].xml", "_rels/.rels")
_SHARED: Final = "xl/sharedstrings.xml"
_WORKBOOK: Final = ("xl/workbook.xml", "xl/_rels/", _SHARED, "xl/styles.xml", "xl/worksheets/")


def read_sheets(content: bytes, kind: SheetKind) -> list[SheetGrid]:
    """The sheets of a workbook that are shown and have something in them.

    Args:
        content: found to be of this kind by `kind_of_file`.

    Raises:
        UnreadableSheet: it is broken, reaches too far, or takes figures from elsewhere.
    """
    if kind is SheetKind.ODS:
        grids = read_open_document(SheetArchive(content).read("content.xml"))
    elif kind is SheetKind.XLSX:
        grids = _read(checked_workbook(content), ())
    else:
        grids = _read(content, scan_workbook(OleFile(content).stream("Workbook")))
    if not grids:
        raise refused("no_sheet")
    return grids


def checked_workbook(content: bytes) -> bytes:
    """An XLSX file packed anew with nothing in it but what is read, its worksheets looked through.

    Only this may be given to a reader of workbooks: the file itself may promise more than there is memory for.

    Raises:
        UnreadableSheet: it is broken, reaches too far, or takes figures from elsewhere.
    """
    archive = SheetArchive(content)
    parts: dict[str, bytes] = {}
    shared = next((name for name in archive.names if name.lower() == _SHARED), None)
    bound = TextBound(lengths_of_shared(archive.read(shared)) if shared else ())
    for name in sorted(archive.names):
        lower = name.lower()
        if name in _NEEDED or (lower.startswith(_WORKBOOK) and lower.endswith((".xml", ".rels"))):
            # The reader sets aside room for as many texts as a part promises to hold; and any part may be named as
            # a worksheet by another, so all are looked through.
            parts[name] = scanned_worksheet(_PROMISE.sub(b"", archive.read(name)), bound)
    return packed_anew(parts)


def rows_of_sheet(content: bytes, name: str) -> list[list[CellValue]]:
    """The cells of one sheet of an XLSX file, be it hidden; empty when there is no such sheet.

    Raises:
        UnreadableSheet: it is none, or one that is not read.
    """
    with _broken_as_refused():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(checked_workbook(content)))
        return _cells(workbook.get_sheet_by_name(name)) if name in workbook.sheet_names else []


@contextmanager
def _broken_as_refused() -> Iterator[None]:
    try:
        yield
    except CalamineError:
        raise refused("corrupt") from None
    except BaseException as broken:
        # The reader is written in another language: what it did not expect it throws as a kind of its own.
        if type(broken).__name__ != "PanicException":
            raise
        raise refused("corrupt") from None


def _read(content: bytes, errors: Sequence[BiffError]) -> list[SheetGrid]:
    with _broken_as_refused():
        return list(_grids(content, _by_place(errors)))


def _grids(content: bytes, errors: Mapping[int, Sequence[BiffError]]) -> Iterator[SheetGrid]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for number, described in enumerate(workbook.sheets_metadata[:MOST_SHEETS]):
        if described.typ is not SheetTypeEnum.WorkSheet or described.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_index(number)
        if sheet.start is not None:
            yield _grid(sheet, errors.get(number, ()))


def _grid(sheet: CalamineSheet, errors: Sequence[BiffError]) -> SheetGrid:
    first_row, first_column = sheet.start or (0, 0)
    rows = _cells(sheet)
    for error in errors:
        row, column = error.row - first_row, error.column - first_column
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            rows[row][column] = error.text
    merges = (sheet.merged_cell_ranges or [])[:MOST_MERGES]
    return SheetGrid(
        sheet.name,
        rows,
        first_row,
        first_column,
        [Merge(top, left, bottom, right) for (top, left), (bottom, right) in merges],
    )


def _cells(sheet: CalamineSheet) -> list[list[CellValue]]:
    return [[None if cell == "" else cell for cell in row] for row in sheet.to_python()]


def _by_place(errors: Sequence[BiffError]) -> Mapping[int, list[BiffError]]:
    found: dict[int, list[BiffError]] = {}
    for each in errors:
        found.setdefault(each.sheet, []).append(each)
    return found
