"""Runs that are due: each missed day once, in order; a failed one leaves a record and the last good state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.services import scheduling
from app.services.reclassification import RunReport, reclassify
from app.services.scheduling import run_due
from app.services.site_rules import SiteRules
from app.storage.statuses import JobRun, full_run_days, job_runs
from tests.accounts import NOW, Clock
from tests.site import TODAY, Site, counts, day, hanoi, import_register, open_site


@pytest.fixture
def site(engine: Engine) -> Site:
    site = open_site(engine)
    site.run(day(-1))
    return site


def play(site: Site) -> list[RunReport]:
    return list(run_due(site.sessions, rules=site.rules, now=site.clock.now))


def runs(site: Site) -> dict[date, JobRun]:
    with site.read_sessions() as session:
        return {each.as_of: each for each in job_runs(session, scheme="main")}


def days_run(site: Site) -> list[date]:
    with site.read_sessions() as session:
        return full_run_days(session, scheme="main")


def test_before_the_cut_off_nothing_is_due(site: Site) -> None:
    site.clock.now = hanoi(TODAY, 17, 59, 59)
    assert play(site) == []


def test_at_the_cut_off_the_closed_day_is_judged_once(site: Site) -> None:
    site.clock.now = hanoi(TODAY, 18)
    assert [each.days for each in play(site)] == [(TODAY,)]
    assert play(site) == []


def test_missed_days_are_caught_up_oldest_first_each_in_a_transaction_of_its_own(site: Site) -> None:
    site.clock.now = hanoi(day(2), 9)
    reports = play(site)
    assert [each.days for each in reports] == [(TODAY,), (day(1),)]
    numbers = [each.revision for each in reports]
    assert numbers == [site.revision() - 1, site.revision()]
    assert site.differences() == ()


def test_days_judged_while_an_outage_lasted_are_not_judged_again(site: Site) -> None:
    site.clock.now = hanoi(day(3), 9)
    site.run(TODAY, day(1))
    assert [each.days for each in play(site)] == [(day(2),)]


def test_a_site_that_was_never_laid_has_nothing_due(engine: Engine) -> None:
    assert play(Site(engine, Clock(NOW), SiteRules())) == []


def test_another_process_that_was_first_leaves_nothing_to_do(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.clock.now = hanoi(TODAY, 18)
    look = scheduling._due

    def look_then_lose(*args: Any, **named: Any) -> list[date]:
        due = look(*args, **named)
        site.run(TODAY)
        return due

    monkeypatch.setattr(scheduling, "_due", look_then_lose)
    (report,) = play(site)
    assert (report.changed, report.revision) == (0, None)
    assert list(runs(site)) == [TODAY, day(-1)]
    assert runs(site)[TODAY].started_by == "job"


def test_a_failed_run_leaves_a_record_and_the_last_good_state(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.post("E", reported=counts(1))
    before = site.levels()
    site.clock.now = hanoi(TODAY, 18)
    _let_runs_fail(monkeypatch)
    with pytest.raises(ArithmeticError):
        play(site)
    assert site.levels() == before
    assert days_run(site) == [day(-1)]
    failed = runs(site)[TODAY]
    assert (failed.state, failed.problem, failed.wards_judged) == ("failed", "ArithmeticError", 0)
    assert site.differences() == ()


def test_a_failed_day_stays_due_and_gives_way_to_the_run_that_succeeds(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.clock.now = hanoi(TODAY, 18)
    with monkeypatch.context() as broken:
        _let_runs_fail(broken)
        with pytest.raises(ArithmeticError):
            play(site)
    site.clock.move(timedelta(minutes=1))
    assert [each.days for each in play(site)] == [(TODAY,)]
    assert (runs(site)[TODAY].state, runs(site)[TODAY].problem) == ("done", None)


def test_days_after_a_failed_one_wait_for_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.clock.now = hanoi(day(2), 9)
    _let_runs_fail(monkeypatch)
    with pytest.raises(ArithmeticError):
        play(site)
    assert list(runs(site)) == [TODAY, day(-1)]


def test_a_failure_never_takes_the_place_of_a_run_that_succeeded_elsewhere(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.clock.now = hanoi(TODAY, 18)

    def lose_the_race(session: Session, **_named: Any) -> RunReport:
        session.rollback()
        site.run(TODAY)
        raise ArithmeticError("too late")

    monkeypatch.setattr(scheduling, "reclassify", lose_the_race)
    with pytest.raises(ArithmeticError):
        play(site)
    assert runs(site)[TODAY].state == "done"
    assert days_run(site) == [day(-1), TODAY]


def _let_runs_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs break after their work, before their commit."""

    def fail(session: Session, **named: Any) -> RunReport:
        reclassify(session, **named)
        raise ArithmeticError("broken")

    monkeypatch.setattr(scheduling, "reclassify", fail)


class TestDecisionsThatBegin:
    """The neighbors of a ward are judged when a decision about it begins, by the next tick."""

    @pytest.fixture
    def decided(self, engine: Engine) -> Site:
        """Nine green wards; E is decided red from 19:00, after the cut-off."""
        site = open_site(engine)
        site.post_zeros(day(-15), day(-1))
        site.run(*(day(offset) for offset in range(-15, 0)))
        site.decide("E", "red", from_=hanoi(TODAY, 19))
        site.clock.now = hanoi(TODAY, 18, 30)
        play(site)
        return site

    def test_neighbors_follow_at_the_next_tick(self, decided: Site) -> None:
        assert (decided.levels()["B"], play(decided)) == ("green", [])
        decided.clock.now = hanoi(TODAY, 19)
        assert [report.days for report in play(decided)] == [(day(1),)]
        assert (decided.levels()["E"], decided.levels()["B"]) == ("red", "orange")
        assert decided.differences() == ()

    def test_they_are_judged_once(self, decided: Site) -> None:
        decided.clock.now = hanoi(TODAY, 19)
        play(decided)
        revision = decided.revision()
        assert (play(decided), decided.revision()) == ([], revision)

    def test_a_ward_that_left_the_register_has_none(self, decided: Site) -> None:
        decided.clock.now = hanoi(TODAY, 18, 45)
        import_register(decided, without="E", valid_from=day(1))
        decided.clock.now = hanoi(TODAY, 19)
        assert play(decided) == []
