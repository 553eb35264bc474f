"""The Đông Anh three-ring model: core, next and outer layer round an outbreak, an exact partition of its territory.

Core = the polygon, or the ward(s); a point takes its containing ward. Next = the remainder of every ward the core
meets and every ward bordering those (> 0 m), also across a district line. Outer = the rest of the core's districts,
never of a neighbor's; in a register without districts, the wards two borders away.

All cuts are made in lon/lat on the grid of stored coordinates, where layers meet without gap or overlap; people and
square metres are counted by ward.

Source: city secretary at Đông Anh, 10 May 2021; which unit forms each layer is this system's reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry
from app.domain.geometry import GRID_DEGREES, to_multipolygon
from app.domain.projection import Shapes
from app.domain.register import Register
from app.domain.vocabulary import LockdownLayer

SLIVER_M2: Final = 1.0
"""Parts smaller than this are drawing noise, not territory."""
MAX_OUTLINE_KM: Final = 2_000
"""A longer outline is a scribble that cuts wards into thousands of pieces; that of a district is about 100 km."""
_CLIP_MARGIN_DEGREES: Final = 1e-5


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
class DistrictShare:
    """How much of a district lies in a layer; `population_share` None where people are unknown."""

    district_code: str
    layer: LockdownLayer
    population_share: float | None
    area_share: float


@dataclass(frozen=True)
class RingPlan:
    """The three layers round one outbreak, or the merged layers of several.

    `ward_layers` gives for every ward of the territory the strictest layer that touches it, and whether only part of
    the ward lies in that layer. `outside_m2` is what of the drawn place lies outside every ward, and was left out.
    """

    layers: tuple[RingLayer, RingLayer, RingLayer]
    ward_layers: Mapping[str, tuple[LockdownLayer, bool]]
    district_shares: tuple[DistrictShare, ...]
    outside_m2: float = 0.0

    @property
    def population_estimated(self) -> bool:
        """Whether any layer's population is weighted by area."""
        return any(layer.population_estimated for layer in self.layers)

    @property
    def territory(self) -> MultiPolygon | None:
        """All layers together."""
        shapes = [layer.shape for layer in self.layers if layer.shape is not None]
        return to_multipolygon(shapely.union_all(shapes, grid_size=GRID_DEGREES)) if shapes else None


def wards_met(register: Register, place: BaseGeometry) -> tuple[str, ...]:
    """Codes of the wards an outbreak's place meets: those a polygon covers > 1 m² of, or the one that holds a point.

    Raises:
        InvalidGeometry: the place lies outside every ward, or is a scribble.
    """
    _refuse_scribbles(register, place)
    if isinstance(place, Point):
        met = [found.ward.code for found in register.locate(place.x, place.y)[:1]]
    else:
        met = [register.codes[position] for position in _shares(register, place)]
    if not met:
        raise InvalidGeometry(
            vi="Vị trí ổ dịch nằm ngoài mọi phường, xã của danh mục; kiểm tra thứ tự kinh độ, vĩ độ.",
            en="The outbreak's place lies outside every ward of the register; check the order of lon and lat.",
        )
    return tuple(sorted(met))


def _refuse_scribbles(register: Register, place: BaseGeometry) -> None:
    outline_km = shapely.length(register.projector.to_metric(place)) / 1000
    if outline_km > MAX_OUTLINE_KM:
        raise InvalidGeometry(
            vi=f"Đường bao dài {outline_km:.0f} km, quá {MAX_OUTLINE_KM} km; vẽ hình đơn giản hơn.",
            en=f"The outline is {outline_km:.0f} km long, more than {MAX_OUTLINE_KM} km; draw a simpler shape.",
        )


def draw_rings(register: Register, *, ward_codes: Sequence[str], core: BaseGeometry | None) -> RingPlan:
    """The rings round some wards, or round a polygon inside them.

    Args:
        ward_codes: the wards the core meets (see `wards_met`).
        core: the core's own polygon; None, or a point, takes the wards whole.

    Raises:
        WardNotFound: a code that is not in force.
    """
    met = register.positions_of(ward_codes)
    bordering = np.setdiff1d(register.borders.within(met, order=1), met)
    outer = np.setdiff1d(_inside_districts(register, met), np.union1d(met, bordering))
    polygon = None if isinstance(core, Point) else core
    shares = dict.fromkeys(met.tolist(), 1.0) if polygon is None else _shares_of(register, met, polygon)
    reach = _ground(register, np.union1d(met, bordering))
    if polygon is None:
        inner = _ground(register, met)
        following = _remainder(register, bordering, inner)
    else:
        inner, following = _split(register, reach, _core(register, polygon, shares))
    parts: dict[int, _Shares] = {
        position: {LockdownLayer.CORE: share, LockdownLayer.NEXT: 1.0 - share} for position, share in shares.items()
    }
    parts |= {position: {LockdownLayer.NEXT: 1.0} for position in bordering.tolist()}
    parts |= {position: {LockdownLayer.OUTER: 1.0} for position in outer.tolist()}
    shapes = (inner, following, _remainder(register, outer, reach))
    return _plan(register, shapes, parts, outside_m2=0.0 if polygon is None else _outside_m2(register, polygon))


def merge_rings(register: Register, plans: Iterable[Sequence[tuple[LockdownLayer, BaseGeometry | None]]]) -> RingPlan:
    """Overlapping rings as one partition in which the stricter layer wins.

    Args:
        plans: for each ring, its layers with their lon/lat shapes.
    """
    drawn: dict[LockdownLayer, list[BaseGeometry]] = {layer: [] for layer in LockdownLayer}
    for plan in plans:
        for layer, shape in plan:
            drawn[layer] += [] if shape is None else [shape]
    shapes: list[BaseGeometry] = []
    taken: BaseGeometry = MultiPolygon()
    for layer in LockdownLayer:
        # Edges between wards vanish in the union, so that a layer meets the stricter one node for node.
        reach = _union([taken, *drawn[layer]])
        rest, slivers = _parts(register, _subtract(reach, taken))
        if slivers and shapes:
            shapes[-1] = _union([shapes[-1], *slivers])
        shapes.append(MultiPolygon(rest))
        taken = reach
    parts: dict[int, _Shares] = defaultdict(dict)
    for layer, shape in zip(LockdownLayer, shapes, strict=True):
        for position, share in _shares(register, shape).items():
            parts[position][layer] = share
    return _plan(register, shapes, parts)


_Shares = dict[LockdownLayer, float]
"""What part of one ward's area lies in each layer."""


def _inside_districts(register: Register, met: NDArray[np.intp]) -> NDArray[np.intp]:
    """The wards of the core's districts; of its wards without a district, those within two borders."""
    districts = {register.wards[position].district_code for position in met.tolist()}
    inside = [register.district_positions[code] for code in districts if code is not None]
    if None in districts:
        alone = [position for position in met.tolist() if register.wards[position].district_code is None]
        inside.append(register.borders.within(alone, order=2))
    return np.unique(np.concatenate(inside)) if inside else met


def _shares_of(register: Register, wards: NDArray[np.intp], place: BaseGeometry) -> dict[int, float]:
    """What part of each of some wards a polygon covers."""
    found = _shares(register, place)
    return {position: found.get(position, 0.0) for position in wards.tolist()}


def _shares(register: Register, place: BaseGeometry) -> dict[int, float]:
    """What part of each ward a polygon covers, of wards it covers > 1 m² of; all but a sliver is 1."""
    near = register.positions_meeting(place)
    wards = register.shapes[near]
    covered = register.projector.areas_m2(shapely.intersection(wards, _clipped(place, wards)))
    whole = register.areas_m2[near]
    share = np.where(whole - covered <= SLIVER_M2, 1.0, covered / whole)
    return {int(near[each]): float(share[each]) for each in np.flatnonzero(covered > SLIVER_M2)}


def _clipped(place: BaseGeometry, wards: Shapes) -> Shapes:
    """The part of a polygon round each ward: overlays with thousands of far-away edges take a hundred times longer."""
    boxes = shapely.bounds(wards) + np.array([-1, -1, 1, 1]) * _CLIP_MARGIN_DEGREES
    clipped: Shapes = np.empty(len(wards), dtype=object)
    clipped[:] = [shapely.clip_by_rect(place, *box) for box in boxes.tolist()]
    broken = ~shapely.is_valid(clipped)
    clipped[broken] = shapely.make_valid(clipped[broken], method="structure")
    return clipped


def _ground(register: Register, positions: NDArray[np.intp] | Sequence[int]) -> BaseGeometry:
    """Some wards as one shape; much faster where wards share every vertex."""
    shapes = register.shapes[positions]
    return shapely.coverage_union_all(shapes) if register.is_tiling else _union(shapes)


def _remainder(register: Register, positions: NDArray[np.intp], taken: BaseGeometry) -> BaseGeometry:
    """Some wards as one shape, clear of others even where the register's polygons overlap."""
    ground = _ground(register, positions)
    return ground if register.is_tiling else _subtract(ground, taken)


def _core(register: Register, polygon: BaseGeometry, shares: Mapping[int, float]) -> BaseGeometry:
    """Wards taken whole, and what the polygon covers of the others."""
    whole = _ground(register, [position for position, share in shares.items() if share == 1.0])
    split = _ground(register, [position for position, share in shares.items() if 0.0 < share < 1.0])
    return _union([whole, shapely.intersection(split, polygon, grid_size=GRID_DEGREES)])


def _split(register: Register, reach: BaseGeometry, core: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """The core and the rest of what it reaches, without slivers: each goes to the other side."""
    core = MultiPolygon(_parts(register, core)[0])
    rest, slivers = _parts(register, _subtract(reach, core))
    return _union([core, *slivers]) if slivers else core, MultiPolygon(rest)


def _parts(register: Register, shape: BaseGeometry) -> tuple[list[Polygon], list[Polygon]]:
    """The polygons of a shape that are territory, and those that are slivers."""
    polygons = shapely.get_parts(to_multipolygon(shape) or MultiPolygon())
    is_sliver = register.projector.areas_m2(polygons) < SLIVER_M2
    return polygons[~is_sliver].tolist(), polygons[is_sliver].tolist()


def _union(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    return shapely.union_all(shapes, grid_size=GRID_DEGREES)


def _subtract(shape: BaseGeometry, taken: BaseGeometry) -> BaseGeometry:
    return shapely.difference(shape, taken, grid_size=GRID_DEGREES)


def _outside_m2(register: Register, polygon: BaseGeometry) -> float:
    return register.projector.area_m2(_subtract(polygon, _ground(register, register.positions_meeting(polygon))))


def _plan(
    register: Register,
    shapes: Sequence[BaseGeometry],
    parts: Mapping[int, Mapping[LockdownLayer, float]],
    *,
    outside_m2: float = 0.0,
) -> RingPlan:
    members: dict[LockdownLayer, dict[int, tuple[float, int | None]]] = {layer: {} for layer in LockdownLayer}
    ward_layers: dict[str, tuple[LockdownLayer, bool]] = {}
    for position in sorted(parts):
        people = _people(register.wards[position].population, parts[position])
        for layer in LockdownLayer:
            share = parts[position].get(layer, 0.0)
            if share > 0.0:
                members[layer][position] = share, people[layer]
                ward_layers.setdefault(register.codes[position], (layer, share < 1.0))
    core, following, outer = (
        _layer(register, layer, members[layer], shape) for layer, shape in zip(LockdownLayer, shapes, strict=True)
    )
    return RingPlan((core, following, outer), ward_layers, _district_shares(register, members), outside_m2)


def _people(population: int | None, shares: Mapping[LockdownLayer, float]) -> dict[LockdownLayer, int | None]:
    """A ward's people by layer, weighted by area, so that the parts add up to the whole."""
    counted, share, people = 0, 0.0, dict[LockdownLayer, int | None]()
    for layer in LockdownLayer:
        share += shares.get(layer, 0.0)
        people[layer] = None if population is None else round(population * share) - counted
        counted += people[layer] or 0
    return people


def _layer(
    register: Register, layer: LockdownLayer, members: Mapping[int, tuple[float, int | None]], shape: BaseGeometry
) -> RingLayer:
    people = [count for _, count in members.values() if count is not None]
    ground = to_multipolygon(shape)
    return RingLayer(
        layer=layer,
        shape=None if ground is None else shapely.orient_polygons(ground),
        population=sum(people) if len(people) == len(members) else None,
        population_estimated=any(share < 1.0 for share, _ in members.values()),
        area_km2=0.0 if ground is None else round(register.projector.area_m2(ground) / 1e6, 6),
    )


def _district_shares(
    register: Register, members: Mapping[LockdownLayer, Mapping[int, tuple[float, int | None]]]
) -> tuple[DistrictShare, ...]:
    shares = []
    for layer, wards in members.items():
        inside: dict[str, list[tuple[int, float, int | None]]] = defaultdict(list)
        for position, (share, people) in wards.items():
            inside[register.wards[position].district_code or ""].append((position, share, people))
        for code in sorted(inside.keys() & register.district_positions.keys()):
            district = register.district_positions[code]
            everybody = float(register.populations[district].sum())
            living = sum(people or 0 for _, _, people in inside[code])
            ground = sum(register.areas_m2[position] * share for position, share, _ in inside[code])
            shares.append(
                DistrictShare(
                    district_code=code,
                    layer=layer,
                    population_share=round(living / everybody, 4) if everybody > 0 else None,
                    area_share=round(float(ground / register.areas_m2[district].sum()), 4),
                )
            )
    return tuple(shares)
