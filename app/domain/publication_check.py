"""Whether a table is the one that was published: what another program only wrote differently, and what was altered.

Spreadsheets and map programs save the same values in other clothes: no byte order mark, semicolons, `TRUE` for `true`,
`14/09/2021` for `2021-09-14`, codes without their leading zeros. None of that alters a statement; a changed, missing
or added value does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from app.domain.publication import FileKind, Publication
from app.domain.sentences import Phrase

MOST_LISTED: Final = 200
"""So many findings are listed; all are counted."""
COORDINATE_SLACK: Final = 5e-6
"""Degrees, half a metre: what programs lose or add when they write a coordinate again."""
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


def is_rewritten(published: str, found: str) -> bool:
    """Whether two different texts of a cell are one value written in two ways.

    >>> is_rewritten("00487", "487"), is_rewritten("true", "TRUE"), is_rewritten("2021-09-14", "14/09/2021")
    (True, True, True)
    >>> is_rewritten("12345", "12.345"), is_rewritten("red", "Red"), is_rewritten("0", "")
    (True, False, False)
    """
    plain, other = _plain(published), _plain(found)
    if plain == other:
        return True
    if plain in {"true", "false"}:
        return other.casefold() == plain
    if plain.isdecimal():
        return _as_number(other) == (plain.lstrip("0") or "0")
    return _DAY.fullmatch(plain) is not None and plain in _as_days(other)


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
        text = _plain(row.cells.get(KEY, ""))
        key = text if text in by_key or not text else by_short_key.get(text.lstrip("0"), text)
        if key in seen or key not in by_key:
            kind = FindingKind.ROW_REPEATED if key in seen else FindingKind.ROW_ADDED
            strays.append(Finding(kind, ward_code=text or None, ward_name=row.cells.get("ward_name")))
        else:
            seen[key] = row
    if list(seen) != [key for key in by_key if key in seen]:
        rewritten.add(Rewriting.ROW_ORDER)
    findings: list[Finding] = []
    for key, row in by_key.items():
        if key in seen:
            findings += _cells(key, row, seen[key], published, found, rewritten)
        else:
            findings.append(Finding(FindingKind.ROW_MISSING, ward_code=key, ward_name=row.cells.get("ward_name")))
    return findings + strays


def _cells(
    key: str,
    row: FoundRow,
    other: FoundRow,
    published: FoundTable,
    found: FoundTable,
    rewritten: set[Rewriting],
) -> Iterable[Finding]:
    name = row.cells.get("ward_name")
    for column in published.columns:
        text, read = row.cells.get(column, ""), other.cells.get(column, "")
        if column not in found.columns or text == read:
            continue
        if is_rewritten(text, read):
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


def same_shape(one: Any, other: Any, *, depth: int = 0) -> bool:
    """Whether two GeoJSON geometries, or parts of them, are the same but for the last digits of coordinates."""
    if depth > 6:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.get("type") == other.get("type") and same_shape(
            one.get("coordinates"), other.get("coordinates"), depth=depth + 1
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            same_shape(a, b, depth=depth + 1) for a, b in zip(one, other, strict=True)
        )
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= COORDINATE_SLACK
    return False


_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_PARTS: Final = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]00:00(?::00)?)?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,\u00a0\u202f ])\d{3})(?:\1\d{3})*")


def _plain(text: str) -> str:
    """A text without the blanks round and doubled within it, composed, without the mark that makes it text."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _as_number(text: str) -> str:
    """A whole number without leading zeros and thousands marks; the text itself when it is none."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    bare = text.removesuffix(".0").removesuffix(",0")
    return (bare.lstrip("0") or "0") if bare.isdecimal() else text


def _as_days(text: str) -> Sequence[str]:
    """The days a text may mean, as YYYY-MM-DD: year first, or day and month in either order."""
    found = _DAY_PARTS.fullmatch(text)
    if found is None:
        return ()
    first, middle, last = found.groups()
    if len(first) == 4:
        return (f"{first}-{middle:0>2}-{last:0>2}",)
    year = last if len(last) == 4 else f"20{last:0>2}"
    return (f"{year}-{middle:0>2}-{first:0>2}", f"{year}-{first:0>2}-{middle:0>2}")
