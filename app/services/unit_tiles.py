"""Vector tiles of one boundary version: its wards, its districts and where their names stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.domain.labels import label_points
from app.domain.names import bare_name
from app.domain.projection import Shapes
from app.domain.register import District, Register, Ward
from app.domain.tile_grid import EXTENT, PIXEL_UNITS, Box, Tile, to_world, units_of
from app.domain.tile_shapes import ZoomShapes, coverage_at, dissolved, projected
from app.formats.mvt import (
    Feature,
    GeometryKind,
    Layer,
    Properties,
    encode_layer,
    encode_tile,
    point_geometries,
    polygon_geometries,
)

_ZOOMS_KEPT: Final = 4
_TILES_KEPT: Final = 512
_LABEL_PIXELS: Final = 70
"""The side of the square a ward or district fills when there is room for its name."""


@dataclass(frozen=True)
class UnitLayers:
    """What one tile holds of a register, the same for every state of its wards.

    `wards` are the positions of those in `ward_layer`; layers are None where nothing is in them.
    """

    wards: Sequence[int]
    ward_layer: Layer | None
    district_layer: bytes | None
    labels: Sequence[Feature]
    label_layer: bytes | None


class UnitTiles:
    """The tiles of a register. What is dear is made on first demand and kept: the shapes of the zooms, the layers of
    the tiles asked for last. Safe from several threads: two that ask at once may both make it.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self._zoom = lru_cache(maxsize=_ZOOMS_KEPT)(self._make_zoom)
        self.layers = lru_cache(maxsize=_TILES_KEPT)(self._make_layers)

    @property
    def box(self) -> Box:
        """Where there is ground, in degrees; a point south of Ghana when the register is empty."""
        if not self.register.wards:
            return 0.0, 0.0, 0.0, 0.0
        west, south, east, north = shapely.total_bounds(self.register.shapes).tolist()
        return west, south, east, north

    def encoded(self, tile: Tile) -> bytes:
        """A tile of shapes and names alone: the same bytes for ever under one boundary version."""
        found = self.layers(tile)
        wards = None if found.ward_layer is None else found.ward_layer.encoded()
        return encode_tile(each for each in (wards, found.district_layer, found.label_layer) if each is not None)

    @cached_property
    def ward_properties(self) -> list[Properties]:
        """Names and codes of each ward by position."""
        return [
            {
                "ward_code": ward.code,
                "ward_name": ward.name,
                "ward_kind": ward.kind,
                "district_code": ward.district_code,
                "district_name": ward.district_name,
                "boundary_status": self.register.boundary_status.value,
            }
            for ward in self.register.wards
        ]

    @cached_property
    def district_properties(self) -> list[Properties]:
        """Names and codes of each district by position."""
        return [
            {
                "district_code": district.code,
                "district_name": district.name,
                "boundary_status": self.register.boundary_status.value,
            }
            for district in self.register.districts
        ]

    @cached_property
    def _world_shapes(self) -> Shapes:
        return projected(self.register.shapes)

    @cached_property
    def _members(self) -> list[NDArray[np.intp]]:
        return [self.register.district_positions[each.code] for each in self.register.districts]

    @cached_property
    def _ward_ids(self) -> list[int | None]:
        return identifiers([ward.code for ward in self.register.wards])

    @cached_property
    def _district_ids(self) -> list[int | None]:
        return identifiers([district.code for district in self.register.districts])

    @cached_property
    def _ward_points(self) -> NDArray[np.float64]:
        return to_world(label_points(self.register.shapes))

    @cached_property
    def _district_points(self) -> NDArray[np.float64]:
        shapes = self.register.shapes
        # The ground of a district may be drawn with gaps by a register that is none of ours.
        return to_world(label_points([shapely.union_all(shapes[each]) for each in self._members]))

    @cached_property
    def _ward_areas(self) -> NDArray[np.float64]:
        return np.asarray(shapely.area(self._world_shapes))

    @cached_property
    def _ward_minzooms(self) -> NDArray[np.float64]:
        return _minzooms(self._ward_areas)

    @cached_property
    def _ward_labels(self) -> list[Properties]:
        return [
            _ward_label(ward, minzoom)
            for ward, minzoom in zip(self.register.wards, self._ward_minzooms.tolist(), strict=True)
        ]

    @cached_property
    def _district_labels(self) -> list[Properties]:
        areas = np.array([self._ward_areas[each].sum() for each in self._members])
        return [
            _district_label(district, minzoom)
            for district, minzoom in zip(self.register.districts, _minzooms(areas).tolist(), strict=True)
        ]

    def _make_zoom(self, zoom: int) -> tuple[ZoomShapes, ZoomShapes]:
        wards = coverage_at(self._world_shapes, zoom)
        return wards, dissolved(wards, self._members)

    def _make_layers(self, tile: Tile) -> UnitLayers:
        ward_shapes, district_shapes = self._zoom(tile.z)
        positions, wards = _drawn(ward_shapes, tile, self.ward_properties, self._ward_ids)
        _, districts = _drawn(district_shapes, tile, self.district_properties, self._district_ids)
        # The names of districts come first, as they are placed first.
        labels = [
            *_points(self._district_points, tile, self._district_labels, np.ones(len(self._members), dtype=np.bool_)),
            *_points(self._ward_points, tile, self._ward_labels, self._named_at(tile.z)),
        ]
        return UnitLayers(
            positions,
            Layer("wards", wards) if wards else None,
            encode_layer("districts", districts),
            labels,
            encode_layer("labels", labels),
        )

    def _named_at(self, zoom: int) -> NDArray[np.bool_]:
        """The wards whose names a zoom holds: there is room for them soon, or nothing else would tell of the ward."""
        smaller_than_a_pixel = self._ward_areas * float(units_of(zoom)) ** 2 < PIXEL_UNITS**2
        return np.asarray(smaller_than_a_pixel | (self._ward_minzooms <= zoom + 1))


def identifiers(codes: Sequence[str]) -> list[int | None]:
    """The number each code reads as; None for all where one is no number or two read the same.

    >>> identifiers(["00001", "00214"]), identifiers(["1", "01"]), identifiers(["A", "2"])
    ([1, 214], [None, None], [None, None])
    """
    numeric = all(code.isascii() and code.isdigit() and len(code) <= _LONGEST_NUMBER for code in codes)
    numbers = [int(code) for code in codes] if numeric else []
    if len(set(numbers)) < len(codes):
        return [None] * len(codes)
    return list(numbers)


_LONGEST_NUMBER: Final = 15
"""Digits of a number that every client holds exactly."""


def _drawn(
    shapes: ZoomShapes, tile: Tile, properties: Sequence[Properties], identifiers: Sequence[int | None]
) -> tuple[list[int], list[Feature]]:
    """The positions of the shapes that lie in a tile, and the features that draw them."""
    positions, cut = shapes.in_tile(tile)
    found = positions.tolist()
    drawn = zip(found, polygon_geometries(cut), strict=True)
    return found, [
        Feature(GeometryKind.POLYGON, geometry, properties[position], identifiers[position])
        for position, geometry in drawn
    ]


def _points(
    world: NDArray[np.float64], tile: Tile, properties: Sequence[Properties], wanted: NDArray[np.bool_]
) -> list[Feature]:
    """The points that lie in a tile and nowhere else, so that no name is drawn twice."""
    units = np.floor(world * units_of(tile.z)).astype(np.int64) - tile.origin
    inside = np.flatnonzero(wanted & ((units >= 0) & (units < EXTENT)).all(axis=1))
    drawn = zip(inside.tolist(), point_geometries(units[inside]), strict=True)
    return [Feature(GeometryKind.POINT, geometry, properties[position]) for position, geometry in drawn]


def _minzooms(world_areas: NDArray[np.float64]) -> NDArray[np.float64]:
    """The first zoom, to a tenth, at which there is room for the name of a shape of each area."""
    sides = np.sqrt(np.maximum(world_areas, 1e-18)) * (EXTENT / PIXEL_UNITS)
    return np.asarray(np.clip(np.round(np.log2(_LABEL_PIXELS / sides), 1), 0, None))


def _ward_label(ward: Ward, minzoom: float) -> Properties:
    return {
        "unit": "ward",
        "code": ward.code,
        "name": ward.name,
        "label": bare_name(ward.name, ward.kind),
        "rank": 1,
        "minzoom": minzoom,
    }


def _district_label(district: District, minzoom: float) -> Properties:
    return {
        "unit": "district",
        "code": district.code,
        "name": district.name,
        "label": bare_name(district.name, district.kind),
        "rank": 0,
        "minzoom": minzoom,
    }
