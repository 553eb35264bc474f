"""The snapshot readers are answered from: whole, as new as the last write, and going on when the database is away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import NothingToJudge, Unavailable
from app.services import map_snapshot
from app.services.map_snapshot import SnapshotStore
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import live_snapshot
from tests.site import TODAY, Site, counts, day, hanoi, open_site
from tests.threads import at_once, wait_until


class Switch(sessionmaker[Session]):
    """Sessions of a database that can be taken away."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        super().__init__()
        self.sessions, self.is_away, self.asked_by_others = sessions, False, 0

    def __call__(self, **_options: object) -> Session:
        self.asked_by_others += threading.current_thread().name != "snapshot-poll"
        if self.is_away:
            raise OperationalError("SELECT 1", {}, ConnectionError("the database is away"))
        return self.sessions()


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


@pytest.fixture
def database(site: Site) -> Switch:
    return Switch(site.read_sessions)


@pytest.fixture
def store(site: Site, database: Switch) -> Iterator[SnapshotStore]:
    store = SnapshotStore(database, rules=site.rules, clock=site.clock)
    yield store
    store.stop()


def test_a_snapshot_is_kept_until_something_changes_it(store: SnapshotStore) -> None:
    assert store.current() is store.current()


def test_a_write_of_this_process_is_seen_by_the_next_read(site: Site, store: SnapshotStore) -> None:
    before = store.current()
    site.post("E", reported=counts(1))
    store.note_revision(site.revision())
    assert store.current().revision == before.revision + 1
    assert store.current().by_code["E"].level == "orange"
    assert before.by_code["E"].level == "unknown"


def test_an_older_revision_noted_late_rebuilds_nothing(site: Site, store: SnapshotStore) -> None:
    site.post("E")
    snapshot = store.current()
    store.note_revision(snapshot.revision - 1)
    assert store.current() is snapshot


@pytest.mark.parametrize("hour", [18, 24])
def test_a_cut_off_and_midnight_swap_the_snapshot(site: Site, store: SnapshotStore, hour: int) -> None:
    site.clock.now = hanoi(TODAY, hour - 1, 59, 59)
    before = store.current()
    site.clock.move(timedelta(seconds=1))
    after = store.current()
    assert before.valid_until == after.valid_from == site.clock.now
    assert after.open_day == day(1)


def test_an_order_that_begins_later_swaps_the_snapshot_at_its_instant(site: Site, store: SnapshotStore) -> None:
    outbreak = site.declare("E").outbreak
    starts_at = site.clock.now + timedelta(minutes=30)
    site.issue(outbreak.outbreak_id, starts_at=starts_at)
    before = store.current()
    assert before.valid_until == starts_at
    site.clock.now = starts_at
    after = store.current()
    assert after.valid_from == starts_at
    layers = [snapshot.by_code["E"].layer for snapshot in (before, after)]
    assert [each.ring_status for each in layers if each] == ["proposed", "issued"]


def test_many_readers_at_once_build_one_snapshot(site: Site, store: SnapshotStore) -> None:
    found = at_once(*[store.current] * 8)
    assert len({id(each) for each in found}) == 1


def test_without_a_database_from_the_start_there_is_no_answer(store: SnapshotStore, database: Switch) -> None:
    database.is_away = True
    with pytest.raises(Unavailable):
        store.current()
    assert store.is_stale


def test_the_last_snapshot_goes_on_answering_and_says_so(site: Site, store: SnapshotStore, database: Switch) -> None:
    before = store.current()
    database.is_away = True
    site.clock.move(timedelta(days=1))
    assert store.current() is before
    assert store.is_stale


def test_it_recovers_by_itself_with_the_next_read(site: Site, store: SnapshotStore, database: Switch) -> None:
    store.current()
    database.is_away = True
    site.clock.move(timedelta(days=1))
    store.current()
    database.is_away = False
    assert store.current().open_day == day(1)
    assert not store.is_stale


def test_writes_of_other_processes_are_seen_by_watching(
    site: Site, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_snapshot, "POLL_INTERVAL_S", 0.005)
    before = store.current()
    store.start_polling()
    site.post("E", reported=counts(1))
    wait_until(lambda: store.current().revision > before.revision)
    assert store.current().by_code["E"].level == "orange"


def test_a_short_outage_between_two_writes_is_over_when_the_database_is_back(
    store: SnapshotStore, database: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_snapshot, "POLL_INTERVAL_S", 0.005)
    store.current()
    store.start_polling()
    database.is_away = True
    wait_until(lambda: store.is_stale)
    database.is_away = False
    wait_until(lambda: not store.is_stale)


def test_while_the_watch_finds_no_database_readers_do_not_wait_for_it(
    site: Site, store: SnapshotStore, database: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_snapshot, "POLL_INTERVAL_S", 0.005)
    before = store.current()
    store.start_polling()
    database.is_away = True
    wait_until(lambda: store.is_stale)
    site.clock.move(timedelta(days=1))
    asked = database.asked_by_others
    assert store.current() is before
    assert database.asked_by_others == asked
    database.is_away = False
    wait_until(lambda: store.current().open_day == day(1))


def test_the_watch_outlives_a_site_that_is_not_laid_yet(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_snapshot, "POLL_INTERVAL_S", 0.005)
    monkeypatch.setattr(map_snapshot, "live_snapshot", _NotYet(live_snapshot))
    site = open_site(engine)
    store = SnapshotStore(site.read_sessions, rules=SiteRules(), clock=site.clock)
    store.start_polling()
    try:
        wait_until(lambda: store._snapshot is not None)
    finally:
        store.stop()


class _NotYet:
    """A builder of snapshots that fails a few times as it would on a site without a policy."""

    def __init__(self, build: Callable[..., object]) -> None:
        self.build, self.left = build, 3

    def __call__(self, *args: object, **named: object) -> object:
        self.left -= 1
        if self.left >= 0:
            raise NothingToJudge(vi="chưa", en="not yet")
        return self.build(*args, **named)
