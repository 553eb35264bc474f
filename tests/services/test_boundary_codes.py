"""Headings, codes and names as others write them: found where they can be no other, asked about else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
import shapely

from app.domain.errors import InvalidValue
from app.domain.register_file import FaultKind
from tests.boundary_files import boundary_file
from tests.reading import EMPTY, HANOI, read, said
from tests.worlds import as_bytes, make_collection


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


def test_a_file_of_mere_shapes_is_asked_about() -> None:
    nameless = boundary_file(
        HANOI, without=("ward_code", "ward_name", "district_code", "district_name"), columns={"id": [1] * 4}
    )
    assert "neither code nor name" in read(nameless).file.faults[0].en
    names_alone = boundary_file(HANOI, without=("ward_code",))
    assert "no register to find it in" in read(names_alone, register=EMPTY).file.faults[0].en


def test_a_column_of_mere_numbers_is_not_taken_for_codes() -> None:
    content = boundary_file(HANOI, without=("ward_code",), columns={"code": ["Hà Nội"] * 4})
    file = read(content).file
    assert (file.faults, file.source.by_name) == ((), 4)


def test_two_rows_of_one_name_are_not_one_ward() -> None:
    names = ["Hải Bối", "Hải Bối", "Vĩnh Ngọc", "Vĩnh Ngọc"]
    content = boundary_file(
        HANOI, without=("ward_code", "district_code", "district_name"), columns={"ward_name": names}
    )
    assert len(read(content).questions) == 4


def test_a_name_that_begins_like_a_kind_is_read_both_ways() -> None:
    wards = [replace(ward, name=name) for ward, name in zip(HANOI.wards, LIKE_KINDS, strict=True)]
    register = replace(HANOI, wards=tuple(wards))
    content = boundary_file(
        wards, without=("ward_code",), columns={"ward_name": ["Phuong Lien", "Quan Thanh", "Xa La", "Lien"]}
    )
    file = read(content, register=register).file
    assert [unit.code for unit in file.features] == list(HANOI.codes)


LIKE_KINDS = ("Phường Phương Liên", "Xã Quán Thánh", "Xã Xa La", "Phường Liên")


def test_numbers_of_people_are_read_from_texts_and_dropped_when_they_are_none() -> None:
    people: dict[str, Sequence[object]] = {
        "DAN_SO": ["1.234", "56 789", "nhiều", "7"],
        "MA_XA": [float(ward.code) for ward in HANOI.wards],
    }
    file = read(boundary_file(HANOI, without=("ward_code",), columns=people)).file
    assert [unit.population for unit in file.features] == [1234, 56789, None, 7]
    assert "1 numbers of people could not be read" in said(file)


def test_a_district_named_without_its_code_gets_it() -> None:
    content = boundary_file(HANOI, without=("district_code",), headings={"ward_code": "MAXA"})
    assert [unit.district_code for unit in read(content).file.features] == [ward.district_code for ward in HANOI.wards]
