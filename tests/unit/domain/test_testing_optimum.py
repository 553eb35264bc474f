"""The solver beside the rule: never worse, at times provably the best, and honest about what it does not know."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_optimum import Solved, plan_optimal
from app.domain.testing_plan_words import comparison_sentence

FIRST = date(2021, 9, 14)


def ward(
    code: str, people: int, *, rank: int, by: int, every: tuple[int, int] | None, again: int | None = None
) -> Demand:
    return Demand(code, "ward", "001", rank, people, FIRST, FIRST + timedelta(days=by), every, again)


def solved(demands: list[Demand], capacity: Capacity, *, days: int = 14, split: bool = False) -> Solved:
    return plan_optimal(demands, capacity, first_day=FIRST, days=days, split=split, time_limit_s=5.0)


def knapsack() -> list[Demand]:
    """All end today and 100 fit: the rule takes the 60 and nobody else, where 50 and 50 would fit."""
    return [
        ward("sixty", 60, rank=2, by=0, every=None),
        ward("fifty", 50, rank=2, by=0, every=None),
        ward("fifty too", 50, rank=2, by=0, every=None),
    ]


def test_the_solver_finds_and_proves_what_the_rule_misses() -> None:
    found = solved(knapsack(), Capacity(samples_per_day=100))
    # By the rule 100 people are late for a day, each counted 2² times; at best 60.
    assert (found.comparison.greedy, found.comparison.solver, found.comparison.bound) == (400, 240, 240)
    assert (found.comparison.taken, found.comparison.gap_pct) == ("optimal", 0.0)
    assert [each.demand.unit_id for each in found.plan.days[0].assignments] == ["fifty", "fifty too"]
    assert found.plan.weighted_late == 240


def test_where_the_rule_is_on_time_no_solver_is_asked() -> None:
    found = solved(knapsack(), Capacity(samples_per_day=160))
    assert (found.comparison.solver, found.comparison.gap_pct, found.comparison.taken) == (None, 0.0, "greedy")
    assert "không cần tối ưu" in comparison_sentence(found.comparison).vi


def test_a_plan_that_is_not_better_gives_way_to_the_rule() -> None:
    demands = [ward("A", 100, rank=2, by=0, every=None), ward("B", 100, rank=2, by=0, every=None)]
    found = solved(demands, Capacity(samples_per_day=100))
    assert (found.comparison.taken, found.comparison.greedy, found.comparison.gap_pct) == ("greedy", 400, 0.0)
    assert "giữ kế hoạch của quy tắc" in comparison_sentence(found.comparison).vi


def test_of_units_that_may_be_split_no_bound_is_claimed() -> None:
    found = solved(knapsack(), Capacity(samples_per_day=100), split=True)
    assert (found.comparison.bound, found.comparison.gap_pct) == (None, None)
    assert found.plan.weighted_late <= found.comparison.greedy


def test_a_round_under_way_is_smaller_than_the_rounds_after_it() -> None:
    demands = [
        ward("begun", 30, rank=2, by=0, every=(2, 3), again=90),
        ward("A", 50, rank=2, by=0, every=(2, 3)),
        ward("B", 40, rank=2, by=0, every=(2, 3)),
    ]
    found = solved(demands, Capacity(samples_per_day=90))
    assert found.comparison.bound is not None
    assert found.comparison.bound <= found.plan.weighted_late <= found.comparison.greedy


def a_city(count: int = 90) -> list[Demand]:
    dice = Random(7)
    kinds = ((3, (2, 3)), (2, (5, 7)))
    found = []
    for number in range(count):
        rank, every = kinds[dice.random() < 0.6]
        found.append(ward(f"{number:03}", dice.randint(50, 400), rank=rank, by=dice.randint(0, every[1]), every=every))
    return found


def test_a_city_is_planned_with_less_lateness_than_by_the_rule_and_with_a_bound() -> None:
    demands = a_city()
    need = sum(each.people / each.interval_days[1] for each in demands if each.interval_days)
    found = solved(demands, Capacity(samples_per_day=int(0.9 * need)), days=21)
    assert found.comparison.method == "linear"
    assert found.comparison.solver is not None
    assert found.comparison.bound is not None
    assert found.comparison.bound <= found.comparison.solver < found.comparison.greedy
    assert found.comparison.taken == "optimal"
    assert "không kế hoạch trọn đơn vị nào dưới" in comparison_sentence(found.comparison).vi


def test_the_same_question_gets_the_same_plan() -> None:
    asked = a_city(40), Capacity(samples_per_day=2_000, pool_size=2)
    assert solved(*asked).plan == solved(*asked).plan


def test_without_time_the_rule_stands() -> None:
    found = plan_optimal(a_city(60), Capacity(samples_per_day=1_000), first_day=FIRST, days=14, time_limit_s=0.0)
    assert found.comparison.taken == "greedy"
    assert found.comparison.bound == 0
