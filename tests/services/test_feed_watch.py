"""The watch over the feed of changes: what it hands on, and how long it lets a reader wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Queue
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.changes import BEGINNING, Change, ChangeId
from app.services import change_feed
from app.services.feed_watch import FeedWatch
from app.storage.changes import changes_after, lock_feed, newest_change
from app.storage.revisions import lock_site
from tests.site import Site, open_site

WAIT_S = 20.0


@pytest.fixture
def site(engine: Engine) -> Site:
    """A site whose feed is not told yet."""
    return open_site(engine)


def watch_of(site: Site, **more: Any) -> FeedWatch:
    return FeedWatch(
        **{
            "writing": site.sessions,
            "reading": site.read_sessions,
            "rules": site.rules,
            "clock": lambda: site.clock.now,
            **more,
        }
    )


@contextmanager
def watching(watch: FeedWatch) -> Iterator[Queue[Sequence[Change]]]:
    """The runs of changes that a listener is handed while the watch goes on."""
    handed: Queue[Sequence[Change]] = Queue()
    watch.listen(handed.put)
    watch.start()
    try:
        yield handed
    finally:
        watch.stop()


def newest(site: Site) -> ChangeId:
    with site.read_sessions() as session:
        return newest_change(session)


def test_what_the_first_look_tells_is_handed_on_too(site: Site) -> None:
    with watching(watch_of(site)) as handed:
        run = handed.get(timeout=WAIT_S)
    with site.read_sessions() as session:
        assert list(run) == changes_after(session, BEGINNING, limit=1_000) != []


def test_a_watch_that_began_without_the_database_says_that_some_may_be_missed(site: Site) -> None:
    gap, tries = Event(), iter([True])

    def reading() -> Session:
        if next(tries, False):
            raise OperationalError("select", {}, Exception("away"))
        return site.read_sessions()

    with watching(watch_of(site, reading=reading, on_gap=gap.set)):
        assert gap.wait(WAIT_S)


def test_a_reader_does_not_wait_until_a_writer_is_done(site: Site) -> None:
    watch = watch_of(site)
    with site.sessions.begin() as session:
        lock_site(session)
        lock_feed(session)
        watch.catch_up_briefly()
        assert newest(site) == BEGINNING
    watch.catch_up_briefly()
    assert newest(site) > BEGINNING


def test_a_reader_tells_only_a_part_of_much_and_the_watch_the_rest(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_feed, "REVISIONS_A_TURN", 1)
    for ward in "ABC":
        site.decide(ward, "red")
    watch = watch_of(site)
    watch.catch_up_briefly()
    part = newest(site)
    assert BEGINNING < part < (whole := ChangeId(site.revision(), 0))
    watch.catch_up()
    assert newest(site) > whole
