"""`khoanhvung wards import`: files of several parts, columns named, names asked about, faults drawn and listed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from typer.testing import CliRunner, Result

from app.cli import wards as command
from app.cli.main import cli
from app.storage.engine import create_database_engine
from tests.boundary_files import boundary_file, unzipped
from tests.site import Site, open_site
from tests.worlds import as_bytes, make_collection, make_register, square


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    monkeypatch.setattr(command, "now", site.clock)
    yield site
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["wards", "import", *arguments])


def test_a_shapefile_is_taken_with_its_siblings_and_columns_named(site: Site, tmp_path: Path) -> None:
    content = boundary_file(make_register("A B"), "ESRI Shapefile", headings={"ward_code": "cot1", "ward_name": "cot2"})
    for name, part in unzipped(content).items():
        (tmp_path / name).write_bytes(part)
    result = run(str(tmp_path / "wards.shp"), "--dry-run", "--code-column", "cot1", "--name-column", "cot2", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["wards"], document["origin"]["file_format"]) == (2, "Shapefile")
    assert "Hệ toạ độ: WGS 84" in result.stderr


def test_names_that_are_not_known_are_written_to_be_answered(site: Site, tmp_path: Path) -> None:
    path, answers = tmp_path / "xa.geojson", tmp_path / "ten.csv"
    path.write_bytes(
        boundary_file(
            make_register("A B"),
            without=("ward_code", "district_code", "district_name"),
            columns={"ward_name": ["Phường Lạ", "Phường B"]},
        )
    )
    refused = run(str(path), "--dry-run", "--match", str(answers))
    assert refused.exit_code == 1
    assert "1 đơn vị cần ghi mã" in refused.stderr
    rows = list(csv.DictReader(answers.read_text("utf-8-sig").splitlines()))
    assert [(row["row"], row["name"], row["ward_code"]) for row in rows] == [("/features/0", "Phường Lạ", "")]
    answers.write_text(answers.read_text("utf-8-sig").replace(",\n", ",A\n"), "utf-8")
    assert run(str(path), "--dry-run", "--match", str(answers)).exit_code == 0


@pytest.mark.parametrize("picture", ["loi.svg", "loi.png"])
def test_faults_are_drawn_and_listed_though_the_file_is_refused(site: Site, tmp_path: Path, picture: str) -> None:
    collection = make_collection(make_register("A B"))
    collection["features"][1]["geometry"] = json.loads(shapely.to_geojson(square(0.9, 0, width=1.1)))
    path, points = tmp_path / "xa.geojson", tmp_path / "loi.geojson"
    path.write_bytes(as_bytes(collection))
    result = run(str(path), "--dry-run", "--picture", str(tmp_path / picture), "--faults", str(points))
    assert result.exit_code == 1
    assert (tmp_path / picture).read_bytes()[:4] in (b"<svg", b"\x89PNG")
    (feature,) = json.loads(points.read_text())["features"]
    assert (feature["properties"]["kind"], feature["properties"]["unit_codes"]) == ("overlap", "A, B")
