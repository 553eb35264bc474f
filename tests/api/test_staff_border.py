"""The page of border wards over HTTP: whose notices and wards it shows, in words, and the forms that mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.web.messages import MESSAGES
from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, REPORTS, Office, office_on_sqlite, outbreak, report

PAGE = "/staff/border"


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def page(office: Office, who: str = "lan", **query: str) -> str:
    answer = office.get(PAGE, who, headers={"Accept": "text/html"}, **query)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def mark(office: Office, who: str, path: str, **said: str) -> str:
    answer = office.client.post(f"{PAGE}{path}", headers=office.as_(who), data=said, follow_redirects=False)
    assert answer.status_code == 303, answer.text[:300]
    return answer.headers["Location"]


def test_the_page_tells_what_happened_across_the_line_and_which_own_wards_touch_it(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    text = page(office)
    assert "Phường E chuyển lên Vùng da cam" in text
    assert "2 nơi, 2,1 km ranh giới" in text
    assert "Phường F: 1,1 km" in text
    assert re.search(r"<b>Quận 001</b>", text)


def test_a_district_where_nothing_touches_says_so(office: Office) -> None:
    text = page(office)
    assert "Không còn thông báo chưa đọc." in text
    assert "Không nơi nào của mình tiếp giáp vùng đang ở mức cao hơn." in text


def test_a_reader_of_several_districts_is_told_to_whom_a_notice_went(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    assert "Gửi Quận 017" in page(office, "binh")
    assert "border-notice" in page(office, "thanhpho", district="017")
    assert 'class="border-notice' not in page(office, "thanhpho", district="001")


def test_every_action_has_words_and_a_cancelled_raise_is_told_as_such(office: Office) -> None:
    start = office.site.clock.now + timedelta(hours=1)
    decision = {"ward_code": "E", "level": "red", "document_number": "9/QĐ", "signer": "Chủ tịch", "reason": "thử"}
    made = office.post("/api/v1/decisions", "chi", {**decision, "from": start.isoformat()}).json()
    office.post(f"/api/v1/decisions/{made['id']}/revoke", "chi", {"reason": "nhầm phường"})
    text = page(office, lang="en")
    assert "by 9/QĐ, signed Chủ tịch" in text
    assert "will not turn" in text
    for subject in ("ring", "cordon"):
        for action in ("proposed", "issued", "extended", "shrunk", "redrawn", "lifted"):
            assert f"border_{subject}_{action}" in MESSAGES


def test_forms_mark_and_come_back_to_the_same_view(office: Office) -> None:
    for ward in "EBG":
        office.post(REPORTS, "an", report(ward))
    assert mark(office, "lan", "/notices/1/read", district="017", show="all") == f"{PAGE}?district=017&show=all"
    assert page(office).count('class="border-notice"') == 2
    assert mark(office, "lan", "/read", through="3", district="999") == PAGE
    assert 'class="border-notice"' not in page(office)
    assert page(office, show="all").count('class="border-notice is-read"') == 3


def test_older_notices_follow_on_another_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.routes.staff_border.AT_ONCE", 2)
    for ward in "EBG":
        office.post(REPORTS, "an", report(ward))
    assert "before=2" in page(office)
    assert page(office, before="2").count('class="border-notice"') == 1


def test_a_ring_across_the_line_stands_beside_the_ward(office: Office) -> None:
    made = office.post(OUTBREAKS, "thanhpho", outbreak("A", source_known=True)).json()
    order = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch"}
    office.post(f"{OUTBREAKS}/{made['id']}/rings/issue", "thanhpho", order)
    assert "CT 15" in page(office)


def test_the_menu_of_every_page_counts_what_is_unread(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    account = office.get("/staff/account", "lan", headers={"Accept": "text/html"}).text
    assert '<b class="nav-count">1<span class="sr"> thông báo chưa đọc</span></b>' in account
    assert "nav-count" not in office.get("/staff/account", "an", headers={"Accept": "text/html"}).text
    assert "nav-count" not in office.get("/staff/account", "quantri", headers={"Accept": "text/html"}).text
