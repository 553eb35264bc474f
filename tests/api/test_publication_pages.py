"""The pages on publications: a list, one of them, and checking a copy with a plain form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.publication import FileKind
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.pages import BROWSER, Pages, make_drill, words_of
from tests.press import Press
from tests.site import Site, open_site


@pytest.fixture(scope="module")
def pages(judged_file: Path, sqlite_folder: Path) -> Iterator[Pages]:
    """Three publications, of which the third corrects the second; nothing here writes."""
    path = sqlite_folder / "published-pages.sqlite"
    shutil.copyfile(judged_file, path)
    engine = create_database_engine(f"sqlite:///{path}")
    press = Press(Site(engine, Clock(NOW), SiteRules()))
    press.publish(title="Mức nguy cơ <b>đầu tiên</b>")
    press.publish()
    press.publish(supersedes=2)
    yield Pages.of(press.site, engine)
    engine.dispose()


def copy(pages: Pages, number: int, kind: FileKind = FileKind.CSV) -> bytes:
    return Press(pages.site).file(number, kind)


def send(pages: Pages, content: bytes, address: str = "/verify") -> str:
    answer = pages.client.post(address, files={"file": ("bang.csv", content)}, headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def test_the_list_has_every_publication_the_newest_first(pages: Pages) -> None:
    markup = pages.text("/publications")
    assert [markup.index(f'href="/p/{number}"') for number in (3, 2, 1)] == sorted(
        markup.index(f'href="/p/{number}"') for number in (1, 2, 3)
    )
    said = words_of(markup)
    assert "Đã được thay bằng công bố số 3" in said
    assert said.count("Chưa bị thay") == 2


def test_every_form_can_be_had_from_the_list(pages: Pages) -> None:
    markup = pages.text("/publications")
    for name in ("zones.csv", "zones.geojson", "map.svg", "map.png", "notice.pdf"):
        assert f'href="/api/v1/publications/3/{name}"' in markup


def test_a_site_without_publications_says_so_and_a_drill_why(live: Pages) -> None:
    assert "Chưa có công bố nào." in words_of(live.text("/publications"))


def test_a_drill_says_that_it_publishes_nothing(sqlite_url: str) -> None:
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    make_drill(site)
    assert "Trang diễn tập không công bố" in words_of(Pages.of(site, engine).text("/publications"))
    engine.dispose()


def test_a_title_is_text_and_never_markup(pages: Pages) -> None:
    for address in ("/publications", "/p/1"):
        assert "<b>đầu tiên</b>" not in pages.text(address)
        assert "Mức nguy cơ &lt;b&gt;đầu tiên" in pages.text(address)


def test_one_that_stands_says_so_and_names_a_newer_one(pages: Pages) -> None:
    said = words_of(pages.text("/p/1"))
    assert "Công bố thật, chưa bị thay" in said
    assert "Công bố mới nhất là số 3." in said
    assert "Công bố mới nhất" not in words_of(pages.text("/p/3"))


def test_one_that_was_superseded_leads_on(pages: Pages) -> None:
    markup = pages.text("/p/2")
    assert "Đã được thay bằng công bố số 3" in words_of(markup)
    assert 'href="/p/3"' in markup


def test_one_has_its_head_its_figures_and_its_hashes(pages: Pages) -> None:
    said = words_of(pages.text("/p/3"))
    for words in ("12/TB-UBND", "Chủ tịch", "Thay công bố số 2", "Vùng đỏ 1", "SHA-256"):
        assert words in said
    for entry in pages.client.get("/api/v1/publications/3").json()["files"]:
        assert entry["sha256"] in said


def test_a_link_that_is_passed_on_shows_the_map(pages: Pages) -> None:
    picture = 'property="og:image" content="https://vung.example.vn/api/v1/publications/3/map.png"'
    assert picture in pages.text("/p/3")


def test_the_map_on_the_page_has_words_for_those_who_cannot_see_it(pages: Pages) -> None:
    assert 'alt="Bản đồ của công bố số 3: Vùng đỏ 1' in pages.text("/p/3")


@pytest.mark.parametrize("number", ["4", "0", "x", "999999999999", "1.5"])
def test_a_number_that_was_not_given_has_a_page_that_helps_on(pages: Pages, number: str) -> None:
    answer = pages.get(f"/p/{number}")
    assert answer.status_code == 404
    assert "Không có công bố số này" in words_of(answer.text)
    assert "There is no publication of this number" in words_of(answer.text)
    assert pages.get(f"/p/{number}", accept="application/json").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/publications", "/p/3", "/verify"])
def test_the_pages_are_in_english_too(pages: Pages, address: str) -> None:
    markup = pages.text(f"{address}?lang=en")
    assert '<html lang="en">' in markup
    assert 'href="/publications?lang=en"' in markup


@pytest.mark.parametrize("address", ["/publications", "/p/3", "/verify"])
def test_a_page_one_has_is_not_sent_again(pages: Pages, address: str) -> None:
    tag = pages.get(address).headers["etag"]
    assert pages.get(address, **{"if-none-match": tag}).status_code == 304


def test_a_new_publication_is_on_the_list_at_once(live: Pages) -> None:
    live.text("/publications")
    Press(live.site).publish(title="Mới ra")
    assert "Mới ra" in live.text("/publications")


def test_a_file_is_checked_by_a_plain_form(pages: Pages) -> None:
    markup = pages.text("/verify")
    assert 'method="post" enctype="multipart/form-data"' in markup
    said = words_of(send(pages, copy(pages, 3)))
    assert "Đúng từng byte tệp của công bố số 3, chưa bị thay." in said


def test_an_altered_cell_is_shown_with_both_values(pages: Pages) -> None:
    said = words_of(send(pages, copy(pages, 3).replace(b",red,", b",green,", 1)))
    assert "đã bị sửa: 1 chỗ khác bản đã công bố." in said
    assert "Phường A A level red green" in said


def test_what_somebody_sends_is_never_markup(pages: Pages) -> None:
    markup = send(pages, copy(pages, 3).replace(b",red,", b",<script>x</script>,", 1))
    assert "<script>x" not in markup
    assert "&lt;script&gt;x" in markup


def test_a_superseded_copy_leads_to_its_successor(pages: Pages) -> None:
    markup = send(pages, copy(pages, 2, FileKind.PDF))
    assert "đã được thay bằng số 3" in words_of(markup)
    assert 'href="/p/3"' in markup


def test_a_file_of_somebody_else_is_not_ours(pages: Pages) -> None:
    said = words_of(send(pages, b"PK\x03\x04"))
    assert "Không phải công bố của hệ thống này." in said
    assert "Lưu thành CSV" in said


def test_a_number_is_looked_up_by_an_address_one_can_share(pages: Pages) -> None:
    assert "Công bố số 2 có thật nhưng đã được thay bằng số 3." in words_of(pages.text("/verify?number=2"))
    assert "Không có công bố số 9; số mới nhất là 3." in words_of(pages.text("/verify?number=9"))


def test_what_is_no_number_is_said_on_the_page(pages: Pages) -> None:
    answer = pages.get("/verify?number=abc")
    assert answer.status_code == 422
    assert "Số công bố là số nguyên từ 1" in words_of(answer.text)
    assert 'value="abc"' in answer.text


def test_an_empty_form_is_said_on_the_page(pages: Pages) -> None:
    answer = pages.client.post("/verify", data={"number": ""}, headers=BROWSER)
    assert answer.status_code == 422
    assert "Chưa có gì để kiểm tra" in words_of(answer.text)


def test_the_form_keeps_the_language_asked_for(pages: Pages) -> None:
    assert 'action="/verify?lang=en"' in pages.text("/verify?lang=en")
    assert "Byte for byte" in send(pages, copy(pages, 3), "/verify?lang=en")


def test_a_page_of_another_site_cannot_send_a_form(pages: Pages) -> None:
    answer = pages.client.post("/verify", data={"number": "1"}, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


def test_every_page_leads_to_the_publications(pages: Pages) -> None:
    for address in ("/", "/w/A", "/publications"):
        markup = pages.text(address)
        assert 'href="/publications"' in markup
        assert 'href="/verify"' in markup
