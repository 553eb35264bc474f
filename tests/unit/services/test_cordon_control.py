"""Cordons and areas on a database: who may, what is refused and why, what every reader then sees."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from shapely import Point
from sqlalchemy import Engine

from app.domain.areas import AreaKind
from app.domain.cordons import Cordon, CordonStatus
from app.domain.errors import (
    AreaStateConflict,
    CordonStateConflict,
    InvalidGeometry,
    InvalidValue,
    NotYourDistrict,
    RoleRequired,
)
from app.domain.vocabulary import BoundaryStatus, Directive, RingStatus
from app.services.area_status import area_situation
from app.services.cordon_reading import read_cordons
from app.services.drawn_places import PlaceWanted
from app.services.place_orders import standing_orders
from app.storage.cordons import cordon_versions
from tests.cordons import area, end, extend, issue, lift, order, past, propose, shrink
from tests.site import CITY, REPORTER_001, SUPERVISOR_001, TODAY, Site, counts, day, open_site
from tests.worlds import square

HOUR = timedelta(hours=1)
HAMLET = square(1.2, 1.2, width=0.5, height=0.5)
"""A quarter of ward E."""
ACROSS = square(1.5, 1.5, height=0.2)
"""A strip in E and F, two districts."""


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def pass_days(site: Site, days: int) -> None:
    site.clock.move(timedelta(days=days))


def test_a_reporter_proposes_and_only_who_leads_puts_in_force(site: Site) -> None:
    cordon = propose(site, shape=HAMLET, caller=REPORTER_001)
    assert (cordon.cordon_id, cordon.version, cordon.status) == ("KP0001", 1, CordonStatus.PROPOSED)
    assert cordon.ward_codes == ("E",)
    assert cordon.ward_parts["E"] == pytest.approx(0.25, abs=1e-6)
    assert (cordon.population, cordon.population_estimated) == (250, True)
    with pytest.raises(RoleRequired):
        propose(site, shape=HAMLET, caller=REPORTER_001, order=order())
    with pytest.raises(NotYourDistrict):
        propose(site, shape=ACROSS, caller=SUPERVISOR_001, order=order())


def test_it_is_in_force_with_directive_16_in_every_ward_it_meets(site: Site) -> None:
    propose(site, shape=ACROSS, order=order(), population=300)
    snapshot = site.snapshot()
    for code in ("E", "F"):
        zone = snapshot.by_code[code]
        assert [each.cordon_id for each in zone.cordons] == ["KP0001"]
        assert zone.directive is not None
        assert (zone.directive.directive, zone.directive.in_force) == (Directive.D16, True)
    assert snapshot.by_code["A"].directive is None
    assert (snapshot.cordons[0].population, snapshot.cordons[0].population_estimated) == (300, False)


def test_what_is_in_force_counts_before_a_proposed_ring(site: Site) -> None:
    site.declare("E")
    area(site, "E", directive=Directive.D19)
    zone = site.snapshot().by_code["E"]
    assert zone.layer is not None
    assert zone.layer.ring_status is RingStatus.PROPOSED
    assert zone.directive is not None
    assert (zone.directive.directive, zone.directive.in_force) == (Directive.D19, True)


def test_the_planned_end_is_fourteen_days_after_the_start_at_least(site: Site) -> None:
    with pytest.raises(InvalidValue, match="at least 14 days"):
        propose(site, "E", order=order(), planned_end=day(13))
    assert propose(site, "E", order=order()).planned_end == day(14)
    proposed = propose(site, "D")
    assert issue(site, proposed.cordon_id, planned_end=day(20)).planned_end == day(20)


def test_an_order_for_later_is_proposed_until_its_minute(site: Site) -> None:
    starts = site.clock.now + HOUR
    propose(site, "E", order=order(starts))
    before = site.snapshot()
    assert (before.cordons[0].status, before.valid_until) == (CordonStatus.PROPOSED, starts)
    site.clock.move(HOUR)
    after = site.snapshot()
    assert (after.cordons[0].status, after.valid_from) == (CordonStatus.IN_FORCE, starts)
    assert after.revision == before.revision


def test_a_lifting_by_the_clock_changes_the_moment_answers_are_of(site: Site) -> None:
    propose(site, "E", order=order())
    ends = site.clock.now + HOUR
    lift(site, "KP0001", order(ends, reason="nhầm"), override=True)
    assert site.snapshot().valid_until == ends
    site.clock.move(HOUR)
    after = site.snapshot()
    assert (after.cordons, after.valid_from) == ((), ends)


def test_an_order_recorded_late_holds_from_its_recording_only(site: Site) -> None:
    monday, noon = site.clock.now - timedelta(days=2), site.clock.now
    site.clock.move(HOUR)
    cordon = propose(site, "E", order=order(monday))
    assert (cordon.starts_at, cordon.planned_end) == (monday, day(12))
    assert past(site, noon).cordons == ()
    assert past(site, site.clock.now).cordons[0].status is CordonStatus.IN_FORCE


def test_lifting_is_refused_until_the_condition_holds_and_says_what_is_missing(site: Site) -> None:
    propose(site, "E", order=order(), last_case_on=TODAY)
    pass_days(site, 13)
    with pytest.raises(CordonStateConflict) as refused:
        lift(site, "KP0001")
    assert refused.value.extensions == {
        "earliest_lift_on": str(day(14)),
        "missing": ["minimum_days", "days_since_last_case"],
    }
    with pytest.raises(CordonStateConflict):
        lift(site, "KP0001", override=True)
    pass_days(site, 1)
    lifted = lift(site, "KP0001")
    assert (lifted.status, lifted.override) == (CordonStatus.LIFTED, False)
    assert site.snapshot().cordons == ()


def test_an_override_with_a_reason_lifts_and_is_kept(site: Site) -> None:
    propose(site, "E", order=order())
    assert lift(site, "KP0001", order(reason="đã di dời"), override=True).override
    with pytest.raises(CordonStateConflict, match="lifted"):
        lift(site, "KP0001")


def test_lockdown_cases_of_its_wards_keep_it_closed(site: Site) -> None:
    propose(site, "E", order=order())
    pass_days(site, 14)
    site.post("E", day(10), counts(lockdown=2))
    site.post("D", day(12), counts(lockdown=2))
    with pytest.raises(CordonStateConflict, match="its wards reported"):
        lift(site, "KP0001")


def test_a_proposal_is_withdrawn_without_any_condition(site: Site) -> None:
    propose(site, "E")
    assert lift(site, "KP0001").status is CordonStatus.LIFTED
    assert site.snapshot().cordons == ()


def test_extending_lets_nothing_go_and_shrinking_takes_nothing_in(site: Site) -> None:
    propose(site, shape=HAMLET, order=order())
    with pytest.raises(CordonStateConflict, match="shrink it"):
        extend(site, "KP0001", place=PlaceWanted(shape=square(1.2, 1.2, width=0.4)))
    with pytest.raises(CordonStateConflict, match="extend it"):
        shrink(site, "KP0001", place=PlaceWanted(ward_codes=("E",)))
    with pytest.raises(InvalidValue, match="does not shorten"):
        extend(site, "KP0001", planned_end=day(13))
    with pytest.raises(InvalidValue, match="does not prolong"):
        shrink(site, "KP0001", planned_end=day(15))
    with pytest.raises(InvalidValue, match="Nothing would change"):
        extend(site, "KP0001", planned_end=day(14))
    grown = extend(site, "KP0001", place=PlaceWanted(ward_codes=("E",)), planned_end=day(20))
    assert (grown.version, grown.population, grown.population_estimated) == (2, 1000, False)
    smaller = shrink(site, "KP0001", place=PlaceWanted(shape=HAMLET), population=240)
    assert (smaller.population, smaller.planned_end) == (240, day(20))


def test_extending_calls_off_a_lifting_still_to_come(site: Site) -> None:
    propose(site, "E", order=order())
    lift(site, "KP0001", order(site.clock.now + HOUR, reason="đã di dời"), override=True)
    prolonged = extend(site, "KP0001", planned_end=day(21))
    assert (prolonged.version, prolonged.status) == (3, CordonStatus.IN_FORCE)
    site.clock.move(2 * HOUR)
    assert [each.planned_end for each in site.snapshot().cordons] == [day(21)]


def test_on_schematic_boundaries_a_polygon_needs_an_explicit_override(engine: Engine) -> None:
    site = open_site(engine, status=BoundaryStatus.SCHEMATIC)
    with pytest.raises(CordonStateConflict, match="override_schematic"):
        propose(site, shape=HAMLET, order=order())
    assert propose(site, shape=HAMLET, order=order(override_schematic=True)).in_force
    assert propose(site, "A", order=order()).in_force
    with pytest.raises(AreaStateConflict, match="override_schematic"):
        area(site, shape=HAMLET)
    assert area(site, shape=HAMLET, document_number=None, signer=None).place is not None


def test_a_place_outside_every_ward_is_refused(site: Site) -> None:
    with pytest.raises(InvalidGeometry):
        propose(site, shape=square(30, 30))


def test_the_list_is_worst_first(site: Site) -> None:
    propose(site, "G")
    propose(site, "E", order=order(), planned_end=day(20))
    propose(site, "D", order=order())
    pass_days(site, 16)
    with site.read_sessions() as session:
        found = read_cordons(session, rules=site.rules, caller=CITY, at=site.clock.now)
    assert [(each.cordon.cordon_id, each.days_left, each.past_planned_end) for each in found] == [
        ("KP0003", -2, True),
        ("KP0002", 4, False),
        ("KP0001", None, False),
    ]


def test_a_point_has_every_cordon_and_area_over_it(site: Site) -> None:
    propose(site, shape=HAMLET, order=order())
    area(site, "E", "F", kind=AreaKind.ZONE_1)
    area(site, shape=ACROSS)
    grounds = {each.order.subject_id: each for each in standing_orders(site.snapshot())}
    outside = Point(square(1.05, 1.05, width=0.05, height=0.05).centroid)
    hamlet, across = grounds["KP0001"].ground, grounds["KV0002"].ground
    assert hamlet is not None
    assert across is not None
    assert (hamlet.covers(HAMLET.centroid), hamlet.covers(outside), across.covers(outside)) == (True, False, False)
    assert (grounds["KV0001"].ground, grounds["KV0001"].ward_codes) == (None, frozenset({"E", "F"}))


def test_only_the_city_draws_the_numbered_areas(site: Site) -> None:
    with pytest.raises(NotYourDistrict):
        area(site, "A", kind=AreaKind.ZONE_2, caller=SUPERVISOR_001)
    assert area(site, "A", kind=AreaKind.GREEN_CLUSTER, caller=SUPERVISOR_001).in_force


def test_an_area_counts_its_wards_by_level_those_partly_inside_apart(site: Site) -> None:
    site.declare("A")
    found = area(site, shape=square(0, 0, width=1.5))
    situation = area_situation(site.snapshot(), found)
    assert (situation.wards, situation.wards_partial, situation.population) == (2, 1, 1500)
    assert [(each.level, each.wards, each.wards_partial, each.population) for each in situation.levels] == [
        ("red", 1, 0, 1000),
        ("orange", 1, 1, 500),
    ]


def test_an_area_ends_at_its_moment_and_what_was_stays_as_it_was(site: Site) -> None:
    area(site, "E", directive=Directive.D15)
    begun = site.clock.now
    ends = begun + HOUR
    end(site, "KV0001", ends)
    assert site.snapshot().valid_until == ends
    site.clock.move(2 * HOUR)
    assert site.snapshot().areas == ()
    assert site.snapshot().by_code["E"].directive is None
    earlier = past(site, begun + HOUR / 2)
    assert [each.directive for each in earlier.areas] == [Directive.D15]
    with pytest.raises(AreaStateConflict):
        end(site, "KV0001")


def versions(site: Site) -> list[Cordon]:
    with site.read_sessions() as session:
        return cordon_versions(session)


def test_the_log_keeps_every_version_whole(site: Site) -> None:
    propose(site, shape=HAMLET, caller=REPORTER_001, households=120)
    issue(site, "KP0001", order(override_schematic=False))
    extend(site, "KP0001", planned_end=date(2021, 9, 30))
    log = versions(site)
    assert [(each.version, each.action.value) for each in log] == [(1, "propose"), (2, "issue"), (3, "extend")]
    assert {each.households for each in log} == {120}
    assert [each.recorded_by for each in log] == ["an", "thanhpho", "thanhpho"]
    assert all(isinstance(each.takes_effect_at, datetime) for each in log)
