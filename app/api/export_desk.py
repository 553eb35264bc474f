"""Where long tables are made: a few at a time, so that taking data away leaves the site to its readers."""

from __future__ import annotations

from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import Final

from app.domain.errors import ExportsBusy

AT_ONCE: Final = 2
"""So many long tables are made at once; each takes a thread and, while it runs, much of a core."""


class ExportDesk:
    """Gives turns for making long tables, and takes them back however the sending ends."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._places = BoundedSemaphore(at_once)

    def take_turn(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces, under a turn that is held from now until they have been sent, or are sent no more.

        Raises:
            ExportsBusy: as many as may be are being made.
        """
        if not self._places.acquire(blocking=False):
            raise ExportsBusy
        return _Turn(pieces, self._places)


class _Turn(Iterator[bytes]):
    # No generator: one that is dropped before its first piece never gets to its end.
    def __init__(self, pieces: Iterator[bytes], places: BoundedSemaphore) -> None:
        self._pieces = pieces
        self._places: BoundedSemaphore | None = places

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self._give_back()
            raise

    def __del__(self) -> None:
        self._give_back()

    def _give_back(self) -> None:
        places, self._places = self._places, None
        if places is not None:
            places.release()
