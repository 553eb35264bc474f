"""Stretches of the number line, and which values an indicator can have at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from app.domain.indicator_catalogue import CATALOGUE
from app.domain.policy import Limits
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, Incidence, Indicator, Reported


@dataclass(frozen=True)
class Span:
    """The values between two limits; each limit's own value is inside or not. Infinite limits are always outside."""

    low: float = -math.inf
    low_in: bool = False
    high: float = math.inf
    high_in: bool = False

    @classmethod
    def of(cls, limits: Limits) -> Self:
        """The values that limits of a policy let through."""
        low, low_in = limits.lower or (-math.inf, False)
        high, high_in = limits.upper or (math.inf, False)
        return cls(low, low_in, high, high_in)

    @property
    def is_empty(self) -> bool:
        """Whether no value lies inside."""
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    def within(self, other: Span) -> Span:
        """The values inside both."""
        # Of equal limits the one without its own value is the narrower.
        low, low_out = max((self.low, not self.low_in), (other.low, not other.low_in))
        high, high_in = min((self.high, self.high_in), (other.high, other.high_in))
        return Span(low, not low_out, high, high_in)

    def outside(self) -> tuple[Span, ...]:
        """The stretches of values that are not inside: none, one or two."""
        below = Span(high=self.low, high_in=not self.low_in)
        above = Span(low=self.high, low_in=not self.high_in)
        return tuple(each for each in (below, above) if math.isfinite(each.high) or math.isfinite(each.low))

    def whole(self) -> Span:
        """The same with limits at the outermost whole numbers inside."""
        low = math.floor(self.low) + 1 if math.isfinite(self.low) and not self.low_in else _up(self.low)
        high = math.ceil(self.high) - 1 if math.isfinite(self.high) and not self.high_in else _down(self.high)
        return Span(low, math.isfinite(low), high, math.isfinite(high))


def _up(value: float) -> float:
    return math.ceil(value) if math.isfinite(value) else value


def _down(value: float) -> float:
    return math.floor(value) if math.isfinite(value) else value


@dataclass(frozen=True)
class Domain:
    """Which values an indicator can have: the span, and whether only whole numbers."""

    span: Span
    whole: bool = False

    def narrowed(self, span: Span) -> Span:
        """What of a span the indicator can have."""
        inside = self.span.within(span)
        return inside.whole() if self.whole else inside

    def words(self) -> str:
        """The span in signs that both languages read: `0–100`, `≥ 0`."""
        if math.isinf(self.span.high):
            return f"≥ {self.span.low:g}" if math.isfinite(self.span.low) else "−∞…∞"
        return f"{self.span.low:g}–{self.span.high:g}"


ANYTHING = Domain(Span())


def domain_of(indicator: Indicator) -> Domain:
    """The values an indicator can have: counts are whole and not negative, reported ones lie in their range."""
    counted = Span(0, True)
    if isinstance(indicator, CaseSum):
        return Domain(counted, whole=True)
    if isinstance(indicator, DaysSinceLastCase):
        return Domain(Span(0, True, indicator.look_back_days, True), whole=True)
    if isinstance(indicator, Reported):
        return _domain_of_reported(indicator)
    return Domain(counted, whole=isinstance(indicator, Incidence) and indicator.round == "nearest_integer")


def _domain_of_reported(indicator: Reported) -> Domain:
    whole = indicator.round == "nearest_integer"
    registered = CATALOGUE.get(indicator.read_from)
    if registered is not None:
        return Domain(Span(registered.lowest, True, registered.highest, True), whole or registered.whole)
    is_percentage = indicator.id.endswith("_pct") or indicator.unit_en.startswith("%")
    return Domain(Span(0, True, 100, True) if is_percentage else Span(), whole)
