"""A plan of 579 wards over 30 days: the rule and the solver against a bare sort-and-fill in numpy, in one run.

Seconds of the processor, since all of them use one thread.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

import numpy as np
from rich.table import Table

from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_enough import enough
from app.domain.testing_optimum import plan_optimal
from app.domain.testing_plan import plan_greedy

FIRST, DAYS, WARDS, RUNS = date(2021, 9, 14), 30, 579, 7
KINDS = ((0.3, 3, (2, 3)), (0.6, 2, (5, 7)))


def measure(table: Table, _: Path) -> None:
    """Seconds of each, as a multiple of the bound; and the lateness the solver leaves of that of the rule."""
    demands = _city()
    need = int(sum(each.people / each.interval_days[1] for each in demands if each.interval_days))
    capacity, size = Capacity(samples_per_day=need), f"{WARDS} wards × {DAYS} days"
    least = _seconds(lambda: _sort_and_fill(demands, need))
    rule = _seconds(lambda: plan_greedy(demands, capacity, first_day=FIRST, days=DAYS))
    found = _seconds(lambda: enough(demands, pool_size=1, first_day=FIRST, days=DAYS, split=False))
    begun = process_time()
    solved = plan_optimal(demands, capacity, first_day=FIRST, days=DAYS)
    took = process_time() - begun
    left = solved.plan.weighted_late / max(1, solved.comparison.greedy)
    table.add_row("bare sort and fill (numpy, windows only)", size, f"{1000 * least:.1f} ms", "1")
    table.add_row("plan by the rule", size, f"{1000 * rule:.0f} ms", f"{rule / least:.0f} × bare")
    table.add_row("which capacity would do", size, f"{1000 * found:.0f} ms", f"{found / rule:.1f} × the rule")
    table.add_row(
        "plan by the solver, at what the cadence asks for", size, f"{took:.2f} s", f"{100 * left:.0f} % late left"
    )


def _city() -> list[Demand]:
    """Three wards in ten red, three orange, the others due once by no day; their windows spread over an interval."""
    dice = Random(1)
    found = []
    for number in range(WARDS):
        chance, people = dice.random(), dice.randint(4_000, 40_000)
        rank, every = next(((rank, every) for share, rank, every in KINDS if chance < share), (0, None))
        by = None if every is None else FIRST + timedelta(days=dice.randint(0, every[1]))
        opens = FIRST if by is None or every is None else by - timedelta(days=every[1] - every[0])
        found.append(Demand(f"{number:05}", "ward", f"{number % 30:03}", rank, people, opens, by, every))
    return found


def _sort_and_fill(demands: list[Demand], capacity: int) -> int:
    """The least that any plan has to do: on each day sort by last day, add up, cut where the capacity ends."""
    dated = [each for each in demands if each.due_by is not None and each.interval_days is not None]
    latest = np.array([(each.due_by - FIRST).days for each in dated if each.due_by])
    opens = np.array([(each.due_from - FIRST).days for each in dated])
    shortest, longest = np.array([each.interval_days for each in dated]).T
    people, late = np.array([each.people for each in dated]), 0
    for day in range(DAYS):
        order = np.flatnonzero(opens <= day)
        order = order[np.argsort(latest[order], kind="stable")]
        taken = order[np.cumsum(people[order]) <= capacity]
        opens[taken], latest[taken] = day + shortest[taken], day + longest[taken]
        late += int(people[latest <= day].sum())
    return late


def _seconds(act: object) -> float:
    assert callable(act)
    times = []
    for _ in range(RUNS):
        begun = process_time()
        act()
        times.append(process_time() - begun)
    return median(times)
