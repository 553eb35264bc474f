"""Where pictures of points are made: one at a time, few waiting, so that drawing leaves the site to its readers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Final

from app.api.kept import Kept
from app.domain.errors import PicturesBusy
from app.formats.map_picture import MapPicture
from app.formats.picture_png import picture_png

KEPT: Final = 24
"""Pictures kept ready: some 60 kB each, a large map up to 1 MB."""
WAITING: Final = 1
"""So many requests wait for the one that is at work; the others are told to come back."""
LONGEST_WAIT_S: Final = 8.0


class PictureDesk:
    """Turns drawings into points, each drawing once."""

    def __init__(self, *, kept: int = KEPT, waiting: int = WAITING, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        self._made: Kept[str, bytes] = Kept(kept)
        self._places = BoundedSemaphore(1 + waiting)
        self._press = Lock()
        self._longest_wait_s = longest_wait_s

    def png(self, picture: MapPicture, *, title: str) -> bytes:
        """The picture in points; one that was made before is at hand.

        Raises:
            PicturesBusy: others are being made.
        """
        name = hashlib.sha256(f"{picture.width}|{picture.height}|{title}|{picture.svg}".encode()).hexdigest()
        found = self._made.find(name)
        if found is not None:
            return found
        with self.turn():
            # Whoever was at work before may have made just this one.
            return self._made.get(name, lambda: picture_png(picture, title=title))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The right to draw, alone.

        Raises:
            PicturesBusy: others are being made.
        """
        if not self._places.acquire(blocking=False):
            raise PicturesBusy
        try:
            if not self._press.acquire(timeout=self._longest_wait_s):
                raise PicturesBusy
            try:
                yield
            finally:
                self._press.release()
        finally:
            self._places.release()
