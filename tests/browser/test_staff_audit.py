"""The audit page in a real browser: filters, lines that open, files, the head; wide, narrow, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.vocabulary import Role
from app.services.site_rules import SiteRules
from app.storage.audit import AuditEntry, Outcome, head, record
from app.storage.engine import create_database_engine
from tests.accounts import BA_DINH, DONG_ANH, NOW, Clock, hash_quickly, open_account, try_sign_in
from tests.browser.conftest import Window, open_window, serving
from tests.browser.test_pages import DARK, PHONE, violations
from tests.pages import Pages
from tests.site import Site, open_site

pytestmark = pytest.mark.browser

PEOPLE = {
    "lan": (Role.REPORTER, [DONG_ANH]),
    "chi": (Role.SUPERVISOR, [BA_DINH, DONG_ANH]),
    "thanhpho": (Role.CITY, []),
}
LINES = [
    ("lan", Role.REPORTER, "sign_in", "session", Outcome.DONE, DONG_ANH),
    ("lan", Role.REPORTER, "case_report_batch", "24 reports", Outcome.DONE, DONG_ANH),
    ("lan", Role.REPORTER, "correct", "PUT /api/v1/case-reports/00004/2021-08-14", Outcome.REFUSED, BA_DINH),
    ("unknown", None, "sign_in", "session", Outcome.REFUSED, None),
    ("scheduler", None, "reclassify", "2021-08-13..2021-08-13", Outcome.DONE, None),
    ("thanhpho", Role.CITY, "publish", "1", Outcome.FAILED, None),
]


@pytest.fixture(scope="module")
def site(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Site]:
    """A site with three people and an audit of more than a page."""
    path = sqlite_folder / "audit-browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        site = open_site(engine, clock=Clock(NOW), rules=SiteRules())
        with site.sessions.begin() as session:
            for username, (role, districts) in PEOPLE.items():
                open_account(session, username, role, district_codes=districts)
            for number in range(60):
                actor, role_of, action, subject, outcome, district = LINES[number % len(LINES)]
                record(
                    session,
                    AuditEntry(
                        at=NOW + timedelta(minutes=number),
                        actor=actor,
                        role=role_of,
                        action=action,
                        subject=subject,
                        outcome=outcome,
                        district_code=district,
                        detail={"rows": 24, "status": 403} if number % 3 == 2 else {"rows": 24},
                        request_id=f"5f0c-{number:08d}",
                        revision=number,
                    ),
                )
        yield site
    engine.dispose()


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[str]:
    """Where that site is served."""
    with serving(Pages.of(site, site.engine)) as address:
        yield address


@pytest.fixture
def seat(chromium: Browser, served: str, site: Site, request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window in which a member is signed in: who, and options of a Playwright context."""
    who, options = getattr(request, "param", ("thanhpho", {}))
    with open_window(chromium, served, options) as window:
        token = try_sign_in(site.sessions, who).token
        window.context.add_cookies([{"name": "khoanhvung_session", "value": token, "url": served, "httpOnly": True}])
        yield window


def rows(page: Page) -> list[str]:
    return page.locator(".audit-lines li .of-what").all_inner_texts()


def test_lines_are_told_in_words_with_how_they_ended(seat: Window) -> None:
    page = seat.open("/staff/audit")
    refused = page.locator(".audit-lines li", has_text="Đính chính báo cáo").first
    expect(refused).to_contain_text("Bị từ chối")
    expect(refused).to_contain_text("001")
    expect(page.locator(".audit-lines li", has_text="Phân loại lại").first).to_contain_text("Lịch tự động")
    assert (seat.refused(), seat.faults) == ([], [])


def test_a_line_opens_by_keyboard_and_shows_the_rest(seat: Window) -> None:
    page = seat.open("/staff/audit?action=correct_report")
    page.locator(".audit-lines summary").first.focus()
    page.keyboard.press("Enter")
    facts = page.locator(".audit-lines dl").first
    expect(facts).to_be_visible()
    expect(facts).to_contain_text("SHA-256")
    expect(facts).to_contain_text("5f0c-")


def test_filters_narrow_the_lines_and_the_files(seat: Window) -> None:
    page = seat.open("/staff/audit")
    page.get_by_label("Kết quả").select_option("refused")
    page.get_by_role("textbox", name="Tên đăng nhập").fill("lan")
    page.get_by_role("button", name="Lọc").click()
    page.wait_for_url("**outcome=refused**")
    assert set(rows(page)) == {"Đính chính báo cáo Bị từ chối"}
    expect(page.get_by_label("Kết quả")).to_have_value("refused")
    asked = parse_qs(urlsplit(page.get_by_role("link", name="Tải CSV").get_attribute("href") or "").query)
    assert asked == {"actor": ["lan"], "outcome": ["refused"], "format": ["csv"]}
    page.get_by_role("link", name="Bỏ lọc").click()
    page.wait_for_url("**/staff/audit")
    assert len(rows(page)) == 50


def test_a_file_is_taken_with_the_session_of_the_page(seat: Window) -> None:
    page = seat.open("/staff/audit?action=publish")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải bảng tính").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    page.reload()
    seat.open("/staff/audit")
    expect(page.locator(".audit-lines li").first).to_contain_text("Xuất nhật ký")


def test_older_lines_follow_without_a_gap(seat: Window) -> None:
    page = seat.open("/staff/audit?actor=lan&from=2021-08-14")
    first = page.locator(".audit-lines li").count()
    assert first < 50
    page = seat.open("/staff/audit")
    last = page.locator(".audit-lines dl").last.locator("dd").first.text_content()
    page.get_by_role("link", name="Các dòng cũ hơn").click()
    page.wait_for_url("**before=**")
    following = page.locator(".audit-lines dl").first.locator("dd").first.text_content()
    assert int(following or 0) == int(last or 0) - 1
    page.get_by_role("link", name="Về các dòng mới nhất").click()
    page.wait_for_url(lambda url: "before" not in url)


def test_the_head_is_for_those_who_read_all(seat: Window, site: Site) -> None:
    page = seat.open("/staff/audit")
    with site.read_sessions() as session:
        expect(page.locator(".audit-sha")).to_have_text(str(head(session)))


@pytest.mark.parametrize("seat", [("chi", {})], indirect=True)
def test_a_supervisor_sees_the_own_districts_and_no_head(seat: Window) -> None:
    page = seat.open("/staff/audit")
    assert not {"Công bố", "Phân loại lại"} & set(rows(page))
    expect(page.locator(".audit-sha")).to_have_count(0)


@pytest.mark.parametrize(
    "query", ["?from=yesterday&before=x&outcome=perhaps", "?from=2021-08-20&to=2021-08-14", "?action=" + "x" * 300]
)
def test_what_cannot_be_asked_does_not_narrow_and_breaks_nothing(seat: Window, query: str) -> None:
    page = seat.open(f"/staff/audit{query}")
    expect(page.get_by_role("heading", name="Nhật ký thao tác")).to_be_visible()


LOOKS = {"light": {}, "dark": DARK, "phone": PHONE, "phone-dark": {**PHONE, **DARK}}


@pytest.mark.parametrize("seat", [("thanhpho", each) for each in LOOKS.values()], indirect=True, ids=LOOKS)
def test_nothing_is_in_the_way_of_anybody(seat: Window, request: pytest.FixtureRequest) -> None:
    page = seat.open("/staff/audit")
    page.locator(".audit-lines summary").nth(3).click()
    assert violations(page) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
