"""The quantities a policy looks at beside plain counts: numerator, window, denominator, rounding, age."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.domain.policy_base import Cited, Days, IndicatorId, Text
from app.domain.vocabulary import CaseClass


class _Indicator(Cited):
    id: IndicatorId
    label_vi: Text
    label_en: Text
    unit_vi: str = ""
    unit_en: str = ""
    decimals: Annotated[int, Field(ge=0, le=3)] = 1
    """How many decimals people are shown."""

    @property
    def counts_cases(self) -> bool:
        """Whether the case ledger feeds it, so that missing reports make it uncertain."""
        return True

    @property
    def history_days(self) -> int:
        """Days it looks back over, the day judged included."""
        return 1


class CaseSum(_Indicator):
    """New cases of these classes in a window."""

    kind: Literal["cases"]
    classes: tuple[CaseClass, ...] = Field(min_length=1)
    window_days: Days

    @property
    def history_days(self) -> int:
        """The window."""
        return self.window_days


class Incidence(_Indicator):
    """New cases of these classes per so many people and so many days.

    The count of the window is divided by `window_days / per_days` (14 days and per week: by 2), then by the
    population, and rounded where the policy rounds before it compares. `population_year` says of which year the
    population is that the order divides by.
    """

    kind: Literal["incidence"]
    classes: tuple[CaseClass, ...] = Field(min_length=1)
    window_days: Days
    per_days: Days
    per_people: Annotated[int, Field(ge=1)] = 100_000
    round: Literal["none", "nearest_integer"] = "none"
    population_year: Annotated[int, Field(ge=1900, le=2200)] | None = None

    @property
    def history_days(self) -> int:
        """The window."""
        return self.window_days


class DaysSinceLastCase(_Indicator):
    """Days since the last case of these classes; `look_back_days` when there was none in that time."""

    kind: Literal["days_since_last_case"]
    classes: tuple[CaseClass, ...] = Field(min_length=1)
    look_back_days: Days

    @property
    def history_days(self) -> int:
        """As far as it looks back."""
        return self.look_back_days


class DoublingTime(_Indicator):
    """Days in which the cumulative cases double at the pace of the window; unlimited without growth."""

    kind: Literal["doubling_time_days"]
    classes: tuple[CaseClass, ...] = Field(min_length=1)
    window_days: Days
    look_back_days: Days

    @property
    def history_days(self) -> int:
        """As far as cases are accumulated."""
        return self.look_back_days


class Reported(_Indicator):
    """A dated value someone reports, such as coverage or occupancy; too old to be used after `max_age_days`.

    `catalogue_id` is the registered indicator it is read from, the same as `id` unless given.
    """

    kind: Literal["reported"]
    max_age_days: Days
    catalogue_id: IndicatorId | None = None
    round: Literal["none", "nearest_integer"] = "none"

    @property
    def counts_cases(self) -> bool:
        """It does not come from the case ledger."""
        return False

    @property
    def read_from(self) -> str:
        """The registered indicator behind it."""
        return self.catalogue_id or self.id


Indicator = Annotated[
    CaseSum | Incidence | DaysSinceLastCase | DoublingTime | Reported,
    Field(discriminator="kind"),
]
