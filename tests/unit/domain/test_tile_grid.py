"""The grid of tiles: which there are, and which ground lies in each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import TileNotFound
from app.domain.tile_grid import DEEPEST_ZOOM, Tile, tiles_over, to_lonlat, to_world
from tests.examples import examples

_PLACES = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


@given(_PLACES)
@settings(max_examples=examples(50), deadline=None)
def test_a_place_comes_back_from_the_world_and_lies_in_it(place: tuple[float, float]) -> None:
    world = to_world(np.array([place]))
    assert ((world >= 0) & (world <= 1)).all()
    assert to_lonlat(world)[0] == pytest.approx(place, abs=1e-9)


def test_the_poles_lie_on_the_edge_of_the_world() -> None:
    assert to_world(np.array([[-180.0, 90.0], [180.0, -90.0]])).ravel() == pytest.approx([0, 0, 1, 1], abs=1e-12)


@pytest.mark.parametrize("zoom", [0, 3, 9, DEEPEST_ZOOM])
def test_the_tiles_over_a_box_cover_it_and_no_tile_lies_beside_it(zoom: int) -> None:
    west, south, east, north = 105.29, 20.57, 106.02, 21.39
    boxes = np.array([tile.box for tile in tiles_over((west, south, east, north), zoom)])
    assert boxes[:, 0].min() <= west < east <= boxes[:, 2].max()
    assert boxes[:, 1].min() <= south < north <= boxes[:, 3].max()
    assert ((boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)).all()


def test_hanoi_lies_where_maps_say() -> None:
    assert [(tile.x, tile.y) for tile in tiles_over((105.85, 21.03, 105.85, 21.03), 9)] == [(406, 225)]


@pytest.mark.parametrize(
    ("z", "x", "y"), [(-1, 0, 0), (0, 1, 0), (1, 0, 2), (3, -1, 0), (15, 0, 0), (14, 0, 2**14), (999_999_999, 0, 0)]
)
def test_a_tile_beyond_the_grid_is_not_found_and_the_fault_says_how_far_it_goes(z: int, x: int, y: int) -> None:
    with pytest.raises(TileNotFound, match="14") as caught:
        Tile.checked(z, x, y)
    assert f"{z}/{x}/{y}" in caught.value.detail_vi
