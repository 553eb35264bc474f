"""An outbreak declared on the map in a real browser, its rings compared and ordered, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from app.domain.records import Outbreak
from app.domain.vocabulary import Role
from app.storage.outbreaks import outbreaks
from tests.accounts import BA_DINH, PASSWORD, open_account
from tests.browser.conftest import WITHOUT_WEBGL
from tests.browser.desks import PHONE, Desk, Office, open_office
from tests.dong_anh import CODE_OF

NEW: Final = "/staff/outbreaks/new"
PREVIEW: Final = "**/api/v1/outbreaks/preview"
PATIENCE_MS: Final = 20_000
CORE: Final = "[data-layer=core] .ring-people b"
NEXT: Final = "[data-layer=next] .ring-people b"
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium) as office:
        with office.site.sessions.begin() as session:
            open_account(session, "chi", Role.SUPERVISOR)
            open_account(session, "giang", Role.REPORTER, district_codes=[BA_DINH])
        yield office


def declaring(office: Office, username: str = "chi", *, webgl: bool = True, ready: str = "all", **options: Any) -> Desk:
    """Somebody at the page on which an outbreak is declared."""
    desk = office.desk(username, **options)
    if not webgl:
        desk.context.add_init_script(WITHOUT_WEBGL)
    desk.page.goto(f"{office.address}{NEW}")
    desk.page.wait_for_selector(f"[data-declare][data-ready={ready}]")
    return desk


def find(page: Page, name: str) -> None:
    """Choose a ward by name, with the keyboard alone."""
    page.locator("#find-place").fill(name)
    expect(page.locator("#find-place-list [data-code]").first).to_be_visible()
    page.keyboard.press("Enter")


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of several buttons that look like one control."""
    page.locator(f"[name={name}][value={value}]").evaluate("(radio) => radio.click()")


def say_nature(page: Page) -> None:
    """A market, source unknown."""
    page.locator("#setting").select_option("market")
    choose(page, "source_known", "no")


def on_map(page: Page) -> tuple[float, float]:
    """A place on the window where the map shows ground and no panel covers it."""
    box = page.locator("[data-drawing-map] canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5


def declared(office: Office) -> list[Outbreak]:
    """What was declared on the page; the site held one outbreak before."""
    with office.site.read_sessions() as session:
        return outbreaks(session)[1:]


def test_declared_by_search_compared_issued_and_shrunk(office: Office) -> None:
    desk = declaring(office)
    page = desk.page
    find(page, "hai boi")
    expect(page.locator(CORE)).to_be_visible()
    whole = page.locator(NEXT).inner_text()
    choose(page, "rings-mode", "distance")
    expect(page.locator(NEXT)).not_to_have_text(whole)
    near = page.locator(NEXT).inner_text()
    page.locator("#rings-next_m").fill("2500")
    expect(page.locator(NEXT)).not_to_have_text(near)
    say_nature(page)
    expect(page.locator("[data-levels] li")).not_to_have_count(0)
    page.locator("[data-compare]").click()
    rows = page.locator("#compare tbody tr")
    expect(rows.first).to_be_visible()
    assert rows.count() >= 4
    page.locator(
        "#compare tr[data-key^=whole] .of-act button, #compare tr:has-text('Nguyên xã') .of-act button"
    ).first.click()
    expect(page.locator("[name=rings-mode][value=whole_units]")).to_be_checked()
    expect(page.locator(NEXT)).to_have_text(whole)
    assert desk.axe("main") == []
    page.locator("[data-form] [type=submit]").click()
    page.wait_for_selector("[data-outbreak-page][data-ready=all]")
    (outbreak,) = declared(office)
    assert outbreak.ward_codes == (CODE_OF["Hải Bối"],)
    _issue_and_shrink(desk)


def _issue_and_shrink(desk: Desk) -> None:
    page = desk.page
    _order(page, "issue")
    expect(page.locator(".ring-state")).to_have_text("Vòng đã ban hành")
    page.wait_for_selector("[data-outbreak-page][data-ready=all]")
    page.locator("[data-act=extend]").click()
    page.locator("[name=redraw]").check()
    choose(page, "redraw-mode", "administrative")
    expect(page.locator("[data-trial] .refused")).to_contain_text("Mở rộng không được nới")
    page.locator("[data-act=shrink]").click()
    expect(page.locator("[data-trial] .loosened")).to_contain_text("người ra khỏi")
    assert desk.axe("main") == []
    _sign(page, "13/QĐ-UBND")
    page.locator("[name=reason]").fill("khoanh gọn")
    page.locator("[data-order] [type=submit]").click()
    expect(page.locator("[data-versions] li")).to_have_count(3)
    expect(page.locator("[data-versions] li").first).to_contain_text("Thu hẹp")


def _sign(page: Page, number: str) -> None:
    page.locator("[name=document_number]").fill(number)
    page.locator("[name=signer]").fill("Chủ tịch UBND huyện")


def _order(page: Page, action: str) -> None:
    page.locator(f"[data-act={action}]").click()
    page.locator("[data-order] [type=submit]").click()
    expect(page.locator("[data-order] [data-alert]")).to_have_text("Còn thiếu: Số văn bản.")
    _sign(page, "12/QĐ-UBND")
    if page.locator("[data-override]").is_visible():
        page.locator("[name=override_schematic]").check()
    page.locator("[data-order] [type=submit]").click()


def test_declared_by_a_tap_and_taken_back_by_another(office: Office) -> None:
    page = declaring(office).page
    x, y = on_map(page)
    page.mouse.click(x, y)
    expect(page.locator("[data-finder=find-place] [data-chosen] li")).to_have_count(1)
    expect(page.locator(CORE)).to_be_visible()
    page.locator("[data-finder=find-place] [data-remove]").click()
    expect(page.locator("[data-finder=find-place] [data-chosen] li")).to_have_count(0)
    expect(page.locator("[data-rings-legend]")).to_contain_text("Chọn nơi có ổ dịch")


def test_rings_follow_a_polygon_while_it_is_drawn(office: Office) -> None:
    page = declaring(office).page
    choose(page, "place-kind", "polygon")
    page.wait_for_selector("[data-drawing-map][data-drawing=polygon]")
    x, y = on_map(page)
    for dx, dy in ((-40, -30), (40, -30), (40, 30)):
        page.mouse.move(x + dx, y + dy)
        page.mouse.click(x + dx, y + dy)
    expect(page.locator(CORE)).to_be_visible()
    page.mouse.move(x - 40, y + 30)
    page.mouse.click(x - 40, y + 30)
    say_nature(page)
    expect(page.locator("[data-hint]")).to_contain_text("Hình chưa xong")
    page.locator("[data-drawing-map] canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-shape]")).to_contain_text("góc")
    expect(page.locator("[data-hint]")).to_contain_text("đề xuất")
    page.locator("[data-form] [type=submit]").click()
    page.wait_for_selector("[data-outbreak-page]")
    (outbreak,) = declared(office)
    assert outbreak.place is not None
    assert outbreak.place.geom_type == "Polygon"
    west, south, east, north = outbreak.place.bounds
    # The map stands still under the pointer, so that four corners of a rectangle are one.
    assert outbreak.place.area == pytest.approx((east - west) * (north - south), rel=0.01)


def test_a_pasted_shape_and_a_typed_point_do_without_a_map(office: Office) -> None:
    page = declaring(office, webgl=False).page
    choose(page, "place-kind", "paste")
    page.locator("[data-paste-shape]").fill("không phải GeoJSON")
    page.locator("[data-use-shape]").click()
    expect(page.locator("[data-place-fault]")).to_contain_text("Không đọc được")
    shape = page.evaluate(
        """async (address) => {
            const { features } = await (await fetch(address)).json();
            return features[3].geometry;
        }""",
        page.locator("[data-drawing-map]").get_attribute("data-wards"),
    )
    page.locator("[data-paste-shape]").fill(json.dumps(shape))
    page.locator("[data-use-shape]").click()
    expect(page.locator(CORE)).to_be_visible()
    choose(page, "place-kind", "point")
    lon, lat = shape["coordinates"][0][0] if shape["type"] == "Polygon" else shape["coordinates"][0][0][0]
    page.locator("[data-point]").fill(f"{lon + 0.002:.5f} {lat + 0.002:.5f}".replace(".", ","))
    page.keyboard.press("Tab")
    expect(page.locator("[data-shape]")).to_contain_text("Điểm")
    expect(page.locator(CORE)).to_be_visible()


def test_what_was_filled_in_survives_a_reload_and_a_network_that_is_away(office: Office) -> None:
    desk = declaring(office)
    page = desk.page
    find(page, "co loa")
    say_nature(page)
    expect(page.locator(CORE)).to_be_visible()
    page.route("**/api/v1/outbreaks**", lambda route: route.abort("internetdisconnected"))
    choose(page, "rings-mode", "administrative")
    expect(page.locator(".rings-fault")).to_contain_text("Mất kết nối")
    page.unroute("**/api/v1/outbreaks**")
    page.reload()
    page.wait_for_selector("[data-declare][data-ready=all]")
    expect(page.locator("[data-finder=find-place] [data-chosen] li")).to_contain_text("Cổ Loa")
    expect(page.locator("[name=rings-mode][value=administrative]")).to_be_checked()
    expect(page.locator("#setting")).to_have_value("market")
    expect(page.locator("[data-draft-note]")).to_contain_text("Đã mở lại bản nháp")
    page.on("dialog", lambda asked: asked.accept())
    page.locator("[data-start-again]").click()
    expect(page.locator("[data-finder=find-place] [data-chosen] li")).to_have_count(0)
    expect(page.locator("[name=rings-mode][value=whole_units]")).to_be_checked()


def test_a_session_that_ended_asks_for_the_password_and_goes_on(office: Office) -> None:
    desk = declaring(office)
    page = desk.page
    find(page, "kim chung")
    say_nature(page)
    expect(page.locator(CORE)).to_be_visible()
    desk.context.clear_cookies()
    page.locator("[data-form] [type=submit]").click()
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[type=submit]").click()
    page.wait_for_selector("[data-outbreak-page]")
    assert [each.ward_codes for each in declared(office)] == [(CODE_OF["Kim Chung"],)]


def test_another_district_is_warned_of_and_refused(office: Office) -> None:
    page = declaring(office, "giang").page
    find(page, "hai boi")
    expect(page.locator("[data-place-fault]")).to_contain_text("không khai báo được ở đó")
    say_nature(page)
    page.locator("[data-form] [type=submit]").click()
    expect(page.locator("[data-alert]")).to_be_visible()
    assert declared(office) == []


def test_a_reporter_declares_and_waits_for_others_to_issue(office: Office) -> None:
    page = declaring(office, "lan", ready="list").page
    find(page, "kim chung")
    say_nature(page)
    page.locator("[data-form] [type=submit]").click()
    page.wait_for_selector("[data-outbreak-page]")
    assert page.locator("[data-act]").evaluate_all("(all) => all.map((each) => each.dataset.act)") == ["propose"]
    page.goto(f"{office.address}/staff/outbreaks")
    expect(page.locator("[data-outbreak=OB0002] .next")).to_have_text(re.compile("Chờ cấp có thẩm quyền"))


@pytest.mark.parametrize("options", [{}, PHONE, {"color_scheme": "dark"}], ids=["screen", "phone", "dark"])
def test_pages_have_no_fault_of_access_and_nothing_beyond_their_width(office: Office, options: dict[str, Any]) -> None:
    desk = declaring(office, **options)
    page = desk.page
    find(page, "hai boi")
    expect(page.locator(CORE)).to_be_visible()
    for path in (NEW, "/staff/outbreaks"):
        page.goto(f"{office.address}{path}")
        page.wait_for_selector("[data-drawing-map][data-ready=gl]")
        assert desk.axe("body") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
