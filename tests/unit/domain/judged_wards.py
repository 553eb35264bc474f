"""Wards judged from drawn maps, and what is said of them; day 1 is 1 September 2021."""

from __future__ import annotations

from app.domain.assessment import Assessment, assessments_of
from app.domain.disclosure import Disclosure
from app.domain.explanation import Explanation, explain
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass
from app.domain.zoning import ZoneState, judge
from tests.spec.drawing import DrawnMap, drawn_map
from tests.spec.situation import CT06

UNKNOWN_SOURCE, KNOWN_SOURCE = CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.COMMUNITY_KNOWN_SOURCE
NAMES = {"A": "Xã Kim Chung", "B": "Xã Việt Hùng", "C": "Xã Cổ Loa"}
OUTBREAKS = {"1": "Lỗ Giao", "2": "Chợ Tó"}


def assess(drawn: DrawnMap, *, ward: str = "A", on_day: int = 3) -> Assessment:
    """What the engine makes of one ward of a drawn map on a day."""
    situation, policy = drawn.situation, drawn.policy
    evidence = situation.evidence(first=1, last=on_day, window_days=policy.window_days.value)
    judgement = judge(policy, evidence, ZoneState.unknown(len(situation.wards)))[-1]
    (found,) = assessments_of(
        judgement,
        policy=policy,
        policy_version="1",
        boundary_version="1",
        evidence=evidence,
        populations=[6_000] * len(situation.wards),
        positions=[situation.wards.index(ward)],
    )
    return found


def explain_as(
    assessment: Assessment, policy: Policy, *, disclosure: Disclosure | None = None, ward_name: str | None = None
) -> Explanation:
    return explain(
        assessment,
        policy,
        ward_name=ward_name or NAMES[assessment.ward_code],
        neighbor_names=NAMES,
        outbreak_names=OUTBREAKS,
        disclosure=disclosure or Disclosure(),
    )


def one_ward(policy: str | Policy = CT06) -> DrawnMap:
    return drawn_map("A", policy=policy)


def unreported(policy: str | Policy, *days: int) -> DrawnMap:
    return one_ward(policy).no_report("A", on_days=days)


def two_red_neighbors(policy: str | Policy) -> DrawnMap:
    drawn = drawn_map("B A C", policy=policy).outbreak("B", opened=2, source_known=False)
    return drawn.outbreak("C", opened=2, source_known=False)


def left_red(policy: str | Policy) -> DrawnMap:
    """Red by an outbreak from day 1 until day 9, then held: red until day 14, then step by step."""
    return one_ward(policy).outbreak("A", opened=1, closed=10, source_known=False)
