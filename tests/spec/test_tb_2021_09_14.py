"""Notice of 14 September 2021: districts classify their areas as green, yellow, red. Orange is not named.

Its criteria by Zones 1, 2, 3 could not be read, so those of Decision 2686 stand in, and each says so.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass, Provenance
from app.services.policy_library import shipped_policy
from tests.spec.drawing import drawn_map

TB = "hanoi-tb-2021-09-14"
POLICY = shipped_policy(TB)


def test_the_palette_is_green_yellow_red() -> None:
    assert [each.id for each in POLICY.levels] == ["green", "yellow", "red"]


@pytest.mark.parametrize("case_class", [CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.COMMUNITY_KNOWN_SOURCE])
@pytest.mark.parametrize(("cases", "colour"), [(0, "xanh"), (1, "vàng"), (2, "vàng")])
def test_one_community_case_is_yellow(case_class: CaseClass, cases: int, colour: str) -> None:
    drawn_map("A", policy=TB).cases("A", case_class, on_day=3, count=cases).shows(colour, on_day=3)


@pytest.mark.parametrize("case_class", [CaseClass.LOCKDOWN_AREA, CaseClass.QUARANTINE, CaseClass.IMPORTED])
def test_cases_found_elsewhere_change_nothing(case_class: CaseClass) -> None:
    drawn_map("A", policy=TB).cases("A", case_class, on_day=3, count=50).shows("xanh", on_day=3)


@pytest.mark.parametrize("setting", ["industrial_park", "school", "supermarket", "market"])
def test_an_outbreak_that_is_hard_to_control_is_red_its_links_and_borders_yellow(setting: str) -> None:
    drawing = drawn_map("A B . C . D", policy=TB).outbreak("A", setting=setting, opened=1, linked="C")
    drawing.shows("đỏ vàng . vàng . xanh", on_day=1)


def test_any_other_outbreak_is_yellow_and_with_unknown_source_red() -> None:
    drawn_map("A", policy=TB).outbreak("A", setting="residential", opened=1).shows("vàng", on_day=1)
    drawn_map("A", policy=TB).outbreak("A", setting="residential", source_known=False, opened=1).shows("đỏ", on_day=1)


def test_yellow_does_not_spread_over_the_map() -> None:
    drawn_map("A B C", policy=TB).outbreak("A", setting="school", opened=1).shows("đỏ vàng xanh", on_day=1)


def test_every_criterion_says_that_it_was_not_read_in_the_notice() -> None:
    assert {each.provenance for each in POLICY.all_rules} == {Provenance.RECONSTRUCTED, Provenance.EXAMPLE}
    assert "zones-1-2-3" in {each.id for each in POLICY.gaps}


def test_that_districts_classify_themselves_was_read() -> None:
    assert POLICY.decisions is not None
    assert POLICY.decisions.provenance is Provenance.VERIFIED
    assert "Districts classify their areas" in (POLICY.decisions.note_en or "")


def test_it_ends_when_directive_22_ended_the_zones() -> None:
    assert str(POLICY.in_force_until) == "2021-09-21"
