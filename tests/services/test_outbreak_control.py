"""Outbreaks and their rings: declared, changed, closed; proposed, issued, lifted; and the levels they give."""

from __future__ import annotations

from datetime import timedelta

import pytest
import shapely
from sqlalchemy import Engine

from app.domain.errors import (
    Conflict,
    FutureReportingDate,
    InvalidGeometry,
    InvalidValue,
    NotYourDistrict,
    OutbreakNotFound,
    OutbreakStateConflict,
    RingStateConflict,
    RoleRequired,
)
from app.domain.records import Outbreak
from app.domain.vocabulary import BoundaryStatus, LockdownLayer, OutbreakSetting, RingStatus
from app.services.outbreak_control import Declaration
from app.services.register import current_register
from app.services.ring_options import preview_rings
from app.services.zone_snapshots import past_snapshot
from app.storage.outbreaks import outbreaks
from app.storage.rings import StoredRing, rings
from tests.site import (
    CITY,
    REPORTER_001,
    REPORTER_017,
    SUPERVISOR_001,
    SUPERVISOR_001_017,
    TODAY,
    WARDS,
    Site,
    day,
    import_register,
    open_site,
)
from tests.worlds import square

MARKET, HOME, SCHOOL = OutbreakSetting.MARKET, OutbreakSetting.RESIDENTIAL, OutbreakSetting.SCHOOL
HAMLET = square(1.2, 1.2, width=0.5, height=0.5)
"""A place inside ward E."""


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def stored(site: Site) -> list[Outbreak]:
    with site.read_sessions() as session:
        return outbreaks(session)


def ring_of(site: Site, outbreak_id: str) -> StoredRing:
    with site.read_sessions() as session:
        return rings(session, outbreak_id=outbreak_id)[0]


def layers(site: Site) -> dict[str, str | None]:
    """The layer of every ward in a ring, with a star where only part of the ward lies in it."""
    return {
        zone.ward.code: f"{zone.layer.layer}{'*' if zone.layer.partial else ''}"
        for zone in site.snapshot().zones
        if zone.layer is not None
    }


def test_outbreaks_are_numbered_in_the_order_of_their_declaration(site: Site) -> None:
    assert [site.declare(ward).outbreak.outbreak_id for ward in "AEI"] == ["OB0001", "OB0002", "OB0003"]


def test_an_outbreak_of_unknown_source_turns_its_ward_red_at_once(site: Site) -> None:
    site.run(day(-1))
    changes = site.declare("E").level_changes
    assert {each.ward_code: each.after for each in changes} == {"E": "red", **dict.fromkeys("BDFH", "orange")}


@pytest.mark.parametrize(
    ("setting", "source_known", "level"),
    [(MARKET, True, "red"), (SCHOOL, True, "red"), (HOME, True, "orange"), (HOME, False, "red")],
)
def test_the_level_follows_setting_and_source(
    site: Site, setting: OutbreakSetting, source_known: bool, level: str
) -> None:
    site.declare("E", setting=setting, source_known=source_known)
    assert site.levels()["E"] == level


def test_linked_wards_elsewhere_are_orange(site: Site) -> None:
    site.declare("A", setting=MARKET, source_known=True, linked_ward_codes=("I",))
    assert site.levels()["I"] == "orange"


def test_a_link_to_an_outbreak_at_home_gives_no_level(site: Site) -> None:
    site.declare("A", source_known=True, linked_ward_codes=("I",))
    assert site.levels()["I"] == "unknown"


def test_a_place_is_found_in_the_wards_it_meets(site: Site) -> None:
    assert site.declare(place=HAMLET).outbreak.ward_codes == ("E",)
    over_the_line = square(1.5, 1.5, width=1, height=0.2)
    assert site.declare(place=over_the_line).outbreak.ward_codes == ("E", "F")
    assert site.declare(place=shapely.centroid(HAMLET)).outbreak.ward_codes == ("E",)


def test_a_place_outside_every_ward_is_refused(site: Site) -> None:
    with pytest.raises(InvalidGeometry):
        site.declare(place=shapely.Point(106.9, 21.1))
    assert stored(site) == []


def test_an_unknown_ward_is_refused_at_its_place_in_the_list(site: Site) -> None:
    with pytest.raises(InvalidValue) as caught:
        site.declare("A", "99999")
    assert caught.value.errors[0].pointer == "/ward_codes/1"
    with pytest.raises(InvalidValue) as caught:
        site.declare("A", linked_ward_codes=("99999",))
    assert caught.value.errors[0].pointer == "/linked_ward_codes/0"


def test_an_outbreak_cannot_open_or_close_on_a_day_not_begun(site: Site) -> None:
    with pytest.raises(FutureReportingDate):
        site.declare("A", opened_on=day(1))
    with pytest.raises(FutureReportingDate):
        site.declare("A", closed_on=day(1))


def test_an_outbreak_cannot_close_before_it_opened(site: Site) -> None:
    with pytest.raises(InvalidValue, match="closed_on"):
        site.declare("A", opened_on=day(-1), closed_on=day(-2))


def test_an_outbreak_declared_late_judges_the_days_since_it_opened(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.run(*(day(offset) for offset in range(-5, 0)))
    site.declare("E", opened_on=day(-3))
    assessment = site.snapshot().by_code["E"].assessment
    assert assessment is not None
    assert (assessment.level, assessment.entered_on) == ("red", day(-3))
    assert site.differences() == ()


def test_an_outbreak_that_is_over_when_it_is_declared_has_its_days_and_no_rings(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.run(*(day(offset) for offset in range(-5, 0)))
    controlled = site.declare("E", opened_on=day(-5), closed_on=day(-3))
    assert controlled.ring.status is RingStatus.LIFTED
    assert site.levels()["E"] == "red"
    assert layers(site) == {}
    assert site.differences() == ()


def test_a_change_is_a_new_version(site: Site) -> None:
    first = site.declare("E").outbreak
    second = site.change(first.outbreak_id, source_known=True, note="đã rõ").outbreak
    assert (second.version, second.source_known, second.note) == (2, True, "đã rõ")
    assert (second.name, second.opened_on, second.ward_codes) == (first.name, first.opened_on, first.ward_codes)
    assert [each.version for each in stored(site)] == [2]
    assert site.levels()["E"] == "orange"


def test_a_change_that_changes_nothing_is_no_version(site: Site) -> None:
    first = site.declare("E", note="x")
    for said in ({}, {"note": "x", "source_known": False}, {"name": first.outbreak.name}):
        again = site.change(first.outbreak.outbreak_id, **said)
        assert again.outbreak == first.outbreak
        assert again.level_changes == ()


def test_linked_wards_can_be_taken_away_again(site: Site) -> None:
    outbreak = site.declare("A", setting=MARKET, linked_ward_codes=("I",)).outbreak
    site.change(outbreak.outbreak_id, linked_ward_codes=())
    assert site.levels()["I"] == "unknown"


def test_a_change_leans_on_the_version_that_was_looked_at(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    site.change(outbreak.outbreak_id, version=1, note="x")
    with pytest.raises(Conflict) as caught:
        site.change(outbreak.outbreak_id, version=1, note="y")
    assert caught.value.extensions == {"current_version": 2}
    assert stored(site)[0].note == "x"


def test_a_closed_outbreak_lifts_its_proposed_rings_and_stays_closed(site: Site) -> None:
    outbreak = site.declare("E", opened_on=day(-2)).outbreak
    closed = site.change(outbreak.outbreak_id, closed_on=TODAY)
    assert (closed.outbreak.closed_on, closed.ring.status) == (TODAY, RingStatus.LIFTED)
    assert layers(site) == {}
    with pytest.raises(OutbreakStateConflict):
        site.change(outbreak.outbreak_id, note="x")


def test_issued_rings_outlive_their_outbreak_until_an_order_lifts_them(site: Site) -> None:
    outbreak = site.declare("E", opened_on=day(-2)).outbreak
    site.issue(outbreak.outbreak_id)
    assert site.change(outbreak.outbreak_id, closed_on=TODAY).ring.status is RingStatus.ISSUED
    assert layers(site)["E"] == "core"
    site.lift(outbreak.outbreak_id)
    assert layers(site) == {}


def test_an_outbreak_does_not_close_before_it_opened(site: Site) -> None:
    outbreak = site.declare("E", opened_on=day(-2)).outbreak
    with pytest.raises(InvalidValue):
        site.change(outbreak.outbreak_id, closed_on=day(-3))


def test_an_outbreak_closed_on_a_past_day_judges_the_days_since_again(site: Site) -> None:
    site.post_zeros(day(-20), day(-1))
    site.run(*(day(offset) for offset in range(-6, 0)))
    outbreak = site.declare("E", opened_on=day(-5)).outbreak
    site.change(outbreak.outbreak_id, closed_on=day(-5))
    assert site.levels()["E"] == "green"
    assert site.differences() == ()


def test_what_was_never_declared_cannot_be_changed_issued_or_lifted(site: Site) -> None:
    for act in (site.change, site.issue, site.lift):
        with pytest.raises(OutbreakNotFound):
            act("OB0404")


def test_a_ward_as_core_has_its_neighbors_next_and_the_rest_of_its_district_outside(site: Site) -> None:
    site.declare("A")
    assert layers(site) == {"A": "core", "B": "next", "D": "next", "E": "outer", "G": "outer"}


def test_the_next_layer_crosses_a_district_line_the_outer_does_not(site: Site) -> None:
    site.declare("E")
    assert layers(site) == {"E": "core", **dict.fromkeys("BDFH", "next"), "A": "outer", "G": "outer"}


def test_a_core_smaller_than_a_ward_leaves_the_rest_of_it_in_the_next_layer(site: Site) -> None:
    site.declare(place=HAMLET)
    assert layers(site)["E"] == "core*"
    ring = ring_of(site, "OB0001")
    shapes = {each.layer: each.shape for each in ring.layers}
    core, rest = shapes[LockdownLayer.CORE], shapes[LockdownLayer.NEXT]
    assert core is not None
    assert rest is not None
    assert shapely.intersection(core, rest).area == pytest.approx(0, abs=1e-12)


def test_a_proposed_ring_says_that_it_is_only_proposed(site: Site) -> None:
    site.declare("E")
    layer = site.snapshot().by_code["E"].layer
    assert layer is not None
    assert (layer.ring_status, layer.directive) == (RingStatus.PROPOSED, "16")


def test_an_issued_ring_names_its_order(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    site.issue(outbreak.outbreak_id, caller=SUPERVISOR_001_017)
    ring = ring_of(site, outbreak.outbreak_id)
    assert (ring.version, ring.status, ring.document_number, ring.signer) == (
        2,
        RingStatus.ISSUED,
        "2/QĐ-UBND",
        "Chủ tịch",
    )
    layer = site.snapshot().by_code["E"].layer
    assert layer is not None
    assert layer.ring_status is RingStatus.ISSUED


def test_an_order_that_begins_later_leaves_the_ring_proposed_until_then(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    site.issue(outbreak.outbreak_id, starts_at=site.clock.now + timedelta(hours=2))
    found = []
    for _ in range(2):
        layer = site.snapshot().by_code["E"].layer
        assert layer is not None
        found.append(layer.ring_status)
        site.clock.move(timedelta(hours=2))
    assert found == [RingStatus.PROPOSED, RingStatus.ISSUED]


def test_only_proposed_rings_can_be_issued(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    site.issue(outbreak.outbreak_id)
    with pytest.raises(RingStateConflict, match="issued"):
        site.issue(outbreak.outbreak_id)
    site.lift(outbreak.outbreak_id)
    with pytest.raises(RingStateConflict, match="lifted"):
        site.issue(outbreak.outbreak_id)


def test_lifted_rings_cannot_be_lifted_again(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    site.lift(outbreak.outbreak_id)
    with pytest.raises(RingStateConflict):
        site.lift(outbreak.outbreak_id)


def test_a_lifted_ring_was_there_before(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    then = site.clock.now + timedelta(minutes=1)
    site.clock.move(timedelta(minutes=2))
    site.lift(outbreak.outbreak_id)
    with site.read_sessions() as session:
        past = past_snapshot(session, rules=site.rules, at=then).by_code["E"].layer
    assert past is not None
    assert past.layer is LockdownLayer.CORE
    assert layers(site) == {}


@pytest.mark.parametrize("override", [False, True])
def test_on_schematic_boundaries_a_polygon_ring_is_issued_only_with_an_override(engine: Engine, override: bool) -> None:
    site = open_site(engine, status=BoundaryStatus.SCHEMATIC)
    outbreak = site.declare(place=HAMLET).outbreak
    if override:
        assert site.issue(outbreak.outbreak_id, override_schematic=True).status is RingStatus.ISSUED
    else:
        with pytest.raises(RingStateConflict, match="schematic"):
            site.issue(outbreak.outbreak_id)


@pytest.mark.parametrize("place", [None, shapely.centroid(HAMLET)])
def test_on_schematic_boundaries_whole_wards_are_issued_without_override(
    engine: Engine, place: shapely.Point | None
) -> None:
    site = open_site(engine, status=BoundaryStatus.SCHEMATIC)
    outbreak = site.declare(*("E" if place is None else ""), place=place).outbreak
    assert site.issue(outbreak.outbreak_id).status is RingStatus.ISSUED


def test_of_two_rings_a_ward_has_the_stricter_layer(site: Site) -> None:
    site.declare("A")
    site.declare("B")
    assert layers(site)["A"] == "core"
    assert layers(site)["B"] == "core"


def test_of_two_equal_layers_the_issued_one_speaks(site: Site) -> None:
    site.declare("E")
    second = site.declare("E").outbreak
    site.issue(second.outbreak_id)
    layer = site.snapshot().by_code["E"].layer
    assert layer is not None
    assert (layer.outbreak_id, layer.ring_status) == (second.outbreak_id, RingStatus.ISSUED)


def test_an_outbreak_over_two_districts_needs_somebody_who_answers_for_both(site: Site) -> None:
    for caller, missing in ((REPORTER_001, "017"), (REPORTER_017, "001")):
        with pytest.raises(NotYourDistrict, match=missing):
            site.declare("E", "F", caller=caller)
    assert stored(site) == []
    assert site.declare("E", "F", caller=SUPERVISOR_001_017).outbreak.version == 1


def test_linking_a_ward_of_another_district_needs_somebody_who_answers_for_it(site: Site) -> None:
    with pytest.raises(NotYourDistrict, match="017"):
        site.declare("A", setting=MARKET, linked_ward_codes=("I",), caller=REPORTER_001)
    outbreak = site.declare("A", setting=MARKET, caller=REPORTER_001).outbreak
    with pytest.raises(NotYourDistrict, match="017"):
        site.change(outbreak.outbreak_id, linked_ward_codes=("I",), caller=REPORTER_001)
    site.change(outbreak.outbreak_id, linked_ward_codes=("I",), caller=CITY)
    assert site.levels()["I"] == "orange"


def test_nobody_changes_issues_or_lifts_for_another_district(site: Site) -> None:
    outbreak = site.declare("I").outbreak
    with pytest.raises(NotYourDistrict):
        site.change(outbreak.outbreak_id, note="x", caller=REPORTER_001)
    for act in (site.issue, site.lift):
        with pytest.raises(NotYourDistrict):
            act(outbreak.outbreak_id, caller=SUPERVISOR_001)


def test_a_reporter_neither_issues_nor_lifts(site: Site) -> None:
    outbreak = site.declare("A").outbreak
    for act in (site.issue, site.lift):
        with pytest.raises(RoleRequired):
            act(outbreak.outbreak_id, caller=REPORTER_001)


def test_a_preview_shows_the_rings_and_writes_nothing(site: Site) -> None:
    declaration = Declaration(
        name=None,
        place=HAMLET,
        ward_codes=(),
        linked_ward_codes=(),
        source_known=False,
        setting=HOME,
        opened_on=TODAY,
    )
    revision = site.revision()
    with site.read_sessions() as session:
        preview = preview_rings(
            session,
            rules=site.rules,
            snapshot=site.snapshot(),
            register=current_register(session),
            declaration=declaration,
            case_points=None,
            now=site.clock.now,
        )
    assert preview.option.plan.ward_layers["E"] == (LockdownLayer.CORE, True)
    assert site.revision() == revision
    assert stored(site) == []


def test_a_ward_no_longer_in_the_register_does_not_stop_its_outbreak_from_closing(site: Site) -> None:
    outbreak = site.declare("I", "H", opened_on=day(-2)).outbreak
    import_register(site, without="I", valid_from=TODAY)
    site.change(outbreak.outbreak_id, closed_on=TODAY)
    assert set(site.levels()) == set(WARDS) - {"I"}
    assert site.differences() == ()


def test_the_history_of_an_outbreak_can_be_replayed(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.run(day(-2), day(-1))
    outbreak = site.declare("E", opened_on=day(-2)).outbreak
    site.clock.move(timedelta(hours=1))
    site.change(outbreak.outbreak_id, source_known=True)
    site.close_day()
    site.change(outbreak.outbreak_id, closed_on=TODAY)
    site.close_day()
    assert site.differences() == ()
