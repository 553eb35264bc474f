"""Shapes as people send them: what is taken, what is refused, and what the refusal says."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from app.domain.errors import InvalidGeometry
from app.domain.geometry import Extent, parse_geometry, rounded, to_multipolygon

SQUARE = [[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.1], [105.8, 21.0]]
HANOI = Extent(105.28, 20.56, 106.02, 21.39)


def polygon(*rings: object) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def refusal(value: object, **options: Any) -> InvalidGeometry:
    with pytest.raises(InvalidGeometry) as caught:
        parse_geometry(value, pointer="/place", **{"extent": HANOI, **options})
    return caught.value


def test_a_polygon_is_read_counter_clockwise_and_flat() -> None:
    shape = parse_geometry(polygon([[lon, lat, 12.5] for lon, lat in SQUARE[::-1]]), extent=HANOI)
    assert shape.equals_exact(shapely.Polygon(SQUARE), normalize=True)
    assert not shape.has_z
    assert shapely.is_ccw(shapely.get_exterior_ring(shape))


def test_a_multipolygon_and_a_point_are_read_where_allowed() -> None:
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE]]}
    assert parse_geometry(both).geom_type == "MultiPolygon"
    assert parse_geometry({"type": "Point", "coordinates": [105.8, 21]}, allowed=("Point",)).wkt == "POINT (105.8 21)"


def test_holes_are_kept() -> None:
    hole = [[105.84, 21.04], [105.84, 21.06], [105.86, 21.06], [105.86, 21.04], [105.84, 21.04]]
    shape = parse_geometry(polygon(SQUARE, hole))
    assert shape.area == pytest.approx(0.1 * 0.1 - 0.02 * 0.02)


@pytest.mark.parametrize(
    ("value", "pointer", "words"),
    [
        (None, "/place", "GeoJSON geometry is needed"),
        ([SQUARE], "/place", "GeoJSON geometry is needed"),
        ({"type": "Point", "coordinates": [105.8, 21]}, "/place/type", "“Point” cannot be used here; send Polygon"),
        ({"type": ["Polygon"]}, "/place/type", "cannot be used here"),
        ({"type": "Poly\ud800"}, "/place/type", "“?” cannot be used here"),
        ({"type": "Polygon"}, "/place/coordinates", "list of coordinates"),
        (polygon(), "/place/coordinates", "list of coordinates"),
        (polygon([]), "/place/coordinates/0", "list of coordinates"),
        (polygon(SQUARE, 7), "/place/coordinates/1", "list of coordinates"),
        (polygon([[105.8, 21.0], "x"]), "/place/coordinates/0/1", "[longitude, latitude]"),
        (polygon([[105.8, True]] * 4), "/place/coordinates/0/0", "[longitude, latitude]"),
        (polygon([["105.8", "21"]] * 4), "/place/coordinates/0/0", "[longitude, latitude]"),
        (polygon([[105.8]] * 4), "/place/coordinates/0/0", "[longitude, latitude]"),
        (polygon([[float("nan"), 21.0]] * 4), "/place/coordinates/0", "finite"),
        (polygon([[float("inf"), 21.0]] * 4), "/place/coordinates/0", "finite"),
        (polygon([[10**400, 21.0]] * 4), "/place/coordinates/0", "finite"),
        (polygon(SQUARE[:-1]), "/place/coordinates/0", "repeat its first position at the end"),
        (polygon([SQUARE[0], SQUARE[1], SQUARE[0]]), "/place/coordinates/0", "at least 4"),
    ],
)
def test_a_malformed_shape_is_refused_with_its_place_and_cure(value: object, pointer: str, words: str) -> None:
    fault = refusal(value)
    assert fault.errors[0].pointer == pointer
    assert words in fault.detail_en
    assert fault.detail_vi


def test_a_ring_that_crosses_itself_is_refused_with_the_crossing() -> None:
    bow_tie = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    fault = refusal(polygon(bow_tie))
    assert (fault.extensions["lon"], fault.extensions["lat"]) == (pytest.approx(105.85), pytest.approx(21.05))
    assert "self-intersection near lon 105.850000, lat 21.050000" in fault.detail_en
    assert "đường biên tự cắt gần kinh độ 105.850000" in fault.detail_vi


@pytest.mark.parametrize(
    ("rings", "words"),
    [
        ([[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[9, 9], [9, 8], [8, 8], [9, 9]]], "hole lies outside shell"),
        ([[[0, 0], [4, 0], [4, 4], [2, 0], [0, 4], [0, 0]]], "self-intersection"),
        (
            [
                [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]],
                [[1, 1], [1, 8], [8, 8], [8, 1], [1, 1]],
                [[2, 2], [2, 3], [3, 3], [2, 2]],
            ],
            "nested",
        ),
    ],
)
def test_every_kind_of_invalid_ring_is_placed(rings: list[object], words: str) -> None:
    fault = refusal(polygon(*rings), extent=None)
    assert words in fault.detail_en
    assert isinstance(fault.extensions["lon"], float)


def test_a_ring_without_area_is_refused() -> None:
    assert "too few points" in refusal(polygon([SQUARE[0]] * 4)).detail_en


def test_a_crossing_ring_passes_for_a_caller_that_mends() -> None:
    bow_tie = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]]
    assert not parse_geometry(polygon(bow_tie), must_be_valid=False).is_valid


@pytest.mark.parametrize("extent", [HANOI, None])
def test_swapped_axes_are_recognised_by_degrees_that_cannot_be(extent: Extent | None) -> None:
    assert "swapped" in refusal(polygon([[lat, lon] for lon, lat in SQUARE]), extent=extent).detail_en


def test_swapped_axes_are_recognised_by_the_register() -> None:
    near_equator = Extent(10, 40, 20, 50)
    swapped = polygon([[41, 11], [42, 11], [42, 12], [41, 11]])
    assert "swapped (41.0000, 11.0000)" in refusal(swapped, extent=near_equator).detail_en


def test_metres_are_recognised() -> None:
    metres = polygon([[lon * 5000, lat * 1e5] for lon, lat in SQUARE])
    assert "reproject to WGS 84" in refusal(metres).detail_en


def test_a_shape_outside_the_register_is_refused_with_both_boxes() -> None:
    fault = refusal(polygon([[lon - 60, lat] for lon, lat in SQUARE]))
    assert "45.8…45.9" in fault.detail_en
    assert "105.28…106.02" in fault.detail_en


def test_a_shape_that_meets_the_register_in_part_is_taken() -> None:
    assert parse_geometry(polygon([[lon + 0.2, lat] for lon, lat in SQUARE]), extent=HANOI).is_valid


def test_a_shape_across_the_antimeridian_is_refused() -> None:
    across = polygon([[-179, 0], [179, 0], [179, 1], [-179, 0]])
    assert "antimeridian" in refusal(across, extent=None).detail_en


def test_vertices_are_counted_over_all_rings() -> None:
    assert "more than 9 positions" in refusal(polygon(SQUARE, SQUARE), max_vertices=9).detail_en
    assert parse_geometry({"type": "MultiPolygon", "coordinates": [[SQUARE]]}, max_vertices=5).is_valid


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "OGC:CRS84"]
)
def test_an_old_crs_member_that_says_wgs84_is_taken(name: str) -> None:
    assert parse_geometry({**polygon(SQUARE), "crs": {"type": "name", "properties": {"name": name}}}).is_valid


@pytest.mark.parametrize(
    "crs", [{"type": "name", "properties": {"name": "EPSG:32648"}}, {"type": "link"}, "EPSG:3405", {"properties": 1}]
)
def test_another_crs_is_refused_with_its_cure(crs: object) -> None:
    fault = refusal({**polygon(SQUARE), "crs": crs})
    assert fault.errors[0].pointer == "/place/crs"
    assert "ogr2ogr" in fault.detail_en


def test_rounding_keeps_shared_vertices_shared_and_drops_repeats() -> None:
    shapes = shapely.polygons([[[0, 0], [1 / 3, 0], [1 / 3, 1], [1 / 3, 1 + 1e-12], [0, 1], [0, 0]]])
    (only,) = rounded(shapes)
    assert shapely.get_coordinates(only).tolist() == [[0, 0], [0.333333333, 0], [0.333333333, 1], [0, 1], [0, 0]]


def test_only_the_ground_of_a_mixed_shape_is_kept() -> None:
    ground = shapely.box(0, 0, 1, 1)
    mixed = shapely.GeometryCollection([shapely.Point(5, 5), shapely.MultiPolygon([ground]), shapely.LineString()])
    kept = to_multipolygon(mixed)
    assert kept is not None
    assert kept.equals(ground)
    assert to_multipolygon(shapely.Point(1, 1)) is None


def test_a_spike_thinner_than_the_grid_is_rounded_away() -> None:
    spiked = shapely.polygons([[[0, 0], [1, 0], [1, 0.5], [2, 0.5], [1, 0.5 + 3e-10], [1, 1], [0, 1], [0, 0]]])
    (only,) = rounded(spiked)
    assert only.is_valid
    assert only.equals(shapely.box(0, 0, 1, 1))
