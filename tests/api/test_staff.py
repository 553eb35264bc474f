"""Accounts administered over HTTP: who may manage whom, what a change ends, and what two managers do to each other."""

from __future__ import annotations

from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from app.domain.vocabulary import Role
from app.services.staff_accounts import create_api_key
from tests.accounts import NOW, PASSWORD, hash_quickly, open_account
from tests.office import Office, open_office, problem

STAFF = "/api/v1/staff"
NEW_PASSWORD = "hạt gạo làng ta 2021"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def office(engine: Engine) -> Office:
    """Two reporters of one district each, one of both, a supervisor of each scope, an administrator."""
    office = open_office(engine)
    for username in ("an", "lan", "chi", "binh", "thanhpho", "quantri"):
        office.as_(username)
    with office.site.sessions.begin() as session:
        open_account(session, "hai", district_codes=["001", "017"])
    return office


def wanted(username: str = "mai", role: str = "reporter", districts: tuple[str, ...] = ("001",), **said: Any) -> Any:
    """An account as it is posted."""
    return {"username": username, "role": role, "districts": list(districts), **said}


def signed_in(office: Office, username: str, password: str = PASSWORD) -> dict[str, str]:
    """The header of a session just opened."""
    answer = office.client.post("/api/v1/auth/token", data={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def change(office: Office, who: str, username: str, version: int = 1, **said: Any) -> Response:
    """Change an account, leaning on a version."""
    return office.patch(f"{STAFF}/{username}", who, said, If_Match=f'"{version}"')


def names(answer: Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [each["username"] for each in answer.json()["items"]]


def revoke(office: Office, path: str, who: str) -> Response:
    return office.client.delete(path, headers=office.as_(who))


def test_an_administrator_sees_every_account(office: Office) -> None:
    assert names(office.get(STAFF, "quantri")) == ["an", "binh", "chi", "hai", "lan", "quantri", "thanhpho"]


def test_a_supervisor_sees_reporters_whose_districts_are_all_their_own(office: Office) -> None:
    assert names(office.get(STAFF, "chi")) == ["an"]
    assert names(office.get(STAFF, "binh")) == ["an", "hai", "lan"]


def test_the_list_is_searched_without_diacritics_and_filtered(office: Office) -> None:
    office.post(STAFF, "quantri", wanted(display_name="Đặng Thị Mai"))
    assert names(office.get(STAFF, "quantri", q="dang thi")) == ["mai"]
    assert names(office.get(STAFF, "quantri", role="supervisor")) == ["binh", "chi"]
    assert names(office.get(STAFF, "quantri", role="reporter", district="017")) == ["hai", "lan"]
    change(office, "quantri", "mai", active=False)
    assert names(office.get(STAFF, "quantri", active="false")) == ["mai"]


def test_a_supervisor_asks_for_other_districts_in_vain(office: Office) -> None:
    problem(office.get(STAFF, "chi", district="017"), 403, "not-your-district")
    problem(office.get(f"{STAFF}/lan", "chi"), 403, "not-your-staff")
    problem(office.get(f"{STAFF}/quantri", "chi"), 403, "not-your-staff")


def test_an_account_opened_without_a_password_gets_one_that_opens_it(office: Office) -> None:
    answer = office.post(STAFF, "chi", wanted(display_name="Đặng Thị Mai"))
    assert answer.status_code == 201, answer.text
    opened = answer.json()
    assert (opened["username"], opened["display_name"], opened["districts"]) == ("mai", "Đặng Thị Mai", ["001"])
    assert (opened["version"], answer.headers["ETag"]) == (1, '"1"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert opened["revision"] == office.site.revision()
    assert signed_in(office, "mai", opened["temporary_password"])


def test_a_password_that_was_given_is_not_repeated(office: Office) -> None:
    answer = office.post(STAFF, "quantri", wanted(password=NEW_PASSWORD))
    assert answer.json()["temporary_password"] is None
    assert NEW_PASSWORD not in answer.text
    assert signed_in(office, "mai", NEW_PASSWORD)


def test_a_password_too_easy_to_guess_opens_no_account(office: Office) -> None:
    found = problem(office.post(STAFF, "quantri", wanted(password="123456")), 422, "invalid-request")
    assert found["errors"][0]["pointer"] == "/password"
    assert "mai" not in names(office.get(STAFF, "quantri"))


def test_who_got_a_password_from_somebody_changes_it_first(office: Office) -> None:
    opened = office.post(STAFF, "quantri", wanted()).json()
    assert opened["must_change_password"]
    session = signed_in(office, "mai", opened["temporary_password"])
    problem(office.get("/api/v1/case-reports", None, session), 403, "password-change-required")
    office.post(f"{STAFF}/an/password", "chi", {})
    assert office.get(f"{STAFF}/an", "chi").json()["must_change_password"]


def test_a_machine_is_not_asked_to_choose_a_password(office: Office) -> None:
    opened = office.post(STAFF, "quantri", wanted("may-moi", role="job", districts=())).json()
    assert not opened["must_change_password"]
    session = signed_in(office, "may-moi", opened["temporary_password"])
    assert office.get("/api/v1/reclassifications", None, session).status_code == 200


def test_an_account_may_stand_without_any_password(office: Office) -> None:
    answer = office.post(STAFF, "quantri", wanted(without_password=True))
    assert (answer.status_code, answer.json()["temporary_password"]) == (201, None)
    assert not answer.json()["must_change_password"]
    both = wanted("mai2", without_password=True, password=NEW_PASSWORD)
    problem(office.post(STAFF, "quantri", both), 422, "invalid-request")


def test_a_name_is_given_once(office: Office) -> None:
    problem(office.post(STAFF, "quantri", wanted("LAN")), 409, "conflict")


@pytest.mark.parametrize("role", ["supervisor", "city", "job", "admin"])
def test_a_supervisor_gives_no_role_but_reporter(office: Office, role: str) -> None:
    districts = ("001",) if role == "supervisor" else ()
    problem(office.post(STAFF, "chi", wanted(role=role, districts=districts)), 403, "not-your-staff")
    problem(change(office, "chi", "an", role=role, districts=list(districts)), 403, "not-your-staff")
    assert office.get(f"{STAFF}/an", "quantri").json()["role"] == "reporter"


def test_a_supervisor_gives_no_district_that_is_not_their_own(office: Office) -> None:
    problem(office.post(STAFF, "chi", wanted(districts=("001", "017"))), 403, "not-your-district")
    problem(change(office, "chi", "an", districts=["017"]), 403, "not-your-district")


def test_a_supervisor_takes_no_reporter_over_from_another_district(office: Office) -> None:
    problem(change(office, "chi", "lan", districts=["001"]), 403, "not-your-staff")
    problem(change(office, "chi", "hai", districts=["001"]), 403, "not-your-staff")


def test_a_supervisor_has_no_way_to_other_accounts(office: Office) -> None:
    problem(office.post(f"{STAFF}/lan/password", "chi", {}), 403, "not-your-staff")
    problem(office.post(f"{STAFF}/quantri/password", "chi", {}), 403, "not-your-staff")
    problem(office.post(f"{STAFF}/lan/sign-out", "chi", {}), 403, "not-your-staff")
    problem(office.get(f"{STAFF}/lan/keys", "chi"), 403, "not-your-staff")
    key_id = office.get(f"{STAFF}/lan/keys", "quantri").json()["items"][0]["key_id"]
    problem(revoke(office, f"{STAFF}/lan/keys/{key_id}", "chi"), 403, "not-your-staff")
    problem(change(office, "chi", "chi", display_name="Chị Cả"), 403, "not-your-staff")
    assert office.get(f"{STAFF}/lan/keys", "quantri").json()["items"][0]["stands"]


def test_a_refused_act_leaves_a_line_and_nothing_else(office: Office) -> None:
    revision = office.site.revision()
    change(office, "chi", "lan", districts=["001"])
    line = office.audited()[0]
    assert (line.actor, line.action, line.outcome) == ("chi", "change_account", "refused")
    assert office.site.revision() == revision


def test_an_act_is_audited_with_role_district_and_revision(office: Office) -> None:
    change(office, "chi", "an", display_name="Nguyễn An")
    line = office.audited()[0]
    assert (line.actor, line.role, line.action, line.subject) == ("chi", Role.SUPERVISOR, "staff_change", "an")
    assert (line.district_code, line.revision) == ("001", office.site.revision())
    assert line.detail == {"display_name": {"from": "an", "to": "Nguyễn An"}}


def test_what_does_not_exist_is_not_found(office: Office) -> None:
    problem(office.get(f"{STAFF}/hoa", "chi"), 404, "account-not-found")
    problem(change(office, "quantri", "hoa", active=False), 404, "account-not-found")
    problem(office.post(f"{STAFF}/hoa/password", "quantri", {}), 404, "account-not-found")
    problem(revoke(office, f"{STAFF}/an/keys/0123456789abcdef", "quantri"), 404, "key-not-found")


def test_a_change_leans_on_the_version_looked_at(office: Office) -> None:
    problem(office.patch(f"{STAFF}/an", "quantri", {"active": False}), 428, "precondition-required")
    read = office.get(f"{STAFF}/an", "chi")
    first = change(office, "quantri", "an", display_name="Nguyễn An")
    assert (first.json()["version"], first.headers["ETag"]) == (2, '"2"')
    stale = office.patch(f"{STAFF}/an", "chi", {"display_name": "Lê An"}, If_Match=read.headers["ETag"])
    assert problem(stale, 412, "stale-version")["current_version"] == 2
    assert office.get(f"{STAFF}/an", "chi").json()["display_name"] == "Nguyễn An"


def test_a_change_that_changes_nothing_takes_no_revision(office: Office) -> None:
    revision = office.site.revision()
    answer = change(office, "quantri", "an", display_name=" an ", role="reporter", districts=["001"], active=True)
    assert (answer.status_code, answer.json()["version"], answer.json()["revision"]) == (200, 1, revision)
    assert office.site.revision() == revision


def test_an_empty_change_is_no_change(office: Office) -> None:
    problem(change(office, "quantri", "an"), 422, "invalid-request")


@pytest.mark.parametrize("said", [{"districts": ["017"]}, {"role": "supervisor"}, {"active": False}])
def test_other_scope_ends_the_sessions_at_once(office: Office, said: dict[str, Any]) -> None:
    session = signed_in(office, "an")
    assert office.get("/api/v1/auth/me", None, session).status_code == 200
    assert change(office, "quantri", "an", **said).status_code == 200
    assert office.get("/api/v1/auth/me", None, session).status_code == 401


def test_another_name_ends_no_session(office: Office) -> None:
    session = signed_in(office, "an")
    change(office, "quantri", "an", display_name="Nguyễn An")
    assert office.get("/api/v1/auth/me", None, session).json()["display_name"] == "Nguyễn An"


def test_a_key_follows_other_districts_and_ends_with_another_role(office: Office) -> None:
    assert office.get("/api/v1/auth/me", "an").json()["districts"] == ["001"]
    change(office, "quantri", "an", districts=["017"])
    assert office.get("/api/v1/auth/me", "an").json()["districts"] == ["017"]
    change(office, "quantri", "an", version=2, role="city")
    problem(office.get("/api/v1/auth/me", "an"), 401, "not-authenticated")


def test_a_role_for_every_district_drops_the_districts(office: Office) -> None:
    answer = change(office, "quantri", "an", role="city")
    assert (answer.json()["role"], answer.json()["districts"]) == ("city", None)
    back = change(office, "quantri", "an", version=2, role="reporter")
    assert problem(back, 422, "invalid-request")["errors"][0]["pointer"] == "/districts"


def test_the_last_open_administrator_stays_one(office: Office) -> None:
    problem(change(office, "quantri", "quantri", active=False), 409, "last-administrator")
    problem(change(office, "quantri", "quantri", role="city"), 409, "last-administrator")
    with office.site.sessions.begin() as session:
        open_account(session, "quantri2", Role.ADMIN)
    assert change(office, "quantri", "quantri2", active=False).status_code == 200
    problem(change(office, "quantri", "quantri", role="city"), 409, "last-administrator")
    assert change(office, "quantri", "quantri2", version=2, active=True).status_code == 200
    assert change(office, "quantri", "quantri", role="city").status_code == 200


def test_a_new_password_ends_sessions_and_the_old_password_but_no_key(office: Office) -> None:
    session = signed_in(office, "an")
    answer = office.post(f"{STAFF}/an/password", "chi", {})
    assert signed_in(office, "an", answer.json()["temporary_password"])
    assert office.get("/api/v1/auth/me", None, session).status_code == 401
    assert office.get("/api/v1/auth/me", "an").status_code == 200
    refused = office.client.post("/api/v1/auth/token", data={"username": "an", "password": PASSWORD})
    problem(refused, 401, "not-authenticated")


def test_no_password_reaches_the_audit(office: Office) -> None:
    answer = office.post(f"{STAFF}/an/password", "chi", {})
    office.post(f"{STAFF}/an/password", "chi", {"password": NEW_PASSWORD})
    told = str(office.audited())
    assert answer.json()["temporary_password"] not in told
    assert NEW_PASSWORD not in told


def test_signing_out_everywhere_ends_sessions_and_counts_them(office: Office) -> None:
    sessions = [signed_in(office, "an"), signed_in(office, "an")]
    answer = office.post(f"{STAFF}/an/sign-out", "chi", {})
    assert answer.json()["sessions_ended"] == 2
    assert {office.get("/api/v1/auth/me", None, each).status_code for each in sessions} == {401}
    assert office.get("/api/v1/auth/me", "an").status_code == 200


def test_a_manager_sees_when_somebody_last_signed_in_and_how_many_keys_stand(office: Office) -> None:
    before = office.get(f"{STAFF}/an", "chi").json()
    assert (before["last_sign_in_at"], before["standing_keys"]) == (None, 1)
    signed_in(office, "an")
    listed = office.get(STAFF, "chi").json()["items"][0]
    assert listed["last_sign_in_at"] == "2021-08-14T03:00:00Z"
    assert listed == office.get(f"{STAFF}/an", "chi").json()


def test_a_manager_ends_a_key_of_somebody(office: Office) -> None:
    office.get("/api/v1/auth/me", "an")
    (key,) = office.get(f"{STAFF}/an/keys", "chi").json()["items"]
    assert (key["label"], key["stands"], key["last_used_on"]) == ("thử", True, "2021-08-14")
    assert revoke(office, f"{STAFF}/an/keys/{key['key_id']}", "chi").status_code == 200
    problem(office.get("/api/v1/auth/me", "an"), 401, "not-authenticated")
    problem(revoke(office, f"{STAFF}/an/keys/{key['key_id']}", "chi"), 404, "key-not-found")


def test_no_secret_is_ever_listed(office: Office) -> None:
    with office.site.sessions.begin() as session:
        secret = create_api_key(session, username="an", now=NOW, label="máy", actor="cli")
    assert secret.removeprefix("khv_") not in office.get(f"{STAFF}/an/keys", "chi").text


@pytest.mark.parametrize(
    "body",
    [
        {},
        wanted("x"),
        wanted("hai\u0000"),
        wanted(role="boss"),
        {**wanted(), "role": 1},
        wanted(districts=()),
        wanted(districts=("999",)),
        wanted(role="city"),
        wanted(display_name=""),
        wanted(display_name="x" * 121),
        wanted(password=""),
        wanted(more=1),
        {**wanted(), "districts": "001"},
    ],
)
def test_what_cannot_be_taken_is_named(office: Office, body: Any) -> None:
    found = problem(office.post(STAFF, "quantri", body), 422, "invalid-request")
    assert found["errors"][0]["pointer"]
