"""Orders on rings: what may follow what, from when it stands, what is refused and where; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import shapely
from sqlalchemy import Engine

from app.domain.errors import (
    InvalidValue,
    NotYourDistrict,
    OutbreakStateConflict,
    RingStateConflict,
    RoleRequired,
)
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.vocabulary import BoundaryStatus, LockdownLayer, RingStatus
from app.services.ring_drawing import WantedRings
from app.services.ring_states import RingState, ring_state
from app.services.ring_versions import dated_versions
from app.services.zone_snapshots import past_snapshot
from app.storage.rings import StoredRing, ring_versions, rings_at
from tests.site import CITY, REPORTER_001, SUPERVISOR_001, TODAY, Site, day, hanoi, import_register, open_site
from tests.worlds import square

HAMLET = square(1.2, 1.2, width=0.5, height=0.5)
"""A place inside ward E."""
HOUR = timedelta(hours=1)
SMALL, LARGE = WantedRings(RingRequest(RingMode.ADMINISTRATIVE)), WantedRings(RingRequest(RingMode.CONTIGUITY, order=2))
METRES = RingRequest(RingMode.DISTANCE, next_m=300, outer_m=900)
USUAL = WantedRings(RingRequest())
ID = "OB0001"

Act = Callable[[Site], object]
ACTS: dict[str, Act] = {
    "propose": lambda site: site.propose(ID, SMALL),
    "issue": lambda site: site.issue(ID),
    "extend": lambda site: site.extend(ID, LARGE, reason="lan rộng"),
    "shrink": lambda site: site.shrink(ID, SMALL, reason="khoanh gọn"),
    "lift": lambda site: site.lift(ID),
}
REACHED: dict[str, tuple[str, ...]] = {
    "proposed": (),
    "issued": ("issue",),
    "extended": ("issue", "extend"),
    "shrunk": ("issue", "shrink"),
    "lifted": ("issue", "lift"),
}
ALLOWED = {
    "proposed": {"propose", "issue", "lift"},
    "issued": {"extend", "shrink", "lift"},
    "extended": {"extend", "shrink", "lift"},
    "shrunk": {"extend", "shrink", "lift"},
    "lifted": {"propose"},
}


@pytest.fixture
def site(engine: Engine) -> Site:
    site = open_site(engine)
    site.declare("E")
    return site


def versions(site: Site) -> list[StoredRing]:
    with site.read_sessions() as session:
        return ring_versions(session, outbreak_id=ID)


def state(site: Site) -> RingState:
    with site.read_sessions() as session:
        return ring_state(session, ID, at=site.clock.now)


def said(site: Site) -> list[str]:
    return [each.action.value for each in versions(site)]


def layers(site: Site, at: datetime | None = None) -> dict[str, str]:
    """The layer of every ward now, or as it was in force then."""
    with site.read_sessions() as session:
        snapshot = site.snapshot() if at is None else past_snapshot(session, rules=site.rules, at=at)
    return {each.ward.code: each.layer.layer.value for each in snapshot.zones if each.layer is not None}


@pytest.mark.parametrize("reached", REACHED)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_follows_some_states_and_is_refused_in_the_others(site: Site, reached: str, act: str) -> None:
    for step in REACHED[reached]:
        ACTS[step](site)
    before = said(site)
    if act in ALLOWED[reached]:
        ACTS[act](site)
        assert len(said(site)) == len(before) + 1
    else:
        with pytest.raises(RingStateConflict):
            ACTS[act](site)
        assert said(site) == before


def test_a_version_keeps_the_order_that_made_it(site: Site) -> None:
    site.issue(ID, planned_end=day(14), reason="ổ dịch mới")
    site.extend(ID, LARGE, planned_end=day(20), reason="lan rộng")
    _, issued, extended = versions(site)
    assert (issued.action, issued.planned_end, issued.reason) == ("issue", day(14), "ổ dịch mới")
    assert (extended.document_number, extended.planned_end, extended.mode) == ("4/QĐ-UBND", day(20), "contiguity")
    assert extended.parameters["order"] == 2
    assert (extended.recorded_by, extended.recorded_revision) == (CITY.username, site.revision())


def test_a_later_start_leaves_the_order_before_in_force_until_its_minute(site: Site) -> None:
    site.issue(ID)
    start = site.clock.now + HOUR
    site.shrink(ID, SMALL, reason="khoanh gọn", starts_at=start)
    assert (state(site).standing.version, [each.version for each in state(site).pending]) == (2, [3])
    assert layers(site)["B"] == "next"
    site.clock.now = start - timedelta(microseconds=1)
    assert "B" in layers(site)
    assert site.snapshot().valid_until == start
    site.clock.now = start
    assert layers(site) == {"E": "core", **dict.fromkeys("ABDG", "outer")}
    assert site.snapshot().valid_from == start
    assert site.snapshot().rings_to_come == ()


def test_rings_at_a_past_instant_are_those_in_force_then(site: Site) -> None:
    moments = []
    for act in ("issue", "extend", "lift"):
        site.clock.move(HOUR)
        ACTS[act](site)
        moments.append(site.clock.now)
    before = [len(layers(site, at)) for at in moments]
    site.clock.move(HOUR)
    site.propose(ID, SMALL)
    assert [len(layers(site, at)) for at in moments] == before == [7, 9, 0]


def test_lifted_rings_weigh_nothing_on_the_state_of_the_site(site: Site) -> None:
    site.declare("A")
    site.lift(ID)
    with site.read_sessions() as session:
        lifted, standing = rings_at(session, site.clock.now)
    assert (lifted.status, lifted.layers, dict(lifted.ward_layers)) == (RingStatus.LIFTED, (), {})
    assert len(standing.layers) == 3


def test_a_lift_may_begin_later_too(site: Site) -> None:
    site.issue(ID)
    site.lift(ID, starts_at=site.clock.now + HOUR)
    assert layers(site)["E"] == "core"
    site.clock.move(HOUR)
    assert layers(site) == {}


def test_the_newest_order_that_has_begun_replaces_one_that_waits(site: Site) -> None:
    site.issue(ID)
    site.extend(ID, LARGE, reason="lan rộng", starts_at=site.clock.now + 2 * HOUR)
    site.lift(ID, starts_at=site.clock.now + HOUR)
    assert [each.action.value for each in state(site).pending] == ["lift"]
    site.clock.move(3 * HOUR)
    assert layers(site) == {}


def test_an_order_that_follows_one_in_waiting_is_held_against_it(site: Site) -> None:
    site.issue(ID, starts_at=site.clock.now + HOUR)
    with pytest.raises(RingStateConflict, match="proposed"):
        site.shrink(ID, SMALL, reason="sớm quá")
    assert site.shrink(ID, SMALL, reason="sau đó", starts_at=site.clock.now + 2 * HOUR).version == 3


def test_a_shrink_before_an_extension_in_waiting_must_not_tighten_either(site: Site) -> None:
    site.issue(ID)
    site.lift(ID, starts_at=site.clock.now + 2 * HOUR)
    with pytest.raises(RingStateConflict) as caught:
        site.shrink(ID, SMALL, reason="huỷ lệnh gỡ", starts_at=site.clock.now + HOUR)
    assert caught.value.extensions["compared_with_version"] == 3


def test_nobody_proposes_over_an_order_in_waiting(site: Site) -> None:
    site.issue(ID, starts_at=site.clock.now + HOUR)
    with pytest.raises(RingStateConflict, match="2/QĐ-UBND"):
        site.propose(ID, SMALL)


def test_a_planned_end_that_passes_lifts_nothing(site: Site) -> None:
    site.issue(ID, planned_end=TODAY)
    ends = []
    for moment in (hanoi(TODAY, 23, 59), hanoi(day(1), 0)):
        site.clock.now = moment
        ends.append(state(site).is_past_planned_end(site.rules.clock.calendar_day(moment)))
        assert layers(site)["E"] == "core"
    assert ends == [False, True]


@pytest.mark.parametrize(("offset", "is_taken"), [(-1, False), (0, True), (1, True)])
def test_a_planned_end_is_no_earlier_than_the_start(site: Site, offset: int, is_taken: bool) -> None:
    if is_taken:
        assert site.issue(ID, planned_end=day(offset)).planned_end == day(offset)
    else:
        with pytest.raises(InvalidValue) as caught:
            site.issue(ID, planned_end=day(offset))
        assert caught.value.errors[0].pointer == "/planned_end"


@pytest.mark.parametrize(
    ("act", "planned_end", "is_taken"),
    [("extend", 15, True), ("extend", 14, False), ("extend", 13, False), ("shrink", 13, True), ("shrink", 15, False)],
)
def test_an_extension_ends_later_and_a_shrinking_earlier(
    site: Site, act: str, planned_end: int, is_taken: bool
) -> None:
    site.issue(ID, planned_end=day(14))
    order = {"extend": site.extend, "shrink": site.shrink}[act]
    if is_taken:
        assert order(ID, planned_end=day(planned_end), reason="x").planned_end == day(planned_end)
    else:
        with pytest.raises(InvalidValue):
            order(ID, planned_end=day(planned_end), reason="x")


def test_an_extension_that_would_loosen_says_where(site: Site) -> None:
    site.issue(ID)
    with pytest.raises(RingStateConflict, match="shrink afterwards") as caught:
        site.extend(ID, SMALL, reason="x")
    places = caught.value.extensions["places"]
    assert isinstance(places, list)
    assert {(each["ward_code"], each["layer_before"], each["layer_after"]) for each in places} == {
        ("B", "next", "outer"),
        ("D", "next", "outer"),
        ("F", "next", None),
        ("H", "next", None),
    }
    ward = site.snapshot().register.ward("F").shape
    (where,) = [each for each in places if each["ward_code"] == "F"]
    assert shapely.covers(ward, shapely.Point(where["lon"], where["lat"]))
    assert where["area_m2"] > 1000


def test_a_shrinking_that_would_tighten_says_where(site: Site) -> None:
    site.issue(ID)
    with pytest.raises(RingStateConflict, match="extend first") as caught:
        site.shrink(ID, LARGE, reason="x")
    places = caught.value.extensions["places"]
    assert isinstance(places, list)
    assert ("A", "outer", "next") in {(each["ward_code"], each["layer_before"], each["layer_after"]) for each in places}


def test_drawing_the_same_again_is_both_an_extension_and_a_shrinking(site: Site) -> None:
    site.issue(ID)
    site.extend(ID, USUAL, reason="nhắc lại")
    assert site.shrink(ID, USUAL, reason="nhắc lại").version == 4


@pytest.mark.parametrize("act", ["extend", "shrink"])
def test_an_order_that_changes_nothing_is_refused(site: Site, act: str) -> None:
    site.issue(ID, planned_end=day(14))
    with pytest.raises(InvalidValue, match="Nothing to"):
        getattr(site, act)(ID, reason="x", planned_end=day(14))


def test_rings_shrink_round_a_smaller_core_than_the_declared_one(site: Site) -> None:
    site.issue(ID)
    ring = site.shrink(
        ID, WantedRings(RingRequest(), place=HAMLET, place_sent={"type": "Polygon"}), reason="khoanh gọn"
    )
    assert ring.ward_layers["E"] == (LockdownLayer.CORE, True)
    assert (ring.parameters["ward_codes"], ring.parameters["place"]) == (["E"], {"type": "Polygon"})


def test_moving_rings_takes_an_extension_and_then_a_shrinking(site: Site) -> None:
    site.issue(ID)
    beside = WantedRings(RingRequest(), ward_codes=("D",))
    with pytest.raises(RingStateConflict):
        site.shrink(ID, beside, reason="dời")
    site.extend(ID, WantedRings(RingRequest(RingMode.CONTIGUITY, order=2), ward_codes=("D", "E")), reason="đóng trước")
    site.shrink(ID, beside, reason="mở sau")
    assert layers(site)["D"] == "core"


def test_cut_rings_on_schematic_boundaries_need_an_override_to_be_extended(engine: Engine) -> None:
    site = open_site(engine, status=BoundaryStatus.SCHEMATIC)
    site.declare("E")
    site.issue(ID)
    metres = WantedRings(RingRequest(RingMode.DISTANCE, next_m=5000.0, outer_m=9000.0))
    with pytest.raises(RingStateConflict, match="schematic"):
        site.extend(ID, metres, reason="x")
    assert site.extend(ID, metres, reason="x", override_schematic=True).status is RingStatus.ISSUED


def test_a_proposal_cut_on_boundaries_that_were_replaced_is_drawn_anew_before_it_is_issued(engine: Engine) -> None:
    site = open_site(engine, status=BoundaryStatus.SCHEMATIC)
    site.declare(place=HAMLET, rings=METRES)
    import_register(site, without="I", valid_from=TODAY)
    with pytest.raises(RingStateConflict, match="boundaries that were replaced"):
        site.issue(ID)
    site.propose(ID, WantedRings(METRES))
    assert site.issue(ID).status is RingStatus.ISSUED


def test_another_core_needs_somebody_who_answers_for_its_districts(site: Site) -> None:
    site.issue(ID)
    wanted = WantedRings(RingRequest(RingMode.CONTIGUITY, order=2), ward_codes=("E", "F"))
    with pytest.raises(NotYourDistrict, match="017"):
        site.extend(ID, wanted, reason="x", caller=SUPERVISOR_001)
    site.extend(ID, wanted, reason="x")
    with pytest.raises(NotYourDistrict, match="017"):
        site.lift(ID, caller=SUPERVISOR_001)


@pytest.mark.parametrize(
    "rings",
    [
        RingRequest(RingMode.MANUAL, layers={LockdownLayer.CORE: square(2, 1)}),
        RingRequest(RingMode.DISTANCE, core_m=5000, next_m=100),
    ],
    ids=["drawn", "grown"],
)
def test_a_core_in_another_district_needs_somebody_who_answers_for_it(engine: Engine, rings: RingRequest) -> None:
    site = open_site(engine)
    with pytest.raises(NotYourDistrict, match="017"):
        site.declare("A", rings=rings, caller=SUPERVISOR_001)
    site.declare("A", caller=SUPERVISOR_001)
    with pytest.raises(NotYourDistrict, match="017"):
        site.propose(ID, WantedRings(rings), caller=SUPERVISOR_001)
    site.propose(ID, WantedRings(rings))
    with pytest.raises(NotYourDistrict, match="017"):
        site.issue(ID, caller=SUPERVISOR_001)


def test_a_reporter_proposes_and_orders_nothing(site: Site) -> None:
    site.propose(ID, SMALL, caller=REPORTER_001)
    for act in (site.extend, site.shrink):
        with pytest.raises(RoleRequired):
            act(ID, USUAL, reason="x", caller=REPORTER_001)


def test_no_rings_are_proposed_for_a_closed_outbreak(site: Site) -> None:
    site.change(ID, closed_on=TODAY)
    with pytest.raises(OutbreakStateConflict):
        site.propose(ID, SMALL)


def test_the_log_says_when_each_version_stood(site: Site) -> None:
    declared = site.clock.now
    site.clock.move(HOUR)
    site.issue(ID, starts_at=declared + 2 * HOUR)
    site.clock.move(2 * HOUR)
    site.lift(ID)
    with site.read_sessions() as session:
        spans = [(each.stands_from, each.stands_until) for each in dated_versions(session, ID)]
    lifted = spans[2][0]
    assert lifted is not None
    assert spans[1:] == [(declared + 2 * HOUR, lifted), (lifted, None)]
    assert spans[0][1] == declared + 2 * HOUR


def test_history_can_be_replayed_after_orders(site: Site) -> None:
    site.issue(ID, starts_at=site.clock.now + HOUR)
    site.clock.move(2 * HOUR)
    site.extend(ID, LARGE, reason="x")
    site.close_day()
    assert site.differences() == ()


def test_a_day_is_named_by_the_local_calendar(site: Site) -> None:
    late = hanoi(TODAY, 23, 30)
    with pytest.raises(InvalidValue):
        site.issue(ID, starts_at=late + HOUR, planned_end=date(TODAY.year, TODAY.month, TODAY.day))
