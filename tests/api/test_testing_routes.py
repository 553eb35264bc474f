"""Mass testing over HTTP: who is due, and rounds as staff log them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

DUE, ROUNDS = "/api/v1/testing/due", "/api/v1/test-rounds"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """E is red and its neighbors orange since today; nothing is known of the others."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.site.declare("E")
    return office


def a_round(**said: Any) -> dict[str, Any]:
    return {
        "ward_code": "E",
        "started_on": str(TODAY),
        "samples": 1000,
        "positives": 3,
        "method": "rt_pcr",
        "pool_size": 10,
        **said,
    }


def test_wards_that_are_due_come_most_urgent_first(office: Office) -> None:
    body = office.get(DUE).json()
    # Those at no level yet are other areas: due once, by no day.
    assert [each["ward_code"] for each in body["items"]] == list("EBDFHACGI")
    assert body["items"][8]["due_by"] is None
    first = body["items"][0]
    assert (first["interval_days"], first["due_from"], first["due_by"], first["overdue_days"]) == (
        [2, 3],
        str(TODAY),
        str(day(3)),
        0,
    )
    assert (body["people_to_sample"], body["on"]) == (9000, str(TODAY))


def test_a_district_and_the_overdue_can_be_asked_for(office: Office) -> None:
    assert [each["ward_code"] for each in office.get(DUE, district="017").json()["items"]] == list("FHCI")
    assert office.get(DUE, overdue=True).json()["items"] == []
    later = office.get(DUE, on=day(4), overdue=True).json()["items"]
    assert [(each["ward_code"], each["overdue_days"]) for each in later] == [("E", 1)]
    problem(office.get(DUE, district="999"), 404, "district-not-found")
    problem(office.get(DUE, on="x"), 422)


def test_a_complete_round_takes_a_ward_off_the_list(office: Office) -> None:
    answer = office.post(ROUNDS, "an", a_round(completed_on=str(TODAY)))
    body = answer.json()
    assert (answer.status_code, body["samples"], body["revision"]) == (201, 1000, office.site.revision())
    assert [each["ward_code"] for each in office.get(DUE).json()["items"]] == list("BDFHACGI")
    (found,) = office.get(DUE, on=day(2)).json()["items"][:1]
    assert (found["ward_code"], found["due_from"], found["last_round_on"]) == ("E", str(day(2)), str(TODAY))


def test_a_round_closed_early_needs_its_reason(office: Office) -> None:
    office.post(ROUNDS, "an", a_round(samples=10, completed_on=str(TODAY)))
    office.post(ROUNDS, "an", a_round(samples=10, completed_on=str(TODAY), closed_with_reason="\u200b"))
    assert "E" in [each["ward_code"] for each in office.get(DUE).json()["items"]]
    office.post(ROUNDS, "an", a_round(samples=10, completed_on=str(TODAY), closed_with_reason="đã di dời"))
    assert "E" not in [each["ward_code"] for each in office.get(DUE).json()["items"]]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ward_code": "99999"}, "/ward_code"),
        ({"started_on": str(day(1))}, "/started_on"),
        ({"completed_on": str(day(-1))}, "/completed_on"),
        ({"positives": 1001}, "/positives"),
        ({"method": "sniffing"}, "/method"),
        ({"pool_size": 0}, "/pool_size"),
        ({"pool_size": 101}, "/pool_size"),
        ({"samples": -1}, "/samples"),
        ({"samples": True}, "/samples"),
        ({"result": "x"}, "/result"),
    ],
)
def test_a_round_that_cannot_be_is_pointed_at(office: Office, said: dict[str, Any], pointer: str) -> None:
    revision = office.site.revision()
    found = problem(office.post(ROUNDS, "an", {**a_round(), **said}), 422)
    assert found["errors"][0]["pointer"] == pointer
    assert office.site.revision() == revision


def test_another_district_logs_no_round_here(office: Office) -> None:
    problem(office.post(ROUNDS, "lan", a_round()), 403, "not-your-district")
    line = office.audited()[0]
    assert (line.actor, line.outcome, line.district_code) == ("lan", "refused", "001")


def test_a_logged_round_is_in_the_audit(office: Office) -> None:
    office.post(ROUNDS, "an", a_round())
    line = office.audited()[0]
    assert (line.action, line.subject, line.district_code) == ("log_test_round", f"E {TODAY}", "001")
    assert line.detail == {"round_id": 1, "version": 1}


def test_a_round_sent_again_under_its_key_counts_once(office: Office) -> None:
    first = office.post(ROUNDS, "an", a_round(), Idempotency_Key="mot-lan")
    again = office.post(ROUNDS, "an", a_round(), Idempotency_Key="mot-lan")
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert office.get(ROUNDS, "an").json()["number_matched"] == 1


def test_a_round_is_carried_on_and_read_back_with_its_versions(office: Office) -> None:
    number = office.post(ROUNDS, "an", a_round(samples=300)).json()["id"]
    said = {"samples": 1000, "completed_on": str(TODAY), "note": "xong"}
    changed = office.patch(f"{ROUNDS}/{number}", "an", said, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    read = office.get(f"{ROUNDS}/{number}", "an")
    assert (read.json(), read.headers["ETag"]) == (changed.json(), '"2"')
    versions = office.get(f"{ROUNDS}/{number}/versions", "an").json()["items"]
    assert [(each["version"], each["samples"], each["recorded_by"]) for each in versions] == [
        (1, 300, "an"),
        (2, 1000, "an"),
    ]
    line = office.audited()[0]
    assert (line.action, line.detail) == ("change_test_round", {"round_id": number, "version": 2})


def test_a_change_names_the_version_it_leans_on(office: Office) -> None:
    number = office.post(ROUNDS, "an", a_round()).json()["id"]
    problem(office.patch(f"{ROUNDS}/{number}", "an", {"samples": 1001}), 428)
    found = problem(office.patch(f"{ROUNDS}/{number}", "an", {"samples": 1001}, If_Match='"7"'), 412)
    assert found["current_version"] == 1
    revision = office.site.revision()
    same = office.patch(f"{ROUNDS}/{number}", "an", {"samples": 1000}, If_Match='"1"')
    assert (same.status_code, same.json()["version"], office.site.revision()) == (200, 1, revision)


def test_a_correction_says_why(office: Office) -> None:
    number = office.post(ROUNDS, "an", a_round()).json()["id"]
    found = problem(office.patch(f"{ROUNDS}/{number}", "an", {"samples": 900}, If_Match='"1"'), 422)
    assert found["errors"][0]["pointer"] == "/reason_code"
    said = {"withdrawn": True, "reason_code": "wrong_place"}
    assert office.patch(f"{ROUNDS}/{number}", "an", said, If_Match='"1"').json()["withdrawn"] is True


def test_rounds_come_in_pages(office: Office) -> None:
    for _ in range(3):
        office.post(ROUNDS, "an", a_round())
    page = office.get(ROUNDS, "an", limit=2).json()
    assert [each["id"] for each in page["items"]] == [3, 2]
    rest = office.client.get(page["links"][0]["href"], headers=office.as_("an")).json()
    assert ([each["id"] for each in rest["items"]], rest["links"]) == ([1], [])
    problem(office.get(ROUNDS, "an", after="eyJ4IjoxfQ"), 422)
    problem(office.get(ROUNDS, "an", after="WyJ4IiwgInkiXQ"), 422)


@pytest.mark.parametrize("path", ["", "/versions"])
def test_rounds_of_other_districts_are_not_shown(office: Office, path: str) -> None:
    number = office.post(ROUNDS, "an", a_round()).json()["id"]
    problem(office.get(f"{ROUNDS}/{number}{path}", "lan"), 403, "not-your-district")
    problem(office.get(f"{ROUNDS}/99{path}", "an"), 404, "test-round-not-found")
    assert office.get(ROUNDS, "lan").json()["items"] == []


def test_a_round_names_one_unit(office: Office) -> None:
    problem(office.post(ROUNDS, "an", a_round(cordon_id="KP0001")), 422)
    problem(office.post(ROUNDS, "an", a_round(ward_code=None)), 422)
