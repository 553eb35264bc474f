"""What holds of every judgement, tried on random histories: it agrees with a plain reading, and never opens for the
wrong reason.

Three statements about whole histories ask that outbreaks stay open as long as a level is held. The hold counts from
*entering* a level, so an outbreak open for two days finds a ward red already, or enters it anew, depending on what came
before; on the day itself the statements hold without condition.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN, CaseClass
from app.domain.zoning import DayJudgement, ZoneState, judge
from tests.examples import examples
from tests.property.histories import FIRST_REPORTING_DAY, cases, histories, outbreaks, policies
from tests.property.reference import Rules, Standing, judge_plainly
from tests.spec.drawing import levels_of
from tests.spec.situation import Situation, day

History = tuple[Situation, int]
LONGEST_HOLD = 14
"""Of the policies tried."""
briefly = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
thoroughly = settings(max_examples=examples(160), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thoroughly
@given(policy=policies(), history=histories())
def test_the_engine_agrees_with_a_plain_reading_of_the_words(policy: Policy, history: History) -> None:
    situation, last = history
    rules = Rules(
        policy.id,
        hold_days=policy.persistence.hold_days.value,
        qualifying_days=policy.persistence.qualifying_days.value,
    )
    judgements = situation.judged(policy, through=last)
    for judgement, plain in zip(judgements, judge_plainly(rules, situation, through=last), strict=True):
        for position, ward in enumerate(situation.wards):
            assert _standing(policy, judgement, position, own=True) == plain[ward].own, (ward, judgement.day)
            assert _standing(policy, judgement, position, own=False) == plain[ward].result, (ward, judgement.day)


@briefly
@given(policy=policies(), history=histories(), data=st.data())
def test_on_any_day_more_cases_never_lower_a_level(policy: Policy, history: History, data: st.DataObject) -> None:
    situation, last = history
    more = _with_more_cases(situation, last, data)
    assert _no_lower(policy, _last_day(policy, situation, situation, last), _last_day(policy, situation, more, last))


@briefly
@given(policy=policies(), history=histories(), data=st.data())
def test_on_any_day_a_further_outbreak_loosens_no_ward(policy: Policy, history: History, data: st.DataObject) -> None:
    situation, last = history
    more = _with_a_further_outbreak(situation, last, data, shortest=0)
    assert _no_lower(policy, _last_day(policy, situation, situation, last), _last_day(policy, situation, more, last))


@briefly
@given(policy=policies(), history=histories(), data=st.data())
def test_on_any_day_deleting_reports_of_zero_opens_no_ward(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    situation, last = history
    fewer = _without_some_zero_reports(situation, last, data)
    assert _no_greener(policy, _last_day(policy, situation, situation, last), _last_day(policy, situation, fewer, last))


@briefly
@given(policy=policies(), history=histories(shortest_outbreak=LONGEST_HOLD), data=st.data())
def test_over_a_whole_history_more_cases_never_lower_a_level(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    situation, last = history
    more = _with_more_cases(situation, last, data)
    for before, after in zip(_levels(policy, situation, last), _levels(policy, more, last), strict=True):
        assert _no_lower(policy, before, after)


@briefly
@given(policy=policies(), history=histories(shortest_outbreak=LONGEST_HOLD), data=st.data())
def test_over_a_whole_history_a_further_outbreak_loosens_no_ward(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    situation, last = history
    more = _with_a_further_outbreak(situation, last, data, shortest=LONGEST_HOLD)
    for before, after in zip(_levels(policy, situation, last), _levels(policy, more, last), strict=True):
        assert _no_lower(policy, before, after)


@briefly
@given(policy=policies(), history=histories(shortest_outbreak=LONGEST_HOLD), data=st.data())
def test_over_a_whole_history_deleting_reports_of_zero_opens_no_ward(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    situation, last = history
    fewer = _without_some_zero_reports(situation, last, data)
    for before, after in zip(_levels(policy, situation, last), _levels(policy, fewer, last), strict=True):
        assert _no_greener(policy, before, after)


@briefly
@given(policy=policies(), history=histories(), seed=st.integers(0, 1000))
def test_the_order_of_wards_never_matters(policy: Policy, history: History, seed: int) -> None:
    situation, last = history
    shuffled = deepcopy(situation)
    shuffled.wards = tuple(Random(seed).sample(situation.wards, len(situation.wards)))
    shuffled.borders = tuple((other, one) for one, other in reversed(situation.borders))
    shuffled.outbreaks = list(reversed(situation.outbreaks))
    for levels, other in zip(_levels(policy, situation, last), _levels(policy, shuffled, last), strict=True):
        assert dict(zip(situation.wards, levels, strict=True)) == dict(zip(shuffled.wards, other, strict=True))


@briefly
@given(policy=policies(), history=histories(), data=st.data())
def test_judging_in_pieces_gives_what_judging_in_one_go_gives(
    policy: Policy, history: History, data: st.DataObject
) -> None:
    situation, last = history
    cuts = sorted(data.draw(st.sets(st.integers(1, last), max_size=4)) | {last})
    state = ZoneState.unknown(len(situation.wards))
    pieces: list[DayJudgement] = []
    first = 1
    for cut in cuts:
        judged = judge(policy, situation.evidence(first=first, last=cut, window_days=policy.window_days.value), state)
        pieces, state, first = pieces + judged, judged[-1].after, cut + 1
    whole = situation.judged(policy, through=last)
    assert [_everything(each) for each in pieces] == [_everything(each) for each in whole]


@briefly
@given(policy=policies(), history=histories())
def test_a_ward_depends_on_nothing_farther_away_than_its_neighbors(policy: Policy, history: History) -> None:
    situation, last = history
    whole = _levels(policy, situation, last)
    for position, ward in enumerate(situation.wards):
        near = _only(situation, {ward, *(other for pair in situation.borders if ward in pair for other in pair)})
        alone = [levels[near.wards.index(ward)] for levels in _levels(policy, near, last)]
        assert alone == [levels[position] for levels in whole]


@briefly
@given(policy=policies(), history=histories())
def test_the_result_is_never_milder_than_the_own_level(policy: Policy, history: History) -> None:
    situation, last = history
    for judgement in situation.judged(policy, through=last):
        assert (judgement.after.result.rank >= judgement.after.own.rank).all()


@briefly
@given(policy=policies(), history=histories())
def test_a_level_falls_by_one_step_on_closed_days_with_complete_data_only(policy: Policy, history: History) -> None:
    situation, last = history
    for judgement in situation.judged(policy, through=last):
        before, after = judgement.before.result.rank, judgement.after.result.rank
        fell = (after < before) & (after > 0)
        assert (before[fell] - after[fell] == 1).all()
        assert (judgement.missing[fell] == 0).all()
        assert judgement.closed or not fell.any()


def _standing(policy: Policy, judgement: DayJudgement, position: int, *, own: bool) -> Standing:
    held = judgement.after.own if own else judgement.after.result
    entered = int(held.entered_on[position])
    return Standing(
        policy.level_of[int(held.rank[position])],
        entered - day(0).toordinal() if entered else None,
        int(held.qualifying[position]),
    )


def _with_more_cases(situation: Situation, last: int, data: st.DataObject) -> Situation:
    more = deepcopy(situation)
    for ward, number, case_class, count in data.draw(st.lists(cases(situation.wards, last), min_size=1, max_size=3)):
        if (ward, number) not in more.missing:
            key = (ward, number, case_class)
            more.counts[key] = more.counts.get(key, 0) + count
    return more


def _with_a_further_outbreak(situation: Situation, last: int, data: st.DataObject, *, shortest: int) -> Situation:
    more = deepcopy(situation)
    more.outbreaks.append(data.draw(outbreaks(situation.wards, last, shortest=shortest)))
    return more


def _without_some_zero_reports(situation: Situation, last: int, data: st.DataObject) -> Situation:
    zeros = [
        (ward, number)
        for ward in situation.wards
        for number in range(FIRST_REPORTING_DAY, last + 1)
        if not any(situation.counts.get((ward, number, each)) for each in CaseClass)
    ]
    assume(zeros)
    fewer = deepcopy(situation)
    fewer.missing |= set(data.draw(st.lists(st.sampled_from(zeros), min_size=1, max_size=20)))
    return fewer


def _only(situation: Situation, wards: set[str]) -> Situation:
    """What is known of some of the wards."""
    return Situation(
        wards=tuple(ward for ward in situation.wards if ward in wards),
        borders=tuple(pair for pair in situation.borders if set(pair) <= wards),
        counts={key: count for key, count in situation.counts.items() if key[0] in wards},
        missing={key for key in situation.missing if key[0] in wards},
        outbreaks=[
            replace(
                each,
                wards=tuple(ward for ward in each.wards if ward in wards),
                linked=tuple(ward for ward in each.linked if ward in wards),
            )
            for each in situation.outbreaks
        ],
        open_from=situation.open_from,
    )


def _levels(policy: Policy, situation: Situation, last: int) -> list[list[str]]:
    return [levels_of(policy, judgement) for judgement in situation.judged(policy, through=last)]


def _last_day(policy: Policy, past: Situation, present: Situation, last: int) -> list[str]:
    """Levels on the last day by what is known at present, from the state that the past left."""
    state = past.judged(policy, through=last - 1)[-1].after if last > 1 else ZoneState.unknown(len(past.wards))
    evidence = present.evidence(first=last, last=last, window_days=policy.window_days.value)
    return levels_of(policy, judge(policy, evidence, state)[0])


def _no_lower(policy: Policy, before: list[str], after: list[str]) -> bool:
    """Whether no ward's level fell, or was lost."""
    ranks = {UNKNOWN: 0, **policy.rank_of}
    return all(ranks[one] <= ranks[other] for one, other in zip(before, after, strict=True))


def _no_greener(policy: Policy, before: list[str], after: list[str]) -> bool:
    """Whether no ward's level fell and none turned to the lowest; that one may be lost, having no evidence above it."""
    lowest = policy.levels[0].id
    ranks = {lowest: 0, UNKNOWN: 1, **{level.id: level.rank for level in policy.levels[1:]}}
    return all(ranks[one] <= ranks[other] for one, other in zip(before, after, strict=True))


def _everything(judgement: DayJudgement) -> list[object]:
    """All that a judgement says, in a form that compares."""
    held = [each for state in (judgement.before, judgement.after) for each in (state.own, state.result)]
    return [
        judgement.day,
        judgement.closed,
        judgement.closed_days,
        *(each.tolist() for state in held for each in (state.rank, state.entered_on, state.qualifying)),
        *(each.tolist() for each in (judgement.own_raw_rank, judgement.own_rule, judgement.raw_rank, judgement.rule)),
        *(each.tolist() for each in (judgement.sums, judgement.missing)),
    ]
