"""The shelf of editions: swapped whole by one thread, read and waited for by another; what strangers' answers add."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.api import editions
from app.api.editions import Address, Edition, Shelf
from app.api.representations import Content, Moment, Representation
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.site import Site, open_site
from tests.threads import PATIENCE_S

HERE: Address = ("/api/v1/zones", b"")
THERE: Address = ("/api/v1/zones", b"level=red")


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = create_database_engine(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def snapshot(engine: Engine) -> ZoneSnapshot:
    return open_site(engine).snapshot()


@pytest.fixture
def edition(snapshot: ZoneSnapshot) -> Edition:
    return Edition(snapshot, {HERE: {None: made()}})


def made(length: int = 10) -> Representation:
    representation = Representation(Content(render=lambda: b"x" * length), Moment.still(drill=False), "/")
    representation.encoded(None)
    return representation


def run(work: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await work

    asyncio.run(bounded())


def from_another_thread(act: Callable[[], None]) -> None:
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_a_reader_takes_the_newest_edition(snapshot: ZoneSnapshot, edition: Edition) -> None:
    shelf = Shelf()
    assert shelf.edition is None
    shelf.publish(edition)
    assert shelf.edition is edition
    newer = Edition(snapshot, {})
    shelf.publish(newer)
    assert shelf.edition is newer
    assert edition.prepared(HERE) is not None


def test_a_cleared_shelf_holds_nothing(edition: Edition) -> None:
    shelf = Shelf()
    shelf.publish(edition)
    shelf.clear()
    assert shelf.edition is None


def test_who_waits_is_woken_by_the_next_edition(snapshot: ZoneSnapshot, edition: Edition) -> None:
    async def wait() -> None:
        shelf = Shelf()
        shelf.publish(edition)
        coming = shelf.next_after(edition)
        await asyncio.sleep(0)
        assert not coming.done()
        shelf.publish(Edition(snapshot, {}))
        await coming

    run(wait())


def test_all_who_wait_are_woken_from_another_thread(snapshot: ZoneSnapshot, edition: Edition) -> None:
    async def wait() -> None:
        shelf = Shelf()
        shelf.publish(edition)
        coming = [shelf.next_after(edition) for _ in range(100)]
        from_another_thread(lambda: shelf.publish(Edition(snapshot, {})))
        await asyncio.gather(*coming)

    run(wait())


def test_who_comes_after_the_next_edition_does_not_wait(snapshot: ZoneSnapshot, edition: Edition) -> None:
    async def wait() -> None:
        shelf = Shelf()
        shelf.publish(edition)
        shelf.publish(Edition(snapshot, {}))
        assert shelf.next_after(edition).done()

    run(wait())


def test_who_waits_is_woken_when_the_shelf_is_cleared(edition: Edition) -> None:
    """Nothing is coming there: who waits must go elsewhere instead of sleeping on."""

    async def wait() -> None:
        shelf = Shelf()
        shelf.publish(edition)
        coming = shelf.next_after(edition)
        from_another_thread(shelf.clear)
        await asyncio.wait_for(coming, PATIENCE_S)

    run(wait())


def test_who_stops_waiting_is_forgotten(snapshot: ZoneSnapshot, edition: Edition) -> None:
    async def wait() -> None:
        shelf = Shelf()
        shelf.publish(edition)
        coming = [shelf.next_after(edition) for _ in range(3)]
        coming[0].cancel()
        await asyncio.sleep(0)
        assert len(shelf._waiting) == 2
        shelf.publish(Edition(snapshot, {}))
        await asyncio.gather(*coming[1:])
        assert coming[0].cancelled()
        assert len(shelf._waiting) == 0

    run(wait())


def test_who_stops_waiting_just_as_the_next_edition_comes_harms_nobody(
    snapshot: ZoneSnapshot, edition: Edition
) -> None:
    async def wait() -> None:
        shelf = Shelf()
        shelf.publish(edition)
        leaving, staying = shelf.next_after(edition), shelf.next_after(edition)
        from_another_thread(lambda: shelf.publish(Edition(snapshot, {})))
        leaving.cancel()
        await staying
        assert leaving.cancelled()

    run(wait())


def test_those_whose_loop_has_stopped_hold_up_nobody(snapshot: ZoneSnapshot, edition: Edition) -> None:
    shelf = Shelf()
    shelf.publish(edition)

    async def leave_a_waiter_behind() -> None:
        shelf.next_after(edition)

    asyncio.run(leave_a_waiter_behind())
    newer = Edition(snapshot, {})
    shelf.publish(newer)
    assert shelf.edition is newer


def test_an_old_edition_is_let_go(snapshot: ZoneSnapshot) -> None:
    shelf = Shelf()
    shelf.publish(Edition(snapshot, {}))
    gone = weakref.ref(shelf.edition)
    shelf.publish(Edition(snapshot, {}))
    gc.collect()
    assert gone() is None


def test_a_loop_that_follows_from_edition_to_edition_misses_no_wake(snapshot: ZoneSnapshot) -> None:
    shelf, newest = Shelf(), Edition(snapshot, {})
    shelf.publish(newest)

    async def follow(last: Edition) -> None:
        for _ in range(300):
            await shelf.next_after(last)
            assert shelf.edition is not None
            assert shelf.edition is not last
            last = shelf.edition

    reader = threading.Thread(target=lambda: run(follow(newest)))
    reader.start()
    while reader.is_alive():
        shelf.publish(Edition(snapshot, {}))
        reader.join(0.0002)


def test_what_was_made_for_a_stranger_lies_beside_what_was_made_for_all(edition: Edition) -> None:
    answer = made()
    edition.offer(THERE, None, answer)
    assert edition.prepared(THERE) is None
    assert edition.offered(THERE) == {None: answer}


def test_an_answer_is_offered_in_each_language(edition: Edition) -> None:
    vietnamese, english = made(), made()
    edition.offer(THERE, "vi", vietnamese)
    edition.offer(THERE, "en", english)
    assert edition.offered(THERE) == {"vi": vietnamese, "en": english}


def test_what_was_made_for_all_is_not_offered_again(edition: Edition) -> None:
    edition.offer(HERE, None, made())
    assert edition.offered(HERE) is None


def test_no_more_answers_are_kept_than_there_is_room_for(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "MOST_OFFERED", 3)
    addresses: list[Address] = [("/", str(number).encode()) for number in range(5)]
    for address in addresses:
        edition.offer(address, None, made())
    assert [edition.offered(address) is not None for address in addresses] == [True, True, True, False, False]


def test_no_more_bytes_are_kept_than_there_is_room_for(snapshot: ZoneSnapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "MOST_OFFERED_BYTES", 250)
    edition = Edition(snapshot, {})
    addresses: list[Address] = [("/", str(number).encode()) for number in range(4)]
    for address, length in zip(addresses, (100, 100, 100, 50), strict=True):
        edition.offer(address, None, made(length))
    assert [edition.offered(address) is not None for address in addresses] == [True, True, False, True]


def test_an_answer_offered_again_takes_no_more_room(snapshot: ZoneSnapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each encoding of it is made, and offered, on its own."""
    monkeypatch.setattr(editions, "MOST_OFFERED_BYTES", 250)
    edition, answer = Edition(snapshot, {}), made(100)
    for _ in range(5):
        edition.offer(HERE, None, answer)
    edition.offer(THERE, None, made(150))
    assert edition.offered(THERE) is not None


def test_an_answer_is_offered_only_to_the_edition_of_its_snapshot(engine: Engine, snapshot: ZoneSnapshot) -> None:
    """A state read anew may be equal and is of another moment all the same."""
    shelf, other = Shelf(), Edition(snapshot, {})
    shelf.offer(HERE, None, snapshot, made())
    shelf.publish(other)
    shelf.offer(HERE, None, Site(engine, Clock(NOW), SiteRules()).snapshot(), made())
    assert other.offered(HERE) is None
    shelf.offer(HERE, None, snapshot, made())
    assert other.offered(HERE) is not None
