"""Whether a file of wards is what the script would write.

On one machine the script writes the same bytes every time. Another processor or library version may end a sum in
another last bit, which can turn the last digit of a coordinate; so files that differ in nothing else agree as well.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import numpy as np

LAST_DIGITS = 1e-5
"""Degrees, about a metre."""


class Agreement(Enum):
    """How two texts compare."""

    IDENTICAL = "identical to what would be written, byte for byte"
    LAST_DIGITS = "equal to what would be written but for last digits of coordinates"
    DIFFERENT = "not what would be written; run scripts/make_schematic_wards.py"


def compare(standing: str, drawn: str) -> Agreement:
    """How the standing text compares with the text just drawn."""
    if standing == drawn:
        return Agreement.IDENTICAL
    ours, theirs = json.loads(standing), json.loads(drawn)
    rings, other_rings = _take_rings(ours), _take_rings(theirs)
    if ours != theirs or [len(ring) for ring in rings] != [len(ring) for ring in other_rings]:
        return Agreement.DIFFERENT
    apart = np.abs(np.concatenate(rings) - np.concatenate(other_rings)).max()
    return Agreement.LAST_DIGITS if apart <= LAST_DIGITS else Agreement.DIFFERENT


def _take_rings(collection: dict[str, Any]) -> list[Any]:
    """The rings of all wards, taken out of the collection."""
    return [np.array(feature.pop("geometry")["coordinates"][0]) for feature in collection["features"]]
