"""Decision 4800/QĐ-BYT, criterion 2 for the elderly and criterion 3.

Fewer than 80 % of the elderly fully vaccinated: one level up, except at level 4 or without any case. The group is 65
and over in October 2021, 50 and over from 1 November. Criterion 3 unmet: the level may not be lowered.
"""

from __future__ import annotations

import pytest

from tests.spec.asking import Figure, all_said, says

QD4800 = "moh-4800-2021"
OCTOBER, NOVEMBER = "2021-10-31", "2021-11-01"


def level(date: str, rate: float = 5, **figures: Figure) -> str:
    filled = {"vaccinated_1dose_18plus_pct": 60, "incidence_7d_per_100k": rate, **figures}
    return says(QD4800, date=date, **filled).level


@pytest.mark.parametrize(("covered", "expected"), [(79.9, "level_2"), (80, "level_1"), (80.1, "level_1")])
def test_below_80_percent_of_the_elderly_covered_is_one_level_up(covered: float, expected: str) -> None:
    assert level(OCTOBER, fully_vaccinated_65plus_pct=covered) == expected
    assert level(NOVEMBER, fully_vaccinated_50plus_pct=covered) == expected


def test_the_group_is_65_and_over_until_31_october_and_50_and_over_from_1_november() -> None:
    assert level(OCTOBER, fully_vaccinated_65plus_pct=90, fully_vaccinated_50plus_pct=60) == "level_1"
    assert level(OCTOBER, fully_vaccinated_65plus_pct=60, fully_vaccinated_50plus_pct=90) == "level_2"
    assert level(NOVEMBER, fully_vaccinated_65plus_pct=90, fully_vaccinated_50plus_pct=60) == "level_2"
    assert level(NOVEMBER, fully_vaccinated_65plus_pct=60, fully_vaccinated_50plus_pct=90) == "level_1"


@pytest.mark.parametrize(("rate", "expected"), [(5, "level_2"), (20, "level_3"), (50, "level_4"), (150, "level_4")])
def test_each_level_but_the_fourth_goes_up_by_one(rate: float, expected: str) -> None:
    assert level(NOVEMBER, rate, fully_vaccinated_50plus_pct=60) == expected


@pytest.mark.parametrize(("cases", "expected"), [(0, "level_1"), (1, "level_2")])
def test_without_any_case_nothing_is_raised(cases: int, expected: str) -> None:
    assert level(NOVEMBER, 0, cases_14d=cases, fully_vaccinated_50plus_pct=60) == expected


def test_a_rate_above_zero_is_proof_of_a_case() -> None:
    assert level(NOVEMBER, 0.1, fully_vaccinated_50plus_pct=60) == "level_2"


def test_coverage_that_is_not_assessed_raises_nothing() -> None:
    assert level(NOVEMBER) == "level_1"


def test_the_reason_is_the_coverage_with_its_number_and_bound() -> None:
    said = says(QD4800, date=NOVEMBER, incidence_7d_per_100k=5, fully_vaccinated_50plus_pct=60)
    assert said.rule == "elderly-50-not-covered"
    assert "fully vaccinated: 60.0% (< 80%)" in said.explanation


def weeks(*capacity: Figure) -> list[str]:
    """Levels of one ward in three weeks of falling incidence, with the capacity of each."""
    rows: list[dict[str, Figure]] = [
        {
            "unit": "A",
            "date": f"2021-12-{3 + 7 * week:02}",
            "incidence_7d_per_100k": rate,
            "vaccinated_1dose_18plus_pct": 90,
            "treatment_capacity_met": met,
        }
        for week, (rate, met) in enumerate(zip((177, 30, 5), capacity, strict=True))
    ]
    return [each.level for each in all_said(QD4800, rows)]


def test_while_capacity_is_not_met_no_level_falls() -> None:
    assert weeks(1, 0, 0) == ["level_3", "level_3", "level_3"]
    assert weeks(1, 0, 1) == ["level_3", "level_3", "level_1"]
    assert weeks(0, 1, 0) == ["level_3", "level_2", "level_2"]


def test_capacity_that_is_not_assessed_lets_a_level_fall_as_hanoi_published_without_it() -> None:
    assert weeks(None, None, None) == ["level_3", "level_2", "level_1"]


def test_a_kept_level_names_the_clause() -> None:
    rows: list[dict[str, Figure]] = [
        {"unit": "A", "date": "2021-12-03", "incidence_7d_per_100k": 177, "treatment_capacity_met": 0},
        {"unit": "A", "date": "2021-12-10", "incidence_7d_per_100k": 5, "treatment_capacity_met": 0},
    ]
    said = all_said(QD4800, rows)[1]
    assert said.rule == "treatment-capacity-unmet"
    assert "treatment capacity is not met" in said.explanation
