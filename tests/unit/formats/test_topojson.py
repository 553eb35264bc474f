"""TopoJSON of a coverage: each border once, nothing lost, islands and lakes included."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from app.formats.topojson import Topology, topology
from tests.topologies import shapes_of_topology
from tests.worlds import shapes_of

SQUARE = shapely.box(0, 0, 3, 3)
ISLAND = shapely.box(1, 1, 2, 2)


def document(drawn: Topology) -> bytes:
    members = b",".join(b'{"id":"%d",%b}' % (place, member) for place, member in enumerate(drawn.members))
    objects = b'"objects":{"wards":{"geometries":[' + members + b"]}}"
    return json.dumps(drawn.frame).encode()[:-1] + b"," + objects + b',"arcs":' + drawn.arcs + b"}"


def arcs(drawn: Topology) -> list[list[list[int]]]:
    found: list[list[list[int]]] = json.loads(drawn.arcs)
    return found


def read(*shapes: BaseGeometry, decimals: int = 6) -> list[shapely.MultiPolygon]:
    return list(shapes_of_topology(document(topology(shapes, decimals=decimals))).values())


def test_a_border_between_two_wards_is_one_arc() -> None:
    drawn = topology(list(shapes_of("A B").values()), decimals=6)
    assert len(arcs(drawn)) == 3


def test_every_ward_comes_back_as_it_was() -> None:
    shapes = list(shapes_of("A B C / D E E / D G H").values())
    assert all(
        shapely.equals_exact(one.normalize(), other.normalize(), 1e-9)
        for one, other in zip(read(*shapes), shapes, strict=True)
    )


@pytest.mark.parametrize("turn", range(4))
def test_a_hole_is_the_island_in_it_wherever_its_ring_begins(turn: int) -> None:
    corners = np.roll(shapely.get_coordinates(ISLAND)[:-1], turn, axis=0)
    drawn = topology([shapely.difference(SQUARE, ISLAND), shapely.Polygon(corners)], decimals=6)
    assert len(arcs(drawn)) == 2


def test_a_ward_that_touches_itself_on_the_grid_is_not_lost() -> None:
    waist = shapely.Polygon([(0, 0), (2, 0), (2, 2), (1.0000001, 1), (2, 3), (0, 3), (0.9999999, 1), (0, 1)])
    (found,) = read(waist, decimals=5)
    assert found.area == pytest.approx(waist.area, abs=1e-5)


def test_a_sliver_thinner_than_the_grid_is_left_out_of_its_ward() -> None:
    ward = shapely.MultiPolygon([SQUARE, shapely.box(5, 5, 5.000001, 5.000001)])
    (found,) = read(ward, decimals=4)
    assert shapely.equals(found, SQUARE)


def test_nothing_drawn_has_no_arcs() -> None:
    drawn = topology([], decimals=5)
    assert (drawn.members, drawn.arcs, drawn.frame["bbox"]) == ((), b"[]", [0, 0, 0, 0])
