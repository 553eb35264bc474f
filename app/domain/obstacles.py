"""One thing that keeps a level from falling, and the words that several of them share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class BlockingCondition:
    """One thing that keeps a ward's level from falling; `until` is the last day it does so if nothing more happens.

    `until` None: no day can be given, because something must be done, another ward's level must fall, or a day close.
    """

    code: str
    vi: str
    en: str
    until: date | None
