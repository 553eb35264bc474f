"""Decision 2686/QĐ-BCĐQG of 31 May 2021, districts and provinces, as far as their criteria were read.

District red: ≥ 30 % of communes red, or ≥ 50 % orange. Orange: ≥ 30 % orange, or ≥ 50 % yellow, or one commune red.
Province red: ≥ 30 % of districts red, or ≥ 50 % orange. Yellow, any level: within 14 days more than 1 case with known
source per 100,000 people (read in a headline).
"""

from __future__ import annotations

import pytest

from app.domain.indicator_catalogue import UnitKind
from app.services.policy_library import shipped_policy
from tests.spec.asking import Figure, says

QD2686 = "moh-2686-2021"
POLICY = shipped_policy(QD2686)


def district(children: str, rate: Figure = 0) -> str:
    return says(QD2686, UnitKind.DISTRICT, children=children, known_source_14d_per_100k=rate).level


def province(children: str, rate: Figure = 0) -> str:
    return says(QD2686, UnitKind.CITY, children=children, known_source_14d_per_100k=rate).level


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ("red:29;green:71", "orange"),
        ("red:30;green:70", "red"),
        ("red:31;green:69", "red"),
        ("orange:49;green:51", "orange"),
        ("orange:50;green:50", "red"),
        ("red:10;orange:40;green:50", "red"),
    ],
)
def test_a_district_is_red_from_30_percent_red_or_50_percent_orange(children: str, expected: str) -> None:
    assert district(children) == expected


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ("green:100", "green"),
        ("red:1;green:99", "orange"),
        ("orange:29;green:71", "green"),
        ("orange:30;green:70", "orange"),
        ("yellow:49;green:51", "green"),
        ("yellow:50;green:50", "orange"),
        ("orange:20;yellow:30;green:50", "orange"),
    ],
)
def test_a_district_is_orange_from_one_red_30_percent_orange_or_50_percent_yellow(children: str, expected: str) -> None:
    assert district(children) == expected


@pytest.mark.parametrize(("rate", "expected"), [(0.99, "green"), (1, "green"), (1.01, "yellow")])
def test_more_than_one_known_source_case_per_100_000_in_14_days_is_yellow(rate: float, expected: str) -> None:
    assert district("green:10", rate) == expected
    assert province("green:10", rate) == expected


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ("red:29;green:71", "green"),
        ("red:30;green:70", "red"),
        ("orange:49;green:51", "green"),
        ("orange:50;green:50", "red"),
    ],
)
def test_a_province_is_red_from_30_percent_red_or_50_percent_orange(children: str, expected: str) -> None:
    assert province(children) == expected


def test_communes_of_unknown_level_leave_open_what_they_could_change() -> None:
    assert district("red:30;unknown:70") == "red"
    assert district("red:1;unknown:99") == "orange"
    assert district("unknown:1;green:99") == "unknown"
    assert district("") == "unknown"


def test_what_was_not_found_is_said_and_not_filled_in() -> None:
    gaps = {each.id: each.text_en for each in POLICY.gaps}
    assert "orange and yellow for provinces" in gaps["not-found"]
    assert {"likely-to-spread", "site-to-protect"} <= gaps.keys()


def test_the_doubt_about_the_headline_is_noted() -> None:
    assert POLICY.districts is not None
    rule = next(each for each in POLICY.districts.rules if each.id == "district-yellow-known-source")
    assert "combined with another factor is not known" in (rule.note_en or "")
