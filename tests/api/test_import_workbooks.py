"""Workbooks of reports over HTTP: a filled template, rows given back and mended, an export that comes back."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.api.test_imports import IMPORTS, MIXED, send, stored
from tests.filled import filled
from tests.office import REPORTS, Office, open_office, problem, report
from tests.site import TODAY, day


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def test_the_rows_given_back_are_taken_once_they_are_mended(office: Office) -> None:
    told = send(office, MIXED, query="partial=true").json()
    errors = office.get(told["errors_url"], "an").content
    mended = filled(errors, {"D6": 2, "A7": "D", "B7": "Phường D"})
    again = send(office, mended, name="dong-loi.xlsx")
    assert again.status_code == 201, again.text
    assert again.json()["created"] == 2
    assert stored(office)["B"]["counts"]["community_known_source"] == 2
    assert set(stored(office)) == {"A", "B", "D"}


def test_an_export_comes_back_unchanged(office: Office) -> None:
    office.post(REPORTS, "an", report("E", unknown=2, tests={"samples": 40, "positives": 2}, note="=1+1"))
    office.post(REPORTS, "an", report("A", unknown=0))
    for form in ("csv", "xlsx"):
        content = office.get(f"{REPORTS}/export?format={form}", "an").content
        told = send(office, content, name=f"bao-cao.{form}").json()
        assert (told["created"], told["unchanged"], told["rejected"]) == (0, 2, 0), told


def test_a_filled_template_is_taken_for_its_own_day(office: Office) -> None:
    template = office.get(f"{IMPORTS}/template.xlsx", "an").content
    content = filled(template, {f"{letter}7": value for letter, value in zip("DEFGH", (1, 0, 2, 0, 0), strict=True)})
    told = send(office, content, name="mau.xlsx").json()
    assert (told["rows"], told["created"], told["rejected"]) == (1, 1, 0), told
    assert stored(office)["A"]["counts"]["lockdown_area"] == 2


def test_a_template_of_another_day_or_district_is_refused_naming_both(office: Office) -> None:
    template = office.get(f"{IMPORTS}/template.xlsx?on={day(-1)}", "an").content
    told = problem(send(office, template, name="mau.xlsx", query=f"on={TODAY}"), 422)["detail"]
    assert f"{day(-1):%d/%m/%Y}" in told
    assert f"{TODAY:%d/%m/%Y}" in told
    other = office.get(f"{IMPORTS}/template.xlsx", "lan").content
    told = problem(send(office, other, name="mau.xlsx"), 422)["detail"]
    assert "Quận 017" in told
    assert "Quận 001" in told
