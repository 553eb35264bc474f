"""Own criteria: which rule matches a ward's own evidence, and what is said when none does."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.classification import NO_RULE, TOO_LITTLE_DATA, OwnCriteria, judge_own
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass, OutbreakSetting
from tests.spec.situation import DrawnOutbreak, Situation
from tests.unit.domain.policies import at_least, make_policy, make_rule

UNKNOWN_SOURCE, KNOWN_SOURCE = CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.COMMUNITY_KNOWN_SOURCE
ANY_CASE = at_least(1, "community_unknown_source", "community_known_source")


def judged(policy: Policy, situation: Situation, *, on_day: int = 14) -> OwnCriteria:
    """The own criteria of one day."""
    return judge_own(policy, situation.evidence(first=on_day, last=on_day, window_days=policy.window_days.value))


def level(policy: Policy, situation: Situation, *, on_day: int = 14) -> str:
    """What the own criteria say of the first ward."""
    return policy.level_of[int(judged(policy, situation, on_day=on_day).rank[0, 0])]


def ward_with(*cases: tuple[int, CaseClass, int]) -> Situation:
    """Ward A with cases: (day, class, count)."""
    situation = Situation(wards=("A",), borders=())
    situation.counts = {("A", number, case_class): count for number, case_class, count in cases}
    return situation


def ward_in(**outbreak: Any) -> Situation:
    """Ward A in an outbreak."""
    situation = Situation(wards=("A",), borders=())
    situation.outbreaks = [DrawnOutbreak(wards=("A",), opened=1, **outbreak)]
    return situation


def red_if(**conditions: Any) -> Policy:
    """A policy with one rule for red, and one for orange that any community case meets."""
    return make_policy(rules=[make_rule("red", **conditions), make_rule("orange", any_of=[ANY_CASE])])


@pytest.mark.parametrize(("cases", "expected"), [(4, "orange"), (5, "red"), (6, "red")])
def test_a_threshold_is_met_at_its_own_value(cases: int, expected: str) -> None:
    policy = red_if(any_of=[at_least(5, "community_unknown_source")])
    assert level(policy, ward_with((14, UNKNOWN_SOURCE, cases))) == expected


def test_cases_are_counted_over_the_whole_window() -> None:
    policy = red_if(any_of=[at_least(5, "community_unknown_source")])
    assert level(policy, ward_with((1, UNKNOWN_SOURCE, 2), (14, UNKNOWN_SOURCE, 3))) == "red"
    assert level(policy, ward_with((0, UNKNOWN_SOURCE, 2), (14, UNKNOWN_SOURCE, 3))) == "orange"


def test_the_classes_a_condition_names_are_added_up_and_no_others() -> None:
    policy = red_if(any_of=[at_least(5, "community_unknown_source", "community_known_source")])
    assert level(policy, ward_with((13, UNKNOWN_SOURCE, 2), (14, KNOWN_SOURCE, 3))) == "red"
    assert level(policy, ward_with((13, UNKNOWN_SOURCE, 4), (14, CaseClass.QUARANTINE, 9))) == "orange"


def test_any_of_needs_one_condition() -> None:
    policy = red_if(any_of=[at_least(5, "community_unknown_source"), at_least(3, "community_known_source")])
    assert level(policy, ward_with((14, KNOWN_SOURCE, 3))) == "red"


def test_all_of_needs_every_condition() -> None:
    policy = red_if(all_of=[at_least(5, "community_unknown_source"), {"outbreak_in_ward": {}}])
    alone, both = ward_with((14, UNKNOWN_SOURCE, 5)), ward_with((14, UNKNOWN_SOURCE, 5))
    both.outbreaks = [DrawnOutbreak(wards=("A",), opened=1)]
    assert (level(policy, alone), level(policy, both)) == ("orange", "red")


def test_any_of_and_all_of_together_need_one_of_the_first_and_all_of_the_second() -> None:
    policy = red_if(any_of=[at_least(5, "imported"), at_least(5, "quarantine")], all_of=[ANY_CASE])
    assert level(policy, ward_with((14, CaseClass.IMPORTED, 5))) == "green"
    assert level(policy, ward_with((14, UNKNOWN_SOURCE, 1))) == "orange"
    assert level(policy, ward_with((14, CaseClass.IMPORTED, 5), (14, UNKNOWN_SOURCE, 1))) == "red"


@pytest.mark.parametrize("source_known", [True, False])
@pytest.mark.parametrize("setting", list(OutbreakSetting))
@pytest.mark.parametrize("asked_source", [True, False, None])
@pytest.mark.parametrize("asked_settings", [[], ["market"], ["school", "market"]])
def test_an_outbreak_matches_by_all_that_a_condition_asks_for(
    source_known: bool, setting: OutbreakSetting, asked_source: bool | None, asked_settings: list[str]
) -> None:
    policy = red_if(any_of=[{"outbreak_in_ward": {"source_known": asked_source, "settings": asked_settings}}])
    matches = asked_source in (None, source_known) and (not asked_settings or setting in asked_settings)
    assert level(policy, ward_in(source_known=source_known, setting=setting)) == ("red" if matches else "green")


def test_two_outbreaks_do_not_match_together_what_neither_matches_alone() -> None:
    policy = red_if(any_of=[{"outbreak_in_ward": {"source_known": False, "settings": ["market"]}}])
    situation = ward_in(source_known=False, setting=OutbreakSetting.SCHOOL)
    situation.outbreaks.append(DrawnOutbreak(wards=("A",), opened=1, setting=OutbreakSetting.MARKET))
    assert level(policy, situation) == "green"


@pytest.mark.parametrize(("placed", "linked", "expected"), [((), ("A",), "red"), (("A",), ("A",), "green")])
def test_a_link_is_to_an_outbreak_elsewhere(placed: tuple[str, ...], linked: tuple[str, ...], expected: str) -> None:
    situation = Situation(wards=("A",), borders=())
    situation.outbreaks = [DrawnOutbreak(wards=placed, opened=1, linked=linked)]
    assert level(red_if(any_of=[{"linked_to_outbreak": {}}]), situation) == expected


def test_the_strictest_matching_rule_is_named_and_the_first_of_its_level() -> None:
    policy = make_policy(
        rules=[
            make_rule("red", any_of=[at_least(9, "imported")]),
            make_rule("orange", name="first", any_of=[at_least(1, "community_known_source")]),
            make_rule("orange", name="second", any_of=[at_least(1, "community_unknown_source")]),
        ]
    )
    own = judged(policy, ward_with((14, UNKNOWN_SOURCE, 1), (14, KNOWN_SOURCE, 1)))
    assert policy.rules[int(own.rule[0, 0])].id == "first"


def test_nothing_matched_is_said_otherwise_than_too_little_known() -> None:
    policy, situation = make_policy(), ward_with()
    assert int(judged(policy, situation).rule[0, 0]) == NO_RULE
    situation.missing = {("A", number) for number in (1, 2, 3)}
    own = judged(policy, situation)
    assert (int(own.rule[0, 0]), int(own.rank[0, 0])) == (TOO_LITTLE_DATA, 0)


def test_what_was_looked_at_comes_with_the_verdict() -> None:
    situation = ward_with((3, UNKNOWN_SOURCE, 2), (9, CaseClass.LOCKDOWN_AREA, 8))
    situation.missing = {("A", 5)}
    situation.open_from = 14
    own = judged(make_policy(), situation)
    assert own.sums[0, 0].tolist() == [2, 0, 8, 0, 0]
    assert (int(own.missing[0, 0]), int(own.closed[0])) == (1, 13)


def test_each_ward_and_day_is_judged_by_itself() -> None:
    policy = make_policy()
    situation = Situation(wards=("A", "B"), borders=(("A", "B"),))
    situation.counts["B", 2, UNKNOWN_SOURCE] = 1
    situation.outbreaks = [DrawnOutbreak(wards=("A",), opened=3, closed=4, source_known=False)]
    own = judge_own(policy, situation.evidence(first=1, last=4, window_days=14))
    named = [[policy.level_of[rank] for rank in row] for row in own.rank.tolist()]
    assert named == [["green", "green", "red", "green"], ["green", "orange", "orange", "orange"]]
