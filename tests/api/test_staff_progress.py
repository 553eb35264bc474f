"""The board page: who is missing, worst first; what a supervisor may do about a locked day; its part that changes."""

from __future__ import annotations

import re

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, open_office, report
from tests.site import TODAY, day, hanoi

PAGE, BOARD = "/staff/progress", "/staff/progress/board"
LOCKED = day(-2)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(f"{REPORTS}/batch", "thanhpho", [report(ward, unknown=0) for ward in "ABCFHI"])
    return office


def text_of(answer: Response) -> str:
    assert answer.status_code == 200
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<(script|dialog).*?</\1>", "", answer.text, flags=re.S))
    return re.sub(r"\s+", " ", bare)


def test_the_board_sums_up_and_names_who_is_missing(office: Office) -> None:
    text = text_of(office.get(PAGE, "thanhpho"))
    assert "Thứ bảy, 14/08/2021" in text
    assert "6 trên 9 phường, xã đã báo cáo" in text
    assert "1/2 quận, huyện đã đủ" in text
    assert "Còn thiếu 3 phường, xã" in text
    assert "D chưa từng báo cáo E chưa từng báo cáo G chưa từng báo cáo" in text
    assert "nhận 10:00" in text


def test_a_district_that_is_complete_stands_below_the_others(office: Office) -> None:
    text = text_of(office.get(PAGE, "thanhpho"))
    assert text.index("Quận 001") < text.index("Đã đủ 1") < text.index("Quận 017")


def test_a_ward_missing_for_days_says_since_when(office: Office) -> None:
    for ward, last in (("D", -1), ("E", -4)):
        office.post(REPORTS, "thanhpho", report(ward, on=day(last)))
    text = text_of(office.get(PAGE, "an"))
    assert "E thiếu từ 11/08, 3 ngày" in text
    assert re.search(r"D (?!thiếu|chưa)", text)
    assert "2 nơi thiếu từ ngày trước" in text


def test_odd_figures_are_listed_with_a_way_to_them(office: Office) -> None:
    office.post(REPORTS, "an", report("D", tests={"samples": 1, "positives": 2}))
    answer = office.get(PAGE, "an")
    assert "Dương tính (2) lớn hơn số mẫu (1)." in text_of(answer)
    assert f'href="/staff/reports/D/{TODAY}"' in answer.text


def test_everybody_sees_the_own_districts_and_a_link_to_the_sheet_if_one_may_fill_it(office: Office) -> None:
    own = office.get(PAGE, "an")
    assert "Quận 017" not in own.text
    assert f'href="/staff/report/001/{TODAY}"' in own.text
    assert "/staff/report/001/" not in office.get(PAGE, "quantri").text
    assert office.get(PAGE, "may", {"Accept": "text/html"}).status_code == 403


def test_a_locked_day_can_be_opened_again_by_who_may(office: Office) -> None:
    def buttons(who: str) -> set[str]:
        return set(re.findall(r'data-(reopen="\d*"|close="\d*")', office.get(f"{PAGE}?on={LOCKED}", who).text))

    assert buttons("an") == set()
    assert buttons("chi") == {'reopen="001"'}
    assert buttons("thanhpho") == {'reopen="001"', 'reopen="017"', 'reopen=""'}
    office.post(
        f"/api/v1/reporting-days/{LOCKED}/reopen", "chi", {"district_code": "001", "hours": 2, "reason": "mạng"}
    )
    assert buttons("chi") == {'close="001"'}
    text = text_of(office.get(f"{PAGE}?on={LOCKED}", "chi"))
    assert "Đã khoá từ 18:00, 13/08/2021" in text
    assert "Đang mở lại đến 12:00, 14/08/2021" in text
    assert not re.search(r"data-(reopen|close)=", office.get(PAGE, "chi").text)


def test_a_day_that_cannot_be_leads_to_the_open_one(office: Office) -> None:
    for on in (day(1), "2021-02-30", "1999-12-31", "x", "20210814"):
        answer = office.client.get(f"{PAGE}?on={on}", headers=office.as_("an"), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE), on


def test_in_english_everything_is_english(office: Office) -> None:
    text = text_of(office.get(f"{PAGE}?lang=en", "thanhpho"))
    for said in ("Progress of reports", "of 9 wards reported", "Still missing 3", "never reported", "The open day"):
        assert said in text


def test_the_board_is_the_part_of_the_page_that_changes(office: Office) -> None:
    page, board = office.get(PAGE, "an"), office.get(BOARD, "an")
    assert board.text.strip() in page.text
    assert board.headers["ETag"] in page.text.replace("&#34;", '"')
    assert board.headers["Cache-Control"] == "no-store"


def test_the_board_costs_nothing_until_it_changes(office: Office) -> None:
    held = {"If-None-Match": office.get(BOARD, "an").headers["ETag"]}
    assert office.get(BOARD, "an", held).status_code == 304
    office.post(REPORTS, "an", report("D", unknown=0))
    assert office.get(BOARD, "an", held).status_code == 200


def test_the_board_changes_when_an_opening_ends_by_the_clock(office: Office) -> None:
    office.post(
        f"/api/v1/reporting-days/{LOCKED}/reopen", "chi", {"district_code": "001", "hours": 1, "reason": "mạng"}
    )
    held = {"If-None-Match": office.get(f"{BOARD}?on={LOCKED}", "chi").headers["ETag"]}
    assert office.get(f"{BOARD}?on={LOCKED}", "chi", held).status_code == 304
    office.site.clock.now = hanoi(TODAY, 11)
    assert office.get(f"{BOARD}?on={LOCKED}", "chi", held).status_code == 200


def test_nothing_on_it_is_read_as_markup(office: Office) -> None:
    assert "<script>" not in office.get(f"{PAGE}?on=%3Cscript%3E", "an").text
