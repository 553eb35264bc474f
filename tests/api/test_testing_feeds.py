"""The due list for the teams: a workbook, and a calendar that programs subscribe to by an address of their own."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, text

from app.services.staff_accounts import deactivate, reactivate
from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

TOKENS, FEED, BOOK = "/api/v1/feed-tokens", "/api/v1/testing/due.ics", "/api/v1/testing/due.xlsx"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """E is red since today, and its neighbors orange."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.site.declare("E")
    return office


def feed(office: Office, who: str = "an", **said: Any) -> str:
    answer = office.post(TOKENS, who, {"label": "Lịch của tổ 3", **said})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"])


def events(office: Office, url: str) -> dict[str, Any]:
    answer = office.get(url)
    assert answer.status_code == 200, answer.text
    calendar = Calendar.from_ical(answer.content)
    found = list(calendar.walk("VEVENT"))
    assert not any(each.errors for each in (calendar, *found))
    return {str(each["uid"]).removesuffix("@khoanhvung"): each for each in found}


class TestTheCalendar:
    def test_a_round_is_an_all_day_entry_with_its_people(self, office: Office) -> None:
        found = events(office, feed(office))
        entry = found["ward-E-first"]
        assert (entry.decoded("dtstart"), entry.decoded("dtend")) == (TODAY, day(4))
        assert type(entry.decoded("dtstart")) is date
        assert (str(entry["summary"]), str(entry["status"])) == ("Lấy mẫu: Phường E (Quận 001)", "CONFIRMED")
        assert "Số người cần lấy mẫu: 1.000" in str(entry["description"])
        assert "Mức / Level: Vùng đỏ / Red zone" in str(entry["description"])
        assert {uid.split("-")[1] for uid in found} == {"B", "D", "E"}

    def test_the_lines_are_as_strict_readers_want_them(self, office: Office) -> None:
        answer = office.get(feed(office))
        lines = answer.content.split(b"\r\n")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
        assert max(len(each) for each in lines) <= 75
        assert b"\n" not in answer.content.replace(b"\r\n", b"")
        assert {b"VERSION:2.0", b"METHOD:PUBLISH", b"REFRESH-INTERVAL;VALUE=DURATION:PT1H"} <= set(lines)
        needed = {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS"}
        for each in Calendar.from_ical(answer.content).walk("VEVENT"):
            assert needed <= each.keys()
            assert each.decoded("dtstamp").tzinfo is not None

    def test_no_case_count_is_told(self, office: Office) -> None:
        url = feed(office)
        office.post(
            "/api/v1/test-rounds",
            "an",
            {"ward_code": "E", "started_on": str(TODAY), "samples": 10, "positives": 7, "method": "rt_pcr"},
        )
        assert "7" not in str(events(office, url)["ward-E-first"]["description"])

    def test_a_done_round_is_cancelled_with_a_higher_sequence(self, office: Office) -> None:
        url = feed(office)
        before = events(office, url)["ward-E-first"]
        said = {"ward_code": "E", "started_on": str(TODAY), "completed_on": str(TODAY), "samples": 1000}
        office.post("/api/v1/test-rounds", "an", {**said, "positives": 0, "method": "rt_pcr"})
        after = events(office, url)
        assert str(after["ward-E-first"]["status"]) == "CANCELLED"
        assert after["ward-E-first"]["sequence"] > before["sequence"]
        assert after[f"ward-E-{TODAY}"].decoded("dtend") == day(4)

    def test_nothing_new_is_304(self, office: Office) -> None:
        url = feed(office)
        first = office.get(url)
        assert first.headers["cache-control"] == "private, no-cache"
        again = office.get(url, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


class TestAddresses:
    def test_the_secret_is_told_once_and_stored_only_as_a_hash(self, office: Office) -> None:
        made = office.post(TOKENS, "an", {"label": "Lịch của tổ 3"}).json()
        (listed,) = office.get(TOKENS, "an").json()["items"]
        assert listed == {name: made[name] for name in listed}
        with office.site.read_sessions() as session:
            stored = session.execute(text("SELECT * FROM feed_tokens")).all()
            audited = session.execute(text("SELECT * FROM audit")).all()
        assert made["token"] not in f"{stored}{audited}"

    def test_a_revoked_address_shows_nothing_more(self, office: Office) -> None:
        url = feed(office)
        number = office.get(TOKENS, "an").json()["items"][0]["id"]
        problem(office.client.delete(f"{TOKENS}/{number}", headers=office.as_("chi")), 404, "feed-not-found")
        assert office.client.delete(f"{TOKENS}/{number}", headers=office.as_("an")).status_code == 200
        problem(office.get(url), 404, "feed-not-found")
        assert office.get(TOKENS, "an").json()["items"] == []

    def test_a_closed_account_ends_it_and_a_reopened_one_has_it_again(self, office: Office) -> None:
        url = feed(office)
        site = office.site
        with site.sessions.begin() as session:
            deactivate(session, username="an", now=site.clock.now, actor="quantri")
        problem(office.get(url), 404, "feed-not-found")
        with site.sessions.begin() as session:
            reactivate(session, username="an", now=site.clock.now, actor="quantri")
        assert office.get(url).status_code == 200

    def test_its_scope_follows_its_owner(self, office: Office) -> None:
        url, one = feed(office, "thanhpho"), feed(office, "thanhpho", district_code="017")
        assert "ward-E-first" in events(office, url)
        assert {uid.split("-")[1] for uid in events(office, one)} == {"F", "H"}
        own = feed(office)
        with office.site.sessions.begin() as session:
            session.execute(text("UPDATE staff_districts SET district_code = '017' WHERE username = 'an'"))
        assert {uid.split("-")[1] for uid in events(office, own)} == {"F", "H"}

    def test_an_address_is_only_for_ones_own_districts(self, office: Office) -> None:
        problem(office.post(TOKENS, "an", {"label": "x", "district_code": "017"}), 403, "not-your-district")
        problem(office.post(TOKENS, "an", {"label": "x", "district_code": "999"}), 422)

    @pytest.mark.parametrize("token", ["", "khf_wrong", "khv_x", "đường", "x" * 99])
    def test_another_word_opens_nothing(self, office: Office, token: str) -> None:
        problem(office.get(FEED, token=token), 404, "feed-not-found")

    def test_the_token_is_no_way_to_sign_in(self, office: Office) -> None:
        token = feed(office).partition("=")[2]
        answer = office.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
        problem(answer, 401)

    def test_one_keeps_only_so_many(self, office: Office) -> None:
        for _ in range(20):
            feed(office)
        problem(office.post(TOKENS, "an", {"label": "x"}), 409)

    def test_the_day_of_its_last_use_is_told(self, office: Office) -> None:
        office.get(feed(office))
        assert office.get(TOKENS, "an").json()["items"][0]["last_used_on"] == str(TODAY)


class TestTheWorkbook:
    def test_it_has_a_sheet_for_all_and_one_for_each_district(self, office: Office) -> None:
        answer = office.get(BOOK, "thanhpho")
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        assert book.sheet_names == ["Tất cả", "Quận 001 001", "Quận 017 017"]
        rows = book.get_sheet_by_name("Tất cả").to_python(skip_empty_area=False)
        head = next(place for place, row in enumerate(rows) if row[0] == "Quận, huyện\nDistrict")
        first = rows[head + 1]
        assert first[:5] == ["Quận 001", "E", "Phường E", "Nhịp của mức", "Vùng đỏ"]
        assert first[5:] == [TODAY, day(3), "", 1000, "", "", "", ""]
        assert b'state="frozen"' in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
        assert answer.headers["content-disposition"] == f'attachment; filename="lay-mau-den-han_{TODAY}.xlsx"'

    def test_it_holds_only_ones_own_districts_and_leaves_a_line(self, office: Office) -> None:
        book = CalamineWorkbook.from_filelike(io.BytesIO(office.get(BOOK, "an", on=day(5)).content))
        assert book.sheet_names == ["Tất cả", "Quận 001 001"]
        line = office.audited()[0]
        assert (line.action, line.subject, line.district_code) == ("export_due_list", str(day(5)), "001")
        problem(office.get(BOOK, "an", district="017"), 403, "not-your-district")

    def test_the_same_list_gives_the_same_bytes(self, office: Office) -> None:
        assert office.get(BOOK, "an").content == office.get(BOOK, "an").content
