"""Workbooks of reports over HTTP: a filled template, rows given back and mended, an export that comes back."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.api.test_imports import IMPORTS, MIXED, send, sheet, stored, table
from tests.filled import filled
from tests.office import REPORTS, Office, open_office, problem, report
from tests.site import TODAY, day
from tests.workbooks import Rows, make_xlsx


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


def test_rows_of_another_day_given_back_are_refused_again_until_they_are_mended(office: Office) -> None:
    yesterday = table("A;Phường A;1;0;0;0;0;;;;").replace(f"{TODAY:%d/%m/%Y}".encode(), f"{day(-1):%d/%m/%Y}".encode())
    told = problem(send(office, yesterday, query=f"on={TODAY}"), 422)
    again = send(office, office.get(told["errors_url"], "an").content, name="dong-loi.xlsx", query=f"on={TODAY}")
    assert f"{day(-1):%d/%m/%Y}" in problem(again, 422)["errors"][0]["detail"]
    assert stored(office) == {}


def test_a_day_that_a_row_takes_from_above_goes_with_it_when_it_is_given_back(office: Office) -> None:
    rows: Rows = [
        ["Ngày", "Mã", "Phường, xã", "Chưa rõ nguồn", "Rõ nguồn", "Khu phong toả", "Khu cách ly", "Nhập cảnh"],
        [day(-1), "A", "Phường A", 1, "hai", 0, 0, 0],
        [TODAY, "A", "Phường A", 2, 0, 0, 0, 0],
        [None, "B", "Phường B", 5, "hai", 0, 0, 0],
    ]
    told = problem(send(office, make_xlsx(rows), name="hai-ngay.xlsx"), 422)
    mended = filled(office.get(told["errors_url"], "an").content, {"E5": 0, "E6": 0})
    again = send(office, mended, name="dong-loi.xlsx")
    assert again.status_code == 201, again.text
    assert stored(office)["B"]["counts"]["community_unknown_source"] == 5


def test_a_district_that_a_row_takes_from_above_goes_with_it_when_it_is_given_back(office: Office) -> None:
    rows: Rows = [
        [f"Ngày {TODAY:%d/%m/%Y}"],
        ["Quận, huyện", "Phường, xã", "Chưa rõ nguồn", "Rõ nguồn", "Khu phong toả", "Khu cách ly", "Nhập cảnh"],
        ["Quận 017", "Phường E", 0, "hai", 0, 0, 0],
        ["Quận 001", "Phường A", 0, 0, 0, 0, 0],
        [None, "Phường Bx", 0, 0, 0, 0, 0],
    ]
    told = problem(send(office, make_xlsx(rows), "binh", name="hai-quan.xlsx"), 422)
    given = sheet(office.get(told["errors_url"], "binh").content)
    assert [row[0] for row in given[5:]] == ["Quận 017", "Quận 001"]


def test_the_name_of_a_file_says_nothing_of_the_rows_given_back(office: Office) -> None:
    name = f"Quận 017 ngày {day(-3):%d-%m-%Y}.csv"
    told = problem(send(office, table("A;Phường A;1;hai;0;0;0;;;;"), name=name), 422)
    mended = filled(office.get(told["errors_url"], "an").content, {"D6": 0})
    again = send(office, mended, name="dong-loi.xlsx")
    assert again.status_code == 201, again.text
    assert set(stored(office)) == {"A"}


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


def test_a_template_whose_title_was_written_over_is_not_of_another_day(office: Office) -> None:
    template = office.get(f"{IMPORTS}/template.xlsx?on={day(-1)}", "an").content
    content = filled(
        template, {"A2": f"Ngày báo cáo: {TODAY:%d/%m/%Y}", **dict.fromkeys(("D7", "E7", "F7", "G7", "H7"), 0)}
    )
    told = problem(send(office, content, name="mau.xlsx"), 422, "import-refused")["errors"][0]["detail"]
    assert f"không phải ngày {day(-1):%d/%m/%Y}" in told


def test_a_template_of_another_day_or_district_is_refused_naming_both(office: Office) -> None:
    template = office.get(f"{IMPORTS}/template.xlsx?on={day(-1)}", "an").content
    told = problem(send(office, template, name="mau.xlsx", query=f"on={TODAY}"), 422)["detail"]
    assert f"{day(-1):%d/%m/%Y}" in told
    assert f"{TODAY:%d/%m/%Y}" in told
    other = office.get(f"{IMPORTS}/template.xlsx", "lan").content
    told = problem(send(office, other, name="mau.xlsx"), 422)["detail"]
    assert "Quận 017" in told
    assert "Quận 001" in told
