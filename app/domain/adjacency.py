"""Which units border which, and by how many metres: contiguity by shared edges (rook), never by a shared point.

Units that share every vertex of their border are matched edge by edge, exactly and fast. Polygons drawn one by one
have no common edges; for them a border is where another unit is the nearest one within a tolerance.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.domain.projection import Projector, Shapes

DRAWING_TOLERANCE_M: Final = 150.0
"""How far apart borders drawn one by one may lie; beyond it more neighbors are not found, only false ones."""
_SAMPLE_M: Final = 25.0


@dataclass(frozen=True)
class Borders:
    """The contiguity graph of N units, by position.

    Args:
        unit_count: N.
        pairs: (E, 2) positions i < j, in ascending order, each pair once.
        shared_border_m: (E,) metres of common border, all > 0.
    """

    unit_count: int
    pairs: NDArray[np.intp]
    shared_border_m: NDArray[np.float64]

    @cached_property
    def indptr(self) -> NDArray[np.intp]:
        """(N + 1,) where each unit's neighbors begin in `indices` (compressed sparse rows)."""
        degree = np.bincount(self.pairs.ravel(), minlength=self.unit_count)
        return np.concatenate(([0], np.cumsum(degree))).astype(np.intp)

    @cached_property
    def indices(self) -> NDArray[np.intp]:
        """(2 E,) neighbors of unit 0, then of unit 1, …, each ascending."""
        return self._both_ways[1]

    @cached_property
    def lengths_m(self) -> NDArray[np.float64]:
        """(2 E,) metres of border beside `indices`."""
        return self.shared_border_m[self._both_ways[2]]

    def neighbors_of(self, position: int) -> NDArray[np.intp]:
        """Positions that border one unit, ascending; empty for an isolate."""
        return self.indices[self.indptr[position] : self.indptr[position + 1]]

    def borders_of(self, position: int) -> NDArray[np.float64]:
        """Metres of border with each of `neighbors_of(position)`."""
        return self.lengths_m[self.indptr[position] : self.indptr[position + 1]]

    def within(self, positions: NDArray[np.intp] | Iterable[int], *, order: int) -> NDArray[np.intp]:
        """The units themselves and all that can be reached over at most `order` borders, ascending."""
        reached = np.zeros(self.unit_count, dtype=np.bool_)
        reached[np.fromiter(positions, dtype=np.intp)] = True
        for _ in range(order):
            step = reached.copy()
            step[self.pairs[reached[self.pairs[:, 0]], 1]] = True
            step[self.pairs[reached[self.pairs[:, 1]], 0]] = True
            reached = step
        return np.flatnonzero(reached)

    def isolates(self) -> NDArray[np.intp]:
        """Units without any neighbor."""
        return np.flatnonzero(np.diff(self.indptr) == 0)

    @cached_property
    def _both_ways(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        ends = np.concatenate((self.pairs, self.pairs[:, ::-1]))
        order = np.lexsort((ends[:, 1], ends[:, 0]))
        return ends[order, 0], ends[order, 1], order % max(len(self.pairs), 1)


def shared_borders(polygons: Shapes, *, projector: Projector, tolerance_m: float | None = None) -> Borders:
    """Which polygons border which.

    Args:
        polygons: N lon/lat polygons or multipolygons.
        projector: gives the metres.
        tolerance_m: None where neighbors share every vertex. Else two units border where a stretch of one's rim has
            the other as its nearest unit, within the tolerance; the length is the mean seen from both sides.
    """
    if tolerance_m is None:
        return _by_shared_edges(polygons, projector)
    return _by_nearness(projector.to_metric(polygons), tolerance_m)


def _by_shared_edges(polygons: Shapes, projector: Projector) -> Borders:
    rings, unit = _rings(polygons)
    nodes, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[1:] == ring[:-1])
    one, other = _matches(nodes + 0.0, start)
    metric = projector.points_to_metric(nodes)
    x, y = metric[one + 1].T - metric[one].T
    return _summed(len(polygons), unit[ring[one]], unit[ring[other]], np.hypot(x, y))


def _matches(nodes: NDArray[np.float64], start: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The starts of edges that come twice, in whichever direction.

    Sorting 64-bit mixes of the end points is three times as fast as sorting the points; equal mixes are compared
    point by point, and should two different edges ever share a mix, the points themselves are sorted.
    """
    x, y = nodes.view(np.uint64).T
    mixed = _mix(x * np.uint64(0x9E3779B97F4A7C15) ^ _mix(y))
    edges = mixed[start] + mixed[start + 1]
    one, other = _equal_neighbors(edges, start)
    if _are_same(nodes, one, other):
        return one, other
    _, place = np.unique(nodes.view(np.complex128), return_inverse=True)
    low, high = np.minimum(place[start], place[start + 1]), np.maximum(place[start], place[start + 1])
    return _equal_neighbors((low * np.int64(len(nodes)) + high).ravel(), start)


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over the whole word (the finalizer of MurmurHash3)."""
    bits = (bits ^ (bits >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    bits = (bits ^ (bits >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return bits ^ (bits >> np.uint64(33))


def _equal_neighbors(
    keys: NDArray[np.uint64] | NDArray[np.int64], values: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Values whose keys are equal, as pairs."""
    order = np.argsort(keys)
    sorted_keys = keys[order]
    equal = np.flatnonzero(sorted_keys[1:] == sorted_keys[:-1])
    return values[order[equal]], values[order[equal + 1]]


def _are_same(nodes: NDArray[np.float64], one: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    point = nodes.view(np.complex128).ravel()
    forth = (point[one] == point[other]) & (point[one + 1] == point[other + 1])
    back = (point[one] == point[other + 1]) & (point[one + 1] == point[other])
    return bool((forth | back).all())


def _rings(polygons: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    parts, unit = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return rings, unit[part]


def _by_nearness(polygons: Shapes, tolerance_m: float) -> Borders:
    points, unit, length = _samples(polygons)
    sample, near = shapely.STRtree(polygons).query(points, predicate="dwithin", distance=tolerance_m)
    foreign = unit[sample] != near
    sample, near = sample[foreign], near[foreign]
    order = np.lexsort((near, shapely.distance(points[sample], polygons[near]), sample))
    sample, near = sample[order], near[order]
    nearest = np.diff(sample, prepend=-1) != 0
    sample, near = sample[nearest], near[nearest]
    return _summed(len(polygons), unit[sample], near, length[sample] / 2)


def _samples(polygons: Shapes) -> tuple[Shapes, NDArray[np.intp], NDArray[np.float64]]:
    """Points every 25 m or less along all rims, the unit each belongs to, and the metres each stands for."""
    rings, unit = _rings(polygons)
    whole = shapely.length(rings)
    count = np.maximum(1, np.ceil(whole / _SAMPLE_M)).astype(np.intp)
    ring = np.repeat(np.arange(len(rings)), count)
    step = (whole / count)[ring]
    rank = np.arange(len(ring)) - np.repeat(np.cumsum(count) - count, count)
    return shapely.line_interpolate_point(rings[ring], (rank + 0.5) * step), unit[ring], step


def _summed(unit_count: int, one: NDArray[np.intp], other: NDArray[np.intp], length: NDArray[np.float64]) -> Borders:
    """Lengths summed by pair; a unit does not border itself, and nothing of length 0 is a border."""
    real = (one != other) & (length > 0)
    low, high = np.minimum(one, other)[real], np.maximum(one, other)[real]
    pair, place = np.unique(low * unit_count + high, return_inverse=True)
    metres = np.bincount(place, weights=length[real], minlength=len(pair)).astype(np.float64)
    pairs = np.column_stack(np.divmod(pair, max(unit_count, 1))).astype(np.intp)
    return Borders(unit_count, pairs, metres)


def border_lines(polygons: Shapes, pairs: NDArray[np.intp], *, reach: float = 0.0) -> Shapes:
    """Where pairs of polygons meet, as lines in the polygons' own coordinates.

    Args:
        polygons: N polygons or multipolygons.
        pairs: (E, 2) positions i < j, in ascending order, each pair once.
        reach: how far apart, in those coordinates, pairs that share no edge may be drawn.

    Returns:
        (E,) lines, joined where they can be; empty ones for pairs that meet nowhere within the reach.
    """
    if len(pairs) == 0:
        return np.empty(0, dtype=object)
    lines = _shared_lines(polygons, pairs)
    for place in np.flatnonzero(shapely.is_missing(lines)).tolist():
        one, other = polygons[pairs[place]]
        lines[place] = shapely.intersection(shapely.boundary(one), shapely.buffer(other, reach))
    return lines


def _shared_lines(polygons: Shapes, pairs: NDArray[np.intp]) -> Shapes:
    """The common edges of each pair as one line; None where there are none."""
    rings, unit = _rings(polygons)
    nodes, ring = shapely.get_coordinates(rings, return_index=True)
    one, other = _matches(nodes + 0.0, np.flatnonzero(ring[1:] == ring[:-1]))
    ends = np.sort(np.column_stack((unit[ring[one]], unit[ring[other]])), axis=1)
    wanted = pairs[:, 0] * len(polygons) + pairs[:, 1]
    keys = ends[:, 0] * len(polygons) + ends[:, 1]
    place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
    order = np.lexsort((one, place))
    order = order[wanted[place[order]] == keys[order]]
    edges: Shapes = np.asarray(shapely.linestrings(np.stack((nodes[one[order]], nodes[one[order] + 1]), axis=1)))
    lines: Shapes = np.full(len(pairs), None, dtype=object)
    if len(order):
        shapely.multilinestrings(edges, indices=place[order], out=lines)
    return shapely.line_merge(lines)
