"""A policy with an indicator of each kind, a table, a modifier and periods, to be put into words."""

from __future__ import annotations

from typing import Any

from app.domain.assessment import Assessment, assessments_of
from app.domain.evidence import Evidence
from app.domain.policy import Policy
from tests.spec.situation import Situation
from tests.unit.domain.policies import make_policy, make_rule

VERIFIED = {"provenance": "verified", "sources": ["qd2686"]}
RECONSTRUCTED = {"provenance": "reconstructed", "sources": ["qd2686"], "note_vi": "suy ra", "note_en": "inferred"}
CLASSES = ["community_unknown_source", "community_known_source"]

INCIDENCE = {
    "id": "incidence_7d",
    "kind": "incidence",
    "classes": CLASSES,
    "window_days": 14,
    "per_days": 7,
    "round": "nearest_integer",
    "label_vi": "Ca cộng đồng mới/100.000 dân/tuần",
    "label_en": "New community cases/100k/week",
    "unit_vi": "ca/100.000 dân/tuần",
    "unit_en": "cases/100k/week",
    **VERIFIED,
}
COVERAGE = {
    "id": "coverage_pct",
    "kind": "reported",
    "max_age_days": 30,
    "label_vi": "Người từ 18 tuổi tiêm ≥ 1 liều",
    "label_en": "People 18+ with ≥ 1 dose",
    "unit_vi": "%",
    "unit_en": "%",
    **VERIFIED,
}
ELDERLY = {
    **COVERAGE,
    "id": "elderly_pct",
    "label_vi": "Người từ 65 tuổi tiêm đủ liều",
    "label_en": "People 65+ fully vaccinated",
}
BEDS = {**COVERAGE, "id": "beds_pct", "label_vi": "Giường đã dùng", "label_en": "Beds in use"}
CAPACITY = {
    **COVERAGE,
    "id": "capacity_met",
    "label_vi": "Năng lực thu dung",
    "label_en": "Treatment capacity",
    "unit_vi": "",
    "unit_en": "",
    "decimals": 0,
}
SINCE = {
    "id": "days_since",
    "kind": "days_since_last_case",
    "classes": CLASSES,
    "look_back_days": 28,
    "decimals": 0,
    "label_vi": "Số ngày từ ca gần nhất",
    "label_en": "Days since the last case",
    "unit_vi": "ngày",
    "unit_en": "days",
    **VERIFIED,
}
DOUBLING = {
    "id": "doubling",
    "kind": "doubling_time_days",
    "classes": CLASSES,
    "window_days": 7,
    "look_back_days": 28,
    "label_vi": "Thời gian tăng gấp đôi",
    "label_en": "Doubling time",
    "unit_vi": "ngày",
    "unit_en": "days",
    **VERIFIED,
}
INDICATORS = [INCIDENCE, COVERAGE, ELDERLY, BEDS, CAPACITY, SINCE, DOUBLING]

TABLE: dict[str, Any] = {
    "id": "table-c",
    "label_vi": "Bảng mức theo ca mắc và tiêm chủng",
    "label_en": "Table of cases and vaccination",
    "columns": {
        "indicator": "incidence_7d",
        "bands": [{"below": 20}, {"at_least": 20, "below": 50}, {"at_least": 50, "below": 150}, {"at_least": 150}],
    },
    "rows": {"indicator": "coverage_pct", "bands": [{"below": 70}, {"at_least": 70}]},
    "levels": [["green", "orange", "red", "red"], ["green", "orange", "orange", "red"]],
    "cells": [{"row": 2, "column": 4, **VERIFIED}],
    **RECONSTRUCTED,
}
ELDERLY_UNMET: dict[str, Any] = {
    "id": "elderly-unmet",
    "label_vi": "Người cao tuổi chưa tiêm đủ 80 %",
    "label_en": "Fewer than 80% of the elderly fully vaccinated",
    "any_of": [{"indicator": {"id": "elderly_pct", "below": 80}}],
    "unless_level": ["red"],
    "when_missing": "not_applied",
    **VERIFIED,
}


def worded_policy(**changes: Any) -> Policy:
    """The policy of Hanoi with a table, a modifier and every kind of indicator instead of its rules."""
    return make_policy(
        **{"indicators": INDICATORS, "rules": [], "tables": [TABLE], "modifiers": [ELDERLY_UNMET], **changes}
    )


def ruled(*conditions: dict[str, Any], all_of: bool = False) -> Policy:
    """The same with one rule for red and no tables."""
    rule = {**make_rule("red"), "all_of" if all_of else "any_of": list(conditions)}
    return worded_policy(rules=[rule], tables=[], modifiers=[])


def indicator(name: str, **limits: Any) -> dict[str, Any]:
    """The condition that an indicator lies within limits."""
    return {"indicator": {"id": name, **limits}}


def evidence_of(situation: Situation, policy: Policy, number: int) -> Evidence:
    """One day with all the history that a policy looks back at."""
    return situation.evidence(first=number, last=number, window_days=policy.history_days + 1)


def assessed(situation: Situation, policy: Policy, *, on_day: int) -> Assessment:
    """The first ward as judged on a day."""
    return assessments_of(
        situation.judged(policy, through=on_day)[-1],
        policy=policy,
        policy_version="1",
        boundary_version="1",
        evidence=evidence_of(situation, policy, on_day),
        populations=[situation.populations.get(each) for each in situation.wards],
        positions=[0],
    )[0]
