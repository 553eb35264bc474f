"""Files of reports over HTTP: the template."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, counts, day

TEMPLATE = "/api/v1/imports/template.xlsx"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def sheet(content: bytes) -> list[list[Any]]:
    """The first sheet of a workbook, row by row."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def listed(content: bytes) -> list[str]:
    """The wards a template lists."""
    return [row[0] for row in sheet(content)[6:-1]]


def test_a_reporter_gets_the_template_of_the_own_district_and_the_open_day(office: Office) -> None:
    answer = office.get(TEMPLATE, "an")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mau-nhap_001_{TODAY}.xlsx"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert listed(answer.content) == ["A", "B", "D", "E", "G"]


def test_the_template_shows_what_was_reported_yesterday(office: Office) -> None:
    office.site.post("A", day(-1), counts(2, 1))
    rows = sheet(office.get(TEMPLATE, "an").content)
    assert [row[2] for row in rows[6:8]] == [3, "–"]


def test_the_city_gets_every_ward(office: Office) -> None:
    assert len(listed(office.get(TEMPLATE, "thanhpho").content)) == 9


def test_whoever_answers_for_several_districts_names_one(office: Office) -> None:
    assert "district" in problem(office.get(TEMPLATE, "binh"), 422, "invalid-request")["detail"]
    assert listed(office.get(TEMPLATE, "binh", district="017").content) == ["C", "F", "H", "I"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("district=017", 403), ("district=999", 404), (f"on={day(1)}", 422)],
)
def test_another_district_an_unknown_one_and_a_day_to_come_are_refused(office: Office, query: str, status: int) -> None:
    problem(office.get(f"{TEMPLATE}?{query}", "an"), status)
