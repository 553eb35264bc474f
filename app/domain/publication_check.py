"""Whether a table is the one that was published: what another program only wrote differently, and what was altered.

Spreadsheets and map programs save the same values in other clothes: no byte order mark, semicolons, `TRUE` for `true`,
`14/09/2021` for `2021-09-14`, codes without their leading zeros. None of that alters a statement; a changed, missing
or added value does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from app.domain.publication import FileKind, Publication
from app.domain.published_values import is_rewritten, plain_text, same_shape, writes_months_first
from app.domain.sentences import Phrase

MOST_LISTED: Final = 200
"""So many findings are listed; all are counted."""
KEY: Final = "ward_code"
GEOMETRY: Final = "geometry"


class Verdict(StrEnum):
    """What can be said of a file or a number."""

    GENUINE = "genuine"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    NOT_OURS = "not_ours"


class FindingKind(StrEnum):
    """In what way a table differs from the published one."""

    VALUE = "value"
    ROW_MISSING = "row_missing"
    ROW_ADDED = "row_added"
    ROW_REPEATED = "row_repeated"
    COLUMN_MISSING = "column_missing"
    COLUMN_ADDED = "column_added"
    NAME_REPEATED = "name_repeated"


@dataclass(frozen=True)
class Finding:
    """One difference; `ward_code` None: it concerns the whole table or its head."""

    kind: FindingKind
    ward_code: str | None = None
    ward_name: str | None = None
    column: str | None = None
    published: str | None = None
    found: str | None = None


class Rewriting(StrEnum):
    """Ways in which a table is written that alter none of its values."""

    NO_BYTE_ORDER_MARK = "no_byte_order_mark"
    ENCODING = "encoding"
    SEPARATOR = "separator"
    LINE_ENDS = "line_ends"
    QUOTING = "quoting"
    ROW_ORDER = "row_order"
    COLUMN_ORDER = "column_order"
    VALUES_REWRITTEN = "values_rewritten"
    EMPTY_CELLS = "empty_cells"
    HEAD_CHANGED = "head_changed"
    WRITTEN_ANEW = "written_anew"


REWRITING_WORDS: Final[Mapping[Rewriting, Phrase]] = {
    Rewriting.NO_BYTE_ORDER_MARK: Phrase("không còn dấu BOM ở đầu tệp", "the byte order mark is gone"),
    Rewriting.ENCODING: Phrase("lưu bằng bảng mã khác", "saved in another encoding"),
    Rewriting.SEPARATOR: Phrase("dấu ngăn cột khác", "another separator between columns"),
    Rewriting.LINE_ENDS: Phrase("dấu xuống dòng khác", "other line ends"),
    Rewriting.QUOTING: Phrase("thêm hoặc bớt dấu nháy, khoảng trắng", "quotes or blanks added or removed"),
    Rewriting.ROW_ORDER: Phrase("thứ tự dòng khác", "rows in another order"),
    Rewriting.COLUMN_ORDER: Phrase("thứ tự cột khác", "columns in another order"),
    Rewriting.VALUES_REWRITTEN: Phrase(
        "ngày, mã hoặc số viết kiểu khác nhưng cùng giá trị", "days, codes or numbers written differently, same values"
    ),
    Rewriting.EMPTY_CELLS: Phrase("thêm ô hoặc dòng trống", "empty cells or rows added"),
    Rewriting.HEAD_CHANGED: Phrase(
        "phần đầu tệp thiếu hoặc thêm mục của phần mềm khác", "members of the head left out or added by a program"
    ),
    Rewriting.WRITTEN_ANEW: Phrase("tệp được phần mềm khác ghi lại", "written anew by another program"),
}


@dataclass(frozen=True)
class FoundRow:
    """One row: texts by column; in a file of features its shape, and its identifier where it has one."""

    cells: Mapping[str, str]
    geometry: Any = None
    identifier: str | None = None


@dataclass(frozen=True)
class FoundTable:
    """A table as it was read from a file; `head` what the file says of itself beside its rows, by name."""

    columns: tuple[str, ...]
    rows: tuple[FoundRow, ...]
    head: Mapping[str, str] = field(default_factory=dict)
    rewritings: tuple[Rewriting, ...] = ()
    repeated_names: tuple[str, ...] = ()
    has_shapes: bool = False


@dataclass(frozen=True)
class Comparison:
    """What a table has that the published one has not, or the other way round; `count` counts all findings."""

    findings: tuple[Finding, ...]
    count: int
    rewritings: tuple[Rewriting, ...]


NO_DIFFERENCE: Final = Comparison((), 0, ())


@dataclass(frozen=True)
class PublicationCheck:
    """The answer to “is this yours, and does it still stand?”.

    `exact`: the file is byte for byte the published one. `reason` says why nothing, or no more, can be said.
    """

    verdict: Verdict
    publication: Publication | None = None
    kind: FileKind | None = None
    exact: bool = False
    superseded_by: int | None = None
    newest: int = 0
    sha256: str | None = None
    comparison: Comparison = NO_DIFFERENCE
    reason: Phrase | None = None


def compare_tables(published: FoundTable, found: FoundTable) -> Comparison:
    """Every difference between a table and the published one, ward by ward in the published order."""
    findings: list[Finding] = []
    rewritten: set[Rewriting] = set(found.rewritings)
    findings += [Finding(FindingKind.NAME_REPEATED, column=name) for name in found.repeated_names]
    findings += _columns(published, found, rewritten)
    findings += _head(published.head, found.head, rewritten)
    findings += _rows(published, found, rewritten)
    return Comparison(
        tuple(findings[:MOST_LISTED]), len(findings), tuple(each for each in Rewriting if each in rewritten)
    )


def _columns(published: FoundTable, found: FoundTable, rewritten: set[Rewriting]) -> Iterable[Finding]:
    there = [name for name in found.columns if name in published.columns]
    if there != [name for name in published.columns if name in found.columns]:
        rewritten.add(Rewriting.COLUMN_ORDER)
    for name in published.columns:
        if name not in found.columns:
            yield Finding(FindingKind.COLUMN_MISSING, column=name)
    for name in found.columns:
        if name not in published.columns:
            yield Finding(FindingKind.COLUMN_ADDED, column=name)


def _head(published: Mapping[str, str], found: Mapping[str, str], rewritten: set[Rewriting]) -> Iterable[Finding]:
    if published.keys() != found.keys():
        rewritten.add(Rewriting.HEAD_CHANGED)
    for name, text in published.items():
        if name in found and found[name] != text:
            yield Finding(FindingKind.VALUE, column=name, published=text, found=found[name])


def _rows(published: FoundTable, found: FoundTable, rewritten: set[Rewriting]) -> list[Finding]:
    by_key = {row.cells[KEY]: row for row in published.rows}
    by_short_key = {key.lstrip("0"): key for key in by_key}
    seen: dict[str, FoundRow] = {}
    strays: list[Finding] = []
    for row in found.rows:
        text = plain_text(row.cells.get(KEY, ""))
        key = text if text in by_key or not text else by_short_key.get(text.lstrip("0"), text)
        if key in seen or key not in by_key:
            kind = FindingKind.ROW_REPEATED if key in seen else FindingKind.ROW_ADDED
            strays.append(Finding(kind, ward_code=text or None, ward_name=row.cells.get("ward_name")))
        else:
            seen[key] = row
    if list(seen) != [key for key in by_key if key in seen]:
        rewritten.add(Rewriting.ROW_ORDER)
    findings: list[Finding] = []
    month_first = _writes_months_first(by_key, seen)
    for key, row in by_key.items():
        if key in seen:
            findings += _cells(key, row, seen[key], published, found, rewritten, month_first=month_first)
        else:
            findings.append(Finding(FindingKind.ROW_MISSING, ward_code=key, ward_name=row.cells.get("ward_name")))
    return findings + strays


def _writes_months_first(published: Mapping[str, FoundRow], found: Mapping[str, FoundRow]) -> bool:
    return writes_months_first(
        (text, found[key].cells.get(column, ""))
        for key, row in published.items()
        if key in found
        for column, text in row.cells.items()
    )


def _cells(
    key: str,
    row: FoundRow,
    other: FoundRow,
    published: FoundTable,
    found: FoundTable,
    rewritten: set[Rewriting],
    *,
    month_first: bool,
) -> Iterable[Finding]:
    name = row.cells.get("ward_name")
    for column in published.columns:
        text, read = row.cells.get(column, ""), other.cells.get(column, "")
        if column not in found.columns or text == read:
            continue
        if is_rewritten(text, read, month_first=month_first):
            rewritten.add(Rewriting.VALUES_REWRITTEN)
        else:
            yield Finding(FindingKind.VALUE, key, name, column, text, read)
    if other.identifier not in {None, row.identifier}:
        yield Finding(FindingKind.VALUE, key, name, "id", row.identifier, other.identifier)
    if published.has_shapes and row.geometry != other.geometry:
        if same_shape(row.geometry, other.geometry):
            rewritten.add(Rewriting.VALUES_REWRITTEN)
        else:
            yield Finding(FindingKind.VALUE, key, name, GEOMETRY)
