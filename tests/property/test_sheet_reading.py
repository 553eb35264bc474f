"""Whatever is sent as a sheet is read or refused in words; how a table is laid out never changes what it says."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import UnreadableSheet
from app.services.sheet_reading import SheetReading, read_sheet
from tests.examples import examples
from tests.sheets import DAY, DONG_ANH, hanoi, read, table, values_of
from tests.workbooks import Rows, make_ods, make_xls, make_xlsx

ROWS: Final[Rows] = [
    ["Ngày 14/9/2021", None, None],
    ["STT", "Xã, thị trấn", "Số mẫu"],
    [1, "Hải Bối", 5],
    [2, "TT Đông Anh", 2.5],
    [None, "Tổng", 7.5],
]
SOUND: Final = {make.__name__: make(ROWS) for make in (make_xlsx, make_ods, make_xls)}
HEADINGS: Final = {
    "community_unknown_source": ("Chưa rõ nguồn", "F0 CĐ chưa rõ nguồn lây", "community_unknown_source"),
    "quarantine": ("Khu cách ly", "KCL", "ca trong khu cach ly"),
    "samples": ("Số mẫu", "Số mẫu lấy XN", "samples"),
    "positives": ("Dương tính", "mẫu dương tính", "positives"),
}
NAMES: Final = {
    "00508": ("Hải Bối", "xã Hải Bối", "X. hai boi", "HẢI BỐI", "Hải  Bối ", "508", "H¶i Bèi"),
    "00454": ("TT Đông Anh", "Thị trấn Đông Anh", "tt.dong anh", "00454", "Đông Anh"),
    "00460": ("Thuỵ Lâm", "Thụy Lâm", "Xã Thuỵ Lâm", "thuy lam", "Thụy-Lâm"),
    "00481": ("Vân Nội", "xa van noi", "VÂN NỘI"),
}
WORDS: Final = st.sampled_from(
    [name for names in NAMES.values() for name in names]
    + [heading for headings in HEADINGS.values() for heading in headings]
    + ["", "-", "không", "1.250", "1,5", "=A1", "#REF!", "Tổng cộng", "Huyện Đông Anh", "Ngày 14/9", "STT", "Cộng đồng"]
    + ["Ca mới", "Luỹ kế", "Ghi chú", "14/9/2021", "Minh Khai", "1", "2", '"', "Xã", "Tổng", "Mã xã", "(1)", "A"]
)


def read_or_refused(content: bytes) -> SheetReading | None:
    try:
        return read_sheet(content, register=hanoi(), district_codes=DONG_ANH, on=DAY, today=DAY)
    except UnreadableSheet:
        return None


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"Xa;So mau\n"]),
)
def test_any_bytes_are_read_or_refused(content: bytes, start: bytes) -> None:
    read_or_refused(start + content)


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=examples(100))
@given(draw=st.data())
def test_a_damaged_workbook_is_read_or_refused(kind: str, draw: st.DataObject) -> None:
    content = bytearray(SOUND[kind])
    for _ in range(draw.draw(st.integers(1, 12))):
        at = draw.draw(st.integers(0, len(content) - 1))
        content[at] = draw.draw(st.integers(0, 255))
    end = draw.draw(st.sampled_from([len(content), len(content) // 2, len(content) - 30]))

    read_or_refused(bytes(content[:end]))


@settings(max_examples=examples(200))
@given(st.lists(st.lists(WORDS | st.text(max_size=8), max_size=7), max_size=12))
def test_any_cells_are_read_or_refused(rows: list[list[str]]) -> None:
    read_or_refused("\n".join("\t".join(row) for row in rows).encode(errors="replace"))


@settings(max_examples=examples(100))
@given(draw=st.data())
def test_the_layout_of_a_table_does_not_change_what_it_says(draw: st.DataObject) -> None:
    columns = draw.draw(st.permutations(sorted(HEADINGS)))
    place = draw.draw(st.integers(0, len(columns)))
    wards = draw.draw(st.permutations(sorted(NAMES)))
    numbers = {ward: {column: draw.draw(st.integers(0, 2000)) for column in columns} for ward in wards}

    def with_ward(cells: list[Any], ward_cell: str) -> list[Any]:
        return [*cells[:place], ward_cell, *cells[place:]]

    headings = [draw.draw(st.sampled_from(HEADINGS[column])) for column in columns]
    titles = draw.draw(st.lists(st.sampled_from(["", "UBND HUYỆN ĐÔNG ANH", "Số liệu ngày 14/9/2021"]), max_size=3))
    spelled = {ward: draw.draw(st.sampled_from(NAMES[ward])) for ward in wards}
    body = [
        with_ward([f"{numbers[ward][column]:,}".replace(",", ".") for column in columns], spelled[ward])
        for ward in wards
    ]
    total = with_ward([sum(numbers[ward][column] for ward in wards) for column in columns], "Tổng cộng")
    reading = read(table(*([title] for title in titles), with_ward(headings, "Xã, thị trấn"), *body, total))

    assert values_of(reading) == numbers
    assert not reading.unmatched
    assert [row.faults for row in reading.rows] == [()] * len(wards)
