"""Alive and ready, for the machines that watch the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import __version__
from app.api.app import create_app
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import Clock, hash_quickly
from tests.office import REPORTS, ZONES, Office, office_on_sqlite, problem, report
from tests.site import counts


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def take_the_database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise OperationalError("SELECT 1", {}, ConnectionError("gone"))

    monkeypatch.setattr(Session, "execute", fail)
    monkeypatch.setattr(Session, "scalar", fail)
    monkeypatch.setattr(Session, "scalars", fail)
    monkeypatch.setattr(Session, "connection", fail)


def test_alive_says_the_version_and_nothing_of_the_database(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    take_the_database_away(monkeypatch)
    answer = office.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})
    assert answer.headers["Cache-Control"] == "no-store"


def test_ready_says_from_which_revision_and_how_many_wards(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    body = office.get("/readyz").json()
    assert (body["status"], body["revision"], body["wards"], body["drill"]) == (
        "ready",
        office.site.revision(),
        9,
        False,
    )


def test_without_a_database_from_the_start_it_is_not_ready(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    take_the_database_away(monkeypatch)
    answer = office.get("/readyz")
    problem(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_when_the_database_goes_reads_go_on_marked_stale_and_writes_say_when_to_come_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.as_("an")
    before = office.get(ZONES)
    with monkeypatch.context() as outage:
        take_the_database_away(outage)
        office.site.clock.now = office.site.rules.clock.next_switch(office.site.clock.now)
        stale = office.get(ZONES)
        assert (stale.status_code, stale.content) == (200, before.content)
        assert "Stale" in stale.headers["Warning"]
        refused = office.post(REPORTS, "an", report())
        problem(refused, 503, "unavailable")
        assert int(refused.headers["Retry-After"]) <= 5
        problem(office.get("/readyz"), 503, "unavailable")
    assert "Warning" not in office.get(ZONES).headers
    assert office.get("/readyz").status_code == 200
    assert office.stored_reports() == 0


def test_a_site_that_was_never_laid_is_not_ready(blank_sqlite_url: str) -> None:
    engine = create_database_engine(blank_sqlite_url)
    client = TestClient(create_app(Settings(scheduler=False), clock=Clock(), engine=engine))
    for path in ("/readyz", ZONES):
        problem(client.get(path), 503, "unavailable")
    engine.dispose()


def test_a_site_with_tables_and_nothing_in_them_is_not_ready(sqlite_url: str) -> None:
    engine = create_database_engine(sqlite_url)
    client = TestClient(create_app(Settings(scheduler=False), clock=Clock(), engine=engine))
    for path in ("/readyz", ZONES, f"{ZONES}/E"):
        problem(client.get(path), 503, "unavailable")
    engine.dispose()


def test_the_application_watches_the_database_while_it_serves(sqlite_url: str) -> None:
    with office_on_sqlite(sqlite_url) as office, office.client:
        store = office.app.state.snapshots
        assert store._thread is not None
        assert store._thread.is_alive()
    assert not store._thread.is_alive()
