"""City notice of 14 Sep 2021: close first, open later (đóng trước, mở sau).

A ward tightens at the next judgement. It loosens one step at a time, when it has been at its level for 14 reporting
days since it last *entered* it and N closed days in a row qualified: all reports there, evidence below the level.
Each step down starts a new count. N is 1 in the shipped policies; other numbers are tried here on a changed policy.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import Provenance
from app.services.policy_library import shipped_policy
from tests.spec.drawing import follows
from tests.spec.situation import CT06, MOH, with_persistence

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])


@BOTH
def test_a_ward_tightens_on_the_day_itself(policy: str) -> None:
    follows(
        """
        A unknown-source  |..1...
        A outbreak market |....==
        A level           |XXCCĐĐ
        """,
        policy=policy,
    )


def test_red_is_held_fourteen_days_then_orange_fourteen_days_then_green() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30---35
        A outbreak unknown |.=.................................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCCCCCCCCCXXXXXX
        """
    )


def test_red_lasts_as_long_as_its_evidence_and_opens_the_day_after_if_held_long_enough() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30---35
        A outbreak unknown |.==================.................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCCCCCCCCCXXX
        """
    )


def test_the_hold_counts_from_entering_the_level_not_from_the_last_evidence_for_it() -> None:
    """A second outbreak on days 9 and 10 finds the ward red already; it was entered on day 2, so day 16 may open."""
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.==.....==..........
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCC
        """
    )


def test_a_level_left_and_entered_again_is_held_again() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30---35
        A outbreak unknown |.=...............=.................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCC
        """
    )


def test_evidence_for_the_step_reached_holds_it_there() -> None:
    """After red comes orange; a case on day 20 keeps orange until day 33, though its 14 days end on day 30."""
    follows(
        """
        day                |1---5----10---15---20---25---30---35
        A outbreak unknown |.=.................................
        A unknown-source   |...................1...............
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCCCCCCCCCCCCCXX
        """
    )


def test_a_missing_report_stops_the_count_until_it_has_left_the_window() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30
        A outbreak unknown |.=............................
        A reports          |.........-....................
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCCCC
        """
    )


def test_a_step_down_waits_for_as_many_qualifying_days_as_the_policy_says() -> None:
    """Held 5 days and N = 3: days 8, 9 and 10 qualify, so day 10 opens; then 5 days are the longer wait."""
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.======.............
        A own              |XĐĐĐĐĐĐĐĐCCCCCXXXXXX
        """,
        policy=with_persistence(shipped_policy(CT06), hold_days=5, qualifying_days=3),
    )


def test_one_day_that_does_not_qualify_starts_the_count_again() -> None:
    """N = 4: days 6, 7 and 8 qualify, day 9 does not, so days 10 to 13 are counted anew."""
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.====...=...........
        A own              |XĐĐĐĐĐĐĐĐĐĐĐCCCCXXXX
        """,
        policy=with_persistence(shipped_policy(CT06), hold_days=2, qualifying_days=4),
    )


def test_a_day_with_a_report_missing_starts_the_count_again() -> None:
    """N = 3: the missing report of day 4 is in the window until day 17, so days 18, 19 and 20 are the first three."""
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.=..................
        A reports          |...-................
        A own              |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐC
        """,
        policy=with_persistence(shipped_policy(CT06), hold_days=2, qualifying_days=3),
    )


def test_qualifying_days_are_counted_while_the_hold_still_lasts() -> None:
    follows(
        """
        day                |1---5----10---15---20
        A outbreak unknown |.=..................
        A own              |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐCCCCC
        """,
        policy=with_persistence(shipped_policy(CT06), hold_days=14, qualifying_days=10),
    )


def test_the_result_counts_its_own_qualifying_days_from_the_neighbors_own_level() -> None:
    """Held 2 days and N = 3: A's own level leaves red on day 5, so B qualifies on days 5, 6 and 7."""
    follows(
        """
        day                |1---5----10
        A outbreak unknown |.=........
        A own              |XĐĐĐCCCXXX
        B level            |XCCCCCXXXX
        """,
        policy=with_persistence(shipped_policy(CT06), hold_days=2, qualifying_days=3),
        map_of_wards="A B",
    )


def test_a_ward_without_reports_never_opens_however_long_it_is_held() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30---35
        A outbreak unknown |.=..................................
        A reports          |..----------------------------------
        A level            |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐĐ
        """
    )


def test_a_ward_orange_by_its_border_stays_orange_when_its_own_reports_stop() -> None:
    follows(
        """
        day                |1---5----10---15---20---25---30
        A outbreak unknown |.=............................
        B reports          |...---------------------------
        B own              |XXXXX?????????????????????????
        B level            |XCCCCCCCCCCCCCCCCCCCCCCCCCCCCC
        """,
        map_of_wards="A B",
    )


@BOTH
def test_how_many_days_must_qualify_is_said_to_be_an_example(policy: str) -> None:
    assert shipped_policy(policy).persistence.qualifying_days.provenance is Provenance.EXAMPLE
    assert shipped_policy(policy).persistence.hold_days.provenance is Provenance.RECONSTRUCTED
