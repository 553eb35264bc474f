"""What became of units by where two registers draw them: shares of ground, and of people by ground, as an estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import shapely

from app.domain.lineage import EventKind, LineageProvenance, UnitEvent
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus

SLIVER_SHARE: Final = 0.01
"""Less than this of a unit is the drawing, not a transfer: two surveys never draw a border through the same points."""
_Shares = Mapping[str, Mapping[str, float]]


def estimated_events(before: Register, after: Register, *, on: date) -> list[UnitEvent]:
    """The events that would make one register of the other, from their polygons alone; by code.

    Schematic boundaries say nothing of the ground, so between registers of which one is schematic there are none.
    """
    if BoundaryStatus.SCHEMATIC in (before.boundary_status, after.boundary_status):
        return []
    shares = area_shares(before, after)
    sources: dict[str, set[str]] = defaultdict(set)
    for code, parts in shares.items():
        for other in parts:
            sources[other].add(code)
    events = []
    for code, parts in shares.items():
        for other, share in parts.items():
            kind = _kind(before, after, code, other, parts, alone=sources[other] == {code})
            if kind is not None:
                events.append(UnitEvent(kind, on, code, other, share, share, None, LineageProvenance.ESTIMATED))
    return sorted(events, key=lambda each: (each.from_code, each.to_code))


def area_shares(before: Register, after: Register) -> dict[str, dict[str, float]]:
    """By unit of the one register, which units of the other lie on its ground, with shares that sum to 1.

    A unit nothing of the other register lies on has none. Slivers count with what the unit shares most with.
    """
    if not before.wards or not after.wards:
        return {}
    old = before.metric_shapes
    new = before.projector.to_metric(after.shapes)
    found: dict[str, dict[str, float]] = {code: {} for code in before.codes}
    left, right = shapely.STRtree(new).query(old, predicate="intersects")
    same = shapely.equals(old[left], new[right])
    areas = np.where(same, shapely.area(old[left]), 0.0)
    drawn = ~same & ~np.isin(left, left[same])
    areas[drawn] = shapely.area(shapely.intersection(old[left[drawn]], new[right[drawn]]))
    whole_new = shapely.area(new)
    for source, target, area in zip(left.tolist(), right.tolist(), areas.tolist(), strict=True):
        share = area / float(shapely.area(old[source]))
        if share >= SLIVER_SHARE or (area >= SLIVER_SHARE * float(whole_new[target]) and area > 0):
            found[before.codes[source]][after.codes[target]] = share
    return {code: _summing_to_one(parts) for code, parts in found.items() if parts}


def _summing_to_one(parts: Mapping[str, float]) -> dict[str, float]:
    total = sum(parts.values())
    rounded = {code: round(share / total, 6) for code, share in parts.items()}
    largest = max(rounded, key=lambda code: (rounded[code], code))
    others = sum(share for code, share in rounded.items() if code != largest)
    return {**rounded, largest: round(1 - others, 6)}


def _kind(
    before: Register, after: Register, code: str, other: str, parts: Mapping[str, float], *, alone: bool
) -> EventKind | None:
    """What it is called; None for what stays with its own code, which needs no event."""
    # Of two halves, the one that keeps the code is the unit that goes on.
    keeps = parts.get(code, 0.0) >= max(parts.values()) - SLIVER_SHARE
    if len(parts) > 1:
        return (None if other == code else EventKind.TRANSFER) if keeps else EventKind.SPLIT
    if code != other:
        return EventKind.RECODE if alone else EventKind.MERGE
    if alone and before.ward(code).name != after.ward(other).name:
        return EventKind.RENAME
    return None
