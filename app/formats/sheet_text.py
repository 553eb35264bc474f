"""A sheet as text: what is pasted from Excel, CSV and TSV files, in whatever set of characters they were saved."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.errors import UnreadableSheet
from app.domain.sheet_grid import SheetGrid
from app.formats.sheet_refusals import MOST_COLUMNS, MOST_ROWS, refused

LONGEST_CELL: Final = 20_000
_SEPARATORS: Final = "\t;,|"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class DecodedText:
    """A text, and the set it is read in."""

    text: str
    encoding: str


def decodings(content: bytes) -> Iterator[DecodedText]:
    """The ways a file may be read as text, the most certain first; one-byte sets can only be told by what they give.

    Raises:
        UnreadableSheet: the bytes are no text in any set that is read.
    """
    if content.startswith(_UTF16_MARKS):
        yield DecodedText(_strictly(content, "utf-16"), "UTF-16")
        return
    if (order := _utf16_without_mark(content)) is not None:
        yield DecodedText(_strictly(content, order), "UTF-16")
        return
    try:
        yield DecodedText(content.decode("utf-8-sig"), "UTF-8")
        return
    except UnicodeDecodeError:
        pass
    if b"\x00" in content:
        raise refused("not_text")
    # In TCVN3 and VNI every letter is the one of the same byte in Latin-1; the names in it tell which it is.
    yield DecodedText(content.decode("latin-1"), "windows-1252")
    yield DecodedText(unicodedata.normalize("NFC", content.decode("cp1258", errors="replace")), "windows-1258")


def text_grid(text: str) -> SheetGrid:
    """The cells of a text whose columns are told apart by tabs, semicolons, commas or bars.

    Raises:
        UnreadableSheet: it has too many rows, columns or signs in a cell, or holds NUL.
    """
    if "\x00" in text:
        raise refused("not_text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = _separator(text)
    try:
        rows = _rows(text, separator, csv.QUOTE_MINIMAL)
    except csv.Error:
        # A lone quotation mark in a note must not swallow the rows below it.
        rows = _unquoted_rows(text, separator)
    return SheetGrid("", rows)


def _rows(text: str, separator: str, quoting: Literal[0, 3]) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, quoting=quoting)
    for cells in reader:
        _check(len(rows), cells)
        rows.append([unicodedata.normalize("NFC", cell) for cell in cells])
    return rows


def _unquoted_rows(text: str, separator: str) -> list[list[str]]:
    try:
        return _rows(text, separator, csv.QUOTE_NONE)
    except csv.Error:
        raise _too_long(1) from None


def _separator(text: str) -> str:
    """The sign that splits the first lines into the most columns; tabs win, for they are never part of a text."""
    lines = [line for line in text[:20_000].split("\n")[:60] if line.strip()]
    counts = {each: sorted(line.count(each) for line in lines) for each in _SEPARATORS}
    if any(counts["\t"]):
        return "\t"
    # Most lines of a table have as many separators as their headings; titles and commas in names have few.
    middles = {each: found[len(found) // 2] for each, found in counts.items() if found}
    best = max(middles, key=lambda each: middles[each], default=",")
    if middles and middles[best] == 0:
        best = max(counts, key=lambda each: sum(counts[each]))
    return best


def _check(above: int, cells: list[str]) -> None:
    if above >= MOST_ROWS:
        raise refused("too_many_rows")
    if len(cells) > MOST_COLUMNS:
        raise refused("too_many_columns")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise _too_long(above + 1)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise refused("not_text") from None


def _utf16_without_mark(content: bytes) -> str | None:
    """Text of a Western alphabet in UTF-16 has a zero in every second byte of its separators and digits."""
    sample = content[:2_000]
    if len(sample) < 4 or len(content) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 8 and odd == 0 else None


def _too_long(row: int) -> UnreadableSheet:
    return UnreadableSheet(
        "cell_too_long",
        vi=f"Dòng {row} có ô quá dài hoặc dấu nháy không đóng; sửa dòng ấy.",
        en=f"Row {row} has a cell that is too long, or a quotation mark that is never closed; mend it.",
    )
