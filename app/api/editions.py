"""Editions: the answers of one snapshot, ready to be sent, swapped whole; and what waits for the next one.

An edition is published by the thread that watches the database and read by the event loop. Nothing in it changes but
one thing: answers first made through FastAPI may be offered to it, so that the next reader finds them ready.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from threading import Lock
from typing import Final

from app.api.language import Language
from app.api.representations import Representation
from app.services.zone_status import ZoneSnapshot

Address = tuple[str, bytes]
"""Path, and query as it was sent."""
Versions = Mapping[Language | None, Representation]
"""One answer a language, or a single one for all under None."""
MOST_OFFERED: Final = 2048
MOST_OFFERED_BYTES: Final = 16 * 2**20


class Edition:
    """Every answer of one snapshot that is ready, by the address it is asked for at.

    `coming` are the addresses that the next edition of the same snapshot will hold, in a moment.
    """

    def __init__(
        self,
        snapshot: ZoneSnapshot,
        prepared: Mapping[Address, Versions],
        *,
        coming: frozenset[Address] = frozenset(),
    ) -> None:
        self.snapshot = snapshot
        self.coming = coming
        self._prepared = prepared
        self._offered: dict[Address, Versions] = {}
        self._room = MOST_OFFERED_BYTES

    def prepared(self, address: Address) -> Versions | None:
        """What was made for everyone before anyone asked."""
        return self._prepared.get(address)

    def offered(self, address: Address) -> Versions | None:
        """What was made for a stranger who asked; staff may be shown more at the same address."""
        return self._offered.get(address)

    def extended(self, answers: Mapping[Address, Versions]) -> Edition:
        """The same with more answers."""
        grown = Edition(self.snapshot, {**self._prepared, **answers})
        grown._offered, grown._room = self._offered, self._room
        return grown

    def offer(self, address: Address, language: Language | None, representation: Representation) -> None:
        """Keep an answer made for a stranger, while there is room."""
        known = self._offered.get(address, {})
        if address in self._prepared or language in known:
            return
        if len(self._offered) >= MOST_OFFERED or self._room < representation.size:
            return
        self._room -= representation.size
        self._offered[address] = {**known, language: representation}


class Shelf:
    """Holds the newest edition; a reader takes it whole, so no answer mixes two revisions."""

    def __init__(self) -> None:
        self._edition: Edition | None = None
        self._waiting: set[asyncio.Future[None]] = set()
        self._lock = Lock()

    @property
    def edition(self) -> Edition | None:
        """The newest; None before the first."""
        return self._edition

    def publish(self, edition: Edition) -> None:
        """Put a new edition in the old one's place, and wake those who wait; from any thread."""
        self._put(edition)

    def _put(self, edition: Edition | None) -> None:
        with self._lock:
            self._edition = edition
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            try:
                future.get_loop().call_soon_threadsafe(_finish, future)
            except RuntimeError:
                # Its loop has stopped, and nobody waits there any more.
                continue

    def extend(self, snapshot: ZoneSnapshot, answers: Mapping[Address, Versions]) -> None:
        """Publish the newest edition with more answers, if they are of its snapshot."""
        edition = self._edition
        if edition is not None and edition.snapshot is snapshot:
            self.publish(edition.extended(answers))

    def clear(self) -> None:
        """Hold nothing, so that every reader is answered through FastAPI."""
        self._put(None)

    def offer(
        self, address: Address, language: Language | None, snapshot: ZoneSnapshot, representation: Representation
    ) -> None:
        """Add an answer to the edition of its snapshot, if that is still the newest."""
        edition = self._edition
        if edition is not None and edition.snapshot is snapshot:
            edition.offer(address, language, representation)

    def next_after(self, edition: Edition) -> asyncio.Future[None]:
        """Done once another edition is published; to be cancelled by who stops waiting."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            if self._edition is not edition:
                future.set_result(None)
            else:
                self._waiting.add(future)
                future.add_done_callback(self._forget)
        return future

    def _forget(self, future: asyncio.Future[None]) -> None:
        with self._lock:
            self._waiting.discard(future)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
