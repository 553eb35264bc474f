"""Who is due on a day: by the duty of a level, by campaigns; today, ahead, and then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.domain.errors import InvalidValue
from app.services.testing_due import DueUnit, UnitKind, due_on, due_units, people_in_all
from app.services.zone_snapshots import live_snapshot
from tests.services.test_campaigns import plan
from tests.services.test_testing_rounds import ROUND, log
from tests.site import TODAY, Site, day, open_site


@pytest.fixture
def site(engine: Engine) -> Site:
    """A site with an outbreak in E, where 1,000 people are to be sampled every 2–3 days."""
    site = open_site(engine)
    site.declare("E")
    return site


def due(site: Site, *, on: int = 0, **said: object) -> list[DueUnit]:
    return list(due_units(site.snapshot(), on=day(on), **said))  # type: ignore[arg-type]


def windows(units: list[DueUnit], ward: str = "E") -> list[tuple[str, int, int | None]]:
    return [
        (each.kind.value, (each.due_from - TODAY).days, (each.due_by - TODAY).days if each.due_by else None)
        for each in units
        if each.ward_codes == (ward,)
    ]


def test_wards_are_due_by_the_duty_of_their_level(site: Site) -> None:
    found = due(site)
    assert [each.unit_id for each in found] == list("EBDFHACGI")
    assert windows(found) == [("ward", 0, 3)]
    assert (found[0].level, found[0].interval_days, found[0].people_to_sample) == ("red", (2, 3), 1000)


def test_a_day_ahead_tells_what_is_due_then_if_nothing_is_done(site: Site) -> None:
    log(site, replace(ROUND, samples=1000, completed_on=TODAY))
    assert windows(due(site, on=1)) == []
    assert windows(due(site, on=2)) == [("ward", 2, 3)]
    assert [each.overdue_days for each in due(site, on=5) if each.unit_id == "E"] == [2]
    assert windows(due(site, on=1, coming=True)) == [("ward", 2, 3)]


def test_a_level_planned_for_later_counts_from_its_day(site: Site) -> None:
    site.decide("A", "red", from_=site.rules.clock.opens_at(day(2)))
    assert windows(due(site, on=1), "A") == [("ward", 0, None)]
    found = [each for each in due(site, on=2) if each.unit_id == "A"]
    assert windows(found, "A") == [("ward", 2, 5)]
    assert (found[0].level, found[0].interval_days) == ("red", (2, 3))


def test_a_decided_level_plans_anew_and_never_later(site: Site) -> None:
    log(site, replace(ROUND, ward_code="B", samples=1000, completed_on=TODAY))
    assert windows(due(site, on=9), "B") == [("ward", 5, 7)]
    decision = site.decide("B", "red")
    assert windows(due(site, on=9), "B") == [("ward", 2, 3)]
    site.clock.now += timedelta(hours=1)
    site.revoke(decision.decision_id)
    assert windows(due(site, on=9), "B") == [("ward", 2, 3)]


def test_a_past_day_is_told_as_it_was_known_then(site: Site) -> None:
    site.clock.now = site.rules.clock.opens_at(day(2))
    log(site, replace(ROUND, samples=1000, completed_on=TODAY))
    with site.read_sessions() as session:
        past, on = due_on(session, site.snapshot(), rules=site.rules, on=TODAY)
    assert windows(list(due_units(past, on=on))) == [("ward", 0, 3)]


def test_nobody_can_say_what_is_due_in_three_months(site: Site) -> None:
    live = site.snapshot()
    with site.read_sessions() as session:
        assert due_on(session, live, rules=site.rules, on=day(60)) == (live, day(60))
        with pytest.raises(InvalidValue, match="60 days"):
            due_on(session, live, rules=site.rules, on=day(61))


def test_a_campaign_asks_for_wards_it_has_not_covered(site: Site) -> None:
    plan(site, district_codes=("001",), target_on=day(9))
    log(site, replace(ROUND, ward_code="A", samples=1000, completed_on=TODAY))
    log(site, replace(ROUND, ward_code="B", samples=300))
    found = due(site, kinds={UnitKind.CAMPAIGN})
    assert [(each.unit_id, each.people_to_sample, each.campaign_id) for each in found] == [
        ("CD0001:B", 700, "CD0001"),
        ("CD0001:D", 1000, "CD0001"),
        ("CD0001:E", 1000, "CD0001"),
        ("CD0001:G", 1000, "CD0001"),
    ]
    assert windows(found, "B") == [("campaign", 0, 9)]


def test_people_of_a_ward_are_counted_once_whoever_asks_for_them(site: Site) -> None:
    alone = people_in_all(due(site))
    plan(site, target_on=day(9))
    found = due(site)
    assert len(found) == 18
    assert people_in_all(found) == alone == 9000


def test_a_campaign_that_has_not_begun_or_was_ended_asks_for_nothing(site: Site) -> None:
    plan(site, starts_on=day(1), target_on=day(9))
    assert due(site, kinds={UnitKind.CAMPAIGN}) == []
    assert len(due(site, on=1, kinds={UnitKind.CAMPAIGN})) == 9


def test_districts_can_be_asked_for(site: Site) -> None:
    assert {each.district_code for each in due(site, district_codes={"017"})} == {"017"}


def test_the_list_asks_the_database_nothing_once_the_snapshot_is_made(site: Site) -> None:
    plan(site, target_on=day(9))
    log(site, ROUND)
    asked: list[str] = []
    with site.read_sessions() as session:
        event.listen(site.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        snapshot = live_snapshot(session, rules=site.rules, now=site.clock.now)
        of_snapshot = [each for each in asked if "test_rounds" in each or "campaigns" in each]
        asked.clear()
        due_units(snapshot, on=day(3))
    assert (len(of_snapshot), asked) == (2, [])
