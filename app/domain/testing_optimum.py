"""The plan a solver finds beside the explained rule: as little lateness as can be had, and how far that is from best.

What is brought down is the weighted lateness of a plan: people late at the end of each day, counted double for every
step their level is tighter. OR-Tools is asked in two ways: a few units as whole numbers, which finds the best there is;
a city as linear programs, solved anew each day from how things stand and filled with whole units. Either way the answer
is carried out by the same accounts as the rule, and is taken only where it is better.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np

from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_fluid import FluidPlans
from app.domain.testing_model import solve_whole
from app.domain.testing_plan import Plan, Solver, best_greedy, plan_of
from app.domain.testing_run import Guide, Pace, Run, Windows, run_greedy

Method = Literal["whole_numbers", "linear"]
TIME_LIMIT_S: Final = 2.0
"""How long solvers look for something better when nothing else is asked for."""
_FEW: Final = 700
"""Up to so many units times days are solved as whole numbers."""


@dataclass(frozen=True)
class Comparison:
    """Weighted late person-days of the rule, of the solver and of the best that could be; and which plan was taken.

    `solver` None: it was not needed, or found nothing in time. `bound`: no plan of whole units has less; None: unknown.
    `gap_pct`: by how much of itself the plan taken may be above the best; None: no bound is known.
    """

    greedy: int
    solver: int | None
    bound: int | None
    gap_pct: float | None
    taken: Solver
    method: Method | None


@dataclass(frozen=True)
class Solved:
    """The better plan and what it was measured against."""

    plan: Plan
    comparison: Comparison


def plan_optimal(
    demands: Sequence[Demand],
    capacity: Capacity,
    *,
    first_day: date,
    days: int,
    split: bool = False,
    samples_enough: int | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> Solved:
    """The best plan that is found within the time; the plan of the rule where none is better."""
    rule = best_greedy(demands, capacity, first_day=first_day, days=days, split=split, samples_enough=samples_enough)
    if not rule.weighted_late:
        return Solved(plan_of(rule), Comparison(0, None, 0, 0.0, "greedy", None))
    better, bound, method = _by_linear_programs(rule, time_limit_s)
    if _count(rule) * days <= _FEW:
        better, bound, method = _by_whole_numbers(rule, better, bound, time_limit_s)
    best = better if better.weighted_late < rule.weighted_late else rule
    # A bound for whole units is none for units that may be split.
    known = None if split else min(bound, best.weighted_late)
    return Solved(
        plan_of(best),
        Comparison(
            greedy=rule.weighted_late,
            solver=better.weighted_late,
            bound=known,
            gap_pct=None if known is None else _gap_pct(best.weighted_late, known),
            taken="greedy" if best is rule else "optimal",
            method=method,
        ),
    )


def _gap_pct(cost: int, bound: int) -> float:
    return round(100 * (cost - bound) / cost, 1) if cost else 0.0


def _count(run: Run) -> int:
    return sum(each.due_by is not None for each in run.demands)


def _by_linear_programs(rule: Run, time_limit_s: float) -> tuple[Run, int, Method]:
    plans = FluidPlans(rule, time_limit_s=time_limit_s)
    bound = plans.bound(Windows(rule.demands, rule.first_day))
    return _carried_out(rule, _DayByDay(plans, split=rule.split)), bound, "linear"


def _by_whole_numbers(rule: Run, linear: Run, bound: int, time_limit_s: float) -> tuple[Run, int, Method]:
    """Improves on the better plan of whole units there is; a plan of split units competes as it is."""
    start = min((run for run in (rule, linear) if not run.split), key=lambda run: run.weighted_late, default=None)
    if start is None:
        start = best_greedy(
            rule.demands, rule.capacity, first_day=rule.first_day, days=len(rule.day_totals), split=False
        )
    chosen, proven = solve_whole(start, time_limit_s=time_limit_s)
    # What is left free helps those that could not be taken whole, where units may be split.
    runs = [_carried_out(rule, _Fixed(chosen, others=others)) for others in sorted({False, rule.split}) if chosen]
    best = min([linear, *runs], key=lambda run: run.weighted_late)
    return best, max(bound, proven), "linear" if best is linear else "whole_numbers"


def _carried_out(rule: Run, guide: Guide) -> Run:
    """The days of a solver by the same accounts as those of the rule."""
    return run_greedy(
        rule.demands,
        rule.capacity,
        first_day=rule.first_day,
        days=len(rule.day_totals),
        split=rule.split,
        pace=Pace.EVEN,
        guide=guide,
    )


class _Fixed:
    """A plan that is made before its first day."""

    def __init__(self, days: Sequence[Collection[int]], *, others: bool) -> None:
        self._days, self.others = days, others

    def units(self, windows: Windows, day: int) -> Collection[int]:
        """The units planned for a day."""
        return self._days[day]


class _DayByDay:
    """The first day of the best from here on, in whole units."""

    others = True

    def __init__(self, plans: FluidPlans, *, split: bool) -> None:
        self._plans, self._split = plans, split

    def units(self, windows: Windows, day: int) -> Collection[int]:
        """Units that together come nearest to what the linear program takes of their class."""
        fluid = self._plans.from_day(windows, day)
        if fluid is None:
            return ()
        taken: list[int] = []
        for members, people in zip(fluid.units, fluid.people, strict=True):
            wanted = float(people[0])
            open_now = members[(windows.left[members] > 0) & (windows.opens[members] <= day)]
            order = np.lexsort((open_now, -windows.left[open_now], windows.latest[open_now]))
            for unit in open_now[order].tolist():
                size = int(windows.left[unit])
                if wanted > (0 if self._split else size / 2):
                    taken.append(unit)
                    wanted -= size
        return taken
