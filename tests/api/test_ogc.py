"""OGC API - Features, part 1: pages that lead to each other, features by place, time and field; never the future."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator, validate
from shapely.geometry import shape

from app.api.ogc.collections import CONFORMANCE, LAYERS
from app.api.press import Press
from app.domain.reference_systems import ReferenceSystem
from tests.map_site import ASKED, CLOSED, DECLARED, ISSUED, ITEMS, MINUTE, map_office, text
from tests.office import Office, problem
from tests.site import WARDS

COLLECTIONS = {"wards", "districts", "rings", "cordons", "outbreaks", "testing", "areas"}


@pytest.fixture(scope="module")
def office(map_file: Path) -> Iterator[Office]:
    with map_office(map_file) as office:
        yield office


@pytest.fixture
def writing_office(map_file: Path, tmp_path: Path) -> Iterator[Office]:
    path = tmp_path / "map.sqlite"
    shutil.copyfile(map_file, path)
    with map_office(path) as office:
        yield office


def items(office: Office, layer: str = "wards", **query: Any) -> dict[str, Any]:
    answer = office.get(ITEMS.format(layer), **query)
    assert answer.status_code == 200, answer.text[:400]
    assert answer.headers["Content-Type"] == "application/geo+json"
    found: dict[str, Any] = answer.json()
    return found


def levels(office: Office, instant: datetime) -> dict[str, str]:
    return {each["id"]: each["properties"]["level"] for each in items(office, datetime=text(instant))["features"]}


def ids(document: dict[str, Any]) -> list[str]:
    return [each["id"] for each in document["features"]]


def test_the_landing_page_leads_everywhere(office: Office) -> None:
    page = office.get("/ogc/").json()
    links = {each["rel"]: each for each in page["links"]}
    assert links.keys() >= {"self", "service-desc", "service-doc", "conformance", "data"}
    for each in page["links"]:
        answer = office.get(each["href"].removeprefix("http://testserver"))
        assert answer.status_code == 200, each
        assert answer.headers["Content-Type"].startswith(each["type"]), each
    assert (page["boundaryStatus"], page["drill"]) == ("official", False)


def test_the_landing_page_is_found_without_its_last_slash(office: Office) -> None:
    assert office.client.get("/ogc", follow_redirects=True).json()["title"] == "Khoanh Vùng"


def test_titles_follow_the_language(office: Office) -> None:
    titles = {
        office.get("/ogc/collections/rings", headers={"Accept-Language": each}).json()["title"] for each in ("vi", "en")
    }
    assert titles == {"Ba vòng phong tỏa", "Lockdown rings"}


def test_every_collection_describes_itself(office: Office) -> None:
    listed = {each["id"]: each for each in office.get("/ogc/collections").json()["collections"]}
    assert listed.keys() == COLLECTIONS == LAYERS.keys()
    for name, described in listed.items():
        alone = office.get(f"/ogc/collections/{name}")
        assert alone.json() == described
        assert {each["rel"] for each in described["links"]} >= {"self", "items"}
        west, south, east, north = described["extent"]["spatial"]["bbox"][0]
        assert (west < east, south < north) == (True, True)
        assert described["extent"]["temporal"]["interval"][0][1] is None
        assert described["boundaryStatus"] == "official"


def test_every_item_has_exactly_the_fields_its_collection_names(office: Office) -> None:
    for name, layer in LAYERS.items():
        named = set(office.get(f"/ogc/collections/{name}/queryables").json()["properties"]) - {"id", "geometry"}
        found = items(office, name, datetime="../..")["features"]
        assert found, name
        assert all(set(each["properties"]) == named == {field.name for field in layer.all_fields} for each in found)
        assert all(each["geometry"]["type"] == "MultiPolygon" for each in found)


def test_the_features_are_the_wards_with_their_status(office: Office) -> None:
    found = items(office)
    assert ids(found) == list(WARDS)
    assert (found["numberMatched"], found["numberReturned"]) == (9, 9)
    flat = {each["ward_code"]: each for each in office.get("/api/v1/zones").json()["items"]}
    for each in found["features"]:
        shown, known = each["properties"], flat[each["id"]]
        same = shown.keys() & known.keys() - {"effective_from"}
        assert len(same) > 15
        assert {name: shown[name] for name in same} == {name: known[name] for name in same}
    assert found["boundaryStatus"] == "official"
    assert {"self", "collection"} == {each["rel"] for each in found["links"]}


def test_a_ward_without_data_is_unknown_and_not_green(office: Office) -> None:
    ward = office.get("/ogc/collections/wards/items/H").json()
    red = office.get("/ogc/collections/wards/items/A").json()
    assert red["properties"]["level"] == "red"
    levels = {each["properties"]["level"]: each["properties"]["level_colour"] for each in items(office)["features"]}
    assert "unknown" not in levels or levels["unknown"] != levels.get("green")
    assert ward["id"] == "H"


def test_pages_follow_each_other_and_hold_on_to_one_moment(writing_office: Office) -> None:
    first = items(writing_office, limit=4)
    assert ids(first) == ["A", "B", "C", "D"]
    writing_office.site.clock.now = ASKED + MINUTE
    writing_office.site.decide("G", "red")
    writing_office.app.state.snapshots.note_revision(writing_office.site.revision())
    assert writing_office.level("G") == "red"
    seen, page = ids(first), first
    while (following := next((each for each in page["links"] if each["rel"] == "next"), None)) is not None:
        page = writing_office.client.get(following["href"]).json()
        assert page["revision"] == first["revision"]
        assert page["timeStamp"] == first["timeStamp"]
        seen += ids(page)
    assert seen == list(WARDS)
    assert "prev" in {each["rel"] for each in page["links"]}
    assert levels(writing_office, ASKED)["G"] != "red"


def test_more_than_the_most_is_the_most(office: Office) -> None:
    assert items(office, limit=999_999_999)["numberReturned"] == 9
    assert items(office, limit=1)["numberReturned"] == 1
    assert ids(items(office, offset=20)) == []


def test_a_box_finds_what_meets_it(office: Office) -> None:
    west, south, east, north = office.get("/ogc/collections/wards").json()["extent"]["spatial"]["bbox"][0]
    near = 1e-5
    assert ids(items(office, bbox=f"{west},{north - near},{west + near},{north}")) == ["A"]
    assert ids(items(office, bbox=f"{west},{north - near},0,{west + near},{north},9")) == ["A"]
    assert ids(items(office, bbox=f"{west},{south},{east},{north}")) == list(WARDS)
    assert ids(items(office, bbox="-10,-10,-9,-9")) == []
    over_the_date_line = items(office, bbox=f"{west},{south},-170,{north}")
    assert ids(over_the_date_line) == list(WARDS)


def test_an_instant_gives_the_status_in_force_then(office: Office) -> None:
    before, after = levels(office, DECLARED - MINUTE), levels(office, DECLARED + MINUTE)
    assert (before["A"], after["A"]) == ("unknown", "red")
    past = office.get("/api/v1/zones", at=text(DECLARED + MINUTE)).json()
    assert after == {each["ward_code"]: each["level"] for each in past["items"]}


def test_an_interval_gives_the_status_at_its_end(office: Office) -> None:
    over = items(office, datetime=f"{text(DECLARED - timedelta(days=3))}/{text(DECLARED - MINUTE)}")
    assert {each["properties"]["level"] for each in over["features"]} <= {"green", "unknown"}
    open_end = items(office, datetime=f"{text(DECLARED)}/..")
    assert open_end["features"] == items(office)["features"]
    assert items(office, datetime=f"../{text(ASKED + timedelta(days=9))}")["features"] == items(office)["features"]


@pytest.mark.parametrize("asked", ["2022-01-01T00:00:00Z", "2022-01-01/..", "2022-01-01"])
@pytest.mark.parametrize("layer", sorted(COLLECTIONS))
def test_nothing_is_told_of_the_future(office: Office, layer: str, asked: str) -> None:
    answer = office.get(ITEMS.format(layer), datetime=asked)
    assert answer.json()["features"] == []
    assert answer.headers["Cache-Control"] == "no-store"


def test_rings_are_those_of_the_moment_or_of_any_moment_of_an_interval(office: Office) -> None:
    def rings(**query: Any) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in items(office, "rings", **query)["features"]:
            found.setdefault(each["properties"]["outbreak_id"], set()).add(each["properties"]["ring_status"])
        return found

    assert rings() == {"OB0001": {"issued"}}
    assert rings(datetime=text(DECLARED - MINUTE)) == {}
    assert rings(datetime=text(DECLARED + MINUTE)) == {"OB0001": {"proposed"}, "OB0002": {"proposed"}}
    assert rings(datetime=f"{text(DECLARED)}/..") == {"OB0001": {"issued"}, "OB0002": {"proposed"}}
    assert rings(datetime=f"{text(CLOSED + MINUTE)}/..") == {"OB0001": {"issued"}}
    assert rings(datetime=f"../{text(DECLARED - MINUTE)}") == {}
    assert rings(datetime=f"../{text(ISSUED - MINUTE)}") == {"OB0001": {"proposed"}, "OB0002": {"proposed"}}


def test_cordons_and_areas_live_from_their_order_on(office: Office) -> None:
    for layer in ("cordons", "areas"):
        assert len(ids(items(office, layer))) == 1
        assert ids(items(office, layer, datetime=text(ISSUED - MINUTE))) == []
        assert len(ids(items(office, layer, datetime=f"../{text(ISSUED + MINUTE)}"))) == 1
        assert ids(items(office, layer, datetime=f"../{text(ISSUED - MINUTE)}")) == []


def test_outbreaks_are_those_open_then_drawn_as_whole_wards(office: Office) -> None:
    assert ids(items(office, "outbreaks")) == ["OB0001"]
    assert ids(items(office, "outbreaks", datetime=text(DECLARED + MINUTE))) == ["OB0001", "OB0002"]
    ward = office.get("/ogc/collections/wards/items/A").json()
    drawn = office.get("/ogc/collections/outbreaks/items/OB0001").json()
    assert shape(drawn["geometry"]).equals(shape(ward["geometry"]))
    assert "note" not in drawn["properties"]


def test_units_due_for_testing_are_those_of_the_due_list(office: Office) -> None:
    due = office.get("/api/v1/testing/due").json()["items"]
    found = items(office, "testing")["features"]
    assert {each["id"]: each["properties"]["due_by"] for each in found} == {
        each["unit_id"]: each["due_by"] for each in due
    }


def test_a_field_filters_by_its_name(office: Office) -> None:
    assert ids(items(office, level="red")) == ["A"]
    assert ids(items(office, district_code="017")) == ["C", "F", "H", "I"]
    assert ids(items(office, decided="true")) == []
    assert ids(items(office, cordon_ids="KP0001")) == ["E"]
    assert ids(items(office, testing_overdue_days="0", level="red")) == ["A"]


@pytest.mark.parametrize(
    "query",
    [
        {"bogus": "1"},
        {"limit": "0"},
        {"limit": "-1"},
        {"limit": "ten"},
        {"offset": "9999999999"},
        {"bbox": "1,2,3"},
        {"bbox": "1,2,3,x"},
        {"bbox": "5,5,6,4"},
        {"bbox": "nan,1,2,3"},
        {"bbox": "105,20,106,95"},
        {"datetime": "yesterday"},
        {"datetime": "2021-09-14T10:00:00"},
        {"datetime": "2021-09-14/2021-09-13"},
        {"datetime": "1/2/3"},
        {"datetime": "20210914"},
        {"datetime": "2021-W37-2"},
        {"datetime": "2021-09-14T10Z"},
        {"decided": "yes"},
        {"population": "many"},
        {"f": "html"},
    ],
)
def test_what_cannot_be_taken_is_refused_with_400(office: Office, query: dict[str, Any]) -> None:
    found = problem(office.get(ITEMS.format("wards"), None, **query), 400)
    assert next(iter(query)) in found["errors"][0]["pointer"]


@pytest.mark.parametrize("code", [4326, 4756, 3857, 3405])
def test_one_point_is_a_box_in_every_system(office: Office, code: int) -> None:
    system = ReferenceSystem(f"EPSG:{code}")
    (shape,) = (each["geometry"] for each in items(office)["features"] if each["id"] == "A")
    inside = shapely.from_geojson(json.dumps(shape)).representative_point()
    x, y = shapely.get_coordinates(system.from_lonlat(inside))[0].tolist()
    asked = {"bbox-crs": system.uri}
    assert ids(items(office, bbox=f"{x},{y},{x},{y}", **asked)) == ["A"]
    drawn = f"S_INTERSECTS(geometry, BBOX({x:.9f},{y:.9f},{x:.9f},{y:.9f}))"
    assert ids(items(office, filter=drawn, **{"filter-crs": system.uri})) == ["A"]


def test_a_parameter_sent_with_two_values_is_refused(office: Office) -> None:
    assert office.get(f"{ITEMS.format('wards')}?limit=1&limit=1").status_code == 200
    problem(office.get(f"{ITEMS.format('wards')}?limit=1&limit=2"), 400, "invalid-parameter")


def test_there_is_no_other_collection_and_no_other_feature(office: Office) -> None:
    problem(office.get("/ogc/collections/roads"), 404, "collection-not-found")
    problem(office.get("/ogc/collections/roads/items"), 404, "collection-not-found")
    problem(office.get("/ogc/collections/wards/items/Z"), 404, "feature-not-found")
    problem(office.get("/ogc/collections/wards/items/A", datetime="2100-01-01"), 404, "feature-not-found")
    problem(office.get("/ogc/collections", bogus=1), 400, "invalid-parameter")


def test_answers_are_revalidated(writing_office: Office) -> None:
    answer = writing_office.get(ITEMS.format("wards"))
    tag = answer.headers["ETag"]
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert writing_office.get(ITEMS.format("wards"), headers={"If-None-Match": tag}).status_code == 304
    writing_office.site.clock.now = ASKED + MINUTE
    writing_office.site.decide("G", "red")
    writing_office.app.state.snapshots.note_revision(writing_office.site.revision())
    assert writing_office.get(ITEMS.format("wards"), headers={"If-None-Match": tag}).status_code == 200


def test_the_same_answer_under_another_host_links_to_that_host(office: Office) -> None:
    here = office.get(ITEMS.format("wards"), limit=1)
    there = office.get(ITEMS.format("wards"), limit=1, headers={"Host": "example.org"})
    assert "example.org" in there.text
    assert "example.org" not in here.text
    assert "example.org" not in office.get(ITEMS.format("wards"), limit=1).text
    assert here.headers["ETag"] != there.headers["ETag"]


def test_whole_layers_are_made_before_anyone_asks_where_the_site_knows_its_address(map_file: Path) -> None:
    address = "https://ban-do.example"
    with map_office(map_file, base_url=address) as office:
        told, snapshots = office.app.state, office.app.state.snapshots
        press = Press(told.shelf, rules=told.rules, base_url=address)
        asked = office.get(ITEMS.format("wards"), limit=1000)
        press.on_new(snapshots.current(), lambda: False)
        press.on_quiet(snapshots.current(), lambda: False)
        for layer in ("wards", "districts", "rings"):
            ready = told.shelf.edition.prepared((ITEMS.format(layer), b"limit=1000"))
            assert ready is not None
        again = office.get(ITEMS.format("wards"), limit=1000)
    assert (again.headers["ETag"], again.content) == (asked.headers["ETag"], asked.content)
    assert f'"href":"{address}/ogc/collections/wards"' in again.text


def test_the_description_is_valid_openapi_30_and_says_what_is_there(office: Office) -> None:
    document = office.get("/ogc/api").json()
    validate(document, cls=OpenAPIV30SpecValidator)
    assert document["openapi"].startswith("3.0.")
    root = document["servers"][0]["url"].removeprefix("http://testserver")
    for path in document["paths"]:
        assert office.get(root + path.replace("{featureId}", "A")).status_code in {200, 404}, path
    named = {each["name"] for each in document["paths"]["/collections/wards/items"]["get"]["parameters"]}
    assert named >= {"limit", "bbox", "datetime", "crs", "bbox-crs", "filter", "filter-lang", "filter-crs", "level"}


def test_parameters_are_defined_as_the_standard_writes_them(office: Office) -> None:
    for name in LAYERS:
        path = office.get("/ogc/api").json()["paths"][f"/collections/{name}/items"]
        defined = {each["name"]: each for each in path["get"]["parameters"]}
        assert all((each["in"], each["required"]) == ("query", False) for each in defined.values())
        assert all((each["style"], each["explode"]) == ("form", False) for each in defined.values())
        limit, box = defined["limit"]["schema"], defined["bbox"]["schema"]
        assert (limit["type"], limit["minimum"], limit["maximum"], limit["default"]) == ("integer", 1, 10_000, 1000)
        assert (box["type"], box["items"]) == ("array", {"type": "number"})
        assert {each["minItems"] for each in box["oneOf"]} == {each["maxItems"] for each in box["oneOf"]} == {4, 6}
        assert defined["datetime"]["schema"] == {"type": "string"}
        assert defined["filter-lang"]["schema"]["default"] == "cql2-text"


def test_a_feature_alone_is_that_of_the_list(office: Office) -> None:
    for name in LAYERS:
        for listed in items(office, name)["features"]:
            answer = office.get(f"{ITEMS.format(name)}/{listed['id']}")
            alone = answer.json()
            assert {each: alone[each] for each in listed} == listed
            assert {each["rel"] for each in alone["links"]} >= {"self", "collection"}
            assert alone["boundaryStatus"] == "official"


def test_the_classes_that_are_kept_are_named_once(office: Office) -> None:
    named = office.get("/ogc/conformance").json()["conformsTo"]
    assert named == list(CONFORMANCE)
    assert len(named) == len(set(named))
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in named


def test_the_page_of_the_description_works_alone(office: Office) -> None:
    page = office.get("/ogc/api.html", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert 'data-openapi="/ogc/api"' in page.text
