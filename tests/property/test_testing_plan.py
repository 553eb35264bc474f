"""Whatever is due and whatever there is: plans keep windows and capacities, and lose nobody."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_enough import enough
from app.domain.testing_optimum import plan_optimal
from app.domain.testing_plan import Assignment, Plan, plan_greedy
from tests.examples import examples

FIRST = date(2021, 9, 14)
DAYS = 14
calmly = settings(deadline=None, max_examples=examples(40))
briefly = settings(deadline=None, max_examples=examples(12))

CODES = ("001", "017", "019")
intervals = st.sampled_from([None, (1, 1), (2, 3), (5, 7)])


@st.composite
def _demand(draw: st.DrawFn, number: int = 0) -> Demand:
    opens = draw(st.integers(-6, 8))
    latest = draw(st.none() | st.integers(opens, opens + 8))
    people = draw(st.integers(0, 60))
    return Demand(
        unit_id=f"{number:03}",
        kind="ward",
        district_code=draw(st.sampled_from([*CODES, None])),
        rank=draw(st.integers(0, 3)),
        people=people,
        due_from=FIRST + timedelta(days=opens),
        due_by=None if latest is None else FIRST + timedelta(days=latest),
        interval_days=None if latest is None else draw(intervals),
        people_again=draw(st.none() | st.integers(max(1, people), 90)),
    )


@st.composite
def _demands(draw: st.DrawFn) -> list[Demand]:
    return [draw(_demand(number)) for number in range(draw(st.integers(0, 9)))]


amounts = st.integers(0, 200)
shares = st.dictionaries(st.sampled_from(CODES), st.integers(0, 80), max_size=3)
capacities = st.builds(
    Capacity,
    samples_per_day=st.none() | amounts,
    samples_by_district=shares,
    pool_size=st.integers(1, 7),
    lab_tests_per_day=st.none() | amounts,
    teams=st.none() | st.integers(0, 4),
    teams_by_district=shares.map(lambda teams: {code: each // 20 for code, each in teams.items()}),
    people_per_team_day=st.integers(1, 50),
    positivity=st.floats(0, 1),
)


def _planned(demands: list[Demand], capacity: Capacity, *, split: bool, less: int | None = None) -> Plan:
    return plan_greedy(demands, capacity, first_day=FIRST, days=DAYS, split=split, samples_enough=less)


def _check_capacities(plan: Plan, demands: list[Demand], capacity: Capacity) -> None:
    limits = capacity.limits({each.district_code or "" for each in demands})
    for day in plan.days:
        for limit in limits:
            spent = sum(
                capacity.cost(limit.resource, each.people)
                for each in day.assignments
                if limit.district_code in (None, each.demand.district_code or "")
            )
            assert spent <= limit.amount


def _rounds(plan: Plan) -> dict[str, dict[int, list[tuple[date, Assignment]]]]:
    found: dict[str, dict[int, list[tuple[date, Assignment]]]] = defaultdict(lambda: defaultdict(list))
    for day in plan.days:
        for each in day.assignments:
            found[each.demand.unit_id][each.round_number].append((day.day, each))
    return found


def _check_windows(plan: Plan, *, split: bool) -> None:
    """No part before its window opens; whole units in one part; every round of all its people."""
    for rounds in _rounds(plan).values():
        opens = None
        for number, parts in sorted(rounds.items()):
            demand = parts[0][1].demand
            assert parts[0][0] >= (demand.due_from if opens is None else opens)
            wanted = demand.people if number == 1 else demand.each_round
            sampled = sum(each.people for _, each in parts)
            is_over = parts[-1][1].part == parts[-1][1].parts
            assert sampled == wanted if is_over else sampled < wanted
            assert split or len(parts) == 1
            opens = parts[-1][0] + timedelta(days=max(1, demand.interval_days[0])) if demand.interval_days else None


def _short_by_hand(plan: Plan, demands: list[Demand], last: date) -> int:
    """People whose last day is over at the end of a day and who are not sampled, told from the assignments alone."""
    rounds, short = _rounds(plan), 0
    for demand in demands:
        left, due_by = demand.people, demand.due_by
        if left == 0 and demand.interval_days is not None:
            left = demand.each_round
            due_by = max(FIRST, demand.due_from) + timedelta(days=demand.interval_days[1])
        for _, parts in sorted(rounds[demand.unit_id].items()):
            for day, each in parts:
                if day <= last:
                    left -= each.people
                    if left == 0 and demand.interval_days is not None:
                        left, due_by = demand.each_round, day + timedelta(days=demand.interval_days[1])
        if due_by is not None and due_by <= last:
            short += left
    return short


@calmly
@given(demands=_demands(), capacity=capacities, split=st.booleans(), less=st.none() | st.integers(0, 100))
def test_no_plan_starts_before_a_window_or_takes_more_than_there_is(
    demands: list[Demand], capacity: Capacity, split: bool, less: int | None
) -> None:
    plan = _planned(demands, capacity, split=split, less=less)
    _check_capacities(plan, demands, capacity)
    _check_windows(plan, split=split)


@calmly
@given(demands=_demands(), capacity=capacities, split=st.booleans())
def test_whoever_is_due_is_planned_or_counted_short(demands: list[Demand], capacity: Capacity, split: bool) -> None:
    plan = _planned(demands, capacity, split=split)
    for day in plan.days:
        assert day.short_people == _short_by_hand(plan, demands, day.day)
    late = {(each.demand.unit_id, each.round_number) for each in plan.late}
    assert (plan.first_break is None) == (not any(day.short_people for day in plan.days))
    assert bool(late) >= (plan.first_break is not None)


@calmly
@given(demands=_demands(), capacity=capacities, split=st.booleans())
def test_the_order_of_the_demands_does_not_matter(demands: list[Demand], capacity: Capacity, split: bool) -> None:
    one, other = _planned(demands, capacity, split=split), _planned(demands[::-1], capacity, split=split)
    assert [day.assignments for day in one.days] == [day.assignments for day in other.days]


@briefly
@given(demands=_demands(), split=st.booleans())
def test_the_capacity_said_to_suffice_suffices(demands: list[Demand], split: bool) -> None:
    found = enough(demands, pool_size=3, first_day=FIRST, days=DAYS, split=split)
    if found.samples_per_day is not None:
        assert found.samples_per_day >= found.no_less_than
        capacity = Capacity(samples_per_day=found.samples_per_day, pool_size=3)
        assert _planned(demands, capacity, split=split).first_break is None


@calmly
@given(demands=_demands(), samples=st.integers(0, 200), split=st.booleans())
def test_with_less_than_the_bound_somebody_is_late(demands: list[Demand], samples: int, split: bool) -> None:
    found = enough(demands, pool_size=1, first_day=FIRST, days=DAYS, split=split)
    if samples < found.no_less_than:
        assert _planned(demands, Capacity(samples_per_day=samples), split=split).first_break is not None


@briefly
@given(demands=_demands(), capacity=capacities, split=st.booleans())
def test_a_solver_is_never_worse_than_the_rule_and_never_below_its_bound(
    demands: list[Demand], capacity: Capacity, split: bool
) -> None:
    solved = plan_optimal(demands, capacity, first_day=FIRST, days=DAYS, split=split, time_limit_s=0.5)
    rule = _planned(demands, capacity, split=split)
    assert solved.plan.weighted_late <= rule.weighted_late == solved.comparison.greedy
    assert solved.comparison.bound is None or solved.comparison.bound <= solved.plan.weighted_late
    _check_capacities(solved.plan, demands, capacity)
    _check_windows(solved.plan, split=split)
