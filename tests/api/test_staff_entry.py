"""The pages on which staff sign in, choose a password and begin; read as a browser without scripts does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response

from app.api.routes import staff_account
from app.api.routes.staff_sign_in import OtherWayIn
from app.api.staff_faults import own_address
from app.domain.sentences import Phrase
from app.services.staff_accounts import deactivate, set_password
from tests.accounts import NOW, PASSWORD, Clock, hash_quickly
from tests.office import STAFF, Office, office_on_sqlite, problem
from tests.pages import BROWSER, make_drill, words_of
from tests.staff_browser import COOKIE, SAME_ORIGIN, StaffBrowser, signed_in

NEW = "con đường làng gập ghềnh"
TEMPORARY = "tạm thời một lúc"
HTML = "text/html; charset=utf-8"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    """A site of its own for each test."""
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture
def browser(office: Office) -> StaffBrowser:
    """A browser in which nobody has signed in."""
    return StaffBrowser(office)


def give_temporary_password(office: Office, username: str = "lan") -> None:
    office.as_(username)
    with office.site.sessions.begin() as session:
        set_password(session, username=username, password=TEMPORARY, now=NOW, actor="cli", must_change=True)


def alert(answer: Response) -> str:
    found = re.search(r'<p class="alert" role="alert">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    assert found is not None, answer.text[:2000]
    return found[1]


def page(answer: Response, status: int = 200) -> str:
    """What a page says; it must be one, kept by nobody."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == HTML
    assert answer.headers["cache-control"] == "no-store"
    return words_of(answer.text)


class TestSignIn:
    """`/staff/sign-in`."""

    def test_the_right_password_leads_to_the_first_page(self, browser: StaffBrowser) -> None:
        answer = browser.sign_in("lan")
        assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
        assert answer.headers["cache-control"] == "no-store"
        assert browser.token is not None

    def test_the_form_tells_password_managers_what_is_what(self, browser: StaffBrowser) -> None:
        text = browser.get("/staff/sign-in").text
        assert re.search(r'<input[^>]*name="username"[^>]*autocomplete="username"', text)
        assert re.search(r'<input[^>]*type="password"[^>]*autocomplete="current-password"', text)

    def test_a_wrong_password_and_no_account_and_a_closed_one_read_the_same(
        self, office: Office, browser: StaffBrowser
    ) -> None:
        office.as_("an")
        with office.site.sessions.begin() as session:
            deactivate(session, username="an", now=NOW, actor="cli")
        wrong = browser.sign_in("lan", "không phải thế")
        nobody = browser.post("/staff/sign-in", username="khongai", password=PASSWORD)
        closed = browser.sign_in("an")
        assert {each.status_code for each in (wrong, nobody, closed)} == {401}
        assert len({alert(each) for each in (wrong, nobody, closed)}) == 1
        assert browser.token is None

    def test_the_name_typed_stands_there_again_and_the_password_does_not(self, browser: StaffBrowser) -> None:
        text = browser.sign_in("lan", "không phải thế").text
        assert 'value="lan"' in text
        assert "không phải thế" not in text

    def test_a_lock_tells_the_minutes_left_and_nothing_of_the_account(self, browser: StaffBrowser) -> None:
        for name in ("lan", "khongai"):
            for _ in range(10):
                browser.post("/staff/sign-in", username=name, password="không phải thế")
        known = browser.sign_in("lan")
        unknown = browser.post("/staff/sign-in", username="khongai", password=PASSWORD)
        assert {known.status_code, unknown.status_code} == {429}
        assert alert(known) == alert(unknown)
        assert "phút" in alert(known)
        assert int(known.headers["retry-after"]) > 0

    @pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("lan", ""), ("  ", PASSWORD)])
    def test_a_blank_field_is_not_tried(self, browser: StaffBrowser, name: str, password: str) -> None:
        assert "Điền" in alert(browser.post("/staff/sign-in", username=name, password=password))

    def test_overlong_fields_are_as_good_as_wrong(self, browser: StaffBrowser) -> None:
        assert browser.post("/staff/sign-in", username="x" * 201, password=PASSWORD).status_code == 401
        assert browser.post("/staff/sign-in", username="lan", password="x" * 1025).status_code == 401

    def test_the_session_kept_before_ends(self, browser: StaffBrowser) -> None:
        browser.sign_in("lan")
        before = browser.token
        browser.sign_in("lan")
        ended = browser.office.client.get("/api/v1/auth/me", headers={"Cookie": f"{COOKIE}={before}"})
        problem(ended, 401, "not-authenticated")
        assert browser.get("/api/v1/auth/me").status_code == 200

    def test_what_kind_of_device_it_was_is_remembered(self, office: Office) -> None:
        browser = StaffBrowser(office)
        browser.client.headers["user-agent"] = "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36 Zalo"
        browser.sign_in("lan")
        (only,) = browser.get("/api/v1/auth/sessions").json()["sessions"]
        assert only["device"] == "Zalo, Android"

    def test_a_drill_says_where_its_passwords_are(self, sqlite_url: str) -> None:
        with office_on_sqlite(sqlite_url) as office:
            make_drill(office.site)
            text = page(StaffBrowser(office).get("/staff/sign-in"))
        assert "drill-reporter" in text
        assert "DIỄN TẬP" in text

    def test_a_real_site_says_nothing_of_drills(self, browser: StaffBrowser) -> None:
        assert "drill-" not in browser.get("/staff/sign-in").text

    def test_another_way_in_is_offered_where_there_is_one(self, office: Office, browser: StaffBrowser) -> None:
        office.app.state.other_ways_in = (OtherWayIn("/staff/sign-in/city", Phrase("Cổng thành phố", "City login")),)
        text = browser.get("/staff/sign-in?next=/staff/sent&lang=en").text
        assert 'href="/staff/sign-in/city?next=/staff/sent"' in text
        assert "City login" in text

    def test_it_is_read_in_english_too(self, browser: StaffBrowser) -> None:
        answer = browser.get("/staff/sign-in?lang=en")
        assert answer.headers["content-language"] == "en"
        assert "Sign in" in page(answer)


class TestNext:
    """Where one goes on to."""

    @pytest.mark.parametrize("wanted", ["/staff", "/staff/sent?from=2021-08-01&to=2021-08-14", "/staff/report/017/x"])
    def test_a_staff_page_is_gone_on_to(self, browser: StaffBrowser, wanted: str) -> None:
        assert browser.sign_in("lan", next=wanted).headers["location"] == wanted

    @pytest.mark.parametrize(
        "wanted",
        [
            "//evil.example",
            "//evil.example/staff",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/staff",
            "https:evil.example",
            "javascript:alert(1)",
            "/staff/..//evil.example",
            "/staff//evil.example",
            "/staff\\..\\evil",
            "/staffevil",
            "/staff/%0d%0aSet-Cookie: a=b\r\nX: y",
            "/staff/sign-in",
            "/staff/sign-out",
            "/staff/password",
            "staff",
            " /staff/sent",
            "",
        ],
    )
    def test_anything_else_is_not(self, browser: StaffBrowser, wanted: str) -> None:
        assert own_address(wanted) == "/staff"
        assert browser.sign_in("lan", next=wanted).headers["location"] == "/staff"

    def test_a_stranger_comes_back_to_the_page_asked_for(self, browser: StaffBrowser) -> None:
        answer = browser.get("/staff/account?done=key")
        address = urlsplit(answer.headers["location"])
        assert (answer.status_code, address.path) == (303, "/staff/sign-in")
        assert parse_qs(address.query) == {"next": ["/staff/account?done=key"]}
        form = browser.get(answer.headers["location"]).text
        assert 'name="next" value="/staff/account?done=key"' in form

    def test_the_language_asked_for_goes_along(self, browser: StaffBrowser) -> None:
        assert "lang=en" in browser.get("/staff?lang=en").headers["location"]
        browser.office.as_("lan")
        sent = browser.client.post(
            "/staff/sign-in?lang=en", data={"username": "lan", "password": PASSWORD}, headers=SAME_ORIGIN
        )
        assert sent.headers["location"] == "/staff?lang=en"

    def test_an_ended_session_is_told_apart_from_none(self, browser: StaffBrowser) -> None:
        browser.sign_in("lan")
        clock = browser.office.site.clock
        assert isinstance(clock, Clock)
        clock.move(timedelta(hours=12))
        address = browser.get("/staff/account").headers["location"]
        assert "Phiên làm việc đã hết" in page(browser.get(address))

    def test_a_form_sent_too_late_leads_back_to_its_page(self, browser: StaffBrowser) -> None:
        sent = browser.client.post(
            "/staff/account/sessions/end-others",
            headers={**SAME_ORIGIN, "Referer": "http://testserver/staff/account"},
        )
        assert parse_qs(urlsplit(sent.headers["location"]).query)["next"] == ["/staff/account"]

    @pytest.mark.parametrize("referer", ["http://[", "https://evil.example/staff/account", "testserver"])
    def test_a_page_before_that_is_none_of_ours_is_not_led_back_to(self, browser: StaffBrowser, referer: str) -> None:
        sent = browser.client.post("/staff/account/sessions/end-others", headers={**SAME_ORIGIN, "Referer": referer})
        assert (sent.status_code, sent.headers["location"]) == (303, "/staff/sign-in")

    def test_a_program_is_not_sent_anywhere(self, browser: StaffBrowser) -> None:
        problem(browser.get("/staff", accept="application/json"), 401, "not-authenticated")


class TestSignOut:
    """`/staff/sign-out`."""

    def test_the_session_ends_and_the_cookie_goes(self, browser: StaffBrowser) -> None:
        browser.sign_in("lan")
        token = browser.token
        answer = browser.post("/staff/sign-out")
        assert answer.headers["location"] == "/staff/sign-in?why=left"
        assert browser.token is None
        stolen = browser.office.client.get("/api/v1/auth/me", headers={"Cookie": f"{COOKIE}={token}"})
        problem(stolen, 401, "not-authenticated")
        assert "Đã đăng xuất" in page(browser.get(answer.headers["location"]))

    def test_it_clears_nothing_that_another_clerk_has_not_sent_yet(self, browser: StaffBrowser) -> None:
        browser.sign_in("lan")
        assert "clear-site-data" not in browser.post("/staff/sign-out").headers

    def test_who_is_out_already_is_out(self, browser: StaffBrowser) -> None:
        assert browser.post("/staff/sign-out").status_code == 303

    def test_a_link_does_not_sign_out(self, browser: StaffBrowser) -> None:
        browser.sign_in("lan")
        assert browser.get("/staff/sign-out").status_code == 405
        assert browser.get("/api/v1/auth/me").status_code == 200


class TestFirstChange:
    """A password that somebody else chose."""

    @pytest.fixture
    def browser(self, office: Office) -> StaffBrowser:
        """A browser in which `lan` has signed in with a temporary password."""
        give_temporary_password(office)
        browser = StaffBrowser(office)
        browser.sign_in("lan", TEMPORARY)
        return browser

    @pytest.mark.parametrize("path", ["/staff", "/staff/account", "/staff/report"])
    def test_every_page_leads_to_the_change(self, browser: StaffBrowser, path: str) -> None:
        address = urlsplit(browser.get(path).headers["location"])
        assert address.path == "/staff/password"

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/api/v1/case-reports"),
            ("POST", "/api/v1/case-reports"),
            ("GET", "/api/v1/auth/sessions"),
            ("DELETE", "/api/v1/auth/sessions"),
            ("GET", "/api/v1/keys"),
            ("POST", "/api/v1/keys"),
        ],
    )
    def test_every_call_is_refused(self, browser: StaffBrowser, method: str, path: str) -> None:
        body: dict[str, object] | None = {} if method == "POST" else None
        answer = browser.client.request(method, path, json=body, headers={**SAME_ORIGIN, "accept": "application/json"})
        problem(answer, 403, "password-change-required")

    def test_a_key_of_the_account_waits_as_well(self, browser: StaffBrowser) -> None:
        problem(browser.office.get("/api/v1/case-reports", "lan"), 403, "password-change-required")

    def test_who_one_is_and_signing_out_stay_open(self, browser: StaffBrowser) -> None:
        assert browser.get("/api/v1/auth/me").json()["must_change_password"] is True
        assert browser.client.post("/api/v1/auth/logout", headers=SAME_ORIGIN).status_code == 204

    def test_public_pages_take_the_reader_for_a_stranger(self, browser: StaffBrowser) -> None:
        assert browser.get("/api/v1/zones/F", accept="application/json").headers["cache-control"] != "no-store"

    def test_the_page_says_why(self, browser: StaffBrowser) -> None:
        assert "do người khác cấp" in page(browser.get("/staff/password"))

    def test_once_changed_one_goes_on_to_the_page_asked_for(self, browser: StaffBrowser) -> None:
        fields = {"current": TEMPORARY, "new": NEW, "repeat": NEW, "next": "/staff/account"}
        assert browser.post("/staff/password", **fields).headers["location"] == "/staff/account"
        assert browser.get("/staff/account").status_code == 200

    @pytest.mark.parametrize(
        ("fields", "at"),
        [
            ({"current": "không phải thế", "new": NEW, "repeat": NEW}, "current"),
            ({"current": TEMPORARY, "new": "ngắn", "repeat": "ngắn"}, "new"),
            ({"current": TEMPORARY, "new": TEMPORARY, "repeat": TEMPORARY}, "new"),
            ({"current": TEMPORARY, "new": NEW, "repeat": NEW + "x"}, "repeat"),
            ({}, "new"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field(self, browser: StaffBrowser, fields: dict[str, str], at: str) -> None:
        answer = browser.post("/staff/password", **fields)
        assert answer.status_code == 422
        assert re.findall(r'class="fault" id="fault-(\w+)"', answer.text) == [at]
        assert not any(secret in answer.text for secret in (TEMPORARY, NEW))

    def test_by_api_it_is_changed_too(self, browser: StaffBrowser) -> None:
        body = {"current": TEMPORARY, "new": NEW}
        answer = browser.client.post("/api/v1/auth/password", json=body, headers=SAME_ORIGIN)
        assert answer.json() == {"sessions_ended": 0}
        assert browser.get("/api/v1/case-reports", accept="application/json").status_code == 200

    def test_by_api_a_wrong_one_is_told_at_its_field(self, browser: StaffBrowser) -> None:
        body = {"current": "không phải thế", "new": NEW}
        answer = browser.client.post("/api/v1/auth/password", json=body, headers=SAME_ORIGIN)
        assert problem(answer, 422, "invalid-request")["errors"][0]["pointer"] == "/current"


class TestFirstPage:
    """`/staff` and the menu."""

    def test_a_reporter_goes_on_to_the_table_of_the_open_day(self, office: Office) -> None:
        browser = signed_in(office, "lan")
        assert browser.get("/staff").headers["location"] == "/staff/report"
        assert browser.get("/staff/report").headers["location"] == "/staff/report/017/2021-08-14"

    @pytest.mark.parametrize(("asked", "shown"), [("017", "017"), ("001", "001"), ("999", "001"), ("", "001")])
    def test_with_several_districts_the_one_asked_for_is_shown(self, office: Office, asked: str, shown: str) -> None:
        answer = signed_in(office, "binh").get(f"/staff/report?district={asked}")
        assert answer.headers["location"] == f"/staff/report/{shown}/2021-08-14"

    def test_a_fault_of_ours_is_a_page_with_the_request_to_tell(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("gãy")

        browser = signed_in(office, "lan")
        monkeypatch.setattr(staff_account, "own_sessions", broken)
        answer = browser.get("/staff/account", **{"X-Request-ID": "abcdef123456"})
        text = page(answer, 500)
        assert "abcdef123456" in text
        assert "gãy" not in text

    def test_after_the_cut_off_it_is_the_next_day(self, office: Office) -> None:
        browser = signed_in(office, "lan")
        clock = office.site.clock
        assert isinstance(clock, Clock)
        clock.move(timedelta(hours=8))
        assert browser.get("/staff/report").headers["location"] == "/staff/report/017/2021-08-15"

    def test_who_may_not_enter_figures_reads_so(self, office: Office) -> None:
        answer = signed_in(office, "quantri").get("/staff/report")
        text = page(answer, 403)
        assert "Trang này dành cho vai trò khác" in text
        assert "This page is for another role" in text

    def test_a_page_that_is_not_there_says_so_in_both_languages(self, office: Office) -> None:
        answer = signed_in(office, "lan").get("/staff/nothing")
        text = page(answer, 404)
        assert "Không có trang nào" in text
        assert "There is no page" in text

    @pytest.mark.parametrize("who", STAFF)
    def test_the_menu_leads_only_where_the_reader_may_go(self, office: Office, who: str) -> None:
        browser = signed_in(office, who)
        text = browser.get("/staff/account").text
        menu = re.search(r'<nav class="nav staff-nav".*?</nav>', text, re.DOTALL)
        assert menu is not None
        for path in re.findall(r'href="(/staff[^"]*)"', menu[0]):
            answer = browser.client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path

    def test_the_page_tells_scripts_for_whom_it_was_opened(self, office: Office) -> None:
        assert 'data-username="lan"' in signed_in(office, "lan").get("/staff/account").text

    def test_the_other_language_keeps_the_page(self, office: Office) -> None:
        text = signed_in(office, "lan").get("/staff/account?done=key").text
        assert 'href="/staff/account?lang=en"' in text

    def test_strangers_find_the_way_in_at_the_foot_of_public_pages(self, office: Office) -> None:
        assert 'href="/staff"' in office.client.get("/rules", headers=BROWSER).text


class TestAccount:
    """`/staff/account`."""

    def test_it_says_who_one_is_and_where(self, office: Office) -> None:
        text = page(signed_in(office, "lan").get("/staff/account"))
        assert "Nhập liệu" in text
        assert "Quận 017" in text
        assert "phiên này" in text

    def test_another_session_is_ended_from_here(self, office: Office) -> None:
        other, browser = signed_in(office, "lan"), signed_in(office, "lan")
        action = re.search(r'action="(/staff/account/sessions/\w+/end)"', browser.get("/staff/account").text)
        assert action is not None
        sent = browser.post(action[1])
        assert sent.headers["location"] == "/staff/account?done=session"
        assert other.get("/api/v1/auth/me").status_code == 401
        assert browser.get("/api/v1/auth/me").status_code == 200

    def test_all_others_are_ended_from_here(self, office: Office) -> None:
        others = [signed_in(office, "lan") for _ in range(2)]
        browser = signed_in(office, "lan")
        assert browser.post("/staff/account/sessions/end-others").status_code == 303
        assert {each.get("/api/v1/auth/me").status_code for each in others} == {401}

    def test_a_session_that_is_not_ones_own_is_not_there(self, office: Office) -> None:
        theirs = signed_in(office, "an").get("/api/v1/auth/sessions").json()["sessions"][0]["session_id"]
        browser = signed_in(office, "lan")
        assert page(browser.post(f"/staff/account/sessions/{theirs}/end"), 404)
        answer = browser.client.delete(f"/api/v1/auth/sessions/{theirs}", headers={**SAME_ORIGIN, "accept": "*/*"})
        problem(answer, 404, "session-not-found")

    def test_a_key_is_shown_once_and_opens_the_api(self, office: Office) -> None:
        browser = signed_in(office, "lan")
        shown = browser.post("/staff/account/keys", label="Máy chủ quận", until="2021-12-31").text
        key = re.search(r'value="(khv_[\w-]+)"', shown)
        assert key is not None
        me = office.client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {key[1]}"})
        assert me.json()["expires_at"] == "2021-12-31T17:00:00Z"
        again = browser.get("/staff/account").text
        assert "Máy chủ quận" in again
        assert key[1] not in again

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"label": ""}, 422),
            ({"label": "thử"}, 409),
            ({"label": "mới", "until": "2021-08-01"}, 422),
            ({"label": "mới", "until": "hôm nay"}, 422),
            ({"label": "mới", "until": "9999-12-31"}, 422),
            ({"label": "x" * 81}, 422),
        ],
    )
    def test_what_is_wrong_with_a_key_is_told_in_the_form(
        self, office: Office, fields: dict[str, str], status: int
    ) -> None:
        browser = signed_in(office, "lan")
        answer = browser.post("/staff/account/keys", **fields)
        assert page(answer, status)
        assert len(alert(answer)) > 10
        assert "khv_" not in answer.text

    def test_a_key_is_revoked_from_here(self, office: Office) -> None:
        browser = signed_in(office, "lan")
        action = re.search(r'action="(/staff/account/keys/\w+/revoke)"', browser.get("/staff/account").text)
        assert action is not None
        assert browser.post(action[1]).status_code == 303
        problem(office.get("/api/v1/auth/me", "lan"), 401, "not-authenticated")

    def test_a_form_from_another_site_ends_nothing(self, office: Office) -> None:
        browser = signed_in(office, "lan")
        signed_in(office, "lan")
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
            sent = browser.client.post("/staff/account/sessions/end-others", headers=headers)
            assert sent.status_code == 403
        assert len(browser.get("/api/v1/auth/sessions").json()["sessions"]) == 2
