"""Decision 2686/QĐ-BCĐQG of 31 May 2021, commune criteria, yellow (nguy cơ).

The Ministry's third level: community cases of known source, any other open outbreak, or bordering an orange commune.
The policy `hanoi-ct06-2021` has no yellow; see `test_qd2686_orange.py`.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import MOH


@pytest.mark.parametrize(("cases", "colour"), [(0, "xanh"), (1, "vàng"), (2, "vàng")])
def test_one_community_case_of_known_source_is_enough(cases: int, colour: str) -> None:
    (
        drawn_map("A", policy=MOH)
        .cases("A", CaseClass.COMMUNITY_KNOWN_SOURCE, on_day=3, count=cases)
        .shows(colour, on_day=3)
    )


@pytest.mark.parametrize("setting", ["hospital", "residential", "other"])
def test_any_other_open_outbreak_makes_its_ward_yellow(setting: str) -> None:
    drawn_map("A", policy=MOH).outbreak("A", setting=setting, opened=1).shows("vàng", on_day=1)


def test_an_unknown_source_outweighs_a_known_one() -> None:
    follows(
        """
        A known-source   |.1......
        A unknown-source |....1...
        A level          |XVVVCCCC
        """,
        policy=MOH,
    )


def test_orange_by_cases_makes_the_next_ward_yellow_and_no_further() -> None:
    (
        drawn_map("A B C D", policy=MOH)
        .cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=1)
        .shows("cam vàng xanh xanh", on_day=1)
    )


def test_yellow_makes_no_neighbor_anything() -> None:
    (
        drawn_map("A B C", policy=MOH)
        .cases("A", CaseClass.COMMUNITY_KNOWN_SOURCE, on_day=1)
        .shows("vàng xanh xanh", on_day=1)
    )


def test_orange_by_bordering_red_makes_no_yellow() -> None:
    (drawn_map("A B C D", policy=MOH).outbreak("A", source_known=False, opened=1).shows("đỏ cam xanh xanh", on_day=1))


def test_a_ward_between_a_red_and_an_orange_one_takes_the_stricter_of_the_two() -> None:
    (
        drawn_map("A B C D", policy=MOH)
        .outbreak("A", source_known=False, opened=1)
        .cases("C", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=1)
        .shows("đỏ cam cam vàng", on_day=1)
    )


def test_red_goes_down_over_orange_and_yellow_fourteen_days_each() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30---35---40---45---50
        A outbreak unknown |.==................................................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCCCCCCCCCVVVVVVVVVVVVVVXXXXXXXX
        """,
        policy=MOH,
    )
