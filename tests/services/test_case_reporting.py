"""Taking, repeating, correcting and withdrawing case reports; what each does to the levels at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, func, select

from app.domain.errors import (
    FutureReportingDate,
    InvalidValue,
    NotYourDistrict,
    ReportConflict,
    ReportNotFound,
    StaleVersion,
    WardNotFound,
)
from app.domain.records import CaseReport, ReportKey
from app.domain.vocabulary import ReasonCode
from app.services.sent_reports import NewReport, Refused, Taken
from app.services.site_rules import SiteRules
from app.storage.case_reports import broken_version_chains, report_versions
from app.storage.tables.ledger import CaseReportRow
from tests.site import (
    REPORTER_001,
    REPORTER_017,
    TODAY,
    Site,
    counts,
    day,
    hanoi,
    import_register,
    open_site,
)

TWO_SOURCES = SiteRules(known_sources=("district", "hospital"))


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine, rules=TWO_SOURCES)


def versions(site: Site, ward: str, on: date, source: str = "district") -> list[CaseReport]:
    with site.read_sessions() as session:
        return report_versions(session, ReportKey(ward, on, source))


def stored_rows(site: Site) -> int:
    with site.read_sessions() as session:
        return session.scalar(select(func.count()).select_from(CaseReportRow)) or 0


def refusal(site: Site, report: NewReport) -> Refused:
    """The refusal of a report that must not be taken, with proof that nothing was stored."""
    before = stored_rows(site)
    row = site.post_all([report]).rows[0]
    assert isinstance(row, Refused)
    assert stored_rows(site) == before
    return row


def test_a_report_is_stored_as_its_first_version(site: Site) -> None:
    site.post("E", reported=counts(2, 1, quarantine=3))
    (stored,) = versions(site, "E", TODAY)
    assert (stored.version, stored.counts, stored.reported_by) == (1, counts(2, 1, quarantine=3), "thanhpho")
    assert stored.received_at >= site.clock.now
    assert stored.reason_code is None


def test_a_community_case_makes_its_ward_orange_at_once_and_no_other(site: Site) -> None:
    outcome = site.post("E", reported=counts(1))
    assert [(each.ward_code, each.before, each.after) for each in outcome.level_changes if each.ward_code == "E"] == [
        ("E", None, "orange")
    ]
    assert {ward for ward, level in site.levels().items() if level == "orange"} == {"E"}


@pytest.mark.parametrize("reported", [counts(lockdown=9), counts(quarantine=9), counts(imported=9)])
def test_cases_outside_the_community_change_no_level(site: Site, reported: object) -> None:
    site.post_all([NewReport("E", TODAY, "district", reported)])  # type: ignore[arg-type]
    assert set(site.levels().values()) == {"unknown"}


def test_the_same_report_again_is_not_counted_twice(site: Site) -> None:
    first = site.post("E", reported=counts(1)).rows[0]
    again = site.post("E", reported=counts(1)).rows[0]
    assert isinstance(first, Taken)
    assert isinstance(again, Taken)
    assert (first.created, again.created) == (True, False)
    assert first.report == again.report
    assert len(versions(site, "E", TODAY)) == 1


def test_other_counts_for_the_same_key_are_refused_and_point_to_the_correction(site: Site) -> None:
    site.post("E", reported=counts(1))
    problem = refusal(site, NewReport("E", TODAY, "district", counts(2))).problem
    assert isinstance(problem, ReportConflict)
    assert problem.extensions == {
        "current_version": 1,
        "correction": f"/api/v1/case-reports/E/{TODAY}?source=district",
    }


def test_the_same_counts_with_another_note_are_other_content(site: Site) -> None:
    site.post("E", reported=counts(1))
    assert isinstance(refusal(site, NewReport("E", TODAY, "district", counts(1), note="x")).problem, ReportConflict)


def test_the_report_of_a_day_not_begun_is_refused(site: Site) -> None:
    problem = refusal(site, NewReport("E", day(1), "district", counts(), pointer="/3")).problem
    assert isinstance(problem, FutureReportingDate)
    assert problem.errors[0].pointer == "/3/reporting_date"


@pytest.mark.parametrize(
    ("hour", "minute", "second", "open_day"),
    [(0, 1, 0, day(0)), (15, 59, 59, day(0)), (17, 59, 59, day(0)), (18, 0, 0, day(1)), (23, 59, 59, day(1))],
)
def test_the_cut_off_opens_the_next_day_to_the_second(
    site: Site, hour: int, minute: int, second: int, open_day: date
) -> None:
    site.clock.now = hanoi(TODAY, hour, minute, second)
    assert isinstance(site.post("E", open_day).rows[0], Taken)
    assert isinstance(site.post("E", open_day + timedelta(days=1)).rows[0], Refused)


@pytest.mark.parametrize(
    ("on", "hour", "marked"), [(day(0), 15, False), (day(0), 16, True), (day(0), 17, True), (day(-1), 9, True)]
)
def test_a_report_after_the_publication_of_its_day_is_marked(site: Site, on: date, hour: int, marked: bool) -> None:
    site.clock.now = hanoi(TODAY, hour)
    site.post("E", on)
    assert versions(site, "E", on)[0].after_publication is marked


def test_a_correction_after_publication_is_marked_by_the_moment_it_was_recorded(site: Site) -> None:
    site.post("E")
    site.clock.now = hanoi(TODAY, 16)
    site.correct("E", TODAY, counts(1))
    site.clock.now = hanoi(TODAY, 15)
    site.correct("E", TODAY, counts(2), version=2)
    assert [each.after_publication for each in versions(site, "E", TODAY)] == [False, True, True]


def test_an_unknown_ward_is_refused_by_name(site: Site) -> None:
    problem = refusal(site, NewReport("99999", TODAY, "district", counts(), pointer="")).problem
    assert isinstance(problem, InvalidValue)
    assert problem.errors[0].pointer == "/ward_code"
    assert "99999" in problem.detail_en


def test_a_source_that_is_not_registered_is_refused_with_those_that_are(site: Site) -> None:
    problem = refusal(site, NewReport("E", TODAY, "rumour", counts())).problem
    assert "district, hospital" in problem.detail_en


def test_a_source_that_is_not_authoritative_is_stored_and_changes_no_level(site: Site) -> None:
    outcome = site.post("E", reported=counts(9), source="hospital")
    assert outcome.level_changes == ()
    assert len(versions(site, "E", TODAY, "hospital")) == 1
    assert set(site.levels().values()) == {"unknown"}


def test_sources_are_never_added(site: Site) -> None:
    site.post("E", reported=counts(1), source="hospital")
    site.post("E", reported=counts(2))
    assessment = site.snapshot().by_code["E"].assessment
    assert assessment is not None
    assert assessment.community_unknown_source == 2


def test_a_reporter_reports_for_no_other_district(site: Site) -> None:
    with pytest.raises(NotYourDistrict, match="017"):
        raise_refusal(site.post("I", caller=REPORTER_001).rows[0])
    assert isinstance(site.post("I", caller=REPORTER_017).rows[0], Taken)


def test_a_reporter_corrects_for_no_other_district(site: Site) -> None:
    site.post("I")
    with pytest.raises(NotYourDistrict):
        site.correct("I", TODAY, counts(1), caller=REPORTER_001)
    assert len(versions(site, "I", TODAY)) == 1


def test_a_correction_is_a_new_version_and_the_earlier_one_stays(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.correct("E", TODAY, counts(0, 1), reason=ReasonCode.FALSE_POSITIVE)
    first, second = versions(site, "E", TODAY)
    assert (first.version, first.counts) == (1, counts(1))
    assert (second.version, second.counts, second.reason_code) == (2, counts(0, 1), "false_positive")


def test_a_correction_of_the_only_case_takes_back_the_level(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.correct("E", TODAY, counts(0))
    assert site.levels()["E"] == "unknown"


def test_a_correction_of_a_version_that_is_no_longer_current_tells_the_one_that_is(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.correct("E", TODAY, counts(2))
    with pytest.raises(StaleVersion) as caught:
        site.correct("E", TODAY, counts(3), version=1)
    assert caught.value.extensions["current_version"] == 2
    current = caught.value.extensions["current"]
    assert isinstance(current, dict)
    assert current["counts"]["community_unknown_source"] == 2
    assert len(versions(site, "E", TODAY)) == 2


def test_what_was_never_reported_cannot_be_corrected(site: Site) -> None:
    with pytest.raises(ReportNotFound):
        site.correct("E", TODAY, counts(1))


def test_a_correction_for_an_unknown_ward_finds_no_ward(site: Site) -> None:
    with pytest.raises(WardNotFound):
        site.correct("99999", TODAY, counts(1))


def test_a_withdrawn_day_is_missing_again_not_zero(site: Site) -> None:
    site.post_zeros(day(-13), day(-1))
    site.close_day()
    assert site.levels()["E"] == "green"
    for offset in (-3, -2, -1):
        site.correct("E", day(offset), None)
    zone = site.snapshot().by_code["E"]
    assert zone.assessment is not None
    # The open day's predecessor, which nobody reported, is missing too.
    assert (zone.assessment.missing_days, zone.level) == (4, "unknown")


def test_a_withdrawn_report_is_given_back_by_a_correction_alone(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.correct("E", TODAY, None)
    assert isinstance(refusal(site, NewReport("E", TODAY, "district", counts(1))).problem, ReportConflict)
    site.correct("E", TODAY, counts(1), version=2)
    assert site.levels()["E"] == "orange"
    assert [each.counts for each in versions(site, "E", TODAY)] == [counts(1), None, counts(1)]


def test_correcting_and_correcting_back_restores_every_level(site: Site) -> None:
    site.post_zeros(day(-14), day(-1))
    site.close_day()
    before = {zone.ward.code: zone.assessment for zone in site.snapshot().zones}
    site.correct("E", day(-5), counts(3))
    assert site.levels()["E"] == "orange"
    site.correct("E", day(-5), counts(0), version=2)
    after = {zone.ward.code: zone.assessment for zone in site.snapshot().zones}
    # A new open-day judgement beside the old one of the closed day: the same level from the same counts.
    assert after.keys() == before.keys()
    assert all(found is not None and found.level == "green" for found in after.values())
    assert site.differences() == ()


def test_a_batch_keeps_what_can_be_taken_and_says_why_not_of_the_rest(site: Site) -> None:
    outcome = site.post_all(
        [
            NewReport("A", TODAY, "district", counts(1), pointer="/0"),
            NewReport("99999", TODAY, "district", counts(1), pointer="/1"),
            NewReport("A", TODAY, "district", counts(1), pointer="/2"),
            NewReport("A", TODAY, "district", counts(7), pointer="/3"),
            NewReport("B", TODAY, "district", counts(1), pointer="/4"),
        ]
    )
    kinds = [("created" if row.created else "again") if isinstance(row, Taken) else "refused" for row in outcome.rows]
    assert kinds == ["created", "refused", "again", "refused", "created"]
    assert [each.report.pointer for each in outcome.refused] == ["/1", "/3"]
    assert outcome.created == 2
    assert stored_rows(site) == 2


def test_a_report_of_a_retired_ward_on_its_last_day_is_taken(site: Site) -> None:
    import_register(site, without="I", valid_from=day(-1))
    assert isinstance(site.post("I", day(-2), counts(1)).rows[0], Taken)
    assert isinstance(refusal(site, NewReport("I", day(-1), "district", counts())).problem, InvalidValue)


def test_late_data_before_the_first_known_day_moves_every_judgement(site: Site) -> None:
    site.post_zeros(day(-3), day(-1))
    site.clock.move(timedelta(days=1))
    site.run(day(-1), TODAY)
    site.post("A", day(-20), counts(1))
    assert site.differences() == ()


def test_versions_never_break_their_chain(site: Site) -> None:
    site.post("E")
    for version in range(1, 6):
        site.correct("E", TODAY, counts(version) if version % 2 else None, version=version)
    with site.read_sessions() as session:
        assert broken_version_chains(session) == []


def test_a_batch_takes_as_many_statements_whatever_its_length(site: Site) -> None:
    site.post_zeros(day(-9), day(-9))
    few, many = statements_of_batch(site, day(-2), ["A"]), statements_of_batch(site, day(-4), list("ABCDEFGHI"))
    assert few == many


def statements_of_batch(site: Site, on: date, wards: list[str]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(site.engine, "before_cursor_execute", note)
    try:
        site.post_all([NewReport(ward, on, "district", counts()) for ward in wards])
    finally:
        event.remove(site.engine, "before_cursor_execute", note)
    return len(seen)


def raise_refusal(row: Taken | Refused) -> None:
    assert isinstance(row, Refused)
    raise row.problem


def test_a_report_says_the_same_only_as_its_whole_content(site: Site) -> None:
    report = NewReport("E", TODAY, "district", counts(1), samples=5, positives=1, note="x")
    taken = site.post_all([report]).rows[0]
    assert isinstance(taken, Taken)
    assert report.says_the_same_as(taken.report)
    for other in (
        replace(report, samples=6),
        replace(report, positives=0),
        replace(report, note=None),
        replace(report, counts=counts(2)),
    ):
        assert not other.says_the_same_as(taken.report)
