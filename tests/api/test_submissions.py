"""What was sent is found again: by receipt, by day, by sender, and only by those who answer for its wards."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, problem, report
from tests.site import day

BATCH = f"{REPORTS}/batch"
SENT = "/api/v1/submissions"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def test_a_receipt_finds_everything_that_was_sent_under_it(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    rows = [
        report("A", unknown=2, correction={"version": 1, "reason_code": "late"}),
        report("E", on=day(-1), unknown=0),
    ]
    receipt = office.post(BATCH, "an", rows).json()["receipt"]
    body = office.get(f"{SENT}/{receipt}", "an").json()
    assert (body["receipt"], body["kind"], body["sent_by"], body["sent_by_name"]) == (receipt, "batch", "an", "an")
    assert (body["created"], body["corrected"], body["number_matched"]) == (1, 1, 2)
    assert (body["first_day"], body["last_day"]) == (str(day(-1)), str(day(0)))
    assert [(each["ward_code"], each["ward_name"], each["version"]) for each in body["items"]] == [
        ("E", "Phường E", 1),
        ("A", "Phường A", 2),
    ]


def test_a_receipt_may_be_typed_in_small_letters(office: Office) -> None:
    receipt = office.post(REPORTS, "an", report("A")).json()["receipt"]
    assert office.get(f"{SENT}/{receipt.lower()}", "an").json()["receipt"] == receipt


def test_what_was_sent_is_listed_the_newest_first_by_its_kind(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    office.put(key_of("A"), "an", correction(3), If_Match='"1"')
    office.post(BATCH, "an", [report("E")])
    kinds = [each["kind"] for each in office.get(SENT, "an").json()["items"]]
    assert kinds == ["batch", "correction", "report"]


def test_a_list_goes_on_where_the_page_before_ended(office: Office) -> None:
    for ward in "ABE":
        office.post(REPORTS, "an", report(ward))
    first = office.get(SENT, "an", limit=2).json()
    rest = office.get(first["links"][0]["href"], "an").json()
    revisions = [each["revision"] for each in [*first["items"], *rest["items"]]]
    assert revisions == sorted(revisions, reverse=True)
    assert (len(revisions), rest["links"]) == (3, [])


def test_days_and_senders_narrow_the_list(office: Office) -> None:
    office.post(REPORTS, "an", report("A", on=day(-1)))
    office.post(REPORTS, "chi", report("E"))
    recent = office.get(f"{SENT}?from={day(0)}", "an").json()["items"]
    assert [each["sent_by"] for each in recent] == ["chi"]
    assert [each["sent_by"] for each in office.get(SENT, "chi", by="an").json()["items"]] == ["an"]


def test_only_those_who_answer_for_a_ward_see_what_was_sent_of_it(office: Office) -> None:
    receipt = office.post(BATCH, "thanhpho", [report("A"), report("I")]).json()["receipt"]
    assert [each["ward_code"] for each in office.get(f"{SENT}/{receipt}", "lan").json()["items"]] == ["I"]
    own = office.post(REPORTS, "an", report("E")).json()["receipt"]
    problem(office.get(f"{SENT}/{own}", "lan"), 404, "receipt-not-found")
    problem(office.get(SENT, "lan", district="001"), 403, "not-your-district")
    assert office.get(SENT, "lan").json()["items"][0]["created"] == 1


@pytest.mark.parametrize("receipt", ["BN-000999", "BN-1", "x", "BN-999999999999", "BN-2147483648", "BN-000000", "123"])
def test_what_is_no_receipt_is_not_found(office: Office, receipt: str) -> None:
    found = problem(office.get(f"{SENT}/{receipt}", "an"), 404, "receipt-not-found")
    assert "BN-000123" in found["detail"]


def test_a_dry_run_leaves_no_submission(office: Office) -> None:
    office.post(f"{BATCH}?dry_run=true", "an", [report("A")])
    assert office.get(SENT, "an").json()["items"] == []


@pytest.mark.parametrize("who", ["may", None])
def test_others_do_not_read_what_was_sent(office: Office, who: str | None) -> None:
    assert office.get(SENT, who).status_code in {401, 403}
