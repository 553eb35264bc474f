"""A criterion is told with the values seen, their units, and thresholds whose edge can be read."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from app.domain.citations import basis_of
from app.domain.criteria_words import criterion_phrase, missing_phrase, values_phrase
from app.domain.criterion_sentences import evaluated_sentence
from app.domain.disclosure import Disclosure
from app.domain.policy import Policy
from app.domain.seen import OutbreakSeen, Seen
from app.domain.sentences import Phrase
from app.domain.vocabulary import CaseClass, OutbreakSetting, Provenance
from tests.unit.domain.policies import at_least, make_rule
from tests.unit.domain.worded import ELDERLY_UNMET, INDICATORS, TABLE, indicator, ruled, worded_policy

PUBLIC = Disclosure()


def seen(**values: float | tuple[float, float]) -> Seen:
    """Indicators of today; `name__7` is one of a week ago."""
    readings = {}
    for key, value in values.items():
        name, _, days = key.rpartition("__")
        span = value if isinstance(value, tuple) else (value, value)
        readings[(name or days, int(days) if name else 0)] = span
    return Seen(readings=readings)


def told(policy: Policy, what: Seen, position: int = 0) -> Phrase:
    return criterion_phrase(policy, policy.ordered[position], what)


class TestTables:
    def test_the_cell_is_told_by_both_values_and_both_bands(self) -> None:
        assert told(worded_policy(), seen(incidence_7d=177, coverage_pct=93.9)) == (
            "177 ca/100.000 dân/tuần (≥ 150) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %)",
            "177 cases/100k/week (≥ 150) and people 18+ with ≥ 1 dose: 93.9% (≥ 70%)",
        )

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (19, "19 ca/100.000 dân/tuần (< 20)"),
            (20, "20 ca/100.000 dân/tuần (≥ 20, < 50)"),
            (49, "49 ca/100.000 dân/tuần (≥ 20, < 50)"),
            (50, "50 ca/100.000 dân/tuần (≥ 50, < 150)"),
            (149, "149 ca/100.000 dân/tuần (≥ 50, < 150)"),
            (150, "150 ca/100.000 dân/tuần (≥ 150)"),
            (1340, "1.340 ca/100.000 dân/tuần (≥ 150)"),
        ],
    )
    def test_each_band_shows_which_edge_is_its_own(self, value: float, words: str) -> None:
        assert told(worded_policy(), seen(incidence_7d=value, coverage_pct=70)).vi.startswith(f"{words} và ")

    def test_a_missing_value_is_named_as_missing(self) -> None:
        assert told(worded_policy(), seen(incidence_7d=12)) == (
            "12 ca/100.000 dân/tuần (< 20) và chưa có số liệu người từ 18 tuổi tiêm ≥ 1 liều",
            "12 cases/100k/week (< 20) and no figure for people 18+ with ≥ 1 dose",
        )

    def test_a_bound_is_told_as_a_bound_with_all_bands_it_reaches(self) -> None:
        assert told(worded_policy(), seen(incidence_7d=(60, inf), coverage_pct=93.9)) == (
            "ít nhất 60 ca/100.000 dân/tuần (≥ 50) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %)",
            "at least 60 cases/100k/week (≥ 50) and people 18+ with ≥ 1 dose: 93.9% (≥ 70%)",
        )

    def test_a_cell_that_is_cited_by_itself_is_surer_than_its_table(self) -> None:
        table = worded_policy().tables[0]

        assert basis_of(table, seen(incidence_7d=177, coverage_pct=93.9)).provenance is Provenance.VERIFIED
        assert basis_of(table, seen(incidence_7d=60, coverage_pct=93.9)).provenance is Provenance.RECONSTRUCTED
        assert basis_of(table, seen(incidence_7d=177)).provenance is Provenance.RECONSTRUCTED

    def test_a_band_that_is_an_example_makes_its_cells_examples(self) -> None:
        bands = [{"below": 20, "provenance": "example"}, *TABLE["columns"]["bands"][1:]]
        policy = worded_policy(tables=[{**TABLE, "columns": {**TABLE["columns"], "bands": bands}}])

        assert basis_of(policy.tables[0], seen(incidence_7d=3, coverage_pct=90)).provenance is Provenance.EXAMPLE
        assert basis_of(policy.tables[0], seen(incidence_7d=30, coverage_pct=90)).provenance is Provenance.RECONSTRUCTED


class TestIndicators:
    @pytest.mark.parametrize(
        ("limits", "value", "vi", "en"),
        [
            ({"at_least": 150}, 149.97, "149,97 % (≥ 150 %)", "149.97% (≥ 150%)"),
            ({"at_least": 150}, 150, "150,0 % (≥ 150 %)", "150.0% (≥ 150%)"),
            ({"above": 40}, 40.04, "40,04 % (> 40 %)", "40.04% (> 40%)"),
            ({"below": 50}, 49.96, "49,96 % (< 50 %)", "49.96% (< 50%)"),
            ({"at_most": 30}, 30, "30,0 % (≤ 30 %)", "30.0% (≤ 30%)"),
            ({"at_least": 10, "below": 14.5}, 12.25, "12,3 % (≥ 10 %, < 14,5 %)", "12.3% (≥ 10%, < 14.5%)"),
        ],
    )
    def test_no_rounding_hides_on_which_side_a_value_lies(
        self, limits: dict[str, float], value: float, vi: str, en: str
    ) -> None:
        policy = ruled(indicator("beds_pct", **limits))
        assert told(policy, seen(beds_pct=value)) == (f"giường đã dùng: {vi}", f"beds in use: {en}")

    def test_three_weeks_in_a_row_are_told_oldest_first(self) -> None:
        policy = ruled(indicator("incidence_7d", below=50, in_each_of_last={"periods": 3, "days": 7}))
        assert told(policy, seen(incidence_7d=12, incidence_7d__7=30, incidence_7d__14=45)) == (
            "45 → 30 → 12 ca/100.000 dân/tuần (< 50 trong 3 tuần liền)",
            "45 → 30 → 12 cases/100k/week (< 50 in 3 weeks running)",
        )

    def test_a_week_without_a_value_is_a_gap_in_the_row(self) -> None:
        policy = ruled(indicator("incidence_7d", at_least=50, in_any_of_last={"periods": 3, "days": 7}))
        assert told(policy, seen(incidence_7d=60, incidence_7d__14=45)) == (
            "45 → chưa có → 60 ca/100.000 dân/tuần (≥ 50 ít nhất một trong 3 tuần)",
            "45 → missing → 60 cases/100k/week (≥ 50 in at least one of 3 weeks)",
        )

    def test_of_many_periods_the_smallest_and_the_largest_are_told(self) -> None:
        policy = ruled(indicator("beds_pct", below=15, in_each_of_last={"periods": 14, "days": 1}))
        what = Seen(readings={("beds_pct", days): (float(days), float(days)) for days in range(14)})
        assert told(policy, what).vi == "giường đã dùng: từ 0,0 đến 13,0 % (< 15 % trong 14 ngày liền)"

    def test_days_without_a_case_are_at_least_as_many_as_one_looks_back(self) -> None:
        policy = ruled(indicator("days_since", at_least=28))
        assert told(policy, seen(days_since=28)).vi == "số ngày từ ca gần nhất: ít nhất 28 ngày (≥ 28)"
        assert told(policy, seen(days_since=3)).en == "days since the last case: 3 days (≥ 28)"

    def test_without_growth_there_is_no_doubling_time(self) -> None:
        policy = ruled(indicator("doubling", below=4))
        assert told(policy, seen(doubling=99_999.0)).vi == "thời gian tăng gấp đôi: không tăng (< 4)"
        assert told(policy, seen(doubling=3.96)).en == "doubling time: 3.96 days (< 4)"


class TestConditions:
    def test_requirements_are_told_together(self) -> None:
        policy = ruled(indicator("incidence_7d", at_least=150), indicator("beds_pct", above=40), all_of=True)
        assert told(policy, seen(incidence_7d=180, beds_pct=41)) == (
            "180 ca/100.000 dân/tuần (≥ 150) và giường đã dùng: 41,0 % (> 40 %)",
            "180 cases/100k/week (≥ 150) and beds in use: 41.0% (> 40%)",
        )

    def test_of_alternatives_the_one_that_holds_is_told(self) -> None:
        policy = ruled(indicator("incidence_7d", at_least=150), indicator("beds_pct", above=40))
        assert told(policy, seen(incidence_7d=80, beds_pct=41)).vi == "giường đã dùng: 41,0 % (> 40 %)"

    def test_what_must_not_hold_is_told_by_the_opposite_threshold(self) -> None:
        exception = {"none_of": [indicator("beds_pct", at_most=30), indicator("elderly_pct", at_most=20)]}
        policy = ruled(indicator("incidence_7d", at_least=150), exception, all_of=True)
        assert told(policy, seen(incidence_7d=180, beds_pct=31, elderly_pct=25)).vi == (
            "180 ca/100.000 dân/tuần (≥ 150), giường đã dùng: 31,0 % (> 30 %) và "
            "người từ 65 tuổi tiêm đủ liều: 25,0 % (> 20 %)"
        )

    def test_what_must_not_all_hold_is_told_by_one_that_does_not(self) -> None:
        red = {"all_of": [indicator("beds_pct", above=40), indicator("elderly_pct", above=30)]}
        policy = ruled({"none_of": [red]})
        assert told(policy, seen(beds_pct=45, elderly_pct=30)).vi == ("người từ 65 tuổi tiêm đủ liều: 30,0 % (≤ 30 %)")

    def test_what_must_not_lie_between_two_limits_lies_outside(self) -> None:
        policy = ruled({"none_of": [indicator("beds_pct", at_least=10, below=20)]})
        assert told(policy, seen(beds_pct=25)).vi == "giường đã dùng: 25,0 % (ngoài ≥ 10 %, < 20 %)"

    def test_what_must_not_hold_in_each_period_fails_in_one(self) -> None:
        weeks = indicator("incidence_7d", below=50, in_each_of_last={"periods": 2, "days": 7})
        policy = ruled({"none_of": [weeks]})
        assert told(policy, seen(incidence_7d=40, incidence_7d__7=60)).vi == (
            "60 → 40 ca/100.000 dân/tuần (≥ 50 ít nhất một trong 2 tuần)"
        )

    def test_cases_and_outbreaks_are_counted_and_named(self) -> None:
        outbreak = {"outbreak_in_ward": {"settings": ["market"]}}
        policy = ruled(at_least(3, "community_known_source"), outbreak, all_of=True)
        what = Seen(
            cases={CaseClass.COMMUNITY_KNOWN_SOURCE: 4},
            outbreaks=(OutbreakSeen("Chợ Tó", source_known=True, setting=OutbreakSetting.MARKET),),
        )
        assert told(policy, what) == (
            "4 ca cộng đồng đã rõ nguồn lây (≥ 3) và 1 ổ dịch đang mở: Chợ Tó",
            "community cases with known source: 4 (≥ 3) and open outbreaks: 1: Chợ Tó",
        )

    def test_units_inside_are_told_by_number_and_share(self) -> None:
        city: dict[str, Any] = {
            "rules": [make_rule("red", any_of=[{"children": {"level": "red", "share_at_least_pct": 30}}])]
        }
        policy = worded_policy(districts=city)
        assert policy.districts is not None
        what = Seen(children={"red": 3, "green": 6, "unknown": 1})
        assert criterion_phrase(policy, policy.districts.ordered[0], what) == (
            "3/10 đơn vị ở vùng đỏ, 30,0 %, 1 chưa rõ mức (≥ 30 %)",
            "3 of 10 units at red zone, 30.0%, 1 unknown (≥ 30%)",
        )

    def test_a_modifier_is_told_by_what_it_looks_at(self) -> None:
        assert told(worded_policy(), seen(elderly_pct=66.4), position=1).vi == (
            "người từ 65 tuổi tiêm đủ liều: 66,4 % (< 80 %)"
        )


class TestMissing:
    def test_each_missing_indicator_is_named_once(self) -> None:
        policy = worded_policy(modifiers=[{**ELDERLY_UNMET, "when_missing": "unknown"}])
        assert missing_phrase(policy, seen(incidence_7d=12)) == (
            "thiếu số liệu: người từ 18 tuổi tiêm ≥ 1 liều và người từ 65 tuổi tiêm đủ liều",
            "missing: people 18+ with ≥ 1 dose and people 65+ fully vaccinated",
        )

    def test_what_a_modifier_does_without_is_not_missed(self) -> None:
        assert missing_phrase(worded_policy(), seen(incidence_7d=12)).en == "missing: people 18+ with ≥ 1 dose"

    def test_what_is_computed_from_cases_can_be_left_to_the_missing_reports(self) -> None:
        assert missing_phrase(worded_policy(), seen(), reported_only=True).en == "missing: people 18+ with ≥ 1 dose"

    def test_nothing_missing_is_nothing_said(self) -> None:
        assert missing_phrase(worded_policy(), seen(incidence_7d=12, coverage_pct=80, elderly_pct=90)).vi == ""

    def test_values_are_told_without_thresholds_where_none_was_reached(self) -> None:
        policy = worded_policy(modifiers=[])
        assert values_phrase(policy, seen(incidence_7d=12, coverage_pct=80)).en == (
            "12 cases/100k/week and people 18+ with ≥ 1 dose: 80.0%"
        )


class TestDiscretion:
    """What is computed from cases says no more than the counts that are published."""

    POLICY = worded_policy(modifiers=[])

    def what(self, cells: tuple[int, ...] | None, disclosure: Disclosure = PUBLIC) -> Seen:
        rate = 100_000 * sum(cells or (2,)) / 2 / 6_000
        return Seen(
            readings={("incidence_7d", 0): (round(rate), round(rate)), ("coverage_pct", 0): (93.9, 93.9)},
            numerators={} if cells is None else {("incidence_7d", 0): cells},
            population=6_000,
            disclosure=disclosure,
        )

    def test_of_few_cases_only_the_rate_of_the_published_bound_is_told(self) -> None:
        for few in (1, 2):
            assert told(self.POLICY, self.what((few, 0))).vi == (
                "nhiều nhất 17 ca/100.000 dân/tuần (< 20) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %)"
            )

    def test_the_band_told_is_that_of_the_bound_not_of_the_hidden_value(self) -> None:
        village = replace(self.what((1, 0)), population=4_000)
        assert told(self.POLICY, village).vi.startswith("nhiều nhất 25 ca/100.000 dân/tuần (< 50)")

    def test_of_a_total_with_a_small_part_a_lower_bound_is_told(self) -> None:
        assert told(self.POLICY, self.what((2, 17))).en.startswith("at least 150 cases/100k/week (≥ 150)")

    def test_without_the_cases_behind_it_no_rate_is_told(self) -> None:
        assert told(self.POLICY, self.what(None)).vi == (
            "ca cộng đồng mới/100.000 dân/tuần và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %)"
        )

    def test_published_counts_and_reported_values_are_told_as_they_are(self) -> None:
        assert told(self.POLICY, self.what((5, 17))).vi == (
            "183 ca/100.000 dân/tuần (≥ 150) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % (≥ 70 %)"
        )


class TestSentences:
    def sentence(self, what: Seen, level: str, position: int | None, **changes: Any) -> Phrase:
        policy = worded_policy(**changes)
        criterion = None if position is None else policy.ordered[position]
        return evaluated_sentence(policy, policy, what, level=level, criterion=criterion, unit_name="Đống Đa")

    def test_a_cell_with_its_document_and_how_sure_it_is(self) -> None:
        told = self.sentence(seen(incidence_7d=60, coverage_pct=93.9), "orange", 0)
        assert told.vi == (
            "Đống Đa: Vùng da cam, vì 60 ca/100.000 dân/tuần (≥ 50, < 150) và người từ 18 tuổi tiêm ≥ 1 liều: 93,9 % "
            "(≥ 70 %), theo Quyết định 2686/QĐ-BCĐQG (hệ thống suy ra)."
        )

    def test_too_little_data_names_what_is_missing(self) -> None:
        told = self.sentence(seen(), "unknown", None, modifiers=[])
        assert told.en == (
            "Đống Đa, No data: too little is known for a level (missing: new community cases/100k/week and people 18+ "
            "with ≥ 1 dose), under Quyết định 2686/QĐ-BCĐQG."
        )

    def test_the_lowest_level_tells_the_values(self) -> None:
        rule = make_rule("red", any_of=[indicator("elderly_pct", below=50)])
        told = self.sentence(seen(elderly_pct=85), "green", None, rules=[rule], tables=[])
        assert "không thuộc tiêu chí nào cao hơn (người từ 65 tuổi tiêm đủ liều: 85,0 %)" in told.vi

    def test_a_modifier_says_by_how_many_levels_it_raises(self) -> None:
        assert self.sentence(seen(elderly_pct=66.4), "orange", 1).en == (
            "Đống Đa, Orange zone (raised 1 level): people 65+ fully vaccinated: 66.4% (< 80%), "
            "under Quyết định 2686/QĐ-BCĐQG."
        )

    def test_values_too_long_to_tell_give_way_to_the_label(self) -> None:
        long = [each if each["id"] != "elderly_pct" else {**each, "label_vi": "Dài " * 80} for each in INDICATORS]
        told = self.sentence(seen(elderly_pct=66.4), "orange", 1, indicators=long)
        assert "vì người cao tuổi chưa tiêm đủ 80 %, theo" in told.vi
