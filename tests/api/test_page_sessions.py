"""The session in a cookie: what it is like, what it opens, and what no other site can do with it."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from httpx2 import Response

from app.api.session_cookie import SessionCookie
from app.services.staff_accounts import create_api_key
from tests.accounts import NOW, PASSWORD, hash_quickly
from tests.office import Office, office_on_sqlite, problem, report
from tests.staff_browser import COOKIE, HERE, SAME_ORIGIN, StaffBrowser, signed_in

ME, SESSION, LOGOUT, REPORTS = "/api/v1/auth/me", "/api/v1/auth/session", "/api/v1/auth/logout", "/api/v1/case-reports"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def office(sqlite_url: str) -> Iterator[Office]:
    """A site of its own for each test."""
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture
def lan(office: Office) -> StaffBrowser:
    """A browser in which a reporter has signed in."""
    return signed_in(office, "lan")


def set_cookie(answer: Response) -> SimpleCookie:
    return SimpleCookie(answer.headers["set-cookie"])


class TestCookie:
    """Its attributes."""

    def test_no_script_reads_it_and_it_ends_with_the_session(self, office: Office) -> None:
        morsel = set_cookie(StaffBrowser(office).sign_in("lan"))[COOKIE]
        assert morsel.value.startswith("khs_")
        assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]) == (True, "lax", "/", "")
        assert morsel["max-age"] == "43200"
        assert not morsel["secure"]

    def test_behind_tls_no_other_host_can_set_it(self, sqlite_url: str) -> None:
        with office_on_sqlite(sqlite_url, behind_tls=True) as office:
            cookie = set_cookie(StaffBrowser(office).sign_in("lan"))
        morsel = cookie["__Host-khoanhvung_session"]
        assert (morsel["secure"], morsel["path"], morsel["domain"]) == (True, "/", "")

    def test_behind_tls_the_plain_name_opens_nothing(self, sqlite_url: str) -> None:
        with office_on_sqlite(sqlite_url, behind_tls=True) as office:
            token = set_cookie(StaffBrowser(office).sign_in("lan"))[SessionCookie(secure=True).name].value
            answer = office.client.get(ME, headers={"Cookie": f"{COOKIE}={token}"})
        problem(answer, 401, "not-authenticated")

    def test_programs_may_ask_for_it_too(self, office: Office) -> None:
        office.as_("lan")
        answer = office.client.post(SESSION, data={"username": "lan", "password": PASSWORD})
        assert answer.json()["username"] == "lan"
        assert "khs_" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert office.client.get(ME).json()["username"] == "lan"

    def test_the_wrong_password_sets_none(self, office: Office) -> None:
        office.as_("lan")
        answer = office.client.post(SESSION, data={"username": "lan", "password": "không phải thế"})
        problem(answer, 401, "not-authenticated")
        assert "set-cookie" not in answer.headers

    def test_the_wrong_password_is_told_once(self, office: Office) -> None:
        office.as_("lan")
        office.client.post(SESSION, data={"username": "lan", "password": "không phải thế"})
        refused = [(each.actor, each.action) for each in office.audited() if each.outcome != "done"]
        assert refused == [("lan", "sign_in")]


class TestOpens:
    """It opens what the header opens."""

    def test_the_api_takes_it(self, lan: StaffBrowser) -> None:
        assert lan.get(ME, accept="application/json").json()["username"] == "lan"

    def test_the_header_wins(self, office: Office, lan: StaffBrowser) -> None:
        answer = lan.client.get(ME, headers=office.as_("thanhpho"))
        assert answer.json()["username"] == "thanhpho"

    def test_a_wrong_header_is_not_made_good_by_it(self, lan: StaffBrowser) -> None:
        problem(lan.client.get(ME, headers={"Authorization": "Bearer khs_wrong"}), 401, "not-authenticated")

    def test_a_header_of_another_kind_does_not_stand_in_its_way(self, lan: StaffBrowser) -> None:
        assert lan.client.get(ME, headers={"Authorization": "Basic bGFuOmxhbg=="}).status_code == 200

    def test_a_key_in_it_opens_as_a_key_does(self, office: Office) -> None:
        office.as_("lan")
        with office.site.sessions.begin() as session:
            key = create_api_key(session, username="lan", now=NOW, label="khác", actor="cli")
        assert office.client.get(ME, headers={"Cookie": f"{COOKIE}={key}"}).json()["expires_at"] is None

    def test_signing_out_ends_it_and_throws_it_away(self, lan: StaffBrowser) -> None:
        token = lan.token
        answer = lan.client.post(LOGOUT, headers=SAME_ORIGIN)
        assert answer.status_code == 204
        assert set_cookie(answer)[COOKIE]["max-age"] == "0"
        problem(lan.client.get(ME, headers={"Cookie": f"{COOKIE}={token}"}), 401, "not-authenticated")

    def test_public_pages_and_reads_are_open_to_who_holds_an_ended_one(self, office: Office) -> None:
        ended = {"Cookie": f"{COOKIE}=khs_ended"}
        for path in ("/", "/w/A", "/api/v1/zones", "/api/v1/zones/A", "/api/v1/zones/A/history"):
            assert office.client.get(path, headers=ended).status_code == 200, path

    def test_what_staff_are_shown_is_not_kept_for_strangers(self, office: Office, lan: StaffBrowser) -> None:
        assert office.post(REPORTS, "lan", report("F")).status_code == 201
        shown = lan.client.get("/api/v1/zones/F", headers={"Accept": "application/json"})
        public = office.client.get("/api/v1/zones/F", headers={"Accept": "application/json"})
        assert shown.headers["cache-control"] == "no-store"
        assert public.headers["cache-control"] != "no-store"

    @pytest.mark.parametrize(
        "path", ["audit", "decisions", "outbreaks", "indicators", "reporting-days", "approval-modes"]
    )
    def test_no_cache_keeps_what_somebody_is_shown(self, office: Office, path: str) -> None:
        shown = signed_in(office, "binh").get(f"/api/v1/{path}", accept="application/json")
        assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")


class TestAnotherPerson:
    """A page sends for the one it was opened for, and for nobody else."""

    def test_a_page_of_somebody_else_is_as_good_as_signed_out(self, lan: StaffBrowser) -> None:
        assert lan.get(ME, **{"X-Signed-In-As": "lan"}).status_code == 200
        problem(lan.get(ME, **{"X-Signed-In-As": "an"}), 401, "not-authenticated")

    def test_a_form_of_somebody_else_is_not_taken(self, office: Office, lan: StaffBrowser) -> None:
        sent = lan.post("/staff/account/keys?signed_in_as=an", label="máy")
        assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, "/staff/sign-in")
        assert lan.post("/staff/account/keys?signed_in_as=lan", label="máy").status_code == 200

    def test_an_address_that_was_passed_on_may_be_looked_at(self, lan: StaffBrowser) -> None:
        assert lan.get("/staff/account?signed_in_as=an").status_code == 200


SENT_BY = [
    pytest.param({"Origin": HERE}, 201, id="a page here"),
    pytest.param({"Origin": HERE, "Sec-Fetch-Site": "same-origin"}, 201, id="a page here, in a newer browser"),
    pytest.param({"Sec-Fetch-Site": "same-origin"}, 201, id="a page here that hides its origin"),
    pytest.param({}, 403, id="no browser at all"),
    pytest.param({"Sec-Fetch-Site": "none"}, 403, id="nobody knows where from"),
    pytest.param({"Origin": "null"}, 403, id="a page without origin"),
    pytest.param({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 403, id="a sandboxed page"),
    pytest.param({"Origin": HERE, "Sec-Fetch-Site": "cross-site"}, 403, id="a page here by plain http"),
    pytest.param({"Origin": HERE, "Sec-Fetch-Site": "same-site"}, 403, id="a page here that contradicts itself"),
    pytest.param({"Origin": "https://trusted.example"}, 403, id="a trusted origin"),
    pytest.param({"Origin": "https://trusted.example", "Sec-Fetch-Site": "cross-site"}, 403, id="trusted, cross-site"),
    pytest.param({"Origin": "https://evil.example"}, 403, id="a foreign origin"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="cross-site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a sister site"),
    pytest.param({"Origin": "http://testserver.evil.example"}, 403, id="a name that begins alike"),
    pytest.param({"Origin": "http://testserver:8080"}, 403, id="another port"),
    pytest.param({"Origin": "http://public.example"}, 201, id="the address the public sees"),
]


class TestCrossSite:
    """What a browser adds by itself proves nothing: a write by cookie comes from this site's own pages."""

    @pytest.fixture
    def office(self, sqlite_url: str) -> Iterator[Office]:
        """A site that trusts another origin, and has a public address."""
        settings = {"cors_origins": ("https://trusted.example",), "base_url": "http://public.example"}
        with office_on_sqlite(sqlite_url, **settings) as office:
            yield office

    @pytest.mark.parametrize(("headers", "status"), SENT_BY)
    def test_a_write_by_cookie(self, lan: StaffBrowser, headers: dict[str, str], status: int) -> None:
        answer = lan.client.post(REPORTS, json=report("F"), headers=headers)
        assert answer.status_code == status, answer.text
        if status == 403:
            assert answer.json()["type"].rpartition("/")[2] in {"cross-site-request", "cross-origin-write"}

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://trusted.example"}, {"Sec-Fetch-Site": "none"}])
    def test_it_is_refused_by_a_name_of_its_own(self, lan: StaffBrowser, headers: dict[str, str]) -> None:
        problem(lan.client.post(REPORTS, json=report("F"), headers=headers), 403, "cross-site-request")

    def test_it_leaves_a_line(self, office: Office, lan: StaffBrowser) -> None:
        lan.client.post(REPORTS, json=report("F"))
        line = office.audited()[0]
        assert (line.actor, line.action, line.subject) == ("unknown", "stranger_write", f"POST {REPORTS}")

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://trusted.example"}])
    def test_a_write_by_header_needs_no_proof(self, office: Office, headers: dict[str, str]) -> None:
        assert office.post(REPORTS, "lan", report("F"), **headers).status_code == 201

    @pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}])
    def test_a_read_by_cookie_needs_none_and_no_other_site_may_look_at_it(
        self, lan: StaffBrowser, headers: dict[str, str]
    ) -> None:
        answer = lan.get(ME, **headers)
        assert answer.status_code == 200
        assert "access-control-allow-credentials" not in answer.headers

    def test_no_other_site_signs_anyone_in_or_out(self, lan: StaffBrowser) -> None:
        evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        for path in ("/staff/sign-in", "/staff/sign-out", SESSION, LOGOUT):
            assert (
                lan.client.post(path, data={"username": "lan", "password": PASSWORD}, headers=evil).status_code == 403
            )
        assert lan.get(ME).status_code == 200
