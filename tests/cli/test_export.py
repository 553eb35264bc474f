"""`khoanhvung export`: tables and shapes as files, with the bytes of the API."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import frictionless
import pyogrio
import pytest
from typer.testing import CliRunner, Result

from app.cli import export_desk as desk
from app.cli.main import cli
from app.services.site_rules import SiteRules
from app.storage.audit import lines
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.api.conftest import judged_file as judged_file
from tests.site import Site


@pytest.fixture(scope="module")
def site(judged_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The judged site, as the command finds it."""
    path = tmp_path_factory.mktemp("export") / "site.sqlite"
    shutil.copyfile(judged_file, path)
    engine = create_database_engine(f"sqlite:///{path}")
    yield Site(engine, Clock(NOW), SiteRules())
    engine.dispose()


@pytest.fixture(autouse=True)
def found(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is where the command looks, at its own moment."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", site.engine.url.render_as_string(hide_password=False))
    monkeypatch.setattr(desk, "now", site.clock)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["export", *arguments])


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_status_goes_to_stdout_as_csv(site: Site) -> None:
    found = rows(run("status"))
    assert (found[0]["ward_code"], found[0]["level"], found[-1]["level"]) == ("A", "red", "unknown")


@pytest.mark.parametrize("ending", ["gpkg", "xlsx"])
def test_the_ending_of_the_name_says_what_is_written(site: Site, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"status.{ending}"
    assert run("status", "--out", str(out)).exit_code == 0
    assert out.stat().st_size > 500


def test_history_is_narrowed_by_ward_and_day(site: Site) -> None:
    assert {row["ward_code"] for row in rows(run("history", "--ward", "A"))} == {"A"}
    judged = rows(run("history", "--of", "assessment", "--from", "2021-08-10", "--to", "2021-08-11"))
    assert {row["as_of"] for row in judged} == {"2021-08-10", "2021-08-11"}


def test_true_numbers_leave_a_line_in_the_audit(site: Site) -> None:
    found = rows(run("case-versions", "--district", "017"))
    assert {row["district_code"] for row in found} == {"017"}
    with site.read_sessions() as session:
        (line,) = lines(session, limit=1)
    assert (line.entry.actor, line.entry.action, line.entry.detail) == (
        "cli",
        "export_case_versions",
        {"rows": len(found)},
    )


@pytest.mark.parametrize("ending", ["fgb", "topojson"])
def test_shapes_are_read_by_gdal(site: Site, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"wards.{ending}"
    assert run("geometry", "--out", str(out)).exit_code == 0
    assert len(pyogrio.read_arrow(out)[1]) == 9


def test_everything_is_a_data_package_that_holds(site: Site, tmp_path: Path) -> None:
    assert run("all", str(tmp_path / "all")).exit_code == 0
    package = tmp_path / "all" / "datapackage.json"
    assert frictionless.validate(str(package)).valid
    resources = json.loads(package.read_text())["resources"]
    assert all(resource["row_count"] > 0 for resource in resources)
    assert json.loads(run("datapackage").stdout)["resources"][0]["name"] == "status"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["status", "--format", "pdf"], 2),
        (["history", "--format", "fgb"], 2),
        (["status", "--at", "2021-08-01"], 2),
        (["status", "--district", "999"], 1),
        (["cases", "--from", "2021-08-02", "--to", "2021-08-01"], 2),
        (["geometry", "--boundary-version", "0" * 16], 1),
    ],
)
def test_what_cannot_be_exported_is_refused(site: Site, arguments: list[str], code: int) -> None:
    assert run(*arguments).exit_code == code
