"""Moments and intervals as map clients send them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.time_spans import TimeSpan, last_held, read_span

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
NOW = datetime(2021, 9, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def span(text: str) -> TimeSpan:
    return read_span(text, timezone=HANOI, earliest=EARLIEST, latest=LATEST)


def test_an_instant_is_first_and_last_at_once() -> None:
    assert span("2021-09-14T19:00:00+07:00") == TimeSpan(NOW, NOW)
    assert span("2021-09-14t12:00:00z").is_instant


def test_a_day_is_that_of_the_site() -> None:
    day = span("2021-09-14")
    assert day.first == datetime(2021, 9, 13, 17, tzinfo=UTC)
    assert day.last == datetime(2021, 9, 14, 17, tzinfo=UTC) - timedelta(microseconds=1)
    assert span("2021-09-14T") == day


@pytest.mark.parametrize("text", ["../..", "/", "/..", "../"])
def test_an_interval_open_on_both_sides_is_all_time(text: str) -> None:
    assert span(text) == TimeSpan(None, None)


def test_intervals_are_open_or_closed() -> None:
    assert span("2021-09-14T12:00:00Z/..") == TimeSpan(NOW, None)
    assert span("../2021-09-14T12:00:00Z") == TimeSpan(None, NOW)
    assert span("2021-09-14T11:00:00Z/2021-09-14T12:00:00Z") == TimeSpan(NOW - HOUR, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "yesterday",
        "2021",
        "2021-09",
        "2021-13-01",
        "2021-09-14T12:00:00",
        "a/b",
        "2021-09-14/2021-09-13",
        "2021-09-14/2021-09-15/2021-09-16",
        "1899-12-31",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "2021-09-14T25:00Z",
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        span(text)


def test_what_lies_in_the_future_is_cut_off() -> None:
    assert TimeSpan(NOW + HOUR, None).until(NOW) is None
    assert TimeSpan(None, None).until(NOW) == TimeSpan(None, NOW)
    assert TimeSpan(NOW - HOUR, NOW + HOUR).until(NOW) == TimeSpan(NOW - HOUR, NOW)


def test_what_was_held_last_within_a_span_is_found() -> None:
    held = {NOW - 3 * HOUR: "a", NOW - 2 * HOUR: "b", NOW - HOUR: None}

    def at(instant: datetime) -> str | None:
        begun = [each for each in held if each <= instant]
        return held[max(begun)] if begun else None

    def last(first: datetime | None, end: datetime | None) -> str | None:
        return last_held(TimeSpan(first, end), now=NOW, events=held, held=at)

    assert last(None, None) == "b"
    assert last(None, NOW - 3 * HOUR) == "a"
    assert last(NOW - 2 * HOUR, None) == "b"
    assert last(NOW - HOUR, None) is None
    assert last(None, NOW - 4 * HOUR) is None
    assert last(NOW - 2.5 * HOUR, NOW - 2.4 * HOUR) == "a"
