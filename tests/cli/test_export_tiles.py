"""`khoanhvung export tiles`: the archive a map opens, of now, of then, or of shapes alone."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pmtiles import reader
from typer.testing import CliRunner, Result

from app.cli import export_desk as desk
from app.cli.main import cli
from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.api.conftest import judged_file as judged_file
from tests.mvt_reading import ReadLayer, read_tile
from tests.site import Site

THEIRS: Any = reader
"""The library has no types."""


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
    return CliRunner().invoke(cli, ["export", "tiles", *arguments])


def archive(path: Path) -> tuple[dict[str, Any], dict[tuple[int, int, int], dict[str, ReadLayer]]]:
    """What an archive says of itself, and its tiles."""
    with path.open("rb") as file:
        source = THEIRS.MmapSource(file)
        tiles = {address: read_tile(gzip.decompress(body)) for address, body in THEIRS.all_tiles(source)}
        return THEIRS.Reader(source).metadata(), tiles


def test_the_archive_holds_what_is_in_force_and_says_of_which_revision(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "zones.pmtiles"
    assert run(str(out), "--max-zoom", "9").exit_code == 0
    metadata, tiles = archive(out)
    assert (metadata["revision"], metadata["boundary_status"]) == (site.revision(), "official")
    wards = tiles[(9, 406, 225)]["wards"].features
    assert {each.properties["ward_code"]: each.properties["level"] for each in wards}["A"] == "red"
    assert max(address[0] for address in tiles) == 9


def test_shapes_alone_say_nothing_of_levels(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "shapes.pmtiles"
    assert run(str(out), "--shapes", "--max-zoom", "9").exit_code == 0
    _, tiles = archive(out)
    assert "level" not in tiles[(9, 406, 225)]["wards"].keys


def test_the_shapes_of_a_version_that_never_was_are_a_fault_with_a_cure(tmp_path: Path) -> None:
    result = run(str(tmp_path / "x.pmtiles"), "--boundary-version", "0" * 16)
    assert result.exit_code == 1
    assert "boundary_version" in result.stderr


def test_of_a_past_instant_the_levels_are_those_of_then(site: Site, tmp_path: Path) -> None:
    out = tmp_path / "then.pmtiles"
    assert run(str(out), "--at", "2021-08-01T00:00+07:00", "--max-zoom", "9").exit_code == 0
    _, tiles = archive(out)
    levels = {each.properties["level"] for each in tiles[(9, 406, 225)]["wards"].features}
    assert "red" not in levels
