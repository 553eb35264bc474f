"""What is said to keep a level from falling. Day 1 is 1 September 2021."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.disclosure import Disclosure
from app.domain.forecast import BlockingCondition, blocking_conditions
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass
from tests.spec.drawing import DrawnMap, drawn_map
from tests.spec.situation import CT06, MOH, day, with_persistence
from tests.unit.domain.judged_wards import (
    NAMES,
    OUTBREAKS,
    UNKNOWN_SOURCE,
    assess,
    left_red,
    one_ward,
    two_red_neighbors,
    unreported,
)


def blocking(
    drawn: DrawnMap, *, on_day: int, asked_on: int | None = None, ward: str = "A", known: bool = True
) -> list[BlockingCondition]:
    """What blocks a ward, with or without evidence and names to tell it by."""
    situation = drawn.situation
    evidence = situation.evidence(first=on_day, last=on_day, window_days=drawn.policy.window_days.value)
    return blocking_conditions(
        assess(drawn, ward=ward, on_day=on_day),
        drawn.policy,
        on=day(on_day + 1 if asked_on is None else asked_on),
        outbreak_names=OUTBREAKS,
        disclosure=Disclosure(),
        neighbor_names=NAMES if known else None,
        evidence=evidence if known else None,
    )


def told(found: list[BlockingCondition]) -> list[tuple[str, str, date | None]]:
    return [(each.code, each.vi, each.until) for each in found]


HOLD_TO_15 = ("hold_not_over", "Vùng da cam phải giữ ít nhất 14 ngày, từ 02/09/2021 đến hết 15/09/2021.", day(15))


class TestBlockingConditions:
    def test_an_open_outbreak_and_the_hold(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, source_known=False)
        found = blocking(drawn, on_day=3)

        assert told(found) == [
            ("open_outbreak", "Ổ dịch chưa kết thúc: Lỗ Giao.", None),
            ("hold_not_over", "Vùng đỏ phải giữ ít nhất 14 ngày, từ 02/09/2021 đến hết 15/09/2021.", day(15)),
        ]
        assert [each.en for each in found] == [
            "Outbreak not ended: Lỗ Giao.",
            "Red zone is held for at least 14 days, from 2 Sep 2021 until 15 Sep 2021.",
        ]

    def test_an_outbreak_with_a_recorded_end_blocks_until_the_day_before(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, closed=30, source_known=False)

        assert blocking(drawn, on_day=3)[0].until == day(29)

    def test_of_two_outbreaks_only_the_one_that_keeps_the_level_is_named(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, source_known=False).outbreak("A", opened=2)

        assert told(blocking(drawn, on_day=3))[0] == ("open_outbreak", "Ổ dịch chưa kết thúc: Lỗ Giao.", None)

    def test_without_evidence_all_that_may_keep_it_are_named(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, source_known=False).outbreak("A", opened=2)

        assert told(blocking(drawn, on_day=3, known=False))[0] == (
            "open_outbreak",
            "Ổ dịch chưa kết thúc: Lỗ Giao, Chợ Tó.",
            None,
        )

    def test_a_second_outbreak_of_the_same_weight_is_named_too(self) -> None:
        drawn = one_ward().outbreak("A", opened=2, source_known=False).outbreak("A", opened=2, setting="market")

        assert told(blocking(drawn, on_day=3))[0][1] == "Ổ dịch chưa kết thúc: Lỗ Giao, Chợ Tó."

    def test_a_linked_outbreak(self) -> None:
        drawn = drawn_map("A B").outbreak("B", opened=2, setting="school", linked="A")

        assert told(blocking(drawn, on_day=3))[0] == (
            "linked_outbreak",
            "Liên quan ổ dịch chưa kết thúc: Lỗ Giao.",
            None,
        )

    def test_a_linked_outbreak_of_no_weight_is_not_named(self) -> None:
        drawn = drawn_map("A B").outbreak("B", opened=2, setting="hospital", linked="A")
        drawn.cases("A", UNKNOWN_SOURCE, on_day=2)

        assert [each.code for each in blocking(drawn, on_day=3)] == ["cases_in_window", "hold_not_over"]

    def test_of_a_rule_with_alternatives_only_those_that_hold_are_named(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2)
        alternatives: list[object] = [
            {"outbreak_in_ward": {}},
            {"cases": {"classes": ["quarantine"], "at_least": 5}},
        ]
        drawn.policy = _with_alternatives(drawn.policy, "orange-community-unknown-source", alternatives)

        assert [each.code for each in blocking(drawn, on_day=3)] == ["cases_in_window", "hold_not_over"]
        drawn.outbreak("A", opened=2)
        assert [each.code for each in blocking(drawn, on_day=3)] == [
            "open_outbreak",
            "cases_in_window",
            "hold_not_over",
        ]

    def test_of_a_rule_that_asks_for_all_each_part_is_named(self) -> None:
        drawn = (
            one_ward().cases("A", CaseClass.QUARANTINE, on_day=2, count=4).outbreak("A", opened=2, setting="hospital")
        )
        both: list[object] = [
            {"cases": {"classes": ["quarantine"], "at_least": 3}},
            {"outbreak_in_ward": {"settings": ["hospital"]}},
        ]
        drawn.policy = _with_only(drawn.policy, both)

        assert [each.code for each in blocking(drawn, on_day=3)] == [
            "open_outbreak",
            "cases_in_window",
            "hold_not_over",
        ]

    def test_neighbors_at_their_own_level_are_named(self) -> None:
        found = blocking(two_red_neighbors(CT06), on_day=3)

        assert told(found) == [
            (
                "neighbor_at_level",
                "Giáp ranh 2 nơi đang ở Vùng đỏ theo tiêu chí riêng hoặc theo quyết định: Xã Việt Hùng, Xã Cổ Loa.",
                None,
            ),
            HOLD_TO_15,
        ]
        assert found[0].en == "Borders 2 wards at Red zone by own criteria or by decision: Xã Việt Hùng, Xã Cổ Loa."

    def test_a_neighbor_that_gives_less_than_the_ward_has_is_not_named(self) -> None:
        drawn = drawn_map("A B", policy=MOH).cases("A", UNKNOWN_SOURCE, on_day=2).cases("B", UNKNOWN_SOURCE, on_day=2)

        assert [each.code for each in blocking(drawn, on_day=3)] == ["cases_in_window", "hold_not_over"]

    def test_neighbors_without_names_are_counted(self) -> None:
        found = blocking(two_red_neighbors(CT06), on_day=3, known=False)

        assert found[0].vi == "Giáp ranh 2 nơi đang ở Vùng đỏ theo tiêu chí riêng hoặc theo quyết định."

    def test_cases_until_the_last_one_that_counts_leaves_the_window(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2).cases("A", UNKNOWN_SOURCE, on_day=6, count=4)
        found = blocking(drawn, on_day=8)

        assert told(found) == [
            ("cases_in_window", "Còn 5 ca cộng đồng chưa rõ nguồn lây trong 14 ngày xét, đến hết 19/09/2021.", day(19)),
            HOLD_TO_15,
        ]
        assert found[0].en == "In the 14-day window, community cases with unknown source: 5, until 19 Sep 2021."

    def test_small_numbers_of_cases_stay_hidden(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2, count=2)

        assert blocking(drawn, on_day=8)[0].vi.startswith("Còn dưới 3 ca cộng đồng chưa rõ nguồn lây")

    def test_without_evidence_cases_are_given_the_latest_day_possible(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2, count=4)
        found = blocking(drawn, on_day=8, known=False)

        assert found[0].until == day(21)
        assert found[0].vi.endswith("trong 14 ngày xét, chậm nhất đến hết 21/09/2021.")
        assert found[0].en.endswith(": 4, until 21 Sep 2021 at the latest.")

    def test_where_several_cases_are_needed_the_level_may_fall_before_the_last_one_leaves(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2, count=3).cases("A", UNKNOWN_SOURCE, on_day=6, count=2)
        drawn.policy = _with_threshold(drawn.policy, "orange-community-unknown-source", 4)

        assert blocking(drawn, on_day=8)[0].until == day(15)

    def test_missing_reports_with_their_days(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[10, 12])
        found = blocking(drawn, on_day=16)

        assert told(found) == [
            (
                "missing_reports",
                "Thiếu báo cáo 2 ngày (10/09/2021, 12/09/2021): bổ sung, hoặc chờ đến hết 25/09/2021.",
                day(25),
            )
        ]
        assert found[0].en == (
            "Days without a report: 2 (10 Sep 2021, 12 Sep 2021); send them, or wait until 25 Sep 2021."
        )

    def test_many_missing_reports_from_the_first_to_the_last(self) -> None:
        policy = _with_window(left_red(CT06).policy, 60)
        drawn = left_red(CT06).no_report("A", on_days=range(11, 51))
        drawn.policy = policy

        assert blocking(drawn, on_day=50)[-1].vi.startswith("Thiếu báo cáo 40 ngày (11/09/2021–20/10/2021): bổ sung")

    def test_without_evidence_missing_reports_are_a_number(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[10, 12])

        assert told(blocking(drawn, on_day=16, known=False)) == [
            (
                "missing_reports",
                "Thiếu báo cáo 2 ngày: bổ sung, hoặc chờ chậm nhất đến hết 29/09/2021.",
                day(29),
            )
        ]

    def test_the_report_of_the_open_day_is_not_missing(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[15]).day_is_open(15)

        assert [each.code for each in blocking(drawn, on_day=15, asked_on=15)] == ["day_open"]

    def test_the_hold_of_the_own_level_where_it_ends_later(self) -> None:
        drawn = drawn_map("A B").outbreak("B", opened=1, closed=4, source_known=False)
        drawn.outbreak("A", opened=6, closed=12)

        assert told(blocking(drawn, on_day=16)) == [
            ("hold_not_over", "Vùng da cam phải giữ ít nhất 14 ngày, từ 06/09/2021 đến hết 19/09/2021.", day(19))
        ]

    def test_qualifying_days_where_more_than_one_is_asked_for(self) -> None:
        drawn = left_red(CT06)
        drawn.policy = with_persistence(drawn.policy, hold_days=0, qualifying_days=6)
        found = blocking(drawn, on_day=12)

        assert told(found) == [("qualifying_days", "Mới có 3 trong 6 ngày liên tiếp đủ điều kiện hạ mức.", None)]
        assert found[0].en == "Only 3 of 6 qualifying days in a row so far."

    def test_when_only_the_close_of_the_day_is_missing_it_says_so(self) -> None:
        found = blocking(left_red(CT06), on_day=14)

        assert told(found) == [("day_open", "Mức chỉ hạ khi ngày 15/09/2021 đã chốt.", None)]
        assert found[0].en == "The level falls only once 15 Sep 2021 has closed."

    def test_what_ended_before_the_day_asked_of_is_left_out(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2)

        assert [each.code for each in blocking(drawn, on_day=8, asked_on=15)] == ["cases_in_window", "hold_not_over"]
        assert [each.code for each in blocking(drawn, on_day=8, asked_on=16)] == ["day_open"]

    def test_what_the_window_has_passed_since_the_day_judged_is_left_out(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=1).no_report("A", on_days=[1])
        evidence = drawn.situation.evidence(first=15, last=15, window_days=14)
        found = blocking_conditions(
            assess(drawn, on_day=14),
            drawn.policy,
            on=day(15),
            outbreak_names={},
            disclosure=Disclosure(),
            evidence=evidence,
        )

        assert [each.code for each in found] == ["day_open"]

    def test_evidence_of_later_days_alone_says_nothing_of_the_window(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=1)
        later = drawn.situation.evidence(first=40, last=40, window_days=14)
        found = blocking_conditions(
            assess(drawn, on_day=2),
            drawn.policy,
            on=day(3),
            outbreak_names={},
            disclosure=Disclosure(),
            evidence=later,
        )

        assert found[0].until == day(15)
        assert found[0].vi.endswith("chậm nhất đến hết 15/09/2021.")

    def test_a_level_whose_beginning_is_not_known_names_no_hold(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=2)
        assessment = replace(assess(drawn, on_day=3), entered_on=None, own_entered_on=None)
        found = blocking_conditions(
            assessment, drawn.policy, on=day(4), outbreak_names={}, disclosure=Disclosure(), evidence=None
        )

        assert [each.code for each in found] == ["cases_in_window"]

    def test_nothing_blocks_the_lowest_level(self) -> None:
        assert blocking(one_ward(), on_day=3) == []

    def test_an_unknown_level_waits_for_reports_beyond_the_tolerated_ones(self) -> None:
        drawn = unreported(CT06, -2, -1, 0, 2)

        assert told(blocking(drawn, on_day=3)) == [
            (
                "missing_reports",
                "Thiếu báo cáo 4 ngày (29/08/2021, 30/08/2021, 31/08/2021, 02/09/2021): bổ sung, "
                "hoặc chờ đến hết 12/09/2021.",
                day(12),
            )
        ]

    def test_an_unknown_level_complete_enough_waits_for_the_day_to_close(self) -> None:
        drawn = unreported(CT06, -12, -11, -10).day_is_open(2)

        assert [each.code for each in blocking(drawn, on_day=2, asked_on=2)] == ["day_open"]


def _with_threshold(policy: Policy, rule_id: str, at_least: int) -> Policy:
    dumped = policy.model_dump(mode="json")
    rule = next(each for each in dumped["rules"] if each["id"] == rule_id)
    rule["any_of"][0]["cases"]["at_least"] = at_least
    return Policy.model_validate(dumped)


def _with_alternatives(policy: Policy, rule_id: str, alternatives: list[object]) -> Policy:
    dumped = policy.model_dump(mode="json")
    next(each for each in dumped["rules"] if each["id"] == rule_id)["any_of"] += alternatives
    return Policy.model_validate(dumped)


def _with_only(policy: Policy, all_of: list[object]) -> Policy:
    """The policy with one rule for red in place of all of its own."""
    dumped = policy.model_dump(mode="json")
    dumped["rules"] = [{**dumped["rules"][0], "any_of": [], "all_of": all_of}]
    return Policy.model_validate(dumped)


def _with_window(policy: Policy, days: int) -> Policy:
    return policy.model_copy(update={"window_days": policy.window_days.model_copy(update={"value": days})})
