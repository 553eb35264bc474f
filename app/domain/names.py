"""Vietnamese names: folding for search, the kind before a name, sorting by the Vietnamese alphabet, ranking of hits.

A name is never a key (Minh Khai and Quang Trung each exist twice in Hanoi); it is only how people find a code.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

# Đ has no decomposition; people also type its look-alikes ETH and AFRICAN D.
_D: Final = str.maketrans("đĐðÐɖƉ", "dddddd")
_KINDS: Final = ("thi tran", "thi xa", "thanh pho", "dac khu", "phuong", "quan", "huyen", "xa")
_KIND: Final = re.compile(rf"^({'|'.join(_KINDS)}) (?=\S)")
_SHORT_KINDS: Final = {
    "p": "phuong",
    "x": "xa",
    "tt": "thi tran",
    "q": "quan",
    "h": "huyen",
    "tx": "thi xa",
    "tp": "thanh pho",
}
_SHORT_KIND: Final = re.compile(rf"^({'|'.join(_SHORT_KINDS)})\. ?(?=\S)")
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Marks of the five tones in dictionary order; they sort after letters."""
_LETTERS: Final = {letter: rank for rank, letter in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=1)}


def fold(text: str) -> str:
    """A text without marks, case and extra blanks, with Đ as d: what search compares.

    >>> fold("  Phường  HOÀ Bình"), fold("hòa bình"), fold("Đông Anh")
    ('phuong hoa binh', 'hoa binh', 'dong anh')
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text) if not unicodedata.combining(mark))
    return " ".join(bare.translate(_D).casefold().split())


def split_kind(text: str) -> tuple[str | None, str]:
    """The folded kind of unit a name begins with, and the folded rest; a kind alone is a name.

    >>> split_kind("Thị trấn Đông Anh"), split_kind("Q. Ba Đình"), split_kind("Xã")
    (('thi tran', 'dong anh'), ('quan', 'ba dinh'), (None, 'xa'))
    """
    folded = fold(text)
    if short := _SHORT_KIND.match(folded):
        return _SHORT_KINDS[short[1]], folded[short.end() :]
    if full := _KIND.match(folded):
        return full[1], folded[full.end() :]
    return None, folded


def bare_name(name: str, kind: str) -> str:
    """A name without its kind of unit, unless only a number would be left.

    >>> bare_name("Quận Ba Đình", "Quận"), bare_name("Phường 10", "Phường")
    ('Ba Đình', 'Phường 10')
    """
    bare = name.removeprefix(kind).strip()
    return name if not bare or bare.isdigit() else bare


def sort_key(name: str) -> tuple[object, ...]:
    """Order by the Vietnamese alphabet on the name without its kind: letters first, then tones, numbers by size.

    >>> sorted(["Xã Đa Tốn", "Phường 10", "Xã Dương Hà", "Phường 2", "Xã Cổ Bi"], key=sort_key)
    ['Phường 2', 'Phường 10', 'Xã Cổ Bi', 'Xã Dương Hà', 'Xã Đa Tốn']
    """
    words = unicodedata.normalize("NFC", name).casefold().split()
    kind, _ = split_kind(name)
    kept = words[len(kind.split()) :] if kind and fold(name).startswith(kind) else words
    numbers_padded = re.sub(r"\d+", lambda number: number[0].zfill(6), " ".join(kept))
    letters, tones = zip(*(_letter(sign) for sign in numbers_padded), strict=True) if numbers_padded else ((), ())
    return letters, tones, name


def _letter(sign: str) -> tuple[int, int]:
    marks = unicodedata.normalize("NFD", sign)
    tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return _LETTERS.get(letter, 0 if letter == " " else len(_LETTERS) + 1), tone


class MatchRank(IntEnum):
    """How well a unit answers a query, best first."""

    CODE = 0
    EXACT_WARD = 1
    EXACT_DISTRICT = 2
    WARD_PREFIX = 3
    WORD_PREFIXES = 4
    OLD_NAME = 5
    OLD_NAME_PREFIX = 6
    IN_DISTRICT = 7
    """Only its district has the words."""
    NEAR = 8
    """Typed nearly right: marks as letters, a blank left out, a letter wrong."""


@dataclass(frozen=True)
class NameQuery:
    """A folded search text, with and without the kind it may begin with."""

    text: str
    kind: str | None
    bare: str

    @classmethod
    def of(cls, text: str) -> NameQuery:
        """Fold what a person typed."""
        kind, bare = split_kind(text)
        return cls(fold(text), kind, bare)

    def rank(self, *, code: str, name: str, district_name: str | None, is_district: bool = False) -> MatchRank | None:
        """How well a unit answers; None when it does not.

        Substrings inside words never count: "dong anh" must not find Văn Đồng, Thanh Oai.

        >>> NameQuery.of("đông anh").rank(code="00454", name="Thị trấn Đông Anh", district_name="Huyện Đông Anh")
        <MatchRank.EXACT_WARD: 1>
        >>> NameQuery.of("dong anh").rank(code="10162", name="Xã Văn Đồng", district_name="Huyện Thanh Oai") is None
        True
        """
        if not self.text:
            return None
        if self.text == code.casefold():
            return MatchRank.CODE
        kind, bare = split_kind(name)
        if self.text == bare or (self.bare == bare and self.kind in (None, kind)):
            return MatchRank.EXACT_DISTRICT if is_district else MatchRank.EXACT_WARD
        if not is_district and any(bare.startswith(text) for text in (self.text, self.bare)):
            return MatchRank.WARD_PREFIX
        tokens = f"{self.kind or ''} {self.bare}".split()
        own, around = ({token for token in tokens if _begins_a_word(token, of)} for of in (name, district_name or ""))
        if not own.union(around).issuperset(tokens):
            return None
        return MatchRank.WORD_PREFIXES if own else MatchRank.IN_DISTRICT


def _begins_a_word(token: str, name: str) -> bool:
    return any(word.startswith(token) for word in fold(name).split())
