"""Italian Decree-Law 65 of 18 May 2021, article 13: weekly incidence I, ward beds W, intensive care T.

bianca      I < 50 for 3 consecutive weeks
gialla      50 ≤ I < 150; or 150 ≤ I < 250 and (W ≤ 30 % or T ≤ 20 %)
arancione   150 ≤ I < 250 and neither the yellow nor the red exception
rossa       I ≥ 250; or 150 ≤ I < 250 and W > 40 % and T > 30 %
"""

from __future__ import annotations

from itertools import product

import pytest

from tests.spec.asking import Figure, all_said

DL65 = "italy-dl65-2021"
WEEKS = ("2021-06-04", "2021-06-11", "2021-06-18")


def weeks(
    *incidence: Figure, wards: Figure = 0, icu: Figure = 0, policy: str = DL65, dates: tuple[str, ...] = WEEKS
) -> list[str]:
    """Zones of one region over weeks, oldest first."""
    rows: list[dict[str, Figure]] = [
        {
            "unit": "A",
            "date": date,
            "incidence_7d_per_100k": each,
            "ward_beds_occupancy_pct": wards,
            "icu_occupancy_pct": icu,
        }
        for date, each in zip(dates, incidence, strict=True)
    ]
    return [each.level for each in all_said(policy, rows)]


def zone(incidence: Figure, wards: Figure = 0, icu: Figure = 0, *, policy: str = DL65) -> str:
    """The zone after two quiet weeks."""
    return weeks(0, 0, incidence, wards=wards, icu=icu, policy=policy)[-1]


@pytest.mark.parametrize(
    ("incidence", "expected"),
    [
        (49.9, "bianca"),
        (50, "gialla"),
        (50.1, "gialla"),
        (149.9, "gialla"),
        (150, "gialla"),
        (249.9, "gialla"),
        (250, "rossa"),
        (250.1, "rossa"),
    ],
)
def test_with_empty_hospitals_50_is_yellow_and_250_is_red(incidence: float, expected: str) -> None:
    assert zone(incidence) == expected


@pytest.mark.parametrize(
    ("wards", "icu", "expected"),
    [
        (30, 20, "gialla"),
        (30.1, 20, "gialla"),
        (30, 20.1, "gialla"),
        (30.1, 20.1, "arancione"),
        (40, 30, "arancione"),
        (40.1, 30, "arancione"),
        (40, 30.1, "arancione"),
        (40.1, 30.1, "rossa"),
    ],
)
@pytest.mark.parametrize("incidence", [150, 249.9])
def test_from_150_on_both_occupancies_decide(incidence: float, wards: float, icu: float, expected: str) -> None:
    assert zone(incidence, wards, icu) == expected


@pytest.mark.parametrize(("wards", "icu"), [(0, 0), (100, 100)])
def test_below_150_occupancy_changes_nothing(wards: float, icu: float) -> None:
    assert zone(149.9, wards, icu) == "gialla"


def test_white_takes_three_weeks_running_below_50() -> None:
    assert weeks(49, 49, 49)[-1] == "bianca"
    assert weeks(50, 49, 49)[-1] == "gialla"
    assert weeks(49, 50, 49)[-1] == "gialla"


def test_a_week_without_a_figure_is_no_week_below_50() -> None:
    assert weeks(49, None, 49)[-1] == "unknown"
    assert weeks(None, 49, 49)[-1] == "unknown"


def test_the_weeks_end_on_the_exact_day() -> None:
    assert weeks(49, 49, 49, dates=("2021-06-04", "2021-06-12", "2021-06-18"))[-1] == "unknown"


def test_from_150_on_without_occupancy_the_region_is_at_least_yellow() -> None:
    assert zone(150, None, None) == "gialla"
    assert zone(250, None, None) == "rossa"


def plain_reading(incidence: float, wards: float, icu: float) -> str:
    """The article for a region with two quiet weeks behind it."""
    if incidence >= 250 or (incidence >= 150 and wards > 40 and icu > 30):
        return "rossa"
    if incidence >= 150 and not (wards <= 30 or icu <= 20):
        return "arancione"
    return "gialla" if incidence >= 50 else "bianca"


def test_every_combination_of_edges_is_judged_as_the_article_reads() -> None:
    edges = list(product([0.0, 49.9, 50.0, 149.9, 150.0, 249.9, 250.0], [30.0, 30.1, 40.0, 40.1], [20.0, 20.1, 30.1]))
    rows: list[dict[str, Figure]] = [
        {
            "unit": str(number),
            "date": date,
            "incidence_7d_per_100k": incidence if date == WEEKS[-1] else 0,
            "ward_beds_occupancy_pct": wards,
            "icu_occupancy_pct": icu,
        }
        for number, (incidence, wards, icu) in enumerate(edges)
        for date in WEEKS
    ]
    assert [each.level for each in all_said(DL65, rows)][2::3] == [plain_reading(*each) for each in edges]
