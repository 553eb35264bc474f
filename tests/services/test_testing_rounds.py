"""Rounds of mass testing: logged within one's districts, and what a complete one does to what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.domain import mass_testing, records
from app.domain.errors import (
    FutureReportingDate,
    Invalid,
    NotYourDistrict,
    ReasonMissing,
    RoleRequired,
    RoundNotFound,
    StaleRecord,
)
from app.domain.vocabulary import ReasonCode, Role
from app.services.access import Caller
from app.services.testing_rounds import (
    ChangedRound,
    change_round,
    log_round,
    read_round_versions,
    rounds_in_scope,
)
from app.services.zone_snapshots import past_snapshot
from app.storage.testing_rounds import rounds_logged
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
    assert logged == replace(
        ROUND, samples=400, positives=2, round_id=1, recorded_by="thanhpho", recorded_revision=site.revision()
    )


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
        ({"method": "rapid_antigen"}, "/pool_size"),
        ({"closed_with_reason": "đã di dời dân"}, "/completed_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(site: Site, said: dict[str, object], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
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


def change(
    site: Site, test_round: records.TestRound, *, version: int | None = None, caller: Caller = CITY, **said: object
) -> ChangedRound:
    with site.writing("test_round_change") as (session, revision):
        return change_round(
            session,
            rules=site.rules,
            caller=caller,
            round_id=test_round.round_id,
            expected_version=test_round.version if version is None else version,
            change=said,
            revision=revision,
            now=site.clock.now,
        )


class TestChangingARound:
    """Every version is kept, and what is due follows the newest."""

    def test_carrying_a_round_on_completes_it_and_sets_the_next(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=400))
        changed = change(site, logged, samples=1000, completed_on=TODAY)
        assert (changed.recorded, changed.test_round.version) == (True, 2)
        assert due(site) == (day(2), day(3))

    def test_a_withdrawn_round_makes_due_what_it_had_discharged(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=1000, completed_on=TODAY))
        change(site, logged, withdrawn=True, reason_code=ReasonCode.WRONG_PLACE)
        assert due(site) == (TODAY, day(3))
        assert stored(site) == []

    def test_a_round_logged_late_plans_anew(self, site: Site) -> None:
        site.clock.now = site.rules.clock.opens_at(day(2))
        log(site, replace(ROUND, samples=1000, started_on=day(1), completed_on=day(1)))
        assert due(site) == (day(3), day(4))

    def test_no_level_follows_from_a_round(self, site: Site) -> None:
        before = site.levels()
        logged = log(site, replace(ROUND, samples=1000, positives=900, completed_on=TODAY))
        change(site, logged, positives=0, reason_code=ReasonCode.FALSE_POSITIVE)
        assert site.levels() == before

    @pytest.mark.parametrize(
        "said",
        [{"samples": 399}, {"positives": 1}, {"pool_size": 5}, {"started_on": day(-1)}, {"withdrawn": True}],
    )
    def test_a_correction_needs_its_reason(self, site: Site, said: dict[str, Any]) -> None:
        logged = log(site, replace(ROUND, samples=400, positives=2))
        with pytest.raises(ReasonMissing):
            change(site, logged, **said)
        assert change(site, logged, reason_code=ReasonCode.OTHER, **said).test_round.reason_code is ReasonCode.OTHER

    def test_a_completed_round_is_not_opened_again_without_a_reason(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=1000, completed_on=TODAY))
        with pytest.raises(ReasonMissing):
            change(site, logged, completed_on=None)

    def test_what_stands_already_makes_no_version(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=400))
        assert change(site, logged, samples=400) == ChangedRound(logged, recorded=False)

    def test_a_change_of_an_older_version_is_refused(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=400))
        change(site, logged, samples=500)
        with pytest.raises(StaleRecord) as caught:
            change(site, logged, samples=450)
        assert caught.value.current_version == 2

    def test_what_a_change_makes_must_be_possible(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=400))
        with pytest.raises(Invalid) as caught:
            change(site, logged, positives=401)
        assert caught.value.errors[0].pointer == "/positives"

    def test_nobody_changes_rounds_of_another_district(self, site: Site) -> None:
        logged = log(site, replace(ROUND, ward_code="I"))
        with pytest.raises(NotYourDistrict):
            change(site, logged, caller=REPORTER_001, samples=5)

    def test_a_number_nobody_gave_is_told(self, site: Site) -> None:
        with pytest.raises(RoundNotFound):
            change(site, replace(ROUND, round_id=77), samples=5)

    def test_every_version_stays_readable(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=400))
        change(site, logged, samples=500, note="thêm tổ 4")
        with site.read_sessions() as session:
            found = read_round_versions(session, caller=CITY, round_id=logged.round_id)
        assert [(each.version, each.samples, each.note) for each, _ in found] == [(1, 400, None), (2, 500, "thêm tổ 4")]

    def test_what_was_due_then_does_not_change_with_a_correction(self, site: Site) -> None:
        logged = log(site, replace(ROUND, samples=1000, completed_on=TODAY))
        then = site.clock.now + timedelta(minutes=1)
        site.clock.now += timedelta(hours=1)
        change(site, logged, withdrawn=True, reason_code=ReasonCode.DUPLICATE)
        with site.read_sessions() as session:
            past = past_snapshot(session, rules=site.rules, at=then).by_code["E"].testing
        assert past.due_by == day(3)
        assert past.last_round_on == TODAY

    def test_the_database_itself_refuses_to_rewrite_a_round(self, site: Site) -> None:
        log(site, ROUND)
        with pytest.raises(IntegrityError), site.sessions.begin() as session:
            session.execute(text("UPDATE test_rounds SET samples = 9"))


class TestReadingRounds:
    """Whoever reads gets the rounds of their districts, page by page."""

    def test_the_newest_come_first_and_pages_meet(self, site: Site) -> None:
        for offset in (-2, -1, -1, 0):
            log(site, replace(ROUND, started_on=day(offset)))
        seen: list[int] = []
        place = None
        with site.read_sessions() as session:
            for _ in range(2):
                page = rounds_in_scope(session, caller=CITY, first_day=day(-9), last_day=TODAY, before=place, limit=2)
                seen += [each.round_id for each in page.rounds]
                place = page.rounds[-1].started_on, page.rounds[-1].round_id
        assert (seen, page.matched, page.has_more) == ([4, 3, 2, 1], 4, False)

    def test_only_rounds_of_ones_own_districts_are_shown(self, site: Site) -> None:
        log(site, ROUND)
        log(site, replace(ROUND, ward_code="I"))
        with site.read_sessions() as session:
            page = rounds_in_scope(session, caller=REPORTER_001, first_day=TODAY, last_day=TODAY)
            with pytest.raises(NotYourDistrict):
                rounds_in_scope(session, caller=REPORTER_001, first_day=TODAY, last_day=TODAY, ward_code="I")
        assert [each.ward_code for each in page.rounds] == ["E"]
