"""Which reporting day an instant belongs to, when a day closes, and when it locks.

Reporting day D is [D−1 cut-off, D cut-off) local, named by the day it ends. With the default cut-off of 18:00,
17:59 on the 14th belongs to the 14th and 18:00 to the 15th. The server's own time zone plays no part. A closed day
still takes late reports and corrections of its districts until it locks, a grace after the cut-off.

Source: city notice of 14 Sep 2021 (the day runs from 18:00 to the cut-off of the day it is named after).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
EARLIEST_DAY = date(2000, 1, 1)
"""No report is about a day before: whatever names one was mistaken."""


@dataclass(frozen=True)
class ReportingClock:
    """The site's cut-off, time zone, earlier publication time, and the grace after which a closed day locks.

    `lock_grace` None: days never lock.
    """

    cutoff: time = time(18, 0)
    timezone: ZoneInfo = ZoneInfo("Asia/Ho_Chi_Minh")  # noqa: RUF009 - immutable and cached by zoneinfo
    publish_at: time = time(16, 0)
    lock_grace: timedelta | None = timedelta(hours=24)

    def open_day(self, instant: datetime) -> date:
        """The reporting day an aware instant falls in.

        >>> ReportingClock().open_day(datetime(2021, 9, 14, 11, 0, tzinfo=UTC)).isoformat()  # 18:00 in Hanoi
        '2021-09-15'
        """
        day = instant.astimezone(self.timezone).date()
        return day + ONE_DAY if instant >= self.closes_at(day) else day

    def calendar_day(self, instant: datetime) -> date:
        """The local day by the calendar, which changes at midnight."""
        return instant.astimezone(self.timezone).date()

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

    def locks_at(self, day: date) -> datetime | None:
        """The UTC instant at which a reporting day locks for its districts; None: it never does."""
        return None if self.lock_grace is None else self.closes_at(day) + self.lock_grace

    def is_locked(self, day: date, instant: datetime) -> bool:
        """Whether a day takes no more reports and corrections of its districts, unless it is opened again."""
        return self.lock_grace is not None and day <= self.last_closed_day(instant - self.lock_grace)

    def complete_through(self, instant: datetime) -> date:
        """The newest day whose numbers are no longer provisional: locked or, where days never lock, closed."""
        return self.last_closed_day(instant - (self.lock_grace or timedelta(0)))

    def is_provisional(self, day: date, instant: datetime) -> bool:
        """Whether late reports and corrections of a day are still to be expected."""
        return day > self.complete_through(instant)

    def next_switch(self, instant: datetime) -> datetime:
        """The next moment at which answers change by the clock alone: a cut-off, local midnight, or a day's lock."""
        local = instant.astimezone(self.timezone)
        midnight = datetime.combine(local.date() + ONE_DAY, time(0), tzinfo=self.timezone)
        switches = [self.closes_at(self.open_day(instant)), midnight.astimezone(UTC)]
        if self.lock_grace is not None:
            switches.append(self.closes_at(self.open_day(instant - self.lock_grace)) + self.lock_grace)
        return min(switches)

    def last_switch(self, instant: datetime) -> datetime:
        """The latest cut-off, local midnight or lock at or before an instant."""
        local = instant.astimezone(self.timezone)
        midnight = datetime.combine(local.date(), time(0), tzinfo=self.timezone).astimezone(UTC)
        switches = [self.opens_at(self.open_day(instant)), midnight]
        if self.lock_grace is not None:
            switches.append(self.opens_at(self.open_day(instant - self.lock_grace)) + self.lock_grace)
        return max(switches)
