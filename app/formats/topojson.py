"""Coverages as TopoJSON: each border once, as an arc that both neighbors refer to, on a grid of whole steps.

Source: TopoJSON specification 1.0 (Topology, delta-encoded arcs, negative indexes for arcs gone through backwards).

Written here and not by the `topojson` package, because that leaves out, with a printed line, every polygon whose ring
touches itself once its coordinates are rounded: a ward would be missing from the map. Cutting rings where borders
meet needs no polygon to be valid, so nothing is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Shapes

Step = tuple[int, int]
"""A place on the grid."""
Line = tuple[Step, ...]


@dataclass(frozen=True)
class Topology:
    """The arcs of a coverage, and of each shape the rings made of them, as ready JSON.

    `frame` holds type, bbox and transform; `arcs` the list of arcs; `members` one text a shape: `"type":…,"arcs":…`.
    """

    frame: dict[str, Any]
    arcs: bytes
    members: tuple[bytes, ...]


def topology(shapes: Shapes | Sequence[BaseGeometry], *, decimals: int) -> Topology:
    """The topology of lon/lat polygons that share their vertices where they meet.

    Args:
        decimals: of a degree, kept: the step of the grid.
    """
    grid = 10**decimals
    west, south, east, north = _box(shapes, grid)
    parts = [_rings_of(shape, grid, (west, south)) for shape in shapes]
    nodes = _nodes(ring for polygons in parts for rings in polygons for ring in rings)
    arcs = _Arcs(nodes)
    members = tuple(_member([[arcs.of(ring) for ring in rings] for rings in polygons]) for polygons in parts)
    frame = {
        "type": "Topology",
        "bbox": [west / grid, south / grid, east / grid, north / grid],
        "transform": {"scale": [1 / grid, 1 / grid], "translate": [west / grid, south / grid]},
    }
    return Topology(frame, _encode([_deltas(line) for line in arcs.lines]), members)


def _box(shapes: Shapes | Sequence[BaseGeometry], grid: int) -> tuple[int, int, int, int]:
    """The box round shapes in steps of the grid; of nothing, one place."""
    if len(shapes) == 0:
        return 0, 0, 0, 0
    bounds = np.round(shapely.total_bounds(np.asarray(shapes, dtype=object)) * grid)
    west, south, east, north = bounds.astype(int).tolist()
    return west, south, east, north


def _rings_of(shape: BaseGeometry, grid: int, corner: Step) -> list[list[Line]]:
    """By polygon its rings, shell first, in steps from the corner; rings that fell to a line are left out."""
    polygons: list[list[Line]] = []
    for polygon in shapely.get_parts(shapely.orient_polygons(shape)).tolist():
        rings = [_steps(ring, grid, corner) for ring in (polygon.exterior, *polygon.interiors)]
        if _is_area(rings[0]):
            polygons.append([ring for ring in rings if _is_area(ring)])
    return polygons


def _steps(ring: BaseGeometry, grid: int, corner: Step) -> Line:
    """The places of a ring, none twice in a row, the last the first again."""
    points = np.round(shapely.get_coordinates(ring) * grid).astype(np.int64) - corner
    moved = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
    return tuple((x, y) for x, y in points[moved].tolist())


def _is_area(ring: Line) -> bool:
    return len(set(ring)) > 2


def _nodes(rings: Iterable[Line]) -> set[Step]:
    """The places where anything but two borders meets."""
    around: dict[Step, set[Step]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            around.setdefault(one, set()).add(other)
            around.setdefault(other, set()).add(one)
    return {place for place, near in around.items() if len(near) != 2}


class _Arcs:
    """Arcs by number, each line once whichever way it is gone through."""

    def __init__(self, nodes: set[Step]) -> None:
        self.lines: list[Line] = []
        self._nodes = nodes
        self._numbers: dict[Line, int] = {}

    def of(self, ring: Line) -> list[int]:
        """The arcs of a ring, in its order."""
        return [self._number(line) for line in self._cut(ring)]

    def _cut(self, ring: Line) -> list[Line]:
        round_trip = ring[:-1]
        cuts = [place for place, step in enumerate(round_trip) if step in self._nodes]
        # A ring that meets no other begins where any reader would begin it, so that a hole is the island in it.
        start = cuts[0] if cuts else round_trip.index(min(round_trip))
        turned = (*round_trip[start:], *round_trip[: start + 1])
        ends = [cut - start for cut in cuts[1:]] + [len(round_trip)]
        return [turned[begin : end + 1] for begin, end in pairwise([0, *ends])]

    def _number(self, line: Line) -> int:
        back = line[::-1]
        known = self._numbers.get(line)
        if known is not None:
            return known
        if back in self._numbers:
            return ~self._numbers[back]
        self._numbers[line] = len(self.lines)
        self.lines.append(line)
        return self._numbers[line]


def _deltas(line: Line) -> list[list[int]]:
    steps = np.array(line, dtype=np.int64)
    deltas: list[list[int]] = np.diff(steps, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).tolist()
    return deltas


def _member(polygons: list[list[list[int]]]) -> bytes:
    if len(polygons) == 1:
        return b'"type":"Polygon","arcs":' + _encode(polygons[0])
    return b'"type":"MultiPolygon","arcs":' + _encode(polygons)


def _encode(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
