"""QGIS opens the site as a person would add it: layers, counts, filters, dates, identify; without a screen."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.asking import questions
from tests.site import WARDS

PYTHON = "/usr/bin/python3"
"""That of the machine, which Debian's QGIS is built for."""


@pytest.fixture(scope="module")
def told(map_address: str) -> dict[str, Any]:
    """What QGIS read; without QGIS the tests are skipped and say so."""
    has_qgis = Path(PYTHON).exists() and (
        subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0
    )
    if not has_qgis:
        pytest.skip("QGIS is not installed (Debian: apt-get install --no-install-recommends python3-qgis)")
    return questions(PYTHON, "qgis_questions.py", map_address)


def test_qgis_opens_every_layer_and_counts_its_features(told: dict[str, Any]) -> None:
    assert set(told["valid"].values()) == {True}
    assert told["count"] == 9
    assert told["all"] == list(WARDS)
    assert told["crs"] in {"EPSG:4326", "OGC:CRS84"}
    assert {"ward_code", "level", "effective_from"} <= set(told["fields"])


def test_qgis_finds_by_box_and_identifies_a_point(told: dict[str, Any]) -> None:
    assert told["in_a_box"] == ["A"]
    assert told["identified"] == ["A"]


def test_qgis_reads_a_past_moment_page_by_page(told: dict[str, Any]) -> None:
    assert told["then"] == [[code, "unknown"] for code in WARDS]


def test_qgis_filters_by_fields_and_dates(told: dict[str, Any]) -> None:
    assert told["red"] == told["subset"] == ["A"]
    assert set(told["since"]) | set(told["before"]) == set(WARDS)
    assert not set(told["since"]) & set(told["before"])
    assert told["by_district"] == ["C", "F", "H", "I"]
