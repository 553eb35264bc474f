"""A batch may correct what stands: the version it leans on must be the current one, and odd figures want a reason."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, open_office, outbreak, problem, report
from tests.site import day

BATCH = f"{REPORTS}/batch"
PARTIAL = f"{BATCH}?partial=true"
STRICT = f"{BATCH}?require_confirmation=true"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def corrected(ward: str = "A", version: int = 1, unknown: int = 2, **said: Any) -> dict[str, Any]:
    return report(ward, unknown=unknown, correction={"version": version, "reason_code": "late"}, **said)


def why(code: str, reason: str = "ổ dịch mới ở chợ") -> list[dict[str, str]]:
    return [{"code": code, "reason": reason}]


def test_a_batch_creates_and_corrects_in_one_transaction_with_one_receipt(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    body = office.post(BATCH, "an", [corrected("A"), report("E", unknown=0)]).json()
    assert [each["result"] for each in body["items"]] == ["corrected", "created"]
    assert (body["created"], body["corrected"], body["items"][0]["version"]) == (1, 1, 2)
    assert body["receipt"] == f"BN-{body['revision']:06d}"
    versions = office.get(f"{REPORTS}/A/{day(0)}/versions", "an").json()["items"]
    assert [(each["version"], each["reason_code"]) for each in versions] == [(1, None), (2, "late")]


def test_a_stale_correction_tells_the_current_value_and_whose_it_is(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    office.post(BATCH, "chi", [corrected("A", unknown=5, new_f1_contacts=12)])
    row = office.post(PARTIAL, "an", [corrected("A", unknown=7)]).json()["items"][0]
    assert (row["result"], row["problem_type"]) == ("rejected", "stale-version")
    current = row["current"]
    assert (current["version"], current["counts"]["community_unknown_source"]) == (2, 5)
    assert (current["new_f1_contacts"], current["reported_by"], current["reported_by_name"]) == (12, "chi", "chi")


def test_a_row_in_the_way_of_a_new_report_is_told_too(office: Office) -> None:
    office.post(REPORTS, "chi", report("A", unknown=3))
    row = office.post(PARTIAL, "an", [report("A", unknown=4)]).json()["items"][0]
    assert (row["problem_type"], row["current"]["counts"]["community_unknown_source"]) == ("report-conflict", 3)


@pytest.mark.parametrize("row", [report("I", unknown=1), corrected("I"), report("I", source="rumour")])
def test_what_stands_in_another_district_is_never_told(office: Office, row: dict[str, Any]) -> None:
    office.post(REPORTS, "lan", report("I", unknown=7, note="chợ I"))
    answer = office.post(PARTIAL, "an", [row, report("A")])
    refused, taken = answer.json()["items"]
    assert (refused["result"], refused["current"], taken["result"]) == ("rejected", None, "created")
    assert "chợ I" not in answer.text


def test_a_stale_correction_refuses_the_whole_batch(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    problem(office.post(BATCH, "an", [corrected("A", version=2), report("E")]), 422)
    assert office.stored_reports() == 1


def test_a_row_withdraws_what_was_reported(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    body = office.post(BATCH, "an", [{**corrected("A"), "counts": None}]).json()
    assert body["corrected"] == 1
    assert office.get(f"{REPORTS}/A/{day(0)}/versions", "an").json()["items"][-1]["counts"] is None


def test_a_new_report_without_counts_is_refused(office: Office) -> None:
    found = problem(office.post(BATCH, "an", [{**report("A"), "counts": None}]), 422)
    assert "counts" in found["errors"][0]["detail"]


def test_nothing_reported_cannot_be_corrected(office: Office) -> None:
    row = office.post(PARTIAL, "an", [corrected("A")]).json()["items"][0]
    assert row["problem_type"] == "report-not-found"


def test_a_ward_corrected_twice_in_one_batch_is_refused(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    rows = office.post(PARTIAL, "an", [corrected("A"), corrected("A", version=2, unknown=3)]).json()["items"]
    assert [each["result"] for each in rows] == ["corrected", "rejected"]
    assert office.stored_reports() == 2


def test_a_dry_run_of_a_correction_writes_nothing(office: Office) -> None:
    office.post(REPORTS, "an", report("A", unknown=0))
    body = office.post(f"{BATCH}?dry_run=true", "an", [corrected("A")]).json()
    assert (body["corrected"], body["receipt"], office.stored_reports()) == (1, None, 1)
    assert [(each["ward_code"], each["after"]) for each in body["level_changes"]] == [("A", "orange")]


def test_a_correction_sent_again_under_its_key_is_done_once(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    answers = [office.post(BATCH, "an", [corrected("A")], Idempotency_Key="k-9").content for _ in range(3)]
    assert len(set(answers)) == 1
    assert office.stored_reports() == 2


def test_the_contacts_traced_are_kept_and_come_back(office: Office) -> None:
    office.post(REPORTS, "an", report("A", new_f1_contacts=35))
    assert office.get(REPORTS, "an").json()["items"][0]["new_f1_contacts"] == 35
    again = office.post(REPORTS, "an", report("A", new_f1_contacts=35))
    assert again.status_code == 200
    problem(office.post(REPORTS, "an", report("A", new_f1_contacts=36)), 409, "report-conflict")


@pytest.mark.parametrize("contacts", [-1, 1.5, True, "3", 1_000_001])
def test_contacts_are_a_strict_count(office: Office, contacts: object) -> None:
    found = problem(office.post(REPORTS, "an", report("A", new_f1_contacts=contacts)), 422)
    assert found["errors"][0]["pointer"] == "/new_f1_contacts"


def test_an_odd_figure_is_taken_and_told(office: Office) -> None:
    answer = office.post(REPORTS, "an", report("A", tests={"samples": 3, "positives": 4}))
    assert answer.status_code == 201
    warning = answer.json()["warnings"][0]
    assert (warning["code"], warning["column"], warning["confirmed"]) == (
        "positives_exceed_samples",
        "positives",
        False,
    )
    assert "4" in warning["message_vi"]
    assert "samples (3)" in warning["message_en"]


def test_an_odd_figure_is_refused_where_a_reason_is_required(office: Office) -> None:
    odd = report("A", tests={"samples": 3, "positives": 4})
    found = problem(office.post(STRICT, "an", [odd, report("E")]), 409, "confirmation-required")
    assert found["errors"][0]["pointer"] == "/0/confirmations/positives_exceed_samples"
    assert office.stored_reports() == 0


def test_a_reason_lets_an_odd_figure_through_and_stays_with_it(office: Office) -> None:
    odd = report("A", tests={"samples": 3, "positives": 4}, confirmations=why("positives_exceed_samples"))
    assert office.post(STRICT, "an", [odd]).json()["created"] == 1
    warning = office.get(REPORTS, "an").json()["items"][0]["warnings"][0]
    assert (warning["confirmed"], warning["reason"]) == (True, "ổ dịch mới ở chợ")


def test_a_jump_is_held_against_the_day_before_wherever_it_stands(office: Office) -> None:
    yesterday = report("A", on=day(-1), unknown=1)
    body = office.post(f"{BATCH}?dry_run=true", "an", [report("A", unknown=9), yesterday]).json()
    assert [each["code"] for each in body["items"][0]["warnings"]] == ["jump"]
    office.post(REPORTS, "an", yesterday)
    assert [each["code"] for each in office.post(REPORTS, "an", report("A", unknown=9)).json()["warnings"]] == ["jump"]


def test_a_drop_to_zero_inside_an_open_outbreak_asks_for_a_reason(office: Office) -> None:
    office.post("/api/v1/outbreaks", "an", outbreak("A"))
    office.post(REPORTS, "an", report("A", on=day(-1)))
    office.post(REPORTS, "an", report("E", on=day(-1)))
    body = office.post(f"{BATCH}?dry_run=true", "an", [report("A", unknown=0), report("E", unknown=0)]).json()
    assert [[warning["code"] for warning in each["warnings"]] for each in body["items"]] == [
        ["drop_to_zero_in_outbreak"],
        [],
    ]


@pytest.mark.parametrize(
    "confirmations",
    [why("rumour"), why("jump", "x"), why("jump", " " * 9), why("jump", "x" * 501), why("jump") * 5, "jump", [1]],
)
def test_a_confirmation_names_a_warning_and_a_reason(office: Office, confirmations: Any) -> None:
    problem(office.post(REPORTS, "an", report("A", confirmations=confirmations)), 422)
    assert office.stored_reports() == 0


def test_a_day_withdrawn_in_the_same_batch_is_nothing_to_jump_from(office: Office) -> None:
    office.post(REPORTS, "an", report("A", on=day(-1)))
    withdrawal = {**corrected("A", on=day(-1)), "counts": None}
    rows = office.post(BATCH, "an", [withdrawal, report("A", unknown=40)]).json()["items"]
    assert [(each["result"], each["warnings"]) for each in rows] == [("corrected", []), ("created", [])]
