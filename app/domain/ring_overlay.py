"""Overlays of rings with wards, all in lon/lat on the grid of stored coordinates, where layers meet exactly.

On that grid every crossing of two outlines becomes a stored position that both sides share, so layers neither overlap
nor leave gaps; a crossing moves by half a grid step (0.05 mm) at most. Square metres decide only what is a sliver.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import GRID_DEGREES, to_multipolygon
from app.domain.projection import Shapes
from app.domain.register import Register

SLIVER_M2: Final = 1.0
"""Parts smaller than this are drawing noise, not territory."""
_SURELY_TERRITORY_DEGREES2: Final = 1e-8
"""More than 20 m² up to the polar circles, so only smaller parts need be measured in metres."""
_CLIP_MARGIN_DEGREES: Final = 1e-5


def union(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    """Shapes as one, on the grid."""
    return shapely.union_all(shapes, grid_size=GRID_DEGREES)


def subtract(shape: BaseGeometry, taken: BaseGeometry) -> BaseGeometry:
    """What is left of a shape, on the grid."""
    return shapely.difference(shape, taken, grid_size=GRID_DEGREES)


def intersect(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """What two shapes share, on the grid."""
    return shapely.intersection(shape, other, grid_size=GRID_DEGREES)


def ground(register: Register, positions: NDArray[np.intp] | Sequence[int]) -> BaseGeometry:
    """Some wards as one shape; much faster where wards share every vertex."""
    shapes = register.shapes[positions]
    return shapely.coverage_union_all(shapes) if register.is_tiling else union(shapes)


def covered_shares(register: Register, positions: NDArray[np.intp], place: BaseGeometry) -> NDArray[np.float64]:
    """What part of each of some wards a polygon covers: 0 for up to a sliver, 1 for all but a sliver.

    Returns:
        Shares in 0…1, in the order of `positions`.
    """
    wards = register.shapes[positions]
    # A copy: a prepared shape builds its index when first asked, and the place may be known to other threads.
    place = shapely.set_srid(place, 0)
    shapely.prepare(place)
    inside = shapely.contains_properly(place, wards)
    crossed = ~inside & shapely.intersects(place, wards)
    share = inside.astype(np.float64)
    if crossed.any():
        whole = register.areas_m2[positions][crossed]
        meeting = shapely.intersection(wards[crossed], _clipped(place, wards[crossed]))
        covered = register.projector.areas_m2(meeting)
        partly = np.where(whole - covered <= SLIVER_M2, 1.0, covered / whole)
        share[crossed] = np.where(covered > SLIVER_M2, partly, 0.0)
    return share


def _clipped(place: BaseGeometry, wards: Shapes) -> Shapes:
    """The part of a polygon round each ward: overlays with thousands of far-away edges take a hundred times longer."""
    boxes = shapely.bounds(wards) + np.array([-1, -1, 1, 1]) * _CLIP_MARGIN_DEGREES
    clipped: Shapes = np.empty(len(wards), dtype=object)
    try:
        clipped[:] = [shapely.clip_by_rect(place, *box) for box in boxes.tolist()]
    except shapely.GEOSException:  # A part narrower than a rounding error, which no clipping bears.
        clipped[:] = [place] * len(wards)
    broken = ~shapely.is_valid(clipped)
    clipped[broken] = shapely.make_valid(clipped[broken], method="structure")
    return clipped


def carve(register: Register, claims: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Ground claimed by several layers, as a partition in which the stricter claim wins.

    All outlines are noded together and the ground is cut into the faces between them, each of which goes to one layer
    whole. So layers share every position of their borders, also where three of them meet. A part smaller than a square
    metre goes to a layer that it shares an edge with, a stricter one before a milder; one that has none is left out.

    Args:
        claims: what each layer claims, strictest first; they may overlap as they like.

    Returns:
        As many layers, disjoint, each of parts of at least a square metre.
    """
    faces, owner = _faces(claims)
    layers: list[BaseGeometry] = [_joined(faces[owner == index]) for index in range(len(claims))]
    for index in range(len(layers)):
        territory, slivers = _parts(register, layers[index])
        if slivers:
            layers[index] = MultiPolygon(territory)
            for sliver in slivers:
                _give_away(register, layers, sliver, index)
    return layers


def _faces(claims: Sequence[BaseGeometry]) -> tuple[Shapes, NDArray[np.intp]]:
    """The pieces that the outlines of all claims cut the ground into, and which layer each belongs to."""
    outlines = shapely.union_all([shapely.boundary(claim) for claim in claims], grid_size=GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize([outlines]))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    held = np.zeros((len(claims) + 1, len(faces)), dtype=np.bool_)
    for index, claim in enumerate(claims):
        shapely.prepare(claim)
        held[index] = shapely.contains_xy(claim, inner)
    held[-1] = True
    return faces, np.argmax(held, axis=0)


def _joined(faces: Sequence[BaseGeometry] | Shapes) -> MultiPolygon:
    """Faces of one drawing as one shape, empty when there are none."""
    return to_multipolygon(shapely.coverage_union_all(faces)) or MultiPolygon()


def _give_away(register: Register, layers: list[BaseGeometry], sliver: Polygon, index: int) -> None:
    for other in (*reversed(range(index)), *range(index + 1, len(layers))):
        if layers[other].is_empty:
            continue
        grown = _joined([layers[other], sliver])
        if len(_parts(register, grown)[1]) <= len(_parts(register, layers[other])[1]):
            layers[other] = grown
            return


def _parts(register: Register, shape: BaseGeometry) -> tuple[list[Polygon], list[Polygon]]:
    """The polygons of a shape that are territory, and those that are slivers."""
    polygons = shapely.get_parts(to_multipolygon(shape) or MultiPolygon())
    is_sliver = shapely.area(polygons) < _SURELY_TERRITORY_DEGREES2
    is_sliver[is_sliver] = register.projector.areas_m2(polygons[is_sliver]) < SLIVER_M2
    return polygons[~is_sliver].tolist(), polygons[is_sliver].tolist()


def outside_m2(register: Register, polygon: BaseGeometry) -> float:
    """Square metres of a polygon that lie outside every ward."""
    return register.projector.area_m2(subtract(polygon, ground(register, register.positions_meeting(polygon))))
