"""A testing plan of whole units as a question to the solver: on which days does a round of each unit end?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from app.domain.testing_capacity import Resource
from app.domain.testing_day import RoomByDay
from app.domain.testing_run import NEVER, Run, Windows

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SEED: Final = 20210914


@dataclass(frozen=True)
class Found:
    """The units whose round ends on each day."""

    days: list[list[int]]


def solve(start: Run, *, time_limit_s: float) -> tuple[Found | None, int]:
    """A plan that is less late than the one of whole units it starts from, and a bound that no such plan is below.

    The plan is None when no answer came in time.
    """
    return _Model(start).solve(time_limit_s)


class _Model:
    """One yes or no a unit and day; units without a last day are left to what remains."""

    def __init__(self, start: Run) -> None:
        # Loaded here only: the library takes a third of a second and 60 MB, and most processes never solve anything.
        from ortools.sat.python import cp_model

        self._cp = cp_model
        self._model = cp_model.CpModel()
        self._start, self._days = start, len(start.day_totals)
        self._windows = Windows(start.demands, start.first_day)
        self._rounds: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = {}
        self._costs: list[tuple[cp_model.IntVar, int]] = []
        windows = self._windows
        for unit in range(len(start.demands)):
            if windows.left[unit] and windows.latest[unit] < NEVER:
                self._add_unit(unit)
        self._limit_days()
        self._model.minimize(sum(variable * cost for variable, cost in self._costs))
        self._hint()

    def solve(self, time_limit_s: float) -> tuple[Found | None, int]:
        """Ask the solver: one thread, a fixed seed and a bound on its own count of steps, so that runs repeat."""
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.max_time_in_seconds = time_limit_s
        solver.parameters.max_deterministic_time = time_limit_s
        state = solver.solve(self._model)
        bound = max(0, ceil(solver.best_objective_bound - 1e-6))
        if state not in (self._cp.OPTIMAL, self._cp.FEASIBLE):
            return None, bound
        chosen: list[list[int]] = [[] for _ in range(self._days)]
        for (unit, day), variables in self._rounds.items():
            if any(solver.value(variable) for variable, _ in variables):
                chosen[day].append(unit)
        return Found(chosen), bound

    def _add_unit(self, unit: int) -> None:
        windows = self._windows
        first, again = int(windows.left[unit]), int(windows.again[unit])
        opens = max(0, int(windows.opens[unit]))
        days = range(opens, self._days)
        if windows.longest[unit] == 0 or first == again:
            ends = {day: self._model.new_bool_var("") for day in days}
            self._keep(unit, ends, first)
            self._forbid_soon(unit, ends)
            self._cost_of_lateness(unit, ends, first)
        else:
            self._add_begun_unit(unit, days, first, again)

    def _add_begun_unit(self, unit: int, days: range, first: int, again: int) -> None:
        """A unit of which a part is sampled already: its first round is smaller than the later ones."""
        ends = {day: self._model.new_bool_var("") for day in days}
        later = {day: self._model.new_bool_var("") for day in days}
        self._keep(unit, ends, first)
        self._keep(unit, later, again)
        self._model.add_at_most_one(ends.values())
        for day in days:
            self._model.add_bool_or([later[day].negated(), *(ends[each] for each in days if each < day)])
        self._at_most_one_within(int(self._windows.shortest[unit]), ends, later)
        weight, longest = int(self._windows.weight[unit]), int(self._windows.longest[unit])
        for day in range(max(0, int(self._windows.latest[unit])), self._days):
            late = self._cost(first * weight)
            self._model.add_bool_or([late, *(ends[each] for each in days if each <= day)])
            late_again = self._cost(again * weight)
            within = [some[each] for some in (ends, later) for each in days if day - longest < each <= day]
            for each in days:
                if each <= day:
                    self._model.add_bool_or([late_again, ends[each].negated(), *within])

    def _keep(self, unit: int, ends: Mapping[int, cp_model.IntVar], people: int) -> None:
        for day, variable in ends.items():
            self._rounds.setdefault((unit, day), []).append((variable, people))

    def _forbid_soon(self, unit: int, ends: Mapping[int, cp_model.IntVar]) -> None:
        if self._windows.longest[unit] == 0:
            self._model.add_at_most_one(ends.values())
        else:
            self._at_most_one_within(int(self._windows.shortest[unit]), ends)

    def _at_most_one_within(self, shortest: int, *ends: Mapping[int, cp_model.IntVar]) -> None:
        """Two rounds of a unit are at least its shortest interval apart."""
        for day in range(self._days):
            within = [some[each] for some in ends for each in range(day, day + max(1, shortest)) if each in some]
            if len(within) > 1:
                self._model.add_at_most_one(within)

    def _cost_of_lateness(self, unit: int, ends: Mapping[int, cp_model.IntVar], people: int) -> None:
        """A day on which no round ended within the longest interval before it is late, from the last day on."""
        longest = int(self._windows.longest[unit]) or NEVER
        for day in range(max(0, int(self._windows.latest[unit])), self._days):
            late = self._cost(people * int(self._windows.weight[unit]))
            self._model.add_bool_or([late, *(ends[each] for each in ends if day - longest < each <= day)])

    def _cost(self, amount: int) -> cp_model.IntVar:
        late = self._model.new_bool_var("")
        self._costs.append((late, amount))
        return late

    def _limit_days(self) -> None:
        rooms = RoomByDay(self._start.demands, self._start.capacity)
        cost = self._start.capacity.cost
        loads: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = {}
        for (unit, day), variables in self._rounds.items():
            for place in rooms.limits_of[unit]:
                resource: Resource = rooms.limits[place].resource
                loads.setdefault((place, day), []).extend(
                    (variable, cost(resource, people)) for variable, people in variables
                )
        for (place, _), terms in loads.items():
            self._model.add(sum(variable * amount for variable, amount in terms) <= rooms.limits[place].amount)

    def _hint(self) -> None:
        """Start from the plan there is."""
        taken = {(slot.unit, slot.day) for slot in self._start.slots}
        first_ends = {(slot.unit, slot.day) for slot in self._start.slots if slot.round_number == 1}
        for key, variables in self._rounds.items():
            for place, (variable, _) in enumerate(variables):
                is_first = key in first_ends
                value = key in taken and (len(variables) == 1 or is_first == (place == 0))
                self._model.add_hint(variable, value)
