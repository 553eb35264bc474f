"""The page “Where am I?” as it is sent: before a question, and with the answer to a form, kept by nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.vocabulary import BoundaryStatus
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.pages import BROWSER, Pages
from tests.site import open_site
from tests.worlds import CELL, NORTH, WEST

CENTRE_OF_E = {"lat": f"{NORTH - 1.5 * CELL:.6f}", "lon": f"{WEST + 1.5 * CELL:.6f}"}


def pages_of(url: str, **site: Any) -> Iterator[Pages]:
    engine = create_database_engine(url)
    pages = Pages.of(open_site(engine, clock=Clock(NOW), **site), engine)
    pages.site.declare("E", name="Chợ Mới")
    yield pages
    engine.dispose()


@pytest.fixture
def pages(sqlite_url: str) -> Iterator[Pages]:
    yield from pages_of(sqlite_url)


@pytest.fixture
def schematic(sqlite_url: str) -> Iterator[Pages]:
    yield from pages_of(sqlite_url, status=BoundaryStatus.SCHEMATIC)


def send(pages: Pages, address: str = "/where", **form: str) -> Any:
    return pages.client.post(address, data=form, headers=BROWSER)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2] or html))


def test_before_a_question_the_page_is_kept_until_something_changes(pages: Pages) -> None:
    answer = pages.get("/where")
    assert "Vị trí không được lưu" in words(answer.text)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert pages.get("/where", **{"if-none-match": answer.headers["ETag"]}).status_code == 304


def test_it_opens_without_the_map_library(pages: Pages) -> None:
    markup = pages.text("/where")
    assert "maplibre-gl.mjs" not in re.sub(r'data-library="[^"]*"', "", markup)
    assert not re.search(r'src="[^"]*gl_map', markup)


def test_the_first_page_leads_to_it(pages: Pages) -> None:
    assert 'class="locate" href="/where"' in pages.text("/")
    assert 'href="/where?lang=en"' in pages.text("/?lang=en")


def test_a_form_without_scripts_is_answered_with_the_whole_page(pages: Pages) -> None:
    answer = send(pages, **CENTRE_OF_E)
    text = words(answer.text)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "Điểm này thuộc Phường E" in text
    assert "Lớp lõi quanh ổ dịch Chợ Mới · Chỉ thị 16 đề xuất" in text
    assert "Nếu được ban hành: ai ở đâu ở đó" in text
    assert f'value="{CENTRE_OF_E["lat"]}"' in answer.text


def test_the_script_gets_the_answer_alone(pages: Pages) -> None:
    answer = send(pages, part="answer", accuracy="20", **CENTRE_OF_E)
    assert "<html" not in answer.text
    assert "Bạn đang ở" in answer.text
    assert 'data-level="red"' in answer.text


def test_near_a_border_the_other_ward_is_told_with_its_distance(pages: Pages) -> None:
    answer = send(pages, lat=CENTRE_OF_E["lat"], lon=f"{WEST + 1.02 * CELL:.6f}", accuracy="80")
    text = words(answer.text)
    assert "Sát ranh giới" in text
    assert re.search(r"Phường D.*cách 2\d m", text)
    assert "Sát ranh giới" not in words(send(pages, **CENTRE_OF_E).text)


def test_on_a_border_both_wards_head_the_answer(pages: Pages) -> None:
    answer = send(pages, lat=CENTRE_OF_E["lat"], lon=f"{WEST + CELL:.6f}")
    assert "Trên ranh giới của Phường E, Phường D" in words(answer.text)


def test_the_answer_links_to_wards_and_holds_no_place(pages: Pages) -> None:
    html = send(pages, part="answer", **CENTRE_OF_E).text
    assert 'href="/w/E"' in html
    assert not re.search(r"105\.8|21\.08", html)


def test_on_schematic_boundaries_wards_are_offered_by_name_and_no_directive(schematic: Pages) -> None:
    text = words(send(schematic, **CENTRE_OF_E).text)
    assert "Chọn phường, xã của bạn" in text
    assert "Phường E" in text
    assert not re.search(r"Chỉ thị 1\d|Lớp", text)
    assert "Ranh giới đang dùng là sơ đồ" in words(schematic.text("/where"))


@pytest.mark.parametrize(
    ("form", "said", "status"),
    [
        ({"lat": "x", "lon": "105,8"}, "cần là số thập phân", 422),
        ({"lat": "", "lon": ""}, "cần là số thập phân", 422),
        ({}, "cần là số thập phân", 422),
        ({"lat": "1e999", "lon": "1_0"}, "cần là số thập phân", 422),
        ({"lat": "105,815", "lon": "21,085"}, "bị đổi chỗ", 422),
        ({"lat": "95", "lon": "200"}, "tính bằng độ", 422),
        ({"lat": "21,095", "lon": "105,79"}, "gần nhất là Phường A, cách 1,0 km", 200),
        ({"lat": "0", "lon": "0"}, "Vị trí này ở xa", 200),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(pages: Pages, form: dict[str, str], said: str, status: int) -> None:
    answer = send(pages, **form)
    assert answer.status_code == status
    assert said in words(answer.text)


def test_in_english_everything_is(pages: Pages) -> None:
    text = words(send(pages, "/where?lang=en", **CENTRE_OF_E).text)
    assert "This place is in Phường E" in text
    assert "Core layer round outbreak Chợ Mới · Directive 16 proposed" in text


def test_a_form_from_elsewhere_is_refused(pages: Pages) -> None:
    headers = {**BROWSER, "origin": "https://elsewhere.example"}
    assert pages.client.post("/where", data=CENTRE_OF_E, headers=headers).status_code == 403


def test_no_log_line_tells_the_place(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="app")
    send(pages, **CENTRE_OF_E)
    send(pages, lat="21.0851", lon="x")
    assert any(each.name == "app.requests" for each in caplog.records)
    assert not any("21.08" in f"{each.getMessage()}{each.__dict__}" for each in caplog.records)
