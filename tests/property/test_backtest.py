"""What holds of every back-test, whatever happened."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.backtest import Backtest, BacktestResult
from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN
from tests.examples import examples
from tests.property.histories import histories, policies
from tests.spec.situation import Situation, day, with_persistence
from tests.unit.domain.policies import at_least, make_policy, make_rule

SOME = settings(max_examples=examples(60))
FOUND_OUTSIDE = "community_unknown_source"


def replayed(situation: Situation, last: int, active: Policy, draft: Policy) -> BacktestResult:
    """Both policies over a history, every ward of a thousand people more than the one before."""
    populations = np.arange(1, len(situation.wards) + 1, dtype=np.int64) * 1000
    counted = Backtest(
        [day(1) + timedelta(days=offset) for offset in range(last)],
        populations,
        active_levels=[UNKNOWN, *(level.id for level in active.levels)],
        draft_levels=[UNKNOWN, *(level.id for level in draft.levels)],
    )
    sides = zip(situation.judged(active, through=last), situation.judged(draft, through=last), strict=True)
    for offset, (one, other) in enumerate(sides):
        counted.add(offset, active, one.after.result.rank, draft, other.after.result.rank)
    return counted.result()


def by_thresholds(orange: int, red: int, *, qualifying_days: int) -> Policy:
    """A monotone policy: so many cases for orange, so many for red; levels fall as soon as they may."""
    rules = [
        make_rule("red", any_of=[at_least(red, FOUND_OUTSIDE)]),
        make_rule("orange", any_of=[at_least(orange, FOUND_OUTSIDE)]),
    ]
    return with_persistence(make_policy(rules=rules), hold_days=0, qualifying_days=qualifying_days)


@SOME
@given(histories(), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2), st.integers(1, 4))
def test_lower_thresholds_never_keep_fewer_people_above_the_lowest_level(
    history: tuple[Situation, int], orange: int, step: int, lower_orange: int, lower_red: int, qualifying: int
) -> None:
    situation, last = history
    active = by_thresholds(orange + lower_orange, orange + lower_orange + step + lower_red, qualifying_days=qualifying)
    draft = by_thresholds(orange, orange + step, qualifying_days=qualifying)
    result = replayed(situation, last, active, draft)
    above = [side.people[:, 2:].sum(axis=1) for side in (result.active, result.draft)]
    assert (above[1] >= above[0]).all()
    assert (result.draft.people[:, 3] >= result.active.people[:, 3]).all()


@SOME
@given(histories(), policies())
def test_a_policy_never_differs_from_itself(history: tuple[Situation, int], policy: Policy) -> None:
    result = replayed(*history, policy, policy)
    assert not result.days_differing.any()
    assert (result.active.people == result.draft.people).all()


@SOME
@given(histories(), policies(), policies())
def test_every_ward_and_every_person_is_counted_once_a_day(
    history: tuple[Situation, int], active: Policy, draft: Policy
) -> None:
    wards = len(history[0].wards)
    result = replayed(*history, active, draft)
    for side in (result.active, result.draft):
        assert (side.wards.sum(axis=1) == wards).all()
        assert (side.people.sum(axis=1) == 500 * wards * (wards + 1)).all()
        assert side.raised.sum() + side.lowered.sum() == side.flips.sum()
        assert 0 <= side.short_spells <= side.spells
    assert (result.wards_by_verdict.sum(axis=1) == wards).all()
    assert (result.days_by_verdict.sum(axis=0) == result.wards_by_verdict.sum(axis=0)).all()
