"""A judged day as it is stored: everything that made it, and the way back into a state."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app.domain.assessment import Assessment, assessments_of, outbreak_fact, state_from, translate
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass, OutbreakSetting
from app.domain.zoning import DayJudgement, ZoneState, judge
from app.services.policy_library import shipped_policy
from tests.spec.situation import CT06, MOH, DrawnOutbreak, Situation, day
from tests.unit.domain.worded import worded_policy

POLICY, FOUR_COLOURS = shipped_policy(CT06), shipped_policy(MOH)


def stored(situation: Situation, *, on_day: int, policy: Policy = POLICY) -> dict[str, Assessment]:
    """What is stored of a day, by ward."""
    judgement = situation.judged(policy, through=on_day)[-1]
    rows = assessments_of(
        judgement,
        policy=policy,
        policy_version="v1",
        boundary_version="b1",
        evidence=situation.evidence(first=1, last=on_day, window_days=policy.window_days.value),
        populations=[1000 + position for position in range(len(situation.wards))],
        positions=range(len(situation.wards)),
    )
    return {row.ward_code: row for row in rows}


@pytest.fixture
def row() -> Situation:
    """Three wards in a row, nothing happening."""
    return Situation(wards=("A", "B", "C"), borders=(("A", "B"), ("B", "C")))


def test_a_row_names_what_it_judged_by(row: Situation) -> None:
    assessment = stored(row, on_day=5)["B"]
    assert (assessment.as_of, assessment.closed) == (date(2021, 9, 5), True)
    assert (assessment.policy_id, assessment.policy_version, assessment.boundary_version) == (CT06, "v1", "b1")
    assert assessment.population == 1001


def test_a_row_holds_the_window_and_what_lay_in_it(row: Situation) -> None:
    for number, case_class in enumerate(CaseClass, start=1):
        row.counts["A", number, case_class] = number
    row.missing = {("A", 6)}
    assessment = stored(row, on_day=14)["A"]
    assert assessment.window_start == date(2021, 9, 1)
    assert [getattr(assessment, each) for each in CaseClass] == [1, 2, 3, 4, 5]
    assert (assessment.missing_days, assessment.closed_days) == (1, 14)


def test_only_the_wards_asked_for_are_stored(row: Situation) -> None:
    judgement = row.judged(POLICY, through=1)[-1]
    rows = assessments_of(
        judgement,
        policy=POLICY,
        policy_version="v1",
        boundary_version="b1",
        evidence=row.evidence(first=1, last=1, window_days=14),
        populations=[None] * 3,
        positions=[2, 0],
    )
    assert [each.ward_code for each in rows] == ["C", "A"]


def test_a_row_tells_the_own_level_from_the_result_and_names_the_rule_of_each(row: Situation) -> None:
    row.outbreaks = [DrawnOutbreak(wards=("A",), opened=2, source_known=False)]
    rows = stored(row, on_day=3)
    assert [(each.own_level, each.level) for each in rows.values()] == [
        ("red", "red"),
        ("green", "orange"),
        ("green", "green"),
    ]
    assert [(each.own_rule_id, each.rule_id) for each in rows.values()] == [
        ("red-outbreak-unknown-source", "red-outbreak-unknown-source"),
        ("no-rule-matched", "orange-borders-red"),
        ("no-rule-matched", "no-rule-matched"),
    ]


def test_a_held_row_tells_what_the_evidence_alone_would_give(row: Situation) -> None:
    row.outbreaks = [DrawnOutbreak(wards=("A",), opened=2, closed=3, source_known=False)]
    assessment = stored(row, on_day=6)["A"]
    assert (assessment.level, assessment.own_raw_level, assessment.rule_id) == ("red", "green", "held")
    assert (assessment.own_entered_on, assessment.own_qualifying_days) == (date(2021, 9, 2), 4)


def test_an_unknown_row_says_so_and_was_never_entered(row: Situation) -> None:
    row.missing = {("A", number) for number in range(-20, 2)}
    assessment = stored(row, on_day=1)["A"]
    assert (assessment.level, assessment.rule_id, assessment.entered_on) == ("unknown", "too-little-data", None)


def test_a_row_holds_the_state_the_day_began_with(row: Situation) -> None:
    row.outbreaks = [DrawnOutbreak(wards=("A",), opened=2, closed=3, source_known=False)]
    rows = stored(row, on_day=6)
    assert rows["A"].before == ["red", "2021-09-02", 3, "red", "2021-09-02", 0]
    assert rows["B"].before == ["green", "2021-09-01", 0, "orange", "2021-09-02", 0]
    assert stored(row, on_day=1)["A"].before == ["unknown", None, 0, "unknown", None, 0]


def test_a_row_names_open_outbreaks_and_what_was_known_of_them(row: Situation) -> None:
    row.outbreaks = [
        DrawnOutbreak(wards=("A",), opened=1, source_known=False),
        DrawnOutbreak(wards=("C",), opened=3, setting=OutbreakSetting.MARKET, linked=("A", "C")),
        DrawnOutbreak(wards=("A",), opened=1, closed=3),
        DrawnOutbreak(wards=("A",), opened=9),
    ]
    rows = stored(row, on_day=3)
    assert rows["A"].evidence == {
        "linked_outbreaks": ["2"],
        "outbreak_facts": ["1|unknown|residential", "2|known|market"],
        "outbreaks": ["1"],
    }
    assert rows["C"].evidence == {"outbreak_facts": ["2|known|market"], "outbreaks": ["2"]}


def test_a_row_names_the_neighbors_an_adjacency_rule_asks_about(row: Situation) -> None:
    row.outbreaks = [DrawnOutbreak(wards=("A", "C"), opened=1, source_known=False)]
    assert stored(row, on_day=1)["B"].evidence == {"neighbors_red": ["A", "C"]}


def test_neighbors_are_named_by_own_level_only(row: Situation) -> None:
    """B is orange by its border with A; C, next to B, has nothing to tell."""
    row.outbreaks = [DrawnOutbreak(wards=("A",), opened=1, source_known=False)]
    assert stored(row, on_day=1, policy=FOUR_COLOURS)["C"].evidence == {}


def test_a_ward_with_nothing_to_tell_stores_nothing(row: Situation) -> None:
    assert [each.evidence for each in stored(row, on_day=1).values()] == [{}, {}, {}]


def test_a_row_survives_json(row: Situation) -> None:
    row.outbreaks = [DrawnOutbreak(wards=("A",), opened=1, source_known=False, linked=("B",))]
    assessment = stored(row, on_day=1)["B"]
    assert json.loads(json.dumps([assessment.before, assessment.evidence])) == [assessment.before, assessment.evidence]


def test_an_outbreak_is_kept_with_its_source_and_setting() -> None:
    situation = Situation(wards=("A",), borders=())
    situation.outbreaks = [DrawnOutbreak(wards=("A",), opened=1, setting=OutbreakSetting.INDUSTRIAL_PARK)]
    (fact,) = situation.evidence(first=1, last=1, window_days=1).outbreaks
    assert outbreak_fact(fact) == "1|known|industrial_park"


def test_a_row_compares_field_by_field(row: Situation) -> None:
    assert stored(row, on_day=2)["A"] == stored(row, on_day=2)["A"]
    assert stored(row, on_day=2)["A"] != stored(row, on_day=3)["A"]
    values = stored(row, on_day=2)["A"].as_values()
    assert (values["ward_code"], values["level"], len(values)) == ("A", "green", len(Assessment.__slots__))


def test_the_rows_of_a_day_give_back_the_state_it_left(row: Situation) -> None:
    row.outbreaks = [DrawnOutbreak(wards=("A",), opened=2, closed=3, source_known=False)]
    row.missing = {("C", number) for number in range(-20, 9)}
    rows = stored(row, on_day=6)
    back = state_from([rows["A"], rows["B"], rows["C"]], POLICY)
    assert in_words(back, POLICY) == in_words(last(row, 6).after, POLICY)


def test_a_ward_that_was_never_judged_starts_unknown(row: Situation) -> None:
    back = state_from([None, stored(row, on_day=6)["B"]], POLICY)
    assert in_words(back, POLICY) == [[("unknown", 0, 0), ("green", ordinal(1), 0)]] * 2


def test_a_stored_level_the_policy_does_not_know_starts_unknown(row: Situation) -> None:
    row.counts["A", 1, CaseClass.COMMUNITY_KNOWN_SOURCE] = 1
    yellow = stored(row, on_day=1, policy=FOUR_COLOURS)["A"]
    assert yellow.level == "yellow"
    assert state_from([yellow], POLICY).result.rank.tolist() == [0]


def test_a_state_is_carried_into_another_policy_by_level_with_its_days() -> None:
    situation = Situation(wards=("A", "B", "C"), borders=())
    situation.outbreaks = [DrawnOutbreak(wards=("A",), opened=2, closed=3, source_known=False)]
    situation.counts["B", 2, CaseClass.COMMUNITY_UNKNOWN_SOURCE] = 1
    before = last(situation, 6, policy=FOUR_COLOURS).after
    carried = translate(before, FOUR_COLOURS, POLICY)
    assert in_words(carried, POLICY) == in_words(before, FOUR_COLOURS)
    assert [level for level, _, _ in in_words(carried, POLICY)[1]] == ["red", "orange", "green"]


def test_a_level_the_other_policy_does_not_have_becomes_the_next_stricter_one() -> None:
    situation = Situation(wards=("A",), borders=())
    situation.counts["A", 2, CaseClass.COMMUNITY_KNOWN_SOURCE] = 1
    before = last(situation, 6, policy=FOUR_COLOURS).after
    assert FOUR_COLOURS.level_of[int(before.result.rank[0])] == "yellow"
    carried = translate(before, FOUR_COLOURS, POLICY)
    assert carried.result.rank.tolist() == [POLICY.rank_of["orange"]]
    assert carried.result.entered_on.tolist() == before.result.entered_on.tolist()


def last(situation: Situation, on_day: int, *, policy: Policy = POLICY) -> DayJudgement:
    """The judgement of a day."""
    return situation.judged(policy, through=on_day)[-1]


def ordinal(number: int) -> int:
    """A day as states count it."""
    return day(number).toordinal()


def in_words(state: ZoneState, policy: Policy) -> list[list[tuple[str, int, int]]]:
    """Own and resulting (level, entered on, qualifying days) of each ward."""
    return [
        [
            (policy.level_of[rank], entered_on, qualifying)
            for rank, entered_on, qualifying in zip(
                held.rank.tolist(), held.entered_on.tolist(), held.qualifying.tolist(), strict=True
            )
        ]
        for held in (state.own, state.result)
    ]


def test_a_row_holds_its_indicators_as_bounds_with_the_cases_of_each_class_behind_them(row: Situation) -> None:
    row.populations = {"A": 10_000}
    row.counts = {("A", 5, CaseClass.COMMUNITY_UNKNOWN_SOURCE): 6, ("A", 9, CaseClass.COMMUNITY_KNOWN_SOURCE): 2}
    row.reported_values = {("A", 3, "coverage_pct"): 93.9}
    policy = worded_policy()
    evidence = row.evidence(first=1, last=14, window_days=policy.history_days + 1)
    found = assessments_of(
        judge(policy, evidence, ZoneState.unknown(3))[-1],
        policy=policy,
        policy_version="v1",
        boundary_version="b1",
        evidence=evidence,
        populations=[10_000, None, None],
        positions=[0, 1],
    )
    assert found[0].indicators["incidence_7d"] == [40.0, 40.0, 6, 2]
    assert found[0].indicators["coverage_pct"] == [93.9, 93.9]
    assert found[1].indicators["incidence_7d"] == [None, None, 0, 0]
    assert found[1].indicators["elderly_pct"] == [None, None]
