"""The committed `data/wards.geojson`: complete, clean, true to the register and honest about what it is."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from scripts.schematic.__main__ import main
from scripts.schematic.quality import (
    Quality,
    WardShape,
    measure,
    precision_and_recall,
    read_reference,
    read_shapes,
    shared_borders_m,
)

DATA = Path(__file__).resolve().parents[2] / "data"
WARDS = DATA / "wards.geojson"
REGISTER = DATA / "hanoi_wards_register_2021.csv"
REFERENCE = os.environ.get("KHOANHVUNG_REFERENCE_DATA")


@cache
def text() -> str:
    return WARDS.read_text(encoding="utf-8")


@cache
def collection() -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(text())
    return parsed


@cache
def properties() -> dict[str, dict[str, Any]]:
    return {feature["id"]: feature["properties"] for feature in collection()["features"]}


@cache
def register() -> dict[str, dict[str, str]]:
    with REGISTER.open(encoding="utf-8", newline="") as rows:
        return {row["ward_code"]: row for row in csv.DictReader(rows)}


@cache
def shapes() -> dict[str, WardShape]:
    return read_shapes(text())


@cache
def quality() -> Quality:
    return measure(text())


def test_there_is_one_feature_for_each_of_the_579_wards_in_the_order_of_their_codes() -> None:
    codes = [feature["id"] for feature in collection()["features"]]
    assert len(codes) == 579
    assert codes == sorted(register())


def test_the_id_of_a_feature_is_its_ward_code() -> None:
    assert all(code == ward["ward_code"] for code, ward in properties().items())


@pytest.mark.parametrize("field", ["ward_name", "ward_kind", "district_code", "district_name", "district_kind"])
def test_words_and_codes_equal_the_register(field: str) -> None:
    assert {code: ward[field] for code, ward in properties().items()} == {
        code: row[field] for code, row in register().items()
    }


def test_populations_equal_the_register() -> None:
    populations = {code: ward["population_2019"] for code, ward in properties().items()}
    assert populations == {code: int(row["population_2019"]) for code, row in register().items()}


def test_the_populations_add_up_to_the_census() -> None:
    assert sum(ward["population_2019"] for ward in properties().values()) == 8_053_663


def test_areas_equal_the_register() -> None:
    areas = {code: ward["area_km2"] for code, ward in properties().items()}
    assert areas == {code: float(row["area_km2"]) for code, row in register().items()}


def test_the_wards_lie_in_thirty_districts() -> None:
    assert len({ward["district_code"] for ward in properties().values()}) == 30


def test_every_ward_is_valid_from_the_day_the_register_came_into_force() -> None:
    assert {ward["valid_from"] for ward in properties().values()} == {"2020-03-01"}


def test_the_file_says_that_its_boundaries_are_schematic() -> None:
    assert collection()["boundary_status"] == "schematic"
    assert "không phải ranh giới hành chính chính thức" in collection()["notice_vi"]
    assert "not official" in collection()["notice_en"]


@pytest.mark.parametrize("notice", ["notice_vi", "notice_en"])
def test_the_file_says_how_to_import_official_boundaries(notice: str) -> None:
    assert "khoanhvung wards import FILE" in collection()[notice]


def test_the_file_says_which_register_it_shows_and_when_that_was_in_force() -> None:
    stated = collection()["register"]
    assert "census of 1 April 2019" in stated["source"]
    assert (stated["in_force_from"], stated["in_force_until"]) == ("2020-03-01", "2024-12-31")


def test_the_file_names_the_script_that_made_it() -> None:
    assert (DATA.parent / collection()["generator"]["script"]).is_file()


def test_the_words_that_say_what_the_file_is_stand_before_the_features() -> None:
    assert list(collection())[-1] == "features"


def test_every_feature_stands_on_a_line_of_its_own() -> None:
    lines = [line for line in text().splitlines() if line.startswith('{"type":"Feature",')]
    assert len(lines) == 579


def test_every_ward_is_a_polygon_of_one_ring() -> None:
    geometries = [feature["geometry"] for feature in collection()["features"]]
    assert {(geometry["type"], len(geometry["coordinates"])) for geometry in geometries} == {("Polygon", 1)}


def test_every_ring_is_closed_and_counter_clockwise() -> None:
    rings = [shapely.LinearRing(shape.ring) for shape in shapes().values()]
    assert all((shape.ring[0] == shape.ring[-1]).all() for shape in shapes().values())
    assert all(ring.is_ccw for ring in rings)


def test_no_coordinate_claims_more_than_six_decimals() -> None:
    coordinates = np.vstack([shape.ring for shape in shapes().values()])
    assert (coordinates == coordinates.round(6)).all()


def test_no_ward_repeats_a_vertex() -> None:
    for code, shape in shapes().items():
        assert len(np.unique(shape.ring, axis=0)) == len(shape.ring) - 1, code


def test_every_polygon_is_valid() -> None:
    assert quality().invalid == 0


def test_the_wards_are_a_clean_coverage_without_overlaps() -> None:
    assert quality().coverage_valid


def test_the_wards_leave_no_gap_and_lie_in_one_piece() -> None:
    assert (quality().gaps, quality().parts) == (0, 1)


def test_neighbors_share_every_vertex() -> None:
    """A segment is walked once in each direction, or lies on the outline, which is a single ring."""
    walked = Counter[tuple[float, ...]]()
    for shape in shapes().values():
        walked.update(map(tuple, np.hstack([shape.ring[:-1], shape.ring[1:]]).tolist()))
    assert set(walked.values()) == {1}
    alone = {segment for segment in walked if (*segment[2:], *segment[:2]) not in walked}
    outline = shapely.union_all([shapely.Polygon(shape.ring) for shape in shapes().values()])
    assert len(alone) == shapely.get_num_coordinates(outline) - 1


def test_the_median_area_is_within_half_a_percent_of_the_official_one() -> None:
    assert quality().median_area_error <= 0.005


def test_no_area_is_wrong_by_more_than_one_percent() -> None:
    assert quality().largest_area_error <= 0.01


def test_the_wards_cover_the_area_of_the_city() -> None:
    assert quality().total_km2 == pytest.approx(3354.5, abs=0.1)


def test_every_district_is_a_single_polygon() -> None:
    assert quality().split_districts == ()
    districts = sorted({shape.district_code for shape in shapes().values()})
    unions = [
        shapely.union_all([shapely.Polygon(s.ring) for s in shapes().values() if s.district_code == district])
        for district in districts
    ]
    assert {union.geom_type for union in unions} == {"Polygon"}
    assert int(shapely.get_num_interior_rings(unions).sum()) == 0


def test_no_shared_border_is_too_short_to_be_seen() -> None:
    assert min(shared_borders_m(shapes()).values()) > 20


def test_every_ward_has_at_least_two_neighbors() -> None:
    neighbors = Counter(code for pair in shared_borders_m(shapes()) for code in pair)
    assert len(neighbors) == 579
    assert min(neighbors.values()) >= 2


def test_the_file_is_smaller_than_a_megabyte_and_a_half() -> None:
    assert WARDS.stat().st_size <= 1_500_000


def test_the_file_is_what_the_script_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.skipif(REFERENCE is None, reason="KHOANHVUNG_REFERENCE_DATA names no folder with real adjacency")
def test_wards_are_neighbors_where_the_real_ones_are_better_than_in_a_voronoi_diagram() -> None:
    assert REFERENCE is not None
    real = read_reference(Path(REFERENCE) / "hanoi_adjacency_2021.csv")
    assert len(real) == 1618
    precision, recall = precision_and_recall(shared_borders_m(shapes()), real)
    assert precision >= 0.87
    assert recall >= 0.87
