"""The same question with people instead of units, as linear programs: the way a whole city is solved within seconds.

Units of one window, cadence and level are one class. If any part of a class may be sampled on any day, the least
lateness is a small linear program, and no plan of whole units is better than it: the bound. Each day of the plan the
program is solved anew from how things stand, and its first day is filled with whole units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.testing_capacity import Resource
from app.domain.testing_day import RoomByDay
from app.domain.testing_run import NEVER, Run, Windows

if TYPE_CHECKING:
    from ortools.linear_solver.pywraplp import Solver, Variable

_NO_HASTE: Final = 1e-4
"""A round that is not needed costs next to nothing, but something: nobody is sampled more often than asked."""


class _Kind(NamedTuple):
    """What units of one class have in common; days count from the day on which the program is solved."""

    district_code: str | None
    weight: int
    opens: int
    latest: int
    shortest: int
    longest: int


@dataclass(frozen=True)
class Fluid:
    """For each class its units, and how many of their people are sampled on each day from now on."""

    units: list[NDArray[np.intp]]
    people: list[NDArray[np.float64]]
    lateness: float

    def from_day(self, offset: int) -> Fluid:
        """The same seen some days later."""
        return Fluid(self.units, [people[offset:] for people in self.people], self.lateness)


class FluidPlans:
    """Solves for the plan of whoever asks; the solver is loaded with the first of these."""

    def __init__(self, start: Run, *, time_limit_s: float) -> None:
        from ortools.linear_solver import pywraplp

        self._kit = pywraplp
        self._rooms = RoomByDay(start.demands, start.capacity)
        self._days = len(start.day_totals)
        self._codes = [each.district_code if len(self._rooms.members) > 1 else None for each in start.demands]
        self._left_ms = int(1000 * time_limit_s)
        self._last: tuple[int, Fluid] | None = None

    def bound(self, windows: Windows) -> int:
        """A weighted lateness that no plan of whole units is below; 0 when it could not be found."""
        found = self._solve(windows, 0, haste=0.0) if self._left_ms > 0 else None
        return 0 if found is None else max(0, floor(found.lateness * (1 - 1e-9)))

    def from_day(self, windows: Windows, day: int) -> Fluid | None:
        """The best from a day on, as things stand then; what was found before where the time is up, None without it."""
        found = self._solve(windows, day, haste=_NO_HASTE) if self._left_ms > 0 else None
        if found is not None:
            self._last = day, found
        return None if self._last is None else self._last[1].from_day(day - self._last[0])

    def _solve(self, windows: Windows, day: int, *, haste: float) -> Fluid | None:
        program = _Program(self._kit.Solver.CreateSolver("GLOP"), self._rooms, self._days - day)
        classes = {kind: np.asarray(members) for kind, members in self._classes(windows, day).items()}
        for kind, members in classes.items():
            program.add(windows, kind, members, haste)
        program.limit_days()
        program.solver.SetTimeLimit(self._left_ms)
        state = program.solver.Solve()
        self._left_ms -= int(program.solver.wall_time())
        if state != self._kit.Solver.OPTIMAL:
            return None
        return Fluid(list(classes.values()), program.people(), program.solver.Objective().Value())

    def _classes(self, windows: Windows, day: int) -> Mapping[_Kind, list[int]]:
        found: dict[_Kind, list[int]] = defaultdict(list)
        dated = (windows.left > 0) & (windows.latest < NEVER) & (windows.opens < self._days)
        for unit in np.flatnonzero(dated).tolist():
            # A round that is begun is smaller than those after it; what comes after it is left out of sight.
            repeats = windows.left[unit] == windows.again[unit]
            found[
                _Kind(
                    self._codes[unit],
                    int(windows.weight[unit]),
                    max(0, int(windows.opens[unit]) - day),
                    max(0, int(windows.latest[unit]) - day),
                    int(windows.shortest[unit]) if repeats else 0,
                    int(windows.longest[unit]) if repeats else 0,
                )
            ].append(unit)
        return found


class _Program:
    """A linear program over some days; what is sampled is counted up, so that every row stays short."""

    def __init__(self, solver: Solver, rooms: RoomByDay, days: int) -> None:
        self.solver, self._rooms, self._days = solver, rooms, days
        self._sums: list[dict[int, Variable]] = []
        self._loads: dict[tuple[int, int], list[tuple[Variable, float]]] = defaultdict(list)
        self.solver.Objective().SetMinimization()

    def add(self, windows: Windows, kind: _Kind, members: NDArray[np.intp], haste: float) -> None:
        """A class of units."""
        people = float(windows.left[members].sum())
        days = range(kind.opens, self._days)
        sums = {day: self.solver.NumVar(0.0, people * (1 if kind.longest == 0 else self._days), "") for day in days}
        self._sums.append(sums)
        for day in days:
            self._row(0.0, None, [(sums[day], 1.0), *_before(sums, day - 1, -1.0)])
            # What is sampled within the shortest interval is no more than everyone once.
            if kind.longest and kind.shortest > 1:
                self._row(None, people, [(sums[day], 1.0), *_before(sums, day - kind.shortest, -1.0)])
        if days and haste:
            self.solver.Objective().SetCoefficient(sums[self._days - 1], haste)
        for day in range(kind.latest, self._days):
            late = self.solver.NumVar(0.0, people, "")
            self.solver.Objective().SetCoefficient(late, float(kind.weight))
            reach = kind.longest or NEVER
            within = [*_before(sums, day, 1.0), *_before(sums, day - reach, -1.0)]
            self._row(people, None, [(late, 1.0), *within])
        self._load(windows, sums, members)

    def _load(self, windows: Windows, sums: Mapping[int, Variable], members: NDArray[np.intp]) -> None:
        for place in self._rooms.limits_of[int(members[0])]:
            resource: Resource = self._rooms.limits[place].resource
            cost = self._rooms.capacity.cost
            # The cheapest unit of the class, or the bound would be none.
            each = min(cost(resource, people) / people for people in windows.left[members].tolist())
            for day, total in sums.items():
                self._loads[place, day] += [(total, each), *_before(sums, day - 1, -each)]

    def limit_days(self) -> None:
        """No day takes more than there is."""
        for (place, _), terms in self._loads.items():
            self._row(None, float(self._rooms.limits[place].amount), terms)

    def people(self) -> list[NDArray[np.float64]]:
        """How many people of each class are sampled on each day."""
        found = []
        for sums in self._sums:
            total = np.array([sums[day].solution_value() if day in sums else 0.0 for day in range(self._days)])
            found.append(np.diff(total, prepend=0.0))
        return found

    def _row(self, least: float | None, most: float | None, terms: list[tuple[Variable, float]]) -> None:
        endless = self.solver.infinity()
        row = self.solver.Constraint(-endless if least is None else least, endless if most is None else most)
        for variable, factor in terms:
            row.SetCoefficient(variable, factor)


def _before(sums: Mapping[int, Variable], day: int, factor: float) -> list[tuple[Variable, float]]:
    """What was counted up by a day; nothing before the window opens."""
    return [(sums[day], factor)] if day in sums else []
