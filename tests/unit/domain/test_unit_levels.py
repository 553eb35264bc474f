"""Districts and the city by their own criteria: shares of wards at a level, their own incidence, what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from app.domain.assessment import Assessment
from app.domain.disclosure import Disclosure
from app.domain.policy import Policy
from app.domain.unit_levels import UnitLevel, UnitMembers, unit_levels
from app.domain.zoning import ZoneState
from app.services.policy_library import shipped_policy
from tests.property.test_recomputation import rows_of
from tests.spec.situation import MOH, Situation

CITED: dict[str, Any] = {
    "provenance": "example",
    "note_vi": "ví dụ",
    "note_en": "an example",
    "label_vi": "nhãn",
    "label_en": "label",
}
WEEKLY: dict[str, Any] = {
    **CITED,
    "id": "incidence_7d",
    "kind": "incidence",
    "classes": ["community_known_source"],
    "window_days": 14,
    "per_days": 7,
    "per_people": 1000,
}


def policy_with(districts: dict[str, Any]) -> Policy:
    """The policy of four levels with criteria for districts."""
    body = shipped_policy(MOH).model_dump(mode="json")
    return Policy.model_validate({**body, "indicators": [WEEKLY], "districts": districts, "city": None})


def rule(level: str, condition: dict[str, Any]) -> dict[str, Any]:
    return {"rules": [{**CITED, "id": "of-district", "level": level, "any_of": [condition]}]}


def judged(policy: Policy, levels: str, *, cases: int = 0, people: float = 1000, missing: int = 0) -> UnitLevel:
    """One district whose wards are at these levels (r, o, y, g, ? unknown); the first ward has all the cases."""
    ranks = {"?": 0, "g": 1, "y": 2, "o": 3, "r": 4}
    rows: list[Assessment | None] = [_row(policy) for _ in levels]
    first = rows[0]
    assert first is not None
    rows[0] = replace(first, community_known_source=cases, missing_days=missing)
    inside = np.zeros(len(levels), dtype=np.intp)
    members = UnitMembers(
        day=date(2021, 9, 1),
        unit_count=1,
        unit_of=inside,
        assessments=rows,
        populations=np.full(len(levels), people),
        child_of=inside,
        child_ranks=np.array([ranks[each] for each in levels], dtype=np.int8),
    )
    assert policy.districts is not None
    return unit_levels(policy, policy.districts, members, Disclosure.open())[0]


def _row(policy: Policy) -> Assessment:
    situation = Situation(wards=("A",), borders=())
    return rows_of(situation, policy, first=1, last=1, state=ZoneState.unknown(1))[0]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [("rrrggggggg", "red"), ("rrgggggggg", "green"), ("rr?ggggggg", "unknown"), ("rrr???????", "red")],
)
def test_a_share_counts_from_its_own_value_on_and_unknown_wards_leave_it_open(levels: str, expected: str) -> None:
    policy = policy_with(rule("red", {"children": {"level": "red", "share_at_least_pct": 30}}))
    assert judged(policy, levels).level == expected


@pytest.mark.parametrize(("levels", "expected"), [("oggg", "orange"), ("rggg", "orange"), ("yggg", "green")])
def test_at_or_above_counts_stricter_wards_too(levels: str, expected: str) -> None:
    policy = policy_with(rule("orange", {"children": {"at_or_above": "orange", "count_at_least": 1}}))
    assert judged(policy, levels).level == expected


def test_the_level_named_alone_does_not_count_stricter_wards() -> None:
    policy = policy_with(rule("orange", {"children": {"level": "orange", "count_at_least": 1}}))
    assert judged(policy, "rggg").level == "green"


@pytest.mark.parametrize(("cases", "expected"), [(3, "green"), (4, "yellow")])
def test_a_districts_incidence_is_of_all_its_cases_and_all_its_people(cases: int, expected: str) -> None:
    policy = policy_with(rule("yellow", {"indicator": {"id": "incidence_7d", "at_least": 1}}))
    assert judged(policy, "gg", cases=cases).level == expected


def test_an_incidence_with_too_many_missing_reports_is_a_lower_bound_only() -> None:
    policy = policy_with(rule("yellow", {"indicator": {"id": "incidence_7d", "at_least": 1}}))
    assert judged(policy, "gg", cases=3, missing=9).level == "unknown"
    assert judged(policy, "gg", cases=4, missing=9).level == "yellow"


def test_a_ward_without_a_population_leaves_the_districts_incidence_unknown() -> None:
    policy = policy_with(rule("yellow", {"indicator": {"id": "incidence_7d", "at_least": 1}}))
    assert judged(policy, "gg", cases=4, people=float("nan")).level == "unknown"


def test_the_criterion_and_its_readings_are_told() -> None:
    policy = policy_with(rule("yellow", {"indicator": {"id": "incidence_7d", "at_least": 1}}))
    found = judged(policy, "gg", cases=4)
    assert found.criterion is not None
    assert found.criterion.id == "of-district"
    assert found.seen.readings == {("incidence_7d", 0): (1.0, 1.0)}
    assert found.seen.children == {"unknown": 0, "green": 2, "yellow": 0, "orange": 0, "red": 0}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (([21, 21], [21, 21]), "green"),
        (([20, 20], [21, 21]), "orange"),
        (([21, 21], [0, 21]), "unknown"),
        (([20, 20], [0, 21]), "orange"),
        (([21, 21], None), "unknown"),
    ],
)
def test_a_district_counts_days_since_the_last_case_of_any_of_its_wards(
    days: tuple[list[float | None], list[float | None] | None], expected: str
) -> None:
    policy = shipped_policy("india-2020-05")
    rows = [replace(_row(policy), indicators={} if each is None else {"days_since_last_case": each}) for each in days]
    members = UnitMembers(
        day=date(2021, 9, 1),
        unit_count=1,
        unit_of=np.zeros(2, dtype=np.intp),
        assessments=rows,
        populations=np.full(2, 1000.0),
        child_of=np.zeros(2, dtype=np.intp),
        child_ranks=np.ones(2, dtype=np.int8),
        reported={"centre_red_list": np.array([0.0])},
    )
    assert policy.districts is not None
    assert unit_levels(policy, policy.districts, members, Disclosure.open())[0].level == expected


def test_a_share_that_lies_on_its_bound_is_reached_although_floats_make_it_a_little_more() -> None:
    policy = policy_with(rule("red", {"children": {"level": "red", "share_at_least_pct": 86.4}}))
    assert judged(policy, "r" * 324 + "g" * 51).level == "red"
    assert judged(policy, "r" * 323 + "g" * 52).level == "green"


@pytest.mark.parametrize("amount", [{"share_at_least_pct": 30}, {"count_at_least": 1}])
def test_a_unit_without_wards_is_unknown_not_at_the_lowest_level(amount: dict[str, int]) -> None:
    policy = policy_with(rule("red", {"children": {"level": "red", **amount}}))
    assert policy.districts is not None
    nothing = np.zeros(0, dtype=np.intp)
    members = UnitMembers(
        day=date(2021, 9, 1),
        unit_count=1,
        unit_of=nothing,
        assessments=[],
        populations=np.zeros(0),
        child_of=nothing,
        child_ranks=np.zeros(0, dtype=np.int8),
    )
    (found,) = unit_levels(policy, policy.districts, members, Disclosure.open())
    assert (found.level, found.criterion) == ("unknown", None)
