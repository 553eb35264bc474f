"""What is printed is of no older state than it may be: not after a write here, nor a clock switch; or it says so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.api import snapshot_server
from app.api.editions import Edition
from app.services import map_snapshot
from tests.accounts import hash_quickly
from tests.api.asking import (
    ENCODINGS,
    Answer,
    addresses_of,
    ask,
    asked_as,
    edition_of,
    guard_of,
    joined,
    post,
    printed,
    run,
    sessions_opened,
    shelf_of,
    store_of,
    until,
    without_editions,
)
from tests.office import OUTBREAKS, ZONES, Office, outbreak
from tests.services.test_map_snapshot import Switch
from tests.site import TODAY, counts, day, hanoi
from tests.threads import PATIENCE_S, wait_until

TIMELINE, RINGS = "/api/v1/zones/timeline", "/api/v1/rings"
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def office(judged_file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with joined(judged_file, sqlite_url) as office:
        yield office


@pytest.fixture
def watched(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The same, with the watch running that prints each new edition, however long that takes on a busy machine."""
    monkeypatch.setattr(snapshot_server, "CATCH_UP_S", PATIENCE_S)
    store_of(office).start_polling()
    return office


@pytest.mark.parametrize("path", [ZONES, TIMELINE, "/", "/api/v1/zones.geojson"])
def test_a_post_here_is_seen_by_the_next_read(watched: Office, path: str) -> None:
    async def post_and_read() -> None:
        for ward in "BCDEF":
            revision = await post(watched, ward)
            answer = await ask(guard_of(watched), path)
            assert int(answer["x-revision"]) >= revision

    run(post_and_read())


def test_a_ring_declared_here_is_on_the_map_of_the_next_reader(watched: Office) -> None:
    declared = watched.post(OUTBREAKS, "thanhpho", outbreak("C"))
    assert declared.status_code == 201
    found = run(ask(guard_of(watched), RINGS)).json()
    assert declared.json()["id"] in {each["properties"]["outbreak_id"] for each in found["features"]}


def test_many_who_read_after_a_post_are_answered_from_one_edition(watched: Office) -> None:
    async def post_and_read() -> None:
        revision = await post(watched, "B")
        answers = await asyncio.gather(*[ask(guard_of(watched)) for _ in range(50)])
        assert {answer["x-revision"] for answer in answers} == {str(revision)}
        assert len({answer.body for answer in answers}) == 1

    run(post_and_read())


def test_when_the_edition_of_a_post_does_not_come_the_last_one_answers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_server, "CATCH_UP_S", 0.05)
    revision = edition_of(office).snapshot.revision
    store_of(office).note_revision(revision + 1)
    answer = run(ask(guard_of(office)))
    assert (answer.status, answer["x-revision"]) == (200, str(revision))


def test_nobody_is_led_back_to_an_older_state(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not printed shows the newest state already; what is printed next must not show an older one."""
    monkeypatch.setattr(snapshot_server, "CATCH_UP_S", 0.05)
    office.site.post("B", reported=counts(1))
    store_of(office).note_revision(office.site.revision())

    async def read() -> list[int]:
        return [int((await ask(guard_of(office), path))["x-revision"]) for path in (f"{ZONES}/B", ZONES)]

    first, second = run(read())
    assert first == office.site.revision()
    assert second == first


@pytest.mark.parametrize("path", ["/healthz", f"{ZONES}/B", "/api/v1/none"])
def test_what_is_not_printed_does_not_wait_for_the_printing(
    office: Office, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(snapshot_server, "CATCH_UP_S", 2 * PATIENCE_S)
    store_of(office).note_revision(edition_of(office).snapshot.revision + 1)

    async def read() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await ask(guard_of(office), path)

    run(read())


def test_what_lay_ready_for_strangers_is_not_told_any_more_after_a_post_here(office: Office) -> None:
    """It is of the last edition, and whoever asks for it does not wait for the next one."""

    async def post_and_read() -> None:
        before = await ask(guard_of(office), f"{ZONES}/E")
        assert edition_of(office).offered((f"{ZONES}/E", b"")) is not None
        revision = await post(office, "E")
        after = await ask(guard_of(office), f"{ZONES}/E", b"", (b"if-none-match", before["etag"].encode()))
        assert (after.status, after["x-revision"]) == (200, str(revision))

    run(post_and_read())


def test_a_shelf_emptied_while_a_reader_waits_for_a_post_sends_the_reader_on(office: Office) -> None:
    """The press ends the second printing of one revision and fails at the next before the reader is awake."""
    edition, shelf, answers = edition_of(office), shelf_of(office), list[Answer]()
    wanted = edition.snapshot.revision + 1
    store_of(office).note_revision(wanted)

    async def read() -> None:
        reader = asyncio.create_task(ask(guard_of(office)))
        await until(lambda: bool(shelf._waiting))
        shelf.publish(Edition(edition.snapshot, edition._prepared))
        shelf.clear()
        answers.append(await reader)

    loop = threading.Thread(target=lambda: asyncio.run(read()))
    loop.start()
    loop.join(PATIENCE_S)
    stands_still = loop.is_alive()
    # Whatever happens in there, the thread must end.
    shelf.publish(Edition(replace(edition.snapshot, revision=wanted), edition._prepared))
    loop.join(PATIENCE_S)
    assert not stands_still, "the reader span, and with the loop every other reader stood still"
    assert answers[0].status == 200


def test_nobody_waits_for_a_post_while_the_database_is_away(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_server, "CATCH_UP_S", 2 * PATIENCE_S)
    revision = edition_of(office).snapshot.revision
    store_of(office).note_revision(revision + 1)
    store_of(office).is_stale = True

    async def read() -> Answer:
        async with asyncio.timeout(PATIENCE_S):
            return await ask(guard_of(office))

    assert run(read())["x-revision"] == str(revision)


def _told(answer: Answer, path: str) -> object:
    """What a clock switch changes in an answer."""
    body = answer.json()
    if path == RINGS:
        return [each["properties"]["ring_status"] for each in body["features"]]
    return body["to"] if path == TIMELINE else body["open_day"]


@pytest.mark.parametrize(
    ("moment", "path", "before", "after"),
    [
        pytest.param(hanoi(TODAY, 18), ZONES, "2021-08-14", "2021-08-15", id="cut-off"),
        pytest.param(hanoi(day(1), 0), TIMELINE, "2021-08-14", "2021-08-15", id="midnight"),
        pytest.param(hanoi(TODAY, 15, 30), RINGS, ["proposed"] * 3, ["issued"] * 3, id="order"),
    ],
)
def test_a_clock_switch_is_never_answered_from_the_old_edition(
    office: Office, moment: datetime, path: str, before: object, after: object
) -> None:
    office.site.lift("OB0001")
    office.site.issue("OB0002", starts_at=hanoi(TODAY, 15, 30))
    office.site.clock.now = moment - INSTANT
    assert printed(office).snapshot.valid_until == moment

    async def read_round_the_switch() -> None:
        with sessions_opened(office.site.engine) as opened:
            old = await ask(guard_of(office), path)
            assert (_told(old, path), opened) == (before, [])
        office.site.clock.now = moment
        new = await ask(guard_of(office), path, b"", (b"if-none-match", old["etag"].encode()))
        assert (new.status, _told(new, path)) == (200, after)
        assert new["etag"] != old["etag"]
        assert new == await ask(without_editions(office), path)

    run(read_round_the_switch())


@pytest.mark.parametrize(("begins", "level"), [(True, "red"), (False, "green")], ids=["start", "end"])
def test_a_decision_begins_and_ends_for_every_reader_without_a_job(office: Office, begins: bool, level: str) -> None:
    start, end = hanoi(TODAY, 15), hanoi(TODAY, 16, 7)
    office.site.decide("C", "red", from_=start, until=end)
    moment, revision = start if begins else end, office.site.revision()
    office.site.clock.now = moment - INSTANT
    assert printed(office).snapshot.valid_until == moment

    async def read_round_the_switch() -> None:
        old = await ask(guard_of(office), ZONES)
        assert _level_of(old, "C") != level
        office.site.clock.now = moment
        new = await ask(guard_of(office), ZONES, b"", (b"if-none-match", old["etag"].encode()))
        assert (new.status, _level_of(new, "C")) == (200, level)
        assert new["etag"] != old["etag"]
        assert new == await ask(without_editions(office), ZONES)
        again = await ask(guard_of(office), ZONES, b"", (b"if-none-match", new["etag"].encode()))
        assert again.status == 304

    run(read_round_the_switch())
    assert office.site.revision() == revision


def _level_of(answer: Answer, ward: str) -> str:
    return str({each["ward_code"]: each["level"] for each in answer.json()["items"]}[ward])


@pytest.fixture
def database(office: Office, monkeypatch: pytest.MonkeyPatch) -> Switch:
    """The database as a running watch meets it, which can be taken away."""
    monkeypatch.setattr(map_snapshot, "POLL_INTERVAL_S", 0.005)
    switch = Switch(office.site.read_sessions)
    store_of(office)._sessions = switch
    store_of(office).start_polling()
    return switch


def _take_away(office: Office, database: Switch) -> None:
    database.is_away = True
    wait_until(lambda: store_of(office).is_stale)


def test_while_the_database_is_away_the_last_edition_goes_on_and_says_so(office: Office, database: Switch) -> None:
    before = run(ask(guard_of(office)))
    _take_away(office, database)
    office.site.clock.move(timedelta(days=1))

    async def read() -> tuple[Answer, Answer]:
        held = (b"if-none-match", before["etag"].encode())
        return await ask(guard_of(office)), await ask(guard_of(office), ZONES, b"", held)

    with sessions_opened(office.site.engine) as opened:
        whole, unchanged = run(read())
        assert opened == []
    assert (whole.status, whole.body, whole["etag"]) == (200, before.body, before["etag"])
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert whole["warning"] == unchanged["warning"] == '110 - "Response is Stale"'


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_said_while_the_database_is_away_is_what_fastapi_says(
    office: Office, database: Switch, encoding: bytes
) -> None:
    _take_away(office, database)

    async def compare() -> None:
        for path, query in addresses_of(office):
            headers = asked_as(encoding, b"en")
            found = await ask(guard_of(office), path, query, *headers)
            assert found == await ask(without_editions(office), path, query, *headers), path

    run(compare())


def test_once_the_database_is_back_nothing_is_said_any_more(office: Office, database: Switch) -> None:
    _take_away(office, database)
    office.site.post("E", reported=counts(1))
    database.is_away = False
    wait_until(lambda: not store_of(office).is_stale)
    wait_until(lambda: edition_of(office).snapshot.revision == office.site.revision())
    answer = run(ask(guard_of(office)))
    assert (answer["x-revision"], answer.get("warning")) == (str(office.site.revision()), None)
