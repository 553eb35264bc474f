"""The countdown of the daily sheet: by the server's clock alone, through publication, cut-off and lock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.desks import PATIENCE_MS, Office, open_office

NOW = datetime(2021, 8, 14, 8, 36, tzinfo=UTC)
"""15:36 in Hanoi."""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium, now=NOW) as office:
        yield office


def later(office: Office, page: Page, **step: float) -> None:
    """Let time pass at the server, and the page ask again."""
    office.site.clock.move(timedelta(**step))
    page.evaluate("dispatchEvent(new Event('online'))")


def test_a_wrong_clock_of_the_machine_makes_no_difference(office: Office) -> None:
    desk = office.desk()
    desk.page.clock.set_fixed_time(datetime(2019, 1, 1, tzinfo=UTC))
    desk.open()
    expect(desk.page.locator("#deadline")).to_have_text("Hạn gửi 16:00 · còn 24 phút")
    expect(desk.page.locator("#deadline")).to_have_class("deadline hasty")


def test_each_stage_of_the_day_says_what_is_still_possible(office: Office) -> None:
    desk = office.desk()
    page = desk.open()
    deadline, line = page.locator("#deadline"), page.locator(".sending-day")
    expect(line).to_be_hidden()
    later(office, page, minutes=25)
    expect(deadline).to_have_text("Sau giờ công bố, còn nhận đến 18:00 · còn 1 giờ 59 phút")
    expect(line).to_contain_text("Đã qua giờ công bố 16:00. Vẫn gửi được đến giờ chốt")
    later(office, page, hours=2)
    expect(deadline).to_contain_text("Đã chốt, còn gửi bù đến 18:00 15/08 · còn 23 giờ 59 phút")
    expect(line).to_contain_text("Thứ bảy, 14/08/2021 đã chốt lúc 18:00")
    expect(line.get_by_role("link", name="Đến bảng ngày sau")).to_be_visible()
    office.site.clock.move(timedelta(days=1))
    office.sign_in(desk.context, "lan")
    later(office, page)
    expect(deadline).to_have_text("Đã khoá từ 18:00 15/08")
    expect(line).to_contain_text("Số đang nhập vẫn nằm trong bản nháp")


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0 giây"),
        (59_001, "60 giây"),
        (60_001, "2 phút"),
        (24 * 60_000, "24 phút"),
        (59 * 60_000 + 1, "1 giờ"),
        (80 * 60_000, "1 giờ 20 phút"),
        (24 * 3_600_000, "24 giờ"),
    ],
)
def test_what_is_left_is_said_in_words(office: Office, milliseconds: int, words: str) -> None:
    page = office.desk().open()
    said = page.evaluate(
        """async ([milliseconds]) => {
            const script = document.querySelector("script[src*='/staff/report.js']").src;
            const { leftInWords } = await import(script.replace("report.js", "clock.js"));
            const { stateOf } = await import(script.replace("report.js", "words.js"));
            return leftInWords(milliseconds, stateOf("sheet-state").words);
        }""",
        [milliseconds],
    )
    assert said == words
