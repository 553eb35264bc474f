"""Decisions: in force at once or at their moment, over the computed level, beside no other; revoked, expired, seen by
neighbors; and the past stays what it was."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from app.domain.errors import DecisionConflict, DecisionNotFound, InvalidValue, NotYourDistrict, RoleRequired
from app.domain.vocabulary import StatusCause
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneStatus
from app.services.zone_timeline import level_at, zone_timeline
from app.storage.assessments import ward_assessments
from app.storage.statuses import Status, statuses
from tests.site import (
    REPORTER_001,
    SUPERVISOR_001,
    TODAY,
    Site,
    counts,
    day,
    hanoi,
    import_register,
    open_site,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def site(engine: Engine) -> Site:
    """Nine quiet wards, all green."""
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1))
    site.run(day(-1))
    return site


def zone(site: Site, ward: str) -> ZoneStatus:
    return site.snapshot().by_code[ward]


def history(site: Site, ward: str) -> list[tuple[str, str]]:
    return [(each.level, each.cause) for each in site.snapshot().histories[ward]]


def rows(site: Site, ward: str) -> list[Status]:
    with site.read_sessions() as session:
        return statuses(session, scheme="main", ward_code=ward)


def test_a_decided_level_is_in_force_at_once_beside_the_computed_one(site: Site) -> None:
    site.decide("E", "red")
    found = zone(site, "E")
    assert (found.level, found.computed_level, found.decided, found.cause) == ("red", "green", True, "decision")
    assert found.decision is not None
    assert (found.decision.document_number, found.decision.signer) == ("7/QĐ-UBND", "Chủ tịch")


def test_a_decision_may_lower_a_level(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.decide("E", "green")
    assert (zone(site, "E").level, zone(site, "E").computed_level) == ("green", "orange")


def test_a_decision_that_begins_later_is_announced_and_begins_by_the_clock(site: Site) -> None:
    begins = site.clock.now + 5 * HOUR
    site.decide("E", "red", from_=begins)
    before = zone(site, "E")
    assert (before.level, before.decided, site.snapshot().valid_until) == ("green", False, begins)
    assert before.next_status is not None
    assert (before.next_status.level, before.next_status.effective_from) == ("red", begins)
    assert before.next_status.cause is StatusCause.DECISION
    revision = site.revision()
    site.clock.now = begins
    assert (zone(site, "E").level, site.snapshot().valid_from, site.revision()) == ("red", begins, revision)


def test_at_its_end_the_computed_level_returns_without_a_job(site: Site) -> None:
    ends = site.clock.now + 30 * HOUR
    site.decide("E", "red", until=ends)
    site.post("E", reported=counts(1))
    revision = site.revision()
    site.clock.now = ends
    found = zone(site, "E")
    assert (found.level, found.decided, found.decision, site.revision()) == ("orange", False, None, revision)
    assert history(site, "E")[-1] == ("orange", "decision_expired")
    assert site.differences() == ()


def test_the_next_status_after_a_decision_is_what_its_end_brings(site: Site) -> None:
    ends = site.clock.now + HOUR
    site.decide("E", "red", until=ends)
    found = zone(site, "E").next_status
    assert found is not None
    assert (found.level, found.effective_from, found.cause) == ("green", ends, StatusCause.DECISION_EXPIRED)


def test_a_revoked_decision_ends_at_once(site: Site) -> None:
    decision = site.decide("E", "red")
    site.clock.move(HOUR)
    revoked = site.revoke(decision.decision_id)
    assert revoked.ends_at == site.clock.now
    assert (zone(site, "E").level, zone(site, "E").cause) == ("green", "decision_revoked")
    assert site.differences() == ()


def test_revoking_restores_what_would_be_in_force_without_the_decision(site: Site) -> None:
    site.post("E", reported=counts(1))
    decision = site.decide("E", "green", until=site.clock.now + HOUR)
    site.declare("E")
    site.revoke(decision.decision_id)
    assert zone(site, "E").level == "red"


def test_a_day_on_which_a_neighbor_was_decided_stays_one(site: Site) -> None:
    site.revoke(site.decide("E", "red").decision_id)
    assert (site.levels()["E"], site.levels()["B"]) == ("green", "orange")
    assert site.differences() == ()


def test_a_decision_revoked_before_it_began_never_was(site: Site) -> None:
    decision = site.decide("E", "red", from_=site.clock.now + HOUR)
    site.clock.move(HOUR / 2)
    site.revoke(decision.decision_id)
    site.clock.move(HOUR)
    assert history(site, "E") == [("green", "assessment")]
    assert zone(site, "E").next_status is None
    assert site.differences() == ()


def test_a_decision_that_has_ended_cannot_be_revoked(site: Site) -> None:
    decision = site.decide("E", "red", until=site.clock.now + HOUR)
    site.clock.move(HOUR)
    with pytest.raises(DecisionConflict, match="QD0001 ended at"):
        site.revoke(decision.decision_id)
    with pytest.raises(DecisionNotFound):
        site.revoke("QD0009")


def test_a_revoked_decision_cannot_be_revoked_again(site: Site) -> None:
    decision = site.decide("E", "red")
    site.revoke(decision.decision_id)
    with pytest.raises(DecisionConflict):
        site.revoke(decision.decision_id)


@pytest.mark.parametrize(("start", "end"), [(0, None), (0, 2), (2, 3), (4, None)])
def test_two_decisions_of_a_ward_cannot_overlap(site: Site, start: int, end: int | None) -> None:
    site.decide("E", "red", from_=site.clock.now + HOUR, until=site.clock.now + 5 * HOUR)
    until = None if end is None else site.clock.now + end * HOUR
    with pytest.raises(DecisionConflict) as raised:
        site.decide("E", "orange", from_=site.clock.now + start * HOUR, until=until)
    assert raised.value.extensions == {"decision_id": "QD0001"}
    assert "Revoke it first" in raised.value.detail_en


def test_a_decision_may_begin_when_another_ends(site: Site) -> None:
    ends = site.clock.now + HOUR
    site.decide("E", "red", until=ends)
    site.decide("E", "orange", from_=ends)
    site.clock.now = ends
    assert history(site, "E")[1:] == [("red", "decision"), ("orange", "decision")]


def test_a_ward_can_be_decided_again_after_a_revocation(site: Site) -> None:
    site.revoke(site.decide("E", "red", until=site.clock.now + 99 * HOUR).decision_id)
    site.decide("E", "orange")
    assert zone(site, "E").level == "orange"
    assert site.differences() == ()


def test_a_ward_never_judged_can_be_decided(engine: Engine) -> None:
    site = open_site(engine)
    site.decide("E", "red", until=site.clock.now + HOUR)
    assert (zone(site, "E").level, zone(site, "E").computed_level) == ("red", "unknown")
    site.clock.move(HOUR)
    assert zone(site, "E").level == "unknown"
    assert site.differences() == ()


def test_neighbors_border_a_decided_level_stricter_than_the_computed_one(site: Site) -> None:
    site.decide("E", "red")
    levels = site.levels()
    assert {ward for ward, level in levels.items() if level == "orange"} == {"B", "D", "F", "H"}
    assert levels["A"] == "green"
    assert site.differences() == ()


def test_a_milder_decision_does_not_free_the_neighbors(site: Site) -> None:
    site.declare("E")
    site.decide("E", "green")
    assert site.levels()["B"] == "orange"


def test_a_decision_counts_on_every_reporting_day_it_is_in_force_any_part_of(site: Site) -> None:
    site.adopt("moh-2686-2021", TODAY)
    cutoff = hanoi(TODAY, 18)
    site.decide("E", "red", until=cutoff)
    site.close_day()
    site.post_zeros(day(1), day(1))
    site.close_day()
    with site.read_sessions() as session:
        found = {each.as_of: each.raw_level for each in ward_assessments(session, scheme="main", ward_code="B")}
    assert found[TODAY] == "orange"
    assert found[day(1)] != "orange"
    assert site.differences() == ()


def test_a_decision_of_tomorrow_does_not_touch_the_neighbors_today(site: Site) -> None:
    site.decide("E", "red", from_=hanoi(TODAY, 19))
    assert site.levels()["B"] == "green"
    site.clock.now = hanoi(TODAY, 20)
    assert (site.levels()["E"], site.levels()["B"]) == ("red", "green")
    site.post("A")
    assert site.levels()["B"] == "orange"
    assert site.differences() == ()


def test_the_testing_duty_follows_the_level_in_force(site: Site) -> None:
    assert zone(site, "E").testing.interval_days is None
    site.decide("E", "red", until=site.clock.now + HOUR)
    assert zone(site, "E").testing.interval_days == (2, 3)
    site.clock.move(HOUR)
    assert zone(site, "E").testing.interval_days is None


def test_a_supervisor_decides_in_own_districts_only(site: Site) -> None:
    site.decide("A", "red", caller=SUPERVISOR_001)
    with pytest.raises(NotYourDistrict):
        site.decide("C", "red", caller=SUPERVISOR_001)
    with pytest.raises(RoleRequired):
        site.decide("A", "orange", caller=REPORTER_001)
    decision = site.decide("C", "red")
    with pytest.raises(NotYourDistrict):
        site.revoke(decision.decision_id, caller=SUPERVISOR_001)


@pytest.mark.parametrize(
    ("ward", "level", "start", "end", "pointer"),
    [
        ("Z", "red", 0, None, "/ward_code"),
        ("E", "unknown", 0, None, "/level"),
        ("E", "yellow", 0, None, "/level"),
        ("E", "red", -1, None, "/from"),
        ("E", "red", 9000, None, "/from"),
        ("E", "red", 0, 0, "/until"),
        ("E", "red", 5, 4, "/until"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_field(
    site: Site, ward: str, level: str, start: int, end: int | None, pointer: str
) -> None:
    now, revision = site.clock.now, site.revision()
    with pytest.raises(InvalidValue) as raised:
        site.decide(ward, level, from_=now + start * HOUR, until=None if end is None else now + end * HOUR)
    assert [each.pointer for each in raised.value.errors] == [pointer]
    assert site.revision() == revision


def test_a_start_that_passes_while_the_request_is_on_its_way_means_now(site: Site) -> None:
    site.clock.move(HOUR)
    decision = site.decide("E", "red", from_=site.clock.now - timedelta(seconds=59))
    assert decision.from_instant == site.clock.now


def test_a_decision_stands_while_the_computed_level_goes_its_way(site: Site) -> None:
    site.decide("E", "orange", until=site.clock.now + 40 * HOUR)
    site.declare("E")
    found = zone(site, "E")
    assert (found.level, found.computed_level) == ("orange", "red")
    assert found.next_status is not None
    assert found.next_status.level == "red"


def test_a_decided_level_is_carried_into_another_policy(site: Site) -> None:
    site.adopt("moh-2686-2021", TODAY)
    site.decide("E", "yellow")
    site.clock.now = hanoi(day(1), 9)
    site.adopt("hanoi-ct06-2021", day(1))
    found = zone(site, "E")
    # The mildest level both know that is stricter: changing the rules never opens a ward.
    assert (found.level, found.decided) == ("orange", True)
    assert site.differences() == ()


def test_a_decision_outlives_its_ward_in_the_register(site: Site) -> None:
    site.decide("I", "red", until=site.clock.now + HOUR)
    import_register(site, without="I", valid_from=TODAY)
    site.clock.move(2 * HOUR)
    assert "I" not in site.snapshot().by_code
    assert site.differences() == ()


def test_what_was_known_is_the_same_whatever_is_decided_revoked_or_corrected_later(site: Site) -> None:
    site.decide("E", "red", until=site.clock.now + 50 * HOUR)
    site.clock.move(HOUR)
    known = site.clock.now
    before = as_known(site, at=known, known=known)
    site.clock.move(HOUR)
    site.revoke("QD0001")
    site.decide("E", "orange", from_=site.clock.now + HOUR)
    site.post("A", day(-3), counts(2))
    site.ask_approval("001")
    site.clock.move(99 * HOUR)
    assert as_known(site, at=known, known=known) == before
    assert as_known(site, at=known + 10 * HOUR, known=known)["E"][:2] == ("red", "green")
    assert as_known(site, at=known + 60 * HOUR, known=known)["E"][:2] == ("green", "green")


def as_known(site: Site, *, at: datetime, known: datetime) -> dict[str, tuple[object, ...]]:
    with site.read_sessions() as session:
        snapshot = past_snapshot(session, rules=site.rules, at=at, as_known_at=known)
    return {
        each.ward.code: (each.level, each.computed_level, each.effective_from, each.decision, each.next_status)
        for each in snapshot.zones
    }


def test_planned_rows_that_never_began_are_kept_and_marked(site: Site) -> None:
    site.decide("E", "red", from_=site.clock.now + HOUR)
    planned = rows(site, "E")[-1]
    site.revoke("QD0001")
    with site.read_sessions() as session:
        then = statuses(session, scheme="main", ward_code="E", known_revision=planned.from_revision)
    assert then[-1] == planned
    assert planned not in rows(site, "E")


def test_the_timeline_follows_the_level_in_force(site: Site) -> None:
    site.decide("E", "red", until=hanoi(day(1), 12))
    site.clock.now = hanoi(day(2), 9)
    snapshot = site.snapshot()
    timeline = zone_timeline(snapshot, TODAY, day(2), clock=site.rules.clock)
    ward = [each.ward.code for each in snapshot.zones].index("E")
    assert [timeline.level_ids[at] for at in timeline.positions[ward]] == ["red", "green", "green"]
    assert level_at(snapshot.histories["E"], hanoi(day(1), 12)) == "red"


def test_a_decision_announced_only_is_no_part_of_what_was_in_force(site: Site) -> None:
    site.decide("E", "red", from_=site.clock.now + HOUR)
    assert [each.level for each in site.snapshot().histories["E"]] == ["green"]
    assert site.snapshot().histories["E"][-1].until_instant is None
