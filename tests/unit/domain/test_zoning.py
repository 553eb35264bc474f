"""The whole judgement of wards and days: what each step hands to the next, and what it says about why."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from app.domain.classification import NO_RULE, TOO_LITTLE_DATA
from app.domain.persistence import Held
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass
from app.domain.zoning import HELD, DayJudgement, ZoneState, judge
from app.services.policy_library import shipped_policy
from tests.spec.situation import CT06, MOH, DrawnOutbreak, Situation, day

POLICY = shipped_policy(CT06)
UNKNOWN_SOURCE = CaseClass.COMMUNITY_UNKNOWN_SOURCE


def chain(*wards: str) -> Situation:
    """Wards in a row, each bordering the next."""
    return Situation(wards=wards, borders=tuple(pairwise(wards)))


def red_outbreak(ward: str, *, opened: int = 1, closed: int | None = None) -> DrawnOutbreak:
    """An outbreak of unknown source."""
    return DrawnOutbreak(wards=(ward,), opened=opened, closed=closed, source_known=False)


def why(judgement: DayJudgement, position: int, *, policy: Policy = POLICY) -> str:
    """The reason a ward is at its level, by name."""
    number = int(judgement.rule[position])
    if number >= 0:
        return policy.all_rules[number].id
    return {NO_RULE: "no rule", TOO_LITTLE_DATA: "too little data", HELD: "held"}[number]


def test_a_day_is_judged_for_each_day_of_the_evidence_oldest_first() -> None:
    judgements = chain("A").judged(POLICY, through=3)
    assert [each.day for each in judgements] == [day(1), day(2), day(3)]
    assert [each.closed for each in judgements] == [True, True, True]


def test_each_day_begins_with_what_the_day_before_left() -> None:
    situation = chain("A", "B")
    situation.outbreaks = [red_outbreak("A", opened=2)]
    first, second, third = situation.judged(POLICY, through=3)
    assert first.before.result.rank.tolist() == [0, 0]
    assert second.before is first.after
    assert third.before is second.after


def test_the_reason_is_the_rule_of_the_ward_itself_or_of_its_border() -> None:
    situation = chain("A", "B", "C")
    situation.outbreaks = [red_outbreak("A")]
    (judgement,) = situation.judged(POLICY, through=1)
    assert [why(judgement, position) for position in range(3)] == [
        "red-outbreak-unknown-source",
        "orange-borders-red",
        "no rule",
    ]


def test_a_rule_of_its_own_goes_before_a_border_that_asks_for_no_more() -> None:
    situation = chain("A", "B")
    situation.outbreaks = [red_outbreak("A")]
    situation.counts["B", 1, UNKNOWN_SOURCE] = 1
    (judgement,) = situation.judged(POLICY, through=1)
    assert why(judgement, 1) == "orange-community-unknown-source"


def test_a_level_without_evidence_is_held() -> None:
    situation = chain("A")
    situation.outbreaks = [red_outbreak("A", closed=2)]
    assert [why(each, 0) for each in situation.judged(POLICY, through=2)] == ["red-outbreak-unknown-source", "held"]


def test_a_border_level_without_a_red_neighbor_is_held() -> None:
    situation = chain("A", "B")
    situation.outbreaks = [red_outbreak("A", closed=2)]
    situation.missing = {("B", 10)}
    judgement = situation.judged(POLICY, through=16)[-1]
    assert POLICY.level_of[int(judgement.after.own.rank[0])] == "orange"
    assert (int(judgement.after.result.rank[1]), why(judgement, 1)) == (POLICY.rank_of["orange"], "held")


def test_a_border_level_is_kept_while_something_missing_could_mean_it() -> None:
    cited = {"provenance": "example", "note_vi": "n", "note_en": "n", "label_vi": "x", "label_en": "x"}
    ids = {"icu_occupancy_pct": "orange", "beds_pct": "yellow"}
    policy = Policy.model_validate(
        shipped_policy(MOH).model_dump(mode="json")
        | {"districts": None, "city": None}
        | {"indicators": [{**cited, "id": each, "kind": "reported", "max_age_days": 90} for each in ids]}
        | {
            "rules": [
                {**cited, "id": f"rule-{level}", "level": level, "any_of": [{"indicator": {"id": each, "at_least": 9}}]}
                for each, level in ids.items()
            ]
        }
    )
    situation = Situation(wards=("A",), borders=(), reported_values={("A", 1, "beds_pct"): 20.0})
    entered = np.array([day(-40).toordinal()], np.int32)
    yellow, orange = (Held(np.array([rank], np.int8), entered, np.array([0], np.int16)) for rank in (2, 3))
    evidence = situation.evidence(first=1, last=1, window_days=policy.history_days + 1)
    (judgement,) = judge(policy, evidence, ZoneState(yellow, orange))
    assert judgement.raw_rank.tolist() == [2]
    assert judgement.after.result.rank.tolist() == [3]


def test_an_unknown_ward_has_too_little_data() -> None:
    situation = chain("A")
    situation.missing = {("A", number) for number in range(-20, 2)}
    (judgement,) = situation.judged(POLICY, through=1)
    assert why(judgement, 0) == "too little data"


def test_a_ward_that_would_be_green_once_the_open_day_closes_has_too_little_data_until_then() -> None:
    situation = chain("A")
    situation.open_from = 1
    (judgement,) = situation.judged(POLICY, through=1)
    assert (int(judgement.after.result.rank[0]), why(judgement, 0)) == (0, "too little data")


@pytest.mark.parametrize("borders", [(("A", "B"),), (("B", "A"),)])
def test_a_border_counts_both_ways_however_it_is_written(borders: tuple[tuple[str, str], ...]) -> None:
    for ward, other in ((0, 1), (1, 0)):
        situation = Situation(wards=("A", "B"), borders=borders)
        situation.outbreaks = [red_outbreak("AB"[ward])]
        (judgement,) = situation.judged(POLICY, through=1)
        assert why(judgement, other) == "orange-borders-red"


def test_wards_without_any_border_are_judged() -> None:
    situation = Situation(wards=("A", "B"), borders=())
    situation.outbreaks = [red_outbreak("A")]
    (judgement,) = situation.judged(POLICY, through=1)
    assert judgement.after.result.rank.tolist() == [POLICY.rank_of["red"], POLICY.rank_of["green"]]


def test_adjacency_looks_at_own_levels_and_leaves_them_as_they_are() -> None:
    situation = chain("A", "B", "C")
    situation.outbreaks = [red_outbreak("A")]
    moh = shipped_policy(MOH)
    (judgement,) = situation.judged(moh, through=1)
    assert [moh.level_of[rank] for rank in judgement.after.own.rank.tolist()] == ["red", "green", "green"]
    assert [moh.level_of[rank] for rank in judgement.raw_rank.tolist()] == ["red", "orange", "green"]
    assert [moh.level_of[rank] for rank in judgement.own_raw_rank.tolist()] == ["red", "green", "green"]


def test_the_state_of_one_call_continues_in_the_next() -> None:
    situation = chain("A", "B")
    situation.outbreaks = [red_outbreak("A", closed=3)]
    whole = situation.judged(POLICY, through=20)
    state = situation.judged(POLICY, through=9)[-1].after
    rest = judge(POLICY, situation.evidence(first=10, last=20, window_days=14), state)
    assert [each.after.result.rank.tolist() for each in rest] == [each.after.result.rank.tolist() for each in whole[9:]]
    assert [each.rule.tolist() for each in rest] == [each.rule.tolist() for each in whole[9:]]


def test_judging_changes_neither_the_evidence_nor_the_state_it_was_given() -> None:
    situation = chain("A", "B")
    situation.outbreaks = [red_outbreak("A")]
    state = ZoneState.unknown(2)
    evidence = situation.evidence(first=1, last=5, window_days=14)
    counts, reported = evidence.counts.copy(), evidence.reported.copy()
    judge(POLICY, evidence, state)
    assert (evidence.counts == counts).all()
    assert (evidence.reported == reported).all()
    assert state.result.rank.tolist() == [0, 0]


def test_nothing_known_is_where_every_ward_begins() -> None:
    state = ZoneState.unknown(3)
    for held in (state.own, state.result):
        assert (held.rank.tolist(), held.entered_on.tolist(), held.qualifying.tolist()) == ([0] * 3, [0] * 3, [0] * 3)
