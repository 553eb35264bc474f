"""`khoanhvung briefing`: the briefing of a day as a file, by its ending or by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import briefing as command
from app.cli.main import cli
from app.storage.audit import lines
from app.storage.engine import create_database_engine
from tests.briefed import TOMORROW, briefed_site
from tests.site import Site


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site of the briefing, as the command finds it."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    engine = create_database_engine(sqlite_url)
    site = briefed_site(engine)
    monkeypatch.setattr(command, "now", site.clock)
    yield site
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["briefing", *arguments])


@pytest.mark.parametrize(("ending", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF-"), ("png", b"\x89PNG")])
def test_the_ending_of_the_name_says_what_is_written(site: Site, tmp_path: Path, ending: str, begins: bytes) -> None:
    out = tmp_path / f"bao-cao.{ending}"
    assert run("--out", str(out)).exit_code == 0
    assert out.read_bytes().startswith(begins)


def test_json_goes_to_stdout_and_an_export_to_the_audit(site: Site) -> None:
    result = run("--out", "-", "--format", "json", "--on", "2021-08-14")
    assert json.loads(result.stdout)["on"] == "2021-08-14"
    with site.read_sessions() as session:
        (line,) = lines(session, limit=1)
    assert (line.entry.actor, line.entry.action, line.entry.subject) == (
        "cli",
        "export_briefing",
        "briefing 2021-08-14 json",
    )


def test_districts_can_be_chosen(site: Site) -> None:
    body = json.loads(run("--out", "-", "--format", "json", "--district", "017").stdout)
    assert (body["on"], body["scope"], len(body["wards"])) == (str(TOMORROW), ["Quận 017"], 4)


@pytest.mark.parametrize(
    "arguments",
    [("--out", "x.docx"), ("--out", "x"), ("--out", "x.pdf", "--format", "odt"), ("--out", "x.pdf", "--on", "soon")],
)
def test_what_cannot_be_written_is_a_fault_of_usage(site: Site, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_district_that_is_not_there_is_refused(site: Site) -> None:
    result = run("--out", "-", "--format", "json", "--district", "999")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "999" in result.stderr


def test_a_day_not_begun_is_refused(site: Site, tmp_path: Path) -> None:
    result = run("--out", str(tmp_path / "x.pdf"), "--on", "2030-01-01")
    assert result.exit_code == 2
    assert not (tmp_path / "x.pdf").exists()


def test_a_database_that_is_not_laid_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOANHVUNG_DATA_DIR", str(tmp_path))
    assert run("--out", "-", "--format", "json").exit_code == 3
