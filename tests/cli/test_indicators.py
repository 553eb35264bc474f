"""`khoanhvung indicators`: a file imported, tried only, refused with every fault; the catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import indicators as command
from app.cli.main import cli
from app.domain.indicator_catalogue import CATALOGUE
from app.storage.engine import create_database_engine
from app.storage.indicator_values import has_values
from tests.accounts import NOW, Clock
from tests.site import TODAY, Site, day, open_site
from tests.values import COVERAGE


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A laid site that the commands find by the settings, with a clock that stands still."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(command, "now", Clock(NOW))
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    engine.dispose()
    return site


def bring(folder: Path, *lines: str, options: tuple[str, ...] = ()) -> Result:
    path = folder / "vaccination.csv"
    path.write_text("\n".join([f"unit_code,reported_on,{COVERAGE}", *lines]), encoding="utf-8")
    return CliRunner().invoke(cli, ["indicators", "import", str(path), "--json", *options])


def kept(site: Site) -> bool:
    with site.read_sessions() as session:
        return has_values(session)


def test_a_file_is_imported_and_told_as_json(site: Site, tmp_path: Path) -> None:
    result = bring(tmp_path, f"A,{TODAY},81.2", f"001,{TODAY},70")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told == {"rows": 2, "created": 2, "unchanged": 0, "level_changes": told["level_changes"], "dry_run": False}
    assert kept(site)


def test_a_dry_run_writes_nothing(site: Site, tmp_path: Path) -> None:
    result = bring(tmp_path, f"A,{TODAY},81.2", options=("--dry-run",))
    assert json.loads(result.stdout)["created"] == 1
    assert "dry run" in result.stderr
    assert not kept(site)


def test_bad_rows_are_listed_and_nothing_is_stored(site: Site, tmp_path: Path) -> None:
    result = bring(tmp_path, f"A,{TODAY},812", f"Z,{day(0)},1", f"B,{TODAY},1")
    assert result.exit_code == 1
    assert [each["pointer"] for each in json.loads(result.stdout)["errors"]] == [f"/2/{COVERAGE}", "/3/unit_code"]
    assert f"Dòng 2, cột {COVERAGE}" in result.stderr
    assert f"Line 2, column {COVERAGE}" in result.stderr
    assert not kept(site)


def test_the_catalogue_is_a_table() -> None:
    result = CliRunner().invoke(cli, ["indicators", "catalogue"])
    lines = result.stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["indicator_id", *CATALOGUE]
    assert {line.count("\t") for line in lines} == {5}
