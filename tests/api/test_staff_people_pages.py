"""The page of accounts by plain forms: what is shown to whom, what a form changes, and how it says it could not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from tests.accounts import PASSWORD, hash_quickly, try_sign_in
from tests.office import Office, open_office
from tests.pages import BROWSER

PEOPLE = "/staff/people"
SAME_ORIGIN = {"origin": "http://testserver"}
LAN: dict[str, Any] = {"display_name": "lan", "role": "reporter", "district": ["017"], "version": 1}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def office(engine: Engine) -> Office:
    """Reporters of either district, a supervisor of one, an administrator."""
    office = open_office(engine)
    for username in ("an", "lan", "chi", "quantri"):
        office.as_(username)
    return office


def show(office: Office, who: str, path: str = PEOPLE) -> Response:
    """A page as the browser of somebody asks for it."""
    return _ask(office, who, "GET", path)


def fill_in(office: Office, who: str, path: str, **form: Any) -> Response:
    """A form as the browser of somebody sends it."""
    return _ask(office, who, "POST", path, data=form, headers=SAME_ORIGIN)


def _ask(office: Office, who: str, method: str, path: str, **sent: Any) -> Response:
    token = try_sign_in(office.site.sessions, who, now=office.site.clock.now).token
    headers = {**BROWSER, **sent.pop("headers", {}), "cookie": f"khoanhvung_session={token}"}
    return office.client.request(method, path, headers=headers, follow_redirects=False, **sent)


def went_to(answer: Response) -> str:
    assert answer.status_code == 303, answer.text[:300]
    return answer.headers["location"]


def version(office: Office, username: str) -> int:
    found: int = office.get(f"/api/v1/staff/{username}", "quantri").json()["version"]
    return found


def test_the_list_holds_those_whom_the_reader_manages(office: Office) -> None:
    everyone, own = show(office, "quantri").text, show(office, "chi").text
    assert all(f"<small>{each}</small>" in everyone for each in ("an", "lan", "chi", "quantri"))
    assert "<small>an</small>" in own
    assert "<small>lan</small>" not in own
    assert "Phụ trách quận, huyện" in everyone


def test_the_page_is_kept_by_nobody(office: Office) -> None:
    answer = show(office, "chi")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_a_reporter_reads_why_the_page_is_not_shown(office: Office) -> None:
    answer = show(office, "an")
    assert answer.status_code == 403
    assert "vai trò" in answer.text


def test_the_list_is_narrowed_by_its_address(office: Office) -> None:
    found = show(office, "quantri", f"{PEOPLE}?q=LA&role=reporter&state=open").text
    assert re.findall(r"<small>(\w+)</small>", found) == ["lan"]
    assert "Không có tài khoản nào khớp" in show(office, "quantri", f"{PEOPLE}?q=hoa").text


def test_a_new_account_is_answered_with_its_password_once(office: Office) -> None:
    answer = fill_in(
        office, "chi", f"{PEOPLE}/-new", username="Mai", display_name="Đặng Mai", role="reporter", district="001"
    )
    assert answer.status_code == 200
    found = re.search(r'id="secret">([a-z-]{27})<', answer.text)
    assert found
    opened = try_sign_in(office.site.sessions, "mai", found[1]).identity.member
    assert (opened.display_name, opened.must_change_password) == ("Đặng Mai", True)
    assert opened.district_codes == {"001"}
    assert found[1] not in show(office, "chi", f"{PEOPLE}/mai").text


def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    answer = fill_in(office, "quantri", f"{PEOPLE}/-new", username="x", display_name="Đặng Mai", role="supervisor")
    assert answer.status_code == 422
    assert 'id="fault-username"' in answer.text
    assert 'value="Đặng Mai"' in answer.text
    assert '<option value="supervisor" selected>' in answer.text
    without = fill_in(office, "quantri", f"{PEOPLE}/-new", username="mai", display_name="Mai", role="reporter")
    assert 'id="fault-districts"' in without.text


def test_a_name_that_is_taken_is_said_on_the_form(office: Office) -> None:
    answer = fill_in(
        office, "chi", f"{PEOPLE}/-new", username="lan", display_name="Lan", role="reporter", district="001"
    )
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert office.audited()[0].outcome == "refused"


def test_a_supervisor_cannot_send_what_the_form_does_not_offer(office: Office) -> None:
    role = fill_in(office, "chi", f"{PEOPLE}/-new", username="mai", display_name="Mai", role="admin")
    district = fill_in(
        office, "chi", f"{PEOPLE}/-new", username="mai", display_name="Mai", role="reporter", district="017"
    )
    assert (role.status_code, district.status_code) == (403, 403)
    assert fill_in(office, "chi", f"{PEOPLE}/lan", **LAN).status_code == 403
    assert show(office, "chi", f"{PEOPLE}/lan").status_code == 403


def test_a_change_goes_back_to_the_person_and_says_so(office: Office) -> None:
    path = went_to(fill_in(office, "quantri", f"{PEOPLE}/lan?q=la&lang=en", **{**LAN, "display_name": "Nguyễn Lan"}))
    assert path == f"{PEOPLE}/lan?q=la&done=changed&lang=en"
    page = show(office, "quantri", path).text
    assert "Changes saved." in page
    assert 'value="Nguyễn Lan"' in page


def test_a_change_on_an_old_page_overwrites_nothing(office: Office) -> None:
    fill_in(office, "quantri", f"{PEOPLE}/lan", **{**LAN, "display_name": "Nguyễn Lan"})
    answer = fill_in(office, "quantri", f"{PEOPLE}/lan", **{**LAN, "display_name": "Lê Lan"})
    assert answer.status_code == 412
    assert 'role="alert"' in answer.text
    assert 'value="Lê Lan"' in answer.text
    assert "Nguyễn Lan" in show(office, "quantri", f"{PEOPLE}/lan").text


def test_districts_of_a_role_without_any_are_left_out(office: Office) -> None:
    went_to(fill_in(office, "quantri", f"{PEOPLE}/lan", **{**LAN, "role": "city"}))
    assert office.get("/api/v1/staff/lan", "quantri").json()["districts"] is None


def test_an_account_is_closed_and_opened_again(office: Office) -> None:
    assert went_to(fill_in(office, "chi", f"{PEOPLE}/an/close", version=1)) == f"{PEOPLE}/an?done=closed"
    assert "Mở lại tài khoản" in show(office, "chi", f"{PEOPLE}/an").text
    assert went_to(fill_in(office, "chi", f"{PEOPLE}/an/reopen", version=2)) == f"{PEOPLE}/an?done=reopened"
    assert version(office, "an") == 3


def test_the_last_administrator_reads_why_nothing_was_closed(office: Office) -> None:
    office.as_("thanhpho")
    answer = fill_in(office, "quantri", f"{PEOPLE}/quantri/close", version=1)
    assert answer.status_code == 409
    assert "quản trị viên cuối cùng" in answer.text


def test_a_temporary_password_replaces_the_old_one(office: Office) -> None:
    answer = fill_in(office, "chi", f"{PEOPLE}/an/password")
    found = re.search(r'id="secret">([a-z-]{27})<', answer.text)
    assert found
    assert try_sign_in(office.site.sessions, "an", found[1]).identity.member.must_change_password
    assert "Chờ đổi mật khẩu" in show(office, "chi").text


def test_sessions_and_keys_are_ended(office: Office) -> None:
    assert went_to(fill_in(office, "chi", f"{PEOPLE}/an/sign-out")) == f"{PEOPLE}/an?done=signed-out"
    page = show(office, "chi", f"{PEOPLE}/an").text
    assert "<b>thử</b>" in page
    address = re.search(r'action="([^"]*/keys/[^"]*)"', page)
    assert address
    assert went_to(fill_in(office, "chi", address[1])) == f"{PEOPLE}/an?done=key"
    assert "<b>thử</b>" not in show(office, "chi", f"{PEOPLE}/an").text


def test_a_form_of_another_site_changes_nothing(office: Office) -> None:
    token = try_sign_in(office.site.sessions, "chi").token
    headers = {**BROWSER, "cookie": f"khoanhvung_session={token}", "origin": "https://evil.example"}
    answer = office.client.post(f"{PEOPLE}/an/close", headers=headers, data={"version": "1"})
    assert answer.status_code == 403
    assert version(office, "an") == 1


def test_nobody_is_called_like_the_address_of_a_new_account(office: Office) -> None:
    answer = office.post("/api/v1/staff", "quantri", {"username": "-new", "role": "city", "password": PASSWORD})
    assert answer.status_code == 422
