"""The division as a mesh: borders that run from corner to corner, and the ring of borders around each ward.

A border is held once and both its wards refer to it, so whatever is done to its line is done for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from scripts.schematic.area_solver import Division
from scripts.schematic.arrays import Floats, Geometries, Integers

OUTSIDE = -1
ON_OUTLINE_M = 1e-3

Step = tuple[int, bool]
"""A border's number and whether it is walked in its own direction."""


@dataclass(frozen=True)
class Border:
    """The line between two wards, or between a ward and the outside; `left` sees it run to its left."""

    left: int
    right: int
    line: Floats

    @property
    def on_rim(self) -> bool:
        """Whether the outside lies beyond it."""
        return self.right == OUTSIDE


@dataclass(frozen=True)
class Mesh:
    """Borders, and for each ward the steps along them that go round it counter-clockwise."""

    borders: tuple[Border, ...]
    rings: tuple[tuple[Step, ...], ...]

    def ring(self, ward: int, lines: Sequence[Floats]) -> Floats:
        """The closed ring of a ward, shape (points, 2), when border i runs along `lines[i]`."""
        parts = [lines[number] if forward else lines[number][::-1] for number, forward in self.rings[ward]]
        return np.vstack([*(part[:-1] for part in parts), parts[0][:1]])


def trace_mesh(outline: shapely.Polygon, division: Division) -> Mesh:
    """The mesh of a division inside its outline.

    Raises ValueError when there is but one ward, or the outline cuts a ward in pieces.
    """
    if len(division.sites) < 2:
        raise ValueError("a single ward has no borders to trace; give two wards or more")
    lines = _noded_lines(outline, division)
    faces = _faces_by_ward(lines, division)
    along = [_counter_clockwise(face) for face in faces]
    sides = {edge: ward for ward, ring in enumerate(along) for edge in _edges(ring)}
    borders = sorted((_border(line, sides) for line in lines), key=_order)
    return Mesh(tuple(borders), _rings(along, borders))


def _noded_lines(outline: shapely.Polygon, division: Division) -> list[Floats]:
    """Outline and borders, split where they meet and joined where nothing else does, without the parts outside."""
    ridges = [shapely.LineString(ends) for ends in division.diagram.ends]
    drawn = shapely.union_all([outline.exterior, *ridges])
    parts = shapely.get_parts(drawn)
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    inside = parts[shapely.distance(outline, middles) < ON_OUTLINE_M]
    joined = shapely.line_merge(shapely.multilinestrings(inside))
    return [shapely.get_coordinates(line) for line in shapely.get_parts(joined)]


def _faces_by_ward(lines: list[Floats], division: Division) -> Geometries:
    """The polygon each ward's borders enclose, in the order of the sites."""
    faces = shapely.get_parts(shapely.polygonize([shapely.LineString(line) for line in lines]))
    within = shapely.get_coordinates(shapely.point_on_surface(faces))
    power = ((within[:, None, :] - division.sites[None, :, :]) ** 2).sum(axis=2) - division.weights
    owner = power.argmin(axis=1)
    pieces = np.bincount(owner, minlength=len(division.sites))
    if (pieces != 1).any():
        raise ValueError(f"site {int((pieces != 1).argmax())} is cut in pieces by the outline; smooth it more")
    return faces[np.argsort(owner)]


def _counter_clockwise(face: shapely.Polygon) -> Floats:
    return shapely.get_coordinates(shapely.orient_polygons(face))


Edge = tuple[float, float, float, float]


def _edges(line: Floats) -> Iterator[Edge]:
    """The directed segments of a line."""
    yield from map(tuple, np.hstack([line[:-1], line[1:]]).tolist())


def _border(line: Floats, sides: dict[Edge, int]) -> Border:
    """The border along a line, turned so that the ward with the lower number is on its left."""
    left = sides.get(next(_edges(line)), OUTSIDE)
    right = sides.get(next(_edges(line[::-1][-2:])), OUTSIDE)
    if right != OUTSIDE and (left == OUTSIDE or right < left):
        return Border(right, left, line[::-1])
    return Border(left, right, line)


def _order(border: Border) -> tuple[int, int, float, float]:
    """Where a border stands among the others, whatever order they were found in."""
    return (border.left, border.right, float(border.line[0, 0]), float(border.line[0, 1]))


def _rings(along: list[Floats], borders: Sequence[Border]) -> tuple[tuple[Step, ...], ...]:
    """For each ward's ring of points the borders it follows."""
    first_edges: dict[Edge, Step] = {}
    for number, border in enumerate(borders):
        first_edges[next(_edges(border.line))] = (number, True)
        first_edges[next(_edges(border.line[::-1]))] = (number, False)
    return tuple(tuple(first_edges[edge] for edge in _edges(ring) if edge in first_edges) for ring in along)


def close_short_borders(mesh: Mesh, *, below_m: float) -> Mesh:
    """The mesh with every border shorter than `below_m` drawn together to one corner.

    A border stays when a ward would be left with fewer than three.
    """
    keep = np.ones(len(mesh.borders), dtype=bool)
    counts = np.array([len(ring) for ring in mesh.rings])
    corners = _Corners()
    for number in sorted(range(len(mesh.borders)), key=lambda number: _length(mesh.borders[number])):
        border = mesh.borders[number]
        sides = [side for side in (border.left, border.right) if side != OUTSIDE]
        if _length(border) >= below_m:
            break
        if (counts[sides] > 3).all():
            keep[number] = False
            counts[sides] -= 1
            corners.join(border.line[0], border.line[-1])
    return _without(mesh, keep, corners)


def _length(border: Border) -> float:
    return float(np.hypot(*np.diff(border.line, axis=0).T).sum())


class _Corners:
    """Which corners have been drawn together, and where they come to lie."""

    def __init__(self) -> None:
        self._joined: dict[tuple[float, float], list[tuple[float, float]]] = {}

    def join(self, first: Floats, second: Floats) -> None:
        """Let two corners, with all they were joined to before, be one."""
        one, other = self._group(first), self._group(second)
        if one is not other:
            one.extend(other)
            self._joined.update(dict.fromkeys(one, one))

    def place(self, corner: Floats) -> Floats:
        """Where a corner lies: the middle of those it was joined to."""
        together = np.array(self._group(corner))
        return np.array([together[:, 0].mean(), together[:, 1].mean()])

    def _group(self, corner: Floats) -> list[tuple[float, float]]:
        point = (float(corner[0]), float(corner[1]))
        return self._joined.setdefault(point, [point])


def _without(mesh: Mesh, keep: np.ndarray[tuple[int], np.dtype[np.bool_]], corners: _Corners) -> Mesh:
    number: Integers = np.cumsum(keep) - 1
    borders = tuple(
        Border(border.left, border.right, np.vstack([corners.place(line[0]), line[1:-1], corners.place(line[-1])]))
        for border, kept in zip(mesh.borders, keep, strict=True)
        if kept
        for line in (border.line,)
    )
    rings = tuple(tuple((int(number[step]), forward) for step, forward in ring if keep[step]) for ring in mesh.rings)
    return Mesh(borders, rings)
