"""CDC COVID-19 Community Levels (from February 2022): the higher of two indicators, on the scale the case rate chooses.

new cases/100k in 7 days | indicator            | low | medium    | high
below 200                | admissions/100k      | <10 | 10.0–19.9 | ≥20
                         | staffed beds in use  | <10 | 10.0–14.9 | ≥15 %
200 and more             | admissions/100k      |  –  | <10       | ≥10
                         | staffed beds in use  |  –  | <10       | ≥10 %
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.indicator_catalogue import UnitKind
from app.domain.vocabulary import Provenance
from app.services.policy_evaluation import evaluate_table
from app.services.policy_library import shipped_policy
from tests.reference import reference_file
from tests.spec.asking import Figure, all_said, says

CDC = "cdc-community-levels-2022"


def figures(cases: Figure, admissions: Figure, beds: Figure) -> dict[str, Figure]:
    return {"cases_per_100k_7d": cases, "admissions_per_100k_7d": admissions, "beds_pct": beds}


def level(cases: Figure, admissions: Figure, beds: Figure) -> str:
    return says(CDC, **figures(cases, admissions, beds)).level


@pytest.mark.parametrize(
    ("admissions", "expected"),
    [(0, "low"), (9.9, "low"), (10, "medium"), (10.1, "medium"), (19.9, "medium"), (20, "high"), (20.1, "high")],
)
def test_below_200_cases_admissions_decide_at_10_and_20(admissions: float, expected: str) -> None:
    assert level(199.99, admissions, 0) == expected


@pytest.mark.parametrize(
    ("beds", "expected"),
    [(0, "low"), (9.9, "low"), (10, "medium"), (10.1, "medium"), (14.9, "medium"), (15, "high"), (15.1, "high")],
)
def test_below_200_cases_beds_decide_at_10_and_15(beds: float, expected: str) -> None:
    assert level(199.99, 0, beds) == expected


@pytest.mark.parametrize(("value", "expected"), [(0, "medium"), (9.9, "medium"), (10, "high"), (10.1, "high")])
def test_from_200_cases_on_both_indicators_decide_at_10_and_nothing_is_low(value: float, expected: str) -> None:
    assert level(200, value, 0) == expected
    assert level(200, 0, value) == expected


@pytest.mark.parametrize(("cases", "expected"), [(199.9, "low"), (200, "medium"), (200.1, "medium")])
def test_the_scale_changes_at_200_cases(cases: float, expected: str) -> None:
    assert level(cases, 0, 0) == expected


def test_the_higher_of_the_two_counts_and_is_the_reason() -> None:
    by_admissions, by_beds = all_said(CDC, [figures(50, 20, 0), figures(50, 0, 15)])
    assert (by_admissions.level, by_admissions.rule) == ("high", "admissions-by-case-rate")
    assert (by_beds.level, by_beds.rule) == ("high", "beds-by-case-rate")


def test_from_200_cases_on_both_missing_is_medium_for_it_is_at_least_that() -> None:
    assert level(200, None, None) == "medium"


def test_below_200_cases_both_missing_is_unknown_and_never_low() -> None:
    said = says(CDC, **figures(199.9, None, None))
    assert (said.level, said.rule) == ("unknown", "missing-data")
    assert "new admissions per 100,000 people in 7 days and staffed beds with COVID-19 patients" in said.explanation


@pytest.mark.parametrize(("cases", "expected"), [(50, "low"), (250, "medium")])
def test_where_one_is_missing_the_other_decides(cases: float, expected: str) -> None:
    assert level(cases, 9, None) == expected
    assert level(cases, None, 9) == expected


def test_a_missing_case_rate_gives_what_both_scales_agree_on() -> None:
    assert level(None, 20, 0) == "high"
    assert level(None, 9, 9) == "unknown"
    assert level(None, None, None) == "unknown"


def plain_reading(cases: float | None, admissions: float | None, beds: float | None) -> str:
    """The table as one would read it aloud, for a known case rate."""
    assert cases is not None
    given = [each for each in (admissions, beds) if each is not None]
    if cases >= 200:
        return "high" if any(each >= 10 for each in given) else "medium"
    if (admissions is not None and admissions >= 20) or (beds is not None and beds >= 15):
        return "high"
    if any(each >= 10 for each in given):
        return "medium"
    return "low" if given else "unknown"


EDGES = [None, 0.0, 9.9, 10.0, 14.9, 15.0, 19.9, 20.0, 60.0]


def test_every_combination_of_edges_and_gaps_is_judged_as_the_table_reads() -> None:
    combinations = list(product([0.0, 199.99, 200.0, 200.01], EDGES, EDGES))
    said = all_said(CDC, [figures(*each) for each in combinations])
    assert [each.level for each in said] == [plain_reading(*each) for each in combinations]


_rate = st.floats(0, 2000).map(lambda value: round(value, 2))
_share = st.none() | st.floats(0, 60).map(lambda value: round(value, 1)) | st.sampled_from(EDGES)


@given(st.lists(st.tuples(_rate | st.sampled_from([199.99, 200.0]), _share, _share), min_size=1, max_size=20))
def test_any_published_week_is_judged_as_the_table_reads(week: list[tuple[float, float | None, float | None]]) -> None:
    said = all_said(CDC, [figures(*each) for each in week])
    assert [each.level for each in said] == [plain_reading(*each) for each in week]


def test_the_numbers_were_read_and_the_decimal_edges_say_that_they_were_not() -> None:
    for table in shipped_policy(CDC).tables:
        assert table.provenance is Provenance.VERIFIED
        assert "The table prints 10.0–" in (table.note_en or "")


def test_every_published_level_of_two_weeks_is_reproduced() -> None:
    content = reference_file("cdc_community_levels_2weeks.csv").read_bytes()
    evaluation = evaluate_table(shipped_policy(CDC), content, kind=UnitKind.WARD)
    rows = list(csv.DictReader(evaluation.table.splitlines()))
    given = list(csv.DictReader(content.decode().splitlines()))
    assert [{name: row[name] for name in given[0]} for row in rows] == given
    published = [row for row in rows if row["level"]]
    assert len(published) == 6440
    assert [row for row in published if row["level"].lower() != row["computed_level"]] == []
    assert Counter(row["computed_level"] for row in rows if not row["level"]) == {"medium": 4}
    assert max(len(row["explanation_en"]) for row in rows) <= 300
