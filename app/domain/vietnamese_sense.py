"""Which of the ways to read one-byte texts gives Vietnamese: told by whether its words could be Vietnamese at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.domain.vietnamese_encodings import from_tcvn3, from_vni, has_new_signs, has_old_signs

MOST_LOOKED_AT: Final = 2_000
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|kh|ph|th|tr|ch|gh|gi|qu|[bcdđghklmnprstvx])?(?:[aeiouyăâêôơư]{1,3})(?:ng|nh|ch|[cmnpt])?"
)
_TONE_ELSEWHERE: Final = re.compile(f"(?<![aeiouy\u0302\u0306\u031b])[{''.join(sorted(_TONES))}]")
"""A tone on a consonant, as in the Latin-1 letter that VNI wrote Đ by."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_NEVER: Final = re.compile(r"[\x80-\x9f\u00a1-\u00bf\u00d7\u00f7]")


def is_vietnamese(text: str) -> bool:
    """Whether every word of a text could be a Vietnamese syllable; a text without words could be anything.

    >>> [is_vietnamese(text) for text in ("Xã Hải Bối", "X· H¶i Bèi", "Quận Ba Đình", "Ñoâng Anh")]
    [True, False, True, False]
    """
    if _NEVER.search(text):
        return False
    return all(_is_syllable(word) for word in _WORD.findall(text))


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word.casefold())
    tones = sum(sign in _TONES for sign in apart)
    letters = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
    is_on_a_vowel = _TONE_ELSEWHERE.search(apart) is None
    return tones <= 1 and is_on_a_vowel and _SYLLABLE.fullmatch(letters) is not None


def as_utf8(text: str) -> str | None:
    """A text in UTF-8 that was taken for Latin-1; None when it is none."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def as_windows_1258(text: str) -> str | None:
    """A text in windows-1258 that was taken for Latin-1; None when it is none."""
    try:
        return unicodedata.normalize("NFC", text.encode("latin-1").decode("cp1258"))
    except UnicodeError:
        return None


READINGS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "UTF-8": as_utf8,
    "windows-1258": as_windows_1258,
    "TCVN3": from_tcvn3,
    "VNI": from_vni,
    "Latin-1": lambda text: text,
}
"""Ways to read bytes that were taken for Latin-1, the most likely first."""
IN_UNICODE: Final = "Unicode"


def best_reading(texts: Sequence[str], *, are_bytes: bool) -> str:
    """The way by which most of some texts become Vietnamese; `Unicode` where nothing need be done.

    Args:
        are_bytes: each sign stands for a byte; else the texts are Unicode, perhaps of one of the old sets in disguise.
    """
    suspects = [text for text in texts if not text.isascii()][:MOST_LOOKED_AT]
    if not suspects or (not are_bytes and any(has_new_signs(text) for text in suspects)):
        return IN_UNICODE
    names = READINGS.keys() if are_bytes else ("TCVN3", "VNI")
    gained = {name: sum(_makes_sense(READINGS[name](text)) for text in suspects) for name in names}
    best = max(gained, key=lambda name: gained[name])
    if are_bytes:
        return best
    standing = sum(is_vietnamese(text) for text in suspects)
    return best if gained[best] > standing and any(has_old_signs(text) for text in suspects) else IN_UNICODE


def reread(text: str, reading: str) -> str:
    """One text read in a way that was chosen for all; as it stands where that way cannot read it."""
    if reading == IN_UNICODE or text.isascii():
        return text
    return READINGS[reading](text) or text


def _makes_sense(text: str | None) -> bool:
    return text is not None and is_vietnamese(text)
