"""Directive 06-CT/TU, item 4: the other areas are green; missing reports never make an area green.

Green means that no rule matches **and** enough is known: at most 2 of the window's 14 closed days may be missing
(an example number, the directive gives none). A report of 0 is a report; a day without one is not.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass, Provenance
from app.services.policy_library import shipped_policy
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])


@BOTH
@pytest.mark.parametrize(("missing", "colour"), [(0, "xanh"), (1, "xanh"), (2, "xanh"), (3, "?"), (4, "?")])
def test_two_missing_days_of_fourteen_are_tolerated_and_three_are_not(policy: str, missing: int, colour: str) -> None:
    (drawn_map("A", policy=policy).no_report("A", on_days=range(3, 3 + missing)).shows(colour, on_day=14))


@BOTH
def test_green_is_lost_on_the_third_missing_day_and_found_again_when_enough_is_known(policy: str) -> None:
    follows(
        """
        day       |1---5----10---15---20---25
        A reports |..---....................
        A data    |ccppppppppppppppppccccccc
        A level   |XXXX????????????XXXXXXXXX
        """,
        policy=policy,
    )


@BOTH
def test_a_new_site_is_unknown_until_twelve_days_have_been_reported(policy: str) -> None:
    follows(
        """
        day                 |1---5----10---15
        A unreported-before |-
        A data              |pppppppppppppccc
        A level             |???????????XXXXX
        """,
        policy=policy,
    )


@BOTH
def test_a_ward_that_never_reported_is_unknown_and_its_neighbors_are_judged_by_themselves(policy: str) -> None:
    (
        drawn_map(
            """
            A B
            C D
            """,
            policy=policy,
        )
        .no_report("A", on_days=range(-30, 31))
        .shows(
            """
            ?    xanh
            xanh xanh
            """,
            on_day=30,
        )
    )


@BOTH
def test_a_case_makes_a_ward_orange_though_every_other_day_is_missing(policy: str) -> None:
    (
        drawn_map("A", policy=policy)
        .no_report("A", on_days=[*range(-30, 5), *range(6, 9)])
        .cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=5)
        .shows("cam", on_day=8)
    )


@BOTH
def test_a_ward_above_green_whose_reports_stop_keeps_its_level_for_good(policy: str) -> None:
    follows(
        """
        day              |1---5----10---15---20---25---30---35---40
        A unknown-source |.1......................................
        A reports        |....------------------------------------
        A data           |ccccpppppppppppppmmmmmmmmmmmmmmmmmmmmmmm
        A level          |XCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
        """,
        policy=policy,
    )


def test_a_ward_above_green_opens_only_when_every_closed_day_of_the_window_is_reported() -> None:
    """Two missing days would be tolerated for green, but not for coming down: one missing day on day 9 holds A until
    it has left the window."""
    follows(
        """
        day              |1---5----10---15---20---25
        A unknown-source |.1.......................
        A reports        |........-................
        A data           |ccccccccppppppppppppppccc
        A level          |XCCCCCCCCCCCCCCCCCCCCCXXX
        """
    )


@BOTH
def test_reports_of_zero_and_missing_reports_are_two_things(policy: str) -> None:
    follows(
        """
        day              |1---5----10---15
        A imported       |0000000000000000
        B reports        |----------------
        A level          |XXXXXXXXXXXXXXXX
        B level          |XX??????????????
        """,
        policy=policy,
        map_of_wards="A B",
    )


@BOTH
def test_how_many_days_may_be_missing_is_said_to_be_an_example(policy: str) -> None:
    assert shipped_policy(policy).max_missing_days.provenance is Provenance.EXAMPLE
