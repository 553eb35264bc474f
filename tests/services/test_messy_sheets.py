"""Sheets as districts really keep them: each a file of its own kind, told in the words of its rows."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter

from app.domain.errors import UnreadableSheet
from app.domain.sentences import Phrase
from app.domain.vietnamese_encodings import from_tcvn3
from app.domain.vocabulary import CaseClass
from app.domain.ward_matching import MatchedBy, NoMatch
from app.services.sheet_reading import SheetReading, read_sheet
from tests.sheets import DAY, DONG_ANH, faults_of, hanoi, read, table, values_of
from tests.workbooks import Formula, Rows, Wrong, make_ods, make_xls, make_xlsx, ods_of

TCVN3 = {letter: chr(code) for code in range(0xA1, 0xFF) if (letter := from_tcvn3(chr(code))) != chr(code)}


def opened(
    content: bytes,
    *,
    on: date | None = DAY,
    districts: frozenset[str] | None = DONG_ANH,
    count_class: CaseClass | None = None,
) -> SheetReading:
    return read_sheet(content, register=hanoi(), district_codes=districts, on=on, today=DAY, count_class=count_class)


def in_windows_1258(text: str) -> bytes:
    """In that set the tones stand behind their vowels."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    pieces = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        bare = "".join(mark for mark in marks if mark not in tones)
        pieces.append(unicodedata.normalize("NFC", bare) + "".join(mark for mark in marks if mark in tones))
    return "".join(pieces).encode("cp1258")


def said(notices: tuple[Phrase, ...]) -> str:
    return "\n".join(notice.vi for notice in notices)


def test_an_official_form_with_headings_merged_over_three_rows() -> None:
    rows: Rows = [
        ["UBND HUYỆN ĐÔNG ANH", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", None, None, None, None],
        ["TRUNG TÂM Y TẾ", None, None, None, "Độc lập - Tự do - Hạnh phúc", None, None, None, None],
        ["BÁO CÁO (Từ 18h00 ngày 13/9 đến 18h00 ngày 14/9/2021)", *[None] * 8],
        ["STT", "Đơn vị", "Số ca mắc mới", None, None, None, "Luỹ kế", "Xét nghiệm", None],
        [None, None, "Cộng đồng", None, "Cách ly", "Tổng", None, "Số mẫu", "Dương tính"],
        [None, None, "Chưa rõ", "Rõ nguồn", None, None, None, None, None],
        [1, "Thị trấn", 0, 0, 0, 0, 10, 100, 0],
        [2, "Hải Bối", 1, 2, 3, 6, 60, 1250, 6],
        [None, "Tổng cộng", 1, 2, 3, 6, 70, 1350, 6],
        [None, "NGƯỜI LẬP BIỂU", None, None, None, None, None, "Đông Anh, ngày 15 tháng 9 năm 2021", None],
    ]
    merges = ["A1:D1", "E1:I1", "A3:I3", "A4:A6", "B4:B6", "C4:F4", "C5:D5", "E5:E6", "F5:F6", "G4:G6", "H4:I4"]

    reading = opened(make_xlsx(rows, merges=merges))

    assert values_of(reading) == {
        "00508": {
            "community_unknown_source": 1,
            "community_known_source": 2,
            "quarantine": 3,
            "total": 6,
            "samples": 1250,
            "positives": 6,
        }
    }
    assert faults_of(reading) == []
    (left,) = reading.unmatched
    assert (left.text, left.values["samples"]) == ("Thị trấn", 100)
    assert "“Luỹ kế”" in said(reading.notices)


def test_running_totals_under_a_heading_of_their_own_are_never_new_cases() -> None:
    text = table("STT|Xã|Trong ngày||Luỹ kế|", "||Cách ly|Phong toả|Cách ly|Phong toả", "1|Hải Bối|1|2|101|102")

    assert values_of(read(text)) == {"00508": {"quarantine": 1, "lockdown_area": 2}}


def test_a_lone_heading_over_running_totals_still_counts() -> None:
    text = table("||||Luỹ kế", "STT|Xã|Cách ly|Phong toả|Nhập cảnh", "1|Hải Bối|1|2|103")

    assert values_of(read(text)) == {"00508": {"quarantine": 1, "lockdown_area": 2}}


def test_a_workbook_with_a_sheet_a_day_is_read_at_its_day() -> None:
    yesterday: Rows = [["Xã", "Số mẫu"], ["Hải Bối", 13]]
    today: Rows = [["Xã", "Số mẫu"], ["Hải Bối", 14]]
    content = make_xlsx(yesterday, name="13.9", others={"14.9": today})

    reading = opened(content)

    assert (reading.layout.sheet, values_of(reading)) == ("14.9", {"00508": {"samples": 14}})
    assert "đã đọc trang “14.9”" in said(reading.notices)


def test_a_sheet_named_after_another_day_is_a_fault() -> None:
    content = make_xlsx([["Xã", "Số mẫu"], ["Hải Bối", 13]], name="13.9")

    assert faults_of(opened(content)) == [("13.9", "other_day")]


def test_codes_that_lost_their_zeros_are_found_by_number() -> None:
    reading = opened(make_xlsx([["Mã xã", "Số mẫu"], [508, 5], ["00454", 6]]))

    assert values_of(reading) == {"00508": {"samples": 5}, "00454": {"samples": 6}}


def test_a_column_of_own_numbers_headed_as_codes_is_not_believed() -> None:
    reading = read(table("Mã|Xã|Số mẫu", "A1|Hải Bối|5", "A2|Vân Nội|6"))

    assert sorted(values_of(reading)) == ["00481", "00508"]
    assert "chỉ nhận theo tên" in said(reading.notices)


def test_a_code_and_a_name_of_two_wards_are_not_guessed_between() -> None:
    (left,) = read(table("Mã xã|Xã|Số mẫu", "00508|Hải Bối|5", "00454|Vân Nội|6")).unmatched

    assert (left.row, left.why) == (3, NoMatch.CODE_AND_NAME_DIFFER)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_files_in_unicode_are_read_however_they_were_saved(encoding: str) -> None:
    content = "Xã;Số mẫu;Ghi chú\r\nHải Bối;1.250;\r\nThị trấn Đông Anh;-;chờ\r\n".encode(encoding)

    assert values_of(opened(content)) == {
        "00508": {"samples": 1250, "note": None},
        "00454": {"samples": 0, "note": "chờ"},
    }


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("first", ["", "sep=;"])
def test_text_files_are_read_with_any_line_ends_and_the_line_that_names_the_separator(
    first: str, line_end: str
) -> None:
    lines = [*([first] if first else []), "Xã;Số mẫu", "Hải Bối;5", "Vân Nội;6", ""]

    assert values_of(opened(line_end.join(lines).encode())) == {"00508": {"samples": 5}, "00481": {"samples": 6}}


@pytest.mark.parametrize("content", [b"X\xe3;S\x00\r\n", "Xã;Số mẫu\r\nHải Bối;5\x00".encode()])
def test_a_text_with_a_zero_byte_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableSheet) as refused:
        opened(content)

    assert refused.value.reason == "not_text"


def test_days_of_a_workbook_that_counts_from_1904_are_read() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "date_1904": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Ngày", "Xã", "Số mẫu"])
        sheet.write_datetime(1, 0, DAY, day)
        sheet.write_row(1, 1, ["Hải Bối", 5])
    (row,) = opened(target.getvalue(), on=None).rows

    assert row.reporting_date == DAY


def test_a_table_of_excel_with_a_row_that_is_hidden_is_read_whole() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        columns = [{"header": "Xã"}, {"header": "Số mẫu"}]
        sheet.add_table("A1:B3", {"data": [["Hải Bối", 5], ["Vân Nội", 6]], "columns": columns})
        sheet.set_row(2, None, None, {"hidden": True})

    assert values_of(opened(target.getvalue())) == {"00508": {"samples": 5}, "00481": {"samples": 6}}


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("make", [make_xlsx, make_ods, make_xls])
def test_a_file_that_was_cut_short_is_refused(make: Callable[[Rows], bytes], kept: float) -> None:
    content = make([["Xã", "Số mẫu"], ["Hải Bối", 5]])

    with pytest.raises(UnreadableSheet):
        opened(content[: int(len(content) * kept)])


def test_a_file_saved_in_the_vietnamese_set_of_windows_is_read() -> None:
    reading = opened(in_windows_1258("Xã,Số mẫu\r\nHải Bối,5\r\nVõng La,6\r\n"))

    assert reading.layout.encoding == "windows-1258"
    assert values_of(reading) == {"00508": {"samples": 5}, "00514": {"samples": 6}}


def test_a_file_in_tcvn3_is_read_and_said() -> None:
    text = "Xã,Số mẫu,Ghi chú\r\nHải Bối,5,chờ kết quả\r\nThụy Lâm,6,\r\n"
    content = "".join(TCVN3.get(letter, letter) for letter in text).encode("latin-1")

    reading = opened(content)

    assert reading.layout.encoding == "TCVN3"
    assert values_of(reading)["00508"] == {"samples": 5, "note": "chờ kết quả"}
    assert "TCVN3 (phông .VnTime)" in said(reading.notices)


def test_a_workbook_in_vni_is_read_and_said() -> None:
    reading = opened(make_xlsx([["Xaõ", "Soá maãu"], ["Haûi Boái", 5], ["TT Ñoâng Anh", 6]]))

    assert (reading.layout.encoding, sorted(values_of(reading))) == ("VNI", ["00454", "00508"])


def test_letters_lost_on_saving_are_suggested_and_said() -> None:
    reading = opened("Xã,Số mẫu\r\nH?i B?i,5\r\nKhông rõ,6".encode())

    assert [[ward.code for ward in row.candidates] for row in reading.unmatched] == [["00508"], []]
    assert "mất dấu" in said(reading.notices)


def test_an_open_document_with_spanned_headings_is_read() -> None:
    def words(text: str, **spans: int) -> str:
        said = "".join(f' table:number-{name}-spanned="{count}"' for name, count in spans.items())
        return f'<table:table-cell{said} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    covered = "<table:covered-table-cell/>"
    threes = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3"/>'
    lines = [
        words("Xã", rows=2) + words("Ca mới", columns=2) + covered,
        covered + words("Cách ly") + words("Nhập cảnh"),
        words("Hải <text:s/>Bối") + threes,
    ]
    rows = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    rows += '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'

    reading = opened(ods_of(f'<table:table table:name="Ngày">{rows}</table:table>'))

    assert values_of(reading) == {"00508": {"quarantine": 3, "imported": 3}}


def test_an_old_workbook_with_days_in_cells_is_read() -> None:
    rows: Rows = [
        ["Ngày báo cáo", "Tên xã", "Ca trong khu cách ly", "Số mẫu lấy"],
        [DAY, "Hải Bối", 2, 40],
        [date(2021, 9, 13), "Vân Nội", 1, Wrong("#DIV/0!")],
    ]

    reading = opened(make_xls(rows), on=None)

    assert [(row.ward_code, row.reporting_date) for row in reading.rows] == [
        ("00508", DAY),
        ("00481", date(2021, 9, 13)),
    ]
    assert faults_of(reading) == [("D3", "sheet_error")]


def test_errors_and_unanswered_formulas_are_faults_at_their_cells() -> None:
    rows: Rows = [["Xã", "Số mẫu", "Dương tính"], ["Hải Bối", Formula("SUM(D2:E2)"), Wrong("#REF!")]]

    assert faults_of(opened(make_xlsx(rows))) == [("B2", "formula"), ("C2", "sheet_error")]


def test_formulas_typed_into_a_text_file_are_faults() -> None:
    content = "Xã;Số mẫu;Dương tính\nHải Bối;=1+1;@SUM(A1)".encode()

    assert faults_of(opened(content)) == [("B2", "formula"), ("C2", "formula")]


def test_wards_of_one_name_are_told_apart_by_the_column_of_districts() -> None:
    text = table("Quận, huyện|Phường, xã|Số mẫu", "Bắc Từ Liêm|Minh Khai|1", "Hai Bà Trưng|Minh Khai|2", "|Bạch Mai|3")

    assert values_of(read(text, districts=None)) == {
        "00613": {"samples": 1},
        "00295": {"samples": 2},
        "00286": {"samples": 3},
    }


def test_wards_of_one_name_are_told_apart_by_the_row_of_their_district() -> None:
    text = table(
        "TT|Đơn vị|Số mẫu",
        "I|Quận Bắc Từ Liêm|1",
        "1|Minh Khai|1",
        "II|Quận Hai Bà Trưng|2",
        "1|Minh Khai|2",
        "|Cộng|3",
    )

    reading = read(text, districts=None)

    assert [row.ward.district_name for row in reading.rows] == ["Quận Bắc Từ Liêm", "Quận Hai Bà Trưng"]
    assert not reading.unmatched
    assert "Dòng tổng" not in said(reading.notices)


def test_wards_of_one_name_without_a_district_are_left_to_a_person() -> None:
    (left,) = read(table("Xã|Số mẫu", "Minh Khai|1"), districts=None).unmatched

    assert (left.why, len(left.candidates)) == (NoMatch.AMBIGUOUS, 3)


def test_the_district_in_the_title_tells_wards_of_one_name_apart() -> None:
    text = table("UBND QUẬN HAI BÀ TRƯNG", "Phường|Số mẫu", "Minh Khai|1")

    assert [row.ward.district_name for row in read(text, districts=None).rows] == ["Quận Hai Bà Trưng"]


def test_an_xa_and_a_town_of_one_name_in_one_district_need_their_kind() -> None:
    gia_lam = frozenset({"018"})
    reading = read(table("Xã|Số mẫu", "Yên Viên|1", "TT. Yên Viên|2", "Xã Yên Viên|3"), districts=gia_lam)

    assert [row.ward.name for row in reading.rows] == ["Thị trấn Yên Viên", "Xã Yên Viên"]
    assert [row.text for row in reading.unmatched] == ["Yên Viên"]


def test_former_names_are_recognised_and_said() -> None:
    reading = read(table("Xã|Số mẫu", "Sen Chiểu|1"), districts=None)

    (row,) = reading.rows
    assert (row.ward.name, row.matched_by) == ("Xã Sen Phương", MatchedBy.OLD_NAME)
    assert "Sen Chiểu → Xã Sen Phương" in said(reading.notices)


def test_two_former_wards_of_one_ward_must_be_added_up_by_a_person() -> None:
    assert {code for _, code in faults_of(read(table("Xã|Số mẫu", "Sen Chiểu|1", "Phương Độ|2"), districts=None))} == {
        "repeated_ward"
    }


def test_headings_in_capitals_over_two_lines_without_marks_are_read() -> None:
    text = 'STT\t"TEN XA\n(PHUONG)"\t"SO CA\nCACH LY"\t"F1\nMOI"\n1\tHAI BOI\t1\t2'

    assert values_of(read(text)) == {"00508": {"quarantine": 1, "new_f1_contacts": 2}}


def test_headings_repeated_on_a_second_page_are_passed_over() -> None:
    reading = read(table("Xã|Số mẫu", "Hải Bối|1", "Xã|Số mẫu", "Vân Nội|2"))

    assert (len(reading.rows), reading.unmatched) == (2, ())


def test_the_names_of_our_own_columns_are_read() -> None:
    text = "ward_code,reporting_date,community_unknown_source,new_f1_contacts,note\n00508,2021-09-14,1,2,x\n"

    (row,) = opened(text.encode()).rows
    assert (row.reporting_date, dict(row.values)) == (
        DAY,
        {"community_unknown_source": 1, "new_f1_contacts": 2, "note": "x"},
    )


def test_two_columns_that_say_the_same_are_both_left_out_and_said() -> None:
    reading = read(table("Xã|Cách ly|Khu cách ly|Số mẫu", "Hải Bối|1|2|3"))

    assert values_of(reading) == {"00508": {"samples": 3}}
    assert "Các cột B và C cùng là" in said(reading.notices)


def test_community_cases_without_a_source_ask_for_their_class() -> None:
    text = table("Xã|Cộng đồng|Cách ly", "Hải Bối|1|2")

    assert read(text).layout.unclassed == ("Cộng đồng",)
    assert values_of(read(text, count_class=CaseClass.COMMUNITY_KNOWN_SOURCE)) == {
        "00508": {"community_known_source": 1, "quarantine": 2}
    }


def test_a_count_of_cases_beside_its_classes_is_their_total() -> None:
    text = table("Xã|Số ca|Cách ly|Nhập cảnh", "Hải Bối|3|1|2", "Vân Nội|9|1|2")

    assert faults_of(read(text)) == [("B3", "total_mismatch")]


def test_days_are_filled_down_from_merged_cells_and_said() -> None:
    reading = read(table("Ngày|Xã|Số mẫu", "13/9|Hải Bối|1", "|Vân Nội|2", "14/9|Hải Bối|3"), on=None)

    assert [row.reporting_date for row in reading.rows] == [date(2021, 9, 13), date(2021, 9, 13), DAY]
    assert "A3" in said(reading.notices)


def test_a_lone_quotation_mark_in_a_note_does_not_swallow_the_rows_below() -> None:
    reading = read('Xã\tGhi chú\tSố mẫu\nHải Bối\t"chờ\t1\nVân Nội\t\t2')

    assert values_of(reading) == {"00508": {"note": '"chờ', "samples": 1}, "00481": {"note": None, "samples": 2}}


def test_a_misspelt_ward_with_a_district_column_is_left_over_not_lost() -> None:
    (left,) = read(table("Huyện|Xã|Số mẫu", "Huyện Đông Anh|Hải Bốii|7")).unmatched

    assert ([ward.code for ward in left.candidates], left.values) == (["00508"], {"samples": 7})


def test_figures_without_a_ward_are_left_over() -> None:
    (left,) = read(table("Xã|Số mẫu", "Hải Bối|1", "|5")).unmatched

    assert (left.row, left.text) == (3, "")


def test_a_text_in_a_set_nobody_reads_is_refused_with_the_cure() -> None:
    with pytest.raises(UnreadableSheet):
        opened(bytes(range(128, 256)) * 20)


def test_a_thousand_columns_are_refused() -> None:
    with pytest.raises(UnreadableSheet, match="over 500 columns"):
        read("\t".join(["a"] * 1000))


def test_an_open_document_of_values_is_read_as_an_xlsx_is() -> None:
    rows: Rows = [["Ngày 14/9/2021"], ["Xã", "Số mẫu", "Ghi chú"], ["Hải Bối", 5, "x"], ["Tổng", 5, None]]

    assert values_of(opened(make_ods(rows))) == values_of(opened(make_xlsx(rows))) == values_of(opened(make_xls(rows)))


@pytest.mark.parametrize("separator", [",", ";", "|", "\t"])
def test_any_usual_separator_is_found_though_titles_hold_others(separator: str) -> None:
    rows = ["Báo cáo, lần 2; ngày 14/9/2021", *(separator.join(row) for row in (["Xã", "Mẫu"], ["Hải Bối", "5"]))]

    assert values_of(opened("\n".join([*rows, separator.join(["Vân Nội", "6"])]).encode())) == {
        "00508": {"samples": 5},
        "00481": {"samples": 6},
    }


def test_of_two_columns_of_names_the_one_with_wards_is_read() -> None:
    assert values_of(read(table("Đơn vị|Tên xã|Số mẫu", "Tổ 1|Hải Bối|1", "Tổ 2|Vân Nội|2"))) == {
        "00508": {"samples": 1},
        "00481": {"samples": 2},
    }


def test_wards_under_a_heading_nobody_understands_are_told_by_their_names() -> None:
    assert values_of(read(table("Nơi|Số mẫu", "Hải Bối|1", "Vân Nội|2"))) == {
        "00508": {"samples": 1},
        "00481": {"samples": 2},
    }


def test_a_note_of_a_book_is_a_fault() -> None:
    assert faults_of(read(table("Xã|Số mẫu|Ghi chú", f"Hải Bối|1|{'x' * 2001}"))) == [("C2", "too_long")]


def test_a_cell_like_a_book_refuses_the_sheet() -> None:
    with pytest.raises(UnreadableSheet, match="too long"):
        read(table("Xã|Số mẫu", f"Hải Bối|{'x' * 30_000}"))


def test_headings_without_rows_are_refused() -> None:
    with pytest.raises(UnreadableSheet, match="no rows of wards"):
        read(table("Xã|Số mẫu", "|"))


def test_a_row_of_a_whole_district_with_figures_is_passed_over_and_said() -> None:
    reading = read(table("Xã|Số mẫu", "Huyện Đông Anh|10", "Hải Bối|10"))

    assert len(reading.rows) == 1
    assert "Bỏ qua dòng 2" in said(reading.notices)


def test_figures_beside_the_bare_name_of_a_district_are_left_to_a_person() -> None:
    (left,) = read(table("Xã|Số mẫu", "Gia Lâm|10", "Hải Bối|10")).unmatched

    assert left.text == "Gia Lâm"


def test_a_day_nobody_can_read_is_a_fault_and_so_are_the_blanks_below_it() -> None:
    reading = read(table("Ngày|Xã|Số mẫu", "hôm qua|Hải Bối|1", "|Vân Nội|2"))

    assert [code for _, code in faults_of(reading)] == ["not_a_day", "not_a_day"]


def test_a_word_between_wards_is_left_over_and_one_below_them_is_a_signature() -> None:
    reading = read(table("Xã|Số mẫu", "Hải Bối|1", "Hải Bói Tây|", "Vân Nội|2", "Người lập|"))

    assert [row.text for row in reading.unmatched] == ["Hải Bói Tây"]


def test_surplus_text_files_of_no_known_set_are_refused() -> None:
    with pytest.raises(UnreadableSheet):
        opened(b"Xa;So mau\xff\x00\x01\n")
