"""How wide a text will be, before anything sets it: for lines that must fit a picture.

Measured on the letters of Inter, whose advances these are; a mark on a Vietnamese vowel adds nothing to its
width. Other fonts are up to a tenth wider, so leave room where a reader's own font may be used.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_FIRST: Final = 0x20
_REGULAR: Final = (
    28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36, 63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29, 30, 66,
    66, 66, 51, 97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76, 64, 76, 64, 64, 65, 74, 69, 99, 68, 68,
    63, 36, 36, 36, 47, 46, 32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60, 61, 61, 38, 53, 33, 59, 56,
    82, 55, 56, 55, 43, 33, 43, 66,
)  # fmt: skip
_BOLD: Final = (
    24, 34, 55, 65, 65, 102, 67, 34, 38, 38, 56, 68, 33, 47, 33, 39, 67, 43, 63, 65, 68, 62, 65, 58, 65, 65, 33, 34,
    68, 68, 68, 56, 102, 75, 66, 74, 72, 61, 59, 75, 75, 28, 58, 72, 57, 93, 76, 77, 65, 78, 66, 65, 67, 73, 75, 104,
    74, 73, 66, 38, 39, 38, 49, 48, 37, 58, 63, 59, 63, 60, 40, 63, 62, 27, 27, 58, 27, 91, 62, 61, 63, 63, 41, 56, 37,
    62, 60, 85, 58, 60, 57, 47, 37, 47, 68,
)  # fmt: skip
"""Advances of the signs from the blank to the tilde, in hundredths of the size."""
_OTHERS: Final = {"đ": 63, "Đ": 76, "–": 50, "·": 33, "…": 100, "“": 54, "”": 54, "’": 33}
_UNKNOWN: Final = 100
_BOLD_FROM: Final = 550
_ELLIPSIS: Final = "…"


def text_width(text: str, size: float, weight: int = 400) -> float:
    """The width of one line, in the unit of `size`.

    >>> text_width("Đông Anh", 10), text_width("", 10)
    (47.4, 0.0)
    """
    advances = _BOLD if weight >= _BOLD_FROM else _REGULAR
    return round(size / 100 * sum(_advance(sign, advances) for sign in text), 3)


def wrapped(text: str, *, width: float, size: float, weight: int = 400, most: int | None = None) -> list[str]:
    """A text broken between words into lines that fit; a single word that does not fit stays whole.

    Args:
        most: so many lines; what is left over is cut, and said to be by an ellipsis.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], clipped(" ".join(lines[most - 1 :]), width=width, size=size, weight=weight)]
    return lines


def clipped(text: str, *, width: float, size: float, weight: int = 400) -> str:
    """A line cut so that it fits, with an ellipsis where something is left out."""
    if text_width(text, size, weight) <= width:
        return text
    while text and text_width(text + _ELLIPSIS, size, weight) > width:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS


def fitting_size(text: str, *, width: float, sizes: tuple[float, ...], weight: int = 400) -> float:
    """The first of some sizes, the largest first, at which a line fits; the last where none does."""
    return next((size for size in sizes if text_width(text, size, weight) <= width), sizes[-1])


@lru_cache(maxsize=4096)
def _advance(sign: str, advances: tuple[int, ...]) -> int:
    plain = unicodedata.normalize("NFD", sign)[0]
    place = ord(plain) - _FIRST
    if 0 <= place < len(advances):
        return advances[place] + (3 if plain in "oOuU" and sign != plain else 0)
    return _OTHERS.get(sign, _UNKNOWN)
