"""Shapes in tiles: neighbors stay neighbors at every zoom, within a tile and across its edge."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

import numpy as np
import pytest
import shapely

from app.domain.register import Register
from app.domain.tile_grid import BUFFER, DEEPEST_ZOOM, EXTENT, Tile, tiles_over
from app.domain.tile_shapes import ZoomShapes, coverage_at, dissolved, projected
from app.settings import ROOT
from tests.examples import IS_SHORT
from tests.registers import imported_register

ZOOMS = (0, 4, 6, 9, 12, DEEPEST_ZOOM) if IS_SHORT else range(DEEPEST_ZOOM + 1)
_WINDOW = shapely.box(0, 0, EXTENT, EXTENT)


@lru_cache(maxsize=1)
def hanoi() -> Register:
    """The shipped register: 579 wards."""
    return imported_register((ROOT / "data" / "wards.geojson").read_bytes())


@lru_cache(maxsize=2)
def at(zoom: int) -> ZoomShapes:
    return coverage_at(projected(hanoi().shapes), zoom)


def some_tiles(zoom: int, count: int = 6) -> list[Tile]:
    """The tiles of a zoom over the register, evenly picked where they are many."""
    west, south, east, north = shapely.total_bounds(hanoi().shapes).tolist()
    tiles = list(tiles_over((west, south, east, north), zoom))
    return tiles[:: max(1, len(tiles) // count)]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_at_every_zoom_the_wards_tile_the_ground_on_whole_units(zoom: int) -> None:
    shapes = at(zoom).shapes
    there = shapes[~shapely.is_empty(shapes)]
    assert len(there) > 30
    assert shapely.is_valid(there).all()
    assert (shapely.area(there) > 0).all()
    assert shapely.coverage_is_valid(there)
    coordinates = shapely.get_coordinates(there)
    assert (coordinates == np.round(coordinates)).all()


@pytest.mark.parametrize("zoom", [each for each in ZOOMS if each >= 6])
def test_from_zoom_six_on_no_ward_of_hanoi_vanishes(zoom: int) -> None:
    assert not shapely.is_empty(at(zoom).shapes).any()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_the_wards_of_a_tile_neither_overlap_nor_leave_gaps(zoom: int) -> None:
    for tile in some_tiles(zoom):
        _, cut = at(zoom).in_tile(tile)
        assert shapely.is_valid(cut).all()
        assert (shapely.area(cut) > 0).all()
        assert shapely.coverage_is_valid(cut), tile
        bounds = shapely.total_bounds(cut) if len(cut) else np.zeros(4)
        assert (bounds >= -BUFFER).all()
        assert (bounds <= EXTENT + BUFFER).all()


@pytest.mark.parametrize("zoom", ZOOMS)
def test_what_a_tile_shows_is_the_ground_of_the_zoom_to_a_unit(zoom: int) -> None:
    for tile in some_tiles(zoom, 3):
        positions, cut = at(zoom).in_tile(tile)
        window = shapely.transform(_WINDOW, partial(np.add, tile.origin))
        back = shapely.transform(cut, partial(np.add, tile.origin))
        for ground, shape in zip(at(zoom).shapes[positions].tolist(), back.tolist(), strict=True):
            there, shown = shapely.intersection(ground, window), shapely.intersection(shape, window)
            # A border may turn by a unit where it is cut, which is in the buffer.
            assert shapely.area(shapely.symmetric_difference(there, shown)) <= shapely.length(there) + 1


@pytest.mark.parametrize("zoom", [9, 11, 13, 14])
def test_ground_meets_across_the_edge_of_two_tiles(zoom: int) -> None:
    """Every ward reaches the common edge at the same stretch on both sides, to a unit at each end."""
    tile = some_tiles(zoom)[len(some_tiles(zoom)) // 2]
    west, east = (_stretches(zoom, tile, x=EXTENT), _stretches(zoom, Tile(zoom, tile.x + 1, tile.y), x=0))
    assert west.keys() == east.keys()
    for code, stretch in west.items():
        assert shapely.hausdorff_distance(stretch, east[code]) <= 1.0, code


def _stretches(zoom: int, tile: Tile, *, x: int) -> dict[int, Any]:
    edge = shapely.LineString([(0, 0), (0, EXTENT)])
    positions, cut = at(zoom).in_tile(tile)
    moved = shapely.transform(cut, lambda points: points - (x, 0))
    found = dict(zip(positions.tolist(), shapely.intersection(moved, edge).tolist(), strict=True))
    return {position: line for position, line in found.items() if shapely.length(line) > 2}


@pytest.mark.parametrize("zoom", [0, 7, 9, 12])
def test_the_border_of_a_district_lies_on_those_of_its_wards(zoom: int) -> None:
    register = hanoi()
    groups = [register.district_positions[each.code] for each in register.districts]
    districts = dissolved(at(zoom), groups)
    for members, district in zip(groups, districts.shapes.tolist(), strict=True):
        assert shapely.equals(shapely.union_all(at(zoom).shapes[members]), district) or shapely.is_empty(district)


def test_lines_round_shapes_do_not_follow_the_edge_of_a_tile() -> None:
    tile = some_tiles(12)[3]
    _, lines = at(12).outlines_in_tile(tile)
    frame = shapely.boundary(shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER))
    assert len(lines) > 0
    assert shapely.length(shapely.intersection(lines, frame)).sum() < 10


def test_overlaps_and_gaps_of_a_dirty_register_are_given_to_one_ward_each() -> None:
    shapes = np.array([shapely.box(105.8, 21.0, 105.9, 21.1), shapely.box(105.899, 21.0, 106.0, 21.1)], dtype=object)
    found = coverage_at(projected(shapes), 10).shapes
    assert shapely.area(shapely.intersection(found[0], found[1])) == 0
    assert shapely.coverage_is_valid(found)


def test_no_shapes_are_no_shapes_at_any_zoom() -> None:
    nothing = np.empty(0, dtype=object)
    assert len(coverage_at(projected(nothing), 3).shapes) == 0
    assert len(coverage_at(projected(nothing), 3).in_tile(Tile(0, 0, 0))[0]) == 0
