"""Which version of rings stands when: the newest that has begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.ring_orders import (
    is_past_planned_end,
    pending_versions,
    standing_intervals,
    standing_version,
)
from app.domain.vocabulary import RingStatus

NOON = datetime(2021, 9, 14, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Version:
    version: int
    starts_at: datetime | None
    status: RingStatus = RingStatus.ISSUED


def log(*hours: int | None) -> list[Version]:
    """Versions that start so many hours from noon; None: at once."""
    return [Version(at + 1, None if each is None else NOON + each * HOUR) for at, each in enumerate(hours)]


@pytest.mark.parametrize(
    ("hours", "standing", "pending"),
    [
        ((None,), 1, []),
        ((None, 0), 2, []),
        ((None, 1), 1, [2]),
        ((None, -5, 1), 2, [3]),
        ((None, 2, 1), 1, [3]),
        ((None, 1, 2), 1, [2, 3]),
        ((None, 2, None), 3, []),
        ((None, 1, 1), 1, [3]),
        ((None, 3, 1, 2), 1, [3, 4]),
    ],
)
def test_the_newest_version_that_has_begun_stands(
    hours: tuple[int | None, ...], standing: int, pending: list[int]
) -> None:
    versions = log(*hours)
    found = standing_version(versions, NOON)
    assert found is not None
    assert found.version == standing
    assert [each.version for each in pending_versions(versions, NOON)] == pending


def test_before_any_version_none_stands() -> None:
    assert standing_version(log(1), NOON) is None
    assert [each.version for each in pending_versions(log(1), NOON)] == [1]


def test_a_version_stands_from_its_very_instant() -> None:
    versions = log(None, 1)
    for instant, standing in ((NOON + HOUR - timedelta(microseconds=1), 1), (NOON + HOUR, 2)):
        found = standing_version(versions, instant)
        assert found is not None
        assert found.version == standing


def test_each_version_stands_until_a_later_one_begins_and_some_never_do() -> None:
    begins = [NOON, NOON + 3 * HOUR, NOON + HOUR, NOON + 2 * HOUR]
    assert standing_intervals(begins) == [
        (NOON, NOON + HOUR),
        None,
        (NOON + HOUR, NOON + 2 * HOUR),
        (NOON + 2 * HOUR, None),
    ]


@pytest.mark.parametrize(("day", "is_past"), [(13, True), (14, False), (15, False)])
def test_the_last_planned_day_is_over_on_the_next(day: int, is_past: bool) -> None:
    assert is_past_planned_end(date(2021, 9, day), date(2021, 9, 14)) is is_past


def test_without_a_planned_end_there_is_none_to_pass() -> None:
    assert not is_past_planned_end(None, date(2021, 9, 14))
