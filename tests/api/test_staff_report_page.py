"""The page of the daily sheet: who may open it, what it shows of today and yesterday, what its scripts are given."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.vocabulary import Role
from app.services.access import Caller
from app.services.sent_reports import NewReport
from tests.accounts import DONG_ANH, PASSWORD, hash_quickly, open_account
from tests.dong_anh import CODE_OF, NAMES, open_dong_anh, report_until_yesterday
from tests.pages import Pages, words_of
from tests.site import Site, counts, day

LAN = Caller("lan", Role.REPORTER, frozenset({DONG_ANH}))
SHEET = f"/staff/report/{DONG_ANH}/{day(0).isoformat()}"


@pytest.fixture
def pages(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """The district after some days of reports, with an account of each role that works with reports."""
    hash_quickly(monkeypatch)
    site = open_dong_anh(engine)
    report_until_yesterday(site)
    with site.sessions.begin() as session:
        open_account(session, "lan", display_name="Thu Hà")
        open_account(session, "an", district_codes=["001"])
        open_account(session, "binh", Role.SUPERVISOR)
        open_account(session, "thanhpho", Role.CITY)
        open_account(session, "quantri", Role.ADMIN)
    return Pages.of(site, engine)


def sign_in(pages: Pages, username: str = "lan") -> Pages:
    """Let the browser of the test sign in."""
    pages.client.cookies.clear()
    answer = pages.client.post("/staff/sign-in", data={"username": username, "password": PASSWORD})
    assert answer.status_code == 303
    return pages


def state_of(markup: str) -> dict[str, Any]:
    """What the scripts are given."""
    found = re.search(r'<script type="application/json" id="sheet-state">(.*?)</script>', markup, re.DOTALL)
    assert found is not None
    state: dict[str, Any] = json.loads(found[1])
    return state


def row_of(markup: str, name: str) -> str:
    found = re.search(rf'<tr data-ward="{CODE_OF[name]}">.*?</tr>', markup, re.DOTALL)
    assert found is not None
    return found[0]


def ward_of(state: dict[str, Any], name: str) -> dict[str, Any]:
    ward: dict[str, Any] = next(each for each in state["wards"] if each["code"] == CODE_OF[name])
    return ward


def values(row: str) -> list[str]:
    return re.findall(r'<input[^>]* value="([^"]*)"', row)


class TestWhoMayOpenIt:
    """Reporters and supervisors of the district, and the city."""

    @pytest.mark.parametrize(
        ("username", "status"), [("lan", 200), ("binh", 200), ("thanhpho", 200), ("an", 403), ("quantri", 403)]
    )
    def test_by_role_and_district(self, pages: Pages, username: str, status: int) -> None:
        assert sign_in(pages, username).get(SHEET).status_code == status

    def test_a_stranger_signs_in_first_and_comes_back(self, pages: Pages) -> None:
        answer = pages.get(SHEET)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/staff/sign-in?next={SHEET.replace('/', '%2F')}"

    def test_nobody_keeps_a_copy(self, pages: Pages) -> None:
        assert sign_in(pages).get(SHEET).headers["cache-control"] == "no-store"


class TestWhatItShows:
    """Today beside yesterday, every ward of the district and no other."""

    def test_the_town_comes_first_and_the_communes_by_the_alphabet(self, pages: Pages) -> None:
        markup = sign_in(pages).text(SHEET)
        assert re.findall(r'class="name" id="w-\w+">([^<]+?) ?<', markup) == list(NAMES)

    def test_yesterday_stands_beside_a_blank_today(self, pages: Pages) -> None:
        row = row_of(sign_in(pages).text(SHEET), "Kim Chung")
        assert values(row) == [""] * 9
        assert 'class="num before">12<' in row

    def test_what_is_stored_today_is_shown(self, pages: Pages) -> None:
        pages.site.post(CODE_OF["Hải Bối"], reported=counts(1, 2, quarantine=1250))
        row = row_of(sign_in(pages).text(SHEET), "Hải Bối")
        assert values(row)[:5] == ["1", "2", "0", "1.250", "0"]

    def test_a_withdrawn_report_is_blank_again(self, pages: Pages) -> None:
        pages.site.post(CODE_OF["Hải Bối"], reported=counts(1))
        pages.site.correct(CODE_OF["Hải Bối"], day(0), None)
        assert values(row_of(sign_in(pages).text(SHEET), "Hải Bối")) == [""] * 9

    def test_a_level_is_told_in_words(self, pages: Pages) -> None:
        assert ", Vùng đỏ" in row_of(sign_in(pages).text(SHEET), "Kim Chung")

    def test_sums_stand_at_the_foot(self, pages: Pages) -> None:
        pages.site.post(CODE_OF["Hải Bối"], reported=counts(1))
        pages.site.post(CODE_OF["Cổ Loa"], reported=counts(2))
        markup = sign_in(pages).text(SHEET)
        assert 'data-sum="community_unknown_source">3<' in markup
        assert 'data-sum="yesterday">17<' in markup
        assert 'data-sum="samples"><' in markup

    def test_in_english_it_speaks_english(self, pages: Pages) -> None:
        said = words_of(sign_in(pages).text(f"{SHEET}?lang=en"))
        assert "From 18:00 13 Aug to 18:00 14 Aug" in said
        assert "Chưa nhập" not in said


class TestDays:
    """Any day that has begun; those that have locked only to be read."""

    def locked(self, pages: Pages, username: str, offset: int) -> str | None:
        markup = sign_in(pages, username).text(f"/staff/report/{DONG_ANH}/{day(offset).isoformat()}")
        reason: str | None = state_of(markup)["read_only"]
        return reason

    def test_yesterday_is_open_until_it_locks(self, pages: Pages) -> None:
        assert self.locked(pages, "lan", -1) is None

    def test_a_locked_day_says_since_when(self, pages: Pages) -> None:
        assert (self.locked(pages, "lan", -2) or "").startswith("Ngày này đã khoá từ 18:00, 13/08/2021.")

    def test_the_city_is_not_bound(self, pages: Pages) -> None:
        assert self.locked(pages, "thanhpho", -2) is None

    def test_a_day_that_has_not_begun_has_no_sheet(self, pages: Pages) -> None:
        answer = sign_in(pages).get(f"/staff/report/{DONG_ANH}/{day(1).isoformat()}")
        assert answer.status_code == 404
        assert "Ngày 15/08/2021 chưa bắt đầu" in answer.text

    def test_at_the_cut_off_the_next_day_opens(self, pages: Pages) -> None:
        pages.site.clock.move(timedelta(hours=8))
        answer = sign_in(pages).get(f"/staff/report/{DONG_ANH}/{day(1).isoformat()}")
        assert answer.status_code == 200

    @pytest.mark.parametrize("text", ["hom-nay", "2021-8-14", "20210814", "1999-12-31"])
    def test_what_is_no_day_leads_to_today(self, pages: Pages, text: str) -> None:
        answer = sign_in(pages).get(f"/staff/report/{DONG_ANH}/{text}")
        assert (answer.status_code, answer.headers["location"]) == (303, SHEET)

    def test_an_unknown_district_has_no_sheet(self, pages: Pages) -> None:
        answer = sign_in(pages, "thanhpho").get(f"/staff/report/999/{day(0).isoformat()}")
        assert answer.status_code == 404
        assert "không có quận, huyện mang mã “999”" in answer.text


class TestState:
    """What the scripts start from."""

    def test_a_ward_comes_with_what_its_report_is_held_against(self, pages: Pages) -> None:
        ward = ward_of(state_of(sign_in(pages).text(SHEET)), "Kim Chung")
        assert (ward["population"], ward["in_outbreak"], ward["level"], ward["stored"]) == (9000, True, "red", None)
        assert ward["yesterday"]["quarantine"] == 5
        assert ward["yesterday"]["samples"] == 60

    def test_a_stored_report_comes_with_its_version_and_its_sender(self, pages: Pages) -> None:
        post_as_lan(pages.site)
        stored = ward_of(state_of(sign_in(pages).text(SHEET)), "Hải Bối")["stored"]
        assert (stored["version"], stored["counts"]["imported"], stored["tests"]) == (1, 4, None)
        assert (stored["reported_by"], stored["reported_by_name"]) == ("lan", "Thu Hà")

    def test_no_note_ends_the_script(self, pages: Pages) -> None:
        hostile = "</script><script>alert(1)</script>"
        report = NewReport(CODE_OF["Hải Bối"], day(0), "district", counts(), note=hostile)
        pages.site.post_all([report])
        markup = sign_in(pages).text(SHEET)
        assert "<script>alert" not in markup
        assert ward_of(state_of(markup), "Hải Bối")["stored"]["note"] == hostile

    def test_every_word_is_there_in_both_languages(self, pages: Pages) -> None:
        vi, en = (state_of(sign_in(pages).text(f"{SHEET}?lang={each}"))["words"] for each in ("vi", "en"))
        assert vi.keys() == en.keys()
        assert not [key for key in vi if "{unit}" in vi[key] + en[key]]


def post_as_lan(site: Site) -> None:
    """A report of today that Thu Hà sent."""
    site.post(CODE_OF["Hải Bối"], reported=counts(imported=4), caller=LAN)
