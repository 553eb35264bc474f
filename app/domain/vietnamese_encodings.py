"""Vietnamese written in the one-byte sets that came before Unicode and live on in old sheets: TCVN3 and VNI.

Such a text, opened as if it were Western European, reads `§«ng Anh` (TCVN3, fonts .VnTime) or `Ñoâng Anh` (VNI, fonts
VNI-Times). Which set a text is in can only be told by what becomes of it, so nothing here decides that.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TCVN3_LETTERS: Final = (
    "A1ĂA2ÂA3ÊA4ÔA5ƠA6ƯA7ĐA8ăA9âAAêABôACơADưAEđB5àB6ảB7ãB8áB9ạBBằBCẳBDẵBEắC6ặC7ầC8ẩC9ẫCAấCBậCCèCEẻCFẽD0éD1ẹD2ề"
    "D3ểD4ễD5ếD6ệD7ìD8ỉDCĩDDíDEịDFòE1ỏE2õE3óE4ọE5ồE6ổE7ỗE8ốE9ộEAờEBởECỡEDớEEợEFùF1ủF2ũF3úF4ụF5ừF6ửF7ữF8ứF9ự"
    "FAỳFBỷFCỹFDýFEỵ"
)
_TCVN3: Final = {
    int(_TCVN3_LETTERS[at : at + 2], 16): _TCVN3_LETTERS[at + 2] for at in range(0, len(_TCVN3_LETTERS), 3)
}
_VNI_MARKS: Final = {
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ù": "\u0301",
    "ï": "\u0323",
    "â": "\u0302",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "á": "\u0302\u0301",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "é": "\u0306\u0301",
    "ë": "\u0306\u0323",
}
"""A mark is written as a letter of its own after the vowel it belongs to."""
_VNI_WHOLE: Final = {
    "ñ": "đ",
    "ö": "ư",
    "ô": "ơ",
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_VNI_PAIR: Final = re.compile("([aeouyöô])([øûõùïâàåãáäêèúüéë])", re.IGNORECASE)
_OLD_SIGNS: Final = re.compile("[\u00a1-\u00ff]")
_NEW_SIGNS: Final = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u1ea0-\u1ef9]"
)


def has_old_signs(text: str) -> bool:
    """Whether a text could be in one of the old sets: it has their letters, and none that they lack."""
    return bool(_OLD_SIGNS.search(text)) and not has_new_signs(text)


def has_new_signs(text: str) -> bool:
    """Whether a text has letters that only Unicode has."""
    return bool(_NEW_SIGNS.search(text))


def from_tcvn3(text: str) -> str:
    """A text in TCVN3 that was taken for Western European, in Unicode.

    >>> from_tcvn3("§«ng Anh"), from_tcvn3("H¶i Bèi")
    ('Đông Anh', 'Hải Bối')
    """
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """A text in VNI that was taken for Western European, in Unicode.

    >>> from_vni("Ñoâng Anh"), from_vni("Haûi Boái")
    ('Đông Anh', 'Hải Bối')
    """
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_vowel, _whole(text, but="öôÖÔ")).translate(_VNI_LATE))


def _vni_vowel(pair: re.Match[str]) -> str:
    base = _whole(pair[1])
    return base + _VNI_MARKS[pair[2].lower()]


def _whole(text: str, *, but: str = "") -> str:
    return "".join(mark if mark in but else _vni_letter(mark) for mark in text)


def _vni_letter(mark: str) -> str:
    letter = _VNI_WHOLE.get(mark.lower())
    return mark if letter is None else letter.upper() if mark.isupper() else letter


_VNI_LATE: Final = str.maketrans({mark: _vni_letter(mark) for mark in "öôÖÔ"})
