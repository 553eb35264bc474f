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


REPORTED = {"kind": "reported", "max_age_days": 7, "label_vi": "x", "label_en": "x", **CITED}
INCIDENCE = {
    "id": "rate",
    "kind": "incidence",
    "classes": ["imported"],
    "window_days": 7,
    "per_days": 7,
    "label_vi": "x",
    "label_en": "x",
    **CITED,
}


def of_rate(**condition: Any) -> dict[str, Any]:
    """A condition on the indicator `rate`."""
    return {"indicator": {"id": "rate", **condition}}


def places(policy: Policy, *, severity: str = "fault") -> list[tuple[int | str, ...]]:
    """Where something of a severity is found."""
    return [fault.location for fault in lint(policy) if fault.severity == severity]


def with_rule_for_districts(indicator: dict[str, Any], condition: dict[str, Any], **changes: Any) -> Policy:
    """A policy whose districts have one rule."""
    rule = make_rule("red", name="of-districts", any_of=[condition])
    return make_policy(indicators=[indicator], districts={"rules": [rule]}, **changes)


def test_districts_are_judged_by_the_policys_own_window() -> None:
    other = with_rule_for_districts(INCIDENCE, of_rate(at_least=20))
    same = with_rule_for_districts({**INCIDENCE, "window_days": 14}, of_rate(at_least=20))
    assert places(other) == [("indicators", 0, "window_days")]
    assert places(same) == []


@pytest.mark.parametrize(
    "indicator",
    [
        {"kind": "days_since_last_case", "look_back_days": 28},
        {"kind": "doubling_time_days", "window_days": 7, "look_back_days": 28},
    ],
)
def test_what_is_not_computed_for_districts_is_told(indicator: dict[str, Any]) -> None:
    shaped = {"id": "rate", "classes": ["imported"], "label_vi": "x", "label_en": "x", **CITED, **indicator}
    assert places(with_rule_for_districts(shaped, of_rate(below=4))) == [("indicators", 0, "kind")]


def test_days_since_the_last_case_are_known_of_districts_whose_wards_are_judged_by_them() -> None:
    shaped = {"id": "rate", "classes": ["imported"], "label_vi": "x", "label_en": "x", **CITED}
    days = {**shaped, "kind": "days_since_last_case", "look_back_days": 28}
    rules = [make_rule("red", any_of=[of_rate(below=2)]), make_rule("orange", any_of=[of_rate(below=28)])]
    assert places(with_rule_for_districts(days, of_rate(below=4), rules=rules, adjacency=[])) == []


def test_districts_have_no_periods() -> None:
    reported = {**REPORTED, "id": "rate", "catalogue_id": "beds_pct"}
    policy = with_rule_for_districts(reported, of_rate(at_least=20, in_each_of_last={"periods": 2}))
    assert places(policy) == [("districts", "rules", 0)]


def test_a_policy_that_no_site_can_adopt_is_warned_only_because_a_table_may_say_more() -> None:
    policy = with_rule_for_districts(
        {**REPORTED, "id": "rate"}, of_rate(at_least=20), testing=[], rings=[], round_complete_pct=None
    )
    assert places(policy) == []
    assert places(policy, severity="warning")[0] == ("indicators", 0, "id")
    assert places(with_rule_for_districts({**REPORTED, "id": "rate"}, of_rate(at_least=20))) == [
        ("indicators", 0, "id")
    ]


def test_units_inside_belong_to_districts_and_the_city() -> None:
    many = make_rule("red", name="many-red", any_of=[{"children": {"level": "red", "share_at_least_pct": 30}}])
    assert places(make_policy(districts={"rules": [many]}, city={"rules": [many]})) == []
    assert places(make_policy(rules=[many, RED])) == [("rules", 0, "any_of", 0)]


def test_a_smaller_share_at_or_above_a_milder_level_covers_a_larger_at_a_stricter_one() -> None:
    wide = make_rule("red", name="wide", any_of=[{"children": {"at_or_above": "orange", "share_at_least_pct": 30}}])
    narrow = make_rule("red", name="narrow", any_of=[{"children": {"level": "red", "share_at_least_pct": 40}}])
    assert places(make_policy(districts={"rules": [wide, narrow]})) == [("districts", "rules", 1)]
    assert places(make_policy(districts={"rules": [narrow, wide]})) == []


def test_shares_of_different_levels_do_not_add_up_to_more_than_all() -> None:
    both = make_rule(
        "red",
        name="both",
        all_of=[{"children": {"level": level, "share_at_least_pct": 60}} for level in ("red", "orange")],
    )
    assert places(make_policy(districts={"rules": [both]})) == [("districts", "rules", 0, "all_of", 1)]


def test_cases_of_more_classes_are_never_fewer() -> None:
    none = {"none_of": [at_least(2, "imported", "quarantine")]}
    assert unreachable(orange("odd", all_of=[at_least(2, "imported"), none])) == ["odd"]
    assert unreachable(orange("sound", all_of=[at_least(1, "imported"), none])) == []


def test_a_level_only_a_modifier_leads_to_is_no_gap() -> None:
    modifier = {
        "id": "one-more",
        "label_vi": "x",
        "label_en": "x",
        "any_of": [at_least(5, "imported")],
        "when_missing": "unknown",
        **CITED,
    }
    rules = [orange("some", any_of=[at_least(1, "imported")])]
    assert places(make_policy(rules=rules, modifiers=[modifier], adjacency=[])) == []
    assert places(make_policy(rules=rules, adjacency=[])) == [("levels", 2)]


@pytest.mark.parametrize(("window", "look_back", "sound"), [(7, 7, False), (7, 8, True)])
def test_cases_can_only_double_from_earlier_ones(window: int, look_back: int, sound: bool) -> None:
    doubling = {
        **INCIDENCE,
        "kind": "doubling_time_days",
        "window_days": window,
        "look_back_days": look_back,
    }
    del doubling["per_days"]
    policy = make_policy(indicators=[doubling], rules=[RED, orange("fast", any_of=[of_rate(below=4)])])
    assert (places(policy) == []) is sound


def test_a_day_is_not_judged_by_years() -> None:
    rule = orange("long", any_of=[of_rate(at_least=20, in_each_of_last={"periods": 52, "days": 100})])
    assert places(make_policy(indicators=[INCIDENCE], rules=[RED, rule])) == [("indicators",)]


def test_more_criteria_than_can_be_stored_are_refused_before_anything_else() -> None:
    many = [orange(f"imported-{count}", any_of=[at_least(count, "imported")]) for count in range(130, 1, -1)]
    (fault,) = lint(make_policy(rules=many))
    assert fault.location == ("rules",)
    assert "at most 120 are judged" in fault.en


def test_more_conditions_than_any_order_has_are_refused() -> None:
    (fault,) = lint(make_policy(rules=[orange("all", any_of=[at_least(1, "imported")] * 1001), RED][::-1]))
    assert "conditions, at most 1000" in fault.en


def table(name: str, *levels: str) -> dict[str, Any]:
    """A table over `rate` with bands below and from 10 to each further ten."""
    edges = [10 * number for number in range(1, len(levels))]
    lower, upper = [None, *edges], [*edges, None]
    bands = [{"at_least": low, "below": high} for low, high in zip(lower, upper, strict=True)]
    columns = {"indicator": "rate", "bands": bands}
    return {"id": name, "label_vi": "x", "label_en": "x", "columns": columns, "levels": [levels], **CITED}


def with_tables(*tables: dict[str, Any]) -> Policy:
    """A policy of tables of which the higher level counts."""
    group = {"tables": [each["id"] for each in tables], "when_one_is_missing": "others_decide"}
    return make_policy(indicators=[INCIDENCE], rules=[], tables=tables, higher_of=[group])


def test_tables_of_which_the_higher_counts_share_their_levels() -> None:
    one, other = table("one", "green", "orange", "red"), table("other", "green", "red")
    assert places(with_tables(one, other), severity="warning")[0] == ("higher_of", 0)
    assert ("higher_of", 0) not in places(with_tables(one, {**one, "id": "two"}), severity="warning")


@pytest.mark.parametrize(
    ("kind", "levels", "turns"),
    [
        ("incidence", ("green", "orange", "red"), []),
        ("incidence", ("green", "red", "orange"), [2]),
        ("incidence", ("red", "orange", "green"), [1, 2]),
        ("days_since_last_case", ("red", "orange", "green"), []),
        ("days_since_last_case", ("red", "green", "orange"), [2]),
        ("reported", ("red", "orange", "green"), []),
        ("reported", ("red", "green", "orange", "green"), [2]),
        ("reported", ("green", "red", "green"), []),
    ],
)
def test_a_table_goes_one_way_and_which_depends_on_what_it_looks_at(
    kind: str, levels: tuple[str, ...], turns: list[int]
) -> None:
    entries = {
        "incidence": INCIDENCE,
        "days_since_last_case": {
            "id": "rate", "kind": kind, "classes": ["imported"], "look_back_days": 60, "label_vi": "x", "label_en": "x",
            **CITED,
        },
        "reported": {**REPORTED, "id": "rate", "catalogue_id": "beds_pct"},
    }  # fmt: skip
    policy = make_policy(indicators=[entries[kind]], rules=[RED], tables=[table("one", *levels)])
    found = [fault for fault in lint(policy) if fault.severity == "warning" and fault.location[0] == "tables"]
    assert [fault.location[4] for fault in found] == turns
