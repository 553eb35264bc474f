"""Which district the line of a write stands in, so that those who lead there read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, REPORTS, Office, office_on_sqlite, outbreak, report

BATCH = f"{REPORTS}/batch"
ORDER = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch UBND huyện"}


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def districts(office: Office, action: str) -> list[str | None]:
    return [each.district_code for each in office.audited() if each.action == action]


def test_a_batch_of_one_district_stands_there_and_one_of_several_stands_nowhere(office: Office) -> None:
    assert office.post(BATCH, "an", [report("A", unknown=0), report("B", unknown=0)]).is_success
    assert office.post(BATCH, "thanhpho", [report("E", unknown=0), report("I", unknown=0)]).is_success
    assert districts(office, "case_report_batch") == [None, "001"]


def test_an_outbreak_and_its_rings_stand_in_the_district_of_its_wards(office: Office) -> None:
    declared = office.post(OUTBREAKS, "thanhpho", outbreak("E")).json()["id"]
    office.patch(f"{OUTBREAKS}/{declared}", "an", {"name": "Ngõ 4"})
    office.post(f"{OUTBREAKS}/{declared}/rings/issue", "chi", ORDER)
    office.post(f"{OUTBREAKS}/{declared}/rings/lift", "chi", ORDER)
    for action in ("declare_outbreak", "change_outbreak", "issue_ring", "lift_ring"):
        assert districts(office, action) == ["001"]


def test_signing_in_and_a_refusal_stand_in_the_only_district_of_who_tried(office: Office) -> None:
    office.as_("an")
    office.client.post("/api/v1/auth/token", data={"username": "an", "password": "không phải thế"})
    office.post(REPORTS, "an", {})
    assert districts(office, "sign_in") == districts(office, "post_report") == ["001"]
