"""Decision 2686/QĐ-BCĐQG of 31 May 2021, commune criteria, red (nguy cơ rất cao); used by Directive 06-CT/TU.

A commune is red when it holds a cluster with unknown source, or one with known source in an industrial park, a
school, a large supermarket or a place hard to control and trace.
"""

from __future__ import annotations

import pytest

from app.domain.vocabulary import OutbreakSetting, Provenance
from app.services.policy_library import shipped_policy
from tests.spec.drawing import drawn_map, follows
from tests.spec.situation import CT06, MOH

BOTH = pytest.mark.parametrize("policy", [CT06, MOH])
HARD_TO_CONTROL = ["industrial_park", "school", "supermarket", "market"]
EASIER_TO_CONTROL = ["hospital", "residential", "other"]


@BOTH
@pytest.mark.parametrize("setting", list(OutbreakSetting))
def test_an_outbreak_with_unknown_source_makes_its_ward_red_whatever_its_setting(policy: str, setting: str) -> None:
    drawn_map("A", policy=policy).outbreak("A", source_known=False, setting=setting, opened=2).shows("đỏ", on_day=2)


@BOTH
@pytest.mark.parametrize("setting", HARD_TO_CONTROL)
def test_an_outbreak_in_a_place_hard_to_control_makes_its_ward_red_though_its_source_is_known(
    policy: str, setting: str
) -> None:
    drawn_map("A", policy=policy).outbreak("A", setting=setting, opened=2).shows("đỏ", on_day=2)


@pytest.mark.parametrize("setting", EASIER_TO_CONTROL)
def test_an_outbreak_with_known_source_elsewhere_is_not_red(setting: str) -> None:
    drawn_map("A", policy=CT06).outbreak("A", setting=setting, opened=2).shows("cam", on_day=2)
    drawn_map("A", policy=MOH).outbreak("A", setting=setting, opened=2).shows("vàng", on_day=2)


@BOTH
def test_counting_markets_among_the_places_hard_to_control_is_said_to_be_an_example(policy: str) -> None:
    rule = shipped_policy(policy).rule_of["red-outbreak-market"]
    assert rule.provenance is Provenance.EXAMPLE
    assert "ví dụ" in (rule.note_vi or "")


@BOTH
def test_every_ward_in_which_an_outbreak_lies_is_red(policy: str) -> None:
    (
        drawn_map(
            """
            A B C
            D E F
            """,
            policy=policy,
        )
        .outbreak("A", "B", source_known=False, opened=1)
        .shows(
            """
            đỏ  đỏ  cam
            cam cam xanh
            """,
            on_day=1,
        )
    )


@BOTH
def test_red_comes_before_orange_when_both_match(policy: str) -> None:
    follows(
        """
        A unknown-source  |.1....
        A outbreak school |...===
        A level           |XCCĐĐĐ
        """,
        policy=policy,
    )


@BOTH
def test_no_number_of_cases_alone_makes_a_ward_red(policy: str) -> None:
    """What makes a cluster from counts alone stands in no text, so the policies do not say it either."""
    follows(
        """
        A unknown-source |.9999999999
        A level          |XCCCCCCCCCC
        """,
        policy=policy,
    )
