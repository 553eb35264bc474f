"""Workbooks: numbers are numbers, words are words, levels are told twice, and nothing depends on the clock."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

from python_calamine import CalamineWorkbook

from app.domain.sentences import Phrase
from app.formats.level_css import Tones
from app.formats.workbook import Block, Column, LevelCell, Sheet, workbook

MADE = datetime(2021, 8, 14, 9, tzinfo=UTC)
COLUMNS = [
    Column(Phrase("Mã", "Code"), 9),
    Column(Phrase("Mức", "Level"), 12, "level"),
    Column(Phrase("Ca", "Cases"), 9, "count"),
    Column(Phrase("Ngày", "Day"), 12, "day"),
    Column(Phrase("Bao phủ", "Coverage"), 9, "percent"),
]


def book(*blocks: Block, footer: str = "Cuối & trang") -> bytes:
    sheet = Sheet("Một", Phrase("Tựa đề", "Title"), ["ghi chú"], blocks, warnings=["DIỄN TẬP"], closing=["hết"])
    tones = {"red": Tones("#B3183C", "#FFFFFF", "#A01234", "#FBE9EC")}
    return workbook([sheet], tones=tones, title="Sổ", created=MADE, footer=footer)


def part(body: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return packed.read(name).decode()


ONE = Block(COLUMNS, [["00487", LevelCell("red", "Vùng đỏ"), 12, date(2021, 8, 14), 13.8]])


def test_numbers_and_days_are_read_back_as_such_and_codes_as_text() -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book(ONE))).get_sheet_by_index(0).to_python()
    assert rows[:4] == [[text, *[""] * 4] for text in ("Tựa đề", "Title", "DIỄN TẬP", "ghi chú")]
    assert rows[5][:2] == ["Mã\nCode", "Mức\nLevel"]
    assert rows[6] == ["00487", "Vùng đỏ", 12.0, date(2021, 8, 14), 13.8]
    assert rows[8][0] == "hết"


def test_the_head_of_an_only_table_stays_in_sight_and_is_printed_on_every_page() -> None:
    sheet = part(book(ONE), "xl/worksheets/sheet1.xml")
    assert '<pane ySplit="6" topLeftCell="A7"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'paperSize="9"' in sheet
    assert "Print_Titles" in part(book(ONE), "xl/workbook.xml")
    assert "<autoFilter" in sheet
    assert "Cuối &amp;&amp; trang" in sheet


def test_a_level_is_painted_and_named() -> None:
    assert "FFB3183C" in part(book(ONE), "xl/styles.xml")


def test_words_that_look_like_formulas_are_quoted_and_unchanged() -> None:
    body = book(Block(COLUMNS[:1], [["=cmd|'/c calc'!A1"], ["@x"], ["http://a.example"]]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[6:9]] == ["=cmd|'/c calc'!A1", "@x", "http://a.example"]
    sheet = part(body, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'quotePrefix="1"' in part(body, "xl/styles.xml")


def test_a_table_without_rows_says_so_and_several_tables_follow_each_other() -> None:
    body = book(Block(COLUMNS, [], title=Phrase("Trống", "Empty")), ONE)
    rows = [row[0] for row in CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()]
    assert rows[6:10] == ["Trống / Empty", "Mã\nCode", "Không có. / None.", "Mã\nCode"]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert book(ONE) == book(ONE)
    assert "2021-08-14T09:00:00Z" in part(book(ONE), "docProps/core.xml")
