"""The measurements the schematic boundaries are held to find what is wrong with a file."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from scripts.schematic.projection import to_degrees
from scripts.schematic.quality import (
    Quality,
    measure,
    precision_and_recall,
    read_shapes,
    shared_borders_m,
)

EAST, NORTH = 500_000.0, 2_320_000.0
Corners = list[tuple[float, float]]

LEFT: Corners = [(0, 0), (1, 0), (1, 1), (0, 1)]
RIGHT: Corners = [(1, 0), (2, 0), (2, 1), (1, 1)]
GOOD = Quality(
    wards=2,
    invalid=0,
    coverage_valid=True,
    parts=1,
    gaps=0,
    total_km2=2.0,
    median_area_error=0.0,
    largest_area_error=0.0,
    split_districts=(),
    neighbor_pairs=1,
    size=1000,
)


def drawn(*wards: Corners, districts: str = "", area_km2: float = 1.0) -> str:
    """A file of wards named A, B, C…, their corners in kilometres, one letter of `districts` for each."""
    features = [
        {
            "properties": {"ward_code": chr(65 + n), "district_code": district, "area_km2": area_km2},
            "geometry": {"coordinates": [degrees(corners)]},
        }
        for n, (corners, district) in enumerate(zip(wards, districts or "x" * len(wards), strict=True))
    ]
    return json.dumps({"features": features})


def degrees(corners: Corners) -> list[list[float]]:
    metres = 1000 * np.array([*corners, corners[0]]) + (EAST, NORTH)
    rounded: list[list[float]] = to_degrees(metres).round(9).tolist()
    return rounded


def test_a_clean_file_has_no_faults() -> None:
    quality = measure(drawn(LEFT, RIGHT))
    assert quality.faults() == []
    assert quality.total_km2 == pytest.approx(2, rel=1e-3)


def test_a_shared_border_is_measured_in_metres() -> None:
    borders = shared_borders_m(read_shapes(drawn(LEFT, RIGHT)))
    assert borders == {("A", "B"): pytest.approx(1000, abs=0.1)}


def test_wards_that_touch_in_a_corner_share_no_border() -> None:
    diagonal: Corners = [(1, 1), (2, 1), (2, 2), (1, 2)]
    assert shared_borders_m(read_shapes(drawn(LEFT, diagonal))) == {}


def test_an_overlap_is_found() -> None:
    overlapping: Corners = [(0.9, 0), (1.9, 0), (1.9, 1), (0.9, 1)]
    assert "wards overlap or do not share their vertices" in measure(drawn(LEFT, overlapping)).faults()


def test_a_vertex_that_only_one_neighbor_has_is_found() -> None:
    finer: Corners = [(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)]
    assert not measure(drawn(LEFT, finer)).coverage_valid


def test_an_invalid_ward_is_found() -> None:
    bow_tie: Corners = [(0, 0), (1, 1), (1, 0), (0, 1)]
    assert measure(drawn(bow_tie, RIGHT)).invalid == 1


def test_a_gap_between_wards_is_found() -> None:
    horseshoe: Corners = [(0, 0), (3, 0), (3, 3), (2, 3), (2, 2), (2, 1), (1, 1), (1, 2), (1, 3), (0, 3)]
    lid: Corners = [(1, 2), (2, 2), (2, 3), (1, 3)]
    closed = measure(drawn(horseshoe, lid))
    assert closed.gaps == 1
    assert "there are 1 gaps between wards" in closed.faults()


def test_wards_that_lie_apart_are_found() -> None:
    island: Corners = [(5, 0), (6, 0), (6, 1), (5, 1)]
    assert measure(drawn(LEFT, island)).parts == 2


def test_wrong_areas_are_found() -> None:
    quality = measure(drawn(LEFT, RIGHT, area_km2=2.0))
    assert quality.median_area_error == pytest.approx(0.5, abs=0.01)
    assert len(quality.faults()) == 2


def test_a_district_in_pieces_is_named() -> None:
    further: Corners = [(2, 0), (3, 0), (3, 1), (2, 1)]
    assert measure(drawn(LEFT, RIGHT, further, districts="xyx")).split_districts == ("x",)


def test_a_district_whose_wards_hang_together_is_whole() -> None:
    further: Corners = [(2, 0), (3, 0), (3, 1), (2, 1)]
    assert measure(drawn(LEFT, RIGHT, further, districts="xxy")).split_districts == ()


def test_a_file_too_large_is_found() -> None:
    assert replace(GOOD, size=1_500_001).faults() == ["the file has 1500001 bytes"]


def test_precision_is_the_share_of_found_pairs_and_recall_that_of_true_ones() -> None:
    found = {("A", "B"), ("A", "C")}
    assert precision_and_recall(found, {("A", "B"), ("B", "C"), ("B", "D"), ("C", "D")}) == (0.5, 0.25)
