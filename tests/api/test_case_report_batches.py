"""Batches of case reports over HTTP: all or nothing, in part, or only tried."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, open_office, problem, report
from tests.site import day

BATCH = f"{REPORTS}/batch"
ZERO = report(unknown=0)["counts"]


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def test_all_rows_are_taken_at_one_revision(office: Office) -> None:
    answer = office.post(BATCH, "thanhpho", [report("A"), report("I"), report("E", unknown=0)])
    body = answer.json()
    assert (answer.status_code, body["created"], body["rejected"], body["dry_run"]) == (200, 3, 0, False)
    assert body["revision"] == office.site.revision()
    assert [(each["index"], each["ward_code"], each["result"], each["version"]) for each in body["items"]] == [
        (0, "A", "created", 1),
        (1, "I", "created", 1),
        (2, "E", "created", 1),
    ]
    changed = {each["ward_code"]: each["after"] for each in body["level_changes"] if each["after"] != "unknown"}
    assert changed == {"A": "orange", "I": "orange"}


def test_one_bad_row_refuses_all_and_every_fault_is_listed(office: Office) -> None:
    rows = [report("A"), report("99999"), {"ward_code": "B"}, report("C", on=day(1))]
    found = problem(office.post(BATCH, "thanhpho", rows), 422)
    pointers = [each["pointer"] for each in found["errors"]]
    assert {"/1/ward_code", "/2/reporting_date", "/2/counts", "/3/reporting_date"} <= set(pointers)
    assert office.stored_reports() == 0


def test_a_batch_all_about_another_district_is_refused_even_in_part(office: Office) -> None:
    problem(
        office.post(f"{BATCH}?partial=true", "an", [report("I"), report("I", on=day(-1))]), 403, "not-your-district"
    )
    refusal = office.audited()[0]
    assert (refusal.outcome, refusal.district_code, office.stored_reports()) == ("refused", "017", 0)


def test_rows_about_another_district_are_told_in_the_audit_of_what_was_taken(office: Office) -> None:
    answer = office.post(f"{BATCH}?partial=true", "an", [report("I"), report("A")])
    line = office.audited()[0]
    assert (answer.json()["created"], line.district_code, line.detail["districts_denied"]) == (1, "001", ["017"])


def test_partial_takes_the_good_rows_and_tells_of_the_others(office: Office) -> None:
    rows = [report("A"), report("99999"), {"ward_code": "B"}, report("A"), report("A", unknown=9)]
    body = office.post(f"{BATCH}?partial=true", "thanhpho", rows).json()
    assert [each["result"] for each in body["items"]] == [
        "created",
        "rejected",
        "rejected",
        "unchanged",
        "rejected",
    ]
    assert (body["created"], body["unchanged"], body["rejected"]) == (1, 1, 3)
    assert "PUT" in body["items"][4]["problem"]
    assert office.stored_reports() == 1


def test_a_batch_of_nothing_new_takes_no_revision(office: Office) -> None:
    office.post(BATCH, "thanhpho", [report("A")])
    revision = office.site.revision()
    body = office.post(BATCH, "thanhpho", [report("A")]).json()
    assert (body["created"], body["unchanged"], body["revision"]) == (0, 1, None)
    assert office.site.revision() == revision


def test_only_conflicts_are_a_conflict(office: Office) -> None:
    office.post(BATCH, "thanhpho", [report("A")])
    found = problem(office.post(BATCH, "thanhpho", [report("A", unknown=2), report("B")]), 409)
    assert found["errors"][0]["pointer"] == "/0"
    assert office.stored_reports() == 1


def test_a_row_of_another_district_refuses_the_batch(office: Office) -> None:
    problem(office.post(BATCH, "an", [report("A"), report("I")]), 403, "not-your-district")
    assert office.stored_reports() == 0


def test_a_dry_run_tells_the_changes_and_writes_nothing(office: Office) -> None:
    office.as_("thanhpho")
    revision, lines = office.site.revision(), len(office.audited())
    body = office.post(f"{BATCH}?dry_run=true", "thanhpho", [report("A")]).json()
    assert (body["dry_run"], body["created"], body["revision"]) == (True, 1, None)
    assert [each["ward_name"] for each in body["level_changes"] if each["after"] == "orange"] == ["Phường A"]
    assert (office.stored_reports(), office.site.revision(), len(office.audited())) == (0, revision, lines)
    assert office.level("A") == "unknown"
    next_revision = office.post(REPORTS, "thanhpho", report("A")).json()["revision"]
    assert next_revision == revision + 1


def test_a_dry_run_keeps_no_answer_under_its_key(office: Office) -> None:
    office.post(f"{BATCH}?dry_run=true", "thanhpho", [report("A")], Idempotency_Key="k-1")
    assert office.post(f"{BATCH}", "thanhpho", [report("A")], Idempotency_Key="k-1").json()["created"] == 1


def test_a_batch_sent_ten_times_under_one_key_is_one_batch(office: Office) -> None:
    rows = [report("A"), report("I")]
    answers = [office.post(BATCH, "thanhpho", rows, Idempotency_Key="lô-1".encode().hex()) for _ in range(10)]
    assert len({each.content for each in answers}) == 1
    assert office.stored_reports() == 2


@pytest.mark.parametrize("body", [[], {}, "x", None, [1], [[]], [None]])
def test_what_is_no_list_of_reports_is_refused(office: Office, body: Any) -> None:
    problem(office.post(BATCH, "thanhpho", body), 422)
    assert office.stored_reports() == 0


def test_a_batch_leaves_one_audit_line(office: Office) -> None:
    office.post(BATCH, "thanhpho", [report("A"), report("I")])
    line = office.audited()[0]
    assert (line.action, line.subject, line.detail) == (
        "case_report_batch",
        "2 reports",
        {"rows": 2, "created": 2, "corrected": 0},
    )
