"""What was sent, in a real Chromium: the list, a receipt, the history of a report, its correction, moves of cases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain.records import CaseReport, ReportKey
from app.domain.vocabulary import ReasonCode, Role
from app.services.sent_reports import NewReport
from app.storage.case_reports import current_report
from app.storage.engine import create_database_engine
from tests.accounts import PASSWORD, hash_quickly, open_account
from tests.browser.conftest import Window, open_window, serving
from tests.browser.test_pages import DARK, NO_SCRIPT, PHONE, violations
from tests.dong_anh import CODE_OF, open_dong_anh, report_until_yesterday
from tests.pages import Pages
from tests.site import TODAY, Site, counts, day

pytestmark = pytest.mark.browser

SENT: Final = "/staff/sent"
LOOKS: Final[dict[str, dict[str, Any]]] = {"large": {}, "dark": DARK, "phone": PHONE, "dark phone": {**PHONE, **DARK}}


def history_of(ward: str, offset: int = 0) -> str:
    return f"/staff/reports/{CODE_OF[ward]}/{day(offset)}"


@dataclass
class Office:
    """The site, where it is served, and the browser before it."""

    site: Site
    address: str
    browser: Browser

    @contextmanager
    def window(self, username: str = "lan", **options: Any) -> Iterator[Window]:
        """A window of somebody who has signed in; nothing may go wrong in it."""
        with open_window(self.browser, self.address, options) as window:
            window.context.request.post(
                f"{self.address}/staff/sign-in", form={"username": username, "password": PASSWORD}
            )
            yield window
            assert window.faults == []

    def report(self, ward: str, offset: int = 0) -> CaseReport | None:
        """What stands for a ward by name."""
        with self.site.read_sessions() as session:
            return current_report(session, ReportKey(CODE_OF[ward], day(offset), "district"))

    def cases(self, ward: str) -> tuple[int, int | None] | None:
        """Version and total of what stands today."""
        report = self.report(ward)
        return None if report is None else (report.version, None if report.counts is None else report.counts.total)


@pytest.fixture(scope="module")
def office(sqlite_folder: Path, sqlite_template: Path, chromium: Browser) -> Iterator[Office]:
    """Today five communes have reported; one of them is corrected. Each test writes about communes of its own."""
    path = sqlite_folder / "sent-browser.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        site = open_dong_anh(engine)
        report_until_yesterday(site)
        with site.sessions.begin() as session:
            open_account(session, "lan", display_name="Nguyễn Thị Lan")
            open_account(session, "quantri", Role.ADMIN)
        for ward in ("Cổ Loa", "Thụy Lâm", "Nam Hồng", "Uy Nỗ", "Vân Hà"):
            report = NewReport(CODE_OF[ward], TODAY, "district", counts(quarantine=2), samples=40, positives=2)
            site.post_all([report])
        site.correct(CODE_OF["Cổ Loa"], TODAY, counts(quarantine=3), reason=ReasonCode.LATE)
        with serving(Pages.of(site, engine)) as address:
            yield Office(site, address, chromium)
    engine.dispose()


def receipt_of(office: Office, ward: str) -> str:
    report = office.report(ward)
    assert report is not None
    return f"{SENT}/BN-{report.recorded_revision:06}"


def unfold(page: Page, name: str) -> None:
    page.locator(f"#{name} > summary").click()


def fits(page: Page) -> bool:
    fitting: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return fitting


class TestAccessible:
    """axe-core, with all its rules, finds nothing; nothing runs over the edge."""

    @pytest.mark.parametrize("options", LOOKS.values(), ids=LOOKS)
    @pytest.mark.parametrize("query", ["", "?from=2020-01-01&to=2020-01-02", "?lang=en&mine=1"])
    def test_the_list_full_and_empty(self, office: Office, query: str, options: dict[str, Any]) -> None:
        with office.window(**options) as window:
            page = window.open(SENT + query)
            assert violations(page) == []
            assert (window.refused(), fits(page)) == ([], True)

    @pytest.mark.parametrize("options", LOOKS.values(), ids=LOOKS)
    def test_a_receipt_with_what_changed(self, office: Office, options: dict[str, Any]) -> None:
        with office.window(**options) as window:
            page = window.open(receipt_of(office, "Cổ Loa"))
            expect(page.locator(".reports .changed").first).to_contain_text("đổi từ 2")
            assert violations(page) == []
            assert (window.refused(), fits(page)) == ([], True)

    @pytest.mark.parametrize("options", LOOKS.values(), ids=LOOKS)
    def test_a_history_with_both_forms_unfolded(self, office: Office, options: dict[str, Any]) -> None:
        with office.window(**options) as window:
            page = window.open(history_of("Cổ Loa"))
            unfold(page, "correct")
            unfold(page, "move")
            assert violations(page) == []
            assert (window.refused(), fits(page)) == ([], True)

    @pytest.mark.parametrize("options", [{}, {**PHONE, **DARK}], ids=["large", "dark phone"])
    def test_a_form_that_comes_back_with_faults(self, office: Office, options: dict[str, Any]) -> None:
        with office.window(**options) as window:
            page = window.open(history_of("Cổ Loa"))
            unfold(page, "correct")
            page.get_by_label("Khu cách ly").first.fill("1,5")
            page.get_by_label("Vì sao sửa").select_option("late")
            page.get_by_role("button", name="Lưu bản sửa").click()
            field = page.locator("#c-quarantine")
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(field).to_have_value("1,5")
            assert violations(page) == []
            assert fits(page)
            window.faults.clear()  # Chromium notes the status 422 on its console.


def test_the_list_leads_to_a_receipt_and_on_to_the_history(office: Office) -> None:
    with office.window() as window:
        page = window.open(SENT)
        page.locator(".sent-list tbody th a").first.click()
        page.locator(".reports .ways a").first.click()
        expect(page.locator("li.version")).to_have_count(2)
        expect(page.locator("li.version").first).to_contain_text("đang dùng")
        expect(page.locator("li.version").first).to_contain_text("Bổ sung muộn")


def test_an_unknown_receipt_says_so(office: Office) -> None:
    with office.window() as window:
        page = window.open(f"{SENT}/BN-999999")
        expect(page.locator("main")).to_contain_text("Không có biên nhận này")
        assert violations(page) == []
        window.faults.clear()  # Chromium notes the status 404 on its console.


@pytest.mark.parametrize("options", [{}, NO_SCRIPT], ids=["scripts", "no scripts"])
def test_a_correction_is_tried_and_then_saved(office: Office, options: dict[str, Any]) -> None:
    ward = "Nam Hồng" if options else "Thụy Lâm"
    with office.window(**options) as window:
        page = window.open(history_of(ward))
        unfold(page, "correct")
        page.locator("#c-community_unknown_source").fill("1")
        page.get_by_label("Vì sao sửa").select_option("late")
        page.get_by_role("button", name="Xem mức đổi thế nào").click()
        expect(page.locator("#correct .consequence")).to_contain_text("Vùng da cam")
        assert office.cases(ward) == (1, 2)
        page.get_by_role("button", name="Lưu bản sửa").click()
        expect(page.locator(".notice[role=status]")).to_contain_text("Đã lưu, biên nhận BN-")
        expect(page.locator("li.version").first).to_contain_text("Nguyễn Thị Lan")
        assert office.cases(ward) == (2, 3)


def test_a_withdrawal_that_was_tried_stays_one(office: Office) -> None:
    with office.window() as window:
        page = window.open(history_of("Uy Nỗ"))
        unfold(page, "correct")
        page.get_by_label("Rút báo cáo").check()
        page.get_by_label("Vì sao sửa").select_option("duplicate")
        page.get_by_role("button", name="Xem mức đổi thế nào").click()
        expect(page.get_by_label("Rút báo cáo")).to_be_checked()
        assert office.cases("Uy Nỗ") == (1, 2)
        page.get_by_role("button", name="Lưu bản sửa").click()
        expect(page.locator("li.version").first).to_contain_text("Đã rút")
        assert office.cases("Uy Nỗ") == (2, None)


def test_cases_are_moved_and_the_sum_stays(office: Office) -> None:
    with office.window() as window:
        page = window.open(history_of("Vân Hà"))
        before = office.cases("Cổ Loa")
        assert before is not None
        assert before[1] is not None
        unfold(page, "move")
        page.get_by_label("Chuyển đến").select_option(label="Xã Cổ Loa")
        page.locator("#m-quarantine").fill("2")
        page.get_by_role("button", name="Chuyển ca", exact=True).click()
        expect(page.locator(".notice[role=status]")).to_contain_text("Đã lưu, biên nhận BN-")
        assert office.cases("Vân Hà") == (2, 0)
        assert office.cases("Cổ Loa") == (before[0] + 1, before[1] + 2)
        page.locator("li.version.current header a").click()
        expect(page.locator(".reports tbody tr")).to_have_count(2)
        assert violations(page) == []


def test_a_locked_day_is_only_read(office: Office) -> None:
    with office.window() as window:
        page = window.open(history_of("Cổ Loa", -4))
        expect(page.locator("#why-locked")).to_contain_text("Huyện Đông Anh hoặc thành phố mở lại")
        expect(page.locator("#correct")).to_have_count(0)
        assert violations(page) == []


def test_who_only_reads_finds_no_forms(office: Office) -> None:
    with office.window("quantri") as window:
        page = window.open(history_of("Cổ Loa"))
        expect(page.locator("li.version").first).to_be_visible()
        expect(page.locator("main form")).to_have_count(0)
