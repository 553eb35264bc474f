"""Testing plans from what is due in the snapshot: by the rule for everyone, by a solver for one member at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Final

from app.domain.errors import InvalidValue, PlanInProgress
from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_enough import Cadence, Enough, cadence, enough
from app.domain.testing_optimum import Comparison, plan_optimal
from app.domain.testing_plan import Plan, Solver, plan_greedy
from app.services.zone_status import ZoneSnapshot, ZoneStatus

FEWEST_DAYS: Final = 14
MOST_DAYS: Final = 30
FARTHEST_START: Final = 60
KEPT: Final = 8


@dataclass(frozen=True)
class Wanted:
    """A plan as it is asked for. `first_day` None: the open day; `district_code` None: every district."""

    capacity: Capacity
    first_day: date | None = None
    days: int = FEWEST_DAYS
    split: bool = False
    solver: Solver = "greedy"
    district_code: str | None = None


@dataclass(frozen=True)
class Planned:
    """A plan with what it rests on; `names` of units by kind and id, `without_population` wards that cannot be planned.

    `comparison` None: no solver was asked.
    """

    wanted: Wanted
    first_day: date
    plan: Plan
    cadence: Cadence
    enough: Enough
    comparison: Comparison | None
    zones: tuple[ZoneStatus, ...]
    without_population: tuple[str, ...]


class PlannerDesk:
    """Lets one solver work at a time, and keeps its last plans."""

    def __init__(self) -> None:
        self._solving = Lock()
        self._kept: OrderedDict[tuple[object, ...], Planned] = OrderedDict()

    def ask(self, snapshot: ZoneSnapshot, wanted: Wanted) -> Planned:
        """A plan by whatever solver is wanted.

        Raises:
            InvalidValue: the first day is past or far off, or no capacity is given.
            PlanInProgress: the solver is at work on another plan.
        """
        if wanted.solver == "greedy":
            return plan_testing(snapshot, wanted)
        key = (snapshot.revision, snapshot.open_day, repr(wanted))
        if key in self._kept:
            return self._kept[key]
        with self._turn():
            planned = plan_testing(snapshot, wanted)
        self._kept[key] = planned
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return planned

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._solving.acquire(blocking=False):
            raise PlanInProgress
        try:
            yield
        finally:
            self._solving.release()


def plan_testing(snapshot: ZoneSnapshot, wanted: Wanted) -> Planned:
    """The plan from what is due now; a window that has not opened by the first day opens in the plan.

    Raises:
        InvalidValue: the first day is past or far off, or no capacity is given.
    """
    first_day = _first_day(snapshot, wanted.first_day)
    _check_capacity(snapshot, wanted.capacity)
    zones = tuple(
        zone
        for zone in snapshot.zones
        if wanted.district_code is None or zone.ward.district_code == wanted.district_code
    )
    demands = tuple(demands_of(snapshot, zones))
    plan, comparison = _made(demands, wanted, first_day)
    return Planned(
        wanted=wanted,
        first_day=first_day,
        plan=plan,
        cadence=cadence(demands, wanted.capacity),
        enough=enough(
            demands, pool_size=wanted.capacity.pool_size, first_day=first_day, days=wanted.days, split=wanted.split
        ),
        comparison=comparison,
        zones=zones,
        without_population=tuple(zone.ward.code for zone in zones if _is_unknown(zone)),
    )


def demands_of(snapshot: ZoneSnapshot, zones: Iterable[ZoneStatus]) -> Iterator[Demand]:
    """What is due in wards, or will be; a ward without a known population cannot be planned and is left out."""
    policy = snapshot.policy
    for zone in zones:
        testing, population = zone.testing, zone.ward.population
        if testing.due_from is None or testing.people_to_sample is None or population is None:
            continue
        yield Demand(
            unit_id=zone.ward.code,
            kind="ward",
            district_code=zone.ward.district_code,
            rank=policy.rank_of.get(zone.level, policy.levels[0].rank),
            people=testing.people_to_sample,
            due_from=testing.due_from,
            due_by=testing.due_by,
            interval_days=testing.interval_days,
            people_again=-(-population * policy.complete_pct // 100),
        )


def _is_unknown(zone: ZoneStatus) -> bool:
    return zone.testing.due_from is not None and zone.testing.people_to_sample is None


def _made(demands: Sequence[Demand], wanted: Wanted, first_day: date) -> tuple[Plan, Comparison | None]:
    if wanted.solver == "optimal":
        solved = plan_optimal(demands, wanted.capacity, first_day=first_day, days=wanted.days, split=wanted.split)
        return solved.plan, solved.comparison
    return plan_greedy(demands, wanted.capacity, first_day=first_day, days=wanted.days, split=wanted.split), None


def _first_day(snapshot: ZoneSnapshot, wanted: date | None) -> date:
    first = snapshot.open_day if wanted is None else wanted
    last = snapshot.open_day + timedelta(days=FARTHEST_START)
    if snapshot.open_day <= first <= last:
        return first
    raise InvalidValue(
        "/from",
        vi=f"from là ngày {first}; kế hoạch bắt đầu từ hôm nay {snapshot.open_day} đến chậm nhất {last}.",
        en=f"from is {first}; a plan begins today, {snapshot.open_day}, or at the latest on {last}.",
    )


def _check_capacity(snapshot: ZoneSnapshot, capacity: Capacity) -> None:
    if (capacity.teams is not None or capacity.teams_by_district) and capacity.people_per_team_day is None:
        raise InvalidValue(
            "/people_per_team_day",
            vi="Có teams thì cần people_per_team_day: số người một đội lấy mẫu được trong ngày.",
            en="With teams send people_per_team_day: how many people one team samples in a day.",
        )
    if not capacity.is_limited:
        raise InvalidValue(
            "/samples_per_day",
            vi="Cần ít nhất một năng lực: samples_per_day, lab_tests_per_day, hoặc teams cùng people_per_team_day.",
            en="Send at least one capacity: samples_per_day, lab_tests_per_day, or teams with people_per_team_day.",
        )
    known = {zone.ward.district_code for zone in snapshot.zones}
    for code in (*capacity.samples_by_district, *capacity.teams_by_district):
        if code not in known:
            raise InvalidValue(
                "/by_district",
                vi=f"Không có quận, huyện mang mã “{code}”.",
                en=f"No district has code “{code}”; find it with GET /api/v1/districts.",
            )
