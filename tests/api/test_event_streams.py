"""One open stream of events by itself: what keeps its connection open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from starlette.types import Message

from app.api import event_streams
from app.api.event_streams import EventStream, EventStreams
from app.domain.changes import BEGINNING, Change, ChangeFilter, ChangeId, ChangeKind


def change(number: int) -> Change:
    at = datetime(2021, 8, 14, tzinfo=UTC)
    return Change(ChangeId(1, number), at, ChangeKind.SITE, "site", (), (), None, {"open_day": "2021-08-14"})


async def nothing_missed(_place: ChangeId) -> Sequence[Change]:
    return ()


async def never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


def test_changes_a_reader_does_not_want_put_no_heartbeat_off_and_move_the_cursor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(event_streams, "HEARTBEAT_S", 0.01)
    streams = EventStreams(most=1, most_of_an_address=1)

    async def heard() -> bytes:
        wanted = ChangeFilter(frozenset({ChangeKind.STATUS}), frozenset(), frozenset())
        stream = EventStream(streams, address="", after=BEGINNING, read_on=nothing_missed, wanted=wanted)
        bodies: asyncio.Queue[bytes] = asyncio.Queue()

        async def send(message: Message) -> None:
            await bodies.put(message.get("body", b""))
            await asyncio.sleep(0)

        task = asyncio.create_task(stream({"type": "http"}, never, send))
        try:
            streams.publish([change(1), change(2)])
            while not (body := await bodies.get()).endswith(b"id: 1-2\n\n"):
                pass
            return body
        finally:
            task.cancel()

    assert asyncio.run(asyncio.wait_for(heard(), 20)) == b": still here\nid: 1-2\n\n"


def test_streams_that_may_have_missed_something_end() -> None:
    streams = EventStreams(most=1, most_of_an_address=1)

    async def ended() -> list[Message]:
        stream = EventStream(
            streams,
            address="",
            after=BEGINNING,
            read_on=nothing_missed,
            wanted=ChangeFilter(frozenset(), frozenset(), frozenset()),
        )
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        streams.lose_all()
        await stream({"type": "http"}, never, send)
        return sent

    assert asyncio.run(asyncio.wait_for(ended(), 20))[-1]["more_body"] is False
    assert len(streams) == 0
