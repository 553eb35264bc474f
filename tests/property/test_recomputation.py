"""A stored row suffices: judging it again from the row alone gives what it stores, over 10,000 rows and more."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment, assessments_of, translate
from app.domain.policy import Policy
from app.domain.recomputation import recompute, recompute_level
from app.domain.zoning import ZoneState, judge
from app.services.policy_library import shipped_policies
from tests.examples import examples
from tests.property.histories import histories, policies
from tests.spec.situation import CT06, MOH, Situation

ROWS_WANTED = 10_000
_EXAMPLES = 90


def rows_of(situation: Situation, policy: Policy, *, first: int, last: int, state: ZoneState) -> list[Assessment]:
    """What would be stored for days first … last, after a trip through JSON."""
    evidence = situation.evidence(first=first, last=last, window_days=policy.history_days + 1)
    rows = []
    for judgement in judge(policy, evidence, state):
        rows += assessments_of(
            judgement,
            policy=policy,
            policy_version="v1",
            boundary_version="b1",
            evidence=evidence,
            populations=[None] * len(situation.wards),
            positions=range(len(situation.wards)),
        )
    return [
        replace(row, before=json.loads(json.dumps(row.before)), evidence=json.loads(json.dumps(row.evidence)))
        for row in rows
    ]


def test_ten_thousand_rows_judged_again_from_themselves_give_what_they_store() -> None:
    checked = 0

    @settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(policy=policies(), history=histories())
    def check(policy: Policy, history: tuple[Situation, int]) -> None:
        nonlocal checked
        situation, last = history
        rows = rows_of(situation, policy, first=1, last=last, state=ZoneState.unknown(len(situation.wards)))
        for row in rows:
            assert recompute(row, policy).agrees_with(row), row
            assert recompute_level(row, policy) == row.level
        checked += len(rows)

    check()
    while checked < ROWS_WANTED:
        check()
    assert checked >= ROWS_WANTED


@pytest.mark.parametrize(("old_id", "new_id"), [(MOH, CT06), (CT06, MOH)])
@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories(), data=st.data())
def test_the_first_rows_under_another_policy_are_judged_again_by_that_policy(
    old_id: str, new_id: str, history: tuple[Situation, int], data: st.DataObject
) -> None:
    situation, last = history
    old, new = shipped_policies()[old_id], shipped_policies()[new_id]
    change = data.draw(st.integers(1, last))
    state = translate(situation.judged(old, through=change)[-1].after, old, new)
    for row in rows_of(situation, new, first=change + 1, last=change + 2, state=state):
        assert recompute(row, new).agrees_with(row), row


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policy=policies(), history=histories())
def test_a_row_that_was_tampered_with_no_longer_agrees(policy: Policy, history: tuple[Situation, int]) -> None:
    situation, last = history
    rows = rows_of(situation, policy, first=1, last=last, state=ZoneState.unknown(len(situation.wards)))
    strictest = policy.levels[-1].id
    for row in rows:
        if row.level != strictest:
            assert not recompute(replace(row, level=strictest), policy).agrees_with(replace(row, level=strictest))


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policy=policies(), history=histories())
def test_a_ward_with_nothing_beside_its_counts_keeps_an_empty_evidence(
    policy: Policy, history: tuple[Situation, int]
) -> None:
    situation, last = history
    situation.outbreaks, situation.counts = [], {}
    rows = rows_of(situation, policy, first=1, last=last, state=ZoneState.unknown(len(situation.wards)))
    assert all(row.evidence == {} for row in rows)
