"""Files of tables and shapes, opened where they lie or once fetched, by clients that know nothing of us."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.clients.asking import questions, run
from tests.clients.test_gdal import ogr2ogr as ogr2ogr
from tests.site import WARDS


@pytest.fixture(scope="module")
def told(map_address: str) -> dict[str, Any]:
    """What pyogrio and pyarrow read."""
    return questions(sys.executable, "file_questions.py", map_address)


def test_gdal_reads_flatgeobuf_and_geopackage_where_they_lie(told: dict[str, Any]) -> None:
    assert told["zones.fgb"] == told["status.gpkg"] == told["history.gpkg"] == list(WARDS)
    assert told["red"] == ["A"]


def test_gdal_reads_topojson(told: dict[str, Any]) -> None:
    assert told["topojson"] == list(WARDS)


def test_pyarrow_reads_parquet_and_geoparquet(told: dict[str, Any]) -> None:
    assert told["status.parquet"] == told["status.geoparquet"] == list(WARDS)
    assert set(told["cases.parquet"]) <= set(WARDS)


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_ogr2ogr_of_the_machine_reads_what_newer_ones_wrote(
    map_address: str, ogr2ogr: str, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"status.{ending}"
    with urlopen(f"{map_address}/api/v1/exports/status.{ending}", timeout=60) as answer:
        path.write_bytes(answer.read())
    out = tmp_path / "red.csv"
    run(ogr2ogr, "-where", "level = 'red'", "-select", "ward_code,level", str(out), str(path))
    assert out.read_text().splitlines()[1:] == ["A,red"]
