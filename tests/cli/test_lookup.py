"""`khoanhvung lookup`: the points of a file with what holds at each."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import lookup as command
from app.cli.main import cli
from app.storage.engine import create_database_engine
from tests.site import Site, open_site


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    monkeypatch.setattr(command, "now", site.clock)
    yield site
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["lookup", *arguments])


def test_a_table_is_answered_row_by_row(site: Site, tmp_path: Path) -> None:
    points, answers = tmp_path / "points.csv", tmp_path / "answers.csv"
    points.write_text("lon,lat,id\n105.815,21.085,nhà\nx,21,lỗi\n")
    result = run(str(points), "--out", str(answers))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "2 điểm / points, 1 lỗi / faulty" in result.stderr
    rows = list(csv.DictReader(answers.read_text().splitlines()))
    assert [(row["id"], row["ward_code"], row["reason"]) for row in rows] == [
        ("nhà", "E", ""),
        ("lỗi", "", "not_a_number"),
    ]


def test_lines_of_json_come_back_as_lines_on_stdout(site: Site, tmp_path: Path) -> None:
    points = tmp_path / "points.ndjson"
    points.write_text("[105.815,21.085]\n")
    result = run(str(points), "--quiet")
    assert json.loads(result.stdout)["ward_name"] == "Phường E"
    assert result.stderr == ""


def test_a_table_without_its_columns_is_a_usage_fault(site: Site, tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("a,b\n1,2\n")
    result = run(str(points))
    assert result.exit_code == 2
    assert "lon" in result.stderr
