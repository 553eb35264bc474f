"""QGIS and GDAL open the tiles and the style as a person would add them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.clients.asking import HERE, run
from tests.clients.test_qgis import PYTHON
from tests.site import WARDS
from tests.worlds import CELL, NORTH, WEST


@pytest.fixture(scope="module")
def drawn(map_address: str) -> dict[str, Any]:
    """What QGIS made of style and tiles; without QGIS the tests are skipped and say so."""
    has_qgis = Path(PYTHON).exists() and (
        subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0
    )
    if not has_qgis:
        pytest.skip("QGIS is not installed (Debian: apt-get install --no-install-recommends python3-qgis)")
    box = (WEST, NORTH - 3 * CELL, WEST + 3 * CELL, NORTH)
    said = run(PYTHON, str(HERE / "qgis_tile_questions.py"), map_address, *(f"{each:.6f}" for each in box))
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found


def test_qgis_reads_the_whole_style(drawn: dict[str, Any]) -> None:
    assert (drawn["valid"], drawn["styled"], drawn["fault"]) == (True, True, "")
    assert {"wards", "districts", "ring_lines", "cordons"} <= set(drawn["layers"])
    assert drawn["names"] == 3


def test_qgis_draws_each_ward_in_the_colour_of_its_level_and_no_data_hatched(
    drawn: dict[str, Any], map_address: str
) -> None:
    legend = httpx2.get(f"{map_address}/api/v1/legend").json()
    colours = {each["level"]: each["colour"].lower() for each in [*legend["items"], legend["unknown"]]}
    levels = {each["ward_code"]: each["level"] for each in httpx2.get(f"{map_address}/api/v1/zones").json()["items"]}
    assert set(levels.values()) >= {"red", "orange", "unknown"}
    # A cordon lies over E, and tints it.
    for code in set(WARDS) - {"E"}:
        seen = drawn["colours"][code]
        assert colours[levels[code]] in seen, code
        assert (len(seen) > 1) == (levels[code] == "unknown"), (code, seen)


def test_ogrinfo_reads_a_tile_from_the_service(map_address: str) -> None:
    if shutil.which("ogrinfo") is None:
        pytest.skip("ogrinfo is not installed (Debian: apt-get install gdal-bin)")
    said = run("ogrinfo", "-ro", "-al", "-so", f"MVT:{map_address}/tiles/zones/9/406/225.mvt", "wards")
    assert "Feature Count: 9" in said
    assert "level: String" in said
    assert "decided: Integer(Boolean)" in said
