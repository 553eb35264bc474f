"""Cordons (khu phong tỏa) as they are sent: proposals, changes, orders."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from app.api.schemas.common import Count, Day, DocumentNumber, Note, Taken, Title
from app.api.schemas.places import Moment, OrderIn, PlacedIn, moment
from app.api.validation_faults import BilingualValueError
from app.domain.cordons import LONGEST_INTERVAL_DAYS
from app.domain.register import Register
from app.services.cordon_work import CordonChange, CordonOrder, CordonWanted, Redrawing

Days = Annotated[int, Field(ge=1, le=90)]
_IntervalDay = Annotated[int, Field(ge=1, le=LONGEST_INTERVAL_DAYS)]
Interval = Annotated[
    list[_IntervalDay],
    Field(min_length=2, max_length=2, description="[shortest, longest] days between rounds; never above 3."),
]


class LiftingConditionIn(Taken):
    """How long a cordon must be quiet before it may open."""

    days_since_last_case: Days


class _InsideIn(PlacedIn):
    """What staff know of a cordon."""

    households: Count | None = None
    population: Count | None = Field(None, description="People counted inside; left out, they are estimated by area.")
    lifting_condition: LiftingConditionIn | None = None
    last_case_on: Day | None = Field(None, description="Reporting day of the newest case inside.")
    testing_interval_days: Interval | None = None
    reason: Note | None = None

    @model_validator(mode="after")
    def _ordered(self) -> _InsideIn:
        days = self.testing_interval_days
        if days is not None and days[0] > days[1]:
            raise BilingualValueError(
                vi="testing_interval_days là [ngắn nhất, dài nhất], ví dụ [2, 3]",
                en="testing_interval_days is [shortest, longest], for example [2, 3]",
            )
        return self

    @property
    def interval(self) -> tuple[int, int] | None:
        """The interval as the services take it."""
        days = self.testing_interval_days
        return None if days is None else (days[0], days[1])

    @property
    def quiet_days(self) -> int | None:
        """The days of the lifting condition."""
        return None if self.lifting_condition is None else self.lifting_condition.days_since_last_case


class CordonIn(_InsideIn):
    """A cordon: proposed, or put in force at once when `document_number` and `signer` come with it."""

    name: Title
    start: Annotated[Moment | None, Field(description="When the order takes effect; at once if left out.")] = None
    planned_end: Day | None = None
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    override_schematic: bool = Field(False, description="Order a drawn shape although boundaries are schematic.")

    @model_validator(mode="after")
    def _whole(self) -> CordonIn:
        if not self.says_where:
            raise BilingualValueError(
                vi="cần đúng một trong hai: place (GeoJSON) hoặc ward_codes",
                en="needs exactly one of place (GeoJSON) and ward_codes",
            )
        if (self.document_number is None) != (self.signer is None):
            raise BilingualValueError(
                vi="document_number và signer đi cùng nhau; bỏ cả hai thì mới là đề xuất",
                en="document_number and signer go together; leave both out for a proposal",
            )
        if self.start is not None and self.document_number is None:
            raise BilingualValueError(
                vi="start là của quyết định; đề xuất thì chưa có ngày bắt đầu",
                en="start belongs to an order; a proposal has none yet",
            )
        return self

    def as_wanted(self, register: Register) -> CordonWanted:
        """The cordon as the service takes it."""
        place = self.as_place(register)
        assert place is not None
        return CordonWanted(
            name=self.name,
            place=place,
            households=self.households,
            population=self.population,
            planned_end=self.planned_end,
            quiet_days=self.quiet_days,
            last_case_on=self.last_case_on,
            testing_interval_days=self.interval,
            reason=self.reason or None,
            order=self._order(),
        )

    def _order(self) -> CordonOrder | None:
        if self.document_number is None or self.signer is None:
            return None
        return CordonOrder(
            self.document_number,
            self.signer,
            reason=self.reason or None,
            starts_at=moment(self.start, "/start"),
            override_schematic=self.override_schematic,
        )


class CordonChangeIn(_InsideIn):
    """What became known of a cordon; a member left out stays as it is. Its ground changes here only while proposed."""

    name: Title | None = None
    ward_cases_checked_on: Day | None = Field(
        None, description="Lockdown-area cases its wards reported up to this day were looked at."
    )

    def as_change(self, register: Register) -> CordonChange:
        """The change as the service takes it."""
        return CordonChange(
            name=self.name,
            households=self.households,
            population=self.population,
            quiet_days=self.quiet_days,
            last_case_on=self.last_case_on,
            ward_cases_checked_on=self.ward_cases_checked_on,
            testing_interval_days=self.interval,
            reason=self.reason or None,
            place=self.as_place(register),
        )


class CordonIssueIn(OrderIn):
    """An order that puts a proposed cordon in force."""

    planned_end: Day | None = None


class CordonRedrawIn(OrderIn, PlacedIn):
    """An order that extends or shrinks a cordon: a new planned end, a new place, or both."""

    planned_end: Day | None = None
    households: Count | None = None
    population: Count | None = None

    def as_redrawing(self, register: Register) -> Redrawing:
        """What the order changes, as the service takes it."""
        return Redrawing(self.planned_end, self.as_place(register), self.households, self.population)


class CordonLiftIn(OrderIn):
    """An order that lifts a cordon, or withdraws a proposal."""

    override: bool = Field(False, description="Lift it although its condition does not hold; needs a `reason`.")
