"""Workbooks for tests: XLSX by XlsxWriter, ODS as its XML, XLS as hand-laid records; and broken ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Cell = int | float | str | bool | date | None
Rows = Sequence[Sequence[Cell]]
ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"


class Formula(str):
    """A formula cell; in XLSX without a result."""


class Wrong(str):
    """An error cell."""


def make_xlsx(
    rows: Rows, *, name: str = "Sheet1", merges: Sequence[str] = (), others: Mapping[str, Rows] | None = None
) -> bytes:
    """One sheet, and further ones by name."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, content in {name: rows, **(others or {})}.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(content):
                for column, cell in enumerate(row):
                    _write(sheet, at, column, cell, day)
            for merge in merges if title == name else ():
                sheet.merge_range(merge, None)
                first = merge.partition(":")[0]
                row_at, column_at = xlsxwriter.utility.xl_cell_to_rowcol(first)
                _write(sheet, row_at, column_at, content[row_at][column_at], day)
    return _without_results(target.getvalue())


def _write(sheet: Any, row: int, column: int, cell: Cell, day: object) -> None:
    if isinstance(cell, Wrong):
        sheet.write_formula(row, column, "=1/0", None, str(cell))
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, f"={cell}", None, "no-result")
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write(row, column, cell)


def _without_results(content: bytes) -> bytes:
    return changed_zip(
        content, lambda name, part: part.replace(b' t="str"><f>', b"><f>").replace(b"<v>no-result</v>", b"")
    )


def changed_zip(content: bytes, change: Any) -> bytes:
    """A packed file, each part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


def make_zip(parts: Mapping[str, bytes]) -> bytes:
    """A packed file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def make_ods(rows: Rows, *, name: str = "Sheet1", tail: str = "") -> bytes:
    """One sheet; `tail` is XML behind its rows."""
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return ods_of(f"<table:table table:name={quoteattr(name)}>{body}{tail}</table:table>")


def ods_of(tables: str) -> bytes:
    """A file of these tables."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return make_zip({"mimetype": ODS_TYPE.encode(), "content.xml": content.encode()})


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    text = f"<text:p>{escape(str(cell))}</text:p>"
    if isinstance(cell, Formula):
        return f"<table:table-cell table:formula={quoteattr(f'of:={cell}')}/>"
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}">{text}</table:table-cell>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def make_xls(
    rows: Rows,
    *,
    name: str = "Sheet1",
    extra: bytes = b"",
    cells: bytes = b"",
    streams: Mapping[str, bytes] | None = None,
) -> bytes:
    """One sheet in BIFF8; `extra` are records of the workbook, `cells` of the sheet, `streams` stand beside it."""
    texts = [str(cell) for row in rows for cell in row if isinstance(cell, str) and not isinstance(cell, Wrong)]
    sst = struct.pack("<II", len(texts), len(texts)) + b"".join(_biff_text(text) for text in texts)
    formats = b"".join(_record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14))
    before = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + extra + formats
    after = _record(0xFC, sst) + _record(0x0A, b"")
    encoded = name.encode("utf-16-le")
    length = len(before) + 4 + 8 + len(encoded) + len(after)
    bound = _record(0x85, struct.pack("<IBBBB", length, 0, 0, len(name), 1) + encoded)
    stream = before + bound + after + _biff_sheet(rows, cells)
    return make_ole({"Workbook": stream, **(streams or {})})


def _biff_sheet(rows: Rows, more: bytes) -> bytes:
    width = max(map(len, rows), default=0)
    records = [
        _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)),
        _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)),
    ]
    number = 0
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, Wrong):
                records.append(_record(0x205, struct.pack("<HHHBB", row, column, 0, 0x07, 1)))
            elif isinstance(cell, str):
                records.append(_record(0xFD, struct.pack("<HHHI", row, column, 0, number)))
                number += 1
            elif isinstance(cell, date):
                days = (cell - date(1899, 12, 30)).days
                records.append(_record(0x203, struct.pack("<HHHd", row, column, 1, days)))
            elif cell is not None:
                records.append(_record(0x203, struct.pack("<HHHd", row, column, 0, cell)))
    return b"".join([*records, more, _record(0x0A, b"")])


def packed_numbers(row: int, column: int, numbers: Sequence[int]) -> bytes:
    """Whole numbers that stand side by side in one record."""
    packed = b"".join(struct.pack("<HI", 0, number << 2 | 2) for number in numbers)
    return _record(0xBD, struct.pack("<HH", row, column) + packed + struct.pack("<H", column + len(numbers) - 1))


def formula_error(row: int, column: int, error: int) -> bytes:
    """A formula that gave an error."""
    result = struct.pack("<BBBBHH", 2, 0, error, 0, 0, 0xFFFF)
    return _record(0x06, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def make_ole(streams: Mapping[str, bytes]) -> bytes:
    """A container of these streams, each long enough to have sectors of its own."""
    sectors: list[bytes] = []
    chains: list[int] = []
    entries = [_ole_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, (name, content) in enumerate(streams.items()):
        padded = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\x00")
        start, count = len(sectors), len(padded) // 512
        sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        chains += [*range(start + 1, start + count), 0xFFFFFFFE]
        following = number + 2 if number + 1 < len(streams) else 0xFFFFFFFF
        entries.append(_ole_entry(name, 2, start, len(padded), sibling=following))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\x00")
    first = len(sectors)
    sectors += [directory[at : at + 512] for at in range(0, len(directory), 512)]
    chains += [*range(first + 1, len(sectors)), 0xFFFFFFFE]
    fats = 1
    while len(chains) + fats > fats * 128:
        fats += 1
    fat_at = len(sectors)
    table = [*chains, *([0xFFFFFFFD] * fats)]
    packed = struct.pack(f"<{len(table)}I", *table).ljust(fats * 512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<8I", fats, first, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    listed = [*range(fat_at, fat_at + fats)][:109]
    head += struct.pack("<109I", *listed, *([0xFFFFFFFF] * (109 - len(listed))))
    return head + b"".join(sectors) + packed


def _ole_entry(
    name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, sibling: int = 0xFFFFFFFF
) -> bytes:
    encoded = (name + "\x00").encode("utf-16-le")
    head = encoded.ljust(64, b"\x00") + struct.pack("<HBB", len(encoded), kind, 1)
    return head + struct.pack("<III", 0xFFFFFFFF, sibling, child) + bytes(36) + struct.pack("<III", start, size, 0)
