"""Moments and intervals that are asked for: an instant, a local day, a closed or half-open interval."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeVar

Held = TypeVar("Held")
_OPEN = frozenset({"", ".."})
_DASHED_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}|$)", re.ASCII)


@dataclass(frozen=True)
class TimeSpan:
    """From `first` to `last`, both within it; None: without end on that side. An instant is both at once."""

    first: datetime | None
    last: datetime | None

    @property
    def is_instant(self) -> bool:
        """Whether it is one moment."""
        return self.first is not None and self.first == self.last

    def until(self, now: datetime) -> TimeSpan | None:
        """The part up to now; None when all of it lies in the future."""
        if self.first is not None and self.first > now:
            return None
        return TimeSpan(self.first, now if self.last is None else min(self.last, now))


def read_span(text: str, *, timezone: tzinfo, earliest: datetime, latest: datetime) -> TimeSpan:
    """What a `datetime` parameter names: `T`, `T/T`, `../T`, `T/..`; T an RFC 3339 instant, or a day of the site.

    >>> span = read_span("2021-09-14/..", timezone=UTC, earliest=datetime.min.replace(tzinfo=UTC),
    ...                  latest=datetime.max.replace(tzinfo=UTC))
    >>> span.first.isoformat(), span.last
    ('2021-09-14T00:00:00+00:00', None)

    Args:
        earliest: and `latest`: instants outside are none that a calendar here has.

    Raises:
        ValueError: it names none, or one that ends before it begins.
    """
    begin, slash, end = text.strip().partition("/")
    if not slash:
        first, last = _moments(begin, timezone)
        return _checked(first, last, earliest=earliest, latest=latest)
    if begin in _OPEN and end in _OPEN:
        return TimeSpan(None, None)
    first_at = None if begin in _OPEN else _moments(begin, timezone)[0]
    last_at = None if end in _OPEN else _moments(end, timezone)[1]
    return _checked(first_at, last_at, earliest=earliest, latest=latest)


def _moments(text: str, timezone: tzinfo) -> tuple[datetime, datetime]:
    """The first and the last moment of what is named.

    Raises:
        ValueError: neither an instant with offset nor a day.
    """
    # GDAL writes a day with the letter that would begin a time after it.
    bare = text.rstrip("Tt") if len(text) == len("2021-09-14T") else text
    # Weeks and days without dashes, which Python reads too, are no RFC 3339: most are slips.
    if not _DASHED_DAY.match(bare):
        raise ValueError("no day by year, month and day")
    if "T" in bare.upper():
        instant = datetime.fromisoformat(bare.upper().replace(" ", "+"))
        if instant.tzinfo is None:
            raise ValueError("an instant without offset")
        return instant.astimezone(UTC), instant.astimezone(UTC)
    day = date.fromisoformat(bare)
    begins = datetime(day.year, day.month, day.day, tzinfo=timezone)
    return begins.astimezone(UTC), (begins + timedelta(days=1)).astimezone(UTC) - timedelta(microseconds=1)


def _checked(first: datetime | None, last: datetime | None, *, earliest: datetime, latest: datetime) -> TimeSpan:
    if any(each is not None and not earliest <= each < latest for each in (first, last)):
        raise ValueError("beyond the calendar")
    if first is not None and last is not None and first > last:
        raise ValueError("it ends before it begins")
    return TimeSpan(first, last)


def last_held(
    span: TimeSpan, *, now: datetime, events: Iterable[datetime], held: Callable[[datetime], Held | None]
) -> Held | None:
    """What was held last within a span that has begun; None when nothing was at any moment of it.

    Args:
        events: all instants at which what is held may change.
        held: what is held at an instant; None: nothing.
    """
    last = now if span.last is None else min(span.last, now)
    moments = {each for each in events if each <= last and (span.first is None or each > span.first)}
    if span.first is not None:
        moments.add(span.first)
    found = (held(each) for each in sorted(moments, reverse=True))
    return next((each for each in found if each is not None), None)
