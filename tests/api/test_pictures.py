"""The map as a picture: of now, of a day, of an instant; who asks again, who asks too much, what it must say."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from app.api.pages.pictures import PictureWanted, map_sheet_of
from app.api.pages.shared import Links, Shell
from app.api.pages.words import Words
from app.api.picture_desk import PictureDesk
from app.domain.register import Register
from app.formats.map_picture import MapPicture
from app.formats.map_sheet import LegendRow, MapSheet, map_sheet
from app.formats.picture_theme import THEMES, Look
from tests.pages import Pages, make_drill
from tests.site import day, hanoi, open_site


def words_on(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def picture(pages: Pages, query: str = "") -> str:
    answer = pages.get(f"/map.svg{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    return answer.text


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


class TestWhatItSays:
    """In words and colours."""

    def test_title_day_levels_with_counts_rules_and_record_stand_on_it(self, pages: Pages) -> None:
        said = words_on(picture(pages))
        assert "Vùng nguy cơ, thứ bảy, 14/08/2021" in said
        assert "2 quận · Số liệu ngày 14/08/2021, chốt 18:00 · cập nhật 10:00, 14/08/2021" in said
        assert re.search(r"Vùng đỏ 1 Vùng da cam 2 Vùng xanh 5 Chưa có số liệu 1", said)
        assert "Bản ghi số" in said
        assert "Bản có hiệu lực là văn bản của cơ quan có thẩm quyền." in said

    def test_no_data_is_hatched_even_without_patterns(self, pages: Pages) -> None:
        svg = picture(pages, "?patterns=false")
        assert re.search(r'id="lv-unknown".*?id="w-I"', svg, re.DOTALL)
        assert "url(#t-reverse_hatch)" in svg
        assert "url(#t-cross_hatch)" not in svg

    def test_a_proposed_ring_is_faint_and_said_to_be_proposed(self, live: Pages) -> None:
        svg = picture(live)
        assert 'id="rings-proposed"' in svg
        assert "Nét nhạt: vòng mới đề xuất" in words_on(svg)
        live.site.issue(live.site.snapshot().outbreaks[0].outbreak_id)
        svg = picture(live)
        assert 'id="rings"' in svg
        assert "đề xuất" not in words_on(svg)

    def test_rings_and_legend_can_be_left_out(self, pages: Pages) -> None:
        svg = picture(pages, "?rings=false&legend=false")
        assert "rings" not in svg
        assert "Vùng đỏ" not in words_on(svg)
        assert "14/08/2021" in words_on(svg)

    def test_a_district_counts_its_own_wards_and_the_others_step_back(self, pages: Pages) -> None:
        svg = picture(pages, "?district=017")
        assert "Vùng nguy cơ Quận 017" in words_on(svg)
        assert re.search(r'id="w-A"[^>]* opacity', svg)
        assert not re.search(r'id="w-I"[^>]* opacity', svg)
        assert "Chưa có số liệu 1" in words_on(svg)

    def test_it_is_made_in_either_language_and_theme(self, pages: Pages) -> None:
        svg = picture(pages, "?lang=en&theme=dark")
        assert "Risk zones, Saturday, 14 Aug 2021" in words_on(svg)
        assert '<rect x="0" y="0" width="1000"' in svg
        assert 'fill="#0C1218"' in svg


class TestWhichMoment:
    """`at` and `on`."""

    def test_a_past_day_shows_what_was_in_force_at_its_end(self, pages: Pages) -> None:
        svg = picture(pages, f"?on={day(-1)}")
        assert "mức có hiệu lực cuối ngày 13/08/2021" in words_on(svg)
        assert re.search(r"Vùng đỏ 0", words_on(svg))

    def test_today_is_now(self, pages: Pages) -> None:
        assert words_on(picture(pages, f"?on={day(0)}")) == words_on(picture(pages))

    def test_a_past_instant_is_told_to_the_minute(self, pages: Pages) -> None:
        said = words_on(picture(pages, f"?at={hanoi(day(-1), 9, 30).isoformat().replace('+', '%2B')}"))
        assert "mức có hiệu lực lúc 09:30, 13/08/2021" in said

    def test_a_past_picture_stays_the_same_whatever_is_written_later(self, live: Pages) -> None:
        address = f"/map.svg?on={day(-1)}"
        before = live.get(address)
        live.site.close_day()
        after = live.get(address)
        assert (before.content, before.headers["etag"]) == (after.content, after.headers["etag"])

    @pytest.mark.parametrize("query", [f"on={day(1)}", "at=2199-01-01T00:00:00Z", f"on={day(-1)}&at=2021-08-01T00:00Z"])
    def test_the_future_and_two_moments_at_once_are_refused(self, pages: Pages, query: str) -> None:
        assert pages.get(f"/map.svg?{query}").status_code == 422

    def test_an_unknown_district_is_told(self, pages: Pages) -> None:
        assert pages.get("/map.png?district=999").json()["type"].endswith("district-not-found")


class TestDelivery:
    """Caches, sizes and turns."""

    @pytest.mark.parametrize("width", [320, 701, 1200])
    def test_the_png_is_just_as_wide_as_asked(self, pages: Pages, width: int) -> None:
        answer = pages.get(f"/map.png?width={width}")
        assert answer.headers["content-type"] == "image/png"
        found, height = size_of(answer.content)
        assert found == width
        svg = picture(pages, f"?width={width}")
        assert f'width="{width}" height="{height}"' in svg

    def test_who_has_it_already_is_told_so(self, live: Pages) -> None:
        first = live.get("/map.png?width=320")
        assert first.headers["cache-control"] == "public, no-cache"
        assert live.get("/map.png?width=320", **{"if-none-match": first.headers["etag"]}).status_code == 304
        live.site.issue(live.site.snapshot().outbreaks[0].outbreak_id)
        assert live.get("/map.png?width=320", **{"if-none-match": first.headers["etag"]}).status_code == 200

    def test_while_another_is_drawn_too_long_one_is_told_when_to_come_back(self, pages: Pages) -> None:
        desk = PictureDesk(longest_wait_s=0.0)
        kept, pages.api.state.pictures = pages.api.state.pictures, desk
        try:
            with desk.turn():
                answer = pages.get("/map.png?width=333")
        finally:
            pages.api.state.pictures = kept
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "3"

    def test_the_same_drawing_is_set_once(self, pages: Pages) -> None:
        desk = PictureDesk()
        drawn = MapPicture('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', 9, 9)
        first = desk.png(drawn, title="x")
        with desk.turn():
            assert desk.png(drawn, title="x") is first


def test_a_drill_says_so_at_the_top_and_across(engine: Engine) -> None:
    site = open_site(engine)
    make_drill(site)
    said = words_on(picture(Pages.of(site, engine)))
    assert said.startswith("DIỄN TẬP – số liệu giả định · DRILL – invented figures")
    assert said.count("DIỄN TẬP · DRILL") == 1


def test_a_site_without_wards_says_so(pages: Pages) -> None:
    bare = replace(pages.site.snapshot(), zones=(), register=Register.empty(), as_of=None, rings=(), committed_at=None)
    rules = pages.site.rules
    shell = Shell(Words("vi", rules.clock.timezone), Links(), bare, rules, "/")
    drawn = map_sheet_of(shell, PictureWanted(width=400, theme="light"))
    assert "Vùng nguy cơ, chưa có lượt phân loại nào" in words_on(drawn.svg)


@pytest.mark.parametrize(("count", "heights"), [("5", 2), ("579", 4), ("10.609", 4)])
def test_no_level_is_cut_on_a_narrow_picture(count: str, heights: int) -> None:
    look = Look("#ffffff", "solid")
    rows = [LegendRow(look, label, count) for label in ("Vùng đỏ", "Vùng da cam", "Vùng xanh", "Chưa có số liệu")]
    drawn = MapPicture('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', 9, 9)
    svg = map_sheet(MapSheet("t", "m", legend=rows), drawn, width=320, theme=THEMES["light"]).svg
    assert "…" not in svg
    places = re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>(?:Vùng|Chưa)[^<]*<', svg)
    assert (len(places), len(set(places))) == (4, heights)
