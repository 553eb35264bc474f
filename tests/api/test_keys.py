"""Personal keys of one's own: made by a sign-in, ended at will or by themselves, and seen once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from tests.accounts import NOW, PASSWORD, hash_quickly
from tests.office import Office, office_on_sqlite, open_office, problem

KEYS = "/api/v1/keys"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def office(engine: Engine) -> Office:
    """A site on which a reporter has an account, and a key for it."""
    office = open_office(engine)
    office.as_("an")
    return office


@pytest.fixture
def session(office: Office) -> dict[str, str]:
    """The reporter signed in."""
    answer = office.client.post("/api/v1/auth/token", data={"username": "an", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def make(office: Office, session: dict[str, str], **said: Any) -> Response:
    return office.client.post(KEYS, headers=session, json={"label": "máy quận", **said})


def me(office: Office, key: str) -> int:
    return office.get("/api/v1/auth/me", None, {"Authorization": f"Bearer {key}"}).status_code


def test_a_key_is_answered_once_and_opens_what_its_owner_may(office: Office, session: dict[str, str]) -> None:
    answer = make(office, session)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    secret = answer.json()["key"]
    assert me(office, secret) == 200
    listed = office.get(KEYS, None, session)
    assert [each["label"] for each in listed.json()["items"]] == ["thử", "máy quận"]
    assert secret not in listed.text


def test_a_key_makes_no_key(office: Office) -> None:
    problem(office.post(KEYS, "an", {"label": "máy quận"}), 403, "sign-in-needed")


def test_a_key_ends_by_itself(office: Office, session: dict[str, str]) -> None:
    secret = make(office, session, expires_at="2021-08-14T11:00:00+07:00").json()["key"]
    assert me(office, secret) == 200
    office.site.clock.move(timedelta(hours=1))
    assert me(office, secret) == 401


def test_a_label_is_free_again_when_its_key_has_ended(office: Office, session: dict[str, str]) -> None:
    make(office, session, expires_at="2021-08-14T11:00:00+07:00")
    problem(make(office, session), 409, "conflict")
    office.site.clock.move(timedelta(hours=1))
    assert make(office, session).status_code == 201


@pytest.mark.parametrize(
    "end", ["2021-08-14T10:00:00+07:00", "2021-08-13", "bao giờ cũng được", "9999-12-31T23:00:00Z"]
)
def test_an_end_that_is_no_moment_to_come_is_refused(office: Office, session: dict[str, str], end: str) -> None:
    found = problem(make(office, session, expires_at=end), 422, "invalid-request")
    assert found["errors"][0]["pointer"] == "/expires_at"


def test_one_ends_a_key_of_ones_own(office: Office, session: dict[str, str]) -> None:
    made = make(office, session).json()
    answer = office.client.delete(f"{KEYS}/{made['key_id']}", headers=session)
    assert (answer.status_code, answer.json()["label"]) == (200, "máy quận")
    assert me(office, made["key"]) == 401
    assert office.audited()[0].action == "key_revoke"


def test_nobody_ends_the_key_of_somebody_else_as_their_own(office: Office, session: dict[str, str]) -> None:
    made = make(office, session).json()
    answer = office.client.delete(f"{KEYS}/{made['key_id']}", headers=office.as_("lan"))
    problem(answer, 404, "key-not-found")
    assert me(office, made["key"]) == 200


def test_the_day_of_the_last_use_is_noted_by_the_local_calendar(office: Office) -> None:
    assert used_on(office) == "2021-08-14"
    office.site.clock.now = NOW + timedelta(hours=15)
    assert used_on(office) == "2021-08-15"


def test_a_busy_database_keeps_no_key_waiting(sqlite_url: str) -> None:
    with office_on_sqlite(sqlite_url) as office:
        office.as_("an")
        with office.site.sessions.begin() as writer:
            writer.connection()
            assert office.get("/api/v1/auth/me", "an").status_code == 200
            assert used_on(office) is None
        assert used_on(office) == "2021-08-14"


def used_on(office: Office) -> Any:
    """The day the key was last used, as the key itself is told in using it."""
    return office.get(KEYS, "an").json()["items"][0]["last_used_on"]
