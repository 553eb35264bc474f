"""What values keep a level from falling, and until when. Day 1 is 1 September 2021; 6,000 people live in A."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.disclosure import Disclosure
from app.domain.forecast import blocking_conditions
from app.domain.policy import Policy
from tests.spec.situation import Situation, day
from tests.unit.domain.policies import number
from tests.unit.domain.test_explanation_values import CAPACITY_UNMET, ward
from tests.unit.domain.worded import VERIFIED, assessed, evidence_of, indicator, worded_policy

AT_ONCE = {"hold_days": number(0), "qualifying_days": number(1)}
BEDS: dict[str, Any] = {
    "id": "beds",
    "level": "red",
    "label_vi": "Giường bệnh quá tải",
    "label_en": "Beds overloaded",
    "any_of": [indicator("beds_pct", above=40)],
    **VERIFIED,
}


def blocking(
    situation: Situation, policy: Policy, *, on_day: int, known: bool = True
) -> list[tuple[str, str, date | None]]:
    situation.open_from = on_day + 1
    found = blocking_conditions(
        assessed(situation, policy, on_day=on_day),
        policy,
        on=day(on_day + 1),
        outbreak_names={},
        disclosure=Disclosure.open(),
        evidence=evidence_of(situation, policy, on_day + 1) if known else None,
    )
    return [(each.code, each.vi, each.until) for each in found]


def test_a_rate_keeps_the_level_until_its_cases_leave_the_window() -> None:
    situation = ward(cases=18, coverage_pct=93.9, elderly_pct=90)
    assert blocking(situation, worded_policy(persistence=AT_ONCE), on_day=5) == [
        (
            "values",
            "150 ca/100.000 dân/tuần (≥ 150) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %) còn giữ vùng đỏ, "
            "đến hết 16/09/2021.",
            day(16),
        )
    ]


def test_a_reported_value_must_become_another_one() -> None:
    policy = worded_policy(persistence=AT_ONCE, rules=[BEDS], tables=[], modifiers=[])
    assert blocking(ward(beds_pct=45), policy, on_day=5) == [
        (
            "values",
            "Giường đã dùng: 45,0 % (> 40 %) còn giữ vùng đỏ; phải về mức giường đã dùng ≤ 40 %.",
            None,
        )
    ]


def test_a_clause_forbids_lowering_until_it_no_longer_holds() -> None:
    policy = worded_policy(persistence={**AT_ONCE, "never_lower_while": [CAPACITY_UNMET]})
    situation = ward(cases=18, coverage_pct=93.9, elderly_pct=90, capacity_met=0)
    assert blocking(situation, policy, on_day=17) == [
        ("never_lower", "Không được hạ mức vì năng lực thu dung chưa đạt: năng lực thu dung: 0 (< 1).", None)
    ]


def test_what_raises_the_level_keeps_it_while_the_table_alone_would_not() -> None:
    situation = ward(cases=2, coverage_pct=93.9, elderly_pct=66.4)
    assert blocking(situation, worded_policy(persistence=AT_ONCE), on_day=5) == [
        (
            "values",
            "Người từ 65 tuổi tiêm đủ liều: 66,4 % (< 80 %) còn giữ vùng da cam, cho đến khi số liệu thay đổi.",
            None,
        )
    ]


def test_a_missing_value_that_could_mean_the_level_is_named() -> None:
    table = {**worded_policy().tables[0].model_dump(mode="json"), "cells": []}
    high_without_coverage = {**table, "levels": [["red", "red", "red", "red"], ["green", "green", "orange", "red"]]}
    policy = worded_policy(persistence=AT_ONCE, tables=[high_without_coverage], modifiers=[])
    (found,) = blocking(ward(cases=18), policy, on_day=17)
    assert found == (
        "missing_values",
        "Chưa loại trừ được “bảng mức theo ca mắc và tiêm chủng”: thiếu số liệu: người từ 18 tuổi tiêm ≥ 1 liều.",
        None,
    )


def test_a_ward_without_a_level_waits_for_the_missing_value() -> None:
    table = {**worded_policy().tables[0].model_dump(mode="json"), "cells": []}
    unsure = {**table, "levels": [["orange", "orange", "red", "red"], ["green", "green", "orange", "red"]]}
    policy = worded_policy(persistence=AT_ONCE, tables=[unsure], modifiers=[])
    assert blocking(ward(cases=3), policy, on_day=5) == [
        ("missing_values", "Thiếu số liệu: người từ 18 tuổi tiêm ≥ 1 liều.", None)
    ]


def test_without_evidence_no_day_is_given() -> None:
    situation = ward(cases=18, coverage_pct=93.9, elderly_pct=90)
    ((code, _, until),) = blocking(situation, worded_policy(persistence=AT_ONCE), on_day=5, known=False)
    assert (code, until) == ("values", None)
