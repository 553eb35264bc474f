"""GDAL opens the site by its OAPIF driver: the one that comes with pyogrio, and that of the machine's ogr2ogr."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.asking import questions, run
from tests.site import WARDS


@pytest.fixture(scope="module")
def told(map_address: str) -> dict[str, Any]:
    """What pyogrio read."""
    return questions(sys.executable, "pyogrio_questions.py", map_address)


@pytest.fixture(scope="module")
def ogr2ogr() -> str:
    """The program; without it the test is skipped and says so."""
    found = shutil.which("ogr2ogr")
    if found is None:
        pytest.skip("ogr2ogr is not installed (Debian: apt-get install gdal-bin)")
    return found


def test_pyogrio_lists_the_layers_with_the_kinds_of_their_fields(told: dict[str, Any]) -> None:
    assert told["layers"] == ["wards", "districts", "rings", "cordons", "outbreaks", "testing", "areas"]
    assert (told["geometry"], told["features"]) == ("MultiPolygon", 9)
    kinds = told["kinds"]
    assert kinds["ward_code"] == "OFTString"
    assert kinds["effective_from"] == "OFTDateTime"
    assert kinds["testing_due_by"] == "OFTDate"
    # Null in every feature, and yet no text.
    assert kinds["next_effective_from"] == "OFTDateTime"
    assert kinds["cordon_ids"] == "OFTStringList"


def test_pyogrio_knows_the_fields_of_a_layer_without_features(told: dict[str, Any]) -> None:
    assert {"area_id", "kind", "start", "ward_codes"} <= set(told["fields_of_an_empty_layer"])


def test_pyogrio_reads_all_wards_at_once_and_page_by_page(told: dict[str, Any]) -> None:
    assert told["all"] == told["in_pages"] == list(WARDS)


def test_pyogrio_finds_by_box_and_by_fields(told: dict[str, Any]) -> None:
    assert told["in_a_box"] == ["A"]
    assert told["red"] == told["by_case"] == ["A"]
    assert "A" in told["not_green"]
    assert set(told["since"]) | set(told["before"]) == set(WARDS)
    assert told["before"]
    assert set(told["null"]) < set(WARDS)


def test_pyogrio_reads_the_status_of_a_past_moment(told: dict[str, Any]) -> None:
    assert set(told["then"]) == {"unknown"}


def test_pyogrio_reads_vn_2000_with_its_axes_in_their_order(told: dict[str, Any]) -> None:
    _, lonlat = told["lonlat"]
    name, degrees = told["vn2000"]
    assert "4756" in name
    assert degrees[0] == pytest.approx(lonlat[0], abs=0.003)
    assert degrees[0] != pytest.approx(lonlat[0], abs=0.0005)
    name, metres = told["utm"]
    assert "3405" in name
    assert (450_000 < metres[0] < 600_000, 2_300_000 < metres[1] < 2_400_000) == (True, True)


def test_ogr2ogr_copies_the_red_wards_into_a_file(ogr2ogr: str, map_address: str, tmp_path: Path) -> None:
    made = tmp_path / "red.geojson"
    run(ogr2ogr, "-f", "GeoJSON", str(made), f"OAPIF:{map_address}/ogc", "wards", "-where", "level = 'red'")
    features = json.loads(made.read_text())["features"]
    assert [each["properties"]["ward_code"] for each in features] == ["A"]


def test_ogr2ogr_reprojects_rings_to_vn_2000(ogr2ogr: str, map_address: str, tmp_path: Path) -> None:
    made = tmp_path / "rings.gpkg"
    run(ogr2ogr, "-f", "GPKG", str(made), f"OAPIF:{map_address}/ogc", "rings", "-t_srs", "EPSG:5897")
    said = run("ogrinfo", "-so", str(made), "rings")
    assert "Feature Count: 3" in said
    assert "TM-3 zone 482" in said
