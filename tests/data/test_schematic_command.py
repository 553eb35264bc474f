"""`make_schematic_wards.py` as a developer runs it, on a register of twelve wards."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.schematic.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
HEADER = "ward_code,ward_name,ward_kind,district_code,district_name,district_kind,area_km2,population_2019,lon,lat"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Three rows of four wards of about 4 km², the northern rows in one district, the southern in another."""
    path = tmp_path / "register.csv"
    rows = [
        f"{row}{column},Xã {row}{column},Xã,{min(row, 1)},Huyện {min(row, 1)},Huyện,4.2,1000,"
        f"{105.8 + 0.02 * column + 0.003 * row:.3f},{21 - 0.018 * row + 0.002 * column:.3f}"
        for row in range(3)
        for column in range(4)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def command(register: Path, tmp_path: Path) -> list[str]:
    return ["--register", str(register), "--output", str(tmp_path / "wards.geojson")]


def test_it_writes_the_same_bytes_every_time(command: list[str], tmp_path: Path) -> None:
    assert main(command) == 0
    first = (tmp_path / "wards.geojson").read_bytes()
    assert main(command) == 0
    assert (tmp_path / "wards.geojson").read_bytes() == first
    assert len(json.loads(first)["features"]) == 12


def test_the_order_of_the_rows_does_not_matter(command: list[str], register: Path, tmp_path: Path) -> None:
    main(command)
    first = (tmp_path / "wards.geojson").read_bytes()
    header, *rows = register.read_text(encoding="utf-8").splitlines()
    register.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    main(command)
    assert (tmp_path / "wards.geojson").read_bytes() == first


def test_a_check_passes_on_what_was_written(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(command)
    assert main([*command, "--check"]) == 0
    assert "byte for byte" in capsys.readouterr().err


def test_a_check_fails_on_a_changed_file_and_leaves_it_alone(command: list[str], tmp_path: Path) -> None:
    main(command)
    path = tmp_path / "wards.geojson"
    changed = path.read_text(encoding="utf-8").replace("Xã 00", "Xã 0")
    path.write_text(changed, encoding="utf-8")
    assert main([*command, "--check"]) == 1
    assert path.read_text(encoding="utf-8") == changed


def test_a_check_of_a_missing_file_says_how_to_write_it(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([*command, "--check"])
    assert "run without --check" in capsys.readouterr().err


def test_the_report_says_how_good_the_file_is(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(command)
    report = capsys.readouterr().err
    assert "wards 12, invalid 0, gaps 0, pieces 1" in report
    assert "coverage valid: yes" in report


def test_the_report_measures_neighbors_against_a_reference(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = tmp_path / "adjacency.csv"
    reference.write_text("ward_a,ward_b,shared_border_m\n00,01,500\n02,01,500\n00,23,500\n10,11,0\n", encoding="utf-8")
    main([*command, "--reference", str(reference)])
    assert "recall 0.6667" in capsys.readouterr().err


def test_the_script_runs_from_anywhere(command: list[str], tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_schematic_wards.py"
    subprocess.run([sys.executable, str(script), *command], check=True, capture_output=True, cwd=tmp_path)
    assert (tmp_path / "wards.geojson").is_file()
