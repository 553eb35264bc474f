"""Measured values and thresholds in words: decimals of each language, units, edges, and what is only a bound."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import inf, isfinite
from typing import Final

from app.domain.policy_base import Limits
from app.domain.sentences import Phrase

Span = tuple[float, float]
"""What a quantity is at least and at most; equal when it is known, infinite where it is not bounded."""

MISSING: Final[Span] = (-inf, inf)
_MORE_DECIMALS: Final = 6
_ALL_WHOLE: Final = 2.0**53
"""From here on a number has no decimals to round, and soon more digits than `Decimal` works with."""


def decimal(value: float, decimals: int) -> Phrase:
    """A value with so many decimals and the marks of each language.

    >>> decimal(1340.05, 1)
    Phrase(vi='1.340,1', en='1,340.1')
    """
    english = f"{_rounded(value, decimals):,.{decimals}f}"
    return Phrase(english.translate(_VIETNAMESE_MARKS), english)


def threshold(value: float) -> Phrase:
    """A value as an order writes it, without decimals it does not need.

    >>> threshold(70.0).vi, threshold(12.5).vi
    ('70', '12,5')
    """
    english = f"{value:,.6f}".rstrip("0").rstrip(".")
    return Phrase(english.translate(_VIETNAMESE_MARKS), english)


def edges(limits: Limits, unit: Phrase) -> Phrase:
    """The limits with their edges, as a reader compares a value with them.

    >>> edges(Limits(at_least=20, below=50), Phrase("", ""))
    Phrase(vi='≥ 20, < 50', en='≥ 20, < 50')
    >>> edges(Limits(at_least=70), Phrase(" %", "%")).vi
    '≥ 70 %'
    """
    parts = []
    if limits.lower is not None:
        parts.append(("≥" if limits.lower[1] else ">", threshold(limits.lower[0])))
    if limits.upper is not None:
        parts.append(("≤" if limits.upper[1] else "<", threshold(limits.upper[0])))
    return Phrase(
        ", ".join(f"{sign} {value.vi}{unit.vi}" for sign, value in parts),
        ", ".join(f"{sign} {value.en}{unit.en}" for sign, value in parts),
    )


def opposite(limits: Limits) -> Limits | None:
    """The limits that hold exactly where one-sided limits do not; None for limits on both sides.

    >>> opposite(Limits(at_most=30))
    Limits(at_least=None, above=30.0, below=None, at_most=None)
    """
    if limits.lower is not None and limits.upper is not None:
        return None
    return Limits(at_least=limits.below, above=limits.at_most, below=limits.at_least, at_most=limits.above)


def is_inside(limits: Limits, value: float) -> bool:
    """Whether a known value lies within limits."""
    return clears_lower(limits, value) and clears_upper(limits, value)


def clears_lower(limits: Limits, value: float) -> bool:
    """Whether a value is not too small."""
    lower = limits.lower
    return lower is None or value > lower[0] or (value == lower[0] and lower[1])


def clears_upper(limits: Limits, value: float) -> bool:
    """Whether a value is not too large."""
    upper = limits.upper
    return upper is None or value < upper[0] or (value == upper[0] and upper[1])


def measured(span: Span, limits: Limits | None, *, decimals: int) -> Phrase:
    """A value, or the bounds that are all one knows of it; never rounded across the threshold it is held against.

    >>> measured((149.97, 149.97), Limits(at_least=150), decimals=1).vi
    '149,97'
    >>> measured((20.0, inf), None, decimals=0)
    Phrase(vi='ít nhất 20', en='at least 20')
    """
    low, high = span
    if low == high:
        return _figure(low, limits, decimals)
    if not isfinite(low):
        value = _figure(high, limits, decimals)
        return Phrase(f"nhiều nhất {value.vi}", f"at most {value.en}")
    value = _figure(low, limits, decimals)
    if not isfinite(high):
        return Phrase(f"ít nhất {value.vi}", f"at least {value.en}")
    top = _figure(high, limits, decimals)
    return Phrase(f"từ {value.vi} đến {top.vi}", f"{value.en} to {top.en}")


def _figure(value: float, limits: Limits | None, decimals: int) -> Phrase:
    """A value with as few more decimals as it takes to show on which side of the threshold it lies."""
    shown = decimals
    while limits is not None and shown < decimals + _MORE_DECIMALS:
        if is_inside(limits, _rounded(value, shown)) is is_inside(limits, value):
            break
        shown += 1
    return decimal(value, shown)


def _rounded(value: float, decimals: int) -> float:
    """Halves up, as notices print them: what the shortest decimal form of the value says counts."""
    if abs(value) >= _ALL_WHOLE:
        return value
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


_VIETNAMESE_MARKS: Final = str.maketrans(",.", ".,")
