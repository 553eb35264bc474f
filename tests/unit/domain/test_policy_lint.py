"""Rule sets that have a meaning, but one that nobody can have meant; and those beside them that are sound."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.policy import Policy
from app.domain.policy_lint import lint
from app.services.policy_library import shipped_policies
from tests.unit.domain.policies import CITED, at_least, make_policy, make_rule, number

RED = make_rule("red", name="red-somehow", any_of=[{"outbreak_in_ward": {"source_known": False}}])


def orange(name: str, **conditions: Any) -> dict[str, Any]:
    """A rule for orange."""
    return make_rule("orange", name=name, **conditions)


def unreachable(*rules: dict[str, Any]) -> list[str]:
    """The ids of the rules that can never be the one that matches, beside a rule for red."""
    policy = make_policy(rules=[RED, *rules])
    return [policy.rules[int(fault.location[1])].id for fault in lint(policy) if fault.location[0] == "rules"]


def border(level: str, *, own: str) -> dict[str, Any]:
    """A border rule."""
    return {
        "id": f"{level}-{own}",
        "level": level,
        "neighbor_own_level": own,
        "label_vi": "x",
        "label_en": "x",
        **CITED,
    }


@pytest.mark.parametrize("policy", shipped_policies().values(), ids=lambda policy: policy.id)
def test_the_shipped_policies_are_sound(policy: Policy) -> None:
    assert [fault for fault in lint(policy) if fault.severity == "fault"] == []


def test_a_rule_whose_cases_an_earlier_one_counts_already_is_never_reached() -> None:
    wide = orange("wide", any_of=[at_least(3, "imported", "quarantine")])
    narrow = orange("narrow", any_of=[at_least(3, "imported")])
    assert unreachable(wide, narrow) == ["narrow"]
    assert unreachable(narrow, wide) == []


@pytest.mark.parametrize(("first", "second", "never_reached"), [(3, 3, ["second"]), (3, 4, ["second"]), (3, 2, [])])
def test_a_higher_threshold_after_a_lower_one_is_never_reached(
    first: int, second: int, never_reached: list[str]
) -> None:
    one = orange("first", any_of=[at_least(first, "imported")])
    other = orange("second", any_of=[at_least(second, "imported")])
    assert unreachable(one, other) == never_reached


def test_outbreaks_that_several_earlier_rules_cover_together_are_never_reached() -> None:
    school = orange("school", any_of=[{"outbreak_in_ward": {"settings": ["school"]}}])
    market = orange("market", any_of=[{"outbreak_in_ward": {"settings": ["market"]}}])
    either = orange("either", any_of=[{"outbreak_in_ward": {"settings": ["market", "school"]}}])
    assert unreachable(school, market, either) == ["either"]
    assert unreachable(school, either) == []


def test_an_outbreak_in_the_ward_does_not_cover_a_link_to_one() -> None:
    here = orange("here", any_of=[{"outbreak_in_ward": {}}])
    linked = orange("linked", any_of=[{"linked_to_outbreak": {}}])
    assert unreachable(here, linked) == []
    assert unreachable(linked, orange("again", any_of=[{"linked_to_outbreak": {"settings": ["school"]}}])) == ["again"]


def test_one_choice_left_open_keeps_a_rule_alive() -> None:
    first = orange("first", any_of=[at_least(1, "imported")])
    second = orange("second", any_of=[at_least(1, "imported"), at_least(1, "quarantine")])
    assert unreachable(first, second) == []


def test_one_requirement_covered_already_kills_a_rule_that_needs_them_all() -> None:
    first = orange("first", any_of=[at_least(1, "imported")])
    second = orange("second", all_of=[at_least(2, "imported"), at_least(1, "quarantine")])
    assert unreachable(first, second) == ["second"]


def test_a_rule_that_needs_two_things_covers_neither_alone() -> None:
    both = orange("both", all_of=[at_least(1, "imported"), at_least(1, "quarantine")])
    one = orange("one", any_of=[at_least(1, "imported")])
    assert unreachable(both, one) == []
    assert unreachable(orange("only", all_of=[at_least(1, "imported")]), one) == ["one"]


def test_a_level_that_no_rule_and_no_border_leads_to_is_a_gap() -> None:
    policy = make_policy(rules=[orange("orange", any_of=[at_least(1, "imported")])], adjacency=[])
    assert [(fault.location, fault.en) for fault in lint(policy)] == [
        (("levels", 2), "no rule leads to level “red”; add one or remove the level.")
    ]


def test_a_level_that_only_a_border_leads_to_is_none() -> None:
    assert lint(make_policy(rules=[RED], adjacency=[border("orange", own="red")])) == []


def test_a_border_rule_for_the_milder_neighbor_needs_one_for_the_stricter() -> None:
    rules = [RED, orange("imported", any_of=[at_least(1, "imported")])]
    only_milder = make_policy(rules=rules, adjacency=[border("orange", own="orange")])
    both = make_policy(rules=rules, adjacency=[border("orange", own="orange"), border("orange", own="red")])
    assert [fault.location for fault in lint(only_milder)] == [("adjacency", 0, "neighbor_own_level")]
    assert lint(both) == []


def test_the_lowest_level_raises_no_neighbor() -> None:
    policy = make_policy(adjacency=[border("orange", own="green")])
    assert [fault.location for fault in lint(policy)] == [("adjacency", 0, "neighbor_own_level")]


@pytest.mark.parametrize(("value", "sound"), [(0, False), (1, True), (100, True), (101, False)])
def test_a_round_is_complete_at_some_percent_of_all(value: int, sound: bool) -> None:
    assert (lint(make_policy(round_complete_pct=number(value, unit="percent"))) == []) is sound


@pytest.mark.parametrize(("until", "sound"), [("2021-08-31", False), ("2021-09-01", True), (None, True)])
def test_a_policy_does_not_end_before_it_begins(until: str | None, sound: bool) -> None:
    assert (lint(make_policy(in_force_until=until)) == []) is sound


@pytest.mark.parametrize("name", ["window_days", "max_missing_days"])
def test_days_are_counted_in_days(name: str) -> None:
    policy = make_policy(**{name: number(1 if name == "max_missing_days" else 14, unit="cases")})
    assert [fault.location for fault in lint(policy)] == [(name, "unit")]
