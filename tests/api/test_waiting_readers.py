"""Readers who have the newest answer and wait for the next one (`Prefer: wait=SECONDS`): told at once, at no cost."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest

from app.api import snapshot_server
from app.api.editions import Edition
from app.api.guard import Guard, GuardConfig
from tests.accounts import hash_quickly
from tests.api.asking import (
    Answer,
    Client,
    Header,
    ask,
    asked_as,
    edition_of,
    guard_of,
    joined,
    post,
    print_now,
    printed,
    reads_of,
    run,
    sessions_opened,
    shelf_of,
    store_of,
    until,
)
from tests.office import ZONES, Office
from tests.site import TODAY, WARDS, counts, day, hanoi
from tests.threads import PATIENCE_S

PREFER: Header = (b"prefer", b"wait=20")
SOON_S = 10.0
"""Far less than anybody here is ready to wait."""


@pytest.fixture
def office(judged_file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with joined(judged_file, sqlite_url) as office:
        yield office


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> float:
    """Whatever readers say, their patience ends soon."""
    monkeypatch.setattr(snapshot_server, "_patience_s", lambda _prefer: 0.1)
    return 0.1


async def _waiting(office: Office, *headers: Header, path: str = ZONES, **said: Any) -> asyncio.Task[Answer]:
    """A reader who has the newest answer, once it waits for the next."""
    held = (b"if-none-match", (await ask(guard_of(office), path, b"", *headers))["etag"].encode())
    there = len(shelf_of(office)._waiting)
    task = asyncio.create_task(ask(guard_of(office), path, b"", held, PREFER, *headers, **said))
    await until(lambda: len(shelf_of(office)._waiting) > there)
    return task


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("wait=20", 20),
        ("Wait = 5", 5),
        ('respond-async, wait="7"', 7),
        ("handling=lenient; wait=3", 3),
        ("wait=31", 30),
        ("wait=999999", 30),
        ("wait=0", 0),
        ("wait=-5", 0),
        ("wait", 0),
        ("wait=soon", 0),
        ("await=20", 0),
        ("", 0),
    ],
)
def test_patience_is_what_the_reader_says_and_half_a_minute_at_most(prefer: str, seconds: float) -> None:
    assert snapshot_server._patience_s(prefer) == seconds


@pytest.mark.parametrize("held", [[], [(b"if-none-match", b'"older"')]])
def test_who_has_nothing_or_something_older_does_not_wait(office: Office, held: list[Header]) -> None:
    answer = run(ask(guard_of(office), ZONES, b"", PREFER, *held))
    assert (answer.status, answer.get("preference-applied")) == (200, None)
    assert answer.json()["number_matched"] == len(WARDS)


def test_who_waits_is_answered_as_soon_as_something_changes(office: Office) -> None:
    store_of(office).start_polling()

    async def wait() -> None:
        reader = asked_as(b"br", b"vi")
        waiting = await _waiting(office, *reader)
        revision = await post(office, "B")
        answer = await waiting
        assert (answer.status, answer["preference-applied"], answer["x-revision"]) == (200, "wait", str(revision))
        plain = await ask(guard_of(office), ZONES, b"", *reader)
        assert (answer["content-encoding"], answer.body, answer["etag"]) == ("br", plain.body, plain["etag"])

    run(wait())


@pytest.mark.usefixtures("impatient")
def test_when_nothing_changes_who_waits_is_told_so_in_the_end(office: Office) -> None:
    async def wait() -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        answer = await (await _waiting(office))
        assert 0.1 <= loop.time() - begun < PATIENCE_S
        assert (answer.status, answer.body, answer["preference-applied"]) == (304, b"", "wait")
        assert answer["etag"] == (await ask(guard_of(office)))["etag"]

    run(wait())


@pytest.mark.usefixtures("impatient")
def test_who_waited_past_a_clock_switch_is_not_told_that_nothing_changed(office: Office) -> None:
    """The watch prints the new state a moment later; until then only FastAPI knows what is in force."""
    office.site.clock.now = hanoi(TODAY, 17, 59, 59)
    printed(office)

    async def wait_past_cut_off() -> Answer:
        waiting = await _waiting(office)
        office.site.clock.now = hanoi(TODAY, 18)
        return await waiting

    answer = run(wait_past_cut_off())
    assert answer.status == 200
    assert answer.json()["open_day"] == str(day(1))


def test_who_saw_a_newer_state_in_another_process_waits_until_it_is_known_here(office: Office) -> None:
    newer = edition_of(office).snapshot.revision + 1

    async def wait() -> None:
        seen_elsewhere = (b"if-none-match", f'"{newer}-c0ffee"'.encode())
        waiting = asyncio.create_task(ask(guard_of(office), ZONES, b"", seen_elsewhere, PREFER))
        await until(lambda: bool(shelf_of(office)._waiting))
        office.site.post("B", reported=counts(1))
        await asyncio.to_thread(print_now, office)
        answer = await waiting
        assert (answer.status, answer["x-revision"]) == (200, str(newer))

    run(wait())


@pytest.mark.usefixtures("impatient")
def test_who_has_an_answer_of_a_state_that_never_comes_is_sent_what_there_is(office: Office) -> None:
    """After a backup was restored revisions count from an earlier one, and maps are still open that saw later ones."""
    seen_before = (b"if-none-match", b'"999999-c0ffee"')
    answer = run(ask(guard_of(office), ZONES, b"", seen_before, PREFER))
    assert (answer.status, answer["x-revision"]) == (200, str(edition_of(office).snapshot.revision))


def test_a_second_printing_of_the_same_state_answers_nobody(office: Office) -> None:
    async def wait() -> None:
        waiting = await _waiting(office)
        for _ in range(3):
            edition = edition_of(office)
            shelf_of(office).publish(Edition(edition.snapshot, edition._prepared))
            await until(lambda: bool(shelf_of(office)._waiting))
        assert not waiting.done()
        office.site.post("B", reported=counts(1))
        await asyncio.to_thread(print_now, office)
        assert (await waiting).status == 200

    run(wait())


def test_who_waits_at_an_address_that_is_not_printed_any_more_is_answered_by_fastapi(office: Office) -> None:
    async def wait() -> None:
        waiting = await _waiting(office, path="/api/v1/zones.geojson")
        office.site.post("B", reported=counts(1))
        store_of(office).note_revision(office.site.revision())
        shelf_of(office).publish(Edition(await asyncio.to_thread(store_of(office).current), {}))
        answer = await waiting
        assert (answer.status, answer["x-revision"]) == (200, str(office.site.revision()))

    run(wait())


def test_waiting_ends_when_the_reader_leaves(office: Office) -> None:
    async def wait() -> None:
        client = Client()
        waiting = await _waiting(office, client=client)
        client.leave()
        async with asyncio.timeout(SOON_S):
            await waiting
        assert not shelf_of(office)._waiting

    run(wait())


def test_waiting_ends_when_the_server_begins_to_stop(office: Office) -> None:
    async def wait() -> None:
        draining = asyncio.Event()
        waiting = await _waiting(office, state={"draining": draining})
        draining.set()
        async with asyncio.timeout(SOON_S):
            answer = await waiting
        assert (answer.status, answer["preference-applied"]) == (304, "wait")

    run(wait())


def test_who_comes_while_the_server_stops_does_not_wait(office: Office) -> None:
    async def wait() -> None:
        draining = asyncio.Event()
        draining.set()
        held = (b"if-none-match", (await ask(guard_of(office)))["etag"].encode())
        async with asyncio.timeout(SOON_S):
            answer = await ask(guard_of(office), ZONES, b"", held, PREFER, state={"draining": draining})
        assert answer.status == 304

    run(wait())


def test_the_application_hands_out_what_ends_the_waiting(office: Office) -> None:
    async def live() -> None:
        async with office.app.router.lifespan_context(office.app) as state:
            assert isinstance(state, Mapping)
            assert isinstance(state["draining"], asyncio.Event)

    run(live())


@pytest.mark.usefixtures("impatient")
def test_waiting_leaves_nothing_behind(office: Office) -> None:
    async def wait() -> None:
        for _ in range(5):
            await (await _waiting(office, state={"draining": asyncio.Event()}))
        await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
        assert not shelf_of(office)._waiting

    run(wait())


def test_waiting_costs_no_thread_and_no_connection(office: Office) -> None:
    async def wait() -> None:
        await ask(guard_of(office), f"{ZONES}/E")
        threads = threading.active_count()
        with sessions_opened(office.site.engine) as opened:
            readers = [await _waiting(office) for _ in range(200)]
            assert threading.active_count() == threads
            assert anyio.to_thread.current_default_thread_limiter().borrowed_tokens == 0
            assert opened == []
        office.site.post("B", reported=counts(1))
        await asyncio.to_thread(print_now, office)
        answers = await asyncio.gather(*readers)
        assert {(answer.status, answer["x-revision"]) for answer in answers} == {(200, str(office.site.revision()))}

    run(wait())


def test_others_are_answered_while_many_wait(office: Office) -> None:
    async def wait() -> None:
        readers = [await _waiting(office) for _ in range(200)]
        async with asyncio.timeout(SOON_S):
            assert (await ask(guard_of(office), f"{ZONES}/E")).status == 200
            assert (await ask(guard_of(office))).status == 200
        for each in readers:
            each.cancel()
        await asyncio.gather(*readers, return_exceptions=True)

    run(wait())


@pytest.mark.usefixtures("impatient")
def test_a_shelf_emptied_while_a_reader_waits_sends_the_reader_on(office: Office) -> None:
    """The press ends the second printing of one revision and fails at the next before the reader is awake."""

    async def wait() -> Answer:
        edition, waiting = edition_of(office), await _waiting(office)
        shelf_of(office).publish(Edition(edition.snapshot, edition._prepared))
        shelf_of(office).clear()
        async with asyncio.timeout(SOON_S):
            return await waiting

    assert run(wait()).status in {200, 304}


def test_a_reader_who_announces_a_body_and_stops_sending_it_is_ended_like_any_other(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    guard = Guard(reads_of(office), GuardConfig(body_stall_s=0.05), ready=reads_of(office).ready)

    async def wait() -> Answer:
        held = (b"if-none-match", (await ask(guard))["etag"].encode())
        client = Client(b"half", stops=True)
        async with asyncio.timeout(SOON_S):
            return await ask(guard, ZONES, b"", held, PREFER, (b"content-length", b"10"), client=client)

    assert run(wait()).status in {304, 408}
    gc.collect()
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


def test_a_map_on_another_site_may_wait_too(office: Office) -> None:
    """Its browser asks first whether the header may be sent, and shows the page no header that is not exposed."""
    headers = [
        (b"origin", b"https://map.example"),
        (b"access-control-request-method", b"GET"),
        (b"access-control-request-headers", b"if-none-match, prefer"),
    ]
    preflight = run(ask(guard_of(office), ZONES, b"", *headers, method="OPTIONS"))
    assert "prefer" in preflight["access-control-allow-headers"].lower().split(", ")
    answer = run(ask(guard_of(office)))
    assert "preference-applied" in answer["access-control-expose-headers"].lower().split(", ")
