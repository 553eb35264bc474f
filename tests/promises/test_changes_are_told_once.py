"""Promise: whoever writes, tells or dies, every reader of the feed gets every change once and in one order."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from threading import Event, Thread
from typing import Final

import pytest

from app.domain.changes import BEGINNING, Change, ChangeId, ChangeKind
from app.domain.errors import ZoneError
from app.services.change_feed import tell_changes
from app.settings import ROOT
from app.storage.changes import changes_after
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from tests.site import WARDS, Site, counts, open_site

IS_SOAK: Final = os.environ.get("KHOANHVUNG_SOAK") == "1"
WRITERS, READERS = (8, 8) if IS_SOAK else (3, 2)
WRITES: Final = 60 if IS_SOAK else 6
KILLS: Final = 60 if IS_SOAK else 1
TELLER: Final = """
import sys
from datetime import datetime, timezone
from app.services.change_feed import tell_changes
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine, session_factory
sessions = session_factory(create_database_engine(sys.argv[1]))
print("telling", flush=True)
while True:
    tell_changes(sessions, rules=SiteRules(), now=datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.promise
def test_every_reader_gets_every_change_once_while_many_write_and_tellers_are_killed(database_url: str) -> None:
    engine = create_database_engine(database_url, pool_size=WRITERS + 2)
    site = open_site(engine)
    done, failures = Event(), list[BaseException]()
    tails: list[list[Change]] = [[] for _ in range(READERS)]
    readers = [_thread(partial(_tail, database_url, mine, done), failures) for mine in tails]
    writers = [_thread(partial(_write, site, mine), failures) for mine in range(WRITERS)]
    with _tellers(site, database_url, failures):
        _join(writers)
    tell_changes(site.sessions, rules=site.rules, now=site.clock.now)
    done.set()
    _join(readers)
    assert failures == []
    whole = _read(site, BEGINNING)
    assert len(whole) > WRITERS * WRITES
    assert all(tail == whole for tail in tails)
    by_revision: dict[int, list[int]] = {}
    for each in whole:
        by_revision.setdefault(each.id.revision, []).append(each.id.number)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in by_revision.values())
    told = {each.subject: each.after for each in whole if each.kind is ChangeKind.STATUS}
    assert {code: (told.get(code) or {"level": "unknown"})["level"] for code in WARDS} == site.levels()
    engine.dispose()


def _thread(work: Callable[[], None], failures: list[BaseException]) -> Thread:
    def run() -> None:
        try:
            work()
        except BaseException as fault:
            failures.append(fault)

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread


def _join(threads: list[Thread]) -> None:
    for each in threads:
        each.join()


def _write(site: Site, writer: int) -> None:
    """Decide and revoke levels of one's own wards, which nobody else touches, with posts in between."""
    chance = random.Random(writer)
    wards = WARDS[writer % 9 :: WRITERS] or WARDS[:1]
    for turn in range(WRITES):
        ward = chance.choice(wards)
        try:
            decision = site.decide(ward, chance.choice(["red", "orange"]))
            site.post(ward, reported=counts(turn + 1), source="district")
            site.revoke(decision.decision_id)
        except ZoneError:
            # The ward was reported or decided before.
            continue


def _tail(url: str, mine: list[Change], done: Event) -> None:
    """Follow the feed as a client does, from the last change one has."""
    engine = create_database_engine(url)
    sessions = read_session_factory(engine)
    place = BEGINNING
    while True:
        was_done = done.is_set()
        with sessions() as session:
            some = changes_after(session, place, limit=7)
        mine += some
        place = some[-1].id if some else place
        if not some and was_done:
            break
        if not some:
            done.wait(0.02)
    engine.dispose()


@contextmanager
def _tellers(site: Site, url: str, failures: list[BaseException]) -> Iterator[None]:
    """Two processes that tell, one of them killed at random moments and begun again."""
    stop = Event()

    def begun() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", TELLER, url, site.clock.now.isoformat()]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    def kill_some() -> None:
        chance = random.Random(7)
        for turn in count():
            process = begun()
            stop.wait(chance.uniform(0, 0.3))
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
            if stop.is_set() or turn >= KILLS:
                return

    killing = _thread(kill_some, failures)
    steady = _thread(lambda: _keep_telling(site, url, stop), failures)
    try:
        yield
    finally:
        killing.join()
        stop.set()
        steady.join()


def _keep_telling(site: Site, url: str, stop: Event) -> None:
    engine = create_database_engine(url)
    sessions = session_factory(engine)
    while not stop.wait(0.01):
        tell_changes(sessions, rules=site.rules, now=site.clock.now)
    engine.dispose()


def _read(site: Site, after: ChangeId) -> list[Change]:
    with site.read_sessions() as session:
        return changes_after(session, after, limit=100_000)
