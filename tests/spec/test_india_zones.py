"""India, zones of districts from 4 May 2020.

Green: zero cases ever, or none for 21 days. Red: by the centre's weekly list (active cases, doubling rate, testing,
surveillance; no number is published). Orange: the rest. States may add to red and orange, never lower.
"""

from __future__ import annotations

import pytest

from app.domain.indicator_catalogue import UnitKind
from app.services.policy_library import shipped_policy
from tests.spec.asking import Figure, says

INDIA = "india-2020-05"


def zone(days: Figure, listed: Figure, *, kind: UnitKind = UnitKind.DISTRICT) -> str:
    return says(INDIA, kind, days_since_last_case=days, centre_red_list=listed).level


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "orange"), (20, "orange"), (21, "green"), (22, "green"), (400, "green")]
)
@pytest.mark.parametrize("kind", [UnitKind.WARD, UnitKind.DISTRICT])
def test_green_takes_21_days_without_a_case(days: int, expected: str, kind: UnitKind) -> None:
    assert zone(days, 0, kind=kind) == expected


@pytest.mark.parametrize("days", [0, 21, None])
def test_a_district_on_the_centres_list_is_red_whatever_its_cases(days: Figure) -> None:
    assert zone(days, 1) == "red"


def test_a_missing_list_never_makes_a_district_green() -> None:
    assert zone(21, None) == "unknown"
    assert zone(20, None) == "orange"


def test_missing_days_never_make_a_district_green() -> None:
    assert zone(None, 0) == "unknown"


def test_decisions_may_only_go_upward() -> None:
    decisions = shipped_policy(INDIA).decisions
    assert decisions is not None
    assert decisions.direction == "upward_only"


def test_the_unpublished_thresholds_of_red_are_named_as_a_gap() -> None:
    assert "red-thresholds" in {each.id for each in shipped_policy(INDIA).gaps}
