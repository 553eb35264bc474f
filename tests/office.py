"""A site asked over HTTP: the whole application in process, and somebody of each role to ask as."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine, func, select

from app.api.app import create_app
from app.api.guard import Guard
from app.api.snapshot_server import SnapshotServer
from app.configuration import site_rules
from app.domain.vocabulary import BoundaryStatus, Role
from app.services.staff_accounts import add_staff, create_api_key
from app.settings import Settings
from app.storage.audit import AuditEntry, lines
from app.storage.engine import create_database_engine
from app.storage.tables.ledger import CaseReportRow
from tests.accounts import DISTRICTS, NOW, PASSWORD, Clock
from tests.site import TODAY, Site, open_site

STAFF: Final[dict[str, tuple[Role, tuple[str, ...]]]] = {
    "an": (Role.REPORTER, ("001",)),
    "lan": (Role.REPORTER, ("017",)),
    "chi": (Role.SUPERVISOR, ("001",)),
    "binh": (Role.SUPERVISOR, ("001", "017")),
    "thanhpho": (Role.CITY, ()),
    "may": (Role.JOB, ()),
    "quantri": (Role.ADMIN, ()),
}
SITE_KEY: Final = "a secret of this test alone"
REPORTS: Final = "/api/v1/case-reports"
OUTBREAKS: Final = "/api/v1/outbreaks"
ZONES: Final = "/api/v1/zones"


def report(ward: str = "E", on: object = TODAY, unknown: int = 1, **said: Any) -> dict[str, Any]:
    """A case report as it is posted: one community case of unknown source today, unless said otherwise."""
    return {
        "ward_code": ward,
        "reporting_date": str(on),
        "counts": {
            "community_unknown_source": unknown,
            "community_known_source": 0,
            "lockdown_area": 0,
            "quarantine": 0,
            "imported": 0,
        },
        **said,
    }


def correction(unknown: int = 0, **said: Any) -> dict[str, Any]:
    """A correction as it is put: 0 of every class but those of unknown source."""
    return {"counts": report(unknown=unknown)["counts"], "reason_code": "other", **said}


def key_of(ward: str = "E", on: object = TODAY) -> str:
    """The address of a report."""
    return f"{REPORTS}/{ward}/{on}"


def outbreak(*wards: str, **said: Any) -> dict[str, Any]:
    """An outbreak as it is declared: at home, of unknown source, opened today, unless said otherwise."""
    place = {"ward_codes": list(wards)} if wards else {}
    return {**place, "source_known": False, "setting": "residential", "opened_on": str(TODAY), **said}


@dataclass
class Office:
    """The application on one site; each member of staff gets an account and a key when first needed."""

    site: Site
    settings: Settings
    client: TestClient
    app: FastAPI
    _keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def as_(self, username: str) -> dict[str, str]:
        """The header under which a member of staff asks."""
        if username not in self._keys:
            role, districts = STAFF[username]
            with self.site.sessions.begin() as session:
                add_staff(
                    session,
                    username=username,
                    password=PASSWORD,
                    role=role,
                    district_codes=districts,
                    known_district_codes=DISTRICTS,
                    now=self.site.clock.now,
                    actor="cli",
                )
                key = create_api_key(session, username=username, now=self.site.clock.now, label="thử", actor="cli")
            self._keys[username] = {"Authorization": f"Bearer {key}"}
        return self._keys[username]

    def get(
        self, path: str, who: str | None = None, /, headers: dict[str, str] | None = None, **query: Any
    ) -> Response:
        """Read, as a stranger or as somebody."""
        sent = {**(self.as_(who) if who else {}), **(headers or {})}
        return self.client.get(path, params=query or None, headers=sent)

    def post(self, path: str, who: str | None, body: Any = None, /, **headers: str) -> Response:
        """Post JSON; headers are written with underscores."""
        return self._send("POST", path, who, body, headers)

    def put(self, path: str, who: str | None, body: Any, /, **headers: str) -> Response:
        """Put JSON."""
        return self._send("PUT", path, who, body, headers)

    def patch(self, path: str, who: str | None, body: Any, /, **headers: str) -> Response:
        """Patch with JSON."""
        return self._send("PATCH", path, who, body, headers)

    def level(self, ward: str) -> str:
        """The level in force in a ward, as the public reads it."""
        return str(self.get(f"{ZONES}/{ward}").json()["level"])

    def audited(self, limit: int = 20) -> list[AuditEntry]:
        """The newest lines of the audit first."""
        with self.site.read_sessions() as session:
            return [each.entry for each in lines(session, limit=limit)]

    def stored_reports(self) -> int:
        """How many versions of reports the ledger holds."""
        with self.site.read_sessions() as session:
            return session.scalar(select(func.count()).select_from(CaseReportRow)) or 0

    def _send(self, method: str, path: str, who: str | None, body: Any, headers: dict[str, str]) -> Response:
        sent = {**(self.as_(who) if who else {}), **{name.replace("_", "-"): text for name, text in headers.items()}}
        return self.client.request(method, path, json=body, headers=sent)


def open_office(
    engine: Engine, *, clock: Clock | None = None, status: BoundaryStatus = BoundaryStatus.OFFICIAL, **settings: Any
) -> Office:
    """The application on a freshly laid site; settings are those of the service."""
    site_settings = Settings(
        **{"scheduler": False, "sources": ("district", "hospital"), "secret_key": SITE_KEY, **settings}
    )
    site = open_site(engine, clock=clock or Clock(NOW), rules=site_rules(site_settings), status=status)
    return join_office(site, site_settings)


@contextmanager
def office_on_sqlite(url: str, **settings: Any) -> Iterator[Office]:
    """The application on SQLite alone: for what is decided before, or without, any database."""
    engine = create_database_engine(url)
    yield open_office(engine, **settings)
    engine.dispose()


def join_office(site: Site, settings: Settings) -> Office:
    """The application on a site that is laid already, as another process would serve it."""
    guard = create_app(settings, clock=site.clock, engine=site.engine)
    assert isinstance(guard, Guard)
    assert isinstance(guard.app, SnapshotServer)
    assert isinstance(guard.app.app, FastAPI)
    return Office(site, settings, TestClient(guard, raise_server_exceptions=False), guard.app.app)


def problem(answer: Response, status: int, slug: str | None = None) -> dict[str, Any]:
    """The problem an answer holds, of this status and kind."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert len(document["detail"]) > 10
    if slug is not None:
        assert document["type"].endswith(f"/problems/{slug}")
    return document
