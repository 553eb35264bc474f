"""Every reference system leads home, and what is declared wrongly, swapped or far off is named with its cure."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import shapely

from app.domain.errors import InvalidValue
from app.domain.register import Register
from app.domain.register_file import FaultKind
from app.domain.unit_table import UnitRow, UnitTable
from app.services import register_reading
from tests.boundary_files import boundary_file, unzipped, zipped
from tests.reading import EMPTY, HANOI, farthest_m, read, said
from tests.worlds import as_bytes, make_collection


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
    ("declared", "words"),
    [
        ("EPSG:4978", "is not understood"),
        ("nowhere", "is not understood"),
    ],
)
def test_a_system_that_is_not_understood_is_said(declared: str, words: str) -> None:
    file = read(boundary_file(HANOI, crs=declared)).file
    assert file.faults == ()
    assert words in said(file)


def test_a_system_whose_shift_nobody_published_is_said() -> None:
    file = read(boundary_file(HANOI, epsg=2044)).file
    assert "Hanoi 1972" in said(file)
    assert "accurate to about" in said(file) or "not known" in said(file)


def test_swapped_axes_are_seen_in_what_a_person_names_and_in_what_nobody_does() -> None:
    turned = boundary_file(HANOI, "FlatGeobuf", swapped=True, crs=None)
    for crs in (None, "EPSG:4326"):
        (fault,) = read(turned, register=EMPTY, crs=crs).file.faults
        assert fault.kind is FaultKind.SWAPPED_AXES


def test_metres_of_an_unknown_system_on_a_new_site_get_the_usual_names() -> None:
    (fault,) = read(boundary_file(HANOI, "FlatGeobuf", epsg=5897, crs=None), register=EMPTY).file.faults
    assert "EPSG:5897 (Hanoi)" in fault.en


def test_a_city_elsewhere_in_the_world_is_taken_as_it_says() -> None:
    moved = [replace(ward, shape=shapely.transform(ward.shape, lambda each: each - 100.0)) for ward in HANOI.wards]
    file = read(boundary_file(moved), register=EMPTY).file
    assert file.faults == ()
    assert len(file.features) == 4


def test_coordinates_that_no_system_explains_are_refused() -> None:
    far = [replace(ward, shape=shapely.transform(ward.shape, lambda each: each * 1e9)) for ward in HANOI.wards]
    (fault, *_) = read(boundary_file(far), register=EMPTY).file.faults
    assert "Name the right system with --crs" in fault.en


def test_a_ward_far_from_all_others_is_named_and_one_without_a_shape_too() -> None:
    collection = make_collection(HANOI)
    lost = shapely.transform(HANOI.wards[0].shape, lambda each: each - 100.0)
    collection["features"][0]["geometry"] = json.loads(shapely.to_geojson(lost))
    (fault,) = read(as_bytes(collection)).file.faults
    assert (fault.kind, fault.unit_codes) == (FaultKind.OUTSIDE, ("00292",))
    # GDAL gives a row without a shape where our reader of GeoJSON refuses it.
    columns = {"MA_XA": ["00292", "00460"], "TEN_XA": ["Phường Minh Khai", "Xã Hải Bối"]}
    table = UnitTable(
        tuple(
            UnitRow(f"/features/{at}", {name: values[at] for name, values in columns.items()}, None) for at in (0, 1)
        ),
        tuple(columns),
        "Shapefile",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register_reading, "read_boundaries", lambda content, layer: table)
        kinds = {fault.kind for fault in read(b"").file.faults}
    assert kinds == {FaultKind.NO_GEOMETRY}
