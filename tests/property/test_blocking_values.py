"""What is said to keep a level agrees with the day on which the engine lets it fall, whatever a policy compares."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.assessment import assessments_of
from app.domain.disclosure import Disclosure
from app.domain.evidence import Evidence
from app.domain.forecast import BlockingCondition, blocking_conditions, loosening_forecast
from app.domain.policy import Policy
from app.domain.quiet_days import quiet_evidence
from app.domain.sentences import MAX_CHARACTERS
from app.domain.vocabulary import UNKNOWN
from app.domain.zoning import ZoneState, judge
from tests.examples import examples
from tests.property.random_policies import LEVELS, any_policies, reported_histories
from tests.spec.situation import Situation, day

History = tuple[Situation, int]
calmly = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def falling_policies(draw: st.DrawFn) -> Policy:
    """Policies whose levels fall by themselves: few cases are the lowest level by tables, rules and modifiers alike."""
    policy = draw(any_policies(monotone=True))
    edges = sorted(draw(st.sets(st.sampled_from([1, 2, 4, 7, 10]), min_size=1, max_size=3)))
    bands = [{"below": edges[0]}, *({"at_least": a, "below": b} for a, b in pairwise(edges)), {"at_least": edges[-1]}]
    levels = sorted(
        draw(st.lists(st.sampled_from(LEVELS[1:]), min_size=len(edges), max_size=len(edges))), key=LEVELS.index
    )
    table = {
        "id": "falling",
        "columns": {"indicator": draw(st.sampled_from(["cases_5d", "incidence_7d"])), "bands": bands},
        "levels": [["green", *levels]],
        **CITED,
    }
    weekly = {"periods": 2, "days": draw(st.sampled_from([1, 7]))}
    rule = {
        "id": "weeks",
        "level": draw(st.sampled_from(LEVELS[1:])),
        "any_of": [{"indicator": {"id": "cases_5d", "at_least": 2, draw(_spans): weekly}}],
        **CITED,
    }
    modifier = {
        "id": "more",
        "any_of": [{"indicator": {"id": "days_since_case", "at_most": draw(st.integers(1, 12))}}],
        "when_missing": draw(st.sampled_from(["not_applied", "unknown"])),
        **CITED,
    }
    body = policy.model_dump(mode="json")
    persistence = {**body["persistence"], "by_level": [], "never_lower_while": draw(st.sampled_from([[], [_CLAUSE]]))}
    persistence["qualifying_days"] = {**persistence["qualifying_days"], "value": 1}
    parts = {"rules": [rule], "tables": [table], "higher_of": [], "modifiers": draw(st.sampled_from([[], [modifier]]))}
    return Policy.model_validate({**body, **parts, "persistence": persistence})


_spans = st.sampled_from(["in_each_of_last", "in_any_of_last"])
CITED = {"provenance": "example", "note_vi": "ví dụ", "note_en": "an example", "label_vi": "Nhãn", "label_en": "Label"}
_CLAUSE = {
    "id": "clause",
    "any_of": [{"indicator": {"id": "cases_5d", "at_least": 1}}],
    "when_missing": "may_fall",
    **CITED,
}


@calmly
@given(policy=falling_policies() | any_policies(), history=reported_histories())
def test_what_blocks_ends_the_day_before_the_level_falls(policy: Policy, history: History) -> None:
    situation, last = history
    situation.open_from = last + 1
    state = situation.judged(policy, through=last)[-1].after
    forecast = loosening_forecast(policy, _evidence(policy, situation, last + 1), state)
    assume(not _something_rises(policy, situation, last, state, forecast.last_day))
    for position, (level, blocking) in enumerate(_blocking(policy, situation, last)):
        falls = forecast.day_of(position)
        ends = [each.until for each in blocking if each.until is not None]
        if level in {UNKNOWN, policy.levels[0].id}:
            continue
        assert blocking
        if [each.code for each in blocking] == ["day_open"]:
            assert falls == day(last + 1)
        elif len(ends) == len(blocking) and max(ends) < forecast.last_day:
            assert falls == max(ends) + timedelta(days=1)
        elif falls is not None:
            assert all(each < falls for each in ends)


@calmly
@given(policy=any_policies(), history=reported_histories())
def test_every_sentence_fits_and_ends(policy: Policy, history: History) -> None:
    situation, last = history
    situation.open_from = last + 1
    for _, blocking in _blocking(policy, situation, last):
        for each in blocking:
            assert len(each.vi) <= MAX_CHARACTERS
            assert len(each.en) <= MAX_CHARACTERS
            assert each.vi.endswith(".")
            assert each.en.endswith(".")


def _something_rises(policy: Policy, situation: Situation, last: int, state: ZoneState, until: date) -> bool:
    """Whether a ward rises although nothing more happens, as “in each of the last weeks” comes true: it, or a ward
    that borders it, is then held anew."""
    quiet = quiet_evidence(_evidence(policy, situation, last + 1), day(last + 1), until)
    states = [state, *(each.after for each in judge(policy, quiet, state))]
    ranks = np.stack([np.stack([each.own.rank, each.result.rank]) for each in states])
    return bool((np.diff(ranks, axis=0) > 0).any())


def _evidence(policy: Policy, situation: Situation, number: int) -> Evidence:
    return situation.evidence(first=number, last=number, window_days=policy.history_days + 1)


def _blocking(policy: Policy, situation: Situation, last: int) -> list[tuple[str, list[BlockingCondition]]]:
    """Every ward's level on the last closed day, and what keeps it on the day after."""
    assessments = assessments_of(
        situation.judged(policy, through=last)[-1],
        policy=policy,
        policy_version="1",
        boundary_version="1",
        evidence=_evidence(policy, situation, last),
        populations=[situation.populations.get(each) for each in situation.wards],
        positions=range(len(situation.wards)),
    )
    evidence = _evidence(policy, situation, last + 1)
    return [
        (
            each.level,
            blocking_conditions(
                each,
                policy,
                on=day(last + 1),
                outbreak_names={},
                disclosure=Disclosure(),
                evidence=evidence,
            ),
        )
        for each in assessments
    ]
