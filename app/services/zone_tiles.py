"""Vector tiles of what is in force: wards with their level, rings, cordons and areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.areas import Area
from app.domain.labels import label_points
from app.domain.projection import Shapes
from app.domain.register import Register
from app.domain.tile_grid import EXTENT, Tile, to_world, units_of
from app.domain.tile_shapes import ZoomShapes, coverage_at, projected
from app.domain.vocabulary import RingStatus
from app.formats.mvt import (
    Feature,
    GeometryKind,
    Properties,
    Value,
    encode_layer,
    encode_tile,
    line_geometries,
    point_geometries,
    polygon_geometries,
)
from app.services.ring_lookup import standing_regions, standing_versions
from app.services.unit_tiles import UnitTiles
from app.services.zone_status import ZoneSnapshot, ZoneStatus

_ZOOMS_KEPT: Final = 4
_TILES_KEPT: Final = 512


@dataclass(frozen=True)
class _Group:
    """Shapes of one layer that share borders, with the properties of each; `outlined`: drawn as lines."""

    layer: str
    shapes: Shapes
    properties: Sequence[Properties]
    outlined: bool = False


class OrderTiles:
    """What orders draw over the wards: rings, cordons and areas, whatever the wards' levels; and all names."""

    def __init__(self, snapshot: ZoneSnapshot, units: UnitTiles) -> None:
        self._units = units
        self._groups = [
            *_ring_groups(snapshot),
            *_outline_groups(snapshot),
            *_cordon_groups(snapshot),
            *_area_groups(snapshot),
        ]
        self._zoom = lru_cache(maxsize=_ZOOMS_KEPT)(self._make_zoom)
        self.layers = lru_cache(maxsize=_TILES_KEPT)(self._make_layers)
        """The layers `areas`, `rings`, `ring_lines`, `cordons` and `labels` of a tile, those with anything in it."""
        places = [label_points([each.place]) for each in snapshot.cordons]
        self._cordon_points = to_world(np.vstack(places)) if places else np.empty((0, 2))
        self._cordon_labels = [_cordon_label(each.cordon_id, each.name) for each in snapshot.cordons]

    def _make_layers(self, tile: Tile) -> list[bytes]:
        found: dict[str, list[Feature]] = {"areas": [], "rings": [], "ring_lines": [], "cordons": []}
        for group, shapes in zip(self._groups, self._zoom(tile.z), strict=True):
            found[group.layer] += _features(group, shapes, tile)
        layers = [encode_layer(name, features) for name, features in found.items()]
        named, more = self._units.layers(tile), self._cordon_names(tile)
        layers.append(encode_layer("labels", [*named.labels, *more]) if more else named.label_layer)
        return [layer for layer in layers if layer is not None]

    def _cordon_names(self, tile: Tile) -> list[Feature]:
        """A point for each cordon in a tile, which may be too small to be seen."""
        units = np.floor(self._cordon_points * units_of(tile.z)).astype(np.int64) - tile.origin
        inside = np.flatnonzero(((units >= 0) & (units < EXTENT)).all(axis=1))
        geometries = point_geometries(units[inside])
        return [
            Feature(GeometryKind.POINT, geometry, self._cordon_labels[position])
            for position, geometry in zip(inside.tolist(), geometries, strict=True)
        ]

    def _make_zoom(self, zoom: int) -> list[ZoomShapes]:
        return [coverage_at(group.shapes, zoom) for group in self._groups]


def orders_of(snapshot: ZoneSnapshot) -> tuple[object, ...]:
    """All that the tiles of orders depend on: to keep what is made of them between revisions."""
    cordons = tuple((each.cordon_id, each.version, each.status, each.place) for each in snapshot.cordons)
    areas = tuple((each.area_id, each.version, each.status, each.place) for each in snapshot.areas)
    return *standing_versions(snapshot), cordons, areas


class ZoneTiles:
    """The tiles of what is in force at one moment."""

    def __init__(self, snapshot: ZoneSnapshot, units: UnitTiles, orders: OrderTiles) -> None:
        self._units, self._orders = units, orders
        # Wards in the same state share one object, which a tile then writes once.
        shared: dict[tuple[object, ...], Properties] = {}
        self._states: list[Properties] = []
        for ward in units.register.wards:
            state = {**_state(snapshot.by_code[ward.code]), "drill": snapshot.drill}
            self._states.append(shared.setdefault(tuple(state.values()), state))

    def encoded(self, tile: Tile) -> bytes:
        """One tile; no count of cases is in it."""
        found = self._units.layers(tile)
        wards = None
        if found.ward_layer is not None:
            wards = found.ward_layer.encoded([self._states[each] for each in found.wards])
        layers = (wards, found.district_layer, *self._orders.layers(tile))
        return encode_tile(each for each in layers if each is not None)


def _state(zone: ZoneStatus) -> dict[str, Value | None]:
    layer, directive = zone.layer, zone.directive
    return {
        "level": zone.level,
        "computed_level": zone.computed_level,
        "decided": zone.decided,
        "data_status": zone.data_status.value,
        "layer": layer.layer.value if layer else None,
        "layer_partial": layer.partial if layer else None,
        "ring_status": layer.ring_status.value if layer else None,
        "directive": directive.directive.value if directive else None,
        "directive_status": None if directive is None else ("in_force" if directive.in_force else "proposed"),
    }


def _features(group: _Group, shapes: ZoomShapes, tile: Tile) -> list[Feature]:
    if group.outlined:
        kind, (positions, cut) = GeometryKind.LINE, shapes.outlines_in_tile(tile)
        geometries = line_geometries(cut)
    else:
        kind, (positions, cut) = GeometryKind.POLYGON, shapes.in_tile(tile)
        geometries = polygon_geometries(cut)
    return [
        Feature(kind, geometry, group.properties[position])
        for position, geometry in zip(positions.tolist(), geometries, strict=True)
    ]


def _group(layer: str, drawn: Sequence[tuple[BaseGeometry | None, Properties]], *, outlined: bool = False) -> _Group:
    there = [(shape, properties) for shape, properties in drawn if shape is not None and not shape.is_empty]
    shapes = np.empty(len(there), dtype=object)
    shapes[:] = [shape for shape, _ in there]
    return _Group(layer, projected(shapes), [properties for _, properties in there], outlined)


def _ring_groups(snapshot: ZoneSnapshot) -> list[_Group]:
    """One group an outbreak: its layers share borders with each other, not with those of another outbreak."""
    names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    directives = {each.layer: each.directive.value for each in snapshot.policy.rings}
    return [
        _group(
            "rings",
            [
                (
                    layer.shape,
                    {
                        "outbreak_id": ring.outbreak_id,
                        "outbreak_name": names.get(ring.outbreak_id),
                        "layer": layer.layer.value,
                        "directive": directives.get(layer.layer),
                        "ring_status": ring.status.value,
                        **_marks(snapshot),
                    },
                )
                for layer in ring.layers
            ],
        )
        for ring in snapshot.rings
    ]


def _outline_groups(snapshot: ZoneSnapshot) -> list[_Group]:
    """Lines to draw, one a layer and status, round that layer and all stricter ones: overlapping rings as one."""
    directives = {each.layer: each.directive.value for each in snapshot.policy.rings}
    return [
        _group(
            "ring_lines",
            [
                (
                    region,
                    {
                        "layer": layer.value,
                        "directive": directives.get(layer),
                        "ring_status": status.value,
                        **_marks(snapshot),
                    },
                )
            ],
            outlined=True,
        )
        for status in (RingStatus.PROPOSED, RingStatus.ISSUED)
        for layer, region in standing_regions(snapshot, status).items()
    ]


def _cordon_groups(snapshot: ZoneSnapshot) -> list[_Group]:
    return [
        _group(
            "cordons",
            [
                (
                    each.place,
                    {
                        "cordon_id": each.cordon_id,
                        "name": each.name,
                        "status": each.status.value,
                        "directive": each.directive.value,
                        **_marks(snapshot),
                    },
                )
            ],
        )
        for each in snapshot.cordons
    ]


def _area_groups(snapshot: ZoneSnapshot) -> list[_Group]:
    return [
        _group(
            "areas",
            [
                (
                    _ground(snapshot.register, each),
                    {
                        "area_id": each.area_id,
                        "kind": each.kind.value,
                        "name": each.name,
                        "status": each.status.value,
                        "directive": each.directive.value if each.directive else None,
                        **_marks(snapshot),
                    },
                )
            ],
        )
        for each in snapshot.areas
    ]


def _ground(register: Register, area: Area) -> BaseGeometry | None:
    if area.place is not None:
        return area.place
    positions = [register.positions[code] for code in area.ward_codes if code in register.positions]
    joined: BaseGeometry = shapely.union_all(register.shapes[positions])
    return joined


def _cordon_label(cordon_id: str, name: str) -> Properties:
    return {"unit": "cordon", "code": cordon_id, "name": name, "label": name, "rank": 2, "minzoom": 0.0}


def _marks(snapshot: ZoneSnapshot) -> Properties:
    return {"boundary_status": snapshot.register.boundary_status.value, "drill": snapshot.drill}
