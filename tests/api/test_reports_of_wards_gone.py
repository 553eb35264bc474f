"""A ward that is gone since: its reports, receipts and versions stay with those who answered for it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, problem, report
from tests.site import TODAY, day, import_register

SENT = "/api/v1/submissions"
YESTERDAY = day(-1)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Ward A reported yesterday, its last day."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(REPORTS, "an", report("A", on=YESTERDAY))
    import_register(office.site, without="A", valid_from=TODAY)
    return office


def test_what_was_reported_of_it_is_still_read(office: Office) -> None:
    queries: tuple[dict[str, Any], ...] = ({}, {"ward": "A"}, {"district": "001"})
    for query in queries:
        assert [each["ward_code"] for each in office.get(REPORTS, "an", **query).json()["items"]] == ["A"]
    receipt = office.get(SENT, "an").json()["items"][0]["receipt"]
    assert office.get(f"{SENT}/{receipt}", "an").json()["number_matched"] == 1


def test_others_read_nothing_of_it(office: Office) -> None:
    assert office.get(REPORTS, "lan").json()["items"] == []
    problem(office.get(REPORTS, "lan", ward="A"), 403, "not-your-district")


def test_its_last_days_can_be_corrected_and_the_line_belongs_to_its_district(office: Office) -> None:
    assert office.put(key_of("A", YESTERDAY), "an", correction(2), If_Match='"1"').json()["version"] == 2
    assert office.audited()[0].district_code == "001"


def test_of_today_it_reports_no_more(office: Office) -> None:
    found = problem(office.post(REPORTS, "an", report("A")), 422)
    assert found["errors"][0]["pointer"] == "/ward_code"


def test_the_board_of_its_last_day_counts_it(office: Office) -> None:
    board = office.get("/api/v1/completeness", "an", on=YESTERDAY).json()["items"][0]
    assert (board["wards"], board["reported"]) == (5, 1)
    assert office.get("/api/v1/completeness", "an").json()["items"][0]["wards"] == 4
