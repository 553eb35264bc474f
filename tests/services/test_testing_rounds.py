"""Rounds of mass testing: logged within one's districts, and what a complete one does to what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app.domain import mass_testing, records
from app.domain.errors import FutureReportingDate, InvalidValue, NotYourDistrict, RoleRequired
from app.domain.vocabulary import Role
from app.services.access import Caller
from app.services.testing_rounds import log_round
from app.services.zone_status import past_snapshot
from app.storage.outbreaks import rounds_logged
from tests.site import CITY, REPORTER_001, TODAY, Site, day, open_site

ROUND = records.TestRound(
    round_id=0,
    ward_code="E",
    started_on=TODAY,
    completed_on=None,
    samples=0,
    positives=0,
    method="rt_pcr",
    pool_size=10,
    closed_with_reason=None,
)


@pytest.fixture
def site(engine: Engine) -> Site:
    """A site with an outbreak in E, where 1,000 people are to be sampled every 2–3 days."""
    site = open_site(engine)
    site.declare("E")
    return site


def log(site: Site, test_round: records.TestRound, caller: Caller = CITY) -> records.TestRound:
    with site.writing("test_round") as (session, revision):
        return log_round(
            session, rules=site.rules, caller=caller, test_round=test_round, revision=revision, now=site.clock.now
        )


def stored(site: Site) -> list[records.TestRound]:
    with site.read_sessions() as session:
        return rounds_logged(session)


def window(site: Site, ward: str = "E") -> mass_testing.TestingWindow:
    return site.snapshot().by_code[ward].testing


def due(site: Site) -> tuple[date | None, date | None]:
    return window(site).due_from, window(site).due_by


def test_a_round_gets_a_number_and_is_stored_as_said(site: Site) -> None:
    logged = log(site, replace(ROUND, samples=400, positives=2))
    assert stored(site) == [logged]
    assert logged == replace(ROUND, samples=400, positives=2, round_id=logged.round_id)
    assert logged.round_id > 0


def test_a_complete_round_sets_the_next_one_from_the_day_it_was_completed(site: Site) -> None:
    site.clock.now = site.rules.clock.opens_at(day(1))
    log(site, replace(ROUND, completed_on=day(1), samples=1000))
    assert due(site) == (day(3), day(4))
    assert window(site).last_round_on == day(1)


def test_a_round_that_covered_too_few_resets_nothing(site: Site) -> None:
    log(site, replace(ROUND, completed_on=TODAY, samples=999))
    assert due(site) == (TODAY, day(3))


def test_a_round_closed_with_a_reason_resets_whatever_it_covered(site: Site) -> None:
    log(site, replace(ROUND, completed_on=TODAY, samples=10, closed_with_reason="đã di dời dân"))
    assert due(site) == (day(2), day(3))


def test_a_round_under_way_leaves_fewer_people_to_sample(site: Site) -> None:
    log(site, replace(ROUND, samples=400))
    assert window(site).people_to_sample == 600


def test_a_ward_is_overdue_only_after_the_latest_day(site: Site) -> None:
    site.clock.now = site.rules.clock.opens_at(day(3))
    assert window(site).overdue_days == 0
    site.clock.now = site.rules.clock.opens_at(day(4))
    assert window(site).overdue_days == 1


def test_a_round_logged_later_does_not_change_what_was_due_then(site: Site) -> None:
    then = site.clock.now + timedelta(minutes=1)
    site.clock.now = site.rules.clock.opens_at(day(2))
    log(site, replace(ROUND, completed_on=TODAY, samples=1000))
    with site.read_sessions() as session:
        past = past_snapshot(session, rules=site.rules, at=then).by_code["E"].testing
    assert (past.due_from, past.due_by) == (TODAY, day(3))


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ward_code": "99999"}, "/ward_code"),
        ({"started_on": day(1)}, "/started_on"),
        ({"completed_on": day(1)}, "/completed_on"),
        ({"completed_on": day(-1)}, "/completed_on"),
        ({"samples": 3, "positives": 4}, "/positives"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(site: Site, said: dict[str, object], pointer: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        log(site, replace(ROUND, **said))  # type: ignore[arg-type]
    assert caught.value.errors[0].pointer == pointer
    assert stored(site) == []


def test_a_day_not_begun_is_named_as_such(site: Site) -> None:
    with pytest.raises(FutureReportingDate):
        log(site, replace(ROUND, started_on=day(1)))


def test_nobody_logs_rounds_of_another_district(site: Site) -> None:
    with pytest.raises(NotYourDistrict, match="017"):
        log(site, replace(ROUND, ward_code="I"), REPORTER_001)
    log(site, ROUND, REPORTER_001)
    assert [each.ward_code for each in stored(site)] == ["E"]


def test_a_machine_logs_no_rounds(site: Site) -> None:
    with pytest.raises(RoleRequired):
        log(site, ROUND, Caller("may", Role.JOB, None))
