"""Reading a table of values beside case counts: headings, days, numbers, and every fault by its place."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import InvalidImport
from app.domain.indicator_catalogue import CATALOGUE, UnitKind
from app.formats.indicator_table import IndicatorRow, read_indicator_table
from tests.values import COVERAGE, ICU


def read(*lines: str) -> list[IndicatorRow]:
    return list(read_indicator_table("\n".join(lines).encode()).rows)


def faults(*lines: str) -> list[tuple[str, str]]:
    return [(each.pointer, each.en) for each in read_indicator_table("\n".join(lines).encode()).faults]


def values_of(row: IndicatorRow) -> dict[str, float]:
    return {cell.indicator_id: cell.value for cell in row.cells}


def test_a_column_an_indicator_and_empty_cells_report_nothing() -> None:
    first, second = read(f"unit_code,reported_on,{COVERAGE},{ICU}", "00487,2021-09-14,81.2,", "017,2021-09-14,,20")
    assert (first.line, first.unit_code, first.unit_kind, first.reported_on) == (2, "00487", None, date(2021, 9, 14))
    assert (values_of(first), values_of(second)) == ({COVERAGE: 81.2}, {ICU: 20.0})


def test_vietnamese_headings_days_and_decimal_commas_as_excel_saves_them() -> None:
    heading = CATALOGUE[COVERAGE].label_vi
    content = f"STT;Mã phường, xã;Tên phường, xã;Ngày báo cáo;{heading}\n1;00487;Xã A;14/09/2021;81,2\n"
    (row,) = read_indicator_table(b"\xef\xbb\xbf" + content.encode()).rows
    assert (row.unit_kind, row.unit_code, row.reported_on) == (UnitKind.WARD, "00487", date(2021, 9, 14))
    assert values_of(row) == {COVERAGE: 81.2}
    assert row.cells[0].column == heading


def test_every_label_of_the_catalogue_may_head_a_column() -> None:
    for name in ("id", "label_vi", "label_en"):
        header = ";".join(getattr(each, name) for each in CATALOGUE.values())
        (row,) = read(f"unit_code;date;{header}", "city;2021-09-14" + ";1" * len(CATALOGUE))
        assert values_of(row) == dict.fromkeys(CATALOGUE, 1.0)


def test_a_line_that_names_ward_and_district_is_about_the_ward() -> None:
    rows = read(f"district_code,ward_code,date,{COVERAGE}", "017,00487,2021-09-14,1", "017,,2021-09-14,2")
    assert [(row.unit_kind, row.unit_code) for row in rows] == [(UnitKind.WARD, "00487"), (UnitKind.DISTRICT, "017")]


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        (",2021-09-14,1", "unit_code", "has no code"),
        ("A,2021-02-30,1", "reported_on", "“2021-02-30” must be a real day"),
        ("A,1021-02-03,1", "reported_on", "must be a real day from 2000 on"),
        ("A,today,1", "reported_on", "must be a real day"),
        ("A,2021-09-14,81%", COVERAGE, "“81%” is not a number; write it like 81.2"),
        ("A,2021-09-14,nan", COVERAGE, "is not a number"),
        ("A,2021-09-14,1e3", COVERAGE, "is not a number"),
        ('A,2021-09-14,"81,2"', COVERAGE, "is not a number"),
    ],
)
def test_a_bad_cell_is_named_by_line_column_value_and_cure(line: str, place: str, said: str) -> None:
    ((pointer, text),) = faults(f"unit_code,reported_on,{COVERAGE}", "B,2021-09-14,5", line)
    assert pointer == f"/3/{place}"
    assert text.startswith(f"Line 3, column {place}: ")
    assert said in text


def test_every_fault_is_told_not_only_the_first() -> None:
    found = faults(f"unit_code,reported_on,{COVERAGE},{ICU}", "A,x,y,z", "B,2021-09-14", "C,2021-09-14,1,1,1")
    assert [pointer for pointer, _ in found] == ["/2/reported_on", f"/2/{COVERAGE}", f"/2/{ICU}", "/3", "/4"]


def test_a_value_under_no_heading_is_not_dropped() -> None:
    assert faults(f"unit_code,reported_on,{COVERAGE},", "A,2021-09-14,1,7") == [
        ("/2", "Line 2: has other cells than the header.")
    ]
    assert len(read(f"unit_code,reported_on,{COVERAGE},", "A,2021-09-14,1,")) == 1


def test_the_same_unit_day_and_indicator_twice_is_a_fault_of_the_second() -> None:
    header = f"unit_code,reported_on,{COVERAGE},{ICU}"
    assert [each for each, _ in faults(header, "A,2021-09-14,1,", "A,2021-09-14,1,2")] == [f"/3/{COVERAGE}"]
    assert len(read(header, "A,2021-09-14,1,", "A,2021-09-14,,2")) == 2


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (f"unit_code,reported_on,{COVERAGE}x", f"unknown columns: {COVERAGE}x"),
        (f"reported_on,{COVERAGE}", "needs a code"),
        (f"unit_code,{COVERAGE}", "one day"),
        (f"unit_code,date,reported_on,{COVERAGE}", "one day"),
        ("unit_code,reported_on", "an indicator"),
        (f"unit_code,reported_on,{COVERAGE},{COVERAGE}", "two columns of one meaning"),
        ("", "needs a code"),
    ],
)
def test_a_header_that_cannot_be_read_says_what_it_needs(header: str, said: str) -> None:
    with pytest.raises(InvalidImport, match=said):
        read(header, "A,2021-09-14,1,1")


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(InvalidImport):
        read_indicator_table(b"\xff\xfe")


def test_a_line_that_is_no_csv_is_a_fault() -> None:
    assert [said for _, said in faults("unit_code,reported_on,icu_occupancy_pct", 'A,"x')] == [
        "Line 2: this line is not CSV."
    ]
