"""What is in force in every ward: now, at a past instant, as known then; one composition for every reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.domain.vocabulary import UNKNOWN, DataStatus
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.engine import create_database_engine
from tests.services.test_reclassification import before_a_loosening
from tests.site import TODAY, WARDS, Site, counts, day, hanoi, open_site

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def past(site: Site, at: datetime, as_known_at: datetime | None = None) -> ZoneSnapshot:
    with site.read_sessions() as session:
        return past_snapshot(session, rules=site.rules, at=at, as_known_at=as_known_at)


def told(snapshot: ZoneSnapshot) -> tuple[object, ...]:
    """All that a snapshot says of the wards."""
    return snapshot.revision, snapshot.as_of, snapshot.policy.id, snapshot.zones


def zone(site: Site, ward: str) -> ZoneStatus:
    return site.snapshot().by_code[ward]


def test_every_ward_has_one_status_by_ascending_code(site: Site) -> None:
    assert [each.ward.code for each in site.snapshot().zones] == list(WARDS)


def test_a_ward_never_judged_is_unknown_and_without_data(site: Site) -> None:
    found = zone(site, "A")
    assert (found.level, found.computed_level, found.decided, found.effective_from) == (UNKNOWN, UNKNOWN, False, None)
    assert found.data_status is DataStatus.MISSING
    assert site.snapshot().as_of is None


def test_as_of_is_the_newest_day_judged_of_any_ward(site: Site) -> None:
    site.run(day(-1))
    assert site.snapshot().as_of == day(-1)
    site.post("A")
    assert site.snapshot().as_of == TODAY
    assert zone(site, "I").assessment is not None
    assert zone(site, "I").assessment.as_of == day(-1)  # type: ignore[union-attr]


def test_the_data_status_tells_how_much_of_the_window_was_reported(site: Site) -> None:
    site.post_zeros(day(-13), TODAY, ("A",))
    site.post_zeros(day(-3), TODAY, ("B",))
    site.close_day()
    assert [zone(site, ward).data_status for ward in "ABC"] == [
        DataStatus.COMPLETE,
        DataStatus.PARTIAL,
        DataStatus.MISSING,
    ]


def test_a_level_is_in_force_since_it_was_entered_whatever_else_changed(site: Site) -> None:
    site.declare("A")
    since = zone(site, "A").effective_from
    site.clock.move(HOUR)
    site.adopt("moh-2686-2021", TODAY)
    assert zone(site, "A").level == "red"
    assert since is not None
    assert since < site.clock.now
    assert zone(site, "A").effective_from == since


def test_a_level_entered_anew_is_in_force_since_then(site: Site) -> None:
    site.post("A", reported=counts(1))
    site.clock.move(HOUR)
    site.correct("A", TODAY, counts(0))
    site.clock.move(HOUR)
    site.correct("A", TODAY, counts(1), version=2)
    assert zone(site, "A").effective_from == site.clock.now


def test_the_duty_to_test_follows_the_level_in_force(site: Site) -> None:
    site.declare("E")
    assert zone(site, "E").testing.interval_days == (2, 3)
    assert (zone(site, "E").testing.due_from, zone(site, "E").testing.due_by) == (TODAY, day(3))
    assert zone(site, "B").testing.interval_days == (5, 7)


def test_an_unknown_ward_has_the_duty_of_other_areas(site: Site) -> None:
    site.run(day(-1))
    found = zone(site, "A")
    assert found.level == UNKNOWN
    assert (found.testing.interval_days, found.testing.due_from, found.testing.due_by) == (None, TODAY, None)


@pytest.mark.parametrize(
    ("hour", "begins", "ends"), [(10, (0, 0), (18, 0)), (18, (18, 0), (24, 0)), (23, (18, 0), (24, 0))]
)
def test_an_answer_holds_from_one_switch_of_the_clock_to_the_next(
    site: Site, hour: int, begins: tuple[int, int], ends: tuple[int, int]
) -> None:
    site.clock.now = hanoi(TODAY, hour)
    snapshot = site.snapshot()
    midnight = hanoi(TODAY, 0)
    assert snapshot.valid_from == midnight + timedelta(hours=begins[0], minutes=begins[1])
    assert snapshot.valid_until == midnight + timedelta(hours=ends[0], minutes=ends[1])


def test_a_past_instant_shows_what_was_in_force_then(site: Site) -> None:
    site.post("A", reported=counts(1))
    then = site.clock.now + MINUTE
    site.clock.move(HOUR)
    site.correct("A", TODAY, counts(0))
    assert past(site, then).by_code["A"].level == "orange"
    assert zone(site, "A").level == UNKNOWN


def test_what_was_said_of_the_past_stays_the_same_whatever_is_corrected_later(site: Site) -> None:
    before_a_loosening(site)
    site.clock.move(HOUR)
    then = site.clock.now
    before = past(site, then)
    site.clock.move(HOUR)
    site.correct("A", day(-3), counts(5))
    site.declare("I", opened_on=day(-9))
    site.close_day()
    site.adopt("moh-2686-2021", day(-14))
    assert told(past(site, then)) == told(before)
    assert told(past(site, then, as_known_at=site.clock.now)) == told(before)


def test_the_present_asked_for_as_a_past_instant_is_the_same(site: Site) -> None:
    before_a_loosening(site)
    site.close_day()
    site.declare("A")
    site.clock.move(MINUTE)
    assert told(past(site, site.clock.now)) == told(site.snapshot())


def test_as_known_earlier_leaves_out_what_came_later(site: Site) -> None:
    site.run(day(-1))
    known = site.clock.now + MINUTE
    site.clock.move(HOUR)
    site.declare("E")
    at = site.clock.now + MINUTE
    assert past(site, at).by_code["E"].level == "red"
    assert past(site, at, as_known_at=known).by_code["E"].level == UNKNOWN
    assert past(site, at, as_known_at=known).rings == ()


def test_to_the_microsecond_a_status_begins_with_its_commit(site: Site) -> None:
    site.clock.move(HOUR)
    begins = site.clock.now
    site.declare("E")
    assert past(site, begins - timedelta(microseconds=1)).by_code["E"].level == UNKNOWN
    assert past(site, begins).by_code["E"].level == "red"


def test_the_past_has_the_open_day_of_its_own_instant(site: Site) -> None:
    site.clock.now = hanoi(day(3), 12)
    assert past(site, hanoi(day(1), 17, 59)).open_day == day(1)
    assert past(site, hanoi(day(1), 18)).open_day == day(2)


@pytest.mark.parametrize("at", [datetime(1900, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)])
def test_before_the_site_was_laid_every_ward_is_unknown(site: Site, at: datetime) -> None:
    site.declare("E")
    snapshot = past(site, at)
    assert {each.level for each in snapshot.zones} == {UNKNOWN}
    assert len(snapshot.zones) == 9
    assert snapshot.rings == ()


def test_a_past_ring_is_drawn_as_it_stood_then(site: Site) -> None:
    outbreak = site.declare("E").outbreak
    proposed = site.clock.now + MINUTE
    site.clock.move(HOUR)
    site.issue(outbreak.outbreak_id)
    found = [past(site, at).by_code["E"].layer for at in (proposed, site.clock.now)]
    assert [each.ring_status for each in found if each is not None] == ["proposed", "issued"]


def test_a_clock_set_back_shows_nothing_from_the_future(site: Site) -> None:
    before_a_loosening(site)
    site.close_day()
    site.post("E", reported=counts(1))
    ahead = site.snapshot()
    site.clock.move(-HOUR)
    snapshot = site.snapshot()
    assert snapshot.open_day == ahead.open_day == day(1)
    assert all(each.effective_from is None or each.effective_from <= snapshot.at for each in snapshot.zones)
    assert snapshot.zones == ahead.zones


def test_a_restart_shows_the_same(site: Site, database_url: str) -> None:
    before_a_loosening(site)
    site.close_day()
    site.declare("A")
    engine = create_database_engine(database_url)
    again = Site(engine, site.clock, site.rules).snapshot()
    engine.dispose()
    assert told(again) == told(site.snapshot())
    assert (again.valid_from, again.register.boundary_version) == (
        site.snapshot().valid_from,
        site.snapshot().register.boundary_version,
    )
