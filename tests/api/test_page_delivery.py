"""How pages are delivered: drills marked, other sites served, languages kept, bytes revalidated, no script needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.domain.vocabulary import BoundaryStatus
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.pages import BROWSER, Pages, listed, make_drill, map_link, section, words_of
from tests.site import WARDS, counts, open_site

EVERY_PAGE = ["/", "/?lang=en", "/?level=orange", "/?district=017", "/?q=phuong+a", "/w/A", "/w/A?lang=en", "/docs"]


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """Pages only read, through services that are tested on both databases."""
    engine = create_database_engine(sqlite_url)
    yield engine
    engine.dispose()


class TestDrill:
    """A drill must never be taken for the real thing."""

    @pytest.fixture
    def drill(self, engine: Engine) -> Pages:
        """The pages of a drill site."""
        site = open_site(engine)
        make_drill(site)
        return Pages.of(site, engine)

    @pytest.mark.parametrize("address", ["/", "/?lang=en", "/w/A", "/docs", "/?q=a"])
    def test_every_page_says_so_in_both_languages(self, drill: Pages, address: str) -> None:
        text = drill.text(address)
        assert "DIỄN TẬP – số liệu giả định" in text
        assert "DRILL – invented figures" in text
        assert re.search(r"<title>\[(DIỄN TẬP|DRILL)\] ", text)

    def test_so_does_the_page_of_an_unknown_ward(self, drill: Pages) -> None:
        assert "DIỄN TẬP – số liệu giả định" in drill.get("/w/99999").text

    def test_it_is_written_across_every_map(self, drill: Pages) -> None:
        assert 'class="watermark"' in drill.text("/")
        assert 'class="watermark"' in drill.text("/w/A")

    def test_search_engines_are_kept_out(self, drill: Pages) -> None:
        assert "Disallow: /\n" in drill.get("/robots.txt").text
        assert drill.get("/").headers["x-robots-tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in drill.text("/w/A")

    def test_a_real_site_says_nothing_of_a_drill(self, pages: Pages) -> None:
        for address in EVERY_PAGE:
            text = pages.text(address)
            assert "DIỄN TẬP" not in text
            assert "watermark" not in text
        assert "Disallow: /\n" not in pages.get("/robots.txt").text


class TestOtherSites:
    """Registers and policies of other kinds."""

    def test_schematic_boundaries_say_so_and_how_to_import_official_ones(self, engine: Engine) -> None:
        text = words_of(Pages.of(open_site(engine, status=BoundaryStatus.SCHEMATIC), engine).text("/"))
        assert "Ranh giới sơ đồ, không phải ranh giới chính thức" in text
        assert "khoanhvung wards import FILE" in text

    def test_a_register_without_districts_is_one_list(self, engine: Engine) -> None:
        pages = Pages.of(open_site(engine, districts=None), engine)
        text = pages.text("/")
        assert sorted(listed(text)) == list(WARDS)
        assert "Chọn quận, huyện" not in text
        assert "Giáp ranh" in pages.text("/w/A")

    def test_a_site_nobody_has_judged_yet_is_without_data(self, engine: Engine) -> None:
        pages = Pages.of(open_site(engine), engine)
        text = pages.text("/")
        assert "Chưa có lượt phân loại nào" in words_of(section(text, "day"))
        assert "lv-unknown" in map_link(text, "A")
        assert "Chưa có lượt phân loại nào cho nơi này" in words_of(pages.text("/w/A"))

    def test_a_policy_of_four_levels_brings_its_own_palette_and_glyphs(self, engine: Engine) -> None:
        pages = Pages.of(open_site(engine, rules=SiteRules(default_policy="moh-2686-2021")), engine)
        text = pages.text("/")
        assert re.findall(r'<symbol id="(g\d)"', text) == ["g0", "g1", "g2", "g3", "g4"]
        assert 'data-filter="yellow"' in text
        palette = re.search(r'href="(/static/levels/\w+\.css)"', text)
        assert palette is not None
        assert ".lv-yellow {" in pages.get(palette[1]).text

    def test_without_small_count_protection_nothing_is_said_of_it(self, live: Pages) -> None:
        live.site.rules = replace(live.site.rules, suppression_threshold=1)
        live.site.post("C", reported=counts(known=2))
        pages = Pages.of(live.site, live.site.engine)
        assert "Để không lộ danh tính" not in pages.text("/")
        assert "14/08/2021: 2" in pages.text("/w/C")


class TestLanguage:
    """Vietnamese first, English on request, and links that keep it."""

    def test_the_address_decides_before_the_browser(self, pages: Pages) -> None:
        text = pages.text("/?lang=vi", **{"accept-language": "en"})
        assert '<html lang="vi">' in text

    def test_the_browser_decides_when_the_address_says_nothing(self, pages: Pages) -> None:
        answer = pages.get("/w/A", **{"accept-language": "en-GB,en"})
        assert '<html lang="en">' in answer.text
        assert answer.headers["content-language"] == "en"
        assert "Accept-Language" in answer.headers["vary"]

    def test_links_keep_a_language_asked_for_in_the_address(self, pages: Pages) -> None:
        text = pages.text("/?lang=en")
        assert re.findall(r'href="/w/A[^"]*"', text) == ['href="/w/A?lang=en"'] * 4

    def test_the_switch_keeps_what_one_looks_at(self, pages: Pages) -> None:
        assert 'href="/?level=orange&amp;district=001&amp;lang=en"' in pages.text("/?level=orange&district=001")

    def test_english_pages_write_days_and_counts_in_english(self, pages: Pages) -> None:
        text = words_of(pages.text("/?lang=en"))
        assert "Saturday, 14 Aug 2021" in text
        assert "2 districts, 9 wards" in text
        assert "1 ward without data" in text


class TestAddresses:
    """One address per page, so that links shared and bytes kept stay few."""

    @pytest.mark.parametrize(
        ("address", "proper"),
        [
            ("/?fbclid=x", "/"),
            ("/?level=purple", "/"),
            ("/?district=999", "/"),
            ("/?lang=fr&level=orange", "/?level=orange"),
            ("/?level=orange&level=red", "/?level=red"),
            ("/?level=&district=001", "/?district=001"),
            ("/w/A?utm_source=zalo", "/w/A"),
            ("/docs?x=1", "/docs"),
        ],
    )
    def test_what_a_page_does_not_understand_is_dropped(self, pages: Pages, address: str, proper: str) -> None:
        answer = pages.get(address)
        assert (answer.status_code, answer.headers["location"]) == (307, proper)
        assert pages.get(proper).status_code == 200

    def test_the_host_a_caller_claims_is_on_no_page(self, pages: Pages) -> None:
        for address in EVERY_PAGE:
            assert "evil.example" not in pages.get(address, host="evil.example").text


class TestCaching:
    """Pages are revalidated, cheaply."""

    @pytest.mark.parametrize("address", EVERY_PAGE)
    def test_the_same_page_again_is_not_sent_again(self, pages: Pages, address: str) -> None:
        first = pages.get(address)
        again = pages.get(address, **{"if-none-match": first.headers["etag"]})
        assert first.headers["cache-control"] == "public, no-cache"
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("address", ["/", "/w/C"])
    def test_a_report_makes_it_another_page(self, live: Pages, address: str) -> None:
        before = live.get(address)
        live.site.post("C", reported=counts(unknown=5))
        after = live.get(address, **{"if-none-match": before.headers["etag"]})
        assert after.status_code == 200
        assert "lv-orange" in map_link(after.text, "C")

    def test_two_processes_make_the_same_bytes(self, live: Pages) -> None:
        one, other = live, Pages.of(live.site, live.site.engine)
        before = {address: one.get(address) for address in EVERY_PAGE}
        live.site.clock.move(timedelta(minutes=7))
        for address, answer in before.items():
            again = other.get(address)
            assert again.headers["etag"] == answer.headers["etag"]
            assert again.content == answer.content, address


class TestWithoutScript:
    """The content security policy holds, and nothing depends on a script."""

    @pytest.mark.parametrize("address", EVERY_PAGE)
    def test_no_page_holds_a_script_a_style_or_a_handler(self, pages: Pages, address: str) -> None:
        text = pages.text(address)
        assert [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag] == []
        assert re.findall(r"<style|<[^>]*\s(?:style|on\w+)=", text) == []

    @pytest.mark.parametrize("address", EVERY_PAGE)
    def test_no_page_needs_another_host(self, pages: Pages, address: str) -> None:
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*', pages.text(address)) == []

    @pytest.mark.parametrize("address", EVERY_PAGE)
    def test_every_file_a_page_names_is_served_for_ever(self, pages: Pages, address: str) -> None:
        named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', pages.text(address)))
        assert len(named) >= 4
        for each in sorted(named):
            answer = pages.get(each)
            assert answer.status_code == 200, each
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"

    def test_every_link_to_a_place_on_a_page_has_its_place(self, pages: Pages) -> None:
        for address in EVERY_PAGE:
            text = pages.text(address)
            wanted = set(re.findall(r'href="#([\w-]+)"', text))
            assert wanted <= set(re.findall(r'\sid="([\w-]+)"', text)), address

    def test_no_id_stands_twice(self, pages: Pages) -> None:
        for address in EVERY_PAGE:
            ids = re.findall(r'\sid="([^"]+)"', pages.text(address))
            assert sorted(ids) == sorted(set(ids)), address

    def test_head_is_answered(self, pages: Pages) -> None:
        answer = pages.client.head("/", headers=BROWSER)
        assert (answer.status_code, answer.content) == (200, b"")
