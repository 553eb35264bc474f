"""Keeping and sending a daily sheet: drafts, cut connections, no network, and two clerks at one cell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from tests.browser.desks import BATCH, DRAFTS, PATIENCE_MS, Office, open_office
from tests.dong_anh import CODE_OF
from tests.threads import wait_until

KEPT = """async () => {
    if (!(await caches.has("khoanhvung-staff-1"))) return false;
    return (await (await caches.open("khoanhvung-staff-1")).keys()).some(({ url }) => url.includes("/report/"));
}"""
"""Whether the worker keeps a sheet."""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def office(prepared_engine: Engine, chromium: Browser) -> Iterator[Office]:
    with open_office(prepared_engine, chromium) as office:
        yield office


def test_what_is_typed_comes_back_after_a_reload_without_a_network(office: Office) -> None:
    desk = office.desk()
    desk.page.route(DRAFTS, lambda route: route.abort())
    desk.open()
    desk.type("Hải Bối", "samples", "1.250")
    desk.draft_says("Chỉ lưu trên máy này")
    desk.page.reload()
    desk.ready()
    expect(desk.cell("Hải Bối", "samples")).to_have_value("1.250")


def test_what_is_typed_is_there_on_another_machine(office: Office) -> None:
    here, there = office.desk(), office.desk()
    here.open()
    here.fill("Hải Bối", 3)
    here.draft_says("Đã lưu nháp 10:00")
    there.open()
    expect(there.cell("Hải Bối", "community_unknown_source")).to_have_value("3")
    expect(there.page.locator("#toast")).to_contain_text("Đã lấy lại 5 ô từ bản nháp")


def test_two_machines_of_one_clerk_are_merged_cell_by_cell(office: Office) -> None:
    here, there = office.desk(), office.desk()
    here.open()
    there.open()
    here.type("Hải Bối", "samples", "12")
    here.draft_says("Đã lưu nháp")
    there.type("Cổ Loa", "samples", "7")
    expect(there.cell("Hải Bối", "samples")).to_have_value("12")
    here.page.reload()
    here.ready()
    expect(here.cell("Cổ Loa", "samples")).to_have_value("7")
    expect(here.cell("Hải Bối", "samples")).to_have_value("12")


def test_a_cell_typed_differently_on_two_machines_is_told_and_neither_is_lost(office: Office) -> None:
    here, there = office.desk(), office.desk()
    here.open()
    there.open()
    here.type("Hải Bối", "samples", "12")
    here.draft_says("Đã lưu nháp")
    there.type("Hải Bối", "samples", "15")
    toast = there.page.locator("#toast")
    expect(toast).to_contain_text("1 ô khác với bản nháp")
    expect(there.cell("Hải Bối", "samples")).to_have_value("15")
    toast.get_by_role("button", name=re.compile("Lấy bản kia")).click()
    expect(there.cell("Hải Bối", "samples")).to_have_value("12")


def test_a_colleague_who_types_is_seen_in_the_cell(office: Office) -> None:
    lan, ha = office.desk("lan"), office.desk("ha")
    ha.open()
    ha.type("Hải Bối", "community_unknown_source", "3")
    ha.draft_says("Đã lưu nháp")
    lan.open()
    cell = lan.page.locator(f"tr[data-ward='{CODE_OF['Hải Bối']}'] td[data-column=community_unknown_source]")
    expect(cell).to_have_attribute("title", "Trần Thu Hà đang nhập 3")
    expect(lan.page.locator(".sending-others")).to_have_text("Trần Thu Hà cũng đang nhập bảng này, khác ở 1 ô.")
    expect(lan.cell("Hải Bối", "community_unknown_source")).to_have_value("")


def test_what_was_sent_is_no_draft_any_more(office: Office) -> None:
    desk = office.desk()
    desk.open()
    desk.fill("Cổ Loa", 0)
    desk.type("Hải Bối", "note", "chờ kết quả")
    desk.send()
    assert desk.receipt().startswith("BN-")
    desk.page.reload()
    desk.ready()
    expect(desk.page.locator(f"tr[data-ward='{CODE_OF['Cổ Loa']}']")).to_have_attribute("data-state", "stored")
    expect(desk.cell("Hải Bối", "note")).to_have_value("chờ kết quả")


def test_an_answer_lost_on_the_way_leaves_one_record_and_its_receipt(office: Office) -> None:
    desk = office.desk()
    desk.open()
    keys = desk.cut_after_the_server_has_it()
    desk.fill("Cổ Loa", 1)
    desk.send()
    expect(desk.page.locator(".sending-outbox")).to_contain_text("Chưa gửi được 1 xã")
    expect(desk.page.locator("#toast")).to_contain_text(re.compile(r"Đã gửi xong .*Số biên nhận BN-\d{6}"))
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert desk.stored("Cổ Loa") == [(1, 1, "lan")]
    expect(desk.page.locator(".sending-outbox")).to_be_hidden()


def test_a_sending_that_was_cut_goes_out_after_a_reload(office: Office) -> None:
    desk = office.desk()
    desk.open()
    desk.page.route(BATCH, lambda route: route.abort())
    desk.fill("Cổ Loa", 1)
    desk.send()
    expect(desk.page.locator(".sending-outbox")).to_contain_text("Chưa gửi được 1 xã")
    expect(desk.page.locator(".day-sheet .waiting")).to_have_text("chờ gửi")
    assert desk.stored("Cổ Loa") == []
    desk.page.unroute(BATCH)
    desk.page.reload()
    expect(desk.page.locator("#toast")).to_contain_text(re.compile(r"Số biên nhận BN-\d{6}"))
    assert desk.stored("Cổ Loa") == [(1, 1, "lan")]


def test_a_busy_server_is_asked_again(office: Office) -> None:
    desk = office.desk()
    desk.open()
    asked: list[str] = []

    def be_busy(route: Any) -> None:
        asked.append(route.request.headers["idempotency-key"])
        if len(asked) == 1:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body=json.dumps({"title": "bận"}))
        else:
            route.continue_()

    desk.page.route(BATCH, be_busy)
    desk.fill("Cổ Loa", 2)
    desk.send()
    expect(desk.page.locator("#toast")).to_contain_text(re.compile(r"BN-\d{6}"))
    assert len(set(asked)) == 1
    assert desk.stored("Cổ Loa") == [(1, 2, "lan")]


def test_the_queue_of_one_clerk_is_not_sent_by_another_at_the_same_machine(office: Office) -> None:
    desk = office.desk("lan")
    desk.open()
    desk.page.route(BATCH, lambda route: route.abort())
    desk.fill("Cổ Loa", 2)
    desk.send()
    expect(desk.page.locator(".sending-outbox")).to_contain_text("Chưa gửi được 1 xã")
    desk.page.unroute(BATCH)
    office.sign_in(desk.context, "ha")
    desk.open()
    expect(desk.page.locator(".sending-outbox")).to_be_hidden()
    expect(desk.cell("Cổ Loa", "community_unknown_source")).to_have_value("")
    assert desk.stored("Cổ Loa") == []
    office.sign_in(desk.context, "lan")
    desk.open()
    expect(desk.page.locator("#toast")).to_contain_text(re.compile(r"BN-\d{6}"))
    assert desk.stored("Cổ Loa") == [(1, 2, "lan")]


def test_the_second_of_two_clerks_is_told_and_keeps_the_first_ones_figure(office: Office) -> None:
    lan, ha = office.desk("lan"), office.desk("ha")
    lan.open()
    ha.open()
    ha.fill("Cổ Loa", 3)
    ha.send()
    ha.receipt()
    lan.fill("Cổ Loa", 2)
    lan.send()
    dialog = lan.page.locator("dialog.clash")
    expect(dialog).to_contain_text("Trần Thu Hà gửi lúc 10:00")
    expect(dialog.locator(".clash-cell")).to_have_count(1)
    assert lan.texts("Cổ Loa")[0] == "2"
    expect(dialog.get_by_role("button", name="Xong")).to_be_disabled()
    dialog.get_by_label("Giữ số của Trần Thu Hà").check()
    dialog.get_by_role("button", name="Xong").click()
    expect(lan.cell("Cổ Loa", "community_unknown_source")).to_have_value("3")
    assert lan.stored("Cổ Loa") == [(1, 3, "ha")]
    expect(lan.page.locator(".sending-outbox")).to_be_hidden()


def test_the_second_of_two_clerks_may_correct_with_a_reason(office: Office) -> None:
    lan, ha = office.desk("lan"), office.desk("ha")
    lan.open()
    ha.open()
    ha.fill("Cổ Loa", 3, 1)
    ha.send()
    ha.receipt()
    lan.fill("Cổ Loa", 2, 0)
    lan.send()
    dialog = lan.page.locator("dialog.clash")
    cells = dialog.locator(".clash-cell")
    expect(cells).to_have_count(2)
    cells.nth(0).get_by_label("Gửi sửa bằng số của tôi").check()
    cells.nth(1).get_by_label("Giữ số của Trần Thu Hà").check()
    expect(dialog.get_by_role("button", name="Xong")).to_be_disabled()
    dialog.locator("select").select_option("wrong_place")
    dialog.get_by_role("button", name="Xong").click()
    expect(lan.page.locator("#toast")).to_contain_text(re.compile(r"BN-\d{6}"))
    assert lan.stored("Cổ Loa") == [(1, 3, "ha"), (2, 2, "lan")]
    assert lan.texts("Cổ Loa") == ["2", "1", "0", "0", "0"]


def test_a_conflict_put_off_is_still_there_after_a_reload(office: Office) -> None:
    lan, ha = office.desk("lan"), office.desk("ha")
    lan.open()
    ha.open()
    ha.fill("Cổ Loa", 3)
    ha.send()
    ha.receipt()
    lan.fill("Cổ Loa", 2)
    lan.send()
    lan.page.locator("dialog.clash").get_by_role("button", name="Để sau").click()
    lan.page.reload()
    expect(lan.page.locator("dialog.clash")).to_be_visible()
    assert lan.texts("Cổ Loa")[0] == "2"


DETAIL = "Ngày 14/08/2021 đã khoá từ 18:00. Mở lại bằng POST /api/v1/reporting-days/2021-08-14/reopen."


def test_a_refusal_is_said_and_what_was_typed_stays(office: Office) -> None:
    desk = office.desk()
    desk.open()
    desk.page.route(
        BATCH,
        lambda route: route.fulfill(
            status=423,
            headers={"Content-Type": "application/problem+json"},
            body=json.dumps({"title": "Ngày đã khoá", "detail": DETAIL, "status": 423}),
        ),
    )
    desk.fill("Cổ Loa", 2)
    desk.send()
    expect(desk.page.locator("#review-dialog")).to_contain_text("Ngày 14/08/2021 đã khoá từ 18:00.")
    expect(desk.page.locator("#review-dialog")).not_to_contain_text("/api/")
    assert desk.texts("Cổ Loa")[0] == "2"


def test_a_session_that_ended_is_told_in_the_words_of_staff(office: Office) -> None:
    desk = office.desk()
    desk.open()
    desk.context.clear_cookies()
    desk.fill("Cổ Loa", 2)
    desk.draft_says("Phiên đăng nhập đã hết, cần đăng nhập lại.")
    expect(desk.page.locator("[data-verdict]")).to_contain_text("Phiên đăng nhập đã hết")
    assert desk.texts("Cổ Loa")[0] == "2"


def test_a_sheet_is_there_without_a_network_and_is_sent_when_it_is_back(office: Office) -> None:
    desk = office.desk()
    desk.open()
    wait_until(lambda: desk.page.evaluate(KEPT))
    desk.context.set_offline(True)
    line = desk.page.locator(".sending-offline .line")
    expect(line).to_contain_text("Mất mạng. Vẫn nhập được")
    assert line.evaluate("each => getComputedStyle(each).position") == "static"
    desk.fill("Cổ Loa", 1)
    desk.page.reload()
    desk.ready()
    expect(desk.page.locator(".sending-offline")).to_contain_text("Đang ngoại tuyến: bản lúc")
    assert desk.texts("Cổ Loa") == ["1", "0", "0", "0", "0"]
    desk.send()
    expect(desk.page.locator(".sending-outbox")).to_contain_text("Chưa gửi được 1 xã")
    assert desk.stored("Cổ Loa") == []
    desk.context.set_offline(False)
    expect(desk.page.locator("#toast")).to_contain_text(re.compile(r"BN-\d{6}"))
    assert desk.stored("Cổ Loa") == [(1, 1, "lan")]


def test_signing_out_takes_the_kept_sheet_away(office: Office) -> None:
    desk = office.desk()
    desk.open()
    wait_until(lambda: desk.page.evaluate(KEPT))
    desk.page.locator(".user-menu summary").click()
    desk.page.locator("form[data-sign-out] button").click()
    desk.page.wait_for_url("**/staff/sign-in*")
    wait_until(lambda: not desk.page.evaluate(KEPT))


def test_signing_in_elsewhere_takes_the_kept_sheet_of_the_last_person_away(office: Office) -> None:
    desk = office.desk()
    desk.open()
    wait_until(lambda: desk.page.evaluate(KEPT))
    other = desk.context.new_page()
    other.goto(desk.page.url.partition("/staff/")[0] + "/staff/sign-in/oidc")
    wait_until(lambda: not desk.page.evaluate(KEPT))


def test_whoever_signs_out_with_something_unsent_is_asked_first(office: Office) -> None:
    desk = office.desk()
    desk.open()
    desk.page.route(BATCH, lambda route: route.abort())
    desk.fill("Cổ Loa", 2)
    desk.send()
    expect(desk.page.locator(".sending-outbox")).to_contain_text("Chưa gửi được 1 xã")
    desk.page.locator(".user-menu summary").click()
    with desk.page.expect_event("dialog") as asked:
        desk.page.once("dialog", lambda dialog: dialog.dismiss())
        desk.page.locator("form[data-sign-out] button").click()
    assert asked.value.type == "confirm"
    assert "/staff/report/" in desk.page.url


def test_a_site_that_turns_kept_pages_off_takes_them_out_of_browsers(office: Office) -> None:
    desk = office.desk()
    desk.open()
    wait_until(lambda: desk.page.evaluate(KEPT))
    state = office.pages.api.state
    state.settings = state.settings.model_copy(update={"offline_pages": False})
    desk.page.evaluate("navigator.serviceWorker.getRegistration('/staff/').then((each) => each.update())")
    wait_until(lambda: desk.page.evaluate("caches.keys()") == [])
    wait_until(lambda: desk.page.evaluate("navigator.serviceWorker.getRegistrations()") == [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_and_dialogs_have_no_fault_that_axe_finds(office: Office, scheme: Any) -> None:
    lan, ha = office.desk("lan", color_scheme=scheme), office.desk("ha")
    lan.open()
    ha.open()
    ha.type("Hải Bối", "note", "chờ kết quả")
    ha.fill("Cổ Loa", 3)
    ha.send()
    ha.receipt()
    ha.draft_says("Đã lưu nháp")
    lan.fill("Cổ Loa", 2)
    lan.send()
    expect(lan.page.locator("dialog.clash")).to_be_visible()
    assert lan.axe("dialog.clash") == []
    lan.page.locator("dialog.clash").get_by_role("button", name="Để sau").click()
    lan.page.reload()
    lan.page.locator("dialog.clash").get_by_role("button", name="Để sau").click()
    expect(lan.page.locator(".sending-others")).to_be_visible()
    assert lan.axe("main") == []
