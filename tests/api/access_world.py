"""A site with something of everything in two districts, and somebody of every kind who asks for it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from httpx2 import Response
from sqlalchemy import Connection, Engine, inspect, text

from app.configuration import site_rules
from app.services.sign_in import SignInAttempt, sign_in
from app.services.staff_accounts import add_staff, deactivate, list_api_keys
from app.settings import Settings
from app.storage.audit import AuditLine, lines
from app.storage.border_notices import notices
from app.storage.engine import create_database_engine
from tests.accounts import DISTRICTS, NOW, OFFICE, PASSWORD, Clock
from tests.office import STAFF, Office, join_office, report
from tests.site import TODAY, Site, day

OWN, OTHER = "001", "017"
OPENED: Final = day(-5)
"""A locked day that both districts may write about for some hours."""
LOCKED: Final = day(-6)
CLOSED: Final = {OWN: "cu", OTHER: "xua"}
"""A closed account of a reporter of each district."""
COVERAGE: Final = "fully_vaccinated_50plus_pct"
BASE: Final = "https://vung.example.vn"
SETTINGS: Final[dict[str, Any]] = {
    "scheduler": False,
    "sources": ("district", "hospital"),
    "base_url": BASE,
    "secret_key": "a secret of this world alone",
    "webhook_loopback": True,
}

CALLERS: Final = {
    "reporter": "an",
    "supervisor": "chi",
    "city": "thanhpho",
    "job": "may",
    "admin": "quantri",
    "closed": "dong",
    "expired": "het",
    "must_change": "moi",
}
"""Who plays each kind of caller; the reporter and the supervisor answer for district 001, and so do the last three."""

NOBODY_KNOWN: Final = frozenset({"stranger", "closed", "expired"})

NOT_KEPT: Final = {
    "audit": frozenset({"*"}),
    "api_keys": frozenset({"last_used_on"}),
    "feed_tokens": frozenset({"last_used_on"}),
    "sessions": frozenset({"last_used_at"}),
    "sign_in_attempts": frozenset({"*"}),
}
"""What asking alone may change: the audit, when a key was last used, tries at the door."""


@dataclass(frozen=True)
class Place:
    """What a request is about in one of the two districts."""

    district: str
    ward: str
    """With a report and a value of today."""
    second_ward: str
    """With a report of today."""
    empty_ward: str
    """Without a report of today."""
    outbreak: str
    """With rings that are proposed."""
    ringed: str
    """An outbreak with rings that are issued."""
    cordon: str
    """Only proposed."""
    locked: str
    """A cordon in force round the second ward and the one without a report."""
    area: str
    decision: str
    waiting: str
    """A ward whose fall waits for approval."""
    reporter: str
    """Who answers for this district alone."""
    receipt: str
    key: str
    """A key of that reporter."""
    imported: str
    """A file that reporter sent, with a faulty row."""
    test_round: str
    """A round under way."""
    campaign: str
    """A campaign of this district alone."""
    webhook: str
    delivery: str
    """A message to it that was never tried."""
    feed: str
    """A calendar address of that reporter."""
    notice: int = 0
    """A border notice to this district."""


@dataclass(frozen=True)
class World:
    """The file of the site, the tokens of who asks, the two places."""

    file: Path
    tokens: dict[str, str]
    places: dict[str, Place]
    own_keys: dict[str, str]
    own_sessions: dict[str, str]
    """A session of each caller beside the one that asks."""

    def owned_by(self, who: str) -> dict[str, str]:
        """What of an address is a caller's own: a key, and a session beside the one that asks."""
        if who not in self.own_keys:
            return {}
        return {"key_id": self.own_keys[who], "session_id": self.own_sessions[who]}

    @contextmanager
    def opened(self, path: Path) -> Iterator[Visit]:
        """The application on a copy of the site."""
        shutil.copyfile(self.file, path)
        engine = create_database_engine(f"sqlite:///{path}")
        settings = Settings(**SETTINGS)
        office = join_office(Site(engine, Clock(NOW), site_rules(settings)), settings)
        yield Visit(self, path, office, engine)
        engine.dispose()


@dataclass
class Visit:
    """One application that is asked things."""

    world: World
    path: Path
    office: Office
    engine: Engine
    _columns: dict[str, list[str]] = field(default_factory=dict)

    def ask(
        self, who: str, method: str, path: str, *, headers: Mapping[str, str] | None = None, **body: Any
    ) -> Response:
        """Ask as one of the kinds of callers; `stranger` brings nothing."""
        token = self.world.tokens.get(who)
        self.office.client.cookies.clear()
        sent = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        return self.office.client.request(method, path, headers=sent, follow_redirects=False, **body)

    def begin_anew(self) -> None:
        """The site as it was at first, under the same application: laying a new one each time takes too long."""
        self.engine.dispose()
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self.world.file, self.path)

    def last_line(self) -> int:
        """The number of the newest line of the audit."""
        with self.office.site.read_sessions() as session:
            found = lines(session, limit=1)
        return found[0].id if found else 0

    def lines_after(self, number: int) -> list[AuditLine]:
        """The lines written since, oldest first."""
        with self.office.site.read_sessions() as session:
            return [each for each in reversed(lines(session, limit=50)) if each.id > number]

    def audit_bytes(self) -> bytes:
        """Everything the audit holds."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            return repr(connection.execute(text("SELECT * FROM audit")).fetchall()).encode()

    def state(self) -> dict[str, str]:
        """A digest of each table, but for what asking alone may change."""
        found = {}
        with self.engine.connect().execution_options(read_only=True) as connection:
            self._columns = self._columns or _kept_columns(connection)
            for table, names in self._columns.items():
                rows = connection.execute(text(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid"))
                found[table] = hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()
        return found


def _kept_columns(connection: Connection) -> dict[str, list[str]]:
    looked = inspect(connection)
    found = {}
    for table in looked.get_table_names():
        left_out = NOT_KEPT.get(table, frozenset())
        if "*" not in left_out:
            found[table] = [each["name"] for each in looked.get_columns(table) if each["name"] not in left_out]
    return found


def furnish(judged: Path, path: Path) -> World:
    """A world on a copy of the judged site."""
    shutil.copyfile(judged, path)
    engine = create_database_engine(f"sqlite:///{path}")
    settings = Settings(**SETTINGS)
    office = join_office(Site(engine, Clock(NOW), site_rules(settings)), settings)
    for username in STAFF:
        office.as_(username)
    places = {
        OWN: _place(office, Wards("A", "D", "B", "E", "G"), OWN, "an"),
        OTHER: _place(office, Wards("C", "H", "F", "I", "H"), OTHER, "lan"),
    }
    with office.site.read_sessions() as session:
        told = {
            each.notice.district_code: each.notice_id for each in notices(session, username="an", district_codes=None)
        }
    places = {code: replace(place, notice=told[code]) for code, place in places.items()}
    order = {"title": "Mức nguy cơ", "signer": "Chủ tịch", "document_number": "12/TB-UBND"}
    assert office.post("/api/v1/publications", "thanhpho", order).status_code == 201
    tokens = _tokens(office)
    with office.site.read_sessions() as session:
        own_keys = {
            kind: list_api_keys(session, username=who)[0].key_id for kind, who in CALLERS.items() if who in STAFF
        }
    own_sessions = {kind: _another_session(office, who, tokens[kind]) for kind, who in CALLERS.items() if who in STAFF}
    engine.dispose()
    return World(path, tokens, places, own_keys, own_sessions)


def _another_session(office: Office, username: str, token: str) -> str:
    sign_in(office.site.sessions, SignInAttempt(username, PASSWORD, OFFICE, NOW))
    answer = office.client.get("/api/v1/auth/sessions", headers={"Authorization": f"Bearer {token}"})
    return str(next(each["session_id"] for each in answer.json()["sessions"] if not each["is_this"]))


class Wards(NamedTuple):
    """The wards of a district that play a part."""

    reported: str
    second: str
    empty: str
    waiting: str
    ringed: str


def _place(office: Office, wards: Wards, district: str, reporter: str) -> Place:
    site = office.site
    site.ask_approval(district)
    outbreak = site.declare(wards.waiting).outbreak.outbreak_id
    site.change(outbreak, source_known=True)
    issued = site.declare(wards.ringed).outbreak.outbreak_id
    site.issue(issued)
    decision = site.decide(wards.second, "red").decision_id
    value = {"unit_kind": "ward", "unit_code": wards.reported, "indicator_id": COVERAGE, "value": 70}
    assert office.post("/api/v1/indicators", reporter, {**value, "reported_on": str(TODAY)}).status_code == 201
    opening = {"district_code": district, "hours": 5, "reason": "mất điện"}
    assert office.post(f"/api/v1/reporting-days/{OPENED}/reopen", "thanhpho", opening).status_code == 201
    rows = [report(ward, unknown=0) for ward in (wards.reported, wards.second)]
    for row in rows:
        row["counts"]["imported"] = 2
    sent = office.post("/api/v1/case-reports/batch", reporter, rows)
    assert sent.json()["created"] == 2, sent.text
    with site.read_sessions() as session:
        key = list_api_keys(session, username=reporter)[0].key_id
    webhook, delivery = _webhook(office, district)
    return Place(
        webhook=webhook,
        delivery=delivery,
        district=district,
        ward=wards.reported,
        second_ward=wards.second,
        empty_ward=wards.empty,
        outbreak=outbreak,
        ringed=issued,
        cordon=_cordon(office, wards.empty),
        locked=_cordon(office, wards.second, wards.empty, **_ORDER),
        area=_area(office, wards.reported),
        decision=decision,
        waiting=wards.waiting,
        reporter=reporter,
        receipt=sent.json()["receipt"],
        key=key,
        imported=_imported(office, reporter, wards),
        test_round=_test_round(office, reporter, wards),
        campaign=_campaign(office, district),
        feed=office.post("/api/v1/feed-tokens", reporter, {"label": "Tổ 1"}).json()["id"],
    )


def _test_round(office: Office, reporter: str, wards: Wards) -> str:
    said = {"ward_code": wards.reported, "started_on": str(TODAY), "samples": 10, "positives": 0, "method": "rt_pcr"}
    answer = office.post("/api/v1/test-rounds", reporter, said)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


_ORDER: Final = {"document_number": "4/QĐ-UBND", "signer": "Chủ tịch"}


def _cordon(office: Office, *wards: str, **said: str) -> str:
    answer = office.post("/api/v1/cordons", "thanhpho", {"name": "Ngõ 4", "ward_codes": list(wards), **said})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _area(office: Office, ward: str) -> str:
    body = {"kind": "green_cluster", "name": "Cụm xanh", "ward_codes": [ward], **_ORDER}
    answer = office.post("/api/v1/areas", "thanhpho", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _webhook(office: Office, district: str) -> tuple[str, str]:
    # Nobody listens there, so a try is over at once.
    answer = office.post("/api/v1/webhooks", "thanhpho", {"url": "http://127.0.0.1:9/", "district_codes": [district]})
    assert answer.status_code == 201, answer.text
    webhook, place = str(answer.json()["webhook_id"]), f"/api/v1/webhooks/{answer.json()['webhook_id']}"
    last = office.get("/api/v1/changes", limit=1000).json()["next_cursor"]
    assert office.post(f"{place}/replay", "thanhpho", {"after": "0-0", "until": last}).status_code == 200
    return webhook, str(office.get(f"{place}/deliveries", "thanhpho").json()["items"][0]["delivery_id"])


def _campaign(office: Office, district: str) -> str:
    said = {"name": "Toàn quận", "district_codes": [district], "starts_on": str(TODAY), "target_on": str(day(9))}
    answer = office.post("/api/v1/campaigns", "thanhpho", said)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _imported(office: Office, reporter: str, wards: Wards) -> str:
    head = "Mã;Phường, xã;Chưa rõ nguồn;Rõ nguồn;Khu phong toả;Khu cách ly;Nhập cảnh"
    rows = [f"{ward};Phường {ward};0;{count};0;0;0" for ward, count in ((wards.waiting, "0"), (wards.empty, "hai"))]
    content = "\r\n".join([f"Báo cáo ngày {TODAY:%d/%m/%Y};;;;;;", head, *rows]).encode()
    answer = office.client.post(
        "/api/v1/imports?partial=true", headers=office.as_(reporter), files={"file": ("bao-cao.csv", content)}
    )
    assert answer.json().get("rejected") == 1, answer.text
    return str(answer.json()["import_id"])


def _tokens(office: Office) -> dict[str, str]:
    site = office.site
    with site.sessions.begin() as session:
        for username in ("dong", "het", "moi", *CLOSED.values()):
            add_staff(
                session,
                username=username,
                password=PASSWORD,
                role=STAFF["an"][0],
                district_codes=[OTHER if username == CLOSED[OTHER] else OWN],
                known_district_codes=DISTRICTS,
                now=NOW,
                actor="cli",
                must_change_password=username == "moi",
            )
    moments = {"expired": NOW - timedelta(hours=13)}
    tokens = {}
    for kind, username in CALLERS.items():
        attempt = SignInAttempt(username, PASSWORD, OFFICE, moments.get(kind, NOW))
        tokens[kind] = sign_in(site.sessions, attempt).token
    with site.sessions.begin() as session:
        for username in ("dong", *CLOSED.values()):
            deactivate(session, username=username, now=NOW, actor="cli")
    return tokens
