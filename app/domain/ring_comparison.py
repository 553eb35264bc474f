"""Where one drawing of rings is stricter than another, ward by ward: what an order to extend or to shrink is judged by.

Ground outside all layers is the mildest. Slivers, which only the drawing of borders leaves, count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import GRID_DEGREES, to_multipolygon
from app.domain.register import Register
from app.domain.rings import SLIVER_M2
from app.domain.vocabulary import LockdownLayer

Drawn = Sequence[tuple[LockdownLayer, BaseGeometry | None]]
"""The disjoint layers of one drawing, each with its lon/lat shape or None."""
LEAST_WIDTH_M: Final = 0.1
"""A strip narrower than this is how an overlay rounds, not ground."""


@dataclass(frozen=True)
class StricterPlace:
    """Ground of one ward that has a stricter layer after than before (None: outside); a point inside, in lon/lat."""

    ward_code: str
    layer_before: LockdownLayer | None
    layer_after: LockdownLayer
    area_m2: float
    lon: float
    lat: float


def stricter_places(register: Register, before: Drawn, after: Drawn) -> tuple[StricterPlace, ...]:
    """Where `after` is stricter than `before`, the largest ground first; empty when it is nowhere.

    Args:
        register: names the wards; ground outside all of them is passed over.
    """
    found = [
        place
        for layer, old, ground in _stricter_ground(before, after)
        for place in _by_ward(register, layer, old, ground)
    ]
    return tuple(sorted(found, key=lambda each: (-each.area_m2, each.ward_code)))


def stricter_ground(register: Register, before: Drawn, after: Drawn) -> MultiPolygon | None:
    """All the ground that has a stricter layer after than before, in lon/lat; None when there is none."""
    ground = [piece for _, _, piece in _stricter_ground(before, after)]
    return _solid(register, shapely.union_all(ground, grid_size=GRID_DEGREES)) if ground else None


def _stricter_ground(before: Drawn, after: Drawn) -> Iterable[tuple[LockdownLayer, LockdownLayer | None, BaseGeometry]]:
    """Ground by its layer after and before, of all pairs in which the former is stricter."""
    old = dict(before)
    everything = shapely.union_all([shape for shape in old.values() if shape is not None], grid_size=GRID_DEGREES)
    for layer, shape in after:
        if shape is None:
            continue
        for milder in LockdownLayer:
            ground = old.get(milder)
            if milder.strictness < layer.strictness and ground is not None:
                yield layer, milder, shapely.intersection(shape, ground, grid_size=GRID_DEGREES)
        yield layer, None, shapely.difference(shape, everything, grid_size=GRID_DEGREES)


def _by_ward(
    register: Register, layer: LockdownLayer, old: LockdownLayer | None, ground: BaseGeometry
) -> list[StricterPlace]:
    solid = _solid(register, ground)
    if solid is None:
        return []
    positions = register.positions_meeting(solid)
    pieces = shapely.intersection(register.shapes[positions], solid, grid_size=GRID_DEGREES)
    areas = register.projector.areas_m2(pieces)
    found = []
    for position, piece, area in zip(positions.tolist(), pieces, areas.tolist(), strict=True):
        if area > SLIVER_M2:
            point = shapely.point_on_surface(piece)
            code = register.codes[position]
            found.append(
                StricterPlace(code, old, layer, round(area, 1), round(float(point.x), 6), round(float(point.y), 6))
            )
    return found


def _solid(register: Register, ground: BaseGeometry) -> MultiPolygon | None:
    """The parts of some ground that are no slivers."""
    whole = to_multipolygon(ground)
    if whole is None:
        return None
    parts = shapely.get_parts(whole)
    metric = register.projector.to_metric(parts)
    areas = shapely.area(metric)
    solid = (areas > SLIVER_M2) & (2 * areas > LEAST_WIDTH_M * shapely.length(metric))
    return MultiPolygon(parts[solid].tolist()) if solid.any() else None
