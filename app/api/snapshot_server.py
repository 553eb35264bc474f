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
from functools import lru_cache
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.cached import STALE
from app.api.edge_headers import Headers
from app.api.editions import Address, Edition, Shelf, Versions
from app.api.encodings import Encoding, negotiate_encoding
from app.api.language import negotiate_language
from app.api.representations import Encoded, is_held, newest_revision_held
from app.services.map_snapshot import SnapshotStore

CATCH_UP_S: Final = 1.0
"""How long a reader waits for the edition of a write already committed here; after that FastAPI answers."""
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
        tags = headers.get(b"if-none-match")
        if tags is not None and newest_revision_held(tags.decode("latin-1")) > edition.snapshot.revision:
            return None
        if versions is None or b"prefer" in headers or self._clock() >= edition.snapshot.valid_until:
            return None
        return _fitting(versions, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection scope."""
        if scope["type"] == "http" and scope["method"] == "GET":
            edition, asked = self._edition(), _Asked(scope)
            if edition is not None and asked.is_printed(edition):
                edition = await self._caught_up(edition, asked)
            elif edition is not None and edition.snapshot.revision < self._snapshots.wanted_revision:
                # What was offered is of the state before; FastAPI makes the newer one at once.
                edition = None
            if edition is not None and await self._answer(edition, asked, receive, send):
                return
        await self.app(scope, receive, send)

    def _edition(self) -> Edition | None:
        """The newest edition, unless the clock has left it behind."""
        edition = self._shelf.edition
        if edition is None or self._clock() < edition.snapshot.valid_until or self._snapshots.is_stale:
            return edition
        return None

    async def _caught_up(self, edition: Edition, asked: _Asked) -> Edition | None:
        """The edition of all that this process has committed, and the reader has seen elsewhere, when it comes soon.

        None when it does not: FastAPI then works for the answer. Of a state seen elsewhere the last edition answers.
        """
        newest: Edition | None = edition
        wanted = max(self._snapshots.wanted_revision, asked.newest_revision)
        try:
            async with asyncio.timeout(CATCH_UP_S):
                while newest is not None and not self._snapshots.is_stale:
                    if newest.snapshot.revision >= wanted and not asked.is_coming(newest):
                        break
                    await self._shelf.next_after(newest)
                    newest = self._shelf.edition
        except TimeoutError:
            if newest is not None and newest.snapshot.revision < self._snapshots.wanted_revision:
                return None
        return newest

    async def _answer(self, edition: Edition, asked: _Asked, receive: Receive, send: Send) -> bool:
        """Answer from the edition; False when it does not hold the answer."""
        found = asked.find(edition)
        if found is not None and asked.patience_s > 0 and asked.has_seen(edition, found):
            return await self._answer_change(edition, asked, receive, send)
        return found is not None and await self._say(send, found, asked)

    async def _answer_change(self, edition: Edition, asked: _Asked, receive: Receive, send: Send) -> bool:
        """Answer when there is news, or what there is when the reader's patience ends; False as in `_answer`."""
        until = asyncio.get_running_loop().time() + asked.patience_s
        leaving = asyncio.create_task(_left(receive, asked.draining))
        newest: Edition | None = edition
        try:
            while newest is not None:
                found, is_over = asked.find(newest), False
                if found is not None and asked.has_seen(newest, found):
                    is_over = not await self._has_changed(newest, leaving, until=until)
                if self._edition() is None or found is None:
                    # The shelf was emptied, the clock went on or the answer is not printed any more: FastAPI knows.
                    return False
                if is_over or not asked.has_seen(newest, found):
                    return await self._say(send, found, asked, more=[_WAITED])
                newest = self._shelf.edition
            return False
        finally:
            leaving.cancel()

    async def _has_changed(self, edition: Edition, leaving: asyncio.Task[None], *, until: float) -> bool:
        """Whether another edition came before the time was up or the reader left."""
        coming = self._shelf.next_after(edition)
        left_s = max(0.0, until - asyncio.get_running_loop().time())
        await asyncio.wait({coming, leaving}, timeout=left_s, return_when=asyncio.FIRST_COMPLETED)
        return coming.done() or not coming.cancel()

    async def _say(self, send: Send, found: Encoded, asked: _Asked, more: Headers | None = None) -> bool:
        """Send an answer, or that the reader has it already."""
        held = is_held(asked.if_none_match, found.etag)
        head = [*(found.head_unchanged if held else found.head), *(more or [])]
        if self._snapshots.is_stale:
            head.append(_STALE_HEADER)
        await send({"type": "http.response.start", "status": 304 if held else 200, "headers": head})
        await send({"type": "http.response.body", "body": b"" if held else found.body})
        return True


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
    def newest_revision(self) -> int:
        """The newest revision that the reader has seen, here or in another process."""
        return 0 if self.if_none_match is None else newest_revision_held(self.if_none_match)

    @property
    def patience_s(self) -> float:
        """How long the reader lets us wait for a change."""
        return _patience_s(self._headers.get(b"prefer", b"").decode("latin-1"))

    def is_printed(self, edition: Edition) -> bool:
        """Whether the answer is one of those that are made before anyone asks."""
        return self._address in edition.coming or edition.prepared(self._address) is not None

    def has_seen(self, edition: Edition, found: Encoded) -> bool:
        """Whether the reader has this answer already, or a newer one from another process."""
        return edition.snapshot.revision < self.newest_revision or is_held(self.if_none_match, found.etag)

    def is_coming(self, edition: Edition) -> bool:
        """Whether the next edition of the same snapshot will hold the answer."""
        return self._address in edition.coming

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
    return found.ready(_encoding_for(headers.get(b"accept-encoding", b"")))


@lru_cache(maxsize=512)
def _encoding_for(accept_encoding: bytes) -> Encoding | None:
    """The same few headers come again and again."""
    return negotiate_encoding(accept_encoding.decode("latin-1"))


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
