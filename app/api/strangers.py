"""Writes that strangers tried, told in the audit so seldom that nobody can fill the disk with them."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

EVERY: Final = timedelta(minutes=10)
"""One line of each process in so long, at most: 144 a day."""


@dataclass
class StrangerTally:
    """How many tries of strangers are to be told with the next line."""

    _told_at: datetime | None = field(default=None, init=False)
    _untold: int = field(default=0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def count(self, now: datetime) -> int | None:
        """Count one try; answers how many a line is now to tell of, or None when it is not yet time for one."""
        with self._lock:
            self._untold += 1
            if self._told_at is not None and timedelta(0) <= now - self._told_at < EVERY:
                return None
            told, self._untold, self._told_at = self._untold, 0, now
            return told
