"""Boundary files as districts have them: every format, heading, reference system and set of characters leads home."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
import shapely

from app.domain.errors import InvalidImport, InvalidValue
from app.domain.register import Register
from app.domain.register_file import FaultKind, RegisterFile
from app.services.register_reading import ReadFile, ReadingChoices, read_register_file
from tests.boundary_files import boundary_file, unzipped, zipped
from tests.worlds import as_bytes, make_collection, make_register

WORLD = make_register("A B / C D", districts="1 1 / 2 2")
NAMES = {"A": "Xã Hải Bối", "B": "Xã Vĩnh Ngọc", "C": "Phường Minh Khai", "D": "Phường Minh Khai"}
CODES = {"A": "00460", "B": "00463", "C": "00292", "D": "00613"}
DISTRICTS = {"1": ("017", "Huyện Đông Anh"), "2": ("007", "Quận Hai Bà Trưng"), "3": ("021", "Quận Bắc Từ Liêm")}


def renamed(register: Register) -> Register:
    """The drawn wards with codes and names of Hanoi; two of them share a name."""
    wards = []
    for ward in register.wards:
        code, name = DISTRICTS["3" if ward.code == "D" else ward.district_code or "1"]
        kind = NAMES[ward.code].split()[0]
        wards.append(
            replace(
                ward,
                code=CODES[ward.code],
                name=NAMES[ward.code],
                kind=kind,
                district_code=code,
                district_name=name,
                district_kind=name.split()[0],
            )
        )
    return replace(register, wards=tuple(sorted(wards, key=lambda each: each.code)))


HANOI = renamed(WORLD)
EMPTY = Register.empty()


def read(content: bytes, *, register: Register = HANOI, repair: bool = False, **choices: Any) -> ReadFile:
    return read_register_file(content, register=register, choices=ReadingChoices(**choices), repair=repair)


def said(file: RegisterFile) -> str:
    return " ".join(remark.en for remark in file.source.remarks)


def farthest_m(file: RegisterFile, register: Register = HANOI) -> float:
    """How far any vertex lies from where it belongs."""
    apart = [shapely.hausdorff_distance(feature.shape, register.ward(feature.code).shape) for feature in file.features]
    return float(max(apart)) * 111_320


@pytest.mark.parametrize("driver", ["GPKG", "ESRI Shapefile", "FlatGeobuf", "LIBKML", "MapInfo File"])
def test_every_format_gives_the_same_wards(driver: str) -> None:
    content = boundary_file(HANOI, driver)
    file = read(content, register=EMPTY).file
    assert file.faults == ()
    found = {unit.code: (unit.name, unit.district_code, unit.district_name) for unit in file.features}
    assert found == {ward.code: (ward.name, ward.district_code, ward.district_name) for ward in HANOI.wards}
    assert farthest_m(file) < 0.1


@pytest.mark.parametrize("epsg", [4756, 3405, 5897, 9210, 32648, 3857])
def test_every_reference_system_leads_home(epsg: int) -> None:
    file = read(boundary_file(HANOI, epsg=epsg)).file
    assert file.faults == ()
    assert farthest_m(file) < 0.01
    assert f"EPSG:{epsg}" in said(file)
    assert ("seven parameters" in said(file)) == (epsg in (4756, 3405, 5897, 9210))


def _prj(content: bytes, text: str) -> bytes:
    return zipped({**unzipped(content), "wards.prj": text.encode()})


HOME_MADE = (
    'PROJCS["VN2000_HaNoi_KTT105",GEOGCS["{datum}",DATUM["{datum}",SPHEROID["WGS_1984",6378137.0,298.257223563]{shift}],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],'
    'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
SHIFT = ",TOWGS84[-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278]"


@pytest.mark.parametrize(
    ("datum", "shift", "metres"), [("VN-2000", SHIFT, 2.0), ("D_VN_2000_HaNoi", "", 0.01), ("D_My_Datum", SHIFT, 2.0)]
)
def test_a_home_made_definition_of_vn_2000_is_understood(datum: str, shift: str, metres: float) -> None:
    content = boundary_file(HANOI, "ESRI Shapefile", epsg=5897)
    file = read(_prj(content, HOME_MADE.format(datum=datum, shift=shift))).file
    assert file.faults == ()
    assert farthest_m(file) < metres


def test_the_zone_next_door_is_told_by_where_the_wards_should_lie() -> None:
    file = read(boundary_file(HANOI, epsg=9210, crs="EPSG:5897")).file
    (fault,) = file.faults
    assert fault.kind is FaultKind.REFERENCE_SYSTEM
    assert "They fit VN-2000 / TM-3 105-45 (EPSG:9210)" in fault.en
    assert read(boundary_file(HANOI, epsg=9210, crs="EPSG:5897"), crs="EPSG:9210").file.faults == ()


def test_metres_declared_as_degrees_are_refused() -> None:
    (fault,) = read(boundary_file(HANOI, epsg=3405, crs="EPSG:4326")).file.faults
    assert "EPSG:3405" in fault.en


def test_a_file_that_names_no_system_is_taken_when_it_is_plainly_in_degrees() -> None:
    file = read(boundary_file(HANOI, "FlatGeobuf", crs=None)).file
    assert file.faults == ()
    assert "names no reference system" in said(file)


def test_a_file_that_names_no_system_is_asked_about_else() -> None:
    metres = boundary_file(HANOI, epsg=5897, crs=None)
    (fault,) = read(metres).file.faults
    assert (fault.kind, fault.pointer) == (FaultKind.REFERENCE_SYSTEM, "/crs")
    assert "fit VN-2000 / TM-3 zone 482 (EPSG:5897)" in fault.en
    assert read(metres, crs="5897").file.faults == ()
    with pytest.raises(InvalidValue, match="no reference system"):
        read(metres, crs="EPSG:1")


@pytest.mark.parametrize(("epsg", "register"), [(4326, EMPTY), (4326, HANOI), (5897, HANOI)])
def test_swapped_axes_are_named_and_turned_back_on_request(epsg: int, register: Register) -> None:
    content = boundary_file(HANOI, epsg=epsg, swapped=True)
    (fault,) = read(content, register=register).file.faults
    assert fault.kind is FaultKind.SWAPPED_AXES
    mended = read(content, register=register, repair=True).file
    assert mended.faults == ()
    assert farthest_m(mended) < 0.01
    assert "turned back" in said(mended)


def test_one_ward_with_swapped_axes_is_named_with_its_code() -> None:
    collection = make_collection(HANOI)
    turned = shapely.transform(HANOI.wards[1].shape, lambda each: each[:, ::-1])
    collection["features"][1]["geometry"] = json.loads(shapely.to_geojson(turned))
    (fault,) = read(as_bytes(collection)).file.faults
    assert (fault.kind, fault.pointer, fault.unit_codes) == (
        FaultKind.SWAPPED_AXES,
        "/features/1/geometry",
        (HANOI.wards[1].code,),
    )
    assert farthest_m(read(as_bytes(collection), repair=True).file) < 0.01


@pytest.mark.parametrize(
    "headings",
    [
        {"ward_code": "MA_XA", "ward_name": "TEN_XA", "district_code": "MA_HUYEN", "district_name": "TEN_HUYEN"},
        {"ward_code": "Mã xã", "ward_name": "Tên xã", "district_code": "Mã huyện", "district_name": "Tên huyện"},
        {"ward_code": "ADM3_PCODE", "ward_name": "ADM3_VI", "district_code": "ADM2_PCODE", "district_name": "ADM2_VI"},
    ],
)
def test_headings_of_others_are_understood(headings: dict[str, str]) -> None:
    file = read(boundary_file(HANOI, headings=headings), register=EMPTY).file
    assert file.faults == ()
    assert [unit.name for unit in file.features] == [ward.name for ward in HANOI.wards]
    assert dict(file.source.columns) == headings


def test_a_heading_can_be_named() -> None:
    content = boundary_file(HANOI, headings={"ward_code": "cot_1", "ward_name": "cot_2"})
    columns = {"ward_code": "cot_1", "ward_name": "COT 2"}
    assert read(content, register=EMPTY, columns=columns).file.faults == ()
    with pytest.raises(InvalidValue, match="no column"):
        read(content, columns={"ward_code": "ma"})


def test_codes_kept_as_numbers_get_their_zeros_back() -> None:
    numbers = {
        "ward_code": [int(ward.code) for ward in HANOI.wards],
        "district_code": [int(ward.district_code or 0) for ward in HANOI.wards],
    }
    for register in (EMPTY, HANOI):
        file = read(boundary_file(HANOI, columns=numbers), register=register).file
        assert [(unit.code, unit.district_code) for unit in file.features] == [
            (ward.code, ward.district_code) for ward in HANOI.wards
        ]
        assert "zeros were put back on 4 codes" in said(file)


@pytest.mark.parametrize(
    ("names", "districts"),
    [
        (["Minh Khai", "Hai Boi", "Vinh Ngoc", "Minh Khai"], ["Hai Ba Trung", "Dong Anh", "Dong Anh", "Bac Tu Liem"]),
        (["P. Minh Khai", "xã Hải Bối", "VĨNH NGỌC", "Minh Khai"], ["Q. Hai Bà Trưng", "017", "Đông Anh", "021"]),
    ],
)
def test_codes_are_found_by_name(names: list[str], districts: list[str]) -> None:
    content = boundary_file(
        HANOI,
        without=("ward_code", "ward_name", "district_code", "district_name"),
        columns={"NAME_3": names, "NAME_2": districts},
    )
    file = read(content).file
    assert file.faults == ()
    assert [(unit.code, unit.name) for unit in file.features] == [(ward.code, ward.name) for ward in HANOI.wards]
    assert file.source.by_name == 4


def test_a_name_that_may_be_several_wards_is_asked_about_and_answered() -> None:
    content = boundary_file(HANOI, without=("ward_code", "district_code", "district_name"))
    found = read(content)
    assert [(each.pointer, [ward.code for ward in each.candidates]) for each in found.questions] == [
        ("/features/0", ["00292", "00613"]),
        ("/features/3", ["00292", "00613"]),
    ]
    assert {fault.kind for fault in found.file.faults} == {FaultKind.UNMATCHED}
    answered = read(content, matches={"/features/0": "00292", "/features/3": "00613"})
    assert answered.file.faults == ()
    assert [unit.code for unit in answered.file.features] == list(HANOI.codes)


def test_a_file_of_shapes_keeps_the_districts_of_units_that_are_the_same() -> None:
    content = boundary_file(HANOI, without=("district_code", "district_name"), headings={"ward_code": "MAXA"})
    assert [unit.district_code for unit in read(content).file.features] == [w.district_code for w in HANOI.wards]
    others = boundary_file(
        HANOI,
        without=("district_code", "district_name"),
        headings={"ward_code": "MAXA"},
        columns={"ward_name": ["Phường Ba Đình", "x", "y", "z"]},
    )
    assert {unit.district_code for unit in read(others).file.features} == {None}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258", "tcvn3"])
def test_a_table_says_its_names_in_whatever_set_it_was_saved(encoding: str) -> None:
    content = boundary_file(HANOI, "ESRI Shapefile", encoding="UTF-8")
    parts = unzipped(content)
    for ward in HANOI.wards:
        for name in {ward.name, ward.district_name or ""}:
            plain, other = name.encode(), _encoded(name, encoding)
            parts["wards.dbf"] = parts["wards.dbf"].replace(plain, other + b" " * (len(plain) - len(other)))
    del parts["wards.cpg"]
    file = read(zipped(parts), register=EMPTY).file
    assert file.faults == ()
    assert [unit.name for unit in file.features] == [ward.name for ward in HANOI.wards]


def _encoded(name: str, encoding: str) -> bytes:
    if encoding == "cp1258":
        apart = "".join(_with_tone_apart(letter) for letter in name)
        return apart.encode("cp1258")
    if encoding == "tcvn3":
        from app.domain.vietnamese_encodings import from_tcvn3

        back = {from_tcvn3(chr(code)): code for code in range(0xA1, 0x100) if from_tcvn3(chr(code)) != chr(code)}
        return bytes(back.get(letter, ord(letter) if ord(letter) < 256 else 63) for letter in name)
    return name.encode()


def _with_tone_apart(letter: str) -> str:
    """The vowel and its tone, as the set has them; letters it has whole stay so."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", letter)
        base, marks = apart[0], apart[1:]
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        others = [mark for mark in marks if mark not in tones]
        return unicodedata.normalize("NFC", base + "".join(others)) + "".join(tones)
    return letter


def test_a_layer_is_chosen_by_its_name() -> None:
    content = boundary_file(HANOI, "GPKG", layers=("xa", "huyen"))
    with pytest.raises(InvalidImport, match=r"several layers \(xa, huyen\)"):
        read(content)
    assert len(read(content, layer="xa").file.features) == 4


def test_rows_of_one_code_are_joined_on_request() -> None:
    collection = make_collection(HANOI)
    west, east = (shapely.intersection(HANOI.wards[0].shape, half) for half in _halves(HANOI.wards[0].shape))
    first, second = collection["features"][0], json.loads(json.dumps(collection["features"][0]))
    first["geometry"], second["geometry"] = (json.loads(shapely.to_geojson(each)) for each in (west, east))
    collection["features"].append(second)
    file = read(as_bytes(collection), repair=True).file
    assert len(file.features) == 4
    assert file.features[0].shape.equals(HANOI.wards[0].shape)
    assert "2 rows were joined into 1 units" in said(file)


def _halves(shape: shapely.MultiPolygon) -> tuple[shapely.Polygon, shapely.Polygon]:
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    return shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)


def test_heights_and_points_are_dropped_and_told() -> None:
    collection = make_collection(HANOI)
    shape = collection["features"][0]["geometry"]
    high = shapely.force_3d(HANOI.wards[1].shape, 7.0)
    collection["features"][0]["geometry"] = {
        "type": "GeometryCollection",
        "geometries": [{"type": "Point", "coordinates": [105.8, 21.0]}, shape],
    }
    collection["features"][1]["geometry"] = json.loads(shapely.to_geojson(high))
    file = read(as_bytes(collection)).file
    assert file.faults == ()
    assert farthest_m(file) == 0
    assert "Heights (Z) or measures (M) of 1 shapes" in said(file)
    assert "out of 1 collections" in said(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "format of the file is not known"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "format of the file is not known"),
        (b"<kml><!-- <OGRVRTDataSource> --></kml>", "another source"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', "format of the file is not known"),
        (b"SQLite format 3\x00" + bytes(100), "format of the file is not known"),
        (b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(4000), "GeoPackage cannot be read"),
        (b"\x00\x00\x27\x0a" + bytes(96), "send all in one .zip"),
        (b"PK\x03\x04", "archive is broken"),
        (zipped({"a.shp": b"\x00\x00\x27\x0a"}), "has no .dbf"),
        (zipped({"readme.txt": b"x"}), "holds no Shapefile"),
        (zipped({"a.gpkg": zipped({"b.gpkg": b""})}), "archive is broken"),
        (zipped({"a.geojson": b"{}", "b.geojson": b"{}"}), r"several layers \(a, b\)"),
        (zipped({"a.fgb": bytes(20 * 2**20)}), "unpacks to too much"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_with_its_cure(content: bytes, words: str) -> None:
    with pytest.raises(InvalidImport, match=words):
        read(content)
