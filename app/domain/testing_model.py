"""A testing plan of whole units as a question to a solver of whole numbers: on which days does a round of a unit end?

For the units of a district or two this finds the best plan and proves it; for a whole city it would take too long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Final

from app.domain.testing_day import RoomByDay
from app.domain.testing_run import NEVER, Run, Windows

if TYPE_CHECKING:
    from ortools.linear_solver.pywraplp import Solver, Variable

SEED: Final = 20210914
_Ends = Mapping[int, "Variable"]


def solve_whole(start: Run, *, time_limit_s: float) -> tuple[list[list[int]] | None, int]:
    """The units whose round ends on each day, less late than `start`, and a bound that no plan of whole units is below.

    None when no answer came in time.
    """
    return _WholeUnits(start).solve(time_limit_s)


class _WholeUnits:
    """One yes or no a unit and day; units without a last day are left to what remains."""

    def __init__(self, start: Run) -> None:
        # Loaded here only: most processes never solve anything.
        from ortools.linear_solver import pywraplp

        self._kit = pywraplp
        self._solver: Solver = pywraplp.Solver.CreateSolver("SAT")
        self._start, self._days = start, len(start.day_totals)
        self._windows = windows = Windows(start.demands, start.first_day)
        self._ends: dict[int, list[tuple[_Ends, int]]] = {}
        for unit in range(len(start.demands)):
            if windows.left[unit] and windows.latest[unit] < NEVER:
                self._add_unit(unit)
        self._limit_days()
        self._solver.Objective().SetMinimization()
        self._hint()

    def solve(self, time_limit_s: float) -> tuple[list[list[int]] | None, int]:
        """Ask: one thread, a fixed seed and a bound on the solver's own count of steps, so that runs repeat."""
        self._solver.SetTimeLimit(int(1000 * time_limit_s))
        self._solver.SetSolverSpecificParametersAsString(
            f"num_workers:1, random_seed:{SEED}, max_deterministic_time:{time_limit_s}"
        )
        state = self._solver.Solve()
        if state not in (self._kit.Solver.OPTIMAL, self._kit.Solver.FEASIBLE):
            return None, 0
        days: list[list[int]] = [[] for _ in range(self._days)]
        for unit, stages in self._ends.items():
            for ends, _ in stages:
                for day, end in ends.items():
                    if end.solution_value() > 0.5:
                        days[day].append(unit)
        return days, max(0, ceil(self._solver.Objective().BestBound() - 1e-6))

    def _add_unit(self, unit: int) -> None:
        windows = self._windows
        days = range(max(0, int(windows.opens[unit])), self._days)
        first, again = int(windows.left[unit]), int(windows.again[unit])
        ends = {day: self._solver.BoolVar("") for day in days}
        if windows.longest[unit] == 0:
            self._ends[unit] = [(ends, first)]
            self._at_most_one(list(ends.values()))
            self._count_late(unit, [ends], people=first, reach=NEVER)
        elif first == again:
            self._ends[unit] = [(ends, first)]
            self._keep_apart(unit, [ends])
            self._count_late(unit, [ends], people=first, reach=int(windows.longest[unit]))
        else:
            self._add_begun_unit(unit, ends, {day: self._solver.BoolVar("") for day in days})

    def _add_begun_unit(self, unit: int, ends: _Ends, later: _Ends) -> None:
        """A unit of which a part is sampled already: its first round is smaller than the later ones."""
        first, again = int(self._windows.left[unit]), int(self._windows.again[unit])
        self._ends[unit] = [(ends, first), (later, again)]
        self._at_most_one(list(ends.values()))
        self._keep_apart(unit, [ends, later])
        for day, end in later.items():
            # A later round has a first one before it.
            self._at_least(0, [(end, -1), *((each, 1) for before, each in ends.items() if before < day)])
        self._count_late(unit, [ends], people=first, reach=NEVER)
        self._count_late(unit, [ends, later], people=again, reach=int(self._windows.longest[unit]), after=ends)

    def _keep_apart(self, unit: int, stages: list[_Ends]) -> None:
        """Two rounds of a unit are at least its shortest interval apart."""
        shortest = max(1, int(self._windows.shortest[unit]))
        for day in range(self._days):
            self._at_most_one([ends[each] for ends in stages for each in range(day, day + shortest) if each in ends])

    def _count_late(
        self, unit: int, stages: list[_Ends], *, people: int, reach: int, after: _Ends | None = None
    ) -> None:
        """A day is late when no round ended within `reach` days; with `after` only once one of those has ended."""
        cost = people * int(self._windows.weight[unit])
        for day in range(max(0, int(self._windows.latest[unit])), self._days):
            late = self._solver.BoolVar("")
            self._solver.Objective().SetCoefficient(late, cost)
            within = [(end, 1) for ends in stages for each, end in ends.items() if day - reach < each <= day]
            if after is None:
                self._at_least(1, [(late, 1), *within])
            else:
                begun = [(end, -1) for each, end in after.items() if each <= day - reach]
                self._at_least(0, [(late, 1), *within, *begun])

    def _limit_days(self) -> None:
        rooms = RoomByDay(self._start.demands, self._start.capacity)
        cost = self._start.capacity.cost
        loads: dict[tuple[int, int], list[tuple[Variable, int]]] = defaultdict(list)
        for unit, stages in self._ends.items():
            for place in rooms.limits_of[unit]:
                for ends, people in stages:
                    amount = cost(rooms.limits[place].resource, people)
                    for day, end in ends.items():
                        loads[place, day].append((end, amount))
        for (place, _), terms in loads.items():
            row = self._solver.Constraint(0, rooms.limits[place].amount)
            for end, amount in terms:
                row.SetCoefficient(end, amount)

    def _at_most_one(self, ends: list[Variable]) -> None:
        if len(ends) > 1:
            row = self._solver.Constraint(0, 1)
            for end in ends:
                row.SetCoefficient(end, 1)

    def _at_least(self, bound: int, terms: list[tuple[Variable, int]]) -> None:
        row = self._solver.Constraint(bound, self._solver.infinity())
        for end, factor in terms:
            row.SetCoefficient(end, factor)

    def _hint(self) -> None:
        """Start from the plan there is."""
        first = {(slot.unit, slot.day) for slot in self._start.slots if slot.round_number == 1}
        later = {(slot.unit, slot.day) for slot in self._start.slots if slot.round_number > 1}
        known: list[tuple[Variable, float]] = []
        for unit, stages in self._ends.items():
            for place, (ends, _) in enumerate(stages):
                taken = first | later if len(stages) == 1 else (first, later)[place]
                known += [(end, float((unit, day) in taken)) for day, end in ends.items()]
        self._solver.SetHint([end for end, _ in known], [value for _, value in known])
