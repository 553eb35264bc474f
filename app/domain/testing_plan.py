"""A testing plan day by day, by a rule that can be told in four sentences.

1. No unit is sampled before its window opens, and no day takes more than its capacity.
2. Overdue units go first, the tightest level before others, then whoever waits longest; after them the units of which
   today is the last day, the tighter level first; then those of whose interval the smallest share remains. Units
   without a last day take what is left.
3. A unit that still has time is taken ahead only as far as an even pace asks for, so that no later day has to carry
   more than this one; should that leave anyone late, everything is taken as early as it may be, or less is used each
   day, if that is better.
4. Units are sampled whole on one day, or, when splitting is allowed, over several days; a unit that is done on day d is
   due again from d + shortest to d + longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.domain.testing_capacity import Capacity, Resource
from app.domain.testing_demand import Demand
from app.domain.testing_run import Pace, Run, Slot, run_greedy

Solver = Literal["greedy", "optimal"]


@dataclass(frozen=True)
class Assignment:
    """Part `part` of `parts` of one round of a unit, on one day; `round_number` 1 is the round that is due at first.

    `days_late`: days after the last day of the window on which this part is sampled; 0 in time.
    """

    demand: Demand
    people: int
    samples: int
    part: int
    parts: int
    round_number: int
    days_late: int


@dataclass(frozen=True)
class PlanDay:
    """One day: what is sampled, what it takes, and who should have been sampled by its end and was not.

    `short_people`: people whose last day is this or an earlier one and who are not sampled when the day ends.
    `binding`: what ran out first while units were still waiting; None: nothing did.
    """

    day: date
    assignments: tuple[Assignment, ...]
    people: int
    samples: int
    lab_tests: int
    people_capacity: int | None
    short_people: int
    short_units: int
    binding: Resource | None

    @property
    def free_people(self) -> int | None:
        """People that could still be sampled; None without a limit over the whole."""
        return None if self.people_capacity is None else max(0, self.people_capacity - self.people)


@dataclass(frozen=True)
class LateRound:
    """A round that the plan does not end in time; `done_on` None: not within the plan, late by at least `days_late`."""

    demand: Demand
    round_number: int
    due_by: date
    done_on: date | None
    days_late: int
    people: int


@dataclass(frozen=True)
class Plan:
    """A schedule for some days.

    `first_break`: the first day at whose end somebody should have been sampled and was not; None: everyone is in time.
    `too_large`: units that no single day can take whole. `left_people`: people who are late at the end of the plan.
    `weighted_late`: late person-days, each counted double for every step a level is tighter; what a solver brings down.
    """

    days: tuple[PlanDay, ...]
    late: tuple[LateRound, ...]
    too_large: tuple[Demand, ...]
    first_break: date | None
    pace: Pace
    late_person_days: int
    weighted_late: int
    left_people: int
    split: bool


def plan_greedy(
    demands: Sequence[Demand],
    capacity: Capacity,
    *,
    first_day: date,
    days: int,
    split: bool = False,
    samples_enough: int | None = None,
) -> Plan:
    """The plan of the explained rule.

    Args:
        samples_enough: samples a day with which the rule was found to be on time; with more of them it is never worse.

    >>> ward = Demand("00454", "ward", "017", 3, 9_000, date(2021, 9, 14), date(2021, 9, 17), (2, 3))
    >>> plan = plan_greedy([ward], Capacity(samples_per_day=10_000), first_day=date(2021, 9, 14), days=14)
    >>> [day.people for day in plan.days][:5], plan.first_break
    ([0, 0, 0, 9000, 0], None)
    """
    return plan_of(
        best_greedy(demands, capacity, first_day=first_day, days=days, split=split, samples_enough=samples_enough)
    )


def best_greedy(
    demands: Sequence[Demand],
    capacity: Capacity,
    *,
    first_day: date,
    days: int,
    split: bool,
    samples_enough: int | None = None,
) -> Run:
    """The run of the even pace; should it be late, the best of it, of taking all early, and of using less each day.

    Whole units pack like luggage, and who is sampled earlier is due again earlier: so less a day may do better.
    """
    found: list[Run] = []
    for less in (None, *_less_than(capacity, samples_enough)):
        used = capacity if less is None else replace(capacity, samples_per_day=less)
        for pace in Pace:
            run = run_greedy(demands, used, first_day=first_day, days=days, split=split, pace=pace)
            found.append(run if less is None else _as_of(capacity, found[0], run))
            if not run.weighted_late:
                return found[-1]
    return min(found, key=lambda run: run.weighted_late)


def _less_than(capacity: Capacity, samples: int | None) -> tuple[int, ...]:
    """The samples, where they are known and fewer than there are."""
    if samples is None:
        return ()
    if capacity.samples_per_day is None:
        # A total beside districts alone would open those that have no samples.
        return () if capacity.samples_by_district else (samples,)
    return (samples,) if samples < capacity.samples_per_day else ()


def _as_of(capacity: Capacity, whole: Run, run: Run) -> Run:
    """A run that used less, told by the capacity there is: what it left alone did not run out."""
    totals = [replace(each, binding=None) for each in run.day_totals]
    return replace(run, capacity=capacity, people_capacity=whole.people_capacity, day_totals=totals)


def plan_of(run: Run) -> Plan:
    """A run told day by day."""
    parts = _parts(run.slots)
    days: list[list[Assignment]] = [[] for _ in run.day_totals]
    for slot in run.slots:
        days[slot.day].append(_assignment(run, slot, parts[slot.unit, slot.round_number]))
    told = tuple(_day(run, offset, tuple(each)) for offset, each in enumerate(days))
    broken = (day.day for day in told if day.short_people)
    return Plan(
        days=told,
        late=_late(run),
        too_large=tuple(run.demands[unit] for unit in run.too_large),
        first_break=next(broken, None),
        pace=run.pace,
        late_person_days=sum(day.short_people for day in told),
        weighted_late=run.weighted_late,
        left_people=told[-1].short_people if told else 0,
        split=run.split,
    )


def _parts(slots: Sequence[Slot]) -> dict[tuple[int, int], int]:
    counted: dict[tuple[int, int], int] = {}
    for slot in slots:
        key = slot.unit, slot.round_number
        counted[key] = counted.get(key, 0) + 1
    return counted


def _assignment(run: Run, slot: Slot, parts: int) -> Assignment:
    # A round that the plan does not finish has at least one more part behind the last day.
    unfinished = (slot.unit, slot.round_number) in run.unfinished
    return Assignment(
        demand=run.demands[slot.unit],
        people=slot.people,
        samples=run.capacity.tubes(slot.people),
        part=slot.part,
        parts=parts + unfinished,
        round_number=slot.round_number,
        days_late=max(0, slot.day - slot.latest),
    )


def _day(run: Run, offset: int, assignments: tuple[Assignment, ...]) -> PlanDay:
    totals = run.day_totals[offset]
    return PlanDay(
        day=run.day(offset),
        assignments=assignments,
        people=sum(each.people for each in assignments),
        samples=sum(each.samples for each in assignments),
        lab_tests=sum(run.capacity.cost(Resource.LAB_TESTS, each.people) for each in assignments),
        people_capacity=run.people_capacity,
        short_people=totals.short_people,
        short_units=totals.short_units,
        binding=totals.binding,
    )


def _late(run: Run) -> tuple[LateRound, ...]:
    return tuple(
        LateRound(
            demand=run.demands[each.unit],
            round_number=each.round_number,
            due_by=run.day(each.latest),
            done_on=None if each.done is None else run.day(each.done),
            days_late=(len(run.day_totals) if each.done is None else each.done) - each.latest,
            people=each.people,
        )
        for each in run.late
    )
