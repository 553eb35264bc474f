"""The explained rule of testing plans: who goes first, what fits, what is late, what would suffice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.testing_capacity import Capacity, Resource
from app.domain.testing_demand import CAMPAIGN_RANK, Demand
from app.domain.testing_enough import Cadence, cadence, enough
from app.domain.testing_plan import Plan, plan_greedy
from app.domain.testing_plan_words import summary

FIRST = date(2021, 9, 14)
RED, ORANGE = 3, 2


def on(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def ward(
    code: str,
    people: int = 100,
    *,
    rank: int = RED,
    opens: int = 0,
    by: int | None = 3,
    every: tuple[int, int] | None = (2, 3),
    district: str | None = "001",
    again: int | None = None,
) -> Demand:
    return Demand(code, "ward", district, rank, people, on(opens), None if by is None else on(by), every, again)


def planned(demands: list[Demand], capacity: Capacity, *, days: int = 14, split: bool = False) -> Plan:
    return plan_greedy(demands, capacity, first_day=FIRST, days=days, split=split)


def units(plan: Plan, day: int) -> list[str]:
    return [each.demand.unit_id for each in plan.days[day].assignments]


def days_of(plan: Plan, code: str) -> list[int]:
    return [day for day in range(len(plan.days)) if code in units(plan, day)]


# -- who goes first


def test_the_overdue_go_first_and_of_them_the_tightest_level_though_it_waits_shorter() -> None:
    demands = [
        ward("today", by=0),
        ward("orange", rank=ORANGE, by=-3, every=(5, 7)),
        ward("red", by=-1),
        ward("longer", by=-2),
    ]
    plan = planned(demands, Capacity(samples_per_day=100))
    assert [units(plan, day) for day in range(2)] == [["longer"], ["red"]]
    assert units(planned(demands, Capacity(samples_per_day=400)), 0) == ["longer", "red", "orange", "today"]


def test_on_one_last_day_red_goes_before_orange_before_a_campaign() -> None:
    demands = [
        ward("campaign", rank=CAMPAIGN_RANK, by=0, every=None),
        ward("orange", rank=ORANGE, by=0, every=(5, 7)),
        ward("red", by=0),
    ]
    assert units(planned(demands, Capacity(samples_per_day=300)), 0) == ["red", "orange", "campaign"]
    assert units(planned(demands, Capacity(samples_per_day=200)), 0) == ["red", "orange"]


def test_units_without_a_last_day_take_what_is_left() -> None:
    demands = [ward("once", 300, rank=1, by=None, every=None), ward("red", 200, by=0, every=None)]
    plan = planned(demands, Capacity(samples_per_day=300))
    assert [units(plan, day) for day in range(3)] == [["red"], ["once"], []]
    assert plan.first_break is None


def test_nobody_is_sampled_before_the_window_opens() -> None:
    plan = planned([ward("later", opens=2, by=4)], Capacity(samples_per_day=1000))
    assert min(days_of(plan, "later")) >= 2


def test_after_a_round_the_next_window_counts_from_the_day_it_ended() -> None:
    plan = planned([ward("A", by=0)], Capacity(samples_per_day=100))
    # Alone it is never taken ahead: every three days is all the duty asks.
    assert days_of(plan, "A") == [0, 3, 6, 9, 12]
    assert [each.round_number for day in plan.days for each in day.assignments] == [1, 2, 3, 4, 5]


def test_units_with_time_left_are_taken_ahead_so_that_no_day_must_carry_all() -> None:
    demands = [ward(str(number), by=3) for number in range(4)]
    plan = planned(demands, Capacity(samples_per_day=100))
    assert [len(units(plan, day)) for day in range(4)] == [1, 1, 1, 1]


def test_an_ample_capacity_does_not_sample_anyone_more_often_than_asked() -> None:
    demands = [ward(str(number), by=number % 3) for number in range(30)]
    plan = planned(demands, Capacity(samples_per_day=1_000_000), days=30)
    assert max(day.people for day in plan.days) <= 1_100
    assert sum(day.people for day in plan.days) <= 3_000 * 30 / 3 * 1.1


# -- what fits


def test_whole_units_that_do_not_fit_give_way_to_smaller_ones_behind_them() -> None:
    demands = [ward("large", 80, by=0), ward("second", 70, by=0), ward("small", 20, by=0)]
    plan = planned(demands, Capacity(samples_per_day=100))
    assert units(plan, 0) == ["large", "small"]
    assert plan.days[0].short_people == 70
    assert plan.days[0].binding is Resource.SAMPLES


def test_a_day_that_is_full_to_the_last_sample_says_what_ran_out_while_others_wait() -> None:
    demands = [ward("A", by=0, every=None), ward("B", by=0, every=None)]
    plan = planned(demands, Capacity(samples_per_day=100))
    assert [plan.days[day].binding for day in range(2)] == [Resource.SAMPLES, None]
    assert planned(demands, Capacity(samples_per_day=0)).days[0].binding is Resource.SAMPLES


def test_a_unit_larger_than_a_day_is_named_and_counted_short_unless_it_may_be_split() -> None:
    demands = [ward("huge", 250, by=1, every=None)]
    whole = planned(demands, Capacity(samples_per_day=100))
    assert [each.unit_id for each in whole.too_large] == ["huge"]
    assert (whole.days[0].people, whole.days[1].short_people, whole.left_people) == (0, 250, 250)
    parts = planned(demands, Capacity(samples_per_day=100), split=True)
    assert [(each.people, each.part, each.parts) for day in parts.days for each in day.assignments] == [
        (100, 1, 3),
        (100, 2, 3),
        (50, 3, 3),
    ]
    assert (parts.first_break, parts.late[0].days_late, parts.left_people) == (on(1), 1, 0)


def test_a_round_that_is_not_ended_within_the_plan_says_that_more_is_to_come() -> None:
    plan = planned([ward("huge", 2_000, by=1, every=None)], Capacity(samples_per_day=100), split=True)
    last = plan.days[-1].assignments[0]
    assert (last.part, last.parts) == (14, 15)
    assert [(each.done_on, each.people) for each in plan.late] == [(None, 600)]


def test_a_round_under_way_needs_the_rest_now_and_everybody_the_next_time() -> None:
    plan = planned([ward("A", 40, by=0, again=100)], Capacity(samples_per_day=100), days=14)
    assert [plan.days[day].people for day in (0, 3, 6)] == [40, 100, 100]


def test_a_round_whose_people_are_all_sampled_ends_by_itself_and_everybody_is_due_the_next_time() -> None:
    plan = planned([ward("A", 0, by=1, again=100)], Capacity(samples_per_day=100), days=14)
    assert (days_of(plan, "A")[0], plan.days[3].assignments[0].round_number, plan.first_break) == (3, 2, None)
    assert days_of(planned([ward("A", 0, opens=2, again=100)], Capacity(samples_per_day=100)), "A")[0] == 5


def test_pools_stretch_tubes_but_not_teams() -> None:
    demands = [ward("A", 100, by=0, every=None), ward("B", 100, by=0, every=None)]
    assert units(planned(demands, Capacity(samples_per_day=20, pool_size=10)), 0) == ["A", "B"]
    teams = Capacity(samples_per_day=20, pool_size=10, teams=3, people_per_team_day=50)
    plan = planned(demands, teams)
    assert (units(plan, 0), plan.days[0].binding, plan.days[0].people_capacity) == (["A"], Resource.TEAMS, 150)


def test_a_tube_holds_people_of_one_unit_only() -> None:
    demands = [ward(str(number), 5, by=0, every=None) for number in range(4)]
    plan = planned(demands, Capacity(samples_per_day=2, pool_size=10))
    assert (plan.days[0].people, plan.days[0].samples) == (10, 2)


def test_positive_pools_are_examined_again_person_by_person() -> None:
    capacity = Capacity(lab_tests_per_day=249, pool_size=5, positivity=0.01)
    # 1,000 people: 200 pools and 49.01 repeated tests, 250 in all.
    assert capacity.cost(Resource.LAB_TESTS, 1_000) == 250
    plan = planned([ward("A", 1_000, by=0, every=None)], capacity, split=True)
    assert (plan.days[0].people, plan.days[0].binding) == (999, Resource.LAB_TESTS)
    assert plan.days[0].lab_tests <= 249


def test_single_samples_are_never_repeated() -> None:
    assert Capacity(pool_size=1, positivity=0.5).cost(Resource.LAB_TESTS, 10) == 10


def test_each_district_keeps_to_its_own_capacity_and_one_left_out_has_none() -> None:
    demands = [ward("A", by=0), ward("B", by=0), ward("C", by=0, district="017"), ward("D", by=0, district="019")]
    plan = planned(demands, Capacity(samples_by_district={"001": 100, "017": 500}))
    assert units(plan, 0) == ["A", "C"]
    assert [each.unit_id for each in plan.too_large] == ["D"]
    total = planned(demands, Capacity(samples_per_day=250, samples_by_district={"001": 100}))
    assert units(total, 0) == ["A", "C"]
    assert units(total, 1) == ["B", "D"]


def test_a_unit_of_no_district_is_left_out_too_where_only_districts_have_a_capacity() -> None:
    demands = [ward("in", by=0, every=None), ward("between", by=0, every=None, district=None)]
    plan = planned(demands, Capacity(samples_by_district={"001": 100}))
    assert (units(plan, 0), plan.days[0].people_capacity, plan.left_people) == (["in"], 100, 100)
    assert units(planned(demands, Capacity(samples_per_day=200, samples_by_district={"001": 100})), 0) == [
        "between",
        "in",
    ]


def test_teams_may_be_counted_by_district() -> None:
    demands = [ward("A", by=0), ward("B", by=0, district="017")]
    plan = planned(demands, Capacity(teams_by_district={"001": 1, "017": 2}, people_per_team_day=50))
    assert (units(plan, 0), plan.days[0].binding, plan.days[0].people_capacity) == (["B"], Resource.TEAMS, 150)


# -- what is short


def seven_hundred_thousand() -> list[Demand]:
    """A third of the people each on its last day today, tomorrow and the day after; exactly every three days."""
    return [ward(str(by), people, by=by, every=(3, 3)) for by, people in enumerate((233_334, 233_333, 233_333))]


def test_700_000_people_every_3_days_on_200_000_single_samples_a_day_are_33_334_a_day_short() -> None:
    capacity = Capacity(samples_per_day=200_000)
    assert cadence(seven_hundred_thousand(), capacity) == Cadence(233_334, 233_334, 200_000, 33_334)
    plan = planned(seven_hundred_thousand(), capacity, split=True)
    assert plan.first_break == FIRST
    assert (plan.days[0].people, plan.days[0].short_people, plan.days[0].free_people) == (200_000, 33_334, 0)


def test_233_334_single_samples_a_day_are_enough_for_them() -> None:
    found = enough(seven_hundred_thousand(), pool_size=1, first_day=FIRST, days=30, split=True)
    assert (found.samples_per_day, found.no_less_than) == (233_334, 233_334)
    assert planned(seven_hundred_thousand(), Capacity(samples_per_day=233_334), days=30).first_break is None


def test_pools_of_five_need_a_fifth_of_the_tubes() -> None:
    found = enough(seven_hundred_thousand(), pool_size=5, first_day=FIRST, days=30, split=True)
    assert (found.samples_per_day, found.people_per_day) == (46_667, 233_335)


def test_the_capacity_said_to_suffice_does_and_the_least_one_is_no_more() -> None:
    demands = [ward(str(number), 90 + number, by=number % 4) for number in range(25)]
    found = enough(demands, pool_size=1, first_day=FIRST, days=21, split=False)
    assert found.samples_per_day is not None
    assert found.no_less_than <= found.samples_per_day
    assert planned(demands, Capacity(samples_per_day=found.samples_per_day), days=21).first_break is None


def test_no_capacity_suffices_where_the_last_day_comes_before_the_window_opens() -> None:
    found = enough([ward("A", opens=3, by=1)], pool_size=1, first_day=FIRST, days=14, split=False)
    assert found.samples_per_day is None


def test_without_anything_due_nothing_is_needed() -> None:
    assert enough([], pool_size=1, first_day=FIRST, days=14, split=False).samples_per_day == 0
    plan = planned([], Capacity(samples_per_day=10))
    assert (plan.first_break, plan.days[0].people, plan.late) == (None, 0, ())


def test_the_cadence_of_districts_is_short_where_they_are() -> None:
    demands = [ward("A", 300), ward("B", 300, district="017")]
    capacity = Capacity(samples_by_district={"001": 50, "017": 500})
    assert cadence(demands, capacity).shortfall == 50
    assert cadence(demands, Capacity(samples_by_district={"001": 50}, samples_per_day=120)).shortfall == 80


def test_late_rounds_say_by_how_many_days() -> None:
    demands = [ward("A", by=-2, every=None), ward("B", by=0, every=None)]
    plan = planned(demands, Capacity(samples_per_day=100))
    assert [(each.demand.unit_id, each.done_on, each.days_late) for each in plan.late] == [
        ("A", on(0), 2),
        ("B", on(1), 1),
    ]
    assert (plan.late_person_days, plan.weighted_late) == (100, 100 * 2**RED)


# -- what more capacity does


def pulses() -> tuple[list[Demand], Capacity]:
    """One unit every day and one every three: with three samples a day 6 person-days are late, with four 12."""
    often = Demand("often", "ward", "001", 2, 4, on(1), on(4), (1, 1))
    return [Demand("A", "ward", "001", 2, 2, on(0), on(0), (2, 3)), often], Capacity(samples_per_day=3)


def test_where_nothing_suffices_more_capacity_may_leave_more_people_late() -> None:
    demands, capacity = pulses()
    less = planned(demands, capacity, split=True)
    more = planned(demands, Capacity(samples_per_day=4), split=True)
    assert (less.late_person_days, more.late_person_days) == (6, 12)


def test_a_plan_is_never_worse_than_with_the_samples_that_were_found_to_suffice() -> None:
    demands = [ward(str(number), 90 + number, by=number % 4) for number in range(25)]
    found = enough(demands, pool_size=1, first_day=FIRST, days=21, split=False)
    assert found.samples_per_day is not None
    for more in range(0, 400, 7):
        capacity = Capacity(samples_per_day=found.samples_per_day + more)
        plan = plan_greedy(demands, capacity, first_day=FIRST, days=21, samples_enough=found.samples_per_day)
        assert plan.first_break is None
        assert plan.days[0].people_capacity == capacity.samples_per_day


def test_using_less_never_opens_a_district_that_has_no_samples() -> None:
    demands = [ward("A", by=0), ward("B", by=0, district="017")]
    capacity = Capacity(samples_by_district={"001": 100})
    plan = plan_greedy(demands, capacity, first_day=FIRST, days=14, samples_enough=50)
    assert {each.demand.unit_id for day in plan.days for each in day.assignments} == {"A"}


# -- in words


def told(demands: list[Demand], capacity: Capacity) -> list[str]:
    plan = planned(demands, capacity)
    found = enough(demands, pool_size=capacity.pool_size, first_day=FIRST, days=14, split=False)
    sentences = summary(plan, cadence=cadence(demands, capacity), enough=found, capacity=capacity)
    assert all(len(each.vi) <= 300 and len(each.en) <= 300 for each in sentences)
    return [each.vi for each in sentences]


def test_a_plan_that_breaks_says_when_what_is_lacking_and_what_would_do() -> None:
    assert told(seven_hundred_thousand(), Capacity(samples_per_day=200_000)) == [
        "Kế hoạch trễ hạn lần đầu ngày 14/09/2021: hết ngày còn 233.334 người ở 1 đơn vị đáng lẽ đã xong.",
        "Giữ nhịp cần ít nhất 233.334 người mỗi ngày; năng lực 200.000 người: thiếu 33.334 người mỗi ngày.",
        "Theo quy tắc này, 233.334 mẫu đơn mỗi ngày là đủ để không ai trễ (đã thử); dưới 233.334 thì không kế hoạch "
        "nào kịp.",
        "3 đơn vị đông hơn năng lực cả một ngày (đông nhất 233.334 người) nên không xếp trọn được: cho phép chia nhiều "
        "ngày (split=true).",
    ]


@pytest.mark.parametrize(("positivity", "said"), [(0.0, "chưa tính xét nghiệm lại"), (0.01, "96 xét nghiệm cho mỗi")])
def test_pools_say_what_is_assumed_of_repeated_tests(positivity: float, said: str) -> None:
    lines = told([ward("A")], Capacity(samples_per_day=50, pool_size=10, positivity=positivity))
    assert lines[0] == "Trong 14 ngày không đơn vị nào trễ hạn."
    assert said in lines[-1]
