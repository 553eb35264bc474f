"""The days of a testing plan, one after the other: windows open, units are taken in order, capacity runs out.

Days are offsets from the first day of the plan, units are places in the list of demands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.testing_capacity import Capacity, Resource
from app.domain.testing_day import DayRoom, RoomByDay
from app.domain.testing_demand import Demand

NEVER: Final = 1_000_000
"""In place of a last day where none is set."""

_SHARES: Final = 1_000
"""What remains of an interval is compared in thousandths."""

Ints = NDArray[np.int64]


class Pace(StrEnum):
    """How far units that still have time are taken ahead."""

    EVEN = "even"
    EARLY = "early"


@dataclass(frozen=True)
class Slot:
    """People of a unit sampled on a day; `latest` is the last day of the window they belong to."""

    day: int
    unit: int
    people: int
    part: int
    round_number: int
    latest: int


@dataclass(frozen=True)
class LateEnd:
    """A round that ended after its last day, or (`done` None) has not ended and its last day is over."""

    unit: int
    round_number: int
    latest: int
    done: int | None
    people: int


@dataclass(frozen=True)
class DayTotals:
    """What a day leaves undone, and what ran out."""

    short_people: int
    short_units: int
    binding: Resource | None


@dataclass
class Run:
    """All that happened in the days of a plan. `weighted_late` counts a person-day 2^rank times."""

    demands: Sequence[Demand]
    capacity: Capacity
    first_day: date
    split: bool
    pace: Pace
    people_capacity: int | None
    too_large: tuple[int, ...]
    slots: list[Slot] = field(default_factory=list)
    late: list[LateEnd] = field(default_factory=list)
    day_totals: list[DayTotals] = field(default_factory=list)
    unfinished: frozenset[tuple[int, int]] = frozenset()
    weighted_late: int = 0

    def day(self, offset: int) -> date:
        """The date of an offset."""
        return self.first_day + timedelta(days=offset)


class Windows:
    """The window in which every unit is due, as rounds end one after the other. Arrays of length U.

    A unit with nothing left (`left` 0) is done for good; a round that starts with nothing left ends as soon as it may.
    """

    def __init__(self, demands: Sequence[Demand], first_day: date) -> None:
        def offset(day: date | None) -> int:
            return NEVER if day is None else (day - first_day).days

        def array(values: Sequence[int]) -> Ints:
            return np.asarray(values, dtype=np.int64).reshape(len(demands))

        self.opens = array([offset(each.due_from) for each in demands])
        self.latest = array([offset(each.due_by) for each in demands])
        self.left = array([each.people for each in demands])
        self.again = array([each.each_round for each in demands])
        self.rank = array([each.rank for each in demands])
        intervals = [each.interval_days or (0, 0) for each in demands]
        self.shortest = array([shortest for shortest, _ in intervals])
        self.longest = array([longest for _, longest in intervals])
        # How long a unit has between two rounds; for those sampled once, between their first and their last day.
        once = np.where(self.latest < NEVER, self.latest - self.opens, 0)
        self._span = np.maximum(1, np.where(self.longest > 0, self.longest, once))
        self.round_number = np.ones(len(demands), dtype=np.int64)
        self.parts = np.zeros(len(demands), dtype=np.int64)
        self.weight: Ints = np.left_shift(np.int64(1), self.rank)
        self._by_name = np.argsort(np.argsort(np.array([f"{each.kind}/{each.unit_id}" for each in demands])))
        for unit in np.flatnonzero(self.left == 0).tolist():
            self._begin_next(unit, max(0, int(self.opens[unit])))

    def in_order(self, day: int) -> list[int]:
        """The units that may be sampled on a day, most pressing first; of equals the one begun, then the larger.

        Overdue ones by level, then by their last day; the others by the share of their interval that remains to them.
        """
        units = np.flatnonzero((self.left > 0) & (self.opens <= day))
        latest, tightness = self.latest[units], -self.rank[units]
        overdue = latest < day
        remains = (latest - day) * _SHARES // self._span[units]
        first, second = np.where(overdue, tightness, remains), np.where(overdue, latest, tightness)
        keys = self._by_name[units], -self.left[units], self.parts[units] == 0, second, first, ~overdue
        ordered: list[int] = units[np.lexsort(keys)].tolist()
        return ordered

    def take(self, unit: int, people: int, day: int) -> Slot:
        """Sample people of a unit; with the last of them its next window begins."""
        self.parts[unit] += 1
        self.left[unit] -= people
        slot = Slot(day, unit, people, int(self.parts[unit]), int(self.round_number[unit]), int(self.latest[unit]))
        if self.left[unit] == 0:
            self._begin_next(unit, day)
        return slot

    def _begin_next(self, unit: int, day: int) -> None:
        if self.longest[unit] > 0:
            self.left[unit] = self.again[unit]
            self.opens[unit] = day + max(1, int(self.shortest[unit]))
            self.latest[unit] = day + max(1, int(self.longest[unit]))
            self.round_number[unit] += 1
            self.parts[unit] = 0

    def is_over(self, unit: int, slot: Slot) -> bool:
        """Whether a slot was the last of its round."""
        return bool(self.left[unit] == 0 or self.round_number[unit] > slot.round_number)

    def short(self, day: int) -> NDArray[np.bool_]:
        """(U,) whose last day is over, or ends now, and who are not sampled."""
        return np.asarray((self.left > 0) & (self.latest <= day), dtype=np.bool_)

    def asked_by(self, *, from_day: int, through: int) -> Ints:
        """(U, D) people of each unit whose last day falls on each day, if every round ends on its last day.

        What is overdue stands on the first day.
        """
        width = through - from_day + 1
        asked = np.zeros((len(self.left), width), dtype=np.int64)
        for turn in range(width + 1):
            place = np.maximum(self.latest, from_day) - from_day + turn * self.longest
            held = (place < width) & (self.left > 0) & ((self.longest > 0) | (turn == 0))
            if not held.any():
                break
            units = np.flatnonzero(held)
            asked[units, place[units]] += (self.left if turn == 0 else self.again)[units]
        return asked


class Guide(Protocol):
    """Which units are taken on each day, when it is not the rule that says it.

    `others`: whether units whose last day has come may be taken besides, if there is room.
    """

    others: bool

    def units(self, windows: Windows, day: int) -> Collection[int]:
        """The units of a day, as the windows stand on it."""


def run_greedy(
    demands: Sequence[Demand],
    capacity: Capacity,
    *,
    first_day: date,
    days: int,
    split: bool,
    pace: Pace,
    stop_when_late: bool = False,
    guide: Guide | None = None,
) -> Run:
    """The days of a plan.

    Args:
        stop_when_late: end with the first day that leaves anyone late.
        guide: who is taken ahead of their last day; the rule when left out.
    """
    rooms = RoomByDay(demands, capacity)
    windows = Windows(demands, first_day)
    run = Run(
        demands=demands,
        capacity=capacity,
        first_day=first_day,
        split=split,
        pace=pace,
        people_capacity=rooms.people_capacity,
        too_large=() if split else tuple(rooms.too_large(windows.again)),
    )
    for day in range(days):
        ahead = None if pace is Pace.EARLY or guide else _Ahead(windows, rooms, day=day, days=days)
        _fill_day(run, windows, rooms.fresh(), day, _Turn(windows, day, ahead, guide))
        _end_day(run, windows, day)
        if stop_when_late and run.weighted_late:
            break
    _end_run(run, windows, len(run.day_totals))
    return run


class _Ahead:
    """How many people a day takes by an even pace: over the whole, and in each district with a limit of its own."""

    def __init__(self, windows: Windows, rooms: RoomByDay, *, day: int, days: int) -> None:
        asked = windows.asked_by(from_day=day, through=days - 1 + int(windows.longest.max(initial=0)))
        spread = np.arange(1, asked.shape[1] + 1)
        self._scopes = rooms.scopes
        self._wanted = [
            int((-(-np.cumsum(asked[members].sum(axis=0)) // spread)).max(initial=0)) for members in rooms.members
        ]

    def is_wanted(self, unit: int, people: int) -> bool:
        """Whether the pace of a place the unit belongs to asks for more than half of its people."""
        return any(2 * self._wanted[scope] > people for scope in self._scopes[unit])

    def took(self, unit: int, people: int) -> None:
        """Count people as sampled."""
        for scope in self._scopes[unit]:
            self._wanted[scope] -= people


class _Turn:
    """Who may be sampled on a day, in their turn."""

    def __init__(self, windows: Windows, day: int, ahead: _Ahead | None, guide: Guide | None) -> None:
        self._ahead, self._by_rule = ahead, guide is None
        self._chosen = frozenset(guide.units(windows, day)) if guide else frozenset()
        undated = windows.latest == NEVER
        self._is_free = (undated | (windows.latest <= day) if guide is None or guide.others else undated).tolist()
        waiting = windows.in_order(day)
        self.units = sorted(waiting, key=lambda unit: unit not in self._chosen) if guide else waiting

    def may(self, unit: int, people: int) -> bool:
        """Whether a unit is sampled today if there is room."""
        if self._is_free[unit] or unit in self._chosen:
            return True
        return self._by_rule and (self._ahead is None or self._ahead.is_wanted(unit, people))

    def took(self, unit: int, people: int) -> None:
        """Count people as sampled."""
        if self._ahead is not None:
            self._ahead.took(unit, people)


def _fill_day(run: Run, windows: Windows, room: DayRoom, day: int, turn: _Turn) -> None:
    left = windows.left.tolist()
    for place, unit in enumerate(turn.units):
        if not turn.may(unit, left[unit]):
            continue
        people = room.part(unit, left[unit]) if run.split else room.whole(unit, left[unit])
        if people:
            _take(run, windows, unit, people, day)
            turn.took(unit, people)
            if room.is_full:
                room.turn_away(any(turn.may(each, left[each]) for each in turn.units[place + 1 :]))
                break
    run.day_totals.append(DayTotals(0, 0, room.spent_resource))


def _take(run: Run, windows: Windows, unit: int, people: int, day: int) -> None:
    slot = windows.take(unit, people, day)
    run.slots.append(slot)
    if slot.day > slot.latest and windows.is_over(unit, slot):
        demand = run.demands[unit]
        whole = demand.people if slot.round_number == 1 else demand.each_round
        run.late.append(LateEnd(unit, slot.round_number, slot.latest, day, whole))


def _end_day(run: Run, windows: Windows, day: int) -> None:
    short = windows.short(day)
    people = windows.left[short]
    run.weighted_late += int((people * windows.weight[short]).sum())
    run.day_totals[day] = DayTotals(int(people.sum()), int(short.sum()), run.day_totals[day].binding)


def _end_run(run: Run, windows: Windows, days: int) -> None:
    """Rounds that are late when the plan ends, and rounds of which the plan holds only a part."""
    for unit in np.flatnonzero(windows.short(days - 1)).tolist():
        number, latest = int(windows.round_number[unit]), int(windows.latest[unit])
        run.late.append(LateEnd(unit, number, latest, None, int(windows.left[unit])))
    begun = np.flatnonzero((windows.parts > 0) & (windows.left > 0)).tolist()
    run.unfinished = frozenset((unit, int(windows.round_number[unit])) for unit in begun)
