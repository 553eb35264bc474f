"""A worksheet of an XLSX file, looked through before it is read: how far its cells reach, what its formulas gave.

The reader sets aside room for every cell between the first and the last, and gives a blank for an error and for a
formula without result. So the reach is checked here first, and such cells are made texts that say what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.formats.sheet_refusals import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, refused
from app.formats.text_bound import TextBound

_PREFIX: Final = rb"<(?:[A-Za-z_][\w.-]*:)?"
_OPENING: Final = re.compile(_PREFIX + rb"(?:row|c)(?=[\s/>])")
_TAG: Final = re.compile(_PREFIX + rb"(row|c)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"'<>]*\"|'[^\"'<>]*'))*)\s*(/?)>")
"""No value of an attribute has a quotation mark in it: in one, another attribute could be feigned."""
_PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']([^\"']*)[\"']")
_CELL: Final = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})")
_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ERROR: Final = re.compile(rb"\st\s*=\s*([\"'])e\1")
_TYPE: Final = re.compile(rb"\st\s*=\s*[\"']([^\"']*)[\"']")
_OWN_TEXTS: Final = frozenset({b"inlineStr", b"str"})
_TAGS_OF_TEXT: Final = len("<is><t></t></is></c>")
_OWN_TYPES: Final = frozenset({b"b", b"d", b"e", b"n"})
"""Kinds of cells that hold what they say themselves; all others say the number of a text elsewhere."""
_NUMBER: Final = re.compile(rb"\s*" + _PREFIX + rb"v\s*>\s*([0-9]{1,9})\s*<")
_KIND: Final = re.compile(rb"\st\s*=\s*([\"'])[a-zA-Z]+\1")
_FORMULA: Final = re.compile(_PREFIX + rb"f(?=[\s/>])[^<>]*(?:/>|>([^<]*)<)")
_VALUE: Final = re.compile(_PREFIX + rb"(?:v|is)(?=[\s/>])")
_ELSEWHERE: Final = re.compile(rb"\[\d+\][^\]]*!|\|\s*(?:'|&apos;)", re.IGNORECASE)
_CLOSING: Final = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?c\s*>")
_ENTITY: Final = re.compile(rb"&[#\w]+;")
_UNSAFE: Final = re.compile(rb"[^A-Za-z0-9()+*/:;., !$?-]")
_SHOWN_FORMULA: Final = 40


class _Reach:
    """How far the cells with something in them reach."""

    def __init__(self) -> None:
        self.row, self.column = 0, 0
        self._top, self._left, self._right = 0, 0, 0

    def go_to_row(self, place: bytes | None) -> None:
        """A new row begins; without a number it is the next one."""
        if place is not None and not (place.isdigit() and len(place) <= 7):
            raise refused("corrupt")
        self.row, self.column = self.row + 1 if place is None else int(place), 0

    def go_to_cell(self, place: bytes | None) -> None:
        """A cell begins; without a name it is the next one."""
        if place is None:
            self.column += 1
            return
        named = _CELL.fullmatch(place)
        if named is None:
            raise refused("corrupt")
        self.column = 0
        for letter in named[1].upper():
            self.column = self.column * 26 + letter - 64
        self.row = int(named[2])

    def hold(self) -> None:
        """The cell has something in it."""
        if not self._top:
            self._top, self._left = self.row, self.column
        self._top, self._left = min(self._top, self.row), min(self._left, self.column)
        self._right = max(self._right, self.column)
        rows, columns = self.row - self._top + 1, self._right - self._left + 1
        if rows > MOST_ROWS:
            raise refused("too_many_rows")
        if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            raise refused("too_many_columns")


def scanned_worksheet(xml: bytes, bound: TextBound | None = None) -> bytes:
    """The same worksheet, in which errors and formulas without result stand as texts.

    Args:
        bound: of the workbook it belongs to; None: one of its own.

    Raises:
        UnreadableSheet: it reaches too far, takes figures from elsewhere, or is not XML as sheets write it.
    """
    _check_encoding(xml)
    reach, bound = _Reach(), bound or TextBound()
    pieces: list[bytes] = []
    done = tags = 0
    has_formulas = _FORMULA.search(xml) is not None
    for tag, end in _tags(xml):
        tags += 1
        place = _PLACE.search(tag[2])
        if tag[1] == b"row":
            reach.go_to_row(place[1] if place else None)
            continue
        reach.go_to_cell(place[1] if place else None)
        if tag[3]:
            continue
        reach.hold()
        bound.hold()
        kind = _TYPE.search(tag[2])
        if kind is not None and kind[1] in _OWN_TEXTS:
            bound.add(max(0, end - tag.end() - _TAGS_OF_TEXT))
        elif kind is not None and kind[1] not in _OWN_TYPES:
            number = _NUMBER.match(xml, tag.end())
            bound.share(int(number[1]) if number else None)
        if has_formulas or b"'e'" in tag[2] or b'"e"' in tag[2]:
            changed = _spoken(xml, tag, end)
            if changed is not None:
                pieces += [xml[done : tag.start()], changed]
                done = end
    # A tag that is read here in another way than by the reader, or that is none in a remark, could hide how far the
    # sheet reaches.
    if tags != sum(1 for _ in _OPENING.finditer(xml)) or (tags and (b"<!" in xml or xml.count(b"<?") > 1)):
        raise refused("corrupt")
    return b"".join([*pieces, xml[done:]]) if pieces else xml


def _tags(xml: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Each tag of a row or cell, and where the next one begins."""
    last: re.Match[bytes] | None = None
    for tag in _TAG.finditer(xml):
        if last is not None:
            yield last, tag.start()
        last = tag
    if last is not None:
        yield last, len(xml)


def _check_encoding(xml: bytes) -> None:
    declared = _ENCODING.match(xml[:200].removeprefix(b"\xef\xbb\xbf"))
    is_utf8 = declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")
    if not is_utf8 or b"\x00" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise refused("corrupt")


def _spoken(xml: bytes, tag: re.Match[bytes], end: int) -> bytes | None:
    """A cell with an error or an unanswered formula as a text cell; None for every other cell."""
    content = xml[tag.end() : end]
    closing = _CLOSING.search(content)
    inside = content[: closing.start()] if closing else content
    formula = _FORMULA.search(inside)
    if formula is not None and formula[1] and _ELSEWHERE.search(formula[1]):
        raise refused("external_link")
    if _ERROR.search(tag[2]):
        return _as_text(tag[0]) + content
    if formula is None or _VALUE.search(inside):
        return None
    # The match ends before the closing tag of a formula that has words.
    at = formula.end() if formula[1] is None else content.find(b">", formula.end()) + 1
    return _as_text(tag[0]) + content[:at] + b"<v>=" + _shown(formula[1] or b"") + b"</v>" + content[at:]


def _shown(formula: bytes) -> bytes:
    """A formula as far as it can be shown without its signs meaning anything to a reader of XML."""
    return _UNSAFE.sub(b"", _ENTITY.sub(b"?", formula))[:_SHOWN_FORMULA]


def _as_text(tag: bytes) -> bytes:
    return _KIND.sub(b"", tag)[:-1] + b' t="str">'
