"""Why a ward is at its level where the policy compares values. Day 1 is 1 September 2021; 6,000 people live in A."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN
from app.domain.disclosure import Disclosure
from app.domain.explanation import Explanation, explain
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass, Provenance
from tests.spec.situation import Situation, day
from tests.unit.domain.policies import number
from tests.unit.domain.worded import ELDERLY_UNMET, VERIFIED, assessed, indicator, worded_policy

KNOWN_SOURCE = CaseClass.COMMUNITY_KNOWN_SOURCE
CAPACITY_UNMET: dict[str, Any] = {
    "id": "capacity-unmet",
    "label_vi": "Năng lực thu dung chưa đạt",
    "label_en": "Treatment capacity is not met",
    "any_of": [indicator("capacity_met", below=1)],
    "when_missing": "may_fall",
    **VERIFIED,
}


def ward(*, cases: int = 0, **reported: float) -> Situation:
    """Ward A with cases on day 3 and values reported on day 1."""
    situation = Situation(wards=("A",), borders=(), populations={"A": 6_000})
    situation.counts = {("A", 3, KNOWN_SOURCE): cases} if cases else {}
    situation.reported_values = {("A", 1, name): value for name, value in reported.items()}
    return situation


def told(
    situation: Situation, policy: Policy | None = None, *, on_day: int = 3, disclosure: Disclosure | None = None
) -> Explanation:
    rules = policy or worded_policy()
    return explain(
        assessed(situation, rules, on_day=on_day),
        rules,
        ward_name="Xã Kim Chung",
        neighbor_names={},
        outbreak_names={},
        disclosure=disclosure or Disclosure.open(),
    )


def keeping() -> Policy:
    """Levels fall at once, unless treatment capacity is not met."""
    persistence = {"hold_days": number(0), "qualifying_days": number(1), "never_lower_while": [CAPACITY_UNMET]}
    return worded_policy(persistence=persistence)


class TestSentences:
    """One sentence in each language, with values, thresholds, window and document."""

    @pytest.mark.parametrize(
        ("cases", "words"),
        [
            (2, "Vùng xanh, vì 17 ca/100.000 dân/tuần (< 20)"),
            (3, "Vùng da cam, vì 25 ca/100.000 dân/tuần (≥ 20, < 50)"),
            (6, "Vùng da cam, vì 50 ca/100.000 dân/tuần (≥ 50, < 150)"),
            (18, "Vùng đỏ, vì 150 ca/100.000 dân/tuần (≥ 150)"),
        ],
    )
    def test_below_at_and_above_each_edge(self, cases: int, words: str) -> None:
        found = told(ward(cases=cases, coverage_pct=93.9, elderly_pct=90))
        assert found.vi.startswith(f"Xã Kim Chung: {words} và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %); ")

    def test_the_cell_with_window_document_and_how_sure_it_is(self) -> None:
        found = told(ward(cases=6, coverage_pct=93.9, elderly_pct=90))
        assert found.vi.endswith("; kỳ xét 21/08/2021–03/09/2021, theo Quyết định 2686/QĐ-BCĐQG (hệ thống suy ra).")
        assert found.en == (
            "Xã Kim Chung, Orange zone: 50 cases/100k/week (≥ 50, < 150) and people 18+ with ≥ 1 dose: 93.9% (≥ 70%); "
            "window 21 Aug–3 Sep 2021, under Quyết định 2686/QĐ-BCĐQG (reconstructed)."
        )

    def test_a_raised_level_names_what_raised_it(self) -> None:
        found = told(ward(cases=2, coverage_pct=93.9, elderly_pct=66.4))
        assert found.vi == (
            "Xã Kim Chung: Vùng da cam (nâng 1 mức), vì người từ 65 tuổi tiêm đủ liều: 66,4 % (< 80 %); "
            "ngày 03/09/2021, theo Quyết định 2686/QĐ-BCĐQG."
        )

    def test_missing_values_are_named_where_no_level_can_be_given(self) -> None:
        found = told(ward(cases=3), worded_policy(tables=[_coverage_decides()], modifiers=[]))
        assert found.vi.startswith(
            "Xã Kim Chung: Chưa có số liệu, vì thiếu số liệu: người từ 18 tuổi tiêm ≥ 1 liều (kỳ xét"
        )

    def test_values_below_every_threshold_are_told(self) -> None:
        rule = {"id": "beds", "level": "red", "label_vi": "Giường", "label_en": "Beds", **VERIFIED}
        policy = worded_policy(rules=[{**rule, "any_of": [indicator("beds_pct", above=40)]}], tables=[], modifiers=[])
        assert "(giường đã dùng: 40,0 %, có báo cáo 14/14 ngày đã chốt;" in told(ward(beds_pct=40), policy).vi

    def test_a_clause_that_forbids_lowering_is_the_reason_of_a_held_level(self) -> None:
        found = told(ward(cases=18, coverage_pct=93.9, elderly_pct=90, capacity_met=0), keeping(), on_day=18)
        assert found.vi.startswith(
            "Xã Kim Chung: giữ Vùng đỏ từ 03/09/2021, vì không được hạ mức vì năng lực thu dung chưa đạt: "
            "năng lực thu dung: 0 (< 1) (số liệu hiện nay: vùng xanh;"
        )
        assert found.vi.endswith("theo Quyết định 2686/QĐ-BCĐQG.")
        assert [each.rule_id for each in found.reasons][:2] == [RULE_HELD, "capacity-unmet"]

    def test_the_public_reads_the_rate_of_the_published_bound(self) -> None:
        found = told(ward(cases=2, coverage_pct=93.9, elderly_pct=90), disclosure=Disclosure())
        assert "vì nhiều nhất 17 ca/100.000 dân/tuần (< 20) và" in found.vi
        assert found.reasons[0].measurements[0].numerator == "<3"


class TestTrace:
    """The values behind a reason, one by one."""

    def test_a_cell_gives_value_window_numerator_denominator_threshold_and_source(self) -> None:
        (reason, *_) = told(ward(cases=6, coverage_pct=93.9, elderly_pct=90)).reasons
        rate, coverage = reason.measurements

        assert (reason.kind, reason.rule_id, reason.level) == ("table", "table-c", "orange")
        assert (rate.low, rate.high, rate.numerator, rate.denominator) == (50.0, 50.0, 6, 6_000)
        assert (rate.window_start, rate.window_end) == (day(-10), day(3))
        assert (rate.at_least, rate.below, rate.fulfilled) == (50, 150, True)
        assert (rate.per_people, rate.per_days, rate.rounding) == (100_000, 7, "nearest_integer")
        assert (coverage.low, coverage.window_start, coverage.numerator) == (93.9, None, None)
        assert [each.document for each in coverage.sources] == ["Quyết định 2686/QĐ-BCĐQG"]

    def test_the_provenance_is_that_of_the_very_cell(self) -> None:
        verified = told(ward(cases=18, coverage_pct=93.9, elderly_pct=90)).reasons[0]
        other = told(ward(cases=6, coverage_pct=93.9, elderly_pct=90)).reasons[0]
        assert (verified.provenance, other.provenance) == (Provenance.VERIFIED, Provenance.RECONSTRUCTED)

    def test_behind_a_modifier_stands_the_table_it_raises(self) -> None:
        reasons = told(ward(cases=2, coverage_pct=93.9, elderly_pct=66.4)).reasons
        assert [(each.rule_id, each.level, each.raises_levels) for each in reasons] == [
            ("elderly-unmet", "orange", 1),
            ("table-c", "green", None),
        ]

    def test_a_missing_value_is_neither_fulfilled_nor_not(self) -> None:
        reasons = told(ward(cases=3), worded_policy(tables=[_coverage_decides()], modifiers=[])).reasons
        assert reasons[0].rule_id == RULE_UNKNOWN
        table = next(each for each in reasons if each.kind == "table")
        assert [(each.low, each.high) for each in table.measurements] == [(25.0, 25.0), (None, None)]
        assert table.level == "unknown"

    def test_a_modifier_that_does_not_apply_is_no_reason(self) -> None:
        policy = worded_policy(rules=[], modifiers=[{**ELDERLY_UNMET, "applies_until": "2021-08-31"}])
        reasons = told(ward(cases=2, coverage_pct=93.9, elderly_pct=66.4), policy).reasons
        assert [each.rule_id for each in reasons] == ["table-c"]

    def test_without_criteria_that_hold_the_values_looked_at_stand_in_the_trace(self) -> None:
        rule = {"id": "beds", "level": "red", "label_vi": "Giường", "label_en": "Beds", **VERIFIED}
        policy = worded_policy(rules=[{**rule, "any_of": [indicator("beds_pct", above=40)]}], tables=[], modifiers=[])
        (reason,) = told(ward(beds_pct=40), policy).reasons
        assert reason.rule_id == RULE_NONE
        assert [(each.indicator, each.low, each.above, each.fulfilled) for each in reason.measurements] == [
            ("beds_pct", 40.0, 40.0, False)
        ]


def _coverage_decides() -> dict[str, Any]:
    """A table in which coverage alone may make the lowest level or a higher one."""
    table: dict[str, Any] = worded_policy().tables[0].model_dump(mode="json")
    return {**table, "cells": [], "levels": [["orange", "orange", "red", "red"], ["green", "green", "orange", "red"]]}
