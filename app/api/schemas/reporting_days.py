"""Reporting days on the wire: how a day stands, opening it again, closing it early."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.api.instants import read_instant
from app.api.schemas.common import Given, Taken
from app.api.validation_faults import BilingualValueError
from app.domain.day_openings import LONGEST_REASON, SHORTEST_REASON, DayOpening
from app.services.day_reopening import DayState

DistrictCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,16}$"), Field(examples=["017"])]
Reason = Annotated[str, StringConstraints(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, strip_whitespace=True)]
Moment = Annotated[str, Field(max_length=40, examples=["2021-09-16T09:00:00+07:00"])]


class ReopeningIn(Taken):
    """Which district may write about a locked day again, until when, and why."""

    district_code: DistrictCode | None = Field(None, description="Left out: every district; for the city only.")
    until: Moment | None = Field(None, description="At most 24 hours ahead; either this or `hours`.")
    hours: Annotated[float, Field(gt=0, le=24)] | None = Field(None, description="From now; either this or `until`.")
    reason: Reason

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.until is None) == (self.hours is None):
            raise BilingualValueError(
                vi="cần đúng một trong hai: until hoặc hours", en="needs exactly one of until and hours"
            )
        return self

    def ends_at(self, now: datetime) -> datetime:
        """When the opening ends."""
        if self.until is not None:
            return read_instant(self.until, "/until")
        assert self.hours is not None
        return now + timedelta(hours=self.hours)


class ClosingIn(Taken):
    """Which district's opening ends now, and why."""

    district_code: DistrictCode | None = Field(None, description="Left out: every district; for the city only.")
    reason: Reason


class OpeningOut(Given):
    """A recorded opening; `until` equal to `opened_at`: an earlier one was ended."""

    reporting_date: date
    district_code: str | None = Field(description="Null: every district.")
    opened_at: datetime
    until: datetime
    reason: str
    opened_by: str
    revision: int

    @classmethod
    def of(cls, opening: DayOpening) -> OpeningOut:
        """An opening as it is shown to staff in scope."""
        return cls(
            reporting_date=opening.reporting_date,
            district_code=opening.district_code,
            opened_at=opening.opened_at,
            until=opening.until,
            reason=opening.reason,
            opened_by=opening.opened_by,
            revision=opening.recorded_revision,
        )


class ReportingDayOut(Given):
    """How a reporting day stands for a district, and what the caller may do."""

    reporting_date: date
    opens_at: datetime
    publish_at: datetime
    closes_at: datetime
    locks_at: datetime | None = Field(description="Null: days never lock on this site.")
    is_open: bool = Field(description="Its cut-off has not passed, and it has begun.")
    is_locked: bool = Field(description="The district cannot report or correct it now.")
    reopened_until: datetime | None = Field(description="It has locked, but takes reports again until then.")
    provisional: bool = Field(description="It has not locked yet: late reports are expected.")
    may_write: bool = Field(description="The caller could report or correct it now.")
    now: datetime = Field(description="The service's clock.")
    openings: list[OpeningOut]

    @classmethod
    def of(cls, state: DayState, *, now: datetime) -> ReportingDayOut:
        """A day as it is shown."""
        return cls(
            reporting_date=state.reporting_date,
            opens_at=state.opens_at,
            publish_at=state.publish_at,
            closes_at=state.closes_at,
            locks_at=state.locks_at,
            is_open=state.is_open,
            is_locked=state.is_locked,
            reopened_until=state.reopened_until,
            provisional=state.provisional,
            may_write=state.may_write,
            now=now,
            openings=[OpeningOut.of(each) for each in state.openings],
        )


class ReportingDaysOut(Given):
    """Days of a span, oldest first."""

    items: list[ReportingDayOut]
    complete_through: date = Field(description="The newest day that is no longer provisional.")
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
