"""What the cadence of the levels asks for each day, and which capacity would let nobody be late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np

from app.domain.testing_capacity import Capacity, Limit
from app.domain.testing_day import RoomByDay
from app.domain.testing_demand import Demand
from app.domain.testing_run import Pace, Windows, run_greedy

_EXACT_TO: Final = 200
"""The search ends when it is within one part in so many."""


@dataclass(frozen=True)
class Cadence:
    """People a day that repeated rounds ask for, however their days fall; rounds of once are not among them.

    `least` is with every unit at its longest interval, `most` at its shortest; each rounded up to whole people.
    `shortfall` is what the capacity lacks of `least`, over the whole or added up over districts, whichever is more.
    """

    least: int
    most: int
    capacity: int | None
    shortfall: int


@dataclass(frozen=True)
class Enough:
    """A capacity by which the greedy rule is on time at the end of every day.

    It was tried and suffices; with less than `no_less_than` no plan at all could be on time. Between the two the answer
    is open: the rule is not the best there is, and less may do by chance. None: none suffices.
    """

    samples_per_day: int | None
    no_less_than: int
    people_per_day: int | None


def cadence(demands: Sequence[Demand], capacity: Capacity) -> Cadence:
    """What keeping the cadence takes.

    >>> wards = [Demand(str(n), "ward", None, 3, 35_000, date(2021, 9, 1), date(2021, 9, 4), (2, 3)) for n in range(20)]
    >>> cadence(wards, Capacity(samples_per_day=200_000))
    Cadence(least=233334, most=350000, capacity=200000, shortfall=33334)
    """
    rooms = RoomByDay(demands, capacity)
    lacking = [ceil(_least(demands)) - rooms.people_capacity] if rooms.people_capacity is not None else []
    by_district = _tightest_by_district(capacity, rooms.limits)
    parts = [
        max(0, ceil(_least([each for each in demands if (each.district_code or "") == code])) - people)
        for code, people in by_district.items()
    ]
    return Cadence(
        least=ceil(_least(demands)),
        most=ceil(
            sum(
                (Fraction(each.each_round, max(1, each.interval_days[0])) for each in demands if each.interval_days),
                Fraction(),
            )
        ),
        capacity=rooms.people_capacity,
        shortfall=max(0, *lacking, sum(parts)),
    )


def _least(demands: Sequence[Demand]) -> Fraction:
    repeated = (Fraction(each.each_round, each.interval_days[1]) for each in demands if each.interval_days)
    return sum(repeated, Fraction())


def _tightest_by_district(capacity: Capacity, limits: Sequence[Limit]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for limit in limits:
        if limit.district_code is not None:
            people = capacity.people_per_day(limit)
            found[limit.district_code] = min(people, found.get(limit.district_code, people))
    return found


def enough(demands: Sequence[Demand], *, pool_size: int, first_day: date, days: int, split: bool) -> Enough:
    """The samples a day with which everyone would be sampled in time, if samples alone were the limit."""
    tubes = Capacity(pool_size=pool_size)
    # Units without a last day take only what others leave.
    demands = [each for each in demands if each.due_by is not None]
    least = tubes.tubes(_no_less_than(demands, first_day=first_day, days=days, split=split))

    def suffices(samples: int) -> bool:
        capacity = replace(tubes, samples_per_day=samples)
        runs = (
            run_greedy(demands, capacity, first_day=first_day, days=days, split=split, pace=pace, stop_when_late=True)
            for pace in Pace
        )
        return any(not run.weighted_late for run in runs)

    all_at_once = sum(tubes.tubes(max(each.people, each.each_round)) for each in demands)
    if not suffices(all_at_once):
        return Enough(None, least, None)
    too_few, found, step = least - 1, least, max(1, least // 32)
    while found < all_at_once and not suffices(found):
        too_few, found, step = found, min(all_at_once, found + step), 2 * step
    while found - too_few > max(1, found // _EXACT_TO):
        middle = (found + too_few) // 2
        if suffices(middle):
            found = middle
        else:
            too_few = middle
    return Enough(found, least, found * pool_size)


def _no_less_than(demands: Sequence[Demand], *, first_day: date, days: int, split: bool) -> int:
    """People a day below which somebody is late whatever the plan: by every day all must be done that is due by then.

    A unit must have ended its first round by its last day and a further one within every longest interval after it.
    """
    if not demands:
        return 0
    asked = Windows(demands, first_day).asked_by(from_day=0, through=days - 1).sum(axis=0)
    pace = -(-np.cumsum(asked) // np.arange(1, days + 1))
    largest = 0
    if not split:
        last = (each for each in demands if each.due_by is not None and (each.due_by - first_day).days < days)
        largest = max((each.people for each in last), default=0)
    return max(int(pace.max()), largest)
