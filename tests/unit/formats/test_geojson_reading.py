"""Register files as people deliver them: what is read, and every fault named with its place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from app.domain.register_file import FaultKind, RegisterFile
from app.domain.vocabulary import BoundaryStatus
from app.formats.geojson_reading import read_register
from app.formats.unit_properties import CENSUS_DAY
from tests.worlds import as_bytes, make_collection, make_feature, make_register

WORLD = make_register("A B", districts="1 1")


def read(*features: dict[str, Any], **members: object) -> RegisterFile:
    return read_register(as_bytes({"type": "FeatureCollection", "features": list(features), **members}))


def ward(code: str = "A", /, **properties: object) -> dict[str, Any]:
    return make_feature(WORLD.ward(code), **properties)


def faults(file: RegisterFile) -> list[tuple[str, str]]:
    return [(fault.kind.value, fault.pointer) for fault in file.faults]


def test_a_ward_is_read_with_all_it_says() -> None:
    file = read(ward(area_km2=1.25, valid_from="2020-03-01"))
    (unit,) = file.features
    assert file.faults == ()
    assert (unit.code, unit.name, unit.kind) == ("A", "Phường A", "Phường")
    assert (unit.district_code, unit.district_name, unit.district_kind) == ("1", "Quận 1", "Quận")
    assert (unit.population, unit.population_on) == (1000, CENSUS_DAY)
    assert (unit.area_km2, unit.valid_from) == (1.25, date(2020, 3, 1))
    assert unit.shape.equals(WORLD.ward("A").shape)


def test_the_collection_says_what_its_boundaries_are() -> None:
    file = read(ward(), boundary_status="schematic", notice_vi="Sơ đồ", notice_en="Schematic", name="Hà Nội")
    assert file.boundary_status is BoundaryStatus.SCHEMATIC
    assert (file.notice_vi, file.notice_en, file.title) == ("Sơ đồ", "Schematic", "Hà Nội")


def test_a_collection_may_say_nothing_of_itself() -> None:
    file = read(ward())
    assert (file.boundary_status, file.notice_vi, file.notice_en, file.title) == (None, None, None, None)


def test_people_may_be_counted_under_other_names_or_not_at_all() -> None:
    none = {"population_2019": None}
    (first,) = read(ward(**none, pop_2019=7)).features
    (second,) = read(ward(**none, population=8, population_on="2024-04-01")).features
    (third,) = read(ward(**none)).features
    assert (first.population, first.population_on) == (7, CENSUS_DAY)
    assert (second.population, second.population_on) == (8, date(2024, 4, 1))
    assert (third.population, third.population_on) == (None, None)


def test_a_whole_number_written_with_a_point_is_whole() -> None:
    (unit,) = read(ward(population_2019=21946.0)).features
    assert unit.population == 21946
    assert type(unit.population) is int


def test_a_register_without_districts_is_read() -> None:
    (unit,) = read(ward(district_code=None, district_name=None, district_kind=None)).features
    assert (unit.district_code, unit.district_name, unit.district_kind) == (None, None, None)


def test_the_kind_is_taken_from_the_name_when_it_is_not_said() -> None:
    (unit,) = read(ward(ward_kind=None, ward_name="Thị trấn Đông Anh", district_kind=None)).features
    assert (unit.kind, unit.district_kind) == ("Thị trấn", "Quận")


def test_the_feature_id_stands_in_for_a_missing_code() -> None:
    (unit,) = read(ward(ward_code=None)).features
    assert unit.code == "A"


def test_names_are_composed_and_trimmed() -> None:
    decomposed = "  Phươ\u0300ng   A "
    (unit,) = read(ward(ward_name=decomposed)).features
    assert unit.name == "Phường A"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_register(b"\xef\xbb\xbf" + as_bytes(make_collection(WORLD))).faults == ()


def test_an_invalid_ring_is_left_to_the_checks() -> None:
    feature = ward()
    ring = feature["geometry"]["coordinates"][0][0]
    ring[1], ring[2] = ring[2], ring[1]
    file = read(feature)
    assert file.faults == ()
    assert not file.features[0].shape.is_valid


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON: line 1"),
        (b"{", "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"[]", "FeatureCollection is needed"),
        (b"[" * 100_000, "nests too deeply"),
        (b'{"type": ' + b"9" * 5000 + b"}", "number too long"),
        (b'{"type": "Feature"}', "must be FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "must hold 1 to"),
        (b'{"type": "FeatureCollection", "features": []}', "must hold 1 to"),
        (b'{"type": "FeatureCollection", "features": {}}', "must hold 1 to"),
        (b'{"type": "FeatureCollection", "crs": "EPSG:3405", "features": [1]}', "ogr2ogr"),
    ],
)
def test_what_is_no_register_is_said_in_one_fault(content: bytes, words: str) -> None:
    (fault,) = read_register(content).faults
    assert fault.kind is FaultKind.FILE
    assert words in fault.en
    assert fault.vi


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({"ward_code": 454}, "ward_code"),
        ({"ward_code": ""}, "ward_code"),
        ({"ward_code": "phường 1"}, "ward_code"),
        ({"ward_code": "A" * 17}, "ward_code"),
        ({"ward_name": None}, "ward_name"),
        ({"ward_name": ""}, "ward_name"),
        ({"ward_name": 7}, "ward_name"),
        ({"ward_name": "A\u0000"}, "ward_name"),
        ({"ward_name": "A" * 121}, "ward_name"),
        ({"district_code": 17}, "district_code"),
        ({"district_code": "huyện"}, "district_code"),
        ({"district_name": None}, "district_name"),
        ({"population_2019": -1}, "population_2019"),
        ({"population_2019": 1.5}, "population_2019"),
        ({"population_2019": "7"}, "population_2019"),
        ({"population_2019": True}, "population_2019"),
        ({"population_2019": 10**9}, "population_2019"),
        ({"population_2019": float("nan")}, "population_2019"),
        ({"area_km2": 0}, "area_km2"),
        ({"area_km2": float("inf")}, "area_km2"),
        ({"area_km2": 10**400}, "area_km2"),
        ({"area_km2": "1.5"}, "area_km2"),
        ({"valid_from": "2021-02-30"}, "valid_from"),
        ({"valid_from": "01/03/2020"}, "valid_from"),
        ({"valid_from": 2020}, "valid_from"),
    ],
)
def test_a_wrong_property_is_named_and_its_ward_left_out(properties: dict[str, object], name: str) -> None:
    file = read(ward("B"), ward(**properties))
    assert faults(file) == [("property", f"/features/1/properties/{name}")]
    assert [unit.code for unit in file.features] == ["B"]


def test_a_lone_surrogate_in_a_name_is_refused() -> None:
    content = as_bytes({"type": "FeatureCollection", "features": [ward()]}).replace("Phường A".encode(), b"\\ud800")
    assert faults(read_register(content)) == [("property", "/features/0/properties/ward_name")]


def test_every_fault_of_a_ward_is_named() -> None:
    file = read(ward(ward_name=None, population_2019=-1, valid_from="x"))
    assert faults(file) == [
        ("property", "/features/0/properties/ward_name"),
        ("property", "/features/0/properties/population_2019"),
        ("property", "/features/0/properties/valid_from"),
    ]


def test_a_feature_that_is_none_is_named() -> None:
    file = read_register(json.dumps({"type": "FeatureCollection", "features": [7, {"type": "Feature"}]}).encode())
    assert faults(file) == [("file", "/features/0"), ("property", "/features/1/properties")]


@pytest.mark.parametrize(
    ("geometry", "pointer"),
    [
        (None, "/features/0/geometry"),
        ({"type": "Point", "coordinates": [105.8, 21.0]}, "/features/0/geometry/type"),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6]]]}, "/features/0/geometry/coordinates/0"),
    ],
)
def test_a_shape_that_cannot_be_read_is_named_with_its_ward(geometry: object, pointer: str) -> None:
    file = read({**ward(), "geometry": geometry})
    assert faults(file) == [("geometry", pointer)]
    assert file.faults[0].unit_codes == ("A",)
    assert file.faults[0].en.startswith("A Phường A: ")


def test_swapped_axes_are_named_with_the_place() -> None:
    feature = ward()
    rings = feature["geometry"]["coordinates"][0]
    feature["geometry"]["coordinates"] = [[[[lat, lon] for lon, lat in rings[0]]]]
    (fault,) = read(feature).faults
    assert "swapped" in fault.en
    assert fault.lon == pytest.approx(21.09)


def test_an_unknown_boundary_status_is_a_fault() -> None:
    assert faults(read(ward(), boundary_status="rough")) == [("file", "/boundary_status")]
