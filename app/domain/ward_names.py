"""Names of wards as sheets spell them, made comparable: their kind, their bare name, and how far two are apart."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from app.domain.names import fold

_LIST_MARK: Final = re.compile(r"^(?:[-–•*+·]|\(?\d{1,3}[.)]|\d{1,3} ?[-–]|(?!x\.)[ivx]{1,5}[.)]) *(?=\D)")
_KIND: Final = re.compile(
    r"^(?:(?P<thi_tran>thi tran|th tran|ttr|tt)|(?P<thi_xa>thi xa|tx)|(?P<thanh_pho>thanh pho|tp)"
    r"|(?P<dac_khu>dac khu|dk)|(?P<phuong>phuong|ph|p)|(?P<quan>quan|q)|(?P<huyen>huyen|h)|(?P<xa>xa|x))"
    r"(?P<mark>[.:,]? +|[.:] *|(?=\d))(?=[^\W_])"
)
_NOT_LETTERS: Final = re.compile(r"[^0-9a-z]+")
_TAIL: Final = re.compile(r"^(?P<head>[^(,;/|]+?) *(?:[(,;/|]| [-–—] ) *(?P<tail>[^()]+?)\)?\s*$")
DISTRICT_KINDS: Final = frozenset({"quan", "huyen", "thi xa", "thanh pho"})
WARD_KINDS: Final = frozenset({"phuong", "xa", "thi tran", "dac khu"})
_KIND_WORDS: Final = {
    "Phường": "phuong",
    "Xã": "xa",
    "Thị trấn": "thi tran",
    "Đặc khu": "dac khu",
}


class SpelledName(NamedTuple):
    """A name taken apart: its folded kind (None when it has none), and its letters alone, without blanks."""

    kind: str | None
    key: str


def spelled(text: str) -> SpelledName:
    """A name as it can be compared.

    >>> spelled("TT.Đông Anh"), spelled("3) xã  Hải-Bối").key, spelled("P10").kind
    (SpelledName(kind='thi tran', key='donganh'), 'haiboi', 'phuong')
    """
    folded = _LIST_MARK.sub("", fold(text))
    found = _KIND.match(folded)
    if found is None:
        return SpelledName(None, _letters(folded))
    return SpelledName(_kind_of(found), _letters(folded[found.end() :]))


def kind_of_ward(kind: str) -> str:
    """The folded kind of a register's ward.

    >>> kind_of_ward("Thị trấn")
    'thi tran'
    """
    return _KIND_WORDS.get(kind) or fold(kind)


def loosely(key: str) -> str:
    """A key in which y and i are one letter, as in Mỹ and Mĩ.

    >>> loosely("myduc") == loosely("miduc")
    True
    """
    return key.replace("y", "i")


def split_tail(text: str) -> tuple[str, str] | None:
    """A name and what is added to it to tell where it lies; None when nothing is.

    >>> split_tail("Minh Khai (Bắc Từ Liêm)"), split_tail("xã Kim Chung, huyện Đông Anh"), split_tail("Hải Bối")
    (('Minh Khai', 'Bắc Từ Liêm'), ('xã Kim Chung', 'huyện Đông Anh'), None)
    """
    found = _TAIL.match(text.strip())
    return (found["head"], found["tail"]) if found else None


def is_one_edit_apart(first: str, second: str) -> bool:
    """Whether one letter more, less, other, or two swapped make one key of the other.

    >>> [is_one_edit_apart("haiboi", other) for other in ("haibo", "haibio", "vanha")]
    [True, True, False]
    """
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    begin = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    one, other = first[begin:], second[begin:]
    if one[1:] == other or one == other[1:] or one[1:] == other[1:]:
        return True
    return one[:2] == other[1::-1] and one[2:] == other[2:]


def _kind_of(found: re.Match[str]) -> str:
    names = (name for name, value in found.groupdict().items() if name != "mark" and value is not None)
    return next(names).replace("_", " ")


def _letters(folded: str) -> str:
    return _NOT_LETTERS.sub("", folded)
