"""No acknowledged report is lost: a server is killed again and again while four clerks post and correct.

After each restart the ledger must hold what was acknowledged, once and as sent, and of what was cut off all or nothing:
counts, versions, the answer kept under the key and the line in the audit. Clerks do what a client should: what was not
answered is sent again under its key. At the end the whole history is replayed.

The bounded form kills 5 times on each database; with KHOANHVUNG_SOAK=1 it is the full figure of 200. It is the service
that is killed: a crash of PostgreSQL itself, or of the machine, is another test's.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Engine, select

from app.domain.vocabulary import CASE_CLASSES, Role
from app.services.staff_accounts import create_api_key
from app.storage.engine import create_database_engine, read_session_factory
from app.storage.schema import upgrade
from app.storage.tables.audit import AuditRow
from app.storage.tables.idempotency import IdempotencyKeyRow
from app.storage.tables.ledger import CaseReportRow
from tests.accounts import Clock, open_account
from tests.grids import draw_grid
from tests.office import REPORTS
from tests.promises.serving import ROOT, Door, ServerProcess, free_port
from tests.site import Site, open_site
from tests.threads import wait_until

SITES, KILLS = (10, 20) if os.environ.get("KHOANHVUNG_SOAK") == "1" else (1, 5)
"""Kills of a site, and sites on each database; several, since each is replayed whole and must not run out of cells."""
LATEST_KILL_S: Final = 1.0
MOST_ANSWERS: Final = 40
KHOANHVUNG: Final = [sys.executable, "-m", "app"]
CLERKS: Final = 4
SIDE: Final = 8
DAYS: Final = 14
DAYS_MISSED: Final = 3
"""Days that closed before the first server starts: its scheduler judges them while the first reports come in."""

Cell = tuple[str, str]
"""A ward and a reporting day."""


@dataclass(frozen=True)
class Said:
    """What is sent of one cell; no two have the same note."""

    counts: tuple[int, ...]
    tests: tuple[int, int]
    note: str

    def as_json(self) -> dict[str, object]:
        counts = dict(zip(CASE_CLASSES, self.counts, strict=True))
        samples, positives = self.tests
        return {"counts": counts, "tests": {"samples": samples, "positives": positives}, "note": self.note}


@dataclass(frozen=True)
class Sending:
    """One request: a report, several in a batch, or the correction of one; `version` is the one it makes."""

    key: str
    said: Mapping[Cell, Said]
    version: int = 1

    @property
    def is_correction(self) -> bool:
        return self.version > 1

    def ask(self, client: http.client.HTTPConnection, authorization: str) -> int:
        """The status it is answered with; what follows the first lines may be cut off, it is acknowledged by then."""
        method, path, body, header = self._request()
        headers = {"Authorization": authorization, "Content-Type": "application/json", **header}
        client.request(method, path, json.dumps(body), headers)
        answer = client.getresponse()
        with contextlib.suppress(OSError, http.client.HTTPException):
            answer.read()
        return answer.status

    def _request(self) -> tuple[str, str, object, dict[str, str]]:
        if self.is_correction:
            [((ward, day), said)] = self.said.items()
            body = {**said.as_json(), "reason_code": "other"}
            return "PUT", f"{REPORTS}/{ward}/{day}", body, {"If-Match": f'"{self.version - 1}"'}
        reports = [
            {"ward_code": ward, "reporting_date": day, **said.as_json()} for (ward, day), said in self.said.items()
        ]
        key = {"Idempotency-Key": self.key}
        return ("POST", REPORTS, reports[0], key) if len(reports) == 1 else ("POST", f"{REPORTS}/batch", reports, key)


@dataclass(frozen=True)
class Version:
    """One version of a cell as it is stored."""

    number: int
    said: Said
    recorded: int
    superseded: int | None


@dataclass(frozen=True)
class Stored:
    """What the database holds of every cell, oldest version first, and what was written beside the ledger."""

    versions: dict[Cell, list[Version]]
    keys: list[str]
    audited: list[int | None]

    def holds_some_of(self, sending: Sending) -> bool:
        """Whether any part of it stands."""
        return sending.key in self.keys or any(
            said in [each.said for each in self.versions.get(cell, [])] for cell, said in sending.said.items()
        )


@dataclass
class Clerk:
    """Reports and corrects cells nobody else touches, one request after the other, and remembers what it was told."""

    name: str
    authorization: str
    chance: random.Random
    fresh: list[Cell]
    acknowledged: list[Sending] = field(default_factory=list)
    unanswered: Sending | None = None
    refused: list[str] = field(default_factory=list)
    _newest: dict[Cell, int] = field(default_factory=dict)
    _begun: int = 0

    def work(self, door: Door, told: Callable[[], None] = lambda: None, *, at_most: int = sys.maxsize) -> None:
        """Send until the server is gone, first what it did not answer; `told` is called at every answer."""
        client = http.client.HTTPConnection("127.0.0.1", door.port, timeout=30)
        with contextlib.closing(client), contextlib.suppress(OSError, http.client.HTTPException):
            for _ in range(at_most):
                self.unanswered = self.unanswered or self._next()
                status = self.unanswered.ask(client, self.authorization)
                told()
                if status not in {200, 201}:
                    self.refused.append(f"{self.unanswered} was answered {status}")
                    break
                self._acknowledge(self.unanswered)

    def expects(self, stored: Stored) -> list[Sending]:
        """What must stand: all that was acknowledged, and what was cut off if a part of it is found.

        A correction has no key. As a client would, the clerk looks whether it stands instead of sending it again.
        """
        cut_off = self.unanswered
        if cut_off is None or not stored.holds_some_of(cut_off):
            return self.acknowledged
        if cut_off.is_correction:
            self._acknowledge(cut_off)
            return self.acknowledged
        return [*self.acknowledged, cut_off]

    def _acknowledge(self, sending: Sending) -> None:
        self.acknowledged.append(sending)
        self._newest.update(dict.fromkeys(sending.said, sending.version))
        self.unanswered = None

    def _next(self) -> Sending:
        self._begun += 1
        key = f"{self.name}-{self._begun}"
        if not self.fresh or (self._newest and self.chance.random() < 0.3):
            cell = self.chance.choice(list(self._newest))
            return Sending(key, {cell: self._say(key)}, self._newest[cell] + 1)
        many = self.chance.choice((1, 1, 1, 5))
        taken, self.fresh = self.fresh[:many], self.fresh[many:]
        return Sending(key, {cell: self._say(f"{key}/{number}") for number, cell in enumerate(taken)})

    def _say(self, note: str) -> Said:
        counts = self.chance.choices((0, 1, 9), weights=(6, 2, 1), k=len(CASE_CLASSES))
        return Said(tuple(counts), (self.chance.randrange(100, 200), self.chance.randrange(100)), note)


@dataclass(frozen=True)
class Ground:
    """The database of a site, and the folder its servers run in."""

    url: str
    folder: Path

    @contextlib.contextmanager
    def serving(self) -> Iterator[ServerProcess]:
        """`khoanhvung serve`, once it answers; killed at the end if it still runs."""
        log, port = self.folder / "server.log", free_port()
        command = [*KHOANHVUNG, "serve", "--port", str(port)]
        with log.open("ab") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, **self._options())
        server = ServerProcess(port, process, log)
        try:
            wait_until(lambda: process.poll() is not None or _is_ready(server))
            assert process.poll() is None, log.read_text()
            yield server
        finally:
            process.kill()
            process.wait()

    def differences(self) -> Any:
        """What `khoanhvung verify-history` finds."""
        command = [*KHOANHVUNG, "verify-history", "--json"]
        done = subprocess.run(command, capture_output=True, text=True, **self._options())
        assert done.stdout, done.stderr
        return json.loads(done.stdout)["differences"]

    @contextlib.contextmanager
    def engine(self) -> Iterator[Engine]:
        engine = create_database_engine(self.url)
        yield engine
        engine.dispose()

    def stored(self) -> Stored:
        """What the database holds now, in one committed state."""
        with self.engine() as engine, read_session_factory(engine)() as session:
            versions: dict[Cell, list[Version]] = {}
            for row in session.scalars(select(CaseReportRow).order_by(CaseReportRow.version)):
                versions.setdefault((row.ward_code, str(row.reporting_date)), []).append(_version(row))
            written = AuditRow.action.in_(("post_report", "case_report_batch", "correct_report"))
            return Stored(
                versions,
                list(session.scalars(select(IdempotencyKeyRow.key))),
                list(session.scalars(select(AuditRow.revision).where(written))),
            )

    def _options(self) -> dict[str, Any]:
        """Run in the folder, which has no `.env`; SQLite is in the data folder, as on a site without any setting."""
        told = {"KHOANHVUNG_DATA_DIR": str(self.folder), "KHOANHVUNG_SCHEDULER": "true", "PYTHONPATH": str(ROOT)}
        if not self.url.startswith("sqlite"):
            told["KHOANHVUNG_DATABASE_URL"] = self.url
        return {"cwd": self.folder, "env": {**os.environ, **told}}


@pytest.fixture
def ground(blank_database_url: str, tmp_path: Path) -> Ground:
    return Ground(blank_database_url, tmp_path)


@pytest.mark.promise
@pytest.mark.parametrize("seed", range(SITES))
def test_no_acknowledged_report_is_lost_when_the_server_is_killed(ground: Ground, seed: int) -> None:
    chance = random.Random(seed)
    clerks = _lay_site(ground, chance)
    cut_off = 0
    for number in range(KILLS):
        with ground.serving() as server:
            _check(clerks, ground.stored())
            _work_until_killed(clerks, server, chance, at_an_answer=number % 2 == 1)
            cut_off += sum(clerk.unanswered is not None for clerk in clerks)
    with ground.serving() as server:
        _check(clerks, ground.stored())
        for clerk in clerks:
            clerk.work(server, at_most=1)
        assert server.stop() == 0
    _check(clerks, ground.stored())
    assert all(clerk.unanswered is None for clerk in clerks)
    assert ground.differences() == []
    # A test that never met a request on its way, or hardly an answer, would prove nothing.
    acknowledged = sum(len(clerk.acknowledged) for clerk in clerks)
    sys.stdout.write(f"\n{KILLS} kills, {acknowledged} acknowledged, {cut_off} cut off, 0 lost, 0 doubled\n")
    assert cut_off >= KILLS
    assert acknowledged > KILLS


CELL, OTHER, UNSENT = (("E", "2021-08-14"), ("F", "2021-08-14"), ("G", "2021-08-14"))
FIRST, SECOND, MENDED = (Said((number, 0, 0, 0, 0), (9, 1), str(number)) for number in (1, 2, 3))
SENT = [Sending("k", {CELL: FIRST, OTHER: SECOND}), Sending("k-2", {CELL: MENDED}, version=2)]
CHAIN, LONE = [Version(1, FIRST, 4, 5), Version(2, MENDED, 5, None)], Version(1, SECOND, 4, None)
SOUND = Stored({CELL: CHAIN, OTHER: [LONE]}, keys=["k"], audited=[4, 5])
BENT: dict[str, dict[str, Any]] = {
    "lost": {"versions": {CELL: CHAIN}},
    "altered": {"versions": {CELL: CHAIN, OTHER: [Version(1, FIRST, 4, None)]}},
    "doubled": {"versions": {CELL: CHAIN, OTHER: [Version(1, SECOND, 4, 5), Version(2, SECOND, 5, None)]}},
    "never sent": {"versions": {CELL: CHAIN, OTHER: [LONE], UNSENT: [LONE]}},
    "two current": {"versions": {CELL: [Version(1, FIRST, 4, None), CHAIN[1]], OTHER: [LONE]}},
    "no answer kept": {"keys": []},
    "no audit line": {"audited": [4]},
    "audited twice": {"audited": [4, 5, 5]},
}


@pytest.mark.parametrize("bent", [pytest.param(each, id=name) for name, each in BENT.items()])
def test_the_check_finds_what_is_planted(bent: dict[str, Any]) -> None:
    assert _faults(SENT, SOUND) == []
    assert len(_faults(SENT, replace(SOUND, **bent))) == 1


def _work_until_killed(
    clerks: Sequence[Clerk], server: ServerProcess, chance: random.Random, *, at_an_answer: bool
) -> None:
    """Kill at any moment, or at the instant of an answer: what it acknowledges must be safe by then."""
    answers, last_answer = count(1), chance.randrange(1, MOST_ANSWERS) if at_an_answer else 0

    def told() -> None:
        if next(answers) == last_answer:
            server.process.kill()

    threads = [threading.Thread(target=clerk.work, args=(server, told)) for clerk in clerks]
    for thread in threads:
        thread.start()
    if not at_an_answer:
        time.sleep(chance.uniform(0, LATEST_KILL_S))
        server.process.kill()
    for thread in threads:
        thread.join()
    assert [refusal for clerk in clerks for refusal in clerk.refused] == []


def _check(clerks: Sequence[Clerk], stored: Stored) -> None:
    assert _faults([sending for clerk in clerks for sending in clerk.expects(stored)], stored) == []


def _faults(expected: Sequence[Sending], stored: Stored) -> list[str]:
    """Every cell that does not hold what was sent in the order sent, and every write that is not whole."""
    wanted: dict[Cell, list[Said]] = {}
    for sending in expected:
        for cell, said in sending.said.items():
            wanted.setdefault(cell, []).append(said)
    return [
        *_wrong_cells(wanted, stored),
        *(f"{cell}: broken chain {chain}" for cell, chain in stored.versions.items() if not _is_unbroken(chain)),
        *_wrong_company("key", [each.key for each in expected if not each.is_correction], stored.keys),
        *_wrong_company("audit line of revision", sorted(_recorded(stored)), stored.audited),
    ]


def _wrong_cells(wanted: Mapping[Cell, list[Said]], stored: Stored) -> Iterator[str]:
    for cell in sorted({*wanted, *stored.versions}):
        found = [each.said for each in stored.versions.get(cell, [])]
        if found != wanted.get(cell, []):
            yield f"{cell}: sent {wanted.get(cell, [])}, stored {found}"


def _wrong_company(kind: str, wanted: Sequence[object], found: Sequence[object]) -> Iterator[str]:
    missing, surplus = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    yield from (f"{kind} {each} is missing" for each in missing)
    yield from (f"{kind} {each} is one too many" for each in surplus)


def _recorded(stored: Stored) -> set[int]:
    return {version.recorded for chain in stored.versions.values() for version in chain}


def _is_unbroken(chain: Sequence[Version]) -> bool:
    """Whether the numbers run 1, 2, 3, … and each is superseded by the revision that recorded the next."""
    following = [*(each.recorded for each in chain[1:]), None]
    return [(each.number, each.superseded) for each in chain] == list(enumerate(following, start=1))


def _version(row: CaseReportRow) -> Version:
    counts = tuple(getattr(row, each.value) for each in CASE_CLASSES)
    said = Said(counts, (row.samples or 0, row.positives or 0), row.note or "")
    return Version(row.version, said, row.recorded_revision, row.superseded_revision)


def _is_ready(server: Door) -> bool:
    with contextlib.suppress(OSError):
        return server.get("/readyz")[0] == 200
    return False


def _lay_site(ground: Ground, chance: random.Random) -> list[Clerk]:
    """A city of 64 wards that stood some days without a server, and clerks who share out its wards and days."""
    now = datetime.now(UTC)
    drawing, districts = draw_grid(SIDE, SIDE, block=SIDE // 2)
    with ground.engine() as engine:
        upgrade(engine)
        laid = Clock(now - timedelta(days=DAYS_MISSED))
        site = open_site(engine, clock=laid, drawing=drawing, districts=districts)
        open_day = site.rules.clock.open_day(now)
        wards = drawing.replace("/", " ").split()
        cells = [(ward, str(open_day - timedelta(days=back))) for ward in wards for back in range(DAYS)]
        chance.shuffle(cells)
        return [_hire(site, f"can{number}", chance, cells[number::CLERKS]) for number in range(CLERKS)]


def _hire(site: Site, name: str, chance: random.Random, cells: list[Cell]) -> Clerk:
    with site.sessions.begin() as session:
        open_account(session, name, Role.CITY, now=site.clock.now)
        key = create_api_key(session, username=name, now=site.clock.now, label="thử", actor="cli")
    return Clerk(name, f"Bearer {key}", random.Random(chance.random()), cells)
