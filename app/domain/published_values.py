"""Whether two texts of a cell are one value written in two ways, and two geometries one shape."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

COORDINATE_SLACK: Final = 5e-6
"""Degrees, half a metre: what programs lose or add when they write a coordinate again."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_PARTS: Final = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]00:00(?::00)?)?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,\u00a0\u202f ])\d{3})(?:\1\d{3})*")


def is_rewritten(published: str, found: str, *, month_first: bool = False) -> bool:
    """Whether two different texts of a cell are one value written in two ways.

    >>> is_rewritten("00487", "487"), is_rewritten("true", "TRUE"), is_rewritten("2021-09-14", "14/09/2021")
    (True, True, True)
    >>> is_rewritten("12345", "12.345"), is_rewritten("red", "Red"), is_rewritten("0", "")
    (True, False, False)

    Args:
        month_first: whether the other program writes months before days; else `09/05` is the ninth of May.
    """
    plain, other = plain_text(published), plain_text(found)
    if plain == other:
        return True
    if plain in {"true", "false"}:
        return other.casefold() == plain
    if plain.isdecimal():
        return _as_number(other) == (plain.lstrip("0") or "0")
    return _DAY.fullmatch(plain) is not None and plain == _as_day(other, month_first=month_first)


def writes_months_first(cells: Iterable[tuple[str, str]]) -> bool:
    """Whether the program that wrote a table puts months before days, told by most of its days and by nothing else.

    One day turned round among many is a changed day, not another way of writing.

    Args:
        cells: what was published in a cell, and what was found there.
    """
    days = [(day, plain_text(found)) for published, found in cells if _DAY.fullmatch(day := plain_text(published))]
    turned = [
        found for day, found in days if day == _as_day(found, month_first=True) != _as_day(found, month_first=False)
    ]
    return 2 * len(turned) > len(days)


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


def plain_text(text: str) -> str:
    """A text without the blanks round and doubled within it, composed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _as_number(text: str) -> str:
    """A whole number without leading zeros and thousands marks; the text itself when it is none."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    bare = text.removesuffix(".0").removesuffix(",0")
    return (bare.lstrip("0") or "0") if bare.isdecimal() else text


def _as_day(text: str, *, month_first: bool) -> str | None:
    """The day a text means, as YYYY-MM-DD; None for what is no day."""
    found = _DAY_PARTS.fullmatch(text)
    if found is None:
        return None
    first, middle, last = found.groups()
    if len(first) == 4:
        return f"{first}-{middle:0>2}-{last:0>2}"
    year = last if len(last) == 4 else f"20{last:0>2}"
    month, day = (first, middle) if month_first else (middle, first)
    return f"{year}-{month:0>2}-{day:0>2}"
