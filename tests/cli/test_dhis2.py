"""`khoanhvung dhis2`: what one site exports, an empty one imports, units first and counts after them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import dhis2 as command
from app.cli.main import cli
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.site import TODAY, WARDS, Site, counts, day, open_site


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A laid site with counts that the commands find by the settings, with a clock that stands still."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(command, "now", Clock(NOW))
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    for ward in WARDS:
        site.post(ward, reported=counts(unknown=int(ward == "A"), quarantine=2))
    engine.dispose()
    return site


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["dhis2", *words])


def exported(folder: Path, name: str, *words: str) -> Path:
    result = run("export", *words)
    assert result.exit_code == 0, result.output
    path = folder / name
    path.write_text(result.stdout, encoding="utf-8")
    return path


def told(result: Result) -> Any:
    assert result.stdout, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_values_go_out_and_come_in_on_another_site(
    site: Site,
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    words = ("values", "--from", str(day(-1)), "--to", str(TODAY), "--format", ending)
    path = exported(tmp_path, f"values.{ending}", *words)
    other = tmp_path / "other.sqlite"
    shutil.copyfile(sqlite_template, other)
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", f"sqlite:///{other}")
    engine = create_database_engine(f"sqlite:///{other}")
    empty = open_site(engine)
    first = told(run("import", "values", str(path), "--json"))
    assert (first["imported"], first["conflicts"]) == (5 * len(WARDS), [])
    assert empty.levels() == site.levels()
    again = told(run("import", "values", str(path), "--json"))
    assert (again["imported"], again["updated"], again["ignored"]) == (0, 0, 5 * len(WARDS))
    engine.dispose()


def test_units_come_back_as_the_same_register(site: Site, tmp_path: Path) -> None:
    assert site
    for what in ("units", "shapes"):
        path = exported(tmp_path, f"{what}.json", what)
        report = told(run("import", "units", str(path), "--dry-run", "--json"))
        assert report["wards"] == len(WARDS), report
        assert not report["added"], report
        assert not report["retired"], report


def test_a_file_with_faults_names_them_and_writes_nothing(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "values.json"
    value = {"dataElement": "KV_IMPORTED", "period": "202109", "orgUnit": "A", "value": "1"}
    path.write_text(json.dumps({"dataValues": [value]}))
    result = run("import", "values", str(path))
    assert result.exit_code == 1
    assert "202109" in result.output
    path.write_text("[]")
    assert run("import", "values", str(path)).exit_code == 1
    assert site


def test_a_mapping_that_is_none_is_a_fault_of_the_settings(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site
    path = tmp_path / "mapping.json"
    path.write_text("{}x")
    monkeypatch.setenv("KHOANHVUNG_DHIS2_MAPPING", str(path))
    assert run("export", "metadata").exit_code == 1
