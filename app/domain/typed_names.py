"""Names typed nearly right: marks as the letters of Telex or the digits of VNI, blanks left out, one letter wrong."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.ward_names import is_one_edit_apart

SHORTEST: Final = 4
"""A name with fewer letters is a letter away from too many others."""
_LONGEST: Final = 60
_NUMBERED: Final = re.compile(r"\b(phuong|p|quan|q)\.?(\d{1,3})\b")
_NUMBERED_KINDS: Final = {"p": "phuong", "phuong": "phuong", "q": "quan", "quan": "quan"}
_VNI: Final = re.compile(r"(?<=[a-z])[1-9]+(?=[a-z]|\b)")
_TELEX: Final = (
    (re.compile(r"dd"), "d"),
    (re.compile(r"(?<=[aou])w"), ""),
    (re.compile(r"w"), "u"),
    (re.compile(r"([aeo])\1"), r"\1"),
    # No Vietnamese word ends in one of these, so a word that does ends in a tone.
    (re.compile(r"(?<=[a-z]{2})[sfrxj]\b"), ""),
)
_NOT_LETTERS: Final = re.compile(r"[^0-9a-z]+")
_AFTER_ALL: Final = "\U0010ffff"


def untyped(text: str) -> Iterator[str]:
    """What a folded text may have meant: kinds run into numbers, a keyboard not set to Telex or VNI.

    Nothing where it says the same.

    >>> list(untyped("p10 q3"))
    ['phuong 10 quan 3']
    >>> list(untyped("ddoong anh")), list(untyped("phuwowngf haij")), list(untyped("d9o6ng anh")), list(untyped("ha"))
    (['dong anh'], ['phuong hai'], ['dong anh'], [])
    """
    apart = _NUMBERED.sub(lambda found: f"{_NUMBERED_KINDS[found[1]]} {found[2]}", text)
    if apart != text:
        yield apart
        return
    telex = text
    for pattern, meant in _TELEX:
        telex = pattern.sub(meant, telex)
    yield from dict.fromkeys(each for each in (telex, _VNI.sub("", text)) if each != text)


class NearNames:
    """Folded names, with their kinds and without, to find those of the same letters and those one letter away.

    Two names a letter apart share all before the middle of the shorter one or all after it, so only those that begin
    or end alike are held against each other.
    """

    def __init__(self, *spellings: Sequence[str]) -> None:
        places: dict[str, list[int]] = {}
        for place, names in enumerate(zip(*spellings, strict=True)):
            for name in dict.fromkeys(names):
                places.setdefault(_letters(name), []).append(place)
        self._places = places
        self._keys = sorted(places)
        self._backwards = sorted(key[::-1] for key in places)

    def to(self, text: str) -> list[int]:
        """Where the names of the same letters stand; where there are none, those one letter away."""
        key = _letters(text)
        if not key or len(key) > _LONGEST:
            return []
        if key in self._places:
            return self._places[key]
        if len(key) < SHORTEST:
            return []
        near = {each for each in self._alike(key) if is_one_edit_apart(key, each)}
        return sorted(place for each in near for place in self._places[each])

    def _alike(self, key: str) -> Iterator[str]:
        """The names that begin or end as a key does, but for a letter or two in its middle."""
        middle = len(key) // 2
        yield from _beginning(self._keys, key[: middle - 1])
        yield from (each[::-1] for each in _beginning(self._backwards, key[:middle:-1]))


def _beginning(ordered: Sequence[str], text: str) -> Sequence[str]:
    return ordered[bisect_left(ordered, text) : bisect_left(ordered, text + _AFTER_ALL)]


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text)
