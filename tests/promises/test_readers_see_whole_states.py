"""Readers see whole states: while counts are posted and days are judged, every answer belongs to exactly one revision.

The real service is read on 64 connections, plain and packed, revalidated and waited for. The same ETag must mean the
same bytes in every worker; table, map, timeline and page of one revision must say the same of every ward; nobody may be
led back to an older revision on a connection; and the server's memory must stay flat.

The bounded form has 9 posts and 3 runs; with KHOANHVUNG_SOAK=1 it is the full figure of 1,000 posts and 50 runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from app.domain.vocabulary import Role
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.staff_accounts import create_api_key
from app.settings import Settings
from app.storage.engine import create_database_engine
from app.storage.schema import upgrade
from tests.accounts import Clock, open_account
from tests.office import REPORTS, report
from tests.promises.reading import (
    READINGS,
    ZONES,
    Answer,
    Readers,
    Told,
    Witness,
    read_page,
    read_ward,
    read_zones,
    resident_kib,
)
from tests.promises.serving import ROOT, Door, ServerProcess, free_port
from tests.site import Site
from tests.threads import wait_until

IS_SOAK: Final = os.environ.get("KHOANHVUNG_SOAK") == "1"
POSTS, RUNS = (1000, 50) if IS_SOAK else (9, 3)
MOST_GROWTH: Final = 0.05 if IS_SOAK else 0.35
"""Of memory between the first third of the work and its end. In seconds the caches are still filling, and the bounded
form can tell only one leak from that: whole editions that are never let go, some 12 MB each."""
CONNECTIONS: Final = 64
PAUSE_S: Final = 0.3 if IS_SOAK else 0.6
DAYS_REPORTED: Final = 14
KHOANHVUNG: Final = [sys.executable, "-m", "app"]


@dataclass(frozen=True)
class Ground:
    """A laid site, and what may be written there."""

    url: str
    folder: Path
    wards: list[str]
    open_day: date
    authorization: dict[str, str]

    @contextlib.contextmanager
    def serving(self, workers: int) -> Iterator[ServerProcess]:
        """`khoanhvung serve`, once every worker answers."""
        log, port = self.folder / "server.log", free_port()
        told = {"KHOANHVUNG_DATABASE_URL": self.url, "KHOANHVUNG_SCHEDULER": "false", "PYTHONPATH": str(ROOT)}
        command = [*KHOANHVUNG, "serve", "--port", str(port), "--workers", str(workers)]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, **told}, stdout=output, stderr=output
            )
        server = ServerProcess(port, process, log)
        try:
            seen: set[str] = set()
            wait_until(lambda: process.poll() is not None or len(_workers_ready(server, seen)) == workers)
            assert process.poll() is None, log.read_text()
            yield server
        finally:
            process.terminate()
            process.wait(timeout=60)


@dataclass
class Clerk:
    """Posts counts one after the other, and looks each time whether what it posted is seen on its own connection."""

    ground: Ground
    port: int
    chance: random.Random
    posted: int = 0
    runs: int = 0
    late: int = 0
    refused: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Post, and now and then judge a closed day for every ward."""
        cells = list(product(self.ground.wards, range(DAYS_REPORTED)))
        self.chance.shuffle(cells)
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(client):
            for number, (ward, back) in enumerate(cells[:POSTS]):
                day = self.ground.open_day - timedelta(days=back)
                if (number + 1) % (POSTS // RUNS) == 0:
                    self._run(client)
                unknown = self.chance.choice((0, 0, 1, 2))
                revision = self._send(client, REPORTS, "canbo", report(ward, day, unknown))
                self.posted += 1
                self._look(client, revision)

    def _run(self, client: http.client.HTTPConnection) -> None:
        """Judge the oldest closed day that was not judged yet."""
        day = self.ground.open_day - timedelta(days=RUNS - self.runs)
        self._send(client, "/api/v1/reclassifications", "may", {"as_of": str(day)})
        self.runs += 1

    def _send(self, client: http.client.HTTPConnection, path: str, who: str, body: object) -> int:
        headers = {"Content-Type": "application/json", "Authorization": self.ground.authorization[who]}
        client.request("POST", path, json.dumps(body), headers)
        answer = client.getresponse()
        content = answer.read()
        if answer.status not in {200, 201}:
            self.refused.append(f"{path} {body}: {answer.status} {content[:300]!r}")
            return 0
        return int(json.loads(content)["revision"] or 0)

    def _look(self, client: http.client.HTTPConnection, revision: int) -> None:
        client.request("GET", ZONES, headers={"Accept-Encoding": "br"})
        answer = client.getresponse()
        answer.read()
        self.late += int(answer.headers["X-Revision"]) < revision


@pytest.fixture
def ground(blank_database_url: str, tmp_path: Path) -> Ground:
    """The shipped register of 579 wards, some in an outbreak, whose last closed days nobody has judged yet."""
    settings, now = Settings(), datetime.now(UTC)
    engine = create_database_engine(blank_database_url)
    upgrade(engine)
    site = Site(engine, Clock(now - timedelta(days=RUNS + 1)), SiteRules())
    with site.sessions.begin() as session:
        set_up(
            session,
            rules=site.rules,
            register_content=settings.register_file.read_bytes(),
            register_name=settings.register_file.name,
            now=site.clock.now,
        )
    wards = [zone.ward.code for zone in site.snapshot().zones]
    site.declare_baseline(site.open_day)
    for ward in wards[::150]:
        site.declare(ward)
    authorization = {name: _hire(site, name, role) for name, role in (("canbo", Role.CITY), ("may", Role.JOB))}
    open_day = site.rules.clock.open_day(now)
    engine.dispose()
    return Ground(blank_database_url, tmp_path, wards, open_day, authorization)


def _hire(site: Site, name: str, role: Role) -> str:
    with site.sessions.begin() as session:
        open_account(session, name, role, now=site.clock.now)
        return f"Bearer {create_api_key(session, username=name, now=site.clock.now, label='thử', actor='cli')}"


@pytest.mark.promise
@pytest.mark.parametrize("workers", [1, 2])
def test_every_answer_belongs_to_one_revision_while_counts_are_posted_and_days_judged(
    ground: Ground, workers: int
) -> None:
    wards = {f"{ZONES}/{ward}": read_ward for ward in ground.wards[7::90]}
    witness = Witness(len(ground.wards), {**READINGS, **wards})
    with ground.serving(workers) as server:
        clerk = Clerk(ground, server.port, random.Random(workers))
        warm, end = _read_while_at_work(server, clerk, witness)
        assert server.process.poll() is None
    growth = None if warm is None or end is None else end / warm - 1
    sys.stdout.write(
        f"\n{workers} workers: {clerk.posted} posts, {clerk.runs} runs, {witness.answers} answers of"
        f" {witness.revisions} revisions, {witness.unchanged} unchanged, {len(witness.faults)} torn,"
        f" {len(witness.led_back)} led back, {clerk.late} posts not seen at once, memory {warm} to {end} KiB\n"
    )
    assert clerk.refused == []
    assert witness.faults[:10] == []
    assert witness.led_back[:10] == []
    assert len(witness.workers) == workers
    assert (clerk.posted, clerk.runs) == (POSTS, RUNS)
    # A test in which nothing changed under the readers would prove nothing.
    assert witness.revisions > POSTS / 2
    assert witness.answers > 10 * witness.revisions
    assert witness.unchanged > 0
    assert growth is None or growth < MOST_GROWTH


def _read_while_at_work(server: ServerProcess, clerk: Clerk, witness: Witness) -> tuple[int | None, int | None]:
    """Read on all connections until the clerk has done its work; memory after a third of it, and at the end."""
    work = threading.Thread(target=clerk.work)
    resident: list[int | None] = []

    async def read() -> None:
        readers = Readers(server.port, witness, PAUSE_S)
        reading = [asyncio.create_task(readers.read(random.Random(number))) for number in range(CONNECTIONS)]
        work.start()
        while work.is_alive():
            await asyncio.sleep(0.05)
            if not resident and clerk.posted >= POSTS / 3:
                resident.append(resident_kib(server.process.pid))
        readers.over.set()
        await asyncio.gather(*reading)
        resident.append(resident_kib(server.process.pid))

    asyncio.run(read())
    return resident[0], resident[-1]


def _workers_ready(server: Door, seen: set[str]) -> set[str]:
    """The workers that have answered until now, the one that is asked now among them."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        with contextlib.closing(client):
            client.request("GET", "/readyz")
            answer = client.getresponse()
            if answer.status == 200:
                seen.add(Answer(200, {"x-request-id": answer.headers["X-Request-ID"]}, b"").worker)
    return seen


ZONES_BODY = {
    "revision": 7,
    "open_day": "2021-08-14",
    "items": [{"ward_code": "A", "level": "red"}],
    "number_matched": 1,
    "number_returned": 1,
}


def _heard(**bent: object) -> Witness:
    """What a witness of one ward says of a sound answer and of another one that is bent."""
    witness = Witness(1)
    head = {"etag": '"a"', "x-revision": "7", "x-request-id": "0123456789ab-1"}
    witness.hear(ZONES, Answer(200, head, json.dumps(ZONES_BODY).encode()))
    assert witness.faults == []
    changes = dict(bent)
    body = {**ZONES_BODY, **{name: changes.pop(name) for name in list(changes) if name in ZONES_BODY}}
    head = {**head, **{name.replace("_", "-"): str(value) for name, value in changes.items()}}
    witness.hear(ZONES, Answer(200, head, json.dumps(body).encode()))
    return witness


@pytest.mark.parametrize(
    "bent",
    [
        {"revision": 8},
        {"revision": 8, "etag": '"b"'},
        {"number_matched": 2, "etag": '"b"', "x_revision": 8},
        {"revision": 8, "x_revision": 8},
        {"revision": 7, "x_revision": 8, "etag": '"b"'},
        {"items": [], "number_matched": 0, "number_returned": 0, "revision": 8, "x_revision": 8, "etag": '"b"'},
        {"items": [{"ward_code": "A", "level": "green"}], "etag": '"b"'},
    ],
)
def test_the_witness_finds_what_is_planted(bent: dict[str, object]) -> None:
    assert len(_heard(**bent).faults) == 1


def test_the_witness_takes_a_newer_revision_for_what_it_is() -> None:
    assert _heard(revision=8, x_revision=8, etag='"b"').faults == []


def test_what_a_body_says_is_read_to_the_last_ward() -> None:
    assert read_zones(json.dumps(ZONES_BODY).encode()) == Told.of(7, {"A": "red"}, days="2021-08-14")


def test_the_page_tells_its_revision_also_from_the_thousandth_on() -> None:
    row = '<a data-filter="red"> <span class="count">1.042</span></a>'
    page = f'<main data-revision="1042">{row} Bản ghi số 1.042.</main></html>'
    assert read_page(page.encode()) == Told(1042, Counter({"red": 1042}))
