"""Vector tiles of one boundary version: its wards, its districts and where their names stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    Value,
    encode_layer,
    encode_tile,
    point_geometries,
    polygon_geometries,
)

_ZOOMS_KEPT: Final = 4
_TILES_KEPT: Final = 512
_LABEL_PIXELS: Final = 70
"""The side of the square a ward or district fills when there is room for its name."""
_FEWEST_PIXELS: Final = 1.0
Properties = Mapping[str, Value | None]


@dataclass(frozen=True)
class Piece:
    """The part of a unit in one tile: the unit's position, and the commands that draw it."""

    position: int
    geometry: bytes


@dataclass(frozen=True)
class UnitPieces:
    """What one tile holds of a register, without a word: the same for every state of its wards."""

    wards: Sequence[Piece]
    districts: Sequence[Piece]
    ward_labels: Sequence[Piece]
    district_labels: Sequence[Piece]


class UnitTiles:
    """The tiles of a register. What is dear is made on first demand and kept: the shapes of the zooms, the pieces of
    tiles asked for last. Safe from several threads: two that ask at once may both make it.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self._zoom = lru_cache(maxsize=_ZOOMS_KEPT)(self._make_zoom)
        self.pieces = lru_cache(maxsize=_TILES_KEPT)(self._make_pieces)

    @property
    def box(self) -> Box:
        """Where there is ground, in degrees; a point south of Ghana when the register is empty."""
        if not self.register.wards:
            return 0.0, 0.0, 0.0, 0.0
        west, south, east, north = shapely.total_bounds(self.register.shapes).tolist()
        return west, south, east, north

    def encoded(self, tile: Tile) -> bytes:
        """A tile of shapes and names alone: the same bytes for ever under one boundary version."""
        pieces = self.pieces(tile)
        return encode_tile(
            layer
            for layer in (
                self.ward_layer(pieces, self.ward_properties.__getitem__),
                self.district_layer(pieces),
                encode_layer("labels", self.label_features(pieces)),
            )
            if layer is not None
        )

    def ward_layer(self, pieces: UnitPieces, properties: Callable[[int], Properties]) -> bytes | None:
        """The layer `wards`, with the properties of the ward at each position."""
        return encode_layer(
            "wards",
            [
                Feature(GeometryKind.POLYGON, each.geometry, properties(each.position), self._ward_ids[each.position])
                for each in pieces.wards
            ],
        )

    def district_layer(self, pieces: UnitPieces) -> bytes | None:
        """The layer `districts`; None where the register has none."""
        return encode_layer(
            "districts",
            [
                Feature(
                    GeometryKind.POLYGON,
                    each.geometry,
                    self.district_properties[each.position],
                    self._district_ids[each.position],
                )
                for each in pieces.districts
            ],
        )

    def label_features(self, pieces: UnitPieces) -> list[Feature]:
        """Points of the layer `labels`: those of districts come first, as they are placed first."""
        ward, district = self._ward_labels, self._district_labels
        return [
            *(Feature(GeometryKind.POINT, each.geometry, district[each.position]) for each in pieces.district_labels),
            *(Feature(GeometryKind.POINT, each.geometry, ward[each.position]) for each in pieces.ward_labels),
        ]

    @cached_property
    def ward_properties(self) -> list[dict[str, Value | None]]:
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
    def district_properties(self) -> list[dict[str, Value | None]]:
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

    def _make_pieces(self, tile: Tile) -> UnitPieces:
        wards, districts = self._zoom(tile.z)
        # A ward smaller than a pixel cannot be seen, so its name's place is all that tells of it.
        small = self._ward_areas * float(units_of(tile.z)) ** 2 < _FEWEST_PIXELS * PIXEL_UNITS**2
        named = small | (self._ward_minzooms <= tile.z + 1)
        return UnitPieces(
            _pieces(wards, tile),
            _pieces(districts, tile),
            _points(self._ward_points, tile, named),
            _points(self._district_points, tile, np.ones(len(self._members), dtype=np.bool_)),
        )


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


def _pieces(shapes: ZoomShapes, tile: Tile) -> list[Piece]:
    positions, cut = shapes.in_tile(tile)
    return [Piece(*each) for each in zip(positions.tolist(), polygon_geometries(cut), strict=True)]


def _points(world: NDArray[np.float64], tile: Tile, wanted: NDArray[np.bool_]) -> list[Piece]:
    """The points that lie in a tile and nowhere else, so that no name is drawn twice."""
    units = np.floor(world * units_of(tile.z)).astype(np.int64) - tile.origin
    inside = np.flatnonzero(wanted & ((units >= 0) & (units < EXTENT)).all(axis=1))
    return [Piece(*each) for each in zip(inside.tolist(), point_geometries(units[inside]), strict=True)]


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
