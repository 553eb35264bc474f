"""Reports taken away as files: what is in them, for whom, and that nothing in them is a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from app.formats.report_export import EXPORT_NAMES
from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, problem, report
from tests.site import TODAY, day

EXPORT = f"{REPORTS}/export"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(REPORTS, "an", report("E", unknown=2, tests={"samples": 40, "positives": 2}, new_f1_contacts=7))
    office.post(REPORTS, "an", report("A", unknown=0, note="=HYPERLINK(1)"))
    office.post(REPORTS, "lan", report("C", unknown=1))
    return office


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def sheet(content: bytes) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_a_program_gets_plain_csv_of_the_callers_districts(office: Office) -> None:
    answer = office.get(EXPORT, "an", format="csv", bom="0")
    rows = lines(answer.text)
    assert [row["ward_code"] for row in rows] == ["A", "E"]
    assert rows[1]["community_unknown_source"] == "2"
    assert rows[1]["new_f1_contacts"] == "7"
    assert rows[0]["samples"] == ""
    assert "\r" not in answer.text
    assert answer.headers["X-Total-Count"] == "2"


def test_the_columns_of_the_csv_are_a_contract(office: Office) -> None:
    answer = office.get(EXPORT, "an", format="csv", bom="0")
    assert answer.text.splitlines()[0].split(",") == list(EXPORT_NAMES)
    assert EXPORT_NAMES == (
        "ward_code", "ward_name", "district_code", "district_name", "reporting_date",
        "community_unknown_source", "community_known_source", "lockdown_area", "quarantine", "imported",
        "samples", "positives", "new_f1_contacts", "note",
        "source", "version", "reason_code", "reported_by", "received_at",
    )  # fmt: skip


def test_csv_for_excel_has_a_byte_order_mark_and_its_line_ends(office: Office) -> None:
    answer = office.get(EXPORT, "an", format="csv")
    assert answer.content.startswith(b"\xef\xbb\xbfward_code")
    assert b"\r\n" in answer.content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="bao-cao-ca-benh_{day(-13)}_{TODAY}.csv"'


def test_what_looks_like_a_formula_is_quoted_in_csv_and_text_in_a_workbook(office: Office) -> None:
    assert lines(office.get(EXPORT, "an", format="csv", bom="0").text)[0]["note"] == "'=HYPERLINK(1)"
    assert sheet(office.get(EXPORT, "an").content)[1][13] == "=HYPERLINK(1)"


def test_the_workbook_has_vietnamese_headings_and_real_numbers(office: Office) -> None:
    rows = sheet(office.get(EXPORT, "an").content)
    assert rows[0][:7] == [
        "Mã", "Phường, xã", "Mã quận, huyện", "Quận, huyện", "Ngày báo cáo",
        "Cộng đồng, chưa rõ nguồn", "Cộng đồng, rõ nguồn",
    ]  # fmt: skip
    assert rows[2][4:6] == [TODAY, 2]


def test_a_withdrawn_report_has_no_numbers(office: Office) -> None:
    office.put(key_of("E"), "an", {**correction(), "counts": None}, If_Match='"1"')
    row = lines(office.get(EXPORT, "an", format="csv", bom="0").text)[1]
    assert (row["community_unknown_source"], row["version"], row["reason_code"]) == ("", "2", "other")


def test_the_city_may_take_one_district_or_all(office: Office) -> None:
    assert office.get(EXPORT, "thanhpho").headers["X-Total-Count"] == "3"
    answer = office.get(EXPORT, "thanhpho", district="017")
    assert answer.headers["X-Total-Count"] == "1"
    assert "_017_" in answer.headers["Content-Disposition"]


def test_another_district_is_refused_and_days_the_wrong_way_round(office: Office) -> None:
    problem(office.get(EXPORT, "an", district="017"), 403)
    problem(office.get(f"{EXPORT}?from={TODAY}&to={day(-1)}", "an"), 422, "invalid-request")


def test_an_export_leaves_a_line_in_the_audit(office: Office) -> None:
    office.get(EXPORT, "an", format="csv")
    entry = office.audited(1)[0]
    assert (entry.action, entry.actor) == ("export_reports", "an")
    assert entry.detail["rows"] == 2
