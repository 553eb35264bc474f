"""Every threshold tried at, below and above its value, and with nothing known: there is always an answer."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import app.domain.policy_probe as policy_probe
from app.domain.criteria import apply_criteria
from app.domain.policy import Policy
from app.domain.policy_probe import Probe, probe
from app.services.policy_library import read_policy, shipped_policies
from tests.unit.domain.policies import CITED, make_policy, make_rule

ORDER = read_policy(
    (Path(__file__).parents[3] / "docs/examples/example-order.yaml").read_text(encoding="utf-8"), name="order.yaml"
)
RATE = {
    "id": "rate",
    "kind": "reported",
    "label_vi": "x",
    "label_en": "x",
    "max_age_days": 7,
    **CITED,
}


def of_one_rule(**limits: float) -> Policy:
    """A policy with one rule on one reported value."""
    rule = make_rule("orange", name="rate", any_of=[{"indicator": {"id": "rate", **limits}}])
    return make_policy(indicators=[RATE], rules=[rule])


def levels(policy: Policy) -> list[tuple[float | None, str | None]]:
    """The answers while all else is known, NaN as a word."""
    return [
        (None if each.value is None or math.isnan(each.value) else each.value, each.level)
        for each in probe(policy)
        if not each.others_missing
    ]


@pytest.mark.parametrize("policy", [*shipped_policies().values(), ORDER], ids=lambda policy: policy.id)
def test_every_threshold_of_every_policy_has_an_answer(policy: Policy) -> None:
    answers = probe(policy)
    assert answers
    assert [each for each in answers if each.failure is not None or each.level is None] == []


def test_a_threshold_counts_on_the_side_its_name_says() -> None:
    below, at, above = (19, 20, 21)
    assert levels(of_one_rule(at_least=20))[:3] == [(below, "green"), (at, "orange"), (above, "orange")]
    assert levels(of_one_rule(above=20))[:3] == [(below, "green"), (at, "green"), (above, "orange")]
    assert levels(of_one_rule(below=20))[:3] == [(below, "orange"), (at, "green"), (above, "green")]
    assert levels(of_one_rule(at_most=20))[:3] == [(below, "orange"), (at, "orange"), (above, "green")]


def test_a_missing_value_is_unknown_and_never_the_lowest_level() -> None:
    assert levels(of_one_rule(at_least=20))[3:] == [(None, "unknown"), (None, "unknown")]


def test_each_band_of_a_table_and_each_clause_is_tried() -> None:
    places = {each.location[:5] for each in probe(ORDER)}
    assert ("tables", 0, "columns", "bands", 1) in places
    assert ("tables", 0, "rows", "bands", 1) in places
    assert ("persistence", "never_lower_while", 0, "any_of", 0) in places


def test_the_shares_of_units_inside_are_tried_for_districts() -> None:
    rule = make_rule("red", name="many-red", any_of=[{"children": {"level": "red", "share_at_least_pct": 30}}])
    answers = [each for each in probe(make_policy(districts={"rules": [rule]})) if each.location[0] == "districts"]
    assert [(each.value, each.level) for each in answers[:3]] == [(29, "green"), (30, "red"), (31, "red")]
    assert {each.level for each in answers[3:5]} == {"unknown"}


def test_a_question_the_engine_cannot_answer_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(policy: Policy, criteria: object, inputs: policy_probe._Questions) -> object:
        if any(each.value == 21 for each in inputs._asked):
            raise ValueError("cannot say")
        return answer(policy, criteria, inputs)  # type: ignore[arg-type]

    answer = apply_criteria
    monkeypatch.setattr(policy_probe, "apply_criteria", fail)
    failed = [each for each in probe(of_one_rule(at_least=20)) if each.failure is not None]
    assert [(each.value, each.failure) for each in failed] == [(21, "ValueError: cannot say")] * 2
    assert failed[0].location == ("rules", 0, "any_of", 0)


def test_an_answer_without_a_reason_is_no_answer() -> None:
    asked = Probe(("rules", 0), ("indicator", "rate"), 20, False)
    known = {0: "unknown", 1: "green", 2: "orange"}
    assert policy_probe._judged(asked, known, 1, 2, -1).failure == "rank 2 without a reason (-1)"
    assert policy_probe._judged(asked, known, 1, 7, 0).failure == "rank 7, position 0"
    assert policy_probe._judged(asked, known, 1, 0, 0).level is None
    assert policy_probe._judged(asked, known, 1, 2, 0).level == "orange"
