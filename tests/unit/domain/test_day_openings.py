"""The newest record about a day and district says whether it takes reports again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.domain.day_openings import DayOpening, open_until

DAY = date(2021, 8, 11)
NOW = datetime(2021, 8, 14, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


def opening(number: int, district: str | None = "001", *, until: datetime = LATER, day: date = DAY) -> DayOpening:
    return DayOpening(day, district, NOW, until, "máy hỏng", "chi", number)


def until(*openings: DayOpening, district: str | None = "001", at: datetime = NOW) -> datetime | None:
    return open_until(openings, reporting_date=DAY, district_code=district, at=at)


def test_a_day_never_opened_again_is_not_open() -> None:
    assert until() is None


def test_an_opening_holds_for_its_own_day_and_district_only() -> None:
    assert until(opening(1)) == LATER
    assert until(opening(1), district="017") is None
    assert until(opening(1), district=None) is None
    assert until(opening(1, day=DAY + timedelta(days=1))) is None


def test_an_opening_ends_at_its_instant() -> None:
    assert until(opening(1), at=LATER - timedelta(microseconds=1)) == LATER
    assert until(opening(1), at=LATER) is None


def test_an_opening_for_every_district_holds_in_each() -> None:
    assert until(opening(1, None), district="017") == LATER
    assert until(opening(1, None), district=None) == LATER


def test_the_newest_record_decides_in_whatever_order_they_are_read() -> None:
    closed = opening(2, until=NOW)
    assert until(closed, opening(1, None)) is None
    assert until(closed, opening(1, None), district="017") == LATER
    assert until(opening(3, None), closed) == LATER
    assert closed.is_closing


def test_a_day_that_was_closed_a_moment_ahead_of_the_clock_is_closed() -> None:
    early = NOW - timedelta(microseconds=1)
    assert until(opening(1), opening(2, until=NOW), at=early) is None
