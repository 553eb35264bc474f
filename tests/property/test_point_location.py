"""Points by the million are answered as one point is: the grid decides nothing that the shapes do not."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.point_location import PointLocator
from app.domain.projection import Shapes
from tests.examples import examples
from tests.reference import reference_file

corners = st.tuples(st.integers(0, 12), st.integers(0, 12))


@st.composite
def polygons(draw: st.DrawFn) -> BaseGeometry:
    """Blocks and slanted shapes that share corners and edges, some with a hole, some in two parts."""
    kind = draw(st.sampled_from(["box", "hull", "hole", "parts"]))
    (x, y), (width, height) = draw(corners), draw(st.tuples(st.integers(1, 6), st.integers(1, 6)))
    block = shapely.box(x, y, x + width, y + height)
    if kind == "hull":
        hull = shapely.convex_hull(shapely.multipoints(draw(st.lists(corners, min_size=3, max_size=6))))
        return hull if hull.area > 0 else block
    if kind == "hole":
        return shapely.box(x - 1, y - 1, x + width + 1, y + height + 1).difference(block)
    return block if kind == "box" else shapely.MultiPolygon([block, shapely.box(x + 20, y, x + 21, y + 2)])


def array_of(shapes: list[BaseGeometry]) -> Shapes:
    array: Shapes = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def located(shapes: Shapes, points: NDArray[np.float64], *, chunk: int = 10**9) -> list[tuple[int, ...]]:
    locator = PointLocator(shapes)
    answers = locator.answers()
    parts = [points[start : start + chunk] for start in range(0, len(points), chunk)]
    return [answers.sets[each] for part in parts for each in locator.locate(part[:, 0], part[:, 1], answers).tolist()]


def one_by_one(shapes: Shapes, points: NDArray[np.float64]) -> list[tuple[int, ...]]:
    return [tuple(np.flatnonzero(shapely.intersects(shapes, shapely.Point(*point))).tolist()) for point in points]


def telling_points(shapes: Shapes, seed: int) -> NDArray[np.float64]:
    """Corners, middles of edges, points beside and far off, and some anywhere."""
    nodes = shapely.get_coordinates(shapes)
    between = (nodes[1:] + nodes[:-1]) / 2
    chance = np.random.default_rng(seed)
    anywhere = chance.uniform(-3, 36, (60, 2))
    far = np.array([[1e9, 0.0], [-180.0, 90.0], [0.0, 0.0]])
    return np.concatenate([nodes, between, np.nextafter(nodes, np.inf), nodes + 1e-9, anywhere, far])


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(polygons(), min_size=1, max_size=8), st.integers(0, 2**32 - 1))
def test_many_points_get_what_each_gets_alone(drawn: list[BaseGeometry], seed: int) -> None:
    shapes = array_of(drawn)
    points = telling_points(shapes, seed)
    assert located(shapes, points) == one_by_one(shapes, points)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(polygons(), min_size=1, max_size=5), st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_neither_order_nor_division_changes_an_answer(drawn: list[BaseGeometry], seed: int, chunk: int) -> None:
    shapes = array_of(drawn)
    points = telling_points(shapes, seed)
    order = np.random.default_rng(seed).permutation(len(points))
    whole = located(shapes, points)
    assert located(shapes, points[order], chunk=chunk) == [whole[each] for each in order.tolist()]


def test_a_point_on_a_common_border_lies_in_both() -> None:
    shapes = array_of([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert located(shapes, np.array([[1.0, 0.5], [1.0, 1.0], [0.5, 0.5], [2.5, 0.5]])) == [(0, 1), (0, 1), (0,), ()]


def test_without_shapes_every_point_lies_nowhere() -> None:
    assert located(array_of([]), np.array([[1.0, 2.0], [-1e300, 1e300]])) == [(), ()]


@pytest.mark.parametrize("name", ["hanoi_wards_2021.geojson", "hanoi_wards_2014_2020_thinned_dirty.geojson"])
def test_on_real_wards_many_points_get_what_the_tree_gives(name: str) -> None:
    features: list[dict[str, Any]] = json.loads(reference_file(name).read_text())["features"]
    shapes = shapely.make_valid(array_of([shapely.geometry.shape(each["geometry"]) for each in features]))
    shapes = shapes[np.isin(shapely.get_type_id(shapes), (3, 6))]
    west, south, east, north = shapely.total_bounds(shapes)
    chance = np.random.default_rng(6)
    anywhere = np.c_[chance.uniform(west, east, 20_000), chance.uniform(south, north, 20_000)]
    points = np.concatenate([shapely.get_coordinates(shapes)[::7], anywhere])
    expected: list[list[int]] = [[] for _ in points]
    for point, shape in shapely.STRtree(shapes).query(shapely.points(points), predicate="intersects").T.tolist():
        expected[point].append(shape)
    assert located(shapes, points) == [tuple(sorted(each)) for each in expected]
