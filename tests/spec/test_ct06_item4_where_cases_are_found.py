"""Directive 06-CT/TU, item 4, and the dispatch of 6 Sep 2021: where cases are found.

Only cases in the community change a colour. Cases in locked-down areas, in quarantine sites and imported ones are
counted and shown, and change none.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])
NOT_IN_THE_COMMUNITY = [CaseClass.LOCKDOWN_AREA, CaseClass.QUARANTINE, CaseClass.IMPORTED]


@BOTH
@pytest.mark.parametrize("case_class", NOT_IN_THE_COMMUNITY)
def test_cases_outside_the_community_leave_a_ward_green(policy: str, case_class: CaseClass) -> None:
    drawn_map("A", policy=policy).cases("A", case_class, on_day=2, count=500).shows("xanh", on_day=2)


@BOTH
@pytest.mark.parametrize("case_class", NOT_IN_THE_COMMUNITY)
def test_cases_outside_the_community_do_not_hold_a_level_up(policy: str, case_class: CaseClass) -> None:
    drawing = drawn_map("A", policy=policy).cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=2)
    for number in range(2, 40):
        drawing.cases("A", case_class, on_day=number, count=9)
    drawing.shows("cam", on_day=15).shows("xanh", on_day=40)


@BOTH
@pytest.mark.parametrize("case_class", NOT_IN_THE_COMMUNITY)
def test_cases_outside_the_community_make_an_unknown_ward_nothing_else(policy: str, case_class: CaseClass) -> None:
    (
        drawn_map("A", policy=policy)
        .no_report("A", on_days=range(-30, 5))
        .cases("A", case_class, on_day=5, count=9)
        .shows("?", on_day=5)
    )


def test_all_classes_together_are_as_strict_as_the_strictest_community_class() -> None:
    follows(
        """
        A lockdown-area  |.999.
        A quarantine     |.999.
        A imported       |.999.
        A known-source   |..1..
        A unknown-source |...1.
        A level          |XXVCC
        """,
        policy=MOH,
    )
