"""Levels drawn as letters, a row a ward and a column a day, counted by hand.

`G O R` are green, orange and red of Hanoi's order, `Y` the Ministry's yellow, `?` unknown. A column before `|` is the
day before the first.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.backtest import Backtest, BacktestResult
from app.domain.level_comparison import Verdict
from app.domain.policy import Policy
from app.services.policy_library import shipped_policy

CT06, MOH = shipped_policy("hanoi-ct06-2021"), shipped_policy("moh-2686-2021")
FIRST = date(2021, 9, 1)
LEVEL = {"?": "unknown", "G": "green", "Y": "yellow", "O": "orange", "R": "red"}
POPULATIONS = (1000, 200, 30, 4)


def columns(drawing: str, policies: list[Policy]) -> list[np.ndarray[tuple[int], np.dtype[np.int8]]]:
    """Ranks of all wards, day by day."""
    rows = [row.strip().replace("|", "") for row in drawing.split("/")]
    return [
        np.array([{"unknown": 0, **policies[day].rank_of}[LEVEL[row[day]]] for row in rows], dtype=np.int8)
        for day in range(len(rows[0]))
    ]


def count(
    active: str, draft: str, *, active_policies: list[Policy] | None = None, draft_policy: Policy = CT06
) -> BacktestResult:
    """The figures of two drawings of the same size."""
    warmed = "|" in active
    length = len(active.split("/")[0].strip().replace("|", ""))
    ours = active_policies or [CT06] * length
    theirs = [draft_policy] * length
    ranks = list(zip(columns(active, ours), columns(draft, theirs), strict=True))
    days = [FIRST + timedelta(days=offset) for offset in range(length - warmed)]
    counted = Backtest(
        days,
        np.array(POPULATIONS[: len(ranks[0][0])], dtype=np.int64),
        active_levels=["unknown", "green", "yellow", "orange", "red"],
        draft_levels=["unknown", "green", "yellow", "orange", "red"],
    )
    for position, (one, other) in enumerate(ranks):
        if warmed and position == 0:
            counted.begin(ours[0], one, theirs[0], other)
        else:
            counted.add(position - warmed, ours[position], one, theirs[position], other)
    return counted.result()


def test_wards_and_people_are_counted_by_level_and_day() -> None:
    result = count("GGR / ?OO / RRR", "GGG / GGG / GGG")
    assert result.active.level_ids == ("unknown", "green", "yellow", "orange", "red")
    assert result.active.wards.tolist() == [[1, 1, 0, 0, 1], [0, 1, 0, 1, 1], [0, 0, 0, 1, 2]]
    assert result.active.people.tolist() == [[200, 1000, 0, 0, 30], [0, 1000, 0, 200, 30], [0, 0, 0, 200, 1030]]
    assert result.draft.people.tolist() == [[0, 1230, 0, 0, 0]] * 3


def test_equal_sides_differ_nowhere() -> None:
    result = count("GOR / ?GG", "GOR / ?GG")
    assert result.wards_differing.tolist() == [0, 0, 0]
    assert result.people_differing.tolist() == [0, 0, 0]
    assert result.days_differing.tolist() == [0, 0]


def test_differences_are_told_by_day_and_by_ward() -> None:
    result = count("GOR / ?GG / RRR", "OOG / GG? / ROG")
    assert result.wards_by_verdict.tolist() == [[1, 1, 0, 0, 1], [2, 0, 1, 0, 0], [0, 0, 2, 0, 1]]
    assert result.people_by_verdict[:, Verdict.MILDER].tolist() == [0, 30, 1030]
    assert result.days_by_verdict.tolist() == [[1, 1, 1, 0, 0], [1, 0, 0, 0, 2], [1, 0, 2, 0, 0]]
    assert result.wards_differing.tolist() == [2, 1, 3]
    assert result.people_differing.tolist() == [1200, 30, 1230]
    assert result.days_differing.tolist() == [2, 2, 2]


def test_another_palette_is_compared_by_what_both_know() -> None:
    result = count("GO / OO", "YY / YO", draft_policy=MOH)
    assert result.wards_by_verdict.tolist() == [[0, 1, 1, 0, 0], [1, 0, 1, 0, 0]]


def test_changes_between_known_levels_are_flips_and_others_gaps() -> None:
    side = count("GRG? / ?GGO / OOOO", "GGGG / GGGG / GGGG").active
    assert side.raised.tolist() == [0, 1, 0, 1]
    assert side.lowered.tolist() == [0, 0, 1, 0]
    assert side.gaps.tolist() == [0, 1, 0, 1]
    assert side.flips.tolist() == [2, 1, 0]


def test_a_change_on_the_first_day_is_seen_from_the_day_before() -> None:
    side = count("G|OO / O|OG", "G|GG / G|GG").active
    assert side.raised.tolist() == [1, 0]
    assert side.lowered.tolist() == [0, 1]
    assert side.wards.sum(axis=1).tolist() == [2, 2]


def test_only_spells_that_begin_and_end_within_the_days_have_a_length() -> None:
    side = count("GGGOOOOOOG / GOOOOOOOGG", "GGGGGGGGGG / GGGGGGGGGG").active
    assert (side.spells, side.short_spells) == (2, 1)


def test_a_spell_ended_by_missing_data_counts_and_one_of_missing_data_does_not() -> None:
    side = count("GOO?G", "GGGGG").active
    assert (side.spells, side.short_spells) == (1, 1)


def test_a_spell_that_begins_on_the_first_day_counts() -> None:
    side = count("G|OOG", "G|GGG").active
    assert (side.spells, side.short_spells) == (1, 1)


def test_a_change_of_policy_is_no_flip_where_the_level_is_carried() -> None:
    side = count("GOY", "GGG", active_policies=[CT06, MOH, MOH]).active
    assert side.raised.tolist() == [0, 1, 0]
    assert side.lowered.tolist() == [0, 0, 1]
    assert count("OO", "GG", active_policies=[CT06, MOH]).active.flips.tolist() == [0]


def test_a_level_the_next_policy_lacks_is_carried_to_the_mildest_stricter_one() -> None:
    side = count("YO", "GG", active_policies=[MOH, CT06]).active
    assert side.flips.tolist() == [0]


def test_sampling_follows_the_cadence_of_each_day_s_levels() -> None:
    side = count("RRO", "GGG").active
    assert side.samples_least.tolist() == [334, 334, 143]
    assert side.samples_most.tolist() == [500, 500, 200]
    assert count("RRO", "GGG").draft.once_people == 1000


@pytest.mark.parametrize("wards", [1, 4])
def test_every_ward_is_counted_once_a_day(wards: int) -> None:
    drawing = " / ".join(["G?ORG"] * wards)
    result = count(drawing, drawing)
    for side in (result.active, result.draft):
        assert side.wards.sum(axis=1).tolist() == [wards] * 5
        assert side.people.sum(axis=1).tolist() == [sum(POPULATIONS[:wards])] * 5
