"""Reading a sheet over HTTP: pasted text or a file, within the caller's districts; nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

READ = "/api/v1/imports/read"
SHEET = "Mã xã\tSố mẫu\tGhi chú\nA\t1.250\t\nC\t1,5\tchờ kết quả\n"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def pasted(office: Office, who: str | None, text: str | bytes = SHEET, query: str = "", **headers: str) -> Response:
    key = office.as_(who) if who else {}
    content = text.encode() if isinstance(text, str) else text
    sent = {"Content-Type": "text/plain; charset=utf-8", **key, **headers}
    return office.client.post(f"{READ}?on={TODAY}{query}", content=content, headers=sent)


def sent_file(office: Office, content: bytes, name: str = "bang.csv") -> Response:
    return office.client.post(f"{READ}?on={TODAY}", files={"file": (name, content)}, headers=office.as_("thanhpho"))


def read_of(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return body


def test_pasted_cells_come_back_by_ward_with_their_faults(office: Office) -> None:
    body = read_of(pasted(office, "thanhpho"))

    assert body["layout"] == {
        "header_row": 1,
        "columns": [
            {"letter": "A", "heading": "Mã xã", "column": "ward_code"},
            {"letter": "B", "heading": "Số mẫu", "column": "samples"},
            {"letter": "C", "heading": "Ghi chú", "column": "note"},
        ],
        "format": "pasted",
        "encoding": "UTF-8",
        "sheet": "",
        "needs_class": False,
        "unclassed": [],
    }
    first, second = body["rows"]
    assert (first["row"], first["ward_code"], first["matched_by"], first["reporting_date"]) == (
        2,
        "A",
        "code",
        str(TODAY),
    )
    assert first["values"] == {"samples": 1250, "note": None}
    assert second["values"] == {"samples": None, "note": "chờ kết quả"}
    (fault,) = second["faults"]
    assert (fault["column"], fault["cell"], fault["code"]) == ("samples", "B3", "fraction")
    assert fault["message"].startswith("“1,5” là số lẻ")


def test_wards_of_other_districts_are_left_over_with_the_reason(office: Office) -> None:
    body = read_of(pasted(office, "an"))

    assert [row["ward_code"] for row in body["rows"]] == ["A"]
    (left,) = body["unmatched"]
    assert (left["text"], left["why"], [each["ward_code"] for each in left["candidates"]]) == (
        "C",
        "other_district",
        ["C"],
    )


def test_a_named_district_narrows_what_is_taken(office: Office) -> None:
    body = read_of(pasted(office, "thanhpho", query="&district=017"))

    assert [row["ward_code"] for row in body["rows"]] == ["C"]


def test_a_district_that_is_not_the_callers_is_refused(office: Office) -> None:
    problem(pasted(office, "an", query="&district=017"), 403)


@pytest.mark.parametrize("who", ["may", "quantri"])
def test_who_posts_no_reports_reads_no_sheets(office: Office, who: str) -> None:
    problem(pasted(office, who), 403)


def test_a_stranger_reads_no_sheets(office: Office) -> None:
    problem(pasted(office, None), 401)


def test_nothing_is_stored_by_reading(office: Office) -> None:
    before = office.site.revision()
    read_of(pasted(office, "thanhpho"))

    assert (office.site.revision(), office.stored_reports()) == (before, 0)


def test_a_file_is_read_as_pasted_cells_are(office: Office) -> None:
    body = read_of(sent_file(office, SHEET.replace("\t", ";").encode("utf-8-sig")))

    assert body["layout"]["format"] == "csv"
    assert [row["ward_code"] for row in body["rows"]] == ["A", "C"]


def test_the_class_of_a_column_is_asked_for_and_taken(office: Office) -> None:
    asked = read_of(pasted(office, "an", "Mã xã\tCa mới\nA\t2"))
    told = read_of(pasted(office, "an", "Mã xã\tCa mới\nA\t2", "&count_class=quarantine"))

    assert asked["layout"]["unclassed"] == ["Ca mới"]
    assert told["rows"][0]["values"] == {"quarantine": 2}


def test_sentences_follow_the_language_of_the_caller(office: Office) -> None:
    body = read_of(pasted(office, "thanhpho", **{"Accept-Language": "en"}))

    assert body["rows"][1]["faults"][0]["message"].startswith("“1,5” is a fraction")


def test_a_title_of_another_day_is_a_fault_in_each_row(office: Office) -> None:
    body = read_of(pasted(office, "an", f"Ngày {day(-1):%d/%m/%Y}\nMã xã\tSố mẫu\nA\t2"))

    assert [fault["code"] for fault in body["rows"][0]["faults"]] == ["other_day"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [("", "invalid-request"), ("chỉ có chữ", "unreadable-sheet"), (b"\xff\xfe\x00", "unreadable-sheet")],
)
def test_what_is_no_sheet_is_refused_in_words(office: Office, text: str | bytes, slug: str) -> None:
    problem(pasted(office, "an", text), 422, slug)


def test_other_types_of_bodies_are_refused(office: Office) -> None:
    problem(pasted(office, "an", "{}", **{"Content-Type": "application/json"}), 415)


def test_a_form_without_a_file_is_refused(office: Office) -> None:
    answer = office.client.post(READ, files={"other": ("a.csv", b"x")}, headers=office.as_("an"))

    problem(answer, 422)
