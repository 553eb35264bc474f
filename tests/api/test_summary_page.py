"""`/summary`: the figures of a day in words, for everybody, in both languages, without scripts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from app.storage.engine import create_database_engine
from tests.pages import Pages, section, words_of
from tests.site import TODAY, counts, day, open_site

SUMMARY = "/summary"


class TestFigures:
    """What it says of the day."""

    def test_the_day_is_written_out_and_said_to_be_provisional(self, pages: Pages) -> None:
        told = words_of(pages.text(SUMMARY))
        assert "Tình hình hôm nay Thứ bảy, 14/08/2021" in told
        assert "Số liệu tạm thời: ngày còn đang nhận báo cáo, chốt lúc 18:00, 14/08/2021" in told

    def test_levels_are_counted_as_on_the_map(self, pages: Pages) -> None:
        told = words_of(section(pages.text(SUMMARY), "levels"))
        assert "Vùng đỏ 1 +1 1.000" in told
        assert "Chưa có số liệu 1 −8 1.000" in told

    def test_changes_come_with_their_reason_the_highest_first(self, pages: Pages) -> None:
        told = words_of(section(pages.text(SUMMARY), "moves"))
        assert told.index("Phường A: Vùng đỏ, vì có ổ dịch đang mở") < told.index("Phường B: Vùng da cam")
        assert "So với lần công bố trước, 16:00, 13/08/2021" in told

    def test_small_counts_are_hidden(self, live: Pages) -> None:
        live.site.post("C", reported=counts(known=2, quarantine=9))
        text = live.text(SUMMARY)
        told = unescape(words_of(section(text, "cases"))).replace("\N{NO-BREAK SPACE}", " ")
        assert "Rõ nguồn < 3 0 < 3 0" in told
        assert "Tổng số ≥ 10 0 ≥ 10 0" in told
        assert "số ca từ 1 đến 2 công bố là “dưới 3”" in told
        moves = words_of(section(text, "moves"))
        assert "(dưới 3 ca, ngưỡng 1 ca;" in moves
        assert "2 ca" not in moves

    def test_districts_rings_and_the_basis_are_told(self, pages: Pages) -> None:
        text = pages.text(SUMMARY)
        assert "Quận 001 1 2 2 0 0 0 5.000 0,0" in words_of(section(text, "districts"))
        assert "Chợ Mới mở 14/08/2021 đề xuất" in words_of(section(text, "outbreaks"))
        assert re.search(r"\d+ đọc trong văn bản, \d+ dựng lại, \d+ ví dụ", words_of(section(text, "basis")))
        assert 'href="/api/v1/summary?by=district&amp;on=2021-08-14"' in text

    def test_in_english_everything_is_english(self, pages: Pages) -> None:
        told = words_of(pages.text(f"{SUMMARY}?lang=en"))
        for said in ("Saturday, 14 Aug 2021", "Changes of level", "Phường A, Red zone: ", "By district"):
            assert said in told


class TestDays:
    """Which day it tells of."""

    def test_an_earlier_day_is_told_as_it_was(self, pages: Pages) -> None:
        text = pages.text(f"{SUMMARY}?on=2021-08-13")
        assert "Thứ sáu, 13/08/2021" in text
        assert "ngay trước giờ chốt" in words_of(text)
        assert "Không nơi nào đổi mức" in words_of(text)
        assert f'href="{SUMMARY}?on=2021-08-12"' in text

    def test_it_says_from_which_day_on_cases_are_provisional(self, pages: Pages) -> None:
        assert "số ca từ 13/08 là tạm tính" in words_of(pages.text(SUMMARY))

    def test_the_newest_day_is_one_step_away(self, pages: Pages) -> None:
        text = pages.text(f"{SUMMARY}?on=2021-08-13")
        assert f'href="{SUMMARY}"' in text

    def test_a_day_that_cannot_be_leads_to_the_open_one(self, pages: Pages) -> None:
        for on in ("2021-08-15", "2021-02-30", "1999-12-31", "20210813", "x", ""):
            answer = pages.get(f"{SUMMARY}?on={on}")
            assert (answer.status_code, answer.headers["location"]) == (307, SUMMARY), on

    def test_the_day_changes_at_the_cut_off(self, live: Pages) -> None:
        first = live.get(f"{SUMMARY}?on={TODAY}")
        live.site.close_day()
        live.site.clock.now += timedelta(minutes=1)
        assert "Chủ nhật, 15/08/2021" in live.text(SUMMARY)
        second = live.get(f"{SUMMARY}?on={TODAY}")
        assert first.headers["etag"] != second.headers["etag"]
        assert "Số liệu tạm thời" not in second.text

    def test_what_loosened_at_the_cut_off_is_told_that_evening(self, live: Pages) -> None:
        live.site.post_zeros(TODAY, TODAY, wards=tuple("ABCDEFGH"))
        live.site.close_day()
        live.site.change("OB0001", closed_on=day(1))
        told = []
        for offset in range(1, 17):
            live.site.post_zeros(day(offset), day(offset), wards=tuple("ABCDEFGH"))
            live.site.close_day()
            told.append("giảm" in words_of(section(live.text(SUMMARY), "moves")))
        assert told.index(True) == 13


def test_a_register_without_districts_has_no_table_of_them(sqlite_url: str) -> None:
    engine = create_database_engine(sqlite_url)
    pages = Pages.of(open_site(engine, districts=None), engine)
    text = pages.text(SUMMARY)
    assert "Theo quận, huyện" not in text
    assert "Chưa có số liệu 9" in words_of(section(text, "levels"))
    assert pages.get("/api/v1/summary?by=district").json()["items"] == []
    engine.dispose()


def test_it_is_kept_by_browsers_until_something_changes(live: Pages) -> None:
    first = live.get(SUMMARY)
    assert first.headers["cache-control"] == "public, no-cache"
    assert live.get(SUMMARY, **{"if-none-match": first.headers["etag"]}).status_code == 304
    live.site.post("G")
    assert live.get(SUMMARY, **{"if-none-match": first.headers["etag"]}).status_code == 200


def test_every_page_leads_to_it(pages: Pages) -> None:
    for address in ("/", "/w/A", "/docs", SUMMARY):
        assert 'href="/summary"' in pages.text(address)
