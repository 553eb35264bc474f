"""How many examples a property is tried on: a quarter in the short form of the tests, where minutes count."""

from __future__ import annotations

import os
from typing import Final

IS_SHORT: Final = os.environ.get("KHOANHVUNG_SHORT") == "1"
FEWEST: Final = 10


def examples(count: int) -> int:
    """The number to draw where the long form draws `count`; never fewer than ten, unless `count` itself is."""
    return max(min(count, FEWEST), count // 4) if IS_SHORT else count
