from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from app.domain.intake_cells import CellValue
from app.domain.sheet_days import days_in, read_day
from app.domain.sheet_grid import SheetGrid
from app.domain.sheet_title import read_title
from app.domain.ward_matching import WardFinder
from tests.sheets import DAY, hanoi

FINDER = WardFinder(hanoi().wards)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Ngày 14/9/2021", [DAY]),
        ("ngày 14 tháng 9 năm 2021", [DAY]),
        ("Ngày 14 tháng 09", [DAY]),
        ("14.9.2021", [DAY]),
        ("14-09-21", [DAY]),
        ("2021-09-14", [DAY]),
        ("ngày 14.9", [DAY]),
        ("Mục 14.9", []),
        ("Từ 18h ngày 13/9 đến 18h ngày 14/9/2021", [date(2021, 9, 13), DAY]),
        ("Ngày 31/9/2021", []),
        ("COVID-19", []),
        ("Số 12/2021/QĐ", []),
        ("Điện thoại 0912.345.678", []),
    ],
)
def test_days_are_found_in_sentences(text: str, days: list[date]) -> None:
    assert list(days_in(text, near=DAY)) == days


def test_a_day_without_a_year_is_of_the_nearest_year() -> None:
    assert list(days_in("31/12", near=date(2022, 1, 1))) == [date(2021, 12, 31)]
    assert list(days_in("29/2", near=date(2021, 3, 1))) == [date(2020, 2, 29)]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (DAY, DAY),
        (datetime(2021, 9, 14, 8, tzinfo=UTC), DAY),
        (44453.0, DAY),
        ("14/9", DAY),
        ("14/9/2021", DAY),
        (14, None),
        (float("nan"), None),
        (True, None),
        (time(8), None),
        ("từ 13/9 đến 14/9", None),
        (None, None),
    ],
)
def test_a_cell_is_read_as_a_day(cell: CellValue, day: date | None) -> None:
    assert read_day(cell, near=DAY) == day


def title_day(*rows: CellValue, on: date | None = None) -> date | None:
    return read_title(SheetGrid("", [[row] for row in rows]), len(rows), FINDER, on=on, today=DAY).day


def test_a_title_gives_its_day() -> None:
    assert title_day("UBND huyện Đông Anh", "Số liệu ngày 14/9/2021") == DAY
    assert title_day(DAY) == DAY


def test_of_a_span_the_end_counts() -> None:
    assert title_day("Từ 18h ngày 13/9 đến 18h ngày 14/9/2021", on=date(2021, 9, 13)) == DAY


def test_the_date_of_a_document_is_not_the_day_of_the_sheet() -> None:
    assert title_day("(Kèm theo Công văn số 5 ngày 1/9/2021)", "Ngày 14/9/2021") == DAY


def test_a_running_total_up_to_a_day_is_not_the_day_of_the_sheet() -> None:
    assert title_day("Luỹ kế đến 13/9") is None


def test_of_two_days_the_one_asked_for_is_taken_and_none_when_none_is_asked_for() -> None:
    rows = ("Ngày 13/9/2021", "Ngày 14/9/2021")

    assert (title_day(*rows, on=date(2021, 9, 13)), title_day(*rows)) == (date(2021, 9, 13), None)
