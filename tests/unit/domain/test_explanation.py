"""The trace behind a level, and how a sentence stays short, true and discreet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN
from app.domain.citations import CitedSource
from app.domain.disclosure import Disclosure
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass, DataStatus, Provenance
from app.services.policy_library import shipped_policy
from tests.spec.drawing import drawn_map
from tests.spec.situation import CT06, MOH, day, with_persistence
from tests.unit.domain.judged_wards import (
    KNOWN_SOURCE,
    UNKNOWN_SOURCE,
    assess,
    explain_as,
    left_red,
    one_ward,
    two_red_neighbors,
    unreported,
)


class TestTrace:
    def test_a_reason_carries_rule_number_threshold_window_denominator_and_source(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2, count=5)
        (reason,) = explain_as(assess(drawn), drawn.policy).reasons

        assert (reason.rule_id, reason.level) == ("orange-community-unknown-source", "orange")
        assert reason.label_vi == "Có ca cộng đồng chưa rõ nguồn lây"
        assert reason.label_en == "Community cases with unknown source"
        assert (reason.observed.numerator, reason.threshold, reason.unit) == (5, 1, "cases")
        assert reason.observed.case_classes == (CaseClass.COMMUNITY_UNKNOWN_SOURCE,)
        assert (reason.window_start, reason.window_end) == (day(-10), day(3))
        assert reason.window_provenance is Provenance.EXAMPLE
        assert reason.denominator == 6_000
        assert reason.provenance is Provenance.VERIFIED
        assert (reason.note_vi, reason.note_en) == (None, None)
        assert reason.sources == (
            CitedSource(
                document="Quyết định 2686/QĐ-BCĐQG",
                issuer="Ban Chỉ đạo Quốc gia phòng, chống dịch COVID-19",
                issued_on=date(2021, 5, 31),
                article="tiêu chí cấp xã",
            ),
        )

    def test_a_reason_that_is_an_example_says_so_and_cites_nothing(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, setting="market")
        reason = explain_as(assess(drawn), drawn.policy).reasons[0]

        assert (reason.provenance, reason.sources) == (Provenance.EXAMPLE, ())
        assert reason.note_vi is not None
        assert reason.note_vi.endswith("là ví dụ.")

    def test_a_ward_without_a_population_has_no_denominator(self) -> None:
        drawn = one_ward()
        assessment = replace(assess(drawn), population=None)

        assert explain_as(assessment, drawn.policy).reasons[0].denominator is None

    def test_an_outbreak_is_named(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, source_known=False)
        reason = explain_as(assess(drawn), drawn.policy).reasons[0]

        assert reason.observed.outbreaks == ("Lỗ Giao",)
        assert reason.observed.numerator is None
        assert reason.threshold is None

    def test_after_the_deciding_rule_comes_what_else_the_counts_fulfil(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, source_known=False).cases("A", KNOWN_SOURCE, on_day=2, count=4)
        reasons = explain_as(assess(drawn), drawn.policy).reasons

        assert [each.rule_id for each in reasons] == ["red-outbreak-unknown-source", "orange-community-known-source"]
        assert reasons[1].observed.numerator == 4

    def test_a_level_from_a_neighbor_is_followed_by_what_the_ward_is_of_its_own(self) -> None:
        drawn = two_red_neighbors(CT06)
        reasons = explain_as(assess(drawn), drawn.policy).reasons

        assert [each.rule_id for each in reasons] == ["orange-borders-red", RULE_NONE]
        assert [each.level for each in reasons] == ["orange", "green"]
        assert reasons[0].observed.neighbors == ("Xã Việt Hùng", "Xã Cổ Loa")

    def test_the_absence_of_a_rule_shows_the_cases_and_the_reports_it_rests_on(self) -> None:
        drawn = unreported(CT06, -3)
        (reason,) = explain_as(assess(drawn), drawn.policy).reasons

        assert (reason.rule_id, reason.level) == (RULE_NONE, "green")
        assert (reason.observed.numerator, reason.observed.missing_days, reason.observed.closed_days) == (0, 1, 14)
        assert (reason.threshold, reason.unit) == (2, "days")
        assert reason.provenance is Provenance.EXAMPLE

    def test_an_unknown_level_shows_how_many_days_are_missing_of_how_many_and_how_many_may(self) -> None:
        drawn = unreported(CT06, -2, -1, 0)
        (reason,) = explain_as(assess(drawn), drawn.policy).reasons

        assert (reason.rule_id, reason.level) == (RULE_UNKNOWN, "unknown")
        assert (reason.observed.missing_days, reason.observed.closed_days, reason.threshold) == (3, 14, 2)
        assert reason.observed.numerator is None

    def test_a_held_level_says_since_when_and_until_when_and_what_the_evidence_gives(self) -> None:
        drawn = left_red(CT06)
        reasons = explain_as(assess(drawn, on_day=12), drawn.policy).reasons

        assert [each.rule_id for each in reasons] == [RULE_HELD, RULE_NONE]
        assert [each.level for each in reasons] == ["red", "green"]
        assert (reasons[0].observed.held_since, reasons[0].observed.may_fall_from) == (day(1), day(15))
        assert (reasons[0].threshold, reasons[0].unit) == (14, "days")
        assert reasons[0].provenance is Provenance.RECONSTRUCTED

    def test_a_neighbor_that_gives_no_more_than_the_ward_has_is_named_too(self) -> None:
        drawn = drawn_map("A B").outbreak("A", opened=1, closed=5, source_known=False)
        drawn.outbreak("B", opened=2, source_known=False)
        reasons = explain_as(assess(drawn, on_day=15), drawn.policy).reasons

        assert [each.rule_id for each in reasons] == [RULE_HELD, "orange-borders-red", RULE_NONE]

    def test_the_own_criteria_of_a_ward_held_without_data_are_too_little_data(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=range(8, 15))
        reasons = explain_as(assess(drawn, on_day=14), drawn.policy).reasons

        assert [each.rule_id for each in reasons] == [RULE_HELD, RULE_UNKNOWN]

    def test_the_own_criteria_of_a_ward_held_above_its_cases_are_the_rule_they_fulfil(self) -> None:
        drawn = left_red(CT06).cases("A", KNOWN_SOURCE, on_day=12, count=3)
        reasons = explain_as(assess(drawn, on_day=14), drawn.policy).reasons

        assert [each.rule_id for each in reasons] == [RULE_HELD, "orange-community-known-source"]

    @pytest.mark.parametrize(("missing", "status"), [((), "complete"), ((1,), "partial"), (range(-10, 4), "missing")])
    def test_the_explanation_says_how_complete_the_data_are(self, missing: tuple[int, ...], status: str) -> None:
        drawn = unreported(CT06, *missing)

        assert explain_as(assess(drawn), drawn.policy).data_status is DataStatus(status)


class TestHeldBy:
    """What a sentence names as the cause of a held level, the longest-lasting first."""

    def test_the_hold_and_its_last_day(self) -> None:
        told = explain_as(assess(left_red(CT06), on_day=14), shipped_policy(CT06))

        assert "giữ Vùng đỏ từ 01/09/2021, vì chưa giữ đủ 14 ngày, sớm nhất 15/09/2021 mới hạ mức" in told.vi
        assert "Red zone held since 1 Sep 2021: not yet held for 14 days, may fall on 15 Sep 2021" in told.en

    def test_the_hold_of_the_own_level_where_the_result_is_older(self) -> None:
        drawn = drawn_map("A B").outbreak("B", opened=1, closed=4, source_known=False)
        drawn.outbreak("A", opened=6, closed=12)
        told = explain_as(assess(drawn, on_day=16), drawn.policy)

        assert "giữ Vùng da cam từ 01/09/2021, vì chưa giữ đủ 14 ngày, sớm nhất 20/09/2021" in told.vi

    def test_missing_reports_once_the_hold_is_over(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[7, 9])
        told = explain_as(assess(drawn, on_day=17), drawn.policy)

        assert "giữ Vùng đỏ từ 01/09/2021, vì thiếu báo cáo 2/14 ngày đã chốt (số liệu hiện nay: vùng xanh;" in told.vi
        assert "held since 1 Sep 2021: 2 of 14 closed days have no report (evidence now: green zone;" in told.en

    def test_one_missing_report_is_said_in_the_singular(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[9])

        assert "1 of 14 closed days has no report" in explain_as(assess(drawn, on_day=17), drawn.policy).en

    def test_too_little_data_to_say_what_the_evidence_gives(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[7, 8, 9])
        told = explain_as(assess(drawn, on_day=17), drawn.policy)

        assert "(số liệu hiện nay chưa đủ để xếp mức;" in told.vi
        assert "(evidence now: too little for a level;" in told.en

    def test_a_day_still_open(self) -> None:
        drawn = left_red(CT06).day_is_open(15)
        told = explain_as(assess(drawn, on_day=15), drawn.policy)

        assert "vì ngày 15/09/2021 chưa chốt (số liệu hiện nay: vùng xanh; kỳ xét" in told.vi
        assert "15 Sep 2021 is still open (evidence now: green zone; window" in told.en

    def test_the_qualifying_days_still_missing(self) -> None:
        drawn = left_red(CT06)
        policy = with_persistence(drawn.policy, hold_days=0, qualifying_days=6)
        drawn.policy = policy
        told = explain_as(assess(drawn, on_day=12), policy)

        assert "vì mới có 3 trong 6 ngày liên tiếp đủ điều kiện hạ (" in told.vi
        assert "only 3 of 6 qualifying days in a row so far (" in told.en

    def test_the_qualifying_days_of_the_result_once_the_own_level_has_fallen(self) -> None:
        drawn = left_red(CT06)
        policy = with_persistence(drawn.policy, hold_days=0, qualifying_days=3)
        drawn.policy = policy
        told = explain_as(assess(drawn, on_day=12), policy)

        assert "giữ Vùng đỏ từ 01/09/2021, vì mới có 1 trong 3 ngày liên tiếp" in told.vi


class TestUnknown:
    def test_a_ward_complete_enough_waits_for_the_day_to_close(self) -> None:
        drawn = unreported(CT06, -12, -11, -10).day_is_open(2)
        told = explain_as(assess(drawn, on_day=2), drawn.policy)

        assert "vì ngày 02/09/2021 chưa chốt, thiếu báo cáo 2/13 ngày đã chốt (cho phép thiếu 2 ngày" in told.vi
        assert "2 Sep 2021 is still open, 2 of 13 closed days have no report (2 may be missing" in told.en


class TestDiscretion:
    def test_the_public_reads_a_bound_and_staff_the_number(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2, count=2)
        assessment = assess(drawn)
        public = explain_as(assessment, drawn.policy)
        staff = explain_as(assessment, drawn.policy, disclosure=Disclosure.open())

        assert "(dưới 3 ca, ngưỡng 1 ca;" in public.vi
        assert "(cases: fewer than 3, threshold 1;" in public.en
        assert public.reasons[0].observed.numerator == "<3"
        assert "(2 ca, ngưỡng 1 ca;" in staff.vi
        assert staff.reasons[0].observed.numerator == 2


class TestBrevity:
    def test_names_give_way_to_their_number_first(self) -> None:
        drawn = two_red_neighbors(MOH)
        assessment = replace(
            assess(drawn), evidence={"neighbors_red": [f"phường Tên Rất Dài Thứ {number}" for number in range(12)]}
        )
        told = explain_as(assessment, drawn.policy)

        assert "(12 nơi; kỳ xét" in told.vi
        assert "(12 wards; window" in told.en
        assert "theo Quyết định 2686/QĐ-BCĐQG." in told.vi

    def test_then_documents_give_way_to_the_first(self) -> None:
        drawn = two_red_neighbors(CT06)
        told = explain_as(assess(drawn), drawn.policy, ward_name="Phường " + "Dài " * 43)

        assert "(2 nơi; kỳ xét" in told.vi
        assert told.vi.endswith("theo Quyết định 2686/QĐ-BCĐQG.")

    def test_then_the_label_gives_way_to_the_id_of_the_rule(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, setting="school")
        label = {"label_vi": "Có ổ dịch " * 20, "label_en": "An outbreak " * 20}
        policy = _with_rule(drawn.policy, "red-outbreak-hard-to-control", label)
        told = explain_as(assess(drawn), policy)

        assert "Vùng đỏ, vì tiêu chí red-outbreak-hard-to-control (1 ổ dịch đang mở; kỳ xét" in told.vi
        assert "Red zone: criterion red-outbreak-hard-to-control (1 open outbreak; window" in told.en

    def test_what_is_still_too_long_ends_after_a_whole_word(self) -> None:
        drawn = one_ward()
        told = explain_as(assess(drawn), drawn.policy, ward_name="Phường " + "Dài " * 90)

        assert len(told.vi) <= 300
        assert told.vi.endswith(" Dài…")

    def test_line_breaks_in_names_become_spaces(self) -> None:
        drawn = one_ward()

        assert explain_as(assess(drawn), drawn.policy, ward_name="Xã\n Kim  Chung").vi.startswith("Xã Kim Chung: Vùng")


class TestOtherPolicies:
    """Shapes the shipped policies do not use."""

    def test_a_rule_on_several_classes_shows_their_total_as_a_bound(self) -> None:
        both = {"cases": {"classes": ["community_unknown_source", "community_known_source"], "at_least": 5}}
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2, count=4).cases("A", KNOWN_SOURCE, on_day=2, count=1)
        drawn.policy = _only_rule(drawn.policy, any_of=[both])
        told = explain_as(assess(drawn), drawn.policy)

        assert told.reasons[0].observed.numerator == "≥5"
        assert "(ít nhất 5 ca, ngưỡng 5 ca;" in told.vi

    def test_a_rule_that_asks_for_cases_and_an_outbreak_shows_both(self) -> None:
        cases = {"cases": {"classes": ["quarantine"], "at_least": 3}}
        drawn = one_ward().outbreak("A", opened=2).cases("A", CaseClass.QUARANTINE, on_day=2, count=3)
        drawn.policy = _only_rule(drawn.policy, all_of=[cases, {"outbreak_in_ward": {}}])
        told = explain_as(assess(drawn), drawn.policy)

        assert "(3 ca, ngưỡng 3 ca, 1 ổ dịch đang mở: Lỗ Giao;" in told.vi

    def test_below_the_threshold_the_cases_there_are_stay_in_words(self) -> None:
        cases = {"cases": {"classes": ["quarantine"], "at_least": 5}}
        drawn = one_ward().cases("A", CaseClass.QUARANTINE, on_day=2, count=4)
        drawn.policy = _only_rule(drawn.policy, any_of=[cases])

        assert "(4 ca trong khu cách ly, có báo cáo 14/14" in explain_as(assess(drawn), drawn.policy).vi

    def test_a_policy_that_cites_nothing_is_named_itself(self) -> None:
        drawn = one_ward().outbreak("A", opened=2)
        example = {"provenance": "example", "sources": [], "note_vi": "Ví dụ.", "note_en": "An example."}
        drawn.policy = _only_rule(drawn.policy, any_of=[{"outbreak_in_ward": {}}], **example)

        assert explain_as(assess(drawn), drawn.policy).vi.endswith(
            "theo tiêu chí minh họa, bổ sung cho Chỉ thị 06-CT/TU của Thành ủy Hà Nội (đỏ, da cam, xanh)."
        )

    def test_criteria_without_any_cases_are_told_without_a_number_of_cases(self) -> None:
        drawn = one_ward()
        drawn.policy = _only_rule(drawn.policy, any_of=[{"outbreak_in_ward": {}}])
        told = explain_as(assess(drawn), drawn.policy)

        assert "nguy cơ nào (có báo cáo 14/14 ngày đã chốt;" in told.vi
        assert "is met (14 of 14 closed days reported;" in told.en


def _with_rule(policy: Policy, rule_id: str, changes: dict[str, str]) -> Policy:
    dumped = policy.model_dump(mode="json")
    next(each for each in dumped["rules"] if each["id"] == rule_id).update(changes)
    return Policy.model_validate(dumped)


def _only_rule(policy: Policy, **rule: object) -> Policy:
    """The policy with one rule for red in place of all of its own."""
    dumped = policy.model_dump(mode="json")
    described = {"id": "red-tried", "level": "red", "label_vi": "Thử", "label_en": "Tried"}
    dumped["rules"] = [{**described, "provenance": "verified", "sources": ["qd2686"], **rule}]
    return Policy.model_validate(dumped)
