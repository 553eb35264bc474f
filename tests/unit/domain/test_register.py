"""The register of a day: look up, locate, and the name of its boundaries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from app.domain.errors import DistrictNotFound, WardNotFound
from app.domain.register import Register, boundary_version
from app.domain.vocabulary import BoundaryStatus
from tests.worlds import CELL, NORTH, WEST, make_register

CITY = "A B C / D E F"


@pytest.fixture
def city() -> Register:
    return make_register(CITY, districts="1 1 2 / 1 2 2", populations={"A": 10, "B": 20, "C": 30, "D": 40, "E": 50})


def test_wards_stand_by_ascending_code_in_every_array(city: Register) -> None:
    assert city.codes == ("A", "B", "C", "D", "E", "F")
    assert [city.positions[code] for code in city.codes] == list(range(6))
    assert len(city.shapes) == len(city.areas_m2) == 6
    np.testing.assert_array_equal(city.populations, [10, 20, 30, 40, 50, np.nan])


def test_a_ward_and_a_district_are_found_by_code(city: Register) -> None:
    assert city.ward("B").name == "Phường B"
    assert city.district("2").ward_count == 3
    assert city.district("2").population is None
    assert city.district("1").population == 70


def test_an_unknown_code_is_told_apart(city: Register) -> None:
    with pytest.raises(WardNotFound, match="“X”"):
        city.ward("X")
    with pytest.raises(DistrictNotFound, match="“9”"):
        city.district("9")
    with pytest.raises(WardNotFound, match="“X”"):
        city.positions_of(["A", "X"])


def test_positions_are_ascending_and_each_once(city: Register) -> None:
    assert city.positions_of(["E", "A", "E"]).tolist() == [0, 4]


def test_the_wards_of_a_district_are_known(city: Register) -> None:
    assert {code: wards.tolist() for code, wards in city.district_positions.items()} == {"1": [0, 1, 3], "2": [2, 4, 5]}


def test_neighbors_come_with_metres(city: Register) -> None:
    neighbors = [(ward.code, round(metres, -1)) for ward, metres in city.neighbors_of("A")]
    assert neighbors == [("B", 1110), ("D", 1040)]


def lookup(register: Register, column: float, row: float, tolerance_m: float = 0) -> list[tuple[str, int]]:
    found = register.locate(WEST + CELL * column, NORTH - CELL * row, tolerance_m=tolerance_m)
    return [(each.ward.code, round(each.distance_m)) for each in found]


def test_a_point_is_in_its_ward(city: Register) -> None:
    assert lookup(city, 1.5, 0.5) == [("B", 0)]


def test_a_point_on_a_border_is_in_both_wards(city: Register) -> None:
    assert lookup(city, 1, 0.5) == [("A", 0), ("B", 0)]


def test_wards_within_a_tolerance_come_nearest_first(city: Register) -> None:
    assert lookup(city, 0.9, 0.8, tolerance_m=230) == [("A", 0), ("B", 104), ("D", 221)]


def test_a_point_outside_is_near_a_ward_or_nowhere(city: Register) -> None:
    assert lookup(city, -0.1, 0.5, tolerance_m=200) == [("A", 104)]
    assert lookup(city, -0.1, 0.5, tolerance_m=50) == []
    assert lookup(city, -19_000, 0.5) == []


def test_nothing_is_found_in_an_empty_register() -> None:
    empty = Register.empty()
    assert empty.locate(105.8, 21.0, tolerance_m=1000) == []
    assert empty.codes == ()
    assert empty.boundary_version != ""


def test_the_extent_is_the_box_round_all_wards(city: Register) -> None:
    assert str(city.extent) == "105.8…105.83, 21.08…21.1"


def test_a_drawn_map_is_a_tiling(city: Register) -> None:
    assert city.is_tiling


def test_equal_content_has_the_same_boundary_version(city: Register) -> None:
    again = make_register(CITY, districts="1 1 2 / 1 2 2", populations=7)
    assert again.boundary_version == city.boundary_version
    assert boundary_version(city.wards[::-1], city.boundaries) == city.boundary_version


def test_a_shape_drawn_from_another_corner_is_the_same_boundary(city: Register) -> None:
    ward = city.wards[0]
    turned = replace(ward, shape=shapely.reverse(ward.shape))
    assert boundary_version([turned, *city.wards[1:]], city.boundaries) == city.boundary_version


@pytest.mark.parametrize("field", ["name", "kind", "district_name", "district_code", "code"])
def test_whatever_a_map_shows_makes_another_version(city: Register, field: str) -> None:
    changed = [replace(city.wards[0], **{field: "khác"}), *city.wards[1:]]  # type: ignore[arg-type]
    assert boundary_version(changed, city.boundaries) != city.boundary_version


def test_a_shape_or_a_status_makes_another_version(city: Register) -> None:
    moved = [replace(city.wards[0], shape=city.wards[1].shape), *city.wards[1:]]
    schematic = replace(city.boundaries, status=BoundaryStatus.SCHEMATIC)
    noticed = replace(city.boundaries, notice_vi="Sơ đồ")
    versions = [
        boundary_version(moved, city.boundaries),
        boundary_version(city.wards, schematic),
        boundary_version(city.wards, noticed),
        city.boundary_version,
    ]
    assert len(set(versions)) == 4
