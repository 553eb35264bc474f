"""Decision 2686/QĐ-BCĐQG, commune criteria: bordering (giáp ranh) a red commune; Directive 06-CT/TU, items 3 and 6.

A ward sharing a border longer than 0 m with a ward that is red **of its own** is at least orange. A colour that came
from a neighbor is never handed on, or one red ward would colour the whole city.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])


@BOTH
def test_the_wards_around_a_red_one_are_orange_and_a_ward_touching_at_a_corner_is_not(policy: str) -> None:
    (
        drawn_map(
            """
            A B C
            D E F
            G H I
            """,
            policy=policy,
        )
        .outbreak("E", source_known=False, opened=1)
        .shows(
            """
            xanh cam xanh
            cam  đỏ  cam
            xanh cam xanh
            """,
            on_day=1,
        )
    )


@BOTH
def test_a_chain_of_wards_stays_green_behind_the_first_neighbor(policy: str) -> None:
    (
        drawn_map("A B C D E F", policy=policy)
        .outbreak("A", source_known=False, opened=1)
        .shows("đỏ cam xanh xanh xanh xanh", on_day=20)
    )


@BOTH
def test_five_wards_two_cases_and_one_outbreak(policy: str) -> None:
    """The house picture: five wards, two cases; C is orange by its own case, D by its border with the red ward."""
    drawing = (
        drawn_map(
            """
            A B C
            D E .
            """,
            policy=policy,
        )
        .outbreak("A", setting="industrial_park", opened=2)
        .cases("A", CaseClass.COMMUNITY_KNOWN_SOURCE, on_day=2)
        .cases("C", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=2)
    )
    drawing.shows(
        """
        xanh xanh xanh
        xanh xanh .
        """,
        on_day=1,
    )
    drawing.shows(
        """
        đỏ   cam  cam
        cam  xanh .
        """,
        on_day=2,
    )


@BOTH
def test_a_red_ward_stays_red_next_to_another(policy: str) -> None:
    (drawn_map("A B C", policy=policy).outbreak("A", "B", source_known=False, opened=1).shows("đỏ đỏ cam", on_day=1))


def test_orange_of_its_own_makes_no_neighbor_orange_in_hanoi() -> None:
    (drawn_map("A B", policy=CT06).cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=1).shows("cam xanh", on_day=1))


@BOTH
def test_a_ward_next_to_one_without_data_is_not_raised_by_it(policy: str) -> None:
    (drawn_map("A B", policy=policy).no_report("A", on_days=range(-30, 20)).shows("? xanh", on_day=3))


@BOTH
def test_a_ward_without_data_is_orange_next_to_a_red_one(policy: str) -> None:
    """A positive rule that matches gives its level whatever else is missing."""
    (
        drawn_map("A B", policy=policy)
        .no_report("B", on_days=range(-30, 20))
        .outbreak("A", source_known=False, opened=3)
        .shows("đỏ cam", on_day=3)
    )


def test_a_neighbor_held_at_red_still_counts_as_red_of_its_own() -> None:
    """The outbreak in A closes on day 4 but A is held red until day 15: B follows A's own level, not its evidence."""
    follows(
        """
        day                |1---5----10---15---20---25---30
        A outbreak unknown |.==.............................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCCCCCCCCCXXX
        B level            |XCCCCCCCCCCCCCCXXXXXXXXXXXXXXXXX
        """,
        map_of_wards="A B",
    )


def test_under_the_ministrys_four_colours_a_neighbor_comes_down_one_step_behind() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30---35---40---45
        A outbreak unknown |.==...........................................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCCCCCCCCCVVVVVVVVVVVVVVXXX
        B level            |XCCCCCCCCCCCCCCVVVVVVVVVVVVVVXXXXXXXXXXXXXXXXX
        """,
        policy=MOH,
        map_of_wards="A B",
    )


def test_a_border_that_has_gone_red_and_back_leaves_no_level_of_its_own_behind() -> None:
    """B was orange by its border only: its own level stayed green all along."""
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.==.................
        B own              |XXXXXXXXXXXXXXXXXXXX
        B level            |XCCCCCCCCCCCCCCXXXXX
        """,
        map_of_wards="A B",
    )
