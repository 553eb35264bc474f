"""Italian Decree-Law 105 of 23 July 2021 (from 1 August 2021): incidence I counts only with ward beds W and ICU T.

    bianca      I < 50 for three weeks, or I ≥ 50 with W ≤ 15 % or T ≤ 10 %
    gialla      I ≥ 50 and W > 15 % and T > 10 %; with I ≥ 150 still gialla if W ≤ 30 % or T ≤ 20 %
    arancione   I ≥ 150 and W > 30 % and T > 20 %
    rossa       I ≥ 150 and W > 40 % and T > 30 %

Back from yellow to white after at least one figure is below its threshold for 14 days running.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import Provenance
from app.services.policy_library import shipped_policy
from tests.spec.test_italy_dl65 import weeks, zone

DL105 = "italy-dl105-2021"


@pytest.mark.parametrize(
    ("wards", "icu", "expected"),
    [
        (15, 10, "bianca"),
        (15.1, 10, "bianca"),
        (15, 10.1, "bianca"),
        (15.1, 10.1, "gialla"),
        (100, 100, "gialla"),
    ],
)
@pytest.mark.parametrize("incidence", [50, 149.9])
def test_from_50_on_a_region_is_yellow_only_with_fuller_wards_and_icus(
    incidence: float, wards: float, icu: float, expected: str
) -> None:
    assert zone(incidence, wards, icu, policy=DL105) == expected


@pytest.mark.parametrize(
    ("wards", "icu", "expected"),
    [
        (15, 100, "bianca"),
        (100, 10, "bianca"),
        (30, 100, "gialla"),
        (100, 20, "gialla"),
        (30.1, 20.1, "arancione"),
        (40, 100, "arancione"),
        (100, 30, "arancione"),
        (40.1, 30.1, "rossa"),
    ],
)
@pytest.mark.parametrize("incidence", [150, 1000])
def test_from_150_on_occupancy_decides_and_no_incidence_alone_is_red(
    incidence: float, wards: float, icu: float, expected: str
) -> None:
    assert zone(incidence, wards, icu, policy=DL105) == expected


def test_below_50_for_three_weeks_is_white_whatever_the_hospitals() -> None:
    assert zone(49.9, 100, 100, policy=DL105) == "bianca"


def test_just_below_50_with_fuller_hospitals_stays_yellow() -> None:
    assert weeks(50, 49, 49, wards=16, icu=11, policy=DL105)[-1] == "gialla"
    assert weeks(50, 49, 49, wards=15, icu=11, policy=DL105)[-1] == "bianca"


def test_without_occupancy_from_50_on_the_zone_is_unknown() -> None:
    assert zone(50, None, None, policy=DL105) == "unknown"


def test_one_occupancy_low_enough_is_white_without_the_other() -> None:
    assert zone(200, 15, None, policy=DL105) == "bianca"
    assert zone(200, None, 10, policy=DL105) == "bianca"


def test_yellow_is_left_after_fourteen_qualifying_days() -> None:
    persistence = shipped_policy(DL105).persistence
    assert persistence.qualifying_of("gialla") == 14
    assert persistence.by_level[0].qualifying_days is not None
    assert persistence.by_level[0].qualifying_days.provenance is Provenance.VERIFIED


def test_the_two_regimes_follow_each_other_without_a_gap() -> None:
    until, first = shipped_policy("italy-dl65-2021").in_force_until, shipped_policy(DL105).in_force_from
    assert until is not None
    assert (first - until).days == 1
