"""The files of a briefing hold its figures, whatever the names in it, and the same figures give the same bytes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from app.domain.briefing import Briefing
from app.domain.disclosure import Disclosure
from app.domain.situation_summary import WardSituation
from app.formats.briefing_files import FILES, file_name
from app.formats.briefing_sheet import briefing_pdf, briefing_png
from app.formats.briefing_workbook import briefing_xlsx
from app.storage.engine import create_database_engine
from tests.briefed import briefed_site, told
from tests.site import Site, day, hanoi, open_site
from tests.values import COVERAGE, ICU, key, take

SHEETS: Final = ["Tóm tắt", "Theo quận huyện", "Xã phường", "Thay đổi", "Xét nghiệm", "Chưa báo cáo"]
HOSTILE: Final = ["=1+1", "+A", "-A", "@SUM(A1)", "#panic()", "*x*", "<b>", '"; drop']


@pytest.fixture
def site(sqlite_url: str) -> Iterator[Site]:
    """The site of the briefing, on SQLite: what is written depends on the figures alone."""
    engine = create_database_engine(sqlite_url)
    yield briefed_site(engine)
    engine.dispose()


def rows(body: bytes, sheet: str) -> list[list[Any]]:
    """The rows of a sheet as another program reads them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name(sheet).to_python()


def table(body: bytes, sheet: str, first: str) -> list[dict[str, Any]]:
    """The rows below the head that begins with a word, by the Vietnamese heads."""
    found = rows(body, sheet)
    at = next(place for place, row in enumerate(found) if str(row[0]).split("\n")[0] == first)
    heads = [str(cell).split("\n")[0] for cell in found[at]]
    body_rows = []
    for row in found[at + 1 :]:
        if row[0] == "":
            break
        body_rows.append(dict(zip(heads, row, strict=True)))
    return body_rows


def text_of(pdf: bytes) -> str:
    """All words of a PDF, spaced once."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def renamed(briefing: Briefing, names: list[str]) -> Briefing:
    """The same briefing with other names of wards."""

    def with_name(each: WardSituation, name: str) -> WardSituation:
        return replace(each, ward=replace(each.ward, name=name))

    wards = briefing.situation.wards
    other = tuple(with_name(each, names[place % len(names)]) for place, each in enumerate(wards))
    by_code = {each.ward.code: each for each in other}
    moves = tuple(
        replace(each, move=replace(each.move, ward=by_code[each.move.ward.ward.code])) for each in briefing.moves
    )
    return replace(briefing, situation=replace(briefing.situation, wards=other), moves=moves)


class TestWorkbook:
    """What Excel opens."""

    def test_there_are_six_sheets_in_vietnamese(self, site: Site) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(briefing_xlsx(told(site))))
        assert book.sheet_names == SHEETS

    def test_the_summary_has_the_figures(self, site: Site) -> None:
        body = briefing_xlsx(told(site))
        levels = {
            row["Mức"]: (row["Phường, xã"], row["Thay đổi"], row["Dân số"]) for row in table(body, "Tóm tắt", "Mức")
        }
        assert levels["Vùng đỏ"] == (1, 1, 1000)
        assert levels["Vùng da cam"] == (3, 2, 3000)
        total = table(body, "Tóm tắt", "Loại")[-1]
        assert (total["Loại"], total["Trong ngày"], total["Hôm trước"], total["7 ngày"]) == (
            "Tổng số / Total",
            10,
            2,
            12,
        )
        assert rows(body, "Tóm tắt")[0][0] == "Báo cáo nhanh ngày 15/08/2021: Toàn địa bàn"
        assert "Số liệu tạm thời" in rows(body, "Tóm tắt")[2][0]

    def test_districts_wards_changes_tests_and_the_silent_are_listed(self, site: Site) -> None:
        body = briefing_xlsx(told(site))
        districts = table(body, "Theo quận huyện", "Mã")
        assert [(row["Mã"], row["Vùng da cam"], row["Chưa báo cáo"]) for row in districts] == [
            ("001", 2, 5),
            ("017", 1, 2),
        ]
        wards = {row["Mã"]: row for row in table(body, "Xã phường", "Mã")}
        assert (wards["C"]["Ca mới"], wards["A"]["Ca mới"], wards["A"]["Mức"]) == (10, "chưa báo cáo", "Vùng đỏ")
        changes = table(body, "Thay đổi", "Mã")
        assert [changes[0][name] for name in ("Mã", "Từ mức", "Sang mức")] == ["A", "Vùng xanh", "Vùng đỏ"]
        assert changes[0]["Căn cứ"].startswith("Phường A: Vùng đỏ, vì")
        due = table(body, "Xét nghiệm", "Mã")
        assert (due[0]["Mã"], due[0]["Chậm nhất"], due[0]["Còn lấy mẫu"]) == ("A", day(4), 1000)
        silent = {row["Mã"]: row["Báo cáo gần nhất"] for row in table(body, "Chưa báo cáo", "Mã")}
        assert (set(silent), silent["A"], silent["I"]) == (set("ABDEGHI"), day(0), "")

    def test_codes_stay_text_and_what_looks_like_a_formula_stays_words(self, site: Site) -> None:
        body = briefing_xlsx(renamed(told(site), HOSTILE))
        names = [row["Phường, xã"] for row in table(body, "Xã phường", "Mã")]
        assert names == [*HOSTILE, HOSTILE[0]]
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            sheets = [packed.read(name).decode() for name in packed.namelist() if "worksheets/" in name]
        assert len(sheets) == 6
        assert not any("<f>" in sheet for sheet in sheets)

    def test_what_the_public_may_not_see_is_not_in_its_workbook(self, site: Site) -> None:
        body = briefing_xlsx(told(site, disclosure=Disclosure()))
        wards = {row["Mã"]: row for row in table(body, "Xã phường", "Mã")}
        assert (wards["C"]["Ca mới"], wards["C"]["Ca 7 ngày"]) == ("≥10", "≥11")

    def test_capacity_and_what_is_to_come_are_in_every_file(self, site: Site) -> None:
        take(site, (key("city", ICU), 61.5), (key("city", "f1_places_free"), 1200), (key("017", COVERAGE), 80))
        take(site, (key("city", "treatment_capacity_met"), 1))
        site.decide("G", "red", from_=hanoi(day(2), 8))
        found = told(site)
        values = [(row["Giá trị"], row["Nơi"]) for row in table(briefing_xlsx(found), "Tóm tắt", "Năng lực")]
        text = text_of(briefing_pdf(found))
        for value in ("61,5 %", "1.200 chỗ", "đạt"):
            assert value in text
        assert "1 nơi sắp đổi mức theo lịch" in text
        assert rows(briefing_xlsx(found), "Tóm tắt")[5][0].startswith("1 nơi sắp đổi mức theo lịch")
        wards = {row["Mã"]: row for row in table(briefing_xlsx(found), "Xã phường", "Mã")}
        assert (wards["G"]["Sắp đổi sang"], wards["G"]["Từ lúc"]) == ("Vùng đỏ", "08:00 16/08/2021")
        assert values == [
            ("đạt", "Toàn địa bàn / Whole area"),
            ("61,5 %", "Toàn địa bàn / Whole area"),
            ("1.200 chỗ", "Toàn địa bàn / Whole area"),
            ("80 %", "Quận 017"),
        ]

    def test_an_empty_table_says_so(self, site: Site) -> None:
        body = briefing_xlsx(told(site, districts=frozenset({"017"})))
        assert "Không nơi nào đổi mức. / No ward changed its level." in [row[0] for row in rows(body, "Thay đổi")]


class TestPaper:
    """What is printed, and what is passed on."""

    def test_two_pages_hold_the_figures_the_reasons_and_the_basis(self, site: Site) -> None:
        pdf = briefing_pdf(told(site))
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
        text = text_of(pdf)
        for said in (
            "Báo cáo nhanh ngày 15/08/2021",
            "Phường A: Vùng đỏ, vì có ổ dịch đang mở",
            "3 tăng, 0 giảm",
            "Chợ Mới",
            "Quận 017",
            "Số liệu pháp lý",
            "So với lần công bố trước, 16:00 14/08/2021",
        ):
            assert said in text, text

    def test_names_are_printed_as_they_are(self, site: Site) -> None:
        text = text_of(briefing_pdf(renamed(told(site), HOSTILE)))
        assert "=1+1" in text
        assert "+A" in text

    def test_many_changes_and_outbreaks_still_fit_on_two_pages(self, site: Site) -> None:
        found = told(site)
        long = replace(found.moves[0], reason=type(found.moves[0].reason)("Lý do rất dài. " * 20, "A long reason."))
        crowded = replace(found, moves=(long,) * 300, outbreaks=found.outbreaks * 40, districts=found.districts * 40)
        pdf = briefing_pdf(crowded)
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
        assert "… và 293 nơi khác" in text_of(pdf)
        assert briefing_png(crowded).startswith(b"\x89PNG")

    def test_the_picture_is_1200_by_1500_dots(self, site: Site) -> None:
        png = briefing_png(told(site))
        assert struct.unpack(">II", png[16:24]) == (1200, 1500)

    def test_a_site_without_wards_has_a_briefing_too(self, site: Site) -> None:
        nothing = told(site, districts=frozenset({"none"}))
        assert len(PdfReader(io.BytesIO(briefing_pdf(nothing))).pages) == 2
        assert briefing_xlsx(nothing)


def test_a_register_without_districts_has_every_file_too(sqlite_url: str) -> None:
    engine = create_database_engine(sqlite_url)
    site = open_site(engine, districts=None)
    site.declare("A", name="Chợ Mới")
    found = told(site)
    assert found.districts == ()
    assert rows(briefing_xlsx(found), "Theo quận huyện")[-1][0] == "Không có. / None."
    assert len(PdfReader(io.BytesIO(briefing_pdf(found))).pages) == 2
    assert briefing_png(found).startswith(b"\x89PNG")
    engine.dispose()


class TestBytes:
    """The same figures, the same bytes."""

    @pytest.mark.parametrize("ending", FILES)
    def test_a_closed_day_gives_the_same_file_for_ever(self, site: Site, ending: str) -> None:
        first = FILES[ending][1](told(site, day(0)))
        site.clock.now = site.rules.clock.closes_at(day(4))
        assert FILES[ending][1](told(site, day(0))) == first

    @pytest.mark.postgis
    @pytest.mark.parametrize("ending", FILES)
    def test_both_databases_give_the_same_file(self, site: Site, postgis_url: str, ending: str) -> None:
        other: Engine = create_database_engine(postgis_url)
        assert FILES[ending][1](told(site)) == FILES[ending][1](told(briefed_site(other)))
        other.dispose()

    def test_the_name_tells_the_day_and_a_drill(self, site: Site) -> None:
        found = told(site)
        assert file_name(found, "pdf") == "bao-cao-nhanh_2021-08-15.pdf"
        drill = replace(found, basis=replace(found.basis, drill=True))
        assert file_name(drill, "pdf") == "dien-tap_bao-cao-nhanh_2021-08-15.pdf"
        assert "DIỄN TẬP" in text_of(briefing_pdf(drill))
        assert rows(briefing_xlsx(drill), "Tóm tắt")[2][0].startswith("DIỄN TẬP")
