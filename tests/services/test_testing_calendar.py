"""Rounds as entries of a calendar: one a round, the same one when planned anew, cancelled when done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.domain.testing_units import CalendarEntry, UnitKind
from app.domain.vocabulary import ReasonCode
from app.services.testing_calendar import calendar_entries
from app.storage.testing_rounds import newest_round_revisions
from tests.services.test_campaigns import change as change_campaign
from tests.services.test_campaigns import plan
from tests.services.test_cordon_testing import OF_CORDON, cordon
from tests.services.test_testing_rounds import ROUND, change, log
from tests.site import TODAY, Site, day, open_site

DONE = replace(ROUND, samples=1000, completed_on=TODAY)


@pytest.fixture
def site(engine: Engine) -> Site:
    """E is red since today."""
    site = open_site(engine)
    site.declare("E")
    return site


def entries(site: Site, *districts: str) -> dict[str, CalendarEntry]:
    with site.read_sessions() as session:
        changed_at = newest_round_revisions(session)
    found = calendar_entries(site.snapshot(), district_codes=districts or None, changed_at=changed_at)
    assert len({each.uid for each in found}) == len(found)
    return {each.uid: each for each in found}


def test_a_round_stands_from_its_first_to_its_last_day(site: Site) -> None:
    entry = entries(site)["ward-E-first"]
    assert (entry.first_day, entry.last_day, entry.people, entry.cancelled) == (TODAY, day(3), 1000, False)
    assert (entry.kind, entry.level, entry.name) == (UnitKind.WARD, "red", "Phường E")


def test_a_duty_without_a_last_day_is_left_out(site: Site) -> None:
    assert not any("-A-" in uid for uid in entries(site))


def test_a_round_that_was_done_is_cancelled_and_the_next_one_stands(site: Site) -> None:
    before = entries(site)["ward-E-first"]
    log(site, DONE)
    after = entries(site)
    done, coming = after["ward-E-first"], after[f"ward-E-{TODAY}"]
    assert (done.cancelled, done.first_day, done.last_day) == (True, before.first_day, before.last_day)
    assert done.sequence > before.sequence
    assert (coming.cancelled, coming.first_day, coming.last_day) == (False, day(2), day(3))


def test_a_withdrawn_round_gives_the_entry_back_with_a_higher_sequence(site: Site) -> None:
    logged = log(site, DONE)
    done = entries(site)["ward-E-first"]
    change(site, logged, withdrawn=True, reason_code=ReasonCode.DUPLICATE)
    again = entries(site)
    assert (again["ward-E-first"].cancelled, again["ward-E-first"].sequence > done.sequence) == (False, True)
    assert f"ward-E-{TODAY}" not in again


def test_a_change_of_level_moves_the_same_entry_with_a_higher_sequence(site: Site) -> None:
    before = entries(site)["ward-B-first"]
    site.decide("B", "red")
    after = entries(site)["ward-B-first"]
    assert (before.last_day, after.last_day) == (day(7), day(3))
    assert after.sequence > before.sequence


def test_a_level_that_begins_by_the_clock_alone_raises_the_sequence_too(site: Site) -> None:
    site.decide("B", "red", from_=site.clock.now + timedelta(hours=2))
    log(site, replace(ROUND, ward_code="B", samples=10))
    before = entries(site)["ward-B-first"]
    site.clock.now += timedelta(hours=3)
    after = entries(site)["ward-B-first"]
    assert (before.last_day, after.last_day) == (day(7), day(3))
    assert after.sequence > before.sequence


def test_what_was_done_long_ago_is_left_out(site: Site) -> None:
    log(site, DONE)
    site.clock.now = site.rules.clock.opens_at(day(14))
    assert "ward-E-first" in entries(site)
    site.clock.now = site.rules.clock.opens_at(day(15))
    assert "ward-E-first" not in entries(site)


def test_a_cordon_has_its_own_entries(site: Site) -> None:
    cordon(site, "A")
    before = entries(site)["cordon-KP0001-first"]
    assert (before.first_day, before.last_day, before.people, before.district_name) == (TODAY, day(3), 300, "Quận 001")
    log(site, replace(OF_CORDON, samples=300, completed_on=TODAY))
    after = entries(site)["cordon-KP0001-first"]
    assert (after.cancelled, after.sequence > before.sequence) == (True, True)
    assert not any(uid.startswith("cordon") for uid in entries(site, "017"))


def test_a_campaign_is_one_entry_until_it_is_reached_or_ended(site: Site) -> None:
    plan(site, district_codes=("001",), target_on=day(9))
    before = entries(site)["campaign-CD0001"]
    assert (before.first_day, before.last_day, before.people, before.units) == (TODAY, day(9), 5000, 5)
    assert "campaign-CD0001" not in entries(site, "017")
    change_campaign(site, ended=True)
    after = entries(site)["campaign-CD0001"]
    assert (after.cancelled, after.sequence > before.sequence) == (True, True)


def test_only_the_districts_asked_for_are_shown(site: Site) -> None:
    assert {each.district_name for each in entries(site, "017").values()} == {"Quận 017"}
