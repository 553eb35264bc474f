"""What holds of every policy the language can say, whatever is reported, late, or missing."""

from __future__ import annotations

from copy import deepcopy
from random import Random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.classification import judge_own
from app.domain.evidence import Evidence
from app.domain.forecast import loosening_forecast
from app.domain.policy import Policy
from app.domain.recomputation import recompute
from app.domain.zoning import ZoneState, judge
from tests.examples import examples
from tests.property.random_policies import any_policies, reported_histories
from tests.property.test_recomputation import rows_of
from tests.spec.situation import Situation, day

History = tuple[Situation, int]
calmly = settings(max_examples=examples(120), deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWABLE = {"beds_pct": [0.0, 12.0, 80.0], "vaccinated_1dose_18plus_pct": [10.0, 70.0, 95.0]}


@calmly
@given(policy=any_policies(), history=reported_histories())
def test_a_row_judged_again_from_itself_gives_what_the_arrays_gave(policy: Policy, history: History) -> None:
    situation, last = history
    for row in rows_of(situation, policy, first=1, last=last, state=ZoneState.unknown(len(situation.wards))):
        assert recompute(row, policy).agrees_with(row), row


@calmly
@given(policy=any_policies(monotone=True), history=reported_histories(), data=st.data())
def test_more_cases_never_lower_the_evidence_of_a_monotone_policy(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    situation, last = history
    more = deepcopy(situation)
    for key in data.draw(st.lists(st.sampled_from(sorted(situation.counts)), max_size=3)) if situation.counts else []:
        more.counts[key] += data.draw(st.integers(1, 9))
    before, after = (judge_own(policy, _evidence(policy, each, last)) for each in (situation, more))
    assert (np.where(after.rank > 0, after.rank, 1) >= np.where(before.rank > 0, before.rank, 1)).all()


@calmly
@given(policy=any_policies(), history=reported_histories(), data=st.data())
def test_learning_a_missing_value_never_contradicts_what_was_certain(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    """What was said with a value missing must hold whatever the value turns out to be; else it was a guess."""
    situation, last = history
    strict = policy.model_copy(
        update={
            "modifiers": tuple(each.model_copy(update={"when_missing": "unknown"}) for each in policy.modifiers),
            "higher_of": (),
        }
    )
    situation.reported_values = {}
    learned = deepcopy(situation)
    for ward in situation.wards:
        for indicator, values in KNOWABLE.items():
            learned.reported_values[ward, last, indicator] = data.draw(st.sampled_from(values))
    before = judge_own(strict, _evidence(strict, situation, last))
    after = judge_own(strict, _evidence(strict, learned, last))
    known = before.rank[:, -1] > 0
    certain = before.rank[:, -1]
    assert (after.rank[:, -1][known] >= certain[known]).all()
    assert (after.high[:, -1] <= before.high[:, -1]).all()


@calmly
@given(policy=any_policies(), history=reported_histories(), seed=st.integers(0, 1000))
def test_the_order_of_wards_and_outbreaks_never_matters(policy: Policy, history: History, seed: int) -> None:
    situation, last = history
    shuffled = deepcopy(situation)
    shuffled.wards = tuple(Random(seed).sample(situation.wards, len(situation.wards)))
    shuffled.outbreaks = list(reversed(situation.outbreaks))
    order = [shuffled.wards.index(ward) for ward in situation.wards]
    for one, other in zip(situation.judged(policy, through=last), shuffled.judged(policy, through=last), strict=True):
        assert one.after.result.rank.tolist() == other.after.result.rank[order].tolist()
        assert one.rule.tolist() == other.rule[order].tolist()


@calmly
@given(policy=any_policies(), history=reported_histories(), cut=st.integers(1, 44))
def test_judging_in_pieces_gives_what_judging_in_one_go_gives(policy: Policy, history: History, cut: int) -> None:
    situation, last = history
    cut = min(cut, last)
    first = judge(policy, _evidence(policy, situation, cut), ZoneState.unknown(len(situation.wards)))[-1].after
    rest = [] if cut == last else judge(policy, _evidence(policy, situation, last, first=cut + 1), first)
    whole = situation.judged(policy, through=last)[cut:]
    assert [each.after.result.rank.tolist() for each in rest] == [each.after.result.rank.tolist() for each in whole]


@calmly
@given(policy=any_policies(), history=reported_histories())
def test_if_nothing_more_happens_a_level_falls_on_exactly_the_day_forecast(policy: Policy, history: History) -> None:
    situation, last = history
    situation.open_from = None
    state = situation.judged(policy, through=last)[-1].after
    evidence = _evidence(policy, situation, last, first=last)
    before = ZoneState.unknown(len(situation.wards))
    if last > 1:
        before = situation.judged(policy, through=last - 1)[-1].after
    forecast = loosening_forecast(policy, evidence, before)

    lived = deepcopy(situation)
    horizon = (forecast.last_day - day(last)).days
    for ward, indicator in {(ward, name) for ward, _, name in situation.reported_values}:
        newest = max(on for where, on, name in situation.reported_values if (where, name) == (ward, indicator))
        value = situation.reported_values[ward, newest, indicator]
        for ahead in range(1, horizon + 1):
            lived.reported_values[ward, last + ahead, indicator] = value
    lived.missing = {(ward, on) for ward, on in situation.missing if on <= last}
    days = judge(policy, _evidence(policy, lived, last + horizon, first=last + 1), state)
    for position in range(len(situation.wards)):
        fell, held = None, int(state.result.rank[position])
        for each in days:
            rank = int(each.after.result.rank[position])
            if fell is None and 0 < rank < held:
                fell = each.day
            held = rank
        if int(state.result.rank[position]) > 1:
            assert forecast.day_of(position) == fell


def _evidence(policy: Policy, situation: Situation, last: int, *, first: int = 1) -> Evidence:
    return situation.evidence(first=first, last=last, window_days=policy.history_days + 1)
