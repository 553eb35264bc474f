"""Refused writes leave an audit line and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.api.exports import EXPORT
from app.api.problem_handlers import install_problem_handlers
from app.api.refusals import audit_refusal
from app.api.security import CurrentStaff, MayIssueRing
from app.domain.vocabulary import Role
from app.services.access import require_district
from app.services.staff_accounts import create_api_key
from app.storage import audit
from app.storage.audit import AuditEntry, Outcome
from app.storage.engine import create_database_engine, session_factory
from tests.accounts import BA_DINH, DONG_ANH, NOW, Clock, hash_quickly, open_account


def report(caller: CurrentStaff, district: str, request: Request) -> None:
    """A write that only looks whether it is allowed."""
    request.state.request_id = "req-1"
    require_district(caller, district)


def issue(caller: MayIssueRing) -> None:
    """A write for leads."""


def hand_out(caller: MayIssueRing) -> None:
    """An export for leads."""


def stumble(caller: CurrentStaff) -> None:
    """A write that fails."""
    raise RuntimeError("Bà Hoa, 0912")


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    """One engine is enough here: lines are proved to be kept on both elsewhere."""
    engine = create_database_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """The clock of the application."""
    return Clock()


@pytest.fixture
def client(engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client signed in as a reporter of Đông Anh."""
    hash_quickly(monkeypatch)
    app = FastAPI()
    install_problem_handlers(app, on_refusal=audit_refusal)
    app.add_api_route("/report", report, methods=["POST", "GET"])
    app.add_api_route("/rings", issue, methods=["POST"])
    app.add_api_route("/everything", hand_out, methods=["GET"], dependencies=[EXPORT])
    app.add_api_route("/stumble", stumble, methods=["POST"])
    app.state.session_factory = session_factory(engine)
    app.state.clock = clock
    with app.state.session_factory.begin() as session:
        open_account(session, "lan", district_codes=[DONG_ANH])
        key = create_api_key(session, username="lan", now=NOW, label="máy", actor="cli")
    with TestClient(app, raise_server_exceptions=False, headers={"Authorization": f"Bearer {key}"}) as client:
        yield client


def refusals(engine: Engine) -> list[AuditEntry]:
    with session_factory(engine)() as session:
        return [line.entry for line in audit.lines(session) if line.entry.outcome is not Outcome.DONE]


def test_a_write_in_a_foreign_district_leaves_a_line(client: TestClient, engine: Engine) -> None:
    assert client.post(f"/report?district={BA_DINH}").status_code == 403
    assert refusals(engine) == [
        AuditEntry(
            at=NOW,
            actor="lan",
            role=Role.REPORTER,
            action="report",
            subject="POST /report",
            outcome=Outcome.REFUSED,
            district_code=BA_DINH,
            detail={"status": 403, "fault": "NotYourDistrict"},
            request_id="req-1",
        )
    ]


def test_a_write_by_another_role_leaves_a_line(client: TestClient, engine: Engine) -> None:
    assert client.post("/rings").status_code == 403
    assert [(entry.action, entry.detail) for entry in refusals(engine)] == [
        ("issue", {"status": 403, "fault": "RoleRequired"})
    ]


def test_a_fault_of_ours_is_a_failed_write_and_its_words_stay_out(client: TestClient, engine: Engine) -> None:
    assert client.post("/stumble").status_code == 500
    [entry] = refusals(engine)
    assert (entry.outcome, entry.detail) == (Outcome.FAILED, {"status": 500, "fault": "RuntimeError"})


def test_a_write_that_is_not_understood_leaves_a_line(client: TestClient, engine: Engine) -> None:
    assert client.post("/report").status_code == 422
    [entry] = refusals(engine)
    assert (entry.outcome, entry.detail) == (Outcome.REFUSED, {"status": 422, "fault": "RequestValidationError"})


def test_a_write_that_is_allowed_leaves_no_refusal(client: TestClient, engine: Engine) -> None:
    assert client.post(f"/report?district={DONG_ANH}").status_code == 200
    assert refusals(engine) == []


def test_a_refused_reading_leaves_no_line(client: TestClient, engine: Engine) -> None:
    assert client.get(f"/report?district={BA_DINH}").status_code == 403
    assert refusals(engine) == []


def test_writes_of_strangers_share_a_line_in_ten_minutes(client: TestClient, engine: Engine, clock: Clock) -> None:
    def knock() -> None:
        assert client.post("/rings", headers={"Authorization": "Bearer khs_secret"}).status_code == 401

    for _ in range(5):
        knock()
    clock.move(timedelta(minutes=10))
    knock()
    later, first = refusals(engine)
    assert [(each.actor, each.action, each.subject) for each in (first, later)] == [
        ("unknown", "stranger_write", "POST /rings")
    ] * 2
    assert (first.detail["tries"], later.detail["tries"]) == (1, 5)
    assert "secret" not in str([first, later])


def test_a_reading_of_a_stranger_leaves_no_line(client: TestClient, engine: Engine) -> None:
    assert client.get("/report?district=001", headers={"Authorization": ""}).status_code == 401
    assert refusals(engine) == []


def test_a_refused_export_leaves_a_line(client: TestClient, engine: Engine) -> None:
    assert client.get("/everything").status_code == 403
    [entry] = refusals(engine)
    assert (entry.action, entry.subject, entry.district_code) == ("hand_out", "GET /everything", DONG_ANH)
