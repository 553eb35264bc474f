"""Which reporting day an instant belongs to, and when a day closes.

Reporting day D is [D−1 cut-off, D cut-off) local, named by the day it ends. With the default cut-off of 18:00,
17:59 on the 14th belongs to the 14th and 18:00 to the 15th. The server's own time zone plays no part.

Source: city notice of 14 Sep 2021 (the day runs from 18:00 to the cut-off of the day it is named after).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReportingClock:
    """The site's cut-off, time zone and earlier publication time."""

    cutoff: time = time(18, 0)
    timezone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh")  # noqa: RUF009 - immutable and cached by zoneinfo
    publish_at: time = time(16, 0)

    def open_day(self, instant: datetime) -> date:
        """The reporting day an aware instant falls in.

        >>> ReportingClock().open_day(datetime(2021, 9, 14, 11, 0, tzinfo=UTC)).isoformat()  # 18:00 in Hanoi
        '2021-09-15'
        """
        day = instant.astimezone(self.timezone).date()
        return day + ONE_DAY if instant >= self.closes_at(day) else day

    def last_closed_day(self, instant: datetime) -> date:
        """The newest reporting day whose cut-off has passed."""
        return self.open_day(instant) - ONE_DAY

    def closes_at(self, day: date) -> datetime:
        """The UTC instant at which a reporting day closes."""
        return datetime.combine(day, self.cutoff, tzinfo=self.timezone).astimezone(UTC)

    def opens_at(self, day: date) -> datetime:
        """The UTC instant at which a reporting day opens."""
        return self.closes_at(day - ONE_DAY)

    def published_at(self, day: date) -> datetime:
        """The UTC instant at which a reporting day is published."""
        return datetime.combine(day, self.publish_at, tzinfo=self.timezone).astimezone(UTC)

    def is_after_publication(self, instant: datetime, day: date) -> bool:
        """Whether a report received now for `day` came after that day's publication time."""
        return instant >= self.published_at(day)

    def next_switch(self, instant: datetime) -> datetime:
        """The next moment at which answers change by the clock alone: a cut-off or local midnight."""
        local = instant.astimezone(self.timezone)
        midnight = datetime.combine(local.date() + ONE_DAY, time(0), tzinfo=self.timezone)
        return min(self.closes_at(self.open_day(instant)), midnight.astimezone(UTC))

    def last_switch(self, instant: datetime) -> datetime:
        """The latest cut-off or local midnight at or before an instant."""
        local = instant.astimezone(self.timezone)
        midnight = datetime.combine(local.date(), time(0), tzinfo=self.timezone).astimezone(UTC)
        return max(self.opens_at(self.open_day(instant)), midnight)
