"""The hot path: reads of the newest edition, sent as they lie there; plain ASGI, inside the guard, before FastAPI.

A reader costs a look-up: no thread, no database, no rendering. What is not in the edition goes on to FastAPI.

A reader who holds the answer and says `Prefer: wait=SECONDS` (RFC 7240) is answered when it changes, or with 304 when
the time is up: an open map learns of a change at once for one request in half a minute.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.cached import STALE
from app.api.edge_headers import Headers
from app.api.editions import Address, Edition, Shelf
from app.api.encodings import negotiate_encoding
from app.api.language import negotiate_language
from app.api.representations import Encoded, is_held
from app.services.map_snapshot import SnapshotStore

CATCH_UP_S: Final = 0.25
"""How long a reader waits for the edition of a write already committed here; after that the last one answers."""
LONGEST_WAIT_S: Final = 30
_WAIT: Final = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,6})", re.IGNORECASE)
_STALE_HEADER: Final = (b"warning", STALE.encode())
_WAITED: Final = (b"preference-applied", b"wait")


class SnapshotServer:
    """ASGI application that answers from the shelf what lies there, and passes everything else on."""

    def __init__(self, app: ASGIApp, *, shelf: Shelf, snapshots: SnapshotStore, clock: Callable[[], datetime]) -> None:
        self.app = app
        self._shelf, self._snapshots, self._clock = shelf, snapshots, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] == "http" and scope["method"] == "GET":
            edition = self._edition()
            if edition is not None and edition.snapshot.revision < self._snapshots.wanted_revision:
                edition = await self._caught_up(edition)
            if edition is not None and await self._answer(edition, _Asked(scope), receive, send):
                return
        await self.app(scope, receive, send)

    def _edition(self) -> Edition | None:
        """The newest edition, unless the clock has left it behind."""
        edition = self._shelf.edition
        if edition is None or self._clock() < edition.snapshot.valid_until or self._snapshots.is_stale:
            return edition
        return None

    async def _caught_up(self, edition: Edition) -> Edition:
        """The edition of all that this process has committed, when it comes soon."""
        wanted = self._snapshots.wanted_revision
        try:
            async with asyncio.timeout(CATCH_UP_S):
                while edition.snapshot.revision < wanted and not self._snapshots.is_stale:
                    await self._shelf.next_after(edition)
                    edition = self._shelf.edition or edition
        except TimeoutError:
            pass
        return edition

    async def _answer(self, edition: Edition, asked: _Asked, receive: Receive, send: Send) -> bool:
        """Answer from the edition; False when it does not hold the answer."""
        found = asked.find(edition)
        if found is None:
            return False
        if not is_held(asked.if_none_match, found.etag):
            await self._send(send, 200, found.head, found.body)
            return True
        if asked.patience_s <= 0:
            await self._send(send, 304, found.head_unchanged, b"")
            return True
        return await self._answer_change(edition, asked, receive, send)

    async def _answer_change(self, edition: Edition, asked: _Asked, receive: Receive, send: Send) -> bool:
        """Wait until the answer is another one or the reader's patience ends."""
        until = asyncio.get_running_loop().time() + asked.patience_s
        leaving = asyncio.create_task(_left(receive, asked.draining))
        try:
            while True:
                found = asked.find(edition)
                if found is None:
                    return False
                if not is_held(asked.if_none_match, found.etag):
                    await self._send(send, 200, [*found.head, _WAITED], found.body)
                    return True
                coming = self._shelf.next_after(edition)
                left_s = until - asyncio.get_running_loop().time()
                await asyncio.wait({coming, leaving}, timeout=max(0.0, left_s), return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    coming.cancel()
                    await self._send(send, 304, [*found.head_unchanged, _WAITED], b"")
                    return True
                edition = self._shelf.edition or edition
        finally:
            leaving.cancel()

    async def _send(self, send: Send, status: int, head: Headers, body: bytes) -> None:
        if self._snapshots.is_stale:
            head = [*head, _STALE_HEADER]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})


class _Asked:
    """What one request asks for and says it takes."""

    __slots__ = ("_accept_language", "_encoding", "_is_stranger", "address", "draining", "if_none_match", "patience_s")

    def __init__(self, scope: Scope) -> None:
        self.address: Address = scope["path"], scope["query_string"]
        self.draining: asyncio.Event | None = scope.get("state", {}).get("draining")
        self.if_none_match: str | None = None
        self.patience_s = 0.0
        self._encoding: str = ""
        self._accept_language: str | None = None
        self._is_stranger = True
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                self._encoding = value.decode("latin-1")
            elif name == b"accept-language":
                self._accept_language = value.decode("latin-1")
            elif name == b"if-none-match":
                self.if_none_match = value.decode("latin-1")
            elif name == b"prefer":
                self.patience_s = _patience_s(value.decode("latin-1"))
            elif name in {b"authorization", b"cookie"}:
                self._is_stranger = False

    def find(self, edition: Edition) -> Encoded | None:
        """The answer in this reader's language and encoding, when it is ready."""
        versions = edition.prepared(self.address)
        if versions is None and self._is_stranger:
            versions = edition.offered(self.address)
        if versions is None:
            return None
        representation = versions.get(None) or versions.get(negotiate_language(self._accept_language))
        return None if representation is None else representation.ready(negotiate_encoding(self._encoding))


def _patience_s(prefer: str) -> float:
    """How long a `Prefer` header lets us wait, in seconds; 0 when it does not say.

    >>> _patience_s("wait=20"), _patience_s("respond-async, wait=9999"), _patience_s("return=minimal")
    (20.0, 30.0, 0.0)
    """
    found = _WAIT.search(prefer)
    return float(min(int(found[1]), LONGEST_WAIT_S)) if found else 0.0


async def _left(receive: Receive, draining: asyncio.Event | None) -> None:
    """Returns when the client has gone or the server begins to stop."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    waits: list[asyncio.Task[object]] = [asyncio.create_task(gone())]
    if draining is not None:
        waits.append(asyncio.create_task(draining.wait()))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waits:
            each.cancel()
