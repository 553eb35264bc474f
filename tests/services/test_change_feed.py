"""What the feed tells of: every record that shows on the map, each kind of change at its moment, by any clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.domain.changes import Change, ChangeId, ChangeKind
from app.services.change_feed import feed_state, tell_changes
from app.storage.changes import changes_after, newest_change
from app.storage.tables import Base
from tests.press import Press, judged_site
from tests.site import ONE_DAY, Site, counts, day, import_register, open_site

TOLD: Final = {
    "areas",
    "cordons",
    "decision_revocations",
    "decisions",
    "outbreaks",
    "policy_adoptions",
    "publications",
    "rings",
    "statuses",
    "units",
}
"""Tables whose records the feed follows."""
NOT_ON_THE_MAP: Final = {
    "approval_modes": "whether falls wait: what waits is not in force",
    "approvals": "told as the levels they let fall",
    "assessments": "told as the levels they lead to",
    "audit": "for staff",
    "barriers": "what rings respect: told as the rings",
    "border_notices": "for staff",
    "boundary_versions": "told as the units of them",
    "campaigns": "testing",
    "case_reports": "counts; told as the levels they lead to",
    "case_transfers": "counts; told as the levels they lead to",
    "idempotency": "bookkeeping",
    "imports": "for staff",
    "indicator_values": "told as the levels they lead to",
    "job_runs": "told as the levels they lead to",
    "policies": "told when adopted",
    "reporting_day_openings": "for staff",
    "submissions": "for staff",
    "test_rounds": "testing",
    "unit_lineage": "told as the units it is about",
    "zero_fills": "told as the levels they lead to",
}


def follow(site: Site, after: ChangeId) -> list[Change]:
    tell_changes(site.sessions, rules=site.rules, now=site.clock.now)
    with site.read_sessions() as session:
        return changes_after(session, after, limit=10_000)


def here(site: Site) -> ChangeId:
    tell_changes(site.sessions, rules=site.rules, now=site.clock.now)
    with site.read_sessions() as session:
        return newest_change(session)


def of(changes: list[Change], kind: ChangeKind) -> list[Change]:
    return [each for each in changes if each.kind is kind]


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def test_every_record_of_a_revision_is_followed_or_known_not_to_show_on_the_map() -> None:
    columns = {"recorded_revision", "from_revision"}
    written = {name for name, table in Base.metadata.tables.items() if columns & set(table.columns.keys())}
    assert written - TOLD - NOT_ON_THE_MAP.keys() == set()
    assert written >= TOLD


def test_a_decision_is_told_when_recorded_when_it_begins_and_when_it_ends_by_itself(site: Site) -> None:
    start = here(site)
    begins = site.clock.now + timedelta(hours=1)
    site.decide("E", "red", from_=begins, until=begins + timedelta(hours=1))
    told = of(follow(site, start), ChangeKind.DECISION)
    assert [(each.after or {})["state"] for each in told] == ["planned"]
    for moment, state, level in ((begins, "in_force", "red"), (begins + timedelta(hours=1), "ended", "unknown")):
        start, site.clock.now = here(site), moment
        told = follow(site, start)
        assert [(each.at, (each.after or {})["state"]) for each in of(told, ChangeKind.DECISION)] == [(moment, state)]
        assert [(each.subject, (each.after or {})["level"]) for each in of(told, ChangeKind.STATUS)] == [("E", level)]
        assert {each.id.revision for each in told} == {site.revision()}


def test_a_publication_and_a_policy_are_told_once(engine: Engine) -> None:
    press = Press(judged_site(engine))
    start = here(press.site)
    made = press.publish()
    press.site.adopt("moh-2686-2021", day(1))
    told = follow(press.site, start)
    assert [(each.subject, each.id.revision) for each in of(told, ChangeKind.PUBLICATION)] == [("1", made.revision)]
    assert [(each.after or {})["policy_id"] for each in of(told, ChangeKind.POLICY)] == ["moh-2686-2021"]


def test_another_register_is_told_with_the_version_its_shapes_are_read_by(site: Site) -> None:
    start = here(site)
    import_register(site, drawing="A B C / D E F / G H H", valid_from=day(0))
    (told,) = of(follow(site, start), ChangeKind.REGISTER)
    assert told.before is not None
    assert told.after is not None
    assert (told.before["ward_count"], told.after["ward_count"]) == (9, 8)
    assert told.after["boundary_version"] == site.snapshot().register.boundary_version


def test_every_cut_off_is_told_once_also_those_nobody_saw(site: Site) -> None:
    start = here(site)
    site.clock.now += ONE_DAY * 3
    told = of(follow(site, start), ChangeKind.SITE)
    assert [(each.after or {})["open_day"] for each in told] == [str(day(1)), str(day(2)), str(day(3))]
    assert follow(site, told[-1].id) == []


def test_no_write_is_dated_before_what_was_told_even_by_a_clock_that_runs_behind(site: Site) -> None:
    begins = site.clock.now + timedelta(hours=1)
    site.decide("E", "red", from_=begins)
    site.clock.now = begins
    start = here(site)
    site.clock.now = begins - timedelta(minutes=10)
    site.post("A", reported=counts(1))
    told = follow(site, start)
    assert told
    assert all(each.at > begins for each in told)
    assert site.levels()["E"] == "red"


def test_the_feed_knows_when_it_will_go_on_and_that_it_lags(site: Site) -> None:
    here(site)
    begins = site.clock.now + timedelta(hours=1)
    site.decide("E", "red", from_=begins)
    state = tell_changes(site.sessions, rules=site.rules, now=site.clock.now)
    assert state.next_switch == begins
    assert not state.is_behind(revision=site.revision(), now=site.clock.now)
    assert state.is_behind(revision=site.revision() + 1, now=site.clock.now)
    assert state.is_behind(revision=site.revision(), now=begins)
    with site.read_sessions() as session:
        assert feed_state(session, rules=site.rules) == state


@pytest.mark.parametrize("statement", ["UPDATE changes SET subject = 'X'", "DELETE FROM changes"])
def test_what_was_told_stays(site: Site, statement: str) -> None:
    here(site)
    with pytest.raises(DBAPIError), site.sessions.begin() as session:
        session.execute(text(statement))


def test_nothing_told_names_staff_or_counts(site: Site) -> None:
    site.post("E", reported=counts(7))
    site.decide("I", "red")
    site.issue(site.declare("A").outbreak.outbreak_id)
    words = {key for each in follow(site, ChangeId(0, 0)) for key in _keys(each.as_item())}
    assert words.isdisjoint({"recorded_by", "signer", "reason", "note", "counts", "cases", "population", "households"})


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in _keys(each)}
    return {key for each in value for key in _keys(each)} if isinstance(value, list) else set()
