from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import UnreadableSheet
from app.domain.vocabulary import CaseClass
from tests.sheets import DAY, expected_of, faults_of, one_ward, paste, read, table, values_of

PASTE_NAMES = ("merged_headings", "tcvn3", "from_a_phone")


@pytest.mark.parametrize("name", PASTE_NAMES)
def test_a_messy_paste_gives_the_values_its_vectors_say(name: str) -> None:
    assert values_of(read(paste(name))) == expected_of(name)["values"]


@pytest.mark.parametrize("name", PASTE_NAMES)
def test_a_messy_paste_leaves_over_the_names_its_vectors_say(name: str) -> None:
    assert [row.text for row in read(paste(name)).unmatched] == expected_of(name)["unmatched"]


@pytest.mark.parametrize("name", PASTE_NAMES)
def test_a_sound_paste_has_no_faults(name: str) -> None:
    assert faults_of(read(paste(name))) == []


def test_a_title_of_another_day_is_a_fault_on_every_row() -> None:
    reading = read(paste("merged_headings", day=date(2021, 9, 13)))

    assert {fault.code for row in reading.rows for fault in row.faults} == {"other_day"}
    assert len(faults_of(reading)) == 24


def test_a_title_gives_the_day_when_none_is_asked_for() -> None:
    reading = read(paste("merged_headings", day=date(2021, 9, 13)), on=None)

    assert {row.reporting_date for row in reading.rows} == {date(2021, 9, 13)}
    assert faults_of(reading) == []


def test_without_any_day_each_row_says_that_it_lacks_one() -> None:
    reading = read(table("Xã|Số mẫu", "Hải Bối|5"), on=None)

    assert [fault.code for row in reading.rows for fault in row.faults] == ["no_day"]


def test_a_column_of_cases_without_a_class_asks_for_it() -> None:
    reading = read(table("Xã|Ca mới", "Hải Bối|2"))

    assert reading.layout.unclassed == ("Ca mới",)
    assert one_ward(reading) == {}


def test_a_column_of_cases_is_read_once_its_class_is_said() -> None:
    reading = read(table("Xã|Ca mới", "Hải Bối|2"), count_class=CaseClass.QUARANTINE)

    assert not reading.layout.needs_class
    assert one_ward(reading) == {"quarantine": 2}


def test_a_blank_cell_is_nothing_and_a_dash_is_zero() -> None:
    assert one_ward(read(table("Xã|Khu cách ly|Nhập cảnh", "Hải Bối||-"))) == {"quarantine": None, "imported": 0}


def test_a_running_total_is_never_taken_for_new_cases() -> None:
    reading = read(table("Xã|Luỹ kế cách ly|Cách ly", "Hải Bối|120|2"))

    assert one_ward(reading) == {"quarantine": 2}
    assert "“Luỹ kế cách ly”" in " ".join(notice.vi for notice in reading.notices)


def test_a_wrong_cell_is_a_fault_at_its_place() -> None:
    assert faults_of(read(table("STT|Xã|Số mẫu", "1|Hải Bối|1,5"))) == [("C2", "fraction")]


def test_a_ward_in_two_rows_is_a_fault_on_both() -> None:
    reading = read(table("Xã|Số mẫu", "Hải Bối|1", "Vân Nội|2", "x. hai boi|3"))

    assert faults_of(reading) == [("A2", "repeated_ward"), ("A4", "repeated_ward")]


def test_a_total_that_is_not_the_sum_of_its_row_is_a_fault() -> None:
    assert faults_of(read(table("Xã|Cách ly|Phong toả|Tổng", "Hải Bối|1|2|4"))) == [("D2", "total_mismatch")]


def test_a_row_of_totals_is_compared_with_the_rows_above() -> None:
    reading = read(table("Xã|Số mẫu", "Hải Bối|10", "Vân Nội|20", "Tổng cộng|40"))

    assert [row.ward_code for row in reading.rows] == ["00508", "00481"]
    assert "Dòng tổng (4), cột Số mẫu: ghi 40, các dòng trên cộng lại được 30." in [each.vi for each in reading.notices]


@pytest.mark.parametrize(
    "words", ["TỔNG (24 xã)", "Toàn huyện Đông Anh", "Cả huyện", "T.Cộng", "Tổng ngày", "Cộng ngày 14/9", "Tổng ca"]
)
def test_a_row_of_totals_is_told_by_its_words(words: str) -> None:
    reading = read(table("Xã|Số mẫu", "Hải Bối|10", f"{words}|10"))

    assert [row.ward_code for row in reading.rows] == ["00508"]
    assert reading.unmatched == ()


def test_what_is_no_table_is_refused_with_the_cure() -> None:
    with pytest.raises(UnreadableSheet, match="headings for the ward") as refused:
        read("Kính gửi anh chị\nTối nay họp lúc 19h")
    assert refused.value.reason == "no_table"


def test_a_sheet_of_many_days_gives_each_row_its_own() -> None:
    reading = read(table("Ngày|Xã|Số mẫu", "13/9/2021|Hải Bối|1", "14-9|Hải Bối|2"), on=None)

    assert [row.reporting_date for row in reading.rows] == [date(2021, 9, 13), DAY]
