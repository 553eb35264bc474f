"""OGC API - Features, parts 2 and 3: reference systems by their addresses, and CQL2 filters over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box, shape

from app.api.ogc.collections import LAYERS
from app.domain.reference_systems import ReferenceSystem
from tests.map_site import ITEMS, map_office
from tests.office import Office, problem
from tests.site import WARDS

EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_DASHED = (("bbox", "crs"), ("filter", "lang"), ("filter", "crs"))
A = box(105.8, 21.09, 105.81, 21.1)


@pytest.fixture(scope="module")
def office(map_file: Path) -> Iterator[Office]:
    with map_office(map_file) as office:
        yield office


def asked(office: Office, layer: str = "wards", /, **query: Any) -> dict[str, Any]:
    dashed = {f"{each}_{rest}": f"{each}-{rest}" for each, rest in _DASHED}
    params = {dashed.get(name, name): value for name, value in query.items()}
    answer = office.client.get(ITEMS.format(layer), params=params)
    assert answer.status_code == 200, answer.text[:400]
    found: dict[str, Any] = answer.json()
    return found


def codes(office: Office, **query: Any) -> list[str]:
    return [each["id"] for each in asked(office, **query)["features"]]


def test_every_collection_lists_its_reference_systems(office: Office) -> None:
    for each in office.get("/ogc/collections").json()["collections"]:
        assert each["crs"][0] == each["storageCrs"] == CRS84
        assert {EPSG.format(code) for code in (4326, 3857, 32648, 4756, 3405)} <= set(each["crs"])


def test_the_answer_names_its_reference_system_and_is_in_it(office: Office) -> None:
    for uri in office.get("/ogc/collections/wards").json()["crs"]:
        answer = office.get(ITEMS.format("wards"), crs=uri, limit=1)
        assert answer.headers["Content-Crs"] == f"<{uri}>"
        system = ReferenceSystem(uri.rpartition("def/crs/")[2].replace("/0/", ":").replace("OGC/1.3/", "OGC:"))
        drawn = shape(answer.json()["features"][0]["geometry"])
        assert system.to_lonlat(drawn).symmetric_difference(A).area < A.area * 3e-4
        alone = office.get(f"{ITEMS.format('wards')}/A", crs=uri)
        assert alone.headers["Content-Crs"] == f"<{uri}>"
        assert alone.json()["geometry"] == answer.json()["features"][0]["geometry"]


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_every_collection_comes_in_vn_2000(office: Office, layer: str) -> None:
    found = asked(office, layer, crs=EPSG.format(3405), datetime="../..")["features"]
    assert found
    x, y = shape(found[0]["geometry"]).representative_point().coords[0]
    assert (500_000 < x < 650_000, 2_300_000 < y < 2_400_000) == (True, True)


def test_a_box_is_in_the_system_it_names_with_its_axes_in_order(office: Office) -> None:
    assert codes(office, bbox="21.0901,105.8001,21.0999,105.8099", bbox_crs=EPSG.format(4326)) == ["A"]
    swapped = {"bbox": "105.8001,21.0901,105.8099,21.0999", "bbox-crs": EPSG.format(4326)}
    problem(office.client.get(ITEMS.format("wards"), params=swapped), 400, "invalid-parameter")
    for code in (3405, 32648, 3857, 5897):
        west, south, east, north = ReferenceSystem(f"EPSG:{code}").from_lonlat(A.buffer(-0.001)).bounds
        assert codes(office, bbox=f"{west},{south},{east},{north}", bbox_crs=EPSG.format(code)) == ["A"]
    south, west, north, east = ReferenceSystem("EPSG:4756").from_lonlat(A.buffer(-0.001)).bounds
    assert codes(office, bbox=f"{south},{west},{north},{east}", bbox_crs=EPSG.format(4756)) == ["A"]


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("value", ["", "EPSG:2154", "http://www.opengis.net/def/crs/EPSG/0/99999999999", "x" * 500])
def test_a_system_that_is_not_offered_is_refused_with_those_that_are(office: Office, name: str, value: str) -> None:
    answer = office.client.get(ITEMS.format("wards"), params={name: value})
    assert EPSG.format(3405) in problem(answer, 400, "invalid-parameter")["detail"]


def test_filters_find_by_text_json_and_the_name_gdal_uses(office: Office) -> None:
    assert codes(office, filter="level = 'red'") == ["A"]
    tree = json.dumps({"op": "=", "args": [{"property": "level"}, "red"]})
    assert codes(office, filter=tree, filter_lang="cql2-json") == ["A"]
    assert codes(office, filter="level ILIKE 'RED'", filter_lang="cql-text") == ["A"]


def test_a_filter_holds_beside_box_fields_and_time(office: Office) -> None:
    assert codes(office, filter="district_code = '001'", level="red") == ["A"]
    assert codes(office, filter="level = 'red'", datetime="2021-08-14T02:00:00Z") == []
    assert codes(office, filter="level <> 'red'", bbox="105.8001,21.0901,105.8099,21.0999") == []
    outside = [code for code in WARDS if code not in codes(office, filter="layer IS NOT NULL")]
    assert codes(office, filter="layer IS NULL") == outside


def test_shapes_in_a_filter_are_in_filter_crs(office: Office) -> None:
    assert codes(office, filter="S_INTERSECTS(geometry, POINT(105.805 21.095))") == ["A"]
    assert codes(office, filter="S_INTERSECTS(geometry, POINT(21.095 105.805))", filter_crs=EPSG.format(4326)) == ["A"]
    x, y = ReferenceSystem("EPSG:3405").from_lonlat(A.centroid).coords[0]
    assert codes(office, filter=f"S_INTERSECTS(geometry, POINT({x} {y}))", filter_crs=EPSG.format(3405)) == ["A"]


def test_rings_and_outbreaks_are_filtered_by_their_own_fields(office: Office) -> None:
    rings = asked(office, "rings", filter="layer = 'core' AND ring_status = 'issued'")["features"]
    assert [each["id"] for each in rings] == ["OB0001-core"]
    found = asked(office, "outbreaks", filter="A_CONTAINS(linked_ward_codes, ('C')) AND closed_on IS NULL")["features"]
    assert [each["id"] for each in found] == ["OB0001"]
    assert asked(office, "outbreaks", ward_codes="A")["numberMatched"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"filter": "level ="},
        {"filter": "nothing = 'red'"},
        {"filter": "(" * 50},
        {"filter": "level = 'red'", "filter-lang": "cql2-json"},
        {"filter": '{"op":"x"}', "filter-lang": "cql2-json"},
        {"filter": "true", "filter-lang": "sql"},
        {"filter": ""},
    ],
)
def test_a_filter_that_cannot_be_taken_is_refused_with_its_cure(office: Office, query: dict[str, str]) -> None:
    found = problem(office.client.get(ITEMS.format("wards"), params=query), 400)
    assert found["errors"][0]["pointer"].startswith("/filter")


def test_what_the_schema_names_can_be_filtered_by(office: Office) -> None:
    for name in LAYERS:
        for field in office.get(f"/ogc/collections/{name}/queryables").json()["properties"]:
            asked(office, name, filter=f'"{field}" IS NULL OR true')
