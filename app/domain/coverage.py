"""Polygons that should tile the ground: where they overlap or leave gaps, and how they are mended on request.

All shapes here are in metres. A tiling is clean when neighbors share every vertex of their border; only then do
borders, rings and simplified maps meet exactly.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import to_multipolygon
from app.domain.projection import Shapes

HAIRLINE_M: Final = 0.1
"""Overlaps and gaps no wider than this come from rounding of coordinates; they are closed without asking."""
MENDED_GAP_M: Final = 300.0
"""Gaps up to this wide are faults of drawing, mended on request; wider ones are real places outside every unit."""
_NARROW_GAP_M: Final = 10.0
"""Gaps up to this wide go whole to the neighbor with the longest border; wider ones are shared by nearness."""

_SNAP_M: Final = 0.0001
"""Nodes nearer to each other than this become one; without it rounding can leave edges that almost meet."""


@dataclass(frozen=True)
class Overlap:
    """Ground that two units both claim."""

    first: int
    second: int
    area_m2: float
    width_m: float
    where: Point


@dataclass(frozen=True)
class Gap:
    """Ground enclosed by units and claimed by none; `width_m` is the diameter of the largest circle in it."""

    area_m2: float
    width_m: float
    where: Point


@dataclass(frozen=True)
class Flaws:
    """All overlaps and gaps of a tiling, largest first; none when `is_clean`."""

    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    is_clean: bool

    @property
    def wide_overlaps(self) -> tuple[Overlap, ...]:
        """Overlaps that rounding cannot explain."""
        return tuple(overlap for overlap in self.overlaps if overlap.width_m > HAIRLINE_M)

    @property
    def wide_gaps(self) -> tuple[Gap, ...]:
        """Gaps that rounding cannot explain and that are too narrow to be meant."""
        return tuple(gap for gap in self.gaps if HAIRLINE_M < gap.width_m <= MENDED_GAP_M)

    @property
    def open_places(self) -> tuple[Gap, ...]:
        """Gaps so wide that they are taken as meant: a lake, a reserve, another authority's ground."""
        return tuple(gap for gap in self.gaps if gap.width_m > MENDED_GAP_M)


def find_flaws(shapes: Shapes) -> Flaws:
    """Where valid metric polygons overlap or leave gaps."""
    matched = bool(shapely.coverage_is_valid(shapes))
    overlaps = () if matched else _overlaps(shapes)
    gaps = _gaps(shapely.coverage_union_all(shapes) if matched else shapely.union_all(shapes))
    closed = all(gap.width_m > MENDED_GAP_M for gap in gaps)
    return Flaws(overlaps, gaps, is_clean=matched and closed)


def close_hairlines(shapes: Shapes) -> Shapes:
    """The tiling with hairline overlaps and gaps closed and every shared border node for node the same."""
    return _clean(shapes, gap_width=10 * HAIRLINE_M)


def mend(shapes: Shapes) -> Shapes:
    """The tiling with overlaps given to one side and gaps up to `MENDED_GAP_M` shared out.

    An overlap, and a gap up to 10 m wide, goes to the unit with the longest border on it. A wider gap is divided by
    nearness, each point going to the nearest unit, so that units facing each other across it become neighbors.
    """
    flat = _clean(shapes, gap_width=_NARROW_GAP_M)
    holes = _holes(shapely.coverage_union_all(flat))
    widths = _widths(holes)
    shares = _share_out(flat, holes[widths <= MENDED_GAP_M], widths[widths <= MENDED_GAP_M])
    filled = flat.copy()
    for unit, pieces in shares.items():
        filled[unit] = shapely.union_all([flat[unit], *pieces])
    return close_hairlines(filled)


def _clean(shapes: Shapes, *, gap_width: float) -> Shapes:
    cleaned: Shapes = shapely.coverage_clean(  # type: ignore[attr-defined]
        shapes, gap_width=gap_width, snapping_distance=_SNAP_M
    )
    return cleaned


def area_moved_m2(before: Shapes, after: Shapes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Square metres each unit gained and lost between two states of a tiling."""
    gained: NDArray[np.float64] = np.zeros(len(before))
    lost: NDArray[np.float64] = np.zeros(len(before))
    changed = np.flatnonzero(~shapely.equals_exact(before, after, normalize=True))
    gained[changed] = shapely.area(shapely.difference(after[changed], before[changed]))
    lost[changed] = shapely.area(shapely.difference(before[changed], after[changed]))
    return gained, lost


def _overlaps(shapes: Shapes) -> tuple[Overlap, ...]:
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    tree = shapely.STRtree(shapes[suspects])
    first, second = suspects[tree.query(shapes[suspects], predicate="intersects")]
    once = first < second
    first, second = first[once], second[once]
    common = shapely.intersection(shapes[first], shapes[second])
    area = shapely.area(common)
    found = [
        Overlap(int(first[each]), int(second[each]), float(area[each]), _width(part), shapely.point_on_surface(part))
        for each in np.argsort(-area, kind="stable")
        if area[each] > 0 and (part := to_multipolygon(common[each])) is not None
    ]
    return tuple(found)


def _gaps(union: BaseGeometry) -> tuple[Gap, ...]:
    holes = _holes(union)
    area, width = shapely.area(holes), _widths(holes)
    return tuple(
        Gap(float(area[each]), float(width[each]), shapely.point_on_surface(holes[each]))
        for each in np.argsort(-area, kind="stable")
    )


def _holes(union: BaseGeometry) -> Shapes:
    """What a union encloses without holding it, also where it touches itself only in points."""
    lines = shapely.get_parts(shapely.node(shapely.boundary(union)))
    faces = shapely.get_parts(shapely.polygonize(lines))
    shapely.prepare(union)
    outside: Shapes = faces[~shapely.contains(union, shapely.point_on_surface(faces))]
    return outside


def _width(shape: MultiPolygon) -> float:
    """The mean width of a thin shape."""
    return float(2 * shapely.area(shape) / shapely.length(shape))


def _widths(holes: Shapes) -> NDArray[np.float64]:
    """The diameter of the largest circle in each hole; of hairlines an upper bound, which is cheaper."""
    width: NDArray[np.float64] = 4 * shapely.area(holes) / shapely.length(holes)
    wide = width > HAIRLINE_M
    step = np.minimum(1.0, width[wide] / 20)
    width[wide] = 2 * shapely.length(shapely.maximum_inscribed_circle(holes[wide], tolerance=step))
    return width


def _share_out(shapes: Shapes, holes: Shapes, widths: NDArray[np.float64]) -> dict[int, list[Polygon | MultiPolygon]]:
    """Each hole divided among the units around it by nearness: unit → its pieces."""
    tree = shapely.STRtree(shapes)
    shares: dict[int, list[Polygon | MultiPolygon]] = defaultdict(list)
    for hole, width in zip(holes, widths, strict=True):
        for unit, piece in _by_nearness(hole, tree, step=max(_NARROW_GAP_M, width) / 2):
            shares[unit].append(piece)
    return shares


def _by_nearness(hole: Polygon, tree: shapely.STRtree, *, step: float) -> list[tuple[int, Polygon | MultiPolygon]]:
    # Points between the nodes of the rim, never on a node, belong to one unit each.
    nodes, ring = shapely.get_coordinates(shapely.get_rings(shapely.segmentize(hole, step)), return_index=True)
    middles = ((nodes[1:] + nodes[:-1]) / 2)[ring[1:] == ring[:-1]]
    rim: Shapes = np.asarray(shapely.points(middles), dtype=object)
    owner = tree.query_nearest(rim, all_matches=False)[1]
    units = np.unique(owner)
    if len(units) == 1:
        return [(int(units[0]), hole)]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(rim), extend_to=hole, ordered=True))
    pieces = [shapely.intersection(shapely.coverage_union_all(cells[owner == unit]), hole) for unit in units]
    # The zigzag between cells means nothing; the rim stays as it is.
    smooth = shapely.coverage_simplify(np.array(pieces, dtype=object), 2 * step, simplify_boundary=False)
    return [(int(unit), piece) for unit, piece in zip(units, smooth, strict=True) if not piece.is_empty]
