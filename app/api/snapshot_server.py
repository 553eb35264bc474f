"""The hot path: reads of the newest edition, sent as they lie there; plain ASGI, inside the guard, before FastAPI.

A reader costs a look-up: no thread, no database, no rendering. What is not in the edition goes on to FastAPI.

A reader who holds the answer and says `Prefer: wait=SECONDS` (RFC 7240) is answered when it changes, or with 304 when
the time is up: an open map learns of a change at once for one request in half a minute.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.cached import STALE
from app.api.edge_headers import Headers
from app.api.editions import Address, Edition, Shelf, Versions
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

    def ready(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Encoded | None:
        """What answers a plain read at once: prebuilt, of the newest revision known, waiting for nothing."""
        edition, snapshots = self._shelf.edition, self._snapshots
        if edition is None or snapshots.is_stale or edition.snapshot.revision < snapshots.wanted_revision:
            return None
        versions = edition.prepared((scope["path"], scope["query_string"]))
        if versions is None or b"prefer" in headers or self._clock() >= edition.snapshot.valid_until:
            return None
        return _fitting(versions, headers)

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
        elif asked.patience_s <= 0:
            await self._send(send, 304, found.head_unchanged, b"")
        else:
            return await self._answer_change(edition, asked, receive, send)
        return True

    async def _answer_change(self, edition: Edition, asked: _Asked, receive: Receive, send: Send) -> bool:
        """Answer when the answer is another one, or with 304 when the reader's patience ends."""
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
                if not await self._has_changed(edition, leaving, until=until):
                    await self._send(send, 304, [*found.head_unchanged, _WAITED], b"")
                    return True
                edition = self._shelf.edition or edition
        finally:
            leaving.cancel()

    async def _has_changed(self, edition: Edition, leaving: asyncio.Task[None], *, until: float) -> bool:
        """Whether another edition came before the time was up or the reader left."""
        coming = self._shelf.next_after(edition)
        left_s = max(0.0, until - asyncio.get_running_loop().time())
        await asyncio.wait({coming, leaving}, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        return coming.done() or not coming.cancel()

    async def _send(self, send: Send, status: int, head: Headers, body: bytes) -> None:
        if self._snapshots.is_stale:
            head = [*head, _STALE_HEADER]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": body})


class _Asked:
    """What one request asks for and says it takes."""

    def __init__(self, scope: Scope) -> None:
        self._headers: dict[bytes, bytes] = dict(scope["headers"])
        self._address: Address = scope["path"], scope["query_string"]
        self.draining: asyncio.Event | None = scope.get("state", {}).get("draining")

    @property
    def if_none_match(self) -> str | None:
        """The tags of what the reader has."""
        tags = self._headers.get(b"if-none-match")
        return None if tags is None else tags.decode("latin-1")

    @property
    def patience_s(self) -> float:
        """How long the reader lets us wait for a change."""
        return _patience_s(self._headers.get(b"prefer", b"").decode("latin-1"))

    def find(self, edition: Edition) -> Encoded | None:
        """The answer in this reader's language and encoding, when it is ready."""
        versions = edition.prepared(self._address)
        if versions is None and not self._headers.keys() & {b"authorization", b"cookie"}:
            versions = edition.offered(self._address)
        return None if versions is None else _fitting(versions, self._headers)


def _fitting(versions: Versions, headers: Mapping[bytes, bytes]) -> Encoded | None:
    """The version in a reader's language and encoding, when it is ready."""
    found = versions.get(None)
    if found is None:
        found = versions.get(negotiate_language(headers.get(b"accept-language", b"").decode("latin-1")))
    if found is None:
        return None
    return found.ready(negotiate_encoding(headers.get(b"accept-encoding", b"").decode("latin-1")))


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
