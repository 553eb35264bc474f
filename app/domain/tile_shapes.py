"""The shapes of one zoom: simplified with shared borders, snapped to the grid of tiles, and cut to a tile.

Neighbors share every vertex after each step. Borders are simplified once for both sides; rounding moves a vertex the
same way for all that have it; and where rounding makes a shape cross itself, as at zooms where a ward is smaller than
a unit, all borders are snapped together and the ground between them is given out anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Shapes
from app.domain.tile_grid import BUFFER, EXTENT, PIXEL_UNITS, Tile, to_world, units_of

_TOLERANCE: Final = PIXEL_UNITS / 2
"""Units by which borders are simplified: half a pixel."""
_POLYGON, _MULTIPOLYGON = int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON)
_NUDGE: Final = 1e-6
"""Added before rounding where a border is cut, so that both its sides round a half the same way, whichever way round
they are walked: cut points lie on halves or farther from them than this."""
_NOTHING: Final = shapely.MultiPolygon()


@dataclass(frozen=True)
class ZoomShapes:
    """Shapes in whole units of one zoom, empty where one is too small for it."""

    zoom: int
    shapes: Shapes

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    def in_tile(self, tile: Tile) -> tuple[NDArray[np.intp], Shapes]:
        """What lies in a tile or a little beyond: positions, ascending, and shapes in units from the tile's corner."""
        west, north = tile.origin
        window = shapely.box(west - BUFFER, north - BUFFER, west + EXTENT + BUFFER, north + EXTENT + BUFFER)
        positions = np.sort(self._tree.query(window))
        moved = shapely.transform(self.shapes[positions], lambda points: points - (west, north))
        cut = _cut(moved)
        kept = ~shapely.is_empty(cut)
        return positions[kept], cut[kept]

    def outlines_in_tile(self, tile: Tile) -> tuple[NDArray[np.intp], Shapes]:
        """The same of the lines round the shapes, which end at the buffer and do not follow it."""
        west, north = tile.origin
        lines = shapely.transform(shapely.boundary(self.shapes), lambda points: points - (west, north))
        cut = shapely.clip_by_rect(lines, -BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
        rounded = shapely.transform(cut, lambda points: np.round(points + _NUDGE))
        kept = shapely.length(rounded) > 0
        return np.flatnonzero(kept), _linear(rounded[kept])


def coverage_at(world_shapes: Shapes, zoom: int) -> ZoomShapes:
    """Shapes that tile the ground (parts of the world), for one zoom: they tile it still."""
    if len(world_shapes) == 0:
        return ZoomShapes(zoom, world_shapes)
    units = units_of(zoom)
    scaled = shapely.transform(world_shapes, lambda points: points * units)
    simplified = shapely.coverage_simplify(scaled, _TOLERANCE)
    rounded = shapely.transform(simplified, np.round)
    if _are_sound(rounded).all() and shapely.coverage_is_valid(rounded):
        return ZoomShapes(zoom, shapely.remove_repeated_points(rounded))
    return ZoomShapes(zoom, _snapped_together(simplified))


def dissolved(coverage: ZoomShapes, groups: list[NDArray[np.intp]]) -> ZoomShapes:
    """Groups of a coverage's shapes joined, so that their borders lie exactly on those of their members."""
    joined = [shapely.coverage_union_all(coverage.shapes[each]) for each in groups]
    return ZoomShapes(coverage.zoom, _array([_NOTHING if each.is_empty else each for each in joined]))


def projected(lonlat_shapes: Shapes) -> Shapes:
    """Lon/lat shapes as parts of the world."""
    return _array(shapely.transform(lonlat_shapes, to_world).tolist())


def _cut(shapes: Shapes) -> Shapes:
    """Shapes in units of a tile, cut where they leave its buffer; those that need no cut stay as they are."""
    low, high = -BUFFER, EXTENT + BUFFER
    bounds = shapely.bounds(shapes)
    leaves = (bounds[:, :2] < low).any(axis=1) | (bounds[:, 2:] > high).any(axis=1)
    found = shapes.copy()
    found[leaves] = _snapped(shapely.clip_by_rect(shapes[leaves], low, low, high, high), nudge=_NUDGE)
    return found


def _snapped(shapes: Shapes, *, nudge: float = 0.0) -> Shapes:
    """Each shape on whole units: rounded, and noded anew where rounding made it cross itself."""
    rounded = _polygonal(shapely.transform(shapes, lambda points: np.round(points + nudge)))
    broken = ~_are_sound(rounded)
    if broken.any():
        # Clipping and rounding may leave no ring at all, which only a shape made valid first survives.
        whole = shapely.make_valid(_polygonal(shapes[broken]))
        rounded[broken] = _polygonal(shapely.set_precision(whole, 1.0))
    return shapely.remove_repeated_points(rounded)


def _are_sound(shapes: Shapes) -> NDArray[np.bool_]:
    """Which shapes are valid and have an area."""
    sound: NDArray[np.bool_] = shapely.is_valid(shapes) & (shapely.area(shapes) > 0)
    return sound


def _snapped_together(shapes: Shapes) -> Shapes:
    """Shapes on whole units that neither overlap nor leave gaps: every face between the snapped borders has one owner.

    A shape that no face is left of is empty.
    """
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    face, owner = shapely.STRtree(shapes).query(shapely.point_on_surface(faces), predicate="intersects")
    face, first = np.unique(face, return_index=True)
    owner = owner[first]
    found = _array([_NOTHING] * len(shapes))
    for position in np.unique(owner).tolist():
        found[position] = shapely.coverage_union_all(faces[face[owner == position]])
    return found


def _polygonal(shapes: Shapes) -> Shapes:
    """The ground of each shape, without the points and lines that cutting may leave."""
    kinds = shapely.get_type_id(shapes)
    found = shapes.copy()
    for position in np.flatnonzero((kinds != _POLYGON) & (kinds != _MULTIPOLYGON)).tolist():
        parts = shapely.get_parts(shapely.get_parts(shapes[position]))
        ground = parts[shapely.get_type_id(parts) == _POLYGON]
        found[position] = shapely.MultiPolygon(ground.tolist()) if len(ground) else _NOTHING
    return found


def _linear(lines: Shapes) -> Shapes:
    """Lines without the pieces that rounding left no length."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    long = shapely.length(parts) > 0
    parts, owner = shapely.remove_repeated_points(parts[long]), owner[long]
    return _array([shapely.MultiLineString(parts[owner == each].tolist()) for each in range(len(lines))])


def _array(shapes: list[BaseGeometry]) -> Shapes:
    array: NDArray[Any] = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
