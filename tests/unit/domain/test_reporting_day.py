"""Which reporting day an instant belongs to: [D−1 18:00, D 18:00) local, named by the day it ends."""

from __future__ import annotations

import time as process_time
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reporting_day import ReportingClock

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CLOCK = ReportingClock()
SERVER_ZONES = ["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
ZONES_WITH_SUMMER_TIME = ["Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut"]
BOUNDARIES = [
    ("15:59:00", 14),
    ("16:00:00", 14),
    ("16:01:00", 14),
    ("17:59:00", 14),
    ("17:59:59.999999", 14),
    ("18:00:00", 15),
    ("18:00:00.000001", 15),
    ("18:01:00", 15),
    ("23:59:00", 15),
    ("23:59:59.999999", 15),
    ("00:00:00", 14),
    ("00:01:00", 14),
]
"""A time on 14 September 2021 in Hanoi, and the day of September it is reported under."""

ANY_MINUTE = st.integers(0, 50 * 366 * 24 * 60)


def hanoi(clock_time: str, *, day: int = 14) -> datetime:
    """A time of day in Hanoi in September 2021."""
    return datetime.combine(date(2021, 9, day), time.fromisoformat(clock_time), tzinfo=HANOI)


@pytest.fixture(params=SERVER_ZONES)
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process runs in some time zone."""
    monkeypatch.setenv("TZ", str(request.param))
    process_time.tzset()
    yield
    monkeypatch.undo()
    process_time.tzset()


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(("clock_time", "reported_under"), BOUNDARIES)
def test_boundary_minutes_fall_where_documented_whatever_the_servers_zone(clock_time: str, reported_under: int) -> None:
    instant = hanoi(clock_time)
    for same in (instant, instant.astimezone(UTC), instant.astimezone(timezone(timedelta(hours=-9, minutes=-30)))):
        assert CLOCK.open_day(same) == date(2021, 9, reported_under)
        assert CLOCK.last_closed_day(same) == date(2021, 9, reported_under - 1)


def test_the_citys_own_report_of_the_fourteenth_lies_in_the_fourteenth() -> None:
    """It ran from 18:00 on the 13th to 16:00 on the 14th."""
    assert CLOCK.open_day(hanoi("18:00", day=13)) == date(2021, 9, 14)
    assert CLOCK.open_day(hanoi("16:00", day=14)) == date(2021, 9, 14)


def test_a_day_opens_when_the_day_before_closes() -> None:
    assert CLOCK.opens_at(date(2021, 9, 14)) == hanoi("18:00", day=13) == CLOCK.closes_at(date(2021, 9, 13))
    assert CLOCK.closes_at(date(2021, 9, 14)).tzinfo is UTC


def test_a_cut_off_at_midnight_names_a_day_by_the_day_it_ends_like_any_other() -> None:
    clock = ReportingClock(cutoff=time(0))
    assert clock.open_day(hanoi("23:59:59", day=13)) == date(2021, 9, 14)
    assert clock.open_day(hanoi("00:00", day=14)) == date(2021, 9, 15)
    assert clock.closes_at(date(2021, 9, 14)) == hanoi("00:00", day=14)


def test_the_turn_of_the_year_and_the_leap_day_are_days_like_others() -> None:
    assert CLOCK.open_day(datetime(2021, 12, 31, 18, 0, tzinfo=HANOI)) == date(2022, 1, 1)
    assert CLOCK.open_day(datetime(2024, 2, 28, 18, 0, tzinfo=HANOI)) == date(2024, 2, 29)
    assert CLOCK.open_day(datetime(2024, 2, 29, 18, 0, tzinfo=HANOI)) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("received", "day", "after"),
    [
        ("15:59:59", 14, False),
        ("16:00:00", 14, True),
        ("16:01:00", 14, True),
        ("17:59:00", 14, True),
        ("18:00:00", 15, False),
        ("23:59:00", 15, False),
        ("12:00:00", 13, True),
    ],
)
def test_reports_that_miss_the_briefing_are_marked_and_keep_their_day(received: str, day: int, after: bool) -> None:
    assert CLOCK.is_after_publication(hanoi(received), date(2021, 9, day)) is after


def test_the_time_of_publication_is_a_setting_of_its_own() -> None:
    clock = ReportingClock(publish_at=time(17, 30))
    assert not clock.is_after_publication(hanoi("17:29"), date(2021, 9, 14))
    assert clock.is_after_publication(hanoi("17:30"), date(2021, 9, 14))
    assert clock.open_day(hanoi("17:45")) == date(2021, 9, 14)


@pytest.mark.parametrize(
    ("now", "last", "following"),
    [
        ("12:00", "00:00", "18:00"),
        ("17:59", "00:00", "18:00"),
        ("18:00", "18:00", "00:00+1"),
        ("23:59", "18:00", "00:00+1"),
        ("00:00", "00:00", "18:00"),
    ],
)
def test_answers_change_by_the_clock_at_cut_off_and_at_midnight_only(now: str, last: str, following: str) -> None:
    clock_time, _, days = following.partition("+")
    assert CLOCK.last_switch(hanoi(now)) == hanoi(last)
    assert CLOCK.next_switch(hanoi(now)) == hanoi(clock_time, day=14 + int(days or 0))


@pytest.mark.parametrize("zone", ZONES_WITH_SUMMER_TIME)
@pytest.mark.parametrize("cutoff", [time(0), time(16), time(18)])
@given(minutes=st.integers(0, 2 * 365 * 24 * 60))
def test_where_clocks_are_set_forward_and_back_every_instant_lies_in_exactly_the_day_it_is_given(
    zone: str, cutoff: time, minutes: int
) -> None:
    clock = ReportingClock(cutoff=cutoff, timezone=ZoneInfo(zone))
    instant = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    day = clock.open_day(instant)
    assert clock.opens_at(day) <= instant < clock.closes_at(day)
    assert clock.last_switch(instant) <= instant < clock.next_switch(instant)


@pytest.mark.parametrize(("day", "hours"), [(date(2023, 3, 26), 23), (date(2023, 10, 29), 25), (date(2023, 6, 1), 24)])
def test_a_reporting_day_in_berlin_has_as_many_hours_as_the_clocks_leave_it(day: date, hours: int) -> None:
    clock = ReportingClock(timezone=ZoneInfo("Europe/Berlin"))
    assert clock.closes_at(day) - clock.opens_at(day) == timedelta(hours=hours)


@given(minute=ANY_MINUTE, later=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_time_never_runs_back_into_an_earlier_day(minute: int, later: timedelta) -> None:
    instant = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    assert CLOCK.open_day(instant) <= CLOCK.open_day(instant + later)


@given(minute=ANY_MINUTE)
def test_in_hanoi_every_instant_lies_in_exactly_the_day_it_is_given(minute: int) -> None:
    instant = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    day = CLOCK.open_day(instant)
    assert CLOCK.opens_at(day) <= instant < CLOCK.closes_at(day)


LOCKS = [
    (24, "17:59:59.999999", False),
    (24, "18:00:00", True),
    (0, "17:59:59.999999", False),
    (0, "18:00:00", True),
    (1.5, "19:29:59", False),
    (1.5, "19:30:00", True),
]
"""A grace in hours, a time of day, and whether the day before (or, within the grace, that day) is locked then."""


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(("hours", "clock_time", "locked"), LOCKS)
def test_a_day_locks_its_grace_after_the_cut_off_to_the_instant(hours: float, clock_time: str, locked: bool) -> None:
    clock = ReportingClock(lock_grace=timedelta(hours=hours))
    asked = date(2021, 9, 13 if hours == 24 else 14)
    assert clock.is_locked(asked, hanoi(clock_time)) is locked
    assert clock.is_provisional(asked, hanoi(clock_time)) is not locked
    locks_at = clock.locks_at(asked)
    assert locks_at is not None
    assert (hanoi(clock_time) >= locks_at) is locked


def test_a_day_that_never_locks_is_provisional_until_its_cut_off() -> None:
    clock = ReportingClock(lock_grace=None)
    assert clock.locks_at(date(2021, 9, 14)) is None
    assert not clock.is_locked(date(2000, 1, 1), hanoi("12:00"))
    assert clock.complete_through(hanoi("17:59:59")) == date(2021, 9, 13)
    assert clock.complete_through(hanoi("18:00")) == date(2021, 9, 14)


def test_a_day_at_the_end_of_the_calendar_is_not_locked() -> None:
    assert not CLOCK.is_locked(date.max, hanoi("12:00"))


def test_answers_change_when_a_day_locks() -> None:
    clock = ReportingClock(lock_grace=timedelta(hours=3))
    assert clock.next_switch(hanoi("18:30")) == hanoi("21:00") == clock.locks_at(date(2021, 9, 14))
    assert clock.last_switch(hanoi("21:00")) == hanoi("21:00")
    assert clock.last_switch(hanoi("20:59")) == hanoi("18:00")


@pytest.mark.parametrize("zone", ZONES_WITH_SUMMER_TIME)
@given(minutes=st.integers(0, 2 * 365 * 24 * 60), grace=st.integers(0, 80 * 60))
def test_the_newest_complete_day_has_locked_and_the_next_has_not(zone: str, minutes: int, grace: int) -> None:
    clock = ReportingClock(timezone=ZoneInfo(zone), lock_grace=timedelta(minutes=grace))
    instant = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    complete = clock.complete_through(instant)
    assert clock.is_locked(complete, instant)
    assert not clock.is_locked(complete + timedelta(days=1), instant)
    assert clock.last_switch(instant) <= instant < clock.next_switch(instant)
