"""Locked days that were opened again for a while: the newest record about a day and district decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

LONGEST_OPENING: Final = timedelta(hours=24)
SHORTEST_REASON: Final = 3
LONGEST_REASON: Final = 500


@dataclass(frozen=True)
class DayOpening:
    """A reporting day opened again from `opened_at` until `until`, for one district or (None) for every one.

    Closing a day early is a record of its own, with `until` at the moment of closing.
    """

    reporting_date: date
    district_code: str | None
    opened_at: datetime
    until: datetime
    reason: str
    opened_by: str
    recorded_revision: int

    @property
    def is_closing(self) -> bool:
        """Whether this record ended an opening instead of beginning one."""
        return self.until <= self.opened_at

    def covers(self, reporting_date: date, district_code: str | None) -> bool:
        """Whether it speaks of this day and district."""
        return self.reporting_date == reporting_date and self.district_code in {None, district_code}


def deciding_opening(
    openings: Iterable[DayOpening], *, reporting_date: date, district_code: str | None
) -> DayOpening | None:
    """The newest record about a day and district; None: the day was never opened again there."""
    covering = [each for each in openings if each.covers(reporting_date, district_code)]
    return max(covering, key=lambda each: each.recorded_revision, default=None)


def open_until(
    openings: Iterable[DayOpening], *, reporting_date: date, district_code: str | None, at: datetime
) -> datetime | None:
    """Until when a locked day takes reports of a district again; None: it does not."""
    deciding = deciding_opening(openings, reporting_date=reporting_date, district_code=district_code)
    # A closing may be recorded a moment ahead of a clock that stands still or was set back.
    return None if deciding is None or deciding.is_closing or deciding.until <= at else deciding.until
