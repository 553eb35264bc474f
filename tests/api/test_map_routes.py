"""What maps ask for: wards and shapes as GeoJSON, boxes, tolerances, and what lies at a point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely

from app.domain.vocabulary import BoundaryStatus
from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite, problem
from tests.site import TODAY, WARDS, counts, import_register
from tests.worlds import CELL, NORTH, WEST

GEOJSON, LOOKUP = "/api/v1/zones.geojson", "/api/v1/lookup"
CENTRE_OF_E: dict[str, Any] = {"lon": WEST + 1.5 * CELL, "lat": NORTH - 1.5 * CELL}


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture
def schematic(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, status=BoundaryStatus.SCHEMATIC) as office:
        yield office


def ids(document: dict[str, Any]) -> list[str]:
    return [each["id"] for each in document["features"]]


def test_wards_are_features_named_by_their_code(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    answer = office.get(GEOJSON)
    body = answer.json()
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert (body["type"], ids(body)) == ("FeatureCollection", list(WARDS))
    assert body["features"][4]["properties"]["level"] == "orange"
    assert body["boundary_status"] == "official"
    shape = shapely.geometry.shape(body["features"][0]["geometry"])
    assert shape.bounds == pytest.approx((WEST, NORTH - CELL, WEST + CELL, NORTH))


def test_shells_run_counter_clockwise(office: Office) -> None:
    for each in office.get(GEOJSON).json()["features"]:
        (polygon,) = each["geometry"]["coordinates"]
        assert shapely.is_ccw(shapely.linearrings(polygon[0]))


def test_a_box_and_filters_choose_wards(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    inside_e = f"{WEST + 1.2 * CELL},{NORTH - 1.8 * CELL},{WEST + 1.8 * CELL},{NORTH - 1.2 * CELL}"
    assert ids(office.get(GEOJSON, bbox=inside_e).json()) == ["E"]
    assert ids(office.get(GEOJSON, bbox="0,0,1,1").json()) == []
    assert ids(office.get(GEOJSON, district="017").json()) == ["C", "F", "H", "I"]
    assert ids(office.get(GEOJSON, level="orange").json()) == ["E"]


@pytest.mark.parametrize(
    "bbox", ["1,2,3", "a,b,c,d", "106,21,105,22", "105,22,106,21", "nan,21,106,22", "-181,0,0,1", "0,0,0,91", ""]
)
def test_a_box_that_is_none_is_refused(office: Office, bbox: str) -> None:
    found = problem(office.get(GEOJSON, bbox=bbox), 422)
    assert found["errors"][0]["pointer"] == "/bbox"


@pytest.mark.parametrize("tolerance", [0.0001, 0.001, 0.01])
def test_simplified_borders_leave_no_gap_and_no_overlap(office: Office, tolerance: float) -> None:
    features = office.get(GEOJSON, tolerance=tolerance).json()["features"]
    shapes = np.array([shapely.geometry.shape(each["geometry"]) for each in features])
    assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize("tolerance", ["-1", "1", "NaN", "x", "Infinity"])
def test_a_tolerance_out_of_bounds_is_refused(office: Office, tolerance: str) -> None:
    problem(office.get(f"{GEOJSON}?tolerance={tolerance}"), 422)


def test_shapes_alone_are_kept_for_ever_under_their_version(office: Office) -> None:
    version = office.get("/api/v1/zones").json()["boundary_version"]
    path = f"/api/v1/geometry/{version}.geojson"
    first = office.get(path)
    assert "immutable" in first.headers["Cache-Control"]
    assert "level" not in first.json()["features"][0]["properties"]
    office.post("/api/v1/case-reports", "an", {})
    office.site.post("E", reported=counts(1))
    office.app.state.snapshots.note_revision(office.site.revision())
    again = office.get(path)
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])


@pytest.mark.parametrize(("version", "status"), [("0" * 16, 404), ("xyz", 422), ("ABCDEF0123456789", 422)])
def test_another_version_of_the_shapes_is_not_here(office: Office, version: str, status: int) -> None:
    problem(office.get(f"/api/v1/geometry/{version}.geojson"), status)


def test_shapes_that_were_replaced_are_still_here_under_their_version(office: Office) -> None:
    version = office.get("/api/v1/zones").json()["boundary_version"]
    paths = [f"/api/v1/geometry/{version}{rest}" for rest in (".geojson", "/districts.geojson")]
    before = [office.get(path) for path in paths]
    import_register(office.site, without="A", valid_from=TODAY)
    office.app.state.snapshots.note_revision(office.site.revision())
    assert office.get("/api/v1/zones").json()["boundary_version"] != version
    for path, first in zip(paths, before, strict=True):
        again = office.get(path)
        assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
        assert "immutable" in again.headers["Cache-Control"]
