"""Decision 2686/QĐ-BCĐQG of 31 May 2021, commune criteria, orange (nguy cơ cao); used by Directive 06-CT/TU.

A commune is orange with a community case of unknown source, when it is linked to an outbreak in a crowded place, or
when it borders a red commune (see `test_qd2686_bordering.py`). Hanoi grouped the Ministry's yellow factors with orange.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass, Provenance
from app.services.policy_library import shipped_policy
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])


@BOTH
@pytest.mark.parametrize(("cases", "colour"), [(0, "xanh"), (1, "cam"), (2, "cam")])
def test_one_community_case_of_unknown_source_is_enough(policy: str, cases: int, colour: str) -> None:
    (
        drawn_map("A", policy=policy)
        .cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=3, count=cases)
        .shows(colour, on_day=3)
    )


def test_a_case_counts_for_fourteen_days_its_own_included() -> None:
    follows(
        """
        day              |1---5----10---15---20
        A unknown-source |.1..................
        A level          |XCCCCCCCCCCCCCCXXXXX
        """
    )


@BOTH
def test_a_case_from_before_the_first_judged_day_counts_while_the_window_reaches_it(policy: str) -> None:
    reached = drawn_map("A", policy=policy).cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=-12)
    too_old = drawn_map("A", policy=policy).cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=-13)
    reached.shows("cam", on_day=1)
    too_old.shows("xanh", on_day=1)


@BOTH
@pytest.mark.parametrize("setting", ["industrial_park", "school", "supermarket", "market"])
def test_a_ward_linked_to_an_outbreak_in_a_crowded_place_elsewhere_is_orange(policy: str, setting: str) -> None:
    (drawn_map("A . B", policy=policy).outbreak("A", setting=setting, opened=1, linked="B").shows("đỏ . cam", on_day=1))


@BOTH
@pytest.mark.parametrize("setting", ["hospital", "residential", "other"])
@pytest.mark.parametrize("source_known", [True, False])
def test_a_link_to_an_outbreak_in_another_setting_changes_nothing(
    policy: str, setting: str, source_known: bool
) -> None:
    drawing = drawn_map("A . B", policy=policy)
    drawing.outbreak("A", setting=setting, source_known=source_known, opened=1, linked="B")
    here = "đỏ" if not source_known else "cam" if policy == CT06 else "vàng"
    drawing.shows(f"{here} . xanh", on_day=1)


@BOTH
def test_a_ward_linked_to_an_outbreak_outside_the_register_is_orange(policy: str) -> None:
    follows(
        """
        A linked market |.==............
        A level         |XCCCCCCCCCCCCCC
        """,
        policy=policy,
    )


@BOTH
def test_the_ward_that_holds_the_outbreak_is_red_though_it_is_listed_among_the_linked(policy: str) -> None:
    drawn_map("A", policy=policy).outbreak("A", setting="school", opened=1, linked="A").shows("đỏ", on_day=1)


def test_hanoi_makes_a_ward_with_one_community_case_of_known_source_orange() -> None:
    follows(
        """
        day            |1---5----10---15---20
        A known-source |.1..................
        A level        |XCCCCCCCCCCCCCCXXXXX
        """,
        policy=CT06,
    )


@pytest.mark.parametrize("setting", ["hospital", "residential", "other"])
def test_hanoi_makes_a_ward_with_any_other_open_outbreak_orange(setting: str) -> None:
    drawn_map("A", policy=CT06).outbreak("A", setting=setting, opened=1).shows("cam", on_day=1)


@pytest.mark.parametrize("rule_id", ["orange-community-known-source", "orange-other-outbreak"])
def test_grouping_yellow_with_orange_is_said_to_be_reconstructed(rule_id: str) -> None:
    rule = shipped_policy(CT06).rule_of[rule_id]
    assert rule.provenance is Provenance.RECONSTRUCTED
    assert "tháng 8/2021" in (rule.note_vi or "")
