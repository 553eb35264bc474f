"""One day of persistence: tighten at once, loosen one step late, never on an open day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from app.domain.persistence import Held, follow
from app.services.policy_library import shipped_policy
from tests.spec.situation import with_persistence

MOH = shipped_policy("moh-2686-2021")
LEVELS = {"?": 0, "X": 1, "V": 2, "C": 3, "Đ": 4}
ENTERED = 1000


@dataclass(frozen=True)
class Day:
    """One day of one ward, `held_days` after its level was entered."""

    held: str
    raw: str
    held_days: int = 0
    qualifying: int = 0
    complete: bool = True
    closed: bool = True


def after(day: Day, *, hold_days: int = 14, qualifying_days: int = 1) -> tuple[str, int, int]:
    """(level, days since it was entered, qualifying days) at the end of a day."""
    today = ENTERED + day.held_days
    held = follow(
        Held(
            np.array([LEVELS[day.held]], np.int8),
            np.array([ENTERED], np.int32),
            np.array([day.qualifying], np.int16),
        ),
        np.array([LEVELS[day.raw]], np.int8),
        complete=np.array([day.complete]),
        closed=day.closed,
        day=today,
        policy=with_persistence(MOH, hold_days=hold_days, qualifying_days=qualifying_days),
    )
    letter = {rank: letter for letter, rank in LEVELS.items()}[int(held.rank[0])]
    return letter, today - int(held.entered_on[0]), int(held.qualifying[0])


@pytest.mark.parametrize("held", "?XVC")
@pytest.mark.parametrize("closed", [True, False])
@pytest.mark.parametrize("complete", [True, False])
def test_a_stricter_raw_level_is_entered_at_once_however_open_or_incomplete_the_day(
    held: str, closed: bool, complete: bool
) -> None:
    assert after(Day(held, "Đ", held_days=3, qualifying=2, closed=closed, complete=complete)) == ("Đ", 0, 0)


@pytest.mark.parametrize("level", "XVCĐ")
def test_the_same_raw_level_goes_on_and_starts_the_count_again(level: str) -> None:
    assert after(Day(level, level, held_days=20, qualifying=5)) == (level, 20, 0)


@pytest.mark.parametrize(("held_days", "expected"), [(13, ("Đ", 13, 1)), (14, ("C", 0, 0)), (15, ("C", 0, 0))])
def test_the_hold_is_over_on_the_fourteenth_day_after_entering(held_days: int, expected: tuple[str, int, int]) -> None:
    assert after(Day("Đ", "X", held_days=held_days)) == expected


@pytest.mark.parametrize(("counted", "expected"), [(1, ("Đ", 20, 2)), (2, ("C", 0, 0)), (3, ("C", 0, 0))])
def test_the_count_is_full_on_the_nth_qualifying_day(counted: int, expected: tuple[str, int, int]) -> None:
    assert after(Day("Đ", "X", held_days=20, qualifying=counted), qualifying_days=3) == expected


@pytest.mark.parametrize(("held", "below"), [("Đ", "C"), ("C", "V"), ("V", "X")])
def test_it_loosens_by_one_step_however_low_the_raw_level(held: str, below: str) -> None:
    assert after(Day(held, "X", held_days=30)) == (below, 0, 0)


def test_a_day_with_a_report_missing_does_not_qualify_and_starts_the_count_again() -> None:
    assert after(Day("Đ", "X", held_days=30, qualifying=7, complete=False), qualifying_days=9) == ("Đ", 30, 0)


def test_an_unknown_raw_level_does_not_qualify_and_starts_the_count_again() -> None:
    assert after(Day("Đ", "?", held_days=30, qualifying=7), qualifying_days=9) == ("Đ", 30, 0)


def test_an_open_day_neither_loosens_nor_counts_nor_spoils_the_count() -> None:
    assert after(Day("Đ", "X", held_days=30, qualifying=7, closed=False)) == ("Đ", 30, 7)


@pytest.mark.parametrize("held", "VCĐ")
def test_a_level_above_the_lowest_is_kept_when_data_stop(held: str) -> None:
    assert after(Day(held, "?", held_days=400, complete=False)) == (held, 400, 0)


def test_the_lowest_level_is_lost_when_data_stop() -> None:
    assert after(Day("X", "?", held_days=400, complete=False)) == ("?", 0, 0)


def test_unknown_turns_green_on_a_closed_day_only() -> None:
    assert after(Day("?", "X", closed=False)) == ("?", 0, 0)
    assert after(Day("?", "X")) == ("X", 0, 0)


def test_unknown_turns_green_with_as_few_reports_as_the_raw_level_needs() -> None:
    assert after(Day("?", "X", complete=False)) == ("X", 0, 0)


def test_unknown_stays_unknown_without_data() -> None:
    assert after(Day("?", "?", held_days=9)) == ("?", 9, 0)


def test_wards_are_followed_apart() -> None:
    held = follow(
        Held(np.array([4, 4, 1], np.int8), np.array([1, 10, 1], np.int32), np.zeros(3, np.int16)),
        np.array([1, 1, 3], np.int8),
        complete=np.array([True, True, False]),
        closed=True,
        day=15,
        policy=MOH,
    )
    assert held.rank.tolist() == [3, 4, 3]
    assert held.entered_on.tolist() == [15, 10, 15]
    assert held.qualifying.tolist() == [0, 1, 0]
