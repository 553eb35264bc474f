"""Vector tiles: what is written is what a reader by the letter of the specification reads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.mvt import (
    Feature,
    GeometryKind,
    encode_layer,
    encode_tile,
    line_geometries,
    point_geometries,
    polygon_geometries,
)
from tests.examples import examples
from tests.mvt_reading import ReadFeature, read_tile

_UNITS = st.integers(-5000, 5000)
_VALUES = st.one_of(
    st.text(max_size=8),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False),
    st.none(),
)


def _array(shapes: list[Any]) -> Any:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _tile(name: str, features: list[Feature]) -> bytes:
    layer = encode_layer(name, features)
    return encode_tile([] if layer is None else [layer])


def _read(features: list[Feature]) -> list[ReadFeature]:
    return read_tile(_tile("wards", features))["wards"].features


def _polygons(shapes: list[Any]) -> list[ReadFeature]:
    geometries = polygon_geometries(_array(shapes))
    return _read([Feature(GeometryKind.POLYGON, each, {}) for each in geometries])


@st.composite
def _ground(draw: st.DrawFn) -> Any:
    """Valid ground on whole units: rectangles joined and cut out of each other, with holes and several parts."""
    boxes = draw(
        st.lists(st.tuples(_UNITS, _UNITS, st.integers(1, 3000), st.integers(1, 3000)), min_size=1, max_size=5)
    )
    shapes = [shapely.box(x, y, x + wide, y + high) for x, y, wide, high in boxes]
    whole = shapely.union_all(shapes[:-1] or shapes)
    cut = shapely.difference(whole, shapes[-1])
    kept = whole if cut.is_empty or cut.area == 0 else cut
    parts = [each for each in shapely.get_parts(kept).tolist() if each.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


@given(st.lists(_ground(), min_size=1, max_size=4))
@settings(max_examples=examples(50), deadline=None)
def test_ground_is_read_back_as_it_was(shapes: list[Any]) -> None:
    for read, shape in zip(_polygons(shapes), shapes, strict=True):
        assert shapely.is_valid(read.shape)
        assert shapely.equals(read.shape, shape)


@given(st.lists(st.lists(st.tuples(_UNITS, _UNITS), min_size=2, max_size=6, unique=True), min_size=1, max_size=4))
@settings(max_examples=examples(50), deadline=None)
def test_lines_are_read_back_point_by_point(paths: list[list[tuple[int, int]]]) -> None:
    lines = line_geometries(_array([shapely.MultiLineString([path]) for path in paths]))
    found = _read([Feature(GeometryKind.LINE, each, {}) for each in lines])
    assert [each.paths for each in found] == [[path] for path in paths]


@given(st.lists(st.tuples(_UNITS, _UNITS), min_size=1, max_size=9))
@settings(max_examples=examples(50), deadline=None)
def test_points_are_read_back(points: list[tuple[int, int]]) -> None:
    found = _read([Feature(GeometryKind.POINT, each, {}) for each in point_geometries(np.array(points))])
    assert [each.paths for each in found] == [[[point]] for point in points]


@given(st.lists(st.dictionaries(st.text(max_size=5), _VALUES, max_size=5), min_size=1, max_size=5))
@settings(max_examples=examples(50), deadline=None)
def test_properties_are_read_back_with_their_kind_and_nothing_stands_for_none(drawn: list[dict[str, Any]]) -> None:
    (geometry,) = point_geometries(np.array([[1, 2]]))
    found = _read([Feature(GeometryKind.POINT, geometry, each) for each in drawn])
    for read, written in zip(found, drawn, strict=True):
        kept = {key: value for key, value in written.items() if value is not None}
        assert read.properties == kept
        assert {key: type(value) for key, value in read.properties.items()} == {
            key: type(value) for key, value in kept.items()
        }


def test_a_shell_winds_positively_y_down_and_a_hole_the_other_way() -> None:
    shell, hole = [(0, 0), (0, 10), (10, 10), (10, 0)], [(2, 2), (8, 2), (8, 8), (2, 8)]
    (read,) = _polygons([shapely.Polygon(shell, [hole])])
    assert shapely.equals(read.shape, shapely.Polygon(shell, [hole]))
    assert shapely.area(read.shape) == 64


def test_the_bytes_are_those_of_the_specifications_example() -> None:
    """The polygon of section 4.3.5 of the specification: MoveTo(+3,+6) LineTo(+5,+6) LineTo(+12,+22) ClosePath."""
    (geometry,) = polygon_geometries(_array([shapely.Polygon([(3, 6), (8, 12), (20, 34)])]))
    assert list(geometry) == [9, 6, 12, 18, 10, 12, 24, 44, 15]


def test_a_name_and_a_value_are_written_once() -> None:
    geometries = point_geometries(np.array([[1, 1], [2, 2]]))
    layer = read_tile(_tile("wards", [Feature(GeometryKind.POINT, each, {"level": "red"}) for each in geometries]))
    assert (layer["wards"].keys, layer["wards"].values) == (["level"], ["red"])


def test_one_true_and_the_number_one_are_three_values() -> None:
    (geometry,) = point_geometries(np.array([[1, 1]]))
    (read,) = _read([Feature(GeometryKind.POINT, geometry, {"a": 1, "b": True, "c": 1.0})])
    assert [type(value) for value in read.properties.values()] == [int, bool, float]


@pytest.mark.parametrize("identifier", [None, 0, 1, 127, 128, 2**53])
def test_an_identifier_is_kept_whole(identifier: int | None) -> None:
    (geometry,) = point_geometries(np.array([[1, 1]]))
    (read,) = _read([Feature(GeometryKind.POINT, geometry, {}, identifier)])
    assert read.identifier == identifier


def test_nothing_to_show_is_a_tile_of_no_bytes() -> None:
    assert _tile("wards", []) == b""
    assert read_tile(b"") == {}
    assert polygon_geometries(_array([])) == []
