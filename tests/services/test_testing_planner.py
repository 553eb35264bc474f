"""What a plan is made of: wards by their duty, cordons, campaigns, each person asked for once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app.domain.testing_capacity import Capacity
from app.services.testing_due import DueUnit, UnitKind
from app.services.testing_planner import PlannerDesk, Wanted, demands_of
from app.services.zone_status import ZoneSnapshot
from tests.site import TODAY, day, open_site


@pytest.fixture
def snapshot(engine: Engine) -> ZoneSnapshot:
    return open_site(engine).snapshot()


IN_TIME = day(3)


def unit(kind: UnitKind = UnitKind.WARD, code: str = "E", *, by: date | None = IN_TIME, **said: object) -> DueUnit:
    made = DueUnit(
        kind=kind,
        unit_id=f"CD0001:{code}" if kind is UnitKind.CAMPAIGN else code,
        name=code,
        ward_codes=(code,),
        district_code="001",
        district_name="Quận 001",
        level="red",
        interval_days=(2, 3) if kind is UnitKind.WARD else None,
        due_from=TODAY,
        due_by=by,
        overdue_days=0,
        people_to_sample=600,
        last_round_on=None,
    )
    return replace(made, **said)  # type: ignore[arg-type]


def test_a_round_under_way_leaves_the_rest_and_everybody_the_next_time(snapshot: ZoneSnapshot) -> None:
    (demand,) = demands_of(snapshot, [unit()])
    assert (demand.people, demand.each_round, demand.rank) == (600, 1000, snapshot.policy.rank_of["red"])


def test_a_ward_that_is_sampled_anyway_serves_the_campaign_by_the_earlier_day(snapshot: ZoneSnapshot) -> None:
    campaign = unit(UnitKind.CAMPAIGN, by=day(1))
    (demand,) = demands_of(snapshot, [unit(), campaign])
    assert (demand.kind, demand.due_by, demand.interval_days) == ("ward", day(1), (2, 3))
    (demand,) = demands_of(snapshot, [unit(), replace(campaign, due_by=day(9))])
    assert demand.due_by == day(3)


def test_a_campaign_that_ends_before_the_window_of_a_ward_opens_it(snapshot: ZoneSnapshot) -> None:
    ward = unit(due_from=day(2), by=day(3))
    campaign = unit(UnitKind.CAMPAIGN, due_from=day(-5), by=day(1))
    (demand,) = demands_of(snapshot, [ward, campaign])
    assert (demand.due_from, demand.due_by) == (day(-5), day(1))
    (demand,) = demands_of(snapshot, [ward, replace(campaign, due_by=day(2))])
    assert (demand.due_from, demand.due_by) == (day(2), day(2))


def test_a_ward_due_once_by_no_day_takes_the_day_of_the_campaign(snapshot: ZoneSnapshot) -> None:
    once = unit(by=None, interval_days=None, level="green")
    other = unit(UnitKind.CAMPAIGN, by=day(5), unit_id="CD0002:E")
    (demand,) = demands_of(snapshot, [once, unit(UnitKind.CAMPAIGN, by=day(9)), other])
    assert (demand.kind, demand.unit_id, demand.due_by, demand.rank) == ("campaign", "CD0002:E", day(5), 0)


def test_a_cordon_is_a_unit_of_its_own_and_as_tight_as_red(snapshot: ZoneSnapshot) -> None:
    cordon = unit(UnitKind.CORDON, unit_id="KP0001", level=None, interval_days=(2, 3), people_to_sample=80)
    found = {each.unit_id: each for each in demands_of(snapshot, [unit(), cordon])}
    assert found.keys() == {"E", "KP0001"}
    assert (found["KP0001"].rank, found["KP0001"].each_round) == (snapshot.policy.rank_of["red"], 80)


def test_a_cordon_across_districts_takes_the_capacity_of_the_district_of_its_first_ward(snapshot: ZoneSnapshot) -> None:
    cordon = unit(UnitKind.CORDON, unit_id="KP0001", ward_codes=("F", "E"), district_code=None, level=None)
    (demand,) = demands_of(snapshot, [cordon])
    assert demand.district_code == snapshot.by_code["F"].ward.district_code


def test_a_plan_that_is_kept_is_not_answered_once_the_clock_has_changed_something(snapshot: ZoneSnapshot) -> None:
    desk, wanted = PlannerDesk(), Wanted(Capacity(samples_per_day=9_000), solver="optimal")
    first = desk.ask(snapshot, wanted)
    assert desk.ask(snapshot, wanted) is first
    assert desk.ask(replace(snapshot, valid_from=snapshot.valid_from + timedelta(hours=1)), wanted) is not first


def test_unknown_is_an_other_area(snapshot: ZoneSnapshot) -> None:
    (demand,) = demands_of(snapshot, [unit(level="unknown")])
    assert demand.rank == snapshot.policy.levels[0].rank
    assert demand.due_from + timedelta(days=3) == demand.due_by
