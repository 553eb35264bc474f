"""Signing in and out over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.api import sign_in_door
from app.api.problem_handlers import install_problem_handlers
from app.api.routes import auth
from app.domain.vocabulary import Role
from app.services import passwords
from app.services.staff_accounts import create_api_key, deactivate
from app.storage import audit
from app.storage.engine import session_factory
from tests.accounts import DONG_ANH, NOW, PASSWORD, Clock, hash_quickly, open_account

TOKEN, LOGOUT, ME = "/api/v1/auth/token", "/api/v1/auth/logout", "/api/v1/auth/me"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def clock() -> Clock:
    """The clock of the application."""
    return Clock()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """The sessions of a site with a reporter, `lan`, and an administrator, `quantri`."""
    made = session_factory(engine)
    with made.begin() as session:
        open_account(session, "lan")
        open_account(session, "quantri", Role.ADMIN)
    return made


@pytest.fixture
def client(sessions: sessionmaker[Session], clock: Clock) -> Iterator[TestClient]:
    """A client of the sign-in routes."""
    app = FastAPI()
    app.include_router(auth.router)
    install_problem_handlers(app)
    app.state.session_factory = sessions
    app.state.clock = clock
    with TestClient(app) as client:
        yield client


def sign_in(client: TestClient, username: str = "lan", password: str = PASSWORD) -> dict[str, str]:
    """The header of a fresh session."""
    answer = client.post(TOKEN, data={"username": username, "password": password})
    assert answer.status_code == 200
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_the_password_form_is_answered_with_a_token(client: TestClient) -> None:
    answer = client.post(TOKEN, data={"grant_type": "password", "username": "Lan", "password": PASSWORD, "scope": ""})
    body = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(body.pop("access_token")) > 40
    assert body == {"token_type": "bearer", "expires_in": 43_200, "role": "reporter", "districts": [DONG_ANH]}


def test_who_answers_for_every_district_is_told_so_by_null(client: TestClient) -> None:
    answer = client.post(TOKEN, data={"username": "quantri", "password": PASSWORD})
    assert (answer.json()["role"], answer.json()["districts"]) == ("admin", None)


def test_the_token_says_who_one_is(client: TestClient) -> None:
    answer = client.get(ME, headers=sign_in(client))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "username": "lan",
        "display_name": "lan",
        "role": "reporter",
        "districts": [DONG_ANH],
        "expires_at": "2021-08-14T15:00:00Z",
        "must_change_password": False,
    }


def test_a_personal_key_is_taken_in_place_of_a_token(client: TestClient, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        key = create_api_key(session, username="lan", now=NOW, label="máy", actor="cli")
    answer = client.get(ME, headers={"Authorization": f"Bearer {key}"})
    assert (answer.json()["username"], answer.json()["expires_at"]) == ("lan", None)


def test_signing_out_ends_the_session_at_once(client: TestClient) -> None:
    header = sign_in(client)
    assert client.post(LOGOUT, headers=header).status_code == 204
    assert client.get(ME, headers=header).status_code == 401
    assert client.post(LOGOUT, headers=header).status_code == 401


def test_a_personal_key_does_not_sign_out(client: TestClient, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        key = create_api_key(session, username="lan", now=NOW, label="máy", actor="cli")
    header = {"Authorization": f"Bearer {key}"}
    assert client.post(LOGOUT, headers=header).status_code == 409
    assert client.get(ME, headers=header).status_code == 200


def test_a_session_ends_by_itself(client: TestClient, clock: Clock) -> None:
    header = sign_in(client)
    clock.move(timedelta(hours=12))
    assert client.get(ME, headers=header).status_code == 401


def test_the_length_of_a_session_is_a_setting(client: TestClient, clock: Clock) -> None:
    app = client.app
    assert isinstance(app, FastAPI)
    app.state.session_lifetime = timedelta(minutes=30)
    answer = client.post(TOKEN, data={"username": "lan", "password": PASSWORD})
    assert answer.json()["expires_in"] == 1_800
    clock.move(timedelta(minutes=30))
    header = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert client.get(ME, headers=header).status_code == 401


def test_a_closed_account_is_out_at_once(client: TestClient, sessions: sessionmaker[Session]) -> None:
    header = sign_in(client)
    with sessions.begin() as session:
        deactivate(session, username="lan", now=NOW, actor="quantri")
    assert client.get(ME, headers=header).status_code == 401


def test_a_stranger_is_told_how_to_sign_in(client: TestClient) -> None:
    headers: list[dict[str, str]] = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic bGFuOm1hdGtoYXU="},
        {"Authorization": "Bearer khs_nonsense"},
        {"Authorization": "Bearer khv_nonsense"},
        {"Authorization": "Bearer khs_" + "x" * 4_000},
    ]
    for header in headers:
        for answer in (client.get(ME, headers=header), client.post(LOGOUT, headers=header)):
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_token_in_the_address_opens_nothing(client: TestClient) -> None:
    token = sign_in(client)["Authorization"].removeprefix("Bearer ")
    assert client.get(f"{ME}?access_token={token}&token={token}").status_code == 401


def test_wrong_password_and_unknown_name_get_one_answer(client: TestClient) -> None:
    answers = [
        client.post(TOKEN, data={"username": username, "password": "không phải mật khẩu"})
        for username in ("lan", "nobody")
    ]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers


@pytest.mark.parametrize("username", ["lan", "nobody"])
def test_after_ten_wrong_tries_one_waits(client: TestClient, clock: Clock, username: str) -> None:
    for _ in range(10):
        assert client.post(TOKEN, data={"username": username, "password": "sai"}).status_code == 401
    answer = client.post(TOKEN, data={"username": username, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    clock.move(timedelta(seconds=60))
    assert client.post(TOKEN, data={"username": "lan", "password": PASSWORD}).status_code == 200


def test_a_form_that_lacks_something_is_refused_without_repeating_the_password(client: TestClient) -> None:
    forms: list[dict[str, str]] = [
        {},
        {"username": "lan"},
        {"password": PASSWORD},
        {"username": "", "password": PASSWORD},
        {"username": "x" * 201, "password": PASSWORD},
        {"username": "lan", "password": PASSWORD * 100},
        {"username": "lan", "password": PASSWORD, "grant_type": "client_credentials"},
    ]
    for form in forms:
        answer = client.post(TOKEN, data=form)
        assert answer.status_code == 422
        assert PASSWORD not in answer.text


def test_a_form_in_json_is_refused(client: TestClient) -> None:
    assert client.post(TOKEN, json={"username": "lan", "password": PASSWORD}).status_code == 422


def test_odd_bytes_in_the_form_are_a_wrong_password(client: TestClient) -> None:
    odd = [b"username=lan&password=%00%ff%fe", b"username=%ed%a0%80&password=abc", b"username=la%00n&password=%0a"]
    for body in odd:
        answer = client.post(TOKEN, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status_code == 401


def test_a_database_that_is_away_is_told_as_such(
    client: TestClient, sessions: sessionmaker[Session], engine: Engine
) -> None:
    header = sign_in(client)

    @event.listens_for(engine, "before_cursor_execute")
    def away(*_call: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server is away"))

    answers = [
        client.post(TOKEN, data={"username": "lan", "password": PASSWORD}),
        client.get(ME, headers=header),
        client.post(LOGOUT, headers=header),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0


def test_a_crowd_at_the_door_is_told_to_come_back_while_the_rest_goes_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = sign_in(client)
    arrived, opened = threading.Semaphore(0), threading.Event()
    at_once: list[int] = []
    try_password = passwords.try_password

    def held(password: str, password_hash: str | None) -> passwords.Verdict:
        at_once.append(1)
        arrived.release()
        assert opened.wait(timeout=30)
        return try_password(password, password_hash)

    monkeypatch.setattr(passwords, "try_password", held)
    monkeypatch.setattr(sign_in_door, "_WAITING_AT_MOST", 3)
    with ThreadPoolExecutor(5) as crowd:
        answers = [
            crowd.submit(client.post, TOKEN, data={"username": f"guess{number}", "password": "sai"})
            for number in range(5)
        ]
        arrived.acquire(timeout=30)
        arrived.acquire(timeout=30)
        refused = _refused_at_the_door(client)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        assert client.get(ME, headers=header).status_code == 200
        assert len(at_once) == 2
        opened.set()
    assert [answer.result().status_code for answer in answers] == [401] * 5


def _refused_at_the_door(client: TestClient) -> Response:
    """The first answer of one who is not let in; those already waiting are on their way to the door."""
    app = client.app
    assert isinstance(app, FastAPI)
    for _ in range(6_000):
        if app.state.sign_in_door.statistics().tasks_waiting == 3:
            break
        threading.Event().wait(0.005)
    return client.post(TOKEN, data={"username": "lan", "password": PASSWORD})


def test_the_audit_knows_who_came_from_where(client: TestClient, sessions: sessionmaker[Session]) -> None:
    client.post(TOKEN, data={"username": "lan", "password": "sai"})
    client.post(LOGOUT, headers=sign_in(client))
    with sessions() as session:
        entries = [line.entry for line in audit.lines(session, limit=3)]
    assert [(entry.action, entry.outcome.value) for entry in entries] == [
        ("sign_out", "done"),
        ("sign_in", "done"),
        ("sign_in", "refused"),
    ]
    assert entries[1].detail == {"address": "testclient"}


def test_the_contract_names_the_way_to_sign_in(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    scheme = document["components"]["securitySchemes"]["Staff"]
    assert scheme["flows"]["password"]["tokenUrl"] == TOKEN
    assert "security" not in document["paths"][TOKEN]["post"]
    for path, method in ((ME, "get"), (LOGOUT, "post")):
        assert document["paths"][path][method]["security"] == [{"Staff": []}]
