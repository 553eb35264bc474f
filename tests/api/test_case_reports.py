"""Case reports over HTTP: posted once, repeated, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.vocabulary import Role
from app.storage.audit import Outcome
from tests.accounts import hash_quickly
from tests.office import REPORTS, ZONES, Office, correction, key_of, office_on_sqlite, open_office, problem, report
from tests.site import TODAY, day

BATCH = f"{REPORTS}/batch"
ZERO = report(unknown=0)["counts"]


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


@pytest.fixture
def quick_office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """For what is decided before any database is asked."""
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def test_a_new_report_is_created_with_its_version(office: Office) -> None:
    answer = office.post(REPORTS, "an", report(note="ca mới", tests={"samples": 50, "positives": 1}))
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    assert body.pop("received_at").startswith("2021-08-14T03:00:00")
    assert body == {
        "ward_code": "E",
        "reporting_date": "2021-08-14",
        "source": "district",
        "version": 1,
        "counts": report()["counts"],
        "tests": {"samples": 50, "positives": 1},
        "new_f1_contacts": None,
        "note": "ca mới",
        "reason_code": None,
        "reported_by": "an",
        "after_publication": False,
        "warnings": [],
        "revision": office.site.revision(),
        "receipt": f"BN-{office.site.revision():06d}",
    }


def test_the_level_has_changed_when_the_answer_arrives(office: Office) -> None:
    assert office.level("E") == "unknown"
    answer = office.post(REPORTS, "an", report())
    zones = office.get(ZONES).json()
    assert zones["revision"] == answer.json()["revision"]
    assert {each["ward_code"]: each["level"] for each in zones["items"]}["E"] == "orange"


def test_the_same_again_without_a_key_is_found_by_its_natural_key(office: Office) -> None:
    first = office.post(REPORTS, "an", report())
    revision = office.site.revision()
    again = office.post(REPORTS, "an", report())
    assert (again.status_code, again.json(), again.headers["ETag"]) == (200, first.json(), '"1"')
    assert (office.stored_reports(), office.site.revision()) == (1, revision)


def test_other_content_under_the_natural_key_points_to_the_correction(office: Office) -> None:
    office.post(REPORTS, "an", report())
    found = problem(office.post(REPORTS, "an", report(unknown=2)), 409, "report-conflict")
    assert found["current_version"] == 1
    assert found["correction"] == f"{key_of()}?source=district"
    assert office.put(found["correction"], "an", correction(2), If_Match='"1"').status_code == 200


def test_a_key_sent_again_gets_the_first_answer_byte_for_byte(office: Office) -> None:
    first = office.post(REPORTS, "an", report(), Idempotency_Key="k-1")
    office.put(key_of(), "an", correction(5), If_Match='"1"')
    again = office.post(REPORTS, "an", report(), Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert office.stored_reports() == 2


def test_the_order_of_names_and_white_space_make_no_other_content(office: Office) -> None:
    office.post(REPORTS, "an", report(), Idempotency_Key="k-1")
    turned = dict(reversed(report().items()))
    assert office.post(REPORTS, "an", turned, Idempotency_Key="k-1").status_code == 200


def test_a_key_with_other_content_is_refused(office: Office) -> None:
    office.post(REPORTS, "an", report(), Idempotency_Key="k-1")
    problem(office.post(REPORTS, "an", report("A"), Idempotency_Key="k-1"), 422, "idempotency-key-reused")
    assert office.stored_reports() == 1


def test_a_key_of_another_call_is_refused(office: Office) -> None:
    office.post(REPORTS, "an", report(), Idempotency_Key="k-1")
    problem(office.post(BATCH, "an", [report()], Idempotency_Key="k-1"), 422, "idempotency-key-reused")


def test_a_key_belongs_to_its_user(office: Office) -> None:
    office.post(REPORTS, "an", report(), Idempotency_Key="k-1")
    assert office.post(REPORTS, "lan", report("I"), Idempotency_Key="k-1").status_code == 201


def test_a_refused_report_keeps_no_answer_under_its_key(office: Office) -> None:
    problem(office.post(REPORTS, "an", report("I"), Idempotency_Key="k-1"), 403, "not-your-district")
    assert office.post(REPORTS, "an", report("A"), Idempotency_Key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 201])
def test_a_key_that_is_none_is_refused(quick_office: Office, key: str) -> None:
    found = problem(quick_office.post(REPORTS, "an", report(), Idempotency_Key=key), 422)
    assert found["errors"][0]["pointer"] == "/Idempotency-Key"
    assert quick_office.stored_reports() == 0


def test_a_report_of_another_source_is_kept_beside(office: Office) -> None:
    assert office.post(REPORTS, "an", report(source="hospital")).status_code == 201
    assert office.level("E") == "unknown"
    assert office.post(REPORTS, "an", report(unknown=3)).status_code == 201


def test_a_day_not_begun_names_the_open_one(office: Office) -> None:
    found = problem(office.post(REPORTS, "an", report(on=day(1))), 422, "future-reporting-date")
    assert found["errors"][0]["pointer"] == "/reporting_date"


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ward_code": "99999"}, "/ward_code"),
        ({"ward_code": 487}, "/ward_code"),
        ({"reporting_date": "2021-09-31"}, "/reporting_date"),
        ({"reporting_date": 20210814}, "/reporting_date"),
        ({"reporting_date": "2021-08-14T00:00:00"}, "/reporting_date"),
        ({"reporting_date": "1999-12-31"}, "/reporting_date"),
        ({"source": "rumour"}, "/source"),
        ({"counts": {**ZERO, "imported": -1}}, "/counts/imported"),
        ({"counts": {**ZERO, "imported": 1.5}}, "/counts/imported"),
        ({"counts": {**ZERO, "imported": 1.0}}, "/counts/imported"),
        ({"counts": {**ZERO, "imported": True}}, "/counts/imported"),
        ({"counts": {**ZERO, "imported": "1"}}, "/counts/imported"),
        ({"counts": {**ZERO, "imported": 10**9}}, "/counts/imported"),
        ({"counts": {**ZERO, "imported": None}}, "/counts/imported"),
        ({"counts": {**ZERO, "suspected": 1}}, "/counts/suspected"),
        ({"counts": {"imported": 1}}, "/counts/community_unknown_source"),
        ({"counts": None}, "/counts"),
        ({"tests": {"samples": 1}}, "/tests/positives"),
        ({"note": "x" * 2001}, "/note"),
        ({"cases": 3}, "/cases"),
    ],
)
def test_what_cannot_be_taken_is_pointed_at_and_stored_nowhere(
    quick_office: Office, said: dict[str, Any], pointer: str
) -> None:
    revision = quick_office.site.revision()
    found = problem(quick_office.post(REPORTS, "an", {**report(), **said}), 422)
    assert pointer in [each["pointer"] for each in found["errors"]]
    assert (quick_office.stored_reports(), quick_office.site.revision()) == (0, revision)


def test_more_positives_than_samples_are_taken_as_reported(office: Office) -> None:
    answer = office.post(REPORTS, "an", report(tests={"samples": 1, "positives": 2}))
    assert answer.json()["tests"] == {"samples": 1, "positives": 2}


def test_another_district_is_refused_and_leaves_an_audit_line(office: Office) -> None:
    problem(office.post(REPORTS, "an", report("I")), 403, "not-your-district")
    line = office.audited()[0]
    assert (line.actor, line.role, line.outcome, line.district_code) == (
        "an",
        Role.REPORTER,
        Outcome.REFUSED,
        "017",
    )
    assert office.stored_reports() == 0


def test_a_taken_report_leaves_an_audit_line_with_its_revision_and_district(office: Office) -> None:
    answer = office.post(REPORTS, "an", report())
    line = office.audited()[0]
    assert (line.actor, line.action, line.subject) == ("an", "post_report", f"E {TODAY} district")
    assert (line.outcome, line.revision, line.district_code) == (Outcome.DONE, answer.json()["revision"], "001")


def test_a_repeated_report_leaves_no_second_audit_line(office: Office) -> None:
    office.post(REPORTS, "an", report())
    lines = len(office.audited())
    office.post(REPORTS, "an", report())
    assert len(office.audited()) == lines


def test_between_publication_and_cut_off_a_report_is_marked(office: Office) -> None:
    office.site.clock.move(timedelta(hours=6, minutes=30))
    assert office.post(REPORTS, "an", report()).json()["after_publication"] is True


def test_a_correction_without_the_version_looked_at_is_refused(office: Office) -> None:
    office.post(REPORTS, "an", report())
    problem(office.put(key_of(), "an", correction()), 428, "precondition-required")


def test_a_correction_answers_with_the_new_version(office: Office) -> None:
    office.post(REPORTS, "an", report())
    answer = office.put(key_of(), "an", correction(reason_code="false_positive", note="nhầm"), If_Match='"1"')
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (answer.json()["version"], answer.json()["reason_code"], answer.json()["note"]) == (
        2,
        "false_positive",
        "nhầm",
    )
    assert office.level("E") == "unknown"


def test_the_etag_of_a_post_is_the_if_match_of_its_correction(office: Office) -> None:
    etag = office.post(REPORTS, "an", report()).headers["ETag"]
    etag = office.put(key_of(), "an", correction(2), If_Match=etag).headers["ETag"]
    assert office.put(key_of(), "an", correction(3), If_Match=etag).json()["version"] == 3


def test_who_comes_second_is_told_the_current_value(office: Office) -> None:
    office.post(REPORTS, "an", report())
    office.put(key_of(), "an", correction(5), If_Match='"1"')
    found = problem(office.put(key_of(), "chi", correction(7), If_Match='"1"'), 412, "stale-version")
    assert found["current_version"] == 2
    assert found["current"]["counts"]["community_unknown_source"] == 5
    assert found["current"]["reported_by"] == "an"
    assert office.stored_reports() == 2


def test_null_counts_withdraw_and_the_day_is_missing_again(office: Office) -> None:
    office.post(REPORTS, "an", report())
    answer = office.put(key_of(), "an", {"counts": None, "reason_code": "duplicate"}, If_Match='"1"')
    assert (answer.json()["counts"], answer.json()["version"]) == (None, 2)
    recent = office.get(f"{ZONES}/E", "an").json()["cases_recent"][-1]
    assert recent == {"reporting_date": str(TODAY), "reported": False, "counts": None, "provisional": True}


def test_a_withdrawn_report_is_given_back_with_its_version(office: Office) -> None:
    office.post(REPORTS, "an", report())
    office.put(key_of(), "an", {"counts": None, "reason_code": "duplicate"}, If_Match='"1"')
    problem(office.post(REPORTS, "an", report()), 409, "report-conflict")
    assert office.put(key_of(), "an", correction(1), If_Match='"2"').json()["version"] == 3
    assert office.level("E") == "orange"


@pytest.mark.parametrize("if_match", ["*", "abc", '"1", "2"', '"-1"', '""', '"99999999999"'])
def test_an_if_match_that_is_no_version_is_refused_with_an_example(quick_office: Office, if_match: str) -> None:
    quick_office.post(REPORTS, "an", report())
    found = problem(quick_office.put(key_of(), "an", correction(), If_Match=if_match), 422)
    assert found["errors"][0]["pointer"] == "/If-Match"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reason_code": "other"}, "/counts"),
        ({"counts": ZERO}, "/reason_code"),
        ({"counts": ZERO, "reason_code": "because"}, "/reason_code"),
        ({"counts": None, "reason_code": "other", "tests": {"samples": 1}}, "/tests/positives"),
    ],
)
def test_a_correction_says_what_and_why(quick_office: Office, body: dict[str, Any], pointer: str) -> None:
    quick_office.post(REPORTS, "an", report())
    found = problem(quick_office.put(key_of(), "an", body, If_Match='"1"'), 422)
    assert found["errors"][0]["pointer"] == pointer
    assert quick_office.stored_reports() == 1


def test_an_unknown_ward_and_a_day_without_report_are_not_found(office: Office) -> None:
    problem(office.put(key_of("99999"), "an", correction(), If_Match='"1"'), 404, "ward-not-found")
    problem(office.put(key_of(), "an", correction(), If_Match='"1"'), 404, "report-not-found")


def test_another_district_is_not_corrected(office: Office) -> None:
    office.post(REPORTS, "lan", report("I"))
    problem(office.put(key_of("I"), "an", correction(), If_Match='"1"'), 403, "not-your-district")
    assert office.stored_reports() == 1


def test_the_source_chooses_the_report(office: Office) -> None:
    office.post(REPORTS, "an", report(source="hospital"))
    problem(office.put(key_of(), "an", correction(), If_Match='"1"'), 404, "report-not-found")
    answer = office.put(f"{key_of()}?source=hospital", "an", correction(), If_Match='"1"')
    assert (answer.json()["source"], answer.json()["version"]) == ("hospital", 2)


def test_a_correction_leaves_an_audit_line_without_its_note(office: Office) -> None:
    office.post(REPORTS, "an", report())
    office.put(key_of(), "chi", correction(note="ông Ba, ngõ 4"), If_Match='"1"')
    line = office.audited()[0]
    assert (line.actor, line.action, line.district_code) == ("chi", "correct_report", "001")
    assert line.detail == {"version": 2, "reason_code": "other"}
