"""Resolution 128/NQ-CP (11 October 2021): a raise is announced at least 48 hours before it takes effect.

The computed level is public at once, the level in force follows when the notice has run out; a fall needs no notice.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneStatus
from tests.site import TODAY, WARDS, Site, counts, day, open_site
from tests.values import key, take

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture
def site(engine: Engine) -> Site:
    """Wards of 1,000 people judged by Decision 4800/QĐ-BYT for a fortnight, all at level 1."""
    site = open_site(engine)
    site.adopt("moh-4800-2021", day(-15))
    site.adopt("moh-4800-2021", TODAY)
    site.post_zeros(day(-15), day(-1))
    take(site, *((key(ward, "vaccinated_1dose_18plus_pct", on=day(-15)), 50.0) for ward in WARDS))
    site.run(*(day(offset) for offset in range(-15, 0)))
    return site


def zone(site: Site, ward: str = "E") -> ZoneStatus:
    return site.snapshot().by_code[ward]


def levels(site: Site) -> tuple[str, str]:
    found = zone(site)
    return found.level, found.computed_level


def test_a_first_level_needs_no_notice(site: Site) -> None:
    assert levels(site) == ("level_1", "level_1")


def test_a_raise_is_announced_and_takes_effect_48_hours_later_by_itself(site: Site) -> None:
    announced = site.clock.now
    site.post("E", reported=counts(known=1))
    raised = zone(site).computed_level
    effective = site.snapshot().by_code["E"].next_status
    assert raised > "level_1"
    assert levels(site) == ("level_1", raised)
    assert effective is not None
    assert (effective.level, effective.cause) == (raised, "announced")
    assert announced + 48 * HOUR <= effective.effective_from <= announced + 48 * HOUR + 99 * INSTANT
    revision = site.revision()
    site.clock.now = effective.effective_from - INSTANT
    assert levels(site) == ("level_1", raised)
    site.clock.now = effective.effective_from
    assert levels(site) == (raised, raised)
    assert (zone(site).cause, zone(site).next_status, site.revision()) == ("announced", None, revision)
    assert site.differences() == ()


def test_more_cases_at_the_same_level_do_not_start_the_notice_again(site: Site) -> None:
    site.post("E", reported=counts(known=1))
    coming = zone(site).next_status
    site.clock.move(10 * HOUR)
    site.post("E", reported=counts(known=0))
    site.post("A")
    assert zone(site).next_status == coming
    assert site.differences() == ()


def test_a_stricter_raise_is_announced_beside_the_first(site: Site) -> None:
    site.post("E", reported=counts(known=1))
    first = zone(site).next_status
    site.clock.move(10 * HOUR)
    site.post("E", reported=counts(known=9))
    assert first is not None
    assert (zone(site).next_status, zone(site).computed_level > first.level) == (first, True)
    site.clock.now = first.effective_from
    assert levels(site)[0] == first.level
    site.clock.move(10 * HOUR)
    assert levels(site)[0] == zone(site).computed_level
    assert site.differences() == ()


def test_an_announcement_whose_ground_is_corrected_away_is_cancelled(site: Site) -> None:
    site.post("E", reported=counts(known=1))
    site.clock.move(HOUR)
    site.correct("E", TODAY, counts())
    assert (levels(site), zone(site).next_status) == (("level_1", "level_1"), None)
    site.clock.move(99 * HOUR)
    assert levels(site)[0] == "level_1"
    assert site.differences() == ()


def test_what_was_announced_is_remembered_after_it_was_cancelled(site: Site) -> None:
    site.post("E", reported=counts(known=1))
    site.clock.move(HOUR)
    known = site.clock.now
    site.clock.move(HOUR)
    site.correct("E", TODAY, counts())
    site.clock.move(99 * HOUR)
    with site.read_sessions() as session:
        then = past_snapshot(session, rules=site.rules, at=known, as_known_at=known).by_code["E"]
        later = past_snapshot(session, rules=site.rules, at=known + 60 * HOUR, as_known_at=known).by_code["E"]
    assert then.next_status is not None
    assert (then.level, later.level) == ("level_1", then.next_status.level)
