"""The map for other sites' frames, and the cards that links are shown with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.api.edge_headers import embedded_policy
from app.api.pages.cards import city_card, ward_card
from app.api.pages.shared import Links, Shell
from app.api.pages.words import Words
from app.settings import Settings
from tests.pages import Pages, words_of
from tests.site import day, hanoi


def embedded(pages: Pages, query: str = "") -> str:
    return pages.text(f"/embed/map{query}")


class TestFrame:
    """`/embed/map`."""

    def test_it_may_be_framed_and_nothing_else_may(self, pages: Pages) -> None:
        answer = pages.get("/embed/map")
        assert answer.headers["content-security-policy"].endswith("frame-ancestors *")
        assert "x-frame-options" not in answer.headers
        assert "set-cookie" not in answer.headers
        for address in ("/", "/w/A", "/staff/sign-in", "/docs", "/api/v1/zones", "/embed/mapp"):
            other = pages.get(address)
            assert other.headers["content-security-policy"].endswith("frame-ancestors 'none'"), address
            assert other.headers["x-frame-options"] == "DENY", address

    def test_the_policy_of_other_kinds_of_content_stays_as_strict(self) -> None:
        assert "script-src 'self'" in embedded_policy(("https://a.example",))
        assert embedded_policy(()).endswith("frame-ancestors 'none'")

    @pytest.mark.parametrize("origin", ["https://a.example; script-src *", "a.example", "https://a/b", "javascript:1"])
    def test_a_setting_that_is_no_origin_is_refused(self, origin: str) -> None:
        with pytest.raises(ValidationError, match="no origin"):
            Settings(embed_origins=(origin,))

    def test_nobody_may_frame_it_where_the_setting_says_so(self) -> None:
        assert Settings(embed_origins=("none",)).embed_origins == ()

    def test_it_has_the_map_counts_the_moment_and_a_way_to_the_full_map(self, pages: Pages) -> None:
        text = embedded(pages)
        said = words_of(text)
        assert "Vùng nguy cơ, thứ bảy, 14/08/2021 cập nhật 10:00, 14/08/2021" in said
        assert re.search(r"Đỏ 1 .*Da cam 2 .*Xanh 5 .*Chưa có số liệu 1", said)
        assert 'data-ward="A"' in text
        assert '<a href="/" rel="noopener">Mở bản đồ đầy đủ</a>' in text

    def test_it_leads_to_no_page_of_staff_and_remembers_nothing(self, pages: Pages) -> None:
        text = embedded(pages)
        assert "/staff" not in text
        assert "theme.js" not in text
        script = (Path(__file__).parents[2] / "app/web/js/later/embed.js").read_text()
        assert not re.search(r"localStorage|cookie|/staff", script)

    def test_district_level_theme_and_controls_are_taken(self, pages: Pages) -> None:
        text = embedded(pages, "?district=017&level=red&theme=dark&controls=0")
        assert 'data-theme="dark"' in text
        assert 'data-level="red"' in text
        assert "Vùng nguy cơ Quận 017" in words_of(text)
        assert 'class="embed bare' in text

    def test_what_it_does_not_know_is_left_out_of_the_address(self, pages: Pages) -> None:
        answer = pages.get("/embed/map?district=999&utm=1&theme=dark&at=2199-01-01T00:00:00Z")
        assert (answer.status_code, answer.headers["location"]) == (307, "/embed/map?theme=dark")
        assert answer.headers["content-security-policy"].endswith("frame-ancestors *")

    def test_a_past_moment_is_said_to_be_past_and_has_no_script(self, pages: Pages) -> None:
        text = embedded(pages, f"?at={hanoi(day(-1), 9).isoformat().replace('+', '%2B')}")
        assert "mức có hiệu lực lúc 09:00, 13/08/2021. Đây là ngày đã qua" in words_of(text)
        assert "<script" not in text

    def test_a_past_moment_is_named_even_where_the_map_stands_alone(self, pages: Pages) -> None:
        past = embedded(pages, f"?controls=0&at={hanoi(day(-1), 9).isoformat().replace('+', '%2B')}")
        assert re.search(r'<body class="embed bare of-past', past)
        assert "of-past" not in embedded(pages, "?controls=0")
        styles = (Path(__file__).parents[2] / "app/web/css/embed.css").read_text()
        assert ".embed.bare.of-past .embed-head { display: flex; }" in styles


class TestCards:
    """`/card.png`, `/w/{ward_code}/card.png` and the words that name them."""

    @pytest.mark.parametrize("address", ["/card.png", "/w/A/card.png", "/w/I/card.png?lang=en"])
    def test_a_card_is_a_picture_of_1200_by_630(self, pages: Pages, address: str) -> None:
        answer = pages.get(address)
        assert answer.headers["content-type"] == "image/png"
        png = answer.content
        assert (int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")) == (1200, 630)
        assert pages.get(address, **{"if-none-match": answer.headers["etag"]}).status_code == 304

    def test_no_ward_no_card(self, pages: Pages) -> None:
        assert pages.get("/w/ZZ/card.png").json()["type"].endswith("ward-not-found")

    def test_it_says_level_since_when_testing_and_of_when_it_is(self, pages: Pages) -> None:
        said = card_of(pages, "A")
        assert "Phường A Quận 001 · mã A Vùng đỏ từ 10:00, 14/08/2021 · ngày thứ 1 Xét nghiệm: " in said
        assert "Số liệu ngày 14/08/2021, chốt 18:00" in said
        assert "cập nhật 10:00, 14/08/2021" in said

    def test_of_a_place_without_data_no_bar_is_filled_and_no_testing_told(self, pages: Pages) -> None:
        said = card_of(pages, "I")
        assert "Chưa có số liệu" in said
        assert "Chưa nhận đủ báo cáo" in said
        assert "Xét nghiệm" not in said

    def test_the_whole_counts_every_level(self, pages: Pages) -> None:
        said = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", city_card(shell_of(pages)).svg))
        assert re.search(r"Vùng đỏ 1|1 Vùng đỏ", said)
        assert "Chưa có số liệu" in said

    def test_links_name_their_card_once_the_site_knows_its_address(self, pages: Pages) -> None:
        assert "og:image" not in pages.text("/")
        addressed = Pages.of(pages.site, pages.api.state.engine, base_url="https://vung.example.vn")
        assert 'property="og:image" content="https://vung.example.vn/card.png?lang=vi"' in addressed.text("/")
        ward = addressed.text("/w/A?lang=en")
        assert 'property="og:image" content="https://vung.example.vn/w/A/card.png?lang=en"' in ward
        assert 'name="twitter:card" content="summary_large_image"' in ward


def shell_of(pages: Pages) -> Shell:
    rules = pages.site.rules
    return Shell(Words("vi", rules.clock.timezone), Links(), pages.site.snapshot(), rules, "/")


def card_of(pages: Pages, code: str) -> str:
    shell = shell_of(pages)
    svg = ward_card(shell, shell.snapshot.by_code[code]).svg
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg.partition("</svg>")[2] + svg))
