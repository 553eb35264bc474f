"""When levels fall if nothing more happens. Day 1 is 1 September 2021."""

from __future__ import annotations

import pytest

from app.domain.evidence import Evidence
from app.domain.forecast import LooseningForecast, loosening_forecast
from app.domain.zoning import ZoneState
from tests.spec.drawing import DrawnMap, drawn_map
from tests.spec.situation import CT06, MOH, day, with_persistence
from tests.unit.domain.judged_wards import KNOWN_SOURCE, UNKNOWN_SOURCE, left_red, one_ward


def forecast(drawn: DrawnMap, *, closed: int, horizon_days: int | None = None) -> LooseningForecast:
    """From the end of a closed day on; what the map says of later days is known already."""
    evidence, state = _after(drawn, closed)
    return loosening_forecast(drawn.policy, evidence, state, horizon_days=horizon_days)


def falls(drawn: DrawnMap, *, closed: int, ward: str = "A") -> int | None:
    """The number of the day on which a ward's level falls."""
    found = forecast(drawn, closed=closed).day_of(drawn.situation.wards.index(ward))
    return None if found is None else (found - day(0)).days


def _after(drawn: DrawnMap, closed: int) -> tuple[Evidence, ZoneState]:
    situation, policy = drawn.situation, drawn.policy
    situation.open_from = closed + 1
    evidence = situation.evidence(first=closed + 1, last=closed + 1, window_days=policy.window_days.value)
    return evidence, situation.judged(policy, through=closed)[-1].after


class TestTheDay:
    def test_a_case_keeps_a_ward_orange_until_it_has_left_the_window(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=5)

        assert falls(drawn, closed=5) == 19
        assert falls(drawn, closed=18) == 19

    def test_a_case_reported_on_the_open_day_counts_although_the_state_does_not_know_it_yet(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=5)

        assert falls(drawn, closed=4) == 19

    def test_a_case_on_the_open_day_moves_a_day_foretold(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=1).cases("A", UNKNOWN_SOURCE, on_day=10)

        assert falls(drawn, closed=8) == 15
        assert falls(drawn, closed=9) == 24

    def test_a_level_that_falls_when_the_open_day_closes_falls_on_the_open_day(self) -> None:
        found = forecast(left_red(CT06), closed=14)

        assert found.first_day == day(15)
        assert found.day_of(0) == day(15)

    def test_only_the_first_step_down_is_foretold(self) -> None:
        drawn = left_red(CT06)

        assert falls(drawn, closed=10) == 15
        assert falls(drawn, closed=15) == 29

    def test_an_open_outbreak_leaves_no_day_to_name(self) -> None:
        assert falls(one_ward().outbreak("A", opened=1, source_known=False), closed=30) is None

    def test_an_outbreak_with_a_recorded_end_is_over_then(self) -> None:
        assert falls(one_ward().outbreak("A", opened=1, closed=25, source_known=False), closed=10) == 25

    def test_a_missing_report_counts_until_it_has_left_the_window(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[12])

        assert falls(drawn, closed=12) == 26

    def test_a_report_still_missing_on_the_open_day_is_taken_to_come(self) -> None:
        drawn = left_red(CT06).no_report("A", on_days=[13])

        assert falls(drawn, closed=12) == 15

    def test_a_ward_beside_a_red_one_waits_for_it(self) -> None:
        drawn = drawn_map("A B").outbreak("B", opened=1, closed=20, source_known=False)

        assert falls(drawn, closed=10) == 20
        assert falls(drawn, closed=10, ward="B") == 20

    def test_a_ward_beside_an_outbreak_still_open_has_no_day(self) -> None:
        assert falls(drawn_map("A B").outbreak("B", opened=1, source_known=False), closed=10) is None

    @pytest.mark.parametrize("policy", [CT06, MOH])
    def test_the_lowest_level_and_the_unknown_one_do_not_fall(self, policy: str) -> None:
        found = forecast(drawn_map("A B", policy=policy).no_report("B", on_days=range(-20, 40)), closed=10)

        assert found.falls_on.tolist() == [0, 0]
        assert found.falls_to.tolist() == [0, 0]

    def test_a_green_ward_for_which_an_outbreak_is_announced_has_nothing_to_fall_from_yet(self) -> None:
        assert falls(one_ward().outbreak("A", opened=8, closed=9), closed=5) is None

    def test_the_level_it_falls_to_is_one_step_down(self) -> None:
        drawn = drawn_map("A B", policy=MOH).outbreak("A", opened=1, closed=3, source_known=False)
        drawn.cases("B", KNOWN_SOURCE, on_day=2)
        found = forecast(drawn, closed=3)

        assert [drawn.policy.level_of[int(rank)] for rank in found.falls_to] == ["orange", "yellow"]

    def test_days_that_closed_without_being_judged_are_judged_on_the_way_but_not_foretold(self) -> None:
        drawn = left_red(CT06)
        _, state = _after(drawn, 12)
        drawn.situation.open_from = 17
        evidence = drawn.situation.evidence(first=13, last=17, window_days=14)
        found = loosening_forecast(drawn.policy, evidence, state)

        assert found.first_day == day(17)
        assert found.day_of(0) == day(29)

    def test_later_qualifying_days_are_waited_for_at_the_own_level_and_then_at_the_result(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=5)
        drawn.policy = with_persistence(drawn.policy, hold_days=0, qualifying_days=3)

        assert falls(drawn, closed=5) == 19 + 2 + 2


class TestTheHorizon:
    def test_a_day_beyond_it_is_not_named(self) -> None:
        drawn = one_ward().cases("A", UNKNOWN_SOURCE, on_day=5)

        assert forecast(drawn, closed=5, horizon_days=13).day_of(0) is None
        assert forecast(drawn, closed=5, horizon_days=14).day_of(0) == day(19)

    def test_by_default_it_outlasts_window_hold_and_qualifying_days(self) -> None:
        found = forecast(one_ward(), closed=5)

        assert (found.first_day, found.last_day) == (day(6), day(5 + 14 + 14 + 2 + 2))

    def test_evidence_beyond_it_is_looked_at_no_further(self) -> None:
        drawn = left_red(CT06)
        _, state = _after(drawn, 12)
        evidence = drawn.situation.evidence(first=13, last=20, window_days=14)
        found = loosening_forecast(drawn.policy, evidence, state, horizon_days=2)

        assert found.last_day == day(14)
        assert found.day_of(0) is None

    def test_evidence_that_ends_before_the_last_closed_day_is_refused(self) -> None:
        drawn = left_red(CT06)
        _, state = _after(drawn, 12)
        drawn.situation.open_from = 17
        evidence = drawn.situation.evidence(first=13, last=14, window_days=14)

        with pytest.raises(ValueError, match="ends on 2021-09-14, before 2021-09-16"):
            loosening_forecast(drawn.policy, evidence, state)
