"""The shape of a policy: what may stand in it, and what it answers."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN, LockdownLayer, RiskLevel
from app.services.policy_library import shipped_policy
from tests.unit.domain.policies import CITED, at_least, make_policy, make_rule, number

CT06, MOH = shipped_policy("hanoi-ct06-2021"), shipped_policy("moh-2686-2021")
BOTH = pytest.mark.parametrize("policy", [CT06, MOH], ids=["ct06", "moh"])


def refused(**changes: Any) -> str:
    """Why a policy with these entries replaced is refused."""
    with pytest.raises(ValidationError) as refusal:
        make_policy(**changes)
    return str(refusal.value)


def levels_with(**changes: Any) -> list[dict[str, Any]]:
    """The levels of the shipped policy, the lowest one changed."""
    lowest, *others = CT06.model_dump()["levels"]
    return [{**lowest, **changes}, *others]


@BOTH
def test_levels_rank_from_one_upwards_with_unknown_below_and_without_a_rank(policy: Policy) -> None:
    assert sorted(policy.rank_of.values()) == list(range(1, len(policy.levels) + 1))
    assert UNKNOWN not in policy.rank_of
    assert policy.level_of[0] == UNKNOWN


@BOTH
def test_rank_and_level_are_each_others_inverse(policy: Policy) -> None:
    assert {policy.level_of[rank]: rank for rank in policy.rank_of.values()} == policy.rank_of


@BOTH
def test_rules_are_found_by_id_own_ones_and_border_ones_alike(policy: Policy) -> None:
    assert len(policy.rule_of) == len(policy.rules) + len(policy.adjacency)
    assert all(policy.rule_of[rule.id] is rule for rule in policy.all_rules)


@BOTH
def test_an_unknown_ward_is_tested_as_an_other_area(policy: Policy) -> None:
    assert policy.duty_of[UNKNOWN] is policy.duty_of["green"]
    assert policy.duty_of[UNKNOWN].interval_days is None


@BOTH
def test_every_level_has_words_in_both_languages_and_so_has_unknown(policy: Policy) -> None:
    assert policy.label("red") == ("Vùng đỏ", "Red zone")
    assert policy.label(UNKNOWN) == ("Chưa có số liệu", "No data")


@BOTH
def test_each_layer_has_its_directive(policy: Policy) -> None:
    assert {layer.value: policy.ring_of[layer].directive.value for layer in LockdownLayer} == {
        "core": "16",
        "next": "15",
        "outer": "19",
    }


@BOTH
def test_colours_and_patterns_tell_the_levels_apart_each_alone(policy: Policy) -> None:
    for name in ("colour", "colour_dark", "pattern", "label_vi", "label_en"):
        assert len({getattr(level, name) for level in policy.levels}) == len(policy.levels)


def test_a_policy_cannot_be_changed_once_read() -> None:
    for name in ("value", "unit"):
        with pytest.raises(ValidationError):
            setattr(CT06.window_days, name, 7)


def test_the_ministrys_duties_by_level_are_said_to_be_rebuilt() -> None:
    """What was read of Decision 2686 gives no cadence; the directive's is used and marked."""
    assert {duty.provenance.value for duty in MOH.testing} == {"reconstructed"}
    assert {duty.provenance.value for duty in CT06.testing} == {"verified"}


def test_the_two_policies_differ_in_yellow_only() -> None:
    strict = {"red", "orange"}
    shared = {rule.id: rule for rule in CT06.rules if rule.id in MOH.rule_of}
    assert set(shared) == {rule.id for rule in MOH.rules if rule.level in strict}
    for rule_id, rule in shared.items():
        other = MOH.rule_of[rule_id]
        assert (rule.any_of, rule.all_of) == (getattr(other, "any_of", None), getattr(other, "all_of", None))
    assert {rule.id for rule in MOH.rules if rule.level == "yellow"} | {
        rule.id for rule in MOH.adjacency if rule.level == "yellow"
    } == {
        "yellow-community-known-source",
        "yellow-other-outbreak",
        "yellow-borders-orange",
    }


@pytest.mark.parametrize(("value", "accepted"), [(-1, False), (0, True), (1, True), (100_000, True), (100_001, False)])
def test_a_number_lies_between_nothing_and_a_hundred_thousand(value: int, accepted: bool) -> None:
    persistence = {"hold_days": number(value), "qualifying_days": number(1)}
    if accepted:
        assert make_policy(persistence=persistence).persistence.hold_days.value == value
    else:
        assert "persistence.hold_days.value" in refused(persistence=persistence)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, "", "many", 1.5, [14]])
def test_a_number_that_is_none_is_refused(value: object) -> None:
    assert "window_days.value" in refused(window_days={**number(14), "value": value})


@pytest.mark.parametrize(
    ("missing", "window", "accepted"), [(13, 14, True), (14, 14, False), (0, 0, False), (0, 1, True)]
)
def test_not_every_day_of_the_window_may_be_missing(missing: int, window: int, accepted: bool) -> None:
    changes = {"max_missing_days": number(missing), "window_days": number(window)}
    if accepted:
        assert make_policy(**changes).max_missing_days.value == missing
    else:
        assert "max_missing_days must be smaller than window_days" in refused(**changes)


@pytest.mark.parametrize(("count", "accepted"), [(0, False), (1, True), (2, True)])
def test_a_threshold_of_no_cases_would_always_be_met(count: int, accepted: bool) -> None:
    rules = [make_rule("orange", any_of=[at_least(count, "imported")])]
    if accepted:
        assert make_policy(rules=rules).rules[0].any_of[0].cases is not None
    else:
        assert "greater than or equal to 1" in refused(rules=rules)


@pytest.mark.parametrize("provenance", ["verified", "reconstructed"])
def test_what_is_not_an_example_names_its_source(provenance: str) -> None:
    cited = {"provenance": provenance, "note_vi": "x", "note_en": "x"}
    assert "must name its source" in refused(window_days={"value": 14, "unit": "days", **cited})
    assert make_policy(window_days={"value": 14, "unit": "days", **cited, "sources": ["ct06"]}).window_days.value == 14


@pytest.mark.parametrize("provenance", ["reconstructed", "example"])
@pytest.mark.parametrize("note", ["note_vi", "note_en"])
def test_what_was_not_read_in_the_text_says_so_in_both_languages(provenance: str, note: str) -> None:
    cited = {**CITED, "provenance": provenance, "sources": ["ct06"], note: None}
    assert "must say so in note_vi and note_en" in refused(window_days={"value": 14, "unit": "days", **cited})


def test_a_rule_names_exactly_one_thing_in_each_condition() -> None:
    both = {**at_least(1, "imported"), "outbreak_in_ward": {}}
    for condition in ({}, both):
        assert "exactly one of" in refused(rules=[make_rule("orange", any_of=[condition])])


def test_a_rule_has_a_condition() -> None:
    assert "would match every ward" in refused(rules=[make_rule("orange")])


def test_levels_are_counted_up_from_the_lowest() -> None:
    assert "from lowest to highest" in refused(levels=levels_with(rank=2))


def test_no_level_is_called_unknown() -> None:
    assert "reserved" in refused(levels=levels_with(id="unknown"))


def test_no_two_levels_or_rules_have_one_name() -> None:
    assert "two levels have the same id" in refused(levels=levels_with(id="red"))
    twice = [make_rule("orange", name="one", any_of=[at_least(count, "imported")]) for count in (2, 1)]
    assert "two rules are called one" in refused(rules=twice)


def test_the_strictest_rules_come_first() -> None:
    rules = [make_rule(level, any_of=[at_least(1, "imported")]) for level in ("orange", "red")]
    assert "from the strictest level to the mildest" in refused(rules=rules)


def test_the_lowest_level_needs_no_rule() -> None:
    assert "it needs no rule" in refused(rules=[make_rule("green", any_of=[at_least(1, "imported")])])


def test_a_name_nobody_knows_is_refused_rather_than_ignored() -> None:
    assert "Extra inputs" in refused(windov_days=number(14))


def test_levels_are_ids_and_nothing_else() -> None:
    assert CT06.level_of[3] == RiskLevel("red")
