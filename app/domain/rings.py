"""The Đông Anh three-ring model: core, next and outer layer round an outbreak, an exact partition of its territory.

Core = the polygon, or the ward(s); a point takes its containing ward. Next = the remainder of every ward the core
meets and every ward bordering those (> 0 m), also across a district line. Outer = the rest of the core's districts,
never of a neighbor's; in a register without districts, the wards two borders away.

Source: city secretary at Đông Anh, 10 May 2021; which unit forms each layer is this system's reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry
from app.domain.geometry import to_multipolygon
from app.domain.register import Register
from app.domain.vocabulary import LockdownLayer

SLIVER_M2: Final = 1.0
"""Parts smaller than this are drawing noise, not territory."""


@dataclass(frozen=True)
class RingLayer:
    """One layer: its shape (None when nothing is left for it), people and area.

    `population` is None where a ward's own is unknown. Split wards are weighted by area, which `population_estimated`
    says; whole wards are exact.
    """

    layer: LockdownLayer
    shape: MultiPolygon | None
    population: int | None
    population_estimated: bool
    area_km2: float


@dataclass(frozen=True)
class RingPlan:
    """The three layers round one outbreak, or the merged layers of several.

    `ward_layers` gives for every ward of the territory the strictest layer that touches it, and whether only part of
    the ward lies in that layer.
    """

    layers: tuple[RingLayer, RingLayer, RingLayer]
    ward_layers: Mapping[str, tuple[LockdownLayer, bool]]

    @property
    def population_estimated(self) -> bool:
        """Whether any layer's population is weighted by area."""
        return any(layer.population_estimated for layer in self.layers)


def wards_met(register: Register, place: BaseGeometry) -> tuple[str, ...]:
    """Codes of the wards an outbreak's place meets: those a polygon covers part of, or the one that holds a point.

    Raises:
        InvalidGeometry: the place lies outside every ward.
    """
    if isinstance(place, Point):
        holding = register.locate(place.x, place.y)
        met = [found.ward.code for found in holding[:1]]
    else:
        met = [register.codes[position] for position in _parts(register, place)]
    if not met:
        raise InvalidGeometry(
            vi="Vị trí ổ dịch nằm ngoài mọi phường, xã của danh mục; kiểm tra thứ tự kinh độ, vĩ độ.",
            en="The outbreak's place lies outside every ward of the register; check the order of lon and lat.",
        )
    return tuple(sorted(met))


def draw_rings(register: Register, *, ward_codes: Sequence[str], core: BaseGeometry | None) -> RingPlan:
    """The rings in whole units round some wards, or round a polygon inside them.

    Args:
        ward_codes: the wards the core meets (see `wards_met`).
        core: the core's own polygon; None takes the wards whole.

    Raises:
        WardNotFound: a code that is not in force.
    """
    met = register.positions_of(ward_codes)
    parts = _parts(register, core) if core is not None and not isinstance(core, Point) else {}
    pieces: dict[LockdownLayer, list[_Piece]] = {layer: [] for layer in LockdownLayer}
    for position in met.tolist():
        inside = parts.get(position)
        whole = register.metric_shapes[position]
        if inside is None:
            pieces[LockdownLayer.CORE].append(_Piece(position, whole, 1.0))
            continue
        rest = _polygons(shapely.difference(whole, inside))
        share = inside.area / whole.area
        pieces[LockdownLayer.CORE].append(_Piece(position, inside, share))
        if rest is not None and rest.area > SLIVER_M2:
            pieces[LockdownLayer.NEXT].append(_Piece(position, rest, 1.0 - share))
    bordering = np.setdiff1d(register.borders.within(met, order=1), met)
    outer = np.setdiff1d(_territory(register, met), np.union1d(met, bordering))
    for layer, positions in ((LockdownLayer.NEXT, bordering), (LockdownLayer.OUTER, outer)):
        pieces[layer] += [_Piece(position, register.metric_shapes[position], 1.0) for position in positions.tolist()]
    return _plan(register, pieces)


def merge_rings(register: Register, plans: Iterable[Sequence[tuple[LockdownLayer, BaseGeometry | None]]]) -> RingPlan:
    """Overlapping rings as one partition in which the stricter layer wins.

    Args:
        plans: for each ring, its layers with their lon/lat shapes.
    """
    shapes: dict[LockdownLayer, list[BaseGeometry]] = {layer: [] for layer in LockdownLayer}
    for plan in plans:
        for layer, shape in plan:
            if shape is not None:
                shapes[layer].append(register.projector.to_metric(shape))
    taken: BaseGeometry | None = None
    pieces: dict[LockdownLayer, list[_Piece]] = {}
    for layer in LockdownLayer:
        area = _polygons(shapely.union_all(shapes[layer])) if shapes[layer] else None
        if area is not None and taken is not None:
            area = _polygons(shapely.difference(area, taken))
        pieces[layer] = _by_ward(register, area)
        if area is not None:
            taken = area if taken is None else shapely.union(taken, area)
    return _plan(register, pieces)


@dataclass(frozen=True)
class _Piece:
    """The part of one ward that lies in a layer, in metres, and its share of the ward's area."""

    position: int
    shape: BaseGeometry
    share: float


def _parts(register: Register, place: BaseGeometry) -> dict[int, BaseGeometry]:
    """What a polygon covers of each ward it meets, in metres; a ward all but a sliver of which is covered is whole."""
    polygon = register.projector.to_metric(place)
    shapely.prepare(polygon)
    near = np.flatnonzero(shapely.intersects(register.metric_shapes, polygon))
    found: dict[int, BaseGeometry] = {}
    for position in near.tolist():
        whole = register.metric_shapes[position]
        inside = _polygons(shapely.intersection(whole, polygon))
        if inside is not None and inside.area > SLIVER_M2:
            found[position] = whole if whole.area - inside.area <= SLIVER_M2 else inside
    return found


def _territory(register: Register, met: NDArray[np.intp]) -> NDArray[np.intp]:
    districts = {register.wards[position].district_code for position in met.tolist()}
    inside = [register.district_positions[code] for code in districts if code is not None]
    if None in districts:
        alone = [position for position in met.tolist() if register.wards[position].district_code is None]
        inside.append(register.borders.within(alone, order=2))
    return np.unique(np.concatenate(inside))


def _by_ward(register: Register, area: BaseGeometry | None) -> list[_Piece]:
    if area is None:
        return []
    shapely.prepare(area)
    pieces = []
    for position in np.flatnonzero(shapely.intersects(register.metric_shapes, area)).tolist():
        whole = register.metric_shapes[position]
        inside = whole if shapely.covers(area, whole) else _polygons(shapely.intersection(whole, area))
        if inside is not None and inside.area > SLIVER_M2:
            is_whole = whole.area - inside.area <= SLIVER_M2
            pieces.append(
                _Piece(position, whole if is_whole else inside, 1.0 if is_whole else inside.area / whole.area)
            )
    return pieces


def _plan(register: Register, pieces: Mapping[LockdownLayer, Sequence[_Piece]]) -> RingPlan:
    ward_layers: dict[str, tuple[LockdownLayer, bool]] = {}
    layers = []
    taken: BaseGeometry | None = None
    for layer in LockdownLayer:
        for piece in pieces[layer]:
            ward_layers.setdefault(register.codes[piece.position], (layer, piece.share < 1.0))
        shape = _joined(pieces[layer], taken)
        layers.append(_layer(register, layer, pieces[layer], shape))
        if shape is not None:
            taken = shape if taken is None else shapely.union(taken, shape)
    core, following, outer = layers
    return RingPlan((core, following, outer), dict(sorted(ward_layers.items())))


def _joined(pieces: Sequence[_Piece], taken: BaseGeometry | None) -> BaseGeometry | None:
    """The pieces as one shape, clear of stricter layers where the register's own polygons overlap."""
    if not pieces:
        return None
    shape = _polygons(shapely.union_all([piece.shape for piece in pieces]))
    if shape is not None and taken is not None and shapely.intersection(shape, taken).area > SLIVER_M2 / 100:
        return _polygons(shapely.difference(shape, taken))
    return shape


def _layer(register: Register, layer: LockdownLayer, pieces: Sequence[_Piece], shape: BaseGeometry | None) -> RingLayer:
    people = [(register.wards[piece.position].population, piece.share) for piece in pieces]
    population = (
        None
        if any(count is None for count, _ in people)
        else round(sum((count or 0) * share for count, share in people))
    )
    return RingLayer(
        layer=layer,
        shape=None if shape is None else _lonlat(register, shape),
        population=population,
        population_estimated=any(share < 1.0 for _, share in people),
        area_km2=0.0 if shape is None else round(shape.area / 1e6, 6),
    )


def _lonlat(register: Register, shape: BaseGeometry) -> MultiPolygon | None:
    """Back to degrees; where rounding makes two edges cross by a hair, the crossing is untied."""
    turned = register.projector.to_lonlat(shape)
    return to_multipolygon(turned if turned.is_valid else shapely.make_valid(turned))


def _polygons(shape: BaseGeometry) -> BaseGeometry | None:
    """Only the areas of an overlay's result: lines and points left where borders touch are dropped."""
    if shape.is_empty:
        return None
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    areas = [part for part in shapely.get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(areas) if areas else None
