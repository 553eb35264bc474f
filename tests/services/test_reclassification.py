"""Judging closed days for every ward, judging the open one at once, and what is in force from when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, func, select

from app.domain.assessment import Assessment
from app.domain.errors import InvalidImport, NothingToJudge
from app.services.reclassification import days_to_judge, run_of
from app.services.site_rules import SiteRules
from app.storage.assessments import assessments_on, ward_assessments
from app.storage.revisions import create_site, revisions
from app.storage.statuses import Status, full_run_days, open_statuses, statuses
from app.storage.tables.judgement import AssessmentRow
from tests.accounts import NOW, Clock
from tests.site import (
    TODAY,
    WARDS,
    Site,
    counts,
    day,
    hanoi,
    import_register,
    open_site,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def intervals(site: Site, ward: str) -> list[Status]:
    with site.read_sessions() as session:
        return statuses(session, scheme="main", ward_code=ward)


def judged(site: Site, ward: str) -> list[Assessment]:
    with site.read_sessions() as session:
        return ward_assessments(session, scheme="main", ward_code=ward)


def stored_judgements(site: Site) -> int:
    with site.read_sessions() as session:
        return session.scalar(select(func.count()).select_from(AssessmentRow)) or 0


def run_days(site: Site) -> list[date]:
    with site.read_sessions() as session:
        return full_run_days(session, scheme="main")


def before_a_loosening(site: Site, ward: str = "I") -> None:
    """Every ward complete, one orange since fourteen days: it falls when today closes."""
    site.post_zeros(day(-28), day(-15))
    for offset in range(-14, 1):
        site.post_zeros(day(offset), day(offset), tuple(each for each in WARDS if (each, offset) != (ward, -14)))
    site.post(ward, day(-14), counts(1))


def test_a_run_judges_every_ward_and_says_so(site: Site) -> None:
    report = site.run(day(-1))
    assert (report.days, report.new_days, report.wards_judged) == ((day(-1),), (day(-1),), 9)
    assert (report.changed, report.revision) == (9, site.revision())
    assert {each.after for each in report.level_changes} == {"unknown"}
    assert run_days(site) == [day(-1)]


def test_the_same_run_again_changes_nothing_and_takes_no_revision(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.run(day(-1))
    revision, rows = site.revision(), stored_judgements(site)
    again = site.run(day(-1))
    assert (again.changed, again.new_days, again.level_changes, again.revision) == (0, (), (), None)
    assert (site.revision(), stored_judgements(site)) == (revision, rows)


@pytest.mark.parametrize("offset", [0, 1, 30])
def test_a_day_that_has_not_closed_is_not_judged_by_a_run(site: Site, offset: int) -> None:
    with pytest.raises(NothingToJudge, match=str(day(-1))):
        site.run(day(offset))


def test_of_a_range_only_the_closed_days_are_judged(site: Site) -> None:
    assert site.run(day(-2), day(-1), day(0), day(1)).days == (day(-2), day(-1))


def test_without_a_register_there_is_nothing_to_judge(engine: Engine) -> None:
    site = Site(engine, Clock(NOW), SiteRules())
    with site.sessions.begin() as session:
        create_site(session, now=NOW, first_day=TODAY)
    with pytest.raises(NothingToJudge, match="wards import"):
        site.run(day(-1))


def test_on_a_new_site_only_the_last_closed_day_is_due(site: Site) -> None:
    with site.read_sessions() as session:
        assert days_to_judge(session, rules=site.rules, now=site.clock.now) == [day(-1)]


def test_after_an_outage_every_missed_day_is_due_oldest_first(site: Site) -> None:
    site.run(day(-1))
    with site.read_sessions() as session:
        due = days_to_judge(session, rules=site.rules, now=hanoi(day(2), 18, 0, 1))
    assert due == [day(0), day(1), day(2)]


def test_nothing_is_due_twice(site: Site) -> None:
    site.run(day(-1))
    with site.read_sessions() as session:
        assert days_to_judge(session, rules=site.rules, now=site.clock.now) == []


def test_a_run_can_be_asked_for_by_its_day(site: Site) -> None:
    report = site.run(day(-1))
    with site.read_sessions() as session:
        run = run_of(session, rules=site.rules, day=day(-1))
        assert run_of(session, rules=site.rules, day=day(-2)) is None
    assert run is not None
    assert (run.state, run.wards_judged, run.wards_changed, run.started_by) == ("done", 9, 9, "job")
    assert run.recorded_revision == report.revision


def test_a_level_falls_when_its_day_closes_not_before(site: Site) -> None:
    before_a_loosening(site)
    assert site.levels()["I"] == "orange"
    assert site.close_day().changed == 9
    assert site.levels() == dict.fromkeys(WARDS, "green")


def test_a_report_of_the_next_day_before_the_run_holds_no_other_ward_back(site: Site) -> None:
    before_a_loosening(site)
    site.clock.now = hanoi(TODAY, 18, 0, 1)
    site.post("A", day(1), counts(1))
    report = site.run(TODAY)
    assert [(each.ward_code, each.before, each.after) for each in report.level_changes] == [("I", "orange", "green")]
    assert site.levels() == {**dict.fromkeys(WARDS, "green"), "A": "orange"}
    assert site.differences() == ()


def test_runs_missed_are_put_in_force_beside_reports_of_the_open_day(site: Site) -> None:
    before_a_loosening(site)
    site.clock.now = hanoi(day(2), 10)
    site.post("A", day(2), counts(1))
    for offset in (0, 1):
        site.run(day(offset))
    assert site.levels() == {**dict.fromkeys(WARDS, "green"), "A": "orange"}
    assert site.differences() == ()


def test_an_older_day_judged_again_leaves_what_is_in_force(site: Site) -> None:
    before_a_loosening(site)
    site.close_day()
    site.post("E", reported=counts(1))
    revision = site.revision()
    assert site.run(day(-3)).level_changes == ()
    assert site.levels()["E"] == "orange"
    assert site.revision() == revision + 1


def test_days_judged_out_of_order_end_as_in_order(site: Site) -> None:
    before_a_loosening(site)
    site.clock.now = hanoi(TODAY, 18, 0, 1)
    for offset in (0, -5, -2, -20, -14):
        site.run(day(offset))
    assert site.differences() == ()
    assert site.levels()["I"] == "green"


def test_the_open_day_tightens_at_once_and_never_loosens(site: Site) -> None:
    before_a_loosening(site)
    site.clock.now = hanoi(TODAY, 17, 59, 59)
    site.correct("E", TODAY, counts(1))
    assert site.levels()["E"] == "orange"
    assert site.levels()["I"] == "orange"
    assert judged(site, "E")[-1].closed is False


def test_the_open_days_missing_reports_are_not_missing(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.close_day()
    site.post("E", day(1))
    zone = site.snapshot().by_code["E"]
    assert zone.assessment is not None
    assert (zone.assessment.as_of, zone.assessment.closed_days, zone.assessment.missing_days) == (day(1), 13, 1)


def test_a_ward_bordering_a_red_one_is_orange_and_its_own_neighbor_is_not(site: Site) -> None:
    site.declare("A")
    levels = site.levels()
    assert (levels["A"], levels["B"], levels["D"]) == ("red", "orange", "orange")
    assert {levels[ward] for ward in "CEFGHI"} == {"unknown"}


def test_late_data_change_what_is_in_force_from_the_commit_on_never_before(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.run(day(-1))
    was = intervals(site, "E")[-1]
    site.clock.move(timedelta(hours=1))
    site.correct("E", day(-10), counts(1))
    ended, begun = intervals(site, "E")[-2:]
    assert (ended.level, begun.level) == ("green", "orange")
    assert ended.from_instant == was.from_instant
    assert ended.until_instant == begun.from_instant == site.clock.now
    assert [each.level for each in judged(site, "E") if each.as_of == day(-1)] == ["orange"]


def test_statuses_meet_and_one_is_open_in_every_ward(site: Site) -> None:
    before_a_loosening(site)
    site.close_day()
    site.declare("E")
    for ward in WARDS:
        found = intervals(site, ward)
        assert all(before.until_instant == after.from_instant for before, after in pairwise(found))
        assert [each.until_instant for each in found].count(None) == 1
    with site.read_sessions() as session:
        assert sorted(open_statuses(session, scheme="main")) == list(WARDS)


def test_no_status_is_backdated_when_the_clock_goes_back(site: Site) -> None:
    site.post("E", reported=counts(1))
    begun = intervals(site, "E")[-1].from_instant
    site.clock.move(-timedelta(hours=1))
    site.correct("E", TODAY, counts(0))
    last = intervals(site, "E")[-1]
    assert last.from_instant > begun
    assert last.from_instant - begun < SECOND
    assert moments(site) == sorted(set(moments(site)))


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=2)])
def test_a_clock_set_back_over_the_cut_off_opens_no_day_again(site: Site, back: timedelta) -> None:
    site.post_zeros(day(-14), TODAY)
    site.close_day()
    site.clock.move(-back)
    site.post("E", day(0) if back > timedelta(days=1) else TODAY)
    site.correct("E", TODAY, counts(2))
    assert site.levels()["E"] == "orange"
    assert site.differences() == ()


def test_a_run_before_everything_known_moves_the_start_of_every_judgement(site: Site) -> None:
    site.post_zeros(day(-5), day(-1))
    site.run(day(-1))
    site.run(day(-20))
    assert site.differences() == ()


def test_a_run_of_one_day_writes_no_judgement_of_another(site: Site) -> None:
    site.post_zeros(day(-5), day(-1))
    site.run(day(-3))
    assert {each.as_of for each in judged(site, "A")} == {day(-3), day(0)}


def test_what_a_late_report_cannot_touch_is_not_judged_again(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.run(*(day(offset) for offset in range(-14, 0)))
    revision = site.revision()
    site.correct("A", day(-3), counts(1))
    with site.read_sessions() as session:
        rows = session.execute(
            select(AssessmentRow.ward_code, AssessmentRow.as_of).where(AssessmentRow.recorded_revision > revision)
        ).all()
    assert {code for code, _ in rows} <= {"A", "B", "D"}
    assert min(as_of for _, as_of in rows) == day(-3)


def test_a_policy_that_begins_with_the_next_day_is_in_force_when_that_day_opens(site: Site) -> None:
    site.adopt("moh-2686-2021", TODAY)
    site.post("A", reported=counts(0, 1))
    assert site.levels()["A"] == "yellow"
    site.adopt("hanoi-ct06-2021", day(1))
    assert site.levels()["A"] == "yellow"
    site.close_day()
    assert site.levels()["A"] == "orange"
    assert {each.policy_id for each in open_now(site)} == {"hanoi-ct06-2021"}
    assert site.differences() == ()


def test_a_policy_adopted_for_a_past_day_judges_the_days_since_again(site: Site) -> None:
    site.post_zeros(day(-14), TODAY)
    site.clock.move(timedelta(days=3))
    site.run(TODAY, day(1), day(2))
    site.post("A", day(2), counts(0, 1))
    assert site.levels()["A"] == "orange"
    site.adopt("moh-2686-2021", day(2))
    with site.read_sessions() as session:
        found = assessments_on(session, scheme="main", days=[day(1), day(2)], ward_codes=["A"])
    assert {as_of: each.policy_id for (_, as_of), each in found.items()} == {
        day(1): "hanoi-ct06-2021",
        day(2): "moh-2686-2021",
    }
    assert site.levels()["A"] == "yellow"
    assert site.differences() == ()


def test_a_changed_register_judges_every_day_by_the_new_borders(site: Site) -> None:
    site.declare("A", opened_on=day(-2))
    site.run(day(-2), day(-1))
    assert site.levels()["C"] == "unknown"
    import_register(site, drawing="A C B / D E F / G H I", valid_from=TODAY)
    assert (site.levels()["C"], site.levels()["B"]) == ("orange", "unknown")
    assert site.differences() == ()


def test_a_register_that_would_begin_later_is_refused_until_its_day(site: Site) -> None:
    with pytest.raises(InvalidImport, match=str(day(1))):
        import_register(site, drawing="A C B / D E F / G H I", valid_from=day(1))
    site.declare("A")
    site.close_day()
    import_register(site, drawing="A C B / D E F / G H I", valid_from=day(1))
    assert (site.levels()["C"], site.levels()["D"]) == ("orange", "orange")
    assert site.differences() == ()


def moments(site: Site) -> list[datetime]:
    with site.read_sessions() as session:
        return [each.committed_at for each in revisions(session)]


def open_now(site: Site) -> list[Status]:
    with site.read_sessions() as session:
        return list(open_statuses(session, scheme="main").values())
