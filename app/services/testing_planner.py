"""Testing plans from what is due in the snapshot: by the rule for everyone, by a solver for one member at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock
from typing import Final

from app.domain.errors import InvalidValue, PlanInProgress
from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import CAMPAIGN_RANK, Demand
from app.domain.testing_enough import Cadence, Enough, cadence, enough
from app.domain.testing_optimum import Comparison, plan_optimal
from app.domain.testing_plan import Plan, Solver, plan_greedy
from app.services.testing_due import DueUnit, UnitKind, due_units
from app.services.zone_status import ZoneSnapshot

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


def needed_per_day(snapshot: ZoneSnapshot, district_code: str | None) -> int:
    """People a day that the cadence of the levels asks for, in a district or everywhere."""
    codes = None if district_code is None else {district_code}
    units = due_units(snapshot, district_codes=codes, coming=True)
    known = [each for each in units if each.people_to_sample is not None]
    return cadence(demands_of(snapshot, known), Capacity()).least


@dataclass(frozen=True)
class Planned:
    """A plan with what it rests on: the due units by id, and those that cannot be planned without a population.

    `comparison` None: no solver was asked.
    """

    wanted: Wanted
    first_day: date
    plan: Plan
    cadence: Cadence
    enough: Enough
    comparison: Comparison | None
    units: Mapping[str, DueUnit]
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
        # What the clock alone begins, such as a cordon ordered for later, leaves the revision as it was.
        key = (snapshot.revision, snapshot.valid_from, repr(wanted))
        kept = self._kept.get(key)
        if kept is not None:
            return kept
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
    units = due_units(
        snapshot,
        on=first_day,
        district_codes=None if wanted.district_code is None else {wanted.district_code},
        coming=True,
    )
    demands = demands_of(snapshot, [each for each in units if each.people_to_sample is not None])
    would_do = enough(
        demands, pool_size=wanted.capacity.pool_size, first_day=first_day, days=wanted.days, split=wanted.split
    )
    plan, comparison = _made(demands, wanted, first_day, would_do.samples_per_day)
    return Planned(
        wanted=wanted,
        first_day=first_day,
        plan=plan,
        cadence=cadence(demands, wanted.capacity),
        enough=would_do,
        comparison=comparison,
        units={each.unit_id: each for each in units},
        without_population=tuple(each.unit_id for each in units if each.people_to_sample is None),
    )


def demands_of(snapshot: ZoneSnapshot, units: Sequence[DueUnit]) -> list[Demand]:
    """What is due, or will be, as a plan takes it; units without a known population are left out.

    A round of a whole ward also serves the campaigns that ask for the ward: a ward that is sampled every few days, or
    that several campaigns ask for, is planned once, by the earliest last day of all of them.
    """
    wards = {each.unit_id: each for each in units if each.kind is UnitKind.WARD and _is_dated(each)}
    found: list[Demand] = []
    asked_once: dict[str, DueUnit] = {}
    for each in units:
        code = each.ward_codes[0] if each.ward_codes else ""
        if each.kind is UnitKind.CAMPAIGN and code in wards:
            wards[code] = _with_campaign(wards[code], each)
        elif each.kind is UnitKind.CAMPAIGN:
            first = asked_once.get(code)
            asked_once[code] = each if first is None or _last(each) < _last(first) else first
    for each in units:
        if each.kind is UnitKind.CORDON:
            found.append(_demand(snapshot, each))
        elif each.kind is UnitKind.WARD and (each.unit_id in wards or each.unit_id not in asked_once):
            found.append(_demand(snapshot, wards.get(each.unit_id, each)))
    found += [_demand(snapshot, each) for each in asked_once.values()]
    return found


def _demand(snapshot: ZoneSnapshot, unit: DueUnit) -> Demand:
    assert unit.people_to_sample is not None  # those without a population are left out before
    return Demand(
        unit_id=unit.unit_id,
        kind=unit.kind.value,
        district_code=_teams_of(snapshot, unit),
        rank=_rank(snapshot, unit),
        people=unit.people_to_sample,
        due_from=unit.due_from,
        due_by=unit.due_by,
        interval_days=unit.interval_days,
        people_again=people_of_round(snapshot, unit),
    )


def _teams_of(snapshot: ZoneSnapshot, unit: DueUnit) -> str | None:
    """The district whose capacity a unit takes; of a cordon across districts that of its first ward."""
    zone = snapshot.by_code.get(unit.ward_codes[0]) if unit.ward_codes else None
    return unit.district_code or (None if zone is None else zone.ward.district_code)


def _rank(snapshot: ZoneSnapshot, unit: DueUnit) -> int:
    """A cordon is as tight as the tightest level; `unknown` is an other area, like the lowest."""
    if unit.kind is UnitKind.CAMPAIGN:
        return CAMPAIGN_RANK
    levels = snapshot.policy.levels
    if unit.kind is UnitKind.CORDON:
        return max(each.rank for each in levels)
    return snapshot.policy.rank_of.get(unit.level or "", levels[0].rank)


def people_of_round(snapshot: ZoneSnapshot, unit: DueUnit) -> int | None:
    """How many people a whole round of a ward or a cordon must meet; None where it is not known, and of campaigns."""
    population = None if unit.kind is UnitKind.CAMPAIGN else population_of(snapshot, unit)
    return None if population is None else -(-population * snapshot.policy.complete_pct // 100)


def population_of(snapshot: ZoneSnapshot, unit: DueUnit) -> int | None:
    """Who lives in the cordon, or in the ward, that a unit is about; None where it is not known."""
    if unit.kind is UnitKind.CORDON:
        return next((each.population for each in snapshot.cordons if each.cordon_id == unit.unit_id), None)
    return snapshot.by_code[unit.ward_codes[0]].ward.population


def _with_campaign(ward: DueUnit, campaign: DueUnit) -> DueUnit:
    """A ward by the earlier last day; where that is before its own window, from the campaign's first day on."""
    due_by = _earliest(ward.due_by, campaign.due_by)
    is_before = due_by is not None and due_by < ward.due_from
    return replace(ward, due_by=due_by, due_from=min(ward.due_from, campaign.due_from) if is_before else ward.due_from)


def _is_dated(unit: DueUnit) -> bool:
    return unit.due_by is not None


def _earliest(one: date | None, other: date | None) -> date | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _last(unit: DueUnit) -> date:
    return unit.due_by or date.max


def _made(
    demands: Sequence[Demand], wanted: Wanted, first_day: date, samples_enough: int | None
) -> tuple[Plan, Comparison | None]:
    if wanted.solver == "optimal":
        solved = plan_optimal(
            demands,
            wanted.capacity,
            first_day=first_day,
            days=wanted.days,
            split=wanted.split,
            samples_enough=samples_enough,
        )
        return solved.plan, solved.comparison
    plan = plan_greedy(
        demands,
        wanted.capacity,
        first_day=first_day,
        days=wanted.days,
        split=wanted.split,
        samples_enough=samples_enough,
    )
    return plan, None


def _first_day(snapshot: ZoneSnapshot, wanted: date | None) -> date:
    first = snapshot.open_day if wanted is None else wanted
    last = snapshot.open_day + timedelta(days=FARTHEST_START)
    if snapshot.open_day <= first <= last:
        return first
    raise InvalidValue(
        "/from",
        vi=f"from là ngày {first:%d/%m/%Y}; kế hoạch bắt đầu từ hôm nay {snapshot.open_day:%d/%m/%Y}, "
        f"chậm nhất là ngày {last:%d/%m/%Y}.",
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
