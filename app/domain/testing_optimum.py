"""The plan a solver finds beside the explained rule: as little lateness as can be had, and how far that is from best.

What is brought down is the weighted lateness of a plan: people late at the end of each day, counted double for every
step their level is tighter. Each round of a unit is one yes or no a day; a unit is late on a day when no round ended
within its longest interval before it. The solver (OR-Tools CP-SAT) works with one thread and a fixed seed; it starts
from the plan of the rule, so its answer is that plan or a better one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_model import solve
from app.domain.testing_plan import Plan, Solver, best_greedy, plan_of
from app.domain.testing_run import Chosen, Pace, Run, run_greedy

TIME_LIMIT_S: Final = 2.0
"""How long the solver looks for something better when nothing else is asked for."""


@dataclass(frozen=True)
class Comparison:
    """Weighted late person-days of the rule, of the solver and of the best that could be; and which plan was taken.

    `solver` None: it was not needed, or found nothing in time. `bound`: no plan of whole units has less. `gap_pct`: by
    how much of itself the plan taken may be above the best; None: no bound is known.
    """

    greedy: int
    solver: int | None
    bound: int | None
    gap_pct: float | None
    taken: Solver


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
    time_limit_s: float = TIME_LIMIT_S,
) -> Solved:
    """The best plan the solver finds within its time; the plan of the rule where it finds none that is better."""
    rule = best_greedy(demands, capacity, first_day=first_day, days=days, split=split)
    if not rule.weighted_late:
        return Solved(plan_of(rule), Comparison(0, None, 0, 0.0, "greedy"))
    whole = rule if not split else best_greedy(demands, capacity, first_day=first_day, days=days, split=False)
    found, bound = solve(whole, time_limit_s=time_limit_s)
    # What the solver leaves free helps those it could not take whole, where units may be split.
    tries = [] if found is None else [_carried_out(rule, found.days, others=others) for others in {False, split}]
    better = min(tries, key=lambda run: run.weighted_late, default=None)
    best = rule if better is None or better.weighted_late >= rule.weighted_late else better
    # A bound for whole units is none for units that may be split.
    bound = None if split else bound
    return Solved(
        plan_of(best),
        Comparison(
            greedy=rule.weighted_late,
            solver=None if better is None else better.weighted_late,
            bound=bound,
            gap_pct=None
            if bound is None
            else round(100 * (best.weighted_late - bound) / max(1, best.weighted_late), 1),
            taken="greedy" if best is rule else "optimal",
        ),
    )


def _carried_out(rule: Run, chosen: Sequence[Sequence[int]], *, others: bool) -> Run:
    """The days of the solver, by the same accounts as those of the rule."""
    return run_greedy(
        rule.demands,
        rule.capacity,
        first_day=rule.first_day,
        days=len(rule.day_totals),
        split=rule.split,
        pace=Pace.EVEN,
        chosen=Chosen(chosen, others=others),
    )
