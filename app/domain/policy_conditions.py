"""What can be true of a unit on a day: the conditions that rules, modifiers and clauses are made of."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Annotated

from pydantic import Field, model_validator

from app.domain.policy_base import Days, Finite, IndicatorId, Limits, Shape
from app.domain.vocabulary import CaseClass, OutbreakSetting

PARTS = ("cases", "outbreak_in_ward", "linked_to_outbreak", "indicator", "children", "any_of", "all_of", "none_of")


class CaseCondition(Shape):
    """At least so many cases of these classes, summed over the window that ends on the day judged."""

    classes: tuple[CaseClass, ...] = Field(min_length=1)
    at_least: Annotated[int, Field(ge=1)]


class OutbreakCondition(Shape):
    """An outbreak open on the day judged, with these attributes (left out: any)."""

    source_known: bool | None = None
    settings: tuple[OutbreakSetting, ...] = ()


class Periods(Shape):
    """So many periods in a row, the last of which ends on the day judged."""

    periods: Annotated[int, Field(ge=2, le=52)]
    days: Days = 7


class IndicatorCondition(Limits):
    """An indicator of the policy within limits, today or in each or any of the last periods."""

    id: IndicatorId
    in_each_of_last: Periods | None = None
    in_any_of_last: Periods | None = None

    @model_validator(mode="after")
    def _has_a_limit(self) -> IndicatorCondition:
        if self.lower is None and self.upper is None:
            raise ValueError(f"{self.id} has no threshold with a stated edge")
        if self.in_each_of_last is not None and self.in_any_of_last is not None:
            raise ValueError("in_each_of_last and in_any_of_last exclude each other")
        return self

    @property
    def days_ago(self) -> tuple[int, ...]:
        """How many days before the day judged the indicator is looked at."""
        span = self.in_each_of_last or self.in_any_of_last
        return (0,) if span is None else tuple(position * span.days for position in range(span.periods))


class ChildrenCondition(Shape):
    """How many of the units inside (wards of a district, districts of the city) are at a level, or at it or above."""

    level: str | None = None
    at_or_above: str | None = None
    share_at_least_pct: Annotated[Finite, Field(gt=0, le=100)] | None = None
    count_at_least: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _complete(self) -> ChildrenCondition:
        if (self.level is None) is (self.at_or_above is None):
            raise ValueError("children names exactly one of level, at_or_above")
        if (self.share_at_least_pct is None) is (self.count_at_least is None):
            raise ValueError("children names exactly one of share_at_least_pct, count_at_least")
        return self

    @property
    def named_level(self) -> str:
        """The level counted."""
        return self.level or self.at_or_above or ""

    def needed(self, total: int) -> int:
        """How many of so many units are enough; of none, none ever are."""
        if self.count_at_least is not None:
            return self.count_at_least
        # As written in the order: 86.4 % of 375 are 324, which floats make a little more.
        return max(1, ceil(Fraction(repr(self.share_at_least_pct)) * total / 100))


class Condition(Shape):
    """Exactly one thing that can be true of a unit on a day; `any_of`, `all_of`, `none_of` hold further ones."""

    cases: CaseCondition | None = None
    outbreak_in_ward: OutbreakCondition | None = None
    linked_to_outbreak: OutbreakCondition | None = None
    indicator: IndicatorCondition | None = None
    children: ChildrenCondition | None = None
    any_of: tuple[Condition, ...] = ()
    all_of: tuple[Condition, ...] = ()
    none_of: tuple[Condition, ...] = ()

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        if sum(getattr(self, part) not in (None, ()) for part in PARTS) != 1:
            raise ValueError(f"a condition is exactly one of {', '.join(PARTS)}")
        return self

    def leaves(self) -> Iterator[Condition]:
        """The conditions at the ends of this one's branches; itself when it has none."""
        inner = (*self.any_of, *self.all_of, *self.none_of)
        if not inner:
            yield self
        for each in inner:
            yield from each.leaves()
