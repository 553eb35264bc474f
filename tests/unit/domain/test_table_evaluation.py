"""Judging a table: what reaches across rows, and what case columns give where an indicator has no column."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.indicator_catalogue import UnitKind
from app.domain.policy import Policy
from app.domain.unit_tables import UnitTable
from app.services.policy_library import shipped_policy
from tests.spec.asking import Figure, all_said, level, says

CT06, MOH, QD4800 = "hanoi-ct06-2021", "moh-2686-2021", "moh-4800-2021"
QUIET: dict[str, Figure] = {
    "community_unknown_source": 0,
    "community_known_source": 0,
    "open_outbreaks": "",
    "linked_outbreaks": "",
}


def table(*rows: tuple[int, str]) -> UnitTable:
    unit = np.array([each for each, _ in rows], dtype=np.intp)
    day = np.array([date.fromisoformat(each).toordinal() for _, each in rows], dtype=np.int64)
    return UnitTable(units=("A", "B"), unit=unit, day=day)


def test_an_earlier_row_is_that_of_the_same_unit_on_the_exact_day() -> None:
    rows = table((0, "2021-09-08"), (1, "2021-09-01"), (0, "2021-09-01"), (0, "2021-09-15"), (1, "2021-09-14"))
    assert rows.earlier(7).tolist() == [2, -1, -1, 0, -1]


def test_an_earlier_day_before_the_first_unit_is_not_the_last_day_of_another() -> None:
    assert table((0, "9999-12-31"), (1, "0001-01-01")).earlier(1).tolist() == [-1, -1]


def test_a_quiet_ward_is_green_only_when_everything_the_rules_look_at_is_there() -> None:
    assert level(CT06, **QUIET) == "green"
    for name in QUIET:
        assert level(CT06, **{other: value for other, value in QUIET.items() if other != name}) == "unknown", name


def test_a_missing_count_of_cases_is_not_zero() -> None:
    assert level(CT06, **{**QUIET, "community_known_source": None}) == "unknown"
    assert level(CT06, **{**QUIET, "community_known_source": None, "community_unknown_source": 1}) == "orange"


@pytest.mark.parametrize(
    ("column", "content", "expected"),
    [
        ("open_outbreaks", "residential:known", "orange"),
        ("open_outbreaks", "residential:unknown", "red"),
        ("open_outbreaks", "residential:known;school:known", "red"),
        ("linked_outbreaks", "school:unknown", "orange"),
        ("linked_outbreaks", "hospital:unknown", "green"),
        ("neighbor_own_levels", "red;green", "orange"),
        ("neighbor_own_levels", "orange;unknown", "green"),
    ],
)
def test_outbreaks_and_borders_count_as_in_the_city(column: str, content: str, expected: str) -> None:
    assert level(CT06, **{**QUIET, column: content}) == expected


def test_a_border_raises_a_ward_of_which_too_little_is_known() -> None:
    said = says(CT06, neighbor_own_levels="red", community_known_source=0)
    assert (said.level, said.rule) == ("orange", "orange-borders-red")


def test_the_incidence_is_worked_out_from_case_columns_and_population() -> None:
    local: dict[str, Figure] = dict.fromkeys(("community_unknown_source", "lockdown_area", "quarantine"), 0)
    assert level(QD4800, **local, community_known_source=20, population=50_000) == "level_2"
    assert level(QD4800, **local, community_known_source=19, population=50_000) == "level_1"
    assert level(QD4800, **local, community_known_source=20, population=None) == "unknown"
    assert level(QD4800, **local, community_known_source=20, population=0) == "unknown"


def test_a_missing_class_makes_the_incidence_a_lower_bound() -> None:
    figures: dict[str, Figure] = {"community_unknown_source": 0, "lockdown_area": 0, "quarantine": None}
    assert level(QD4800, **figures, community_known_source=300, population=100_000) == "level_3"
    assert level(QD4800, **figures, community_known_source=1, population=100_000) == "unknown"


def test_a_figure_that_is_given_counts_more_than_one_that_could_be_worked_out() -> None:
    local: dict[str, Figure] = dict.fromkeys(("community_unknown_source", "lockdown_area", "quarantine"), 0)
    given_figure = level(QD4800, **local, community_known_source=20, population=50_000, incidence_7d_per_100k=200)
    assert given_figure == "level_3"


def capacity_rows(*weeks: tuple[str, str, float, Figure]) -> list[dict[str, Figure]]:
    return [
        {"unit": unit, "date": day, "incidence_7d_per_100k": rate, "treatment_capacity_met": met}
        for unit, day, rate, met in weeks
    ]


def test_a_kept_level_follows_days_and_units_not_the_order_of_rows() -> None:
    rows = capacity_rows(
        ("A", "2021-12-17", 0, 0), ("B", "2021-12-10", 0, 0), ("A", "2021-12-10", 30, 0), ("A", "2021-12-03", 177, 0)
    )
    assert [each.level for each in all_said(QD4800, rows)] == ["level_3", "level_1", "level_3", "level_3"]


def test_a_kept_level_stays_through_days_of_which_nothing_is_known() -> None:
    rows = capacity_rows(("A", "2021-12-03", 177, 0), ("A", "2021-12-10", 0, 0))
    rows[1]["incidence_7d_per_100k"] = None
    assert [each.level for each in all_said(QD4800, rows)] == ["level_3", "level_3"]


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(1, 28), st.sampled_from([5, 30, 177]), st.sampled_from([0, 1])),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[:2],
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_never_matters(rows: list[tuple[str, int, float, int]], chance: object) -> None:
    asked = capacity_rows(*((unit, f"2021-12-{day:02}", rate, met) for unit, day, rate, met in rows))
    said = {(row["unit"], row["date"]): each for row, each in zip(asked, all_said(QD4800, asked), strict=True)}
    shuffled = list(asked)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [said[row["unit"], row["date"]] for row in shuffled] == all_said(QD4800, shuffled)


def test_without_the_column_nothing_is_known_of_units_inside() -> None:
    quiet = says(MOH, UnitKind.DISTRICT, known_source_14d_per_100k=0)
    known_source = says(MOH, UnitKind.DISTRICT, known_source_14d_per_100k=2)
    assert (quiet.level, known_source.level) == ("unknown", "yellow")
    assert "missing: levels of units inside" in quiet.explanation


def test_an_indicator_of_another_window_is_not_worked_out_from_the_policys_own() -> None:
    weekly = shipped_policy(QD4800).model_dump(mode="json")
    weekly["indicators"][0]["window_days"] = 7
    policy = Policy.model_validate({**weekly, "districts": None, "city": None})
    counts: dict[str, Figure] = dict.fromkeys(("community_unknown_source", "lockdown_area", "quarantine"), 0)
    assert level(policy, **counts, community_known_source=900, population=1000) == "unknown"
