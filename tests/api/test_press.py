"""Printing editions: small answers first, what lasts only once, and an empty shelf when something cannot be made."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.api import press
from app.api.editions import Address, Edition
from app.api.representations import Content
from app.services import map_snapshot
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from tests.accounts import hash_quickly
from tests.api.asking import (
    ask,
    edition_of,
    guard_of,
    joined,
    press_of,
    print_now,
    printed,
    run,
    shelf_of,
    store_of,
)
from tests.office import ZONES, Office
from tests.site import counts
from tests.threads import wait_until

TIMELINE, RINGS = "/api/v1/zones/timeline", "/api/v1/rings"
PAGE: Address = ("/", b"")


@pytest.fixture
def office(judged_file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with joined(judged_file, sqlite_url) as office:
        yield office


def _fails(*_: object, **__: object) -> Content:
    raise RuntimeError("this cannot be made")


@pytest.fixture
def published(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[Edition]:
    """Every edition in the order published."""
    editions: list[Edition] = []
    publish = shelf_of(office).publish

    def note(edition: Edition) -> None:
        editions.append(edition)
        publish(edition)

    monkeypatch.setattr(shelf_of(office), "publish", note)
    return editions


def _addresses(edition: Edition) -> set[Address]:
    """What an edition holds beside files and shapes, which last."""
    return {
        each for each in edition._prepared if not each[0].startswith(("/static/", "/api/v1/geometry/", "/tiles/units/"))
    }


def test_what_an_open_map_looks_at_is_published_first_then_the_pages_then_the_rest(
    office: Office, published: list[Edition]
) -> None:
    office.site.post("B", reported=counts(1))
    print_now(office)
    first, second, third = published
    assert first.snapshot is second.snapshot is third.snapshot is store_of(office).current()
    assert _addresses(first) == {(ZONES, b""), (TIMELINE, b""), (RINGS, b"outlines=true"), ("/api/v1/legend", b"")}
    assert _addresses(second) == _addresses(first) | {PAGE}
    assert _addresses(third) > _addresses(second)
    assert (ZONES, b"format=csv") in _addresses(third)


def test_an_edition_says_what_the_next_one_of_the_same_state_will_hold(
    office: Office, published: list[Edition]
) -> None:
    office.site.post("B", reported=counts(1))
    print_now(office)
    assert [each.coming for each in published] == [{PAGE}, set(), set()]


def test_when_a_newer_state_waits_the_rest_is_left_to_fastapi(office: Office) -> None:
    office.site.post("B", reported=counts(1))
    print_now(office, is_outdated=lambda: True)
    edition = edition_of(office)
    assert edition.snapshot is store_of(office).current()
    assert edition.prepared((ZONES, b"")) is not None
    assert edition.prepared(PAGE) is None
    assert len(_addresses(edition)) <= 5


def test_what_is_printed_late_is_not_put_into_the_edition_of_a_newer_state(office: Office) -> None:
    older = store_of(office).current()
    office.site.post("B", reported=counts(1))
    newer = printed(office)
    press_of(office).on_quiet(older, lambda: False)
    assert edition_of(office) is newer


def test_what_strangers_asked_for_stays_ready_when_more_is_printed(office: Office) -> None:
    office.site.post("B", reported=counts(1))
    store_of(office).note_revision(office.site.revision())
    press_of(office).on_new(store_of(office).current(), lambda: False)
    assert run(ask(guard_of(office), f"{ZONES}/B")).status == 200
    press_of(office).on_quiet(store_of(office).current(), lambda: False)
    assert edition_of(office).offered((f"{ZONES}/B", b"")) is not None


def test_files_and_shapes_are_packed_once_for_all_editions(office: Office) -> None:
    before = edition_of(office)
    office.site.post("B", reported=counts(1))
    after = printed(office)
    lasting = [
        each for each in after._prepared if each[0].startswith(("/static/", "/api/v1/geometry/", "/tiles/units/"))
    ]
    assert len(lasting) > 10
    assert all(after.prepared(each) is before.prepared(each) for each in lasting)


def test_what_a_newer_policy_does_not_use_any_more_is_dropped(office: Office) -> None:
    def palettes() -> set[Address]:
        return {each for each in edition_of(office)._prepared if each[0].startswith("/static/levels/")}

    before = palettes()
    office.site.adopt("moh-2686-2021", office.site.open_day)
    printed(office)
    office.site.post("B", reported=counts(1))
    printed(office)
    assert len(palettes()) == len(before) == 1
    assert palettes() != before


@pytest.mark.parametrize("sheet", ["zones_content", "city_content"])
def test_when_an_edition_cannot_be_made_fastapi_answers_everything(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, sheet: str
) -> None:
    """Be it the first answer or a late one: nobody is answered from an older state."""
    monkeypatch.setattr(press, sheet, _fails)
    office.site.post("B", reported=counts(1))
    print_now(office)
    assert shelf_of(office).edition is None
    assert "no edition could be made" in [each.getMessage() for each in caplog.records]
    for path in (ZONES, "/", TIMELINE, RINGS):
        answer = run(ask(guard_of(office), path))
        assert (answer.status, answer["x-revision"]) == (200, str(office.site.revision()))


def test_the_next_edition_that_can_be_made_is_published(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(press, "timeline_content", _fails)
        office.site.post("B", reported=counts(1))
        print_now(office)
        assert shelf_of(office).edition is None
    office.site.post("C", reported=counts(1))
    assert printed(office).prepared((TIMELINE, b"")) is not None


def test_the_watch_prints_what_another_process_wrote(office: Office) -> None:
    store_of(office).start_polling()
    office.site.post("B", reported=counts(1))
    wait_until(lambda: edition_of(office).snapshot.revision == office.site.revision())


class _Told:
    """What the watch says when."""

    def __init__(self) -> None:
        self.new, self.quiet = 0, 0

    def on_new(self, _snapshot: ZoneSnapshot, _is_outdated: Callable[[], bool]) -> bool:
        self.new += 1
        return True

    def on_quiet(self, _snapshot: ZoneSnapshot, _is_outdated: Callable[[], bool]) -> None:
        self.quiet += 1


@pytest.mark.parametrize("writes_a_second", [1, 10, 100])
def test_under_a_steady_stream_of_writes_the_rest_is_printed_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, writes_a_second: int
) -> None:
    """Also when each look of the watch finds a newer state than the last one."""
    told, moments = _Told(), count()
    monkeypatch.setattr(map_snapshot, "monotonic", lambda: next(moments) / writes_a_second)
    watch, snapshot = map_snapshot._Watch(told), store_of(office).current()
    for revision in range(10 * writes_a_second):
        state = replace(snapshot, revision=revision)
        watch.tell(state, lambda: False)
        if writes_a_second < 1 / map_snapshot.POLL_INTERVAL_S:
            watch.tell(state, lambda: False)
    assert told.new == 10 * writes_a_second
    assert told.quiet >= 4


def test_the_watch_outlives_a_fault_that_nobody_thought_of(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it readers would be answered from one old edition for ever, and nobody would be told."""
    faults = [ValueError("a stored shape that cannot be read")]

    def build_or_fail(*args: Any, **named: Any) -> Any:
        if faults and threading.current_thread().name == "snapshot-poll":
            raise faults.pop()
        return live_snapshot(*args, **named)

    monkeypatch.setattr(map_snapshot, "live_snapshot", build_or_fail)
    # Should the thread die of it, pytest would report that beside the failure that is meant.
    monkeypatch.setattr(threading, "excepthook", lambda _fault: None)
    store = store_of(office)
    store.start_polling()
    watch = store._thread
    assert watch is not None
    office.site.post("B", reported=counts(1))
    wait_until(lambda: not faults)
    wait_until(lambda: not watch.is_alive() or edition_of(office).snapshot.revision == office.site.revision())
    assert watch.is_alive()
