"""What a drawing of rings says: the three layers with people and area, the wards they touch, the districts' shares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import GRID_DEGREES, to_multipolygon
from app.domain.register import Register
from app.domain.vocabulary import LockdownLayer

LayerShares = dict[LockdownLayer, float]
"""What part of one ward's area lies in each layer."""


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


def ring_plan(
    register: Register,
    shapes: Sequence[BaseGeometry],
    parts: Mapping[int, Mapping[LockdownLayer, float]],
    *,
    outside_m2: float = 0.0,
) -> RingPlan:
    """The plan of three drawn layers.

    Args:
        shapes: the layers in lon/lat, strictest first; empty where nothing is left for one.
        parts: what part of each ward's area lies in each layer, by the ward's position; together at most 1.
        outside_m2: what of the drawn place lies outside every ward.
    """
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
