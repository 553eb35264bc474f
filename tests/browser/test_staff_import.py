"""The page that takes files in a real browser: a template filled in, a messy sheet, rows at fault mended, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.accounts import DONG_ANH
from tests.browser.desks import PATIENCE_MS, PHONE, Desk, Office, open_office
from tests.dong_anh import NAMES
from tests.filled import filled
from tests.site import TODAY

IMPORT = f"/staff/import?district={DONG_ANH}&on={TODAY}"
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
FIRST_ROW = 7
CASES = "DEFGH"
MESSY = "\n".join(
    [
        "TRUNG TÂM Y TẾ HUYỆN ĐÔNG ANH\t\t\t\t\t\t",
        f"Số liệu ngày {TODAY:%d/%m/%Y}\t\t\t\t\t\t",
        "STT\tXã, thị trấn\tCa mới\t\t\t\t\tLuỹ kế",
        "\t\tCộng đồng chưa rõ nguồn\tCộng đồng đã rõ nguồn\tKhu phong tỏa\tKhu cách ly\tNhập cảnh\t",
        "1\tTT Đông Anh\t0\t1\t0\t2\t0\t40",
        "2\txa hai boi\t3\t0\t0\t0\t0\t12",
        "3\tX. Cổ Loa\tmột\t0\t0\t0\t0\t9",
        "4\tXã Không Có Tên\t1\t0\t0\t0\t0\t3",
        "\tTổng cộng\t4\t1\t0\t2\t0\t64",
    ]
)


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    expect.set_options(timeout=PATIENCE_MS)
    with open_office(prepared_engine, chromium) as office:
        yield office


def at_import(desk: Desk, query: str = "") -> Page:
    desk.page.goto(f"{desk.address}{IMPORT}{query}")
    return desk.page


def choose(page: Page, name: str, content: bytes) -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})


def fetched(page: Page, link: str) -> bytes:
    """What a link of the page gives, fetched as the browser does."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=link).click()
    return Path(coming.value.path()).read_bytes()


def filled_in(template: bytes, unknown: dict[str, int]) -> bytes:
    """The template of 24 wards with a 0 everywhere but for some wards' cases of unknown source."""
    cells: dict[str, int | float | str] = {}
    for row, name in enumerate(NAMES, start=FIRST_ROW):
        for column in CASES:
            cells[f"{column}{row}"] = unknown.get(name, 0) if column == "D" else 0
    return filled(template, cells)


def give_reasons(page: Page) -> None:
    """Tick every odd figure and say why it is right."""
    for each in page.locator(".imp-odd li").all():
        each.locator("input[type=checkbox]").check()
        each.locator(".imp-reason input").fill("đã gọi lại trạm y tế")


def faults_of(page: Page) -> list[str]:
    """What axe-core, with all its rules, finds wrong with the content of the page; its frame is tried elsewhere."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run('main')")
    return [f"{each['id']}: {node['html'][:120]}" for each in found["violations"] for node in each["nodes"]]


def test_a_template_of_24_wards_is_filled_in_looked_at_and_sent(office: Office) -> None:
    desk = office.desk()
    page = at_import(desk)
    template = fetched(page, "Tải mẫu ngày")
    choose(page, "mau.xlsx", filled_in(template, {"Hải Bối": 1}))
    expect(page.get_by_role("heading", name="Xem trước khi gửi")).to_be_visible()
    expect(page.locator(".imp-changes")).to_contain_text("Xã Hải Bối")
    assert desk.stored("Hải Bối") == []
    give_reasons(page)
    page.get_by_role("button", name="Gửi 24 báo cáo").click()
    expect(page.locator(".imp-number")).to_contain_text("BN-")
    assert desk.stored("Hải Bối") == [(1, 1, "lan")]
    assert desk.stored("Cổ Loa") == [(1, 0, "lan")]


def test_a_messy_sheet_is_read_and_its_good_rows_are_sent(office: Office) -> None:
    desk = office.desk()
    page = at_import(desk)
    choose(page, "so-lieu-zalo.txt", MESSY.encode())
    expect(page.locator(".imp-wrong")).to_contain_text("Không Có Tên")
    expect(page.locator(".imp-rows td.wrong")).to_have_text("một")
    expect(page.locator(".imp-rows")).to_contain_text("Xã Hải Bối")
    expect(page.locator(".imp-read")).to_contain_text("Luỹ kế")
    page.get_by_role("button", name="Chỉ gửi 2 dòng đúng").click()
    expect(page.get_by_role("heading", name="Đã nhận 2 báo cáo")).to_be_visible()
    assert desk.stored("Hải Bối") == [(1, 3, "lan")]


def test_rows_at_fault_come_back_as_a_file_and_are_taken_once_mended(office: Office) -> None:
    desk = office.desk()
    page = at_import(desk)
    choose(page, "so-lieu-zalo.txt", MESSY.encode())
    page.get_by_role("button", name="Chỉ gửi 2 dòng đúng").click()
    errors = fetched(page, "Tải 2 dòng lỗi")
    page.get_by_role("link", name="Nhập tệp khác").click()
    choose(page, "dong-loi.xlsx", filled(errors, {"C6": 1, "B7": "Xã Vân Hà"}))
    page.get_by_role("button", name="Gửi 2 báo cáo").click()
    expect(page.get_by_role("heading", name="Đã nhận 2 báo cáo")).to_be_visible()
    assert desk.stored("Cổ Loa") == [(1, 1, "lan")]
    assert desk.stored("Vân Hà") == [(1, 1, "lan")]


def test_a_file_is_dropped_onto_the_page(office: Office) -> None:
    page = at_import(office.desk())
    handle = page.evaluate_handle(
        """text => { const box = new DataTransfer(); box.items.add(new File([text], "tha.txt")); return box; }""", MESSY
    )
    page.dispatch_event("[data-drop]", "dragenter", {"dataTransfer": handle})
    expect(page.locator("[data-drop]")).to_have_class("imp-drop over")
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": handle})
    expect(page.get_by_role("heading", name="Xem trước khi gửi")).to_be_visible()


def test_without_a_script_a_file_is_sent_all_the_same(office: Office) -> None:
    desk = office.desk(java_script_enabled=False)
    page = at_import(desk)
    choose(page, "so-lieu.txt", MESSY.encode())
    page.get_by_role("button", name="Kiểm tra tệp").click()
    page.get_by_role("button", name="Chỉ gửi 2 dòng đúng").click()
    expect(page.get_by_role("heading", name="Đã nhận 2 báo cáo")).to_be_visible()


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_the_pages_have_nothing_that_axe_finds_wrong(office: Office, look: dict[str, Any]) -> None:
    page = at_import(office.desk(**look))
    assert faults_of(page) == []
    choose(page, "so-lieu-zalo.txt", MESSY.encode())
    expect(page.get_by_role("heading", name="Xem trước khi gửi")).to_be_visible()
    assert faults_of(page) == []
    page.locator(".imp-read summary").click()
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Chỉ gửi 2 dòng đúng").click()
    expect(page.get_by_role("heading", name="Đã nhận 2 báo cáo")).to_be_visible()
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
