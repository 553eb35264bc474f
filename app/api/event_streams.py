"""Open event streams of one process: changes fan out to them from the feed's watch, in order, without gap or repeat.

A stream costs one task and a queue: no thread and no connection to the database while it waits. One that does not
take what is sent is ended, here when its queue is full and in the connection's own guard when nothing is read; its
reader connects again and goes on from the last event it has.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.documents.changes import OPENING, event_block, heartbeat
from app.domain.changes import Change, ChangeFilter, ChangeId
from app.domain.errors import TooManyStreams, TooManyStreamsFromThere, Unavailable

HEARTBEAT_S: Final = 15.0
MOST_WAITING: Final = 64
"""Runs of changes that may wait for one reader."""
_HEAD: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]

ReadOn = Callable[[ChangeId], Awaitable[Sequence[Change]]]
"""The next changes after a place, read from the database; empty at the end."""
Run = Sequence[tuple[Change, bytes]]


@dataclass(eq=False)
class Subscription:
    """One open stream's place in the fan-out; `is_lost`: it fell too far behind and has to connect again."""

    loop: asyncio.AbstractEventLoop
    address: str
    runs: asyncio.Queue[Run] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    is_lost: bool = False

    def take(self, run: Run) -> None:
        """Queue a run; on the loop of the stream."""
        try:
            self.runs.put_nowait(run)
        except asyncio.QueueFull:
            self.is_lost = True


class EventStreams:
    """All open streams of this process; bounded in number, and for each address.

    Args:
        most: streams in all.
        most_of_an_address: streams of one network address.
    """

    def __init__(self, *, most: int, most_of_an_address: int) -> None:
        self._most, self._most_of_an_address = most, most_of_an_address
        self._open: set[Subscription] = set()
        self._addresses: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)

    def publish(self, changes: Sequence[Change]) -> None:
        """Hand changes to every open stream; from any thread. Each is written out once for all of them."""
        if not self._open:
            return
        run = [(each, event_block(each)) for each in changes]
        for loop in {each.loop for each in list(self._open)}:
            loop.call_soon_threadsafe(self._fan_out, loop, run)

    def lose_all(self) -> None:
        """End every open stream, whose readers connect again and go on from their last event; from any thread."""
        for loop in {each.loop for each in list(self._open)}:
            loop.call_soon_threadsafe(self._lose, loop)

    def _lose(self, loop: asyncio.AbstractEventLoop) -> None:
        for each in self._open:
            if each.loop is loop:
                each.is_lost = True
                each.take(())

    def _fan_out(self, loop: asyncio.AbstractEventLoop, run: Run) -> None:
        for each in self._open:
            if each.loop is loop:
                each.take(run)

    def enter(self, address: str) -> Subscription:
        """Take part in the fan-out until `leave`; on the loop of the stream.

        Raises:
            TooManyStreams, TooManyStreamsFromThere: no more are taken, here or of this address.
        """
        if len(self._open) >= self._most:
            raise TooManyStreams(self._most)
        if self._addresses[address] >= self._most_of_an_address:
            raise TooManyStreamsFromThere(self._most_of_an_address)
        mine = Subscription(asyncio.get_running_loop(), address)
        self._open.add(mine)
        self._addresses[address] += 1
        return mine

    def leave(self, mine: Subscription) -> None:
        """Take part no longer."""
        self._open.discard(mine)
        self._addresses[mine.address] -= 1
        if not self._addresses[mine.address]:
            del self._addresses[mine.address]


class EventStream(Response):
    """The answer that never ends by itself: what the reader missed, then what happens, with a heartbeat in between.

    Args:
        streams: which it is one of; entered when it is made, so that a refusal can still be answered.
        after: the place the reader is at.
        read_on: reads what was missed.
        wanted: which changes are sent.
        lasts_s: how long it stays open; None: until the reader leaves. What was missed is sent in any case.
    """

    def __init__(
        self,
        streams: EventStreams,
        *,
        address: str,
        after: ChangeId,
        read_on: ReadOn,
        wanted: ChangeFilter,
        lasts_s: float | None = None,
    ) -> None:
        super().__init__()
        self._streams, self._mine = streams, streams.enter(address)
        self._last, self._read_on, self._wanted = after, read_on, wanted
        self._lasts_s = lasts_s
        self._sent_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the reader leaves, falls behind, or the server begins to stop."""
        ending = [asyncio.create_task(_left(receive))]
        draining = scope.get("state", {}).get("draining")
        if isinstance(draining, asyncio.Event):
            ending.append(asyncio.create_task(_set(draining)))
        sending = asyncio.create_task(self._send_all(send))
        try:
            await asyncio.wait([sending, *ending], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.leave(self._mine)
            for each in (sending, *ending):
                each.cancel()
        with contextlib.suppress(asyncio.CancelledError, Unavailable):
            # While the database is away the stream ends, and its reader goes on from the last event when it is back.
            await sending
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_all(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEAD})
        await self._send(send, OPENING)
        while missed := await self._read_on(self._last):
            await self._send_run(send, [(each, event_block(each)) for each in missed])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._lasts_s):
                await self._send_news(send)

    async def _send_news(self, send: Send) -> None:
        while not self._mine.is_lost:
            # Counted from what was sent last: changes that are filtered out keep no connection open.
            silent_s = asyncio.get_running_loop().time() - self._sent_at
            try:
                run = await asyncio.wait_for(self._mine.runs.get(), HEARTBEAT_S - silent_s)
            except TimeoutError:
                await self._send(send, heartbeat(self._last))
            else:
                await self._send_run(send, run)

    async def _send_run(self, send: Send, run: Run) -> None:
        """Send those that are new to the reader and wanted."""
        new = [(change, block) for change, block in run if change.id > self._last]
        if new:
            self._last = new[-1][0].id
        blocks = [block for change, block in new if self._wanted.takes(change)]
        if blocks:
            await self._send(send, b"".join(blocks))

    async def _send(self, send: Send, body: bytes) -> None:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        self._sent_at = asyncio.get_running_loop().time()


async def _left(receive: Receive) -> None:
    """Returns when the reader has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _set(event: asyncio.Event) -> None:
    await event.wait()
