"""“When may it open?” is answered by the day on which it does open if nothing more happens."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment, assessments_of
from app.domain.disclosure import Disclosure
from app.domain.evidence import Evidence
from app.domain.forecast import BlockingCondition, blocking_conditions, loosening_forecast
from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN
from app.domain.zoning import DayJudgement, ZoneState, judge
from tests.examples import examples
from tests.property.histories import histories, policies, shipped
from tests.property.reference import PALETTE, Rules, judge_plainly
from tests.spec.situation import Situation, day

History = tuple[Situation, int]
calmly = settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
FAR = 60
"""Days in which everything that passes by itself has passed, whatever the policy tried."""


@st.composite
def _stopped(draw: st.DrawFn) -> tuple[Situation, int, int, int]:
    """A history, its last day, its last closed day, and the day through which it has been judged."""
    situation, last = draw(histories())
    closed = last if situation.open_from is None else situation.open_from - 1
    situation.open_from = closed + 1
    return situation, last, closed, max(0, closed - draw(st.sampled_from([0, 0, 0, 1, 5])))


@calmly
@given(policy=policies(), stopped=_stopped())
def test_if_nothing_more_happens_a_level_falls_on_exactly_that_day(
    policy: Policy, stopped: tuple[Situation, int, int, int]
) -> None:
    situation, last, closed, judged = stopped
    forecast = loosening_forecast(policy, _evidence(policy, situation, judged, last), _state(policy, situation, judged))

    assert forecast.first_day == day(closed + 1)
    for position, ward in enumerate(situation.wards):
        expected = _first_fall(policy, situation, ward, closed, through=(forecast.last_day - day(0)).days)
        assert forecast.day_of(position) == (None if expected is None else day(expected))


@calmly
@given(policy=policies(), stopped=_stopped())
def test_a_ward_without_a_day_stays_for_ever_unless_an_outbreak_is_what_keeps_it(
    policy: Policy, stopped: tuple[Situation, int, int, int]
) -> None:
    situation, last, closed, judged = stopped
    assume(all(each.closed is not None and each.closed <= closed for each in situation.outbreaks))
    forecast = loosening_forecast(policy, _evidence(policy, situation, judged, last), _state(policy, situation, judged))

    for position, ward in enumerate(situation.wards):
        if forecast.day_of(position) is None:
            assert _first_fall(policy, situation, ward, closed, through=closed + FAR) is None


@calmly
@given(policy=policies(), stopped=_stopped(), horizon=st.integers(1, 20))
def test_a_shorter_horizon_only_leaves_out_later_days(
    policy: Policy, stopped: tuple[Situation, int, int, int], horizon: int
) -> None:
    situation, last, _, judged = stopped
    evidence, state = _evidence(policy, situation, judged, last), _state(policy, situation, judged)
    whole = loosening_forecast(policy, evidence, state).falls_on
    short = loosening_forecast(policy, evidence, state, horizon_days=horizon)

    assert np.array_equal(short.falls_on, np.where(whole <= short.last_day.toordinal(), whole, 0))


@calmly
@given(policy=shipped, history=histories())
def test_what_blocks_ends_the_day_before_the_level_falls(policy: Policy, history: History) -> None:
    situation, last = history
    situation.open_from = last + 1
    forecast = loosening_forecast(policy, _evidence(policy, situation, last, last + 1), _state(policy, situation, last))
    for position, (assessment, blocking) in enumerate(_blocking(policy, situation, last)):
        if assessment.level == UNKNOWN:
            continue
        falls = forecast.day_of(position)
        ends = [each.until for each in blocking if each.until is not None]
        if [each.code for each in blocking] == ["day_open"]:
            assert falls == day(last + 1)
        elif blocking and len(ends) == len(blocking) and max(ends) < forecast.last_day:
            assert falls == max(ends) + timedelta(days=1)
        elif falls is not None:
            assert all(each < falls for each in ends)


@calmly
@given(policy=shipped, history=histories())
def test_what_keeps_a_ward_unknown_ends_the_day_before_it_gets_a_level(policy: Policy, history: History) -> None:
    situation, last = history
    situation.open_from = last + 1
    assume(not situation.outbreaks)
    days = judge_plainly(Rules(policy.id), _quiet(situation, last), through=last + 20)
    for assessment, found in _blocking(policy, situation, last):
        if assessment.level == UNKNOWN:
            (blocking,) = found
            levels = [each[assessment.ward_code].result.level for each in days]
            known_on = last + 1 + next(number for number, level in enumerate(levels[last:]) if level != UNKNOWN)
            assert (blocking.until or day(last)) + timedelta(days=1) == day(known_on)


@calmly
@given(policy=policies(), history=histories())
def test_something_blocks_exactly_where_a_level_can_fall(policy: Policy, history: History) -> None:
    situation, last = history
    situation.open_from = last + 1
    for assessment, blocking in _blocking(policy, situation, last):
        assert bool(blocking) is (assessment.level != policy.levels[0].id)
        assert all(len(each.vi) <= 300 and len(each.en) <= 300 for each in blocking)


def _evidence(policy: Policy, situation: Situation, judged: int, last: int) -> Evidence:
    first = judged + 1
    return situation.evidence(first=first, last=max(first, last), window_days=policy.window_days.value)


def _judged(policy: Policy, situation: Situation, through: int) -> DayJudgement:
    """The last of the days 1 … through, judged one by one, each from the state the one before left."""
    state = ZoneState.unknown(len(situation.wards))
    for number in range(1, through + 1):
        evidence = situation.evidence(first=number, last=number, window_days=policy.window_days.value)
        (judgement,) = judge(policy, evidence, state)
        state = judgement.after
    return judgement


def _state(policy: Policy, situation: Situation, through: int) -> ZoneState:
    return _judged(policy, situation, through).after if through else ZoneState.unknown(len(situation.wards))


def _first_fall(policy: Policy, situation: Situation, ward: str, closed: int, *, through: int) -> int | None:
    """The first day after the last closed one on which a ward's level falls, by the plain reading."""
    persistence = policy.persistence
    rules = Rules(policy.id, hold_days=persistence.hold_days.value, qualifying_days=persistence.qualifying_days.value)
    days = judge_plainly(rules, _quiet(situation, closed), through=through)
    levels = [UNKNOWN, *(each[ward].result.level for each in days)][closed:]
    ranks = [-1 if each == UNKNOWN else PALETTE[policy.id].index(each) for each in levels]
    if max(ranks[:2]) <= 0:
        return None
    falls = [closed + number for number in range(1, len(ranks)) if 0 <= ranks[number] < ranks[number - 1]]
    return falls[0] if falls else None


def _quiet(situation: Situation, closed: int) -> Situation:
    """The same history, with every day after the last closed one closed in its turn and reported."""
    quiet = deepcopy(situation)
    quiet.open_from = None
    quiet.missing = {(ward, number) for ward, number in situation.missing if number <= closed}
    return quiet


def _assessments(policy: Policy, situation: Situation, on_day: int) -> list[Assessment]:
    """Every ward on a day, in the situation's order."""
    return assessments_of(
        situation.judged(policy, through=on_day)[-1],
        policy=policy,
        policy_version="1",
        boundary_version="1",
        evidence=_evidence(policy, situation, on_day - 1, on_day),
        populations=[None] * len(situation.wards),
        positions=range(len(situation.wards)),
    )


def _blocking(policy: Policy, situation: Situation, last: int) -> list[tuple[Assessment, list[BlockingCondition]]]:
    """Every ward as judged on the last closed day, and what blocks it on the day after."""
    evidence = _evidence(policy, situation, last, last + 1)
    return [
        (
            assessment,
            blocking_conditions(
                assessment,
                policy,
                on=day(last + 1),
                outbreak_names={},
                disclosure=Disclosure(),
                evidence=evidence,
            ),
        )
        for assessment in _assessments(policy, situation, last)
    ]
