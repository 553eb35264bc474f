"""Approval mode: falls wait for a supervisor of the district, raises never do."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.domain.errors import Conflict, DistrictNotFound, InvalidValue, NotYourDistrict, RoleRequired
from app.services.approvals import modes_in_scope
from tests.site import (
    CITY,
    REPORTER_001,
    SUPERVISOR_001,
    TODAY,
    Site,
    counts,
    day,
    open_site,
)


@pytest.fixture
def site(engine: Engine) -> Site:
    """District 001 asks for approval; wards E (001) and C (017) were orange, and are no longer computed so."""
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1))
    site.run(day(-1))
    site.ask_approval("001")
    site.post("E", reported=counts(1))
    site.post("C", reported=counts(1))
    fall(site)
    return site


def fall(site: Site) -> None:
    """Correct both wards' only case away: their computed level is green again."""
    site.correct("E", TODAY, counts(0))
    site.correct("C", TODAY, counts(0))
    site.run(day(-1))
    site.close_day()


def test_a_fall_waits_in_a_district_that_asks_for_approval_and_nowhere_else(site: Site) -> None:
    zones = site.snapshot().by_code
    assert (zones["E"].level, zones["E"].computed_level, zones["E"].awaiting_approval) == ("orange", "green", "green")
    assert (zones["C"].level, zones["C"].awaiting_approval) == ("green", None)
    assert site.waiting() == {"E": "green"}
    assert site.differences() == ()


def test_an_approved_fall_takes_effect_at_once(site: Site) -> None:
    (approval,) = site.approve("E", caller=SUPERVISOR_001)
    zone = site.snapshot().by_code["E"]
    assert (approval.level, zone.level, zone.cause, zone.awaiting_approval) == ("green", "green", "approval", None)
    assert site.waiting() == {}
    assert site.differences() == ()


def test_all_waiting_wards_of_a_district_are_approved_by_one_call(site: Site) -> None:
    assert [each.ward_code for each in site.approve(district="001")] == ["E"]
    with pytest.raises(Conflict, match="001"):
        site.approve(district="001")


def test_a_fall_that_is_not_the_one_seen_is_not_approved(site: Site) -> None:
    with pytest.raises(Conflict, match="orange"):
        site.approve("E", level="orange")
    assert site.waiting() == {"E": "green"}
    assert [each.level for each in site.approve("E", level="green")] == ["green"]


def test_tightening_never_waits(site: Site) -> None:
    site.declare("E")
    assert (site.levels()["E"], site.waiting()) == ("red", {})


def test_ending_the_mode_lets_everything_waiting_take_effect(site: Site) -> None:
    site.ask_approval("001", needed=False)
    assert (site.levels()["E"], site.waiting()) == ("green", {})
    assert site.snapshot().by_code["E"].cause == "approval"
    assert site.differences() == ()


def test_a_mode_set_again_changes_nothing(site: Site) -> None:
    site.ask_approval("001")
    assert site.waiting() == {"E": "green"}
    with site.read_sessions() as session:
        assert [each.needs_approval for each in modes_in_scope(session, rules=site.rules, caller=CITY)] == [True]


def test_what_waits_is_shown_to_those_who_answer_for_the_district(site: Site) -> None:
    assert site.waiting(SUPERVISOR_001) == {"E": "green"}
    site.ask_approval("017")
    with site.read_sessions() as session:
        found = modes_in_scope(session, rules=site.rules, caller=SUPERVISOR_001)
    assert [each.district_code for each in found] == ["001"]


def test_only_supervisors_of_the_district_and_the_city_approve(site: Site) -> None:
    with pytest.raises(RoleRequired):
        site.approve("E", caller=REPORTER_001)
    with pytest.raises(NotYourDistrict):
        site.approve("E", "C", caller=SUPERVISOR_001)
    with pytest.raises(NotYourDistrict):
        site.approve(district="017", caller=SUPERVISOR_001)
    with pytest.raises(NotYourDistrict):
        site.ask_approval("017", caller=SUPERVISOR_001)


def test_what_waits_for_nothing_cannot_be_approved(site: Site) -> None:
    with pytest.raises(Conflict) as raised:
        site.approve("E", "A")
    assert raised.value.extensions == {"not_waiting": ["A"]}
    assert site.levels()["E"] == "orange"
    with pytest.raises(InvalidValue):
        site.approve("Z")
    with pytest.raises(DistrictNotFound):
        site.approve(district="999")
    with pytest.raises(DistrictNotFound):
        site.ask_approval("999")


def test_a_ward_whose_data_stop_keeps_the_level_that_waits(site: Site) -> None:
    for _ in range(5):
        site.close_day()
    zone = site.snapshot().by_code["E"]
    assert (zone.computed_level, zone.level, zone.awaiting_approval) == ("unknown", "orange", None)
    assert site.snapshot().by_code["C"].level == "unknown"
    assert site.differences() == ()


def test_wards_without_districts_have_a_mode_of_their_own(engine: Engine) -> None:
    site = open_site(engine, districts=None)
    site.post_zeros(day(-15), day(-1))
    site.run(day(-1))
    site.ask_approval(None)
    site.post("E", reported=counts(1))
    site.correct("E", TODAY, counts(0))
    site.close_day()
    assert site.waiting() == {"E": "green"}
    site.approve(district=None)
