"""`khoanhvung publish` and `verify`: what stands is frozen, and a copy is told from a forgery."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import publishing as command
from app.cli.main import cli
from app.domain.publication import FILE_NAMES, FileKind
from app.storage.audit import lines
from app.storage.engine import create_database_engine
from app.storage.publications import newest_number
from tests.press import ADDRESS, judged_site
from tests.site import Site

ORDER = ("--title", "Mức nguy cơ", "--signer", "Chủ tịch", "--document-number", "12/TB-UBND")


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A judged site, as the commands find it."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("KHOANHVUNG_BASE_URL", ADDRESS)
    engine = create_database_engine(sqlite_url)
    site = judged_site(engine)
    monkeypatch.setattr(command, "now", site.clock)
    yield site
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def test_publishing_writes_the_files_and_a_line_in_the_audit(site: Site, tmp_path: Path) -> None:
    result = run("publish", *ORDER, "--out", str(tmp_path), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["page"] == f"{ADDRESS}/p/1"
    assert {path.name for path in tmp_path.iterdir()} == set(FILE_NAMES.values())
    with site.read_sessions() as session:
        (line,) = lines(session, limit=1)
    assert (line.entry.actor, line.entry.action, line.entry.subject) == ("cli", "publish", "1")


def test_a_copy_is_checked_by_file_and_by_number(site: Site, tmp_path: Path) -> None:
    run("publish", *ORDER, "--out", str(tmp_path))
    table = tmp_path / FILE_NAMES[FileKind.CSV]
    assert run("verify", str(table)).exit_code == 0
    assert run("verify", "1").exit_code == 0
    assert run("verify", "2").exit_code == 1
    table.write_bytes(table.read_bytes().replace(b",red,", b",green,", 1))
    result = run("verify", str(table), "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["verdict"], found["changes"][0]["ward_code"]) == ("altered", "A")
    assert "A Phường A level (value): red → green" in result.stderr


def test_a_superseded_copy_is_not_as_good_as_a_genuine_one(site: Site) -> None:
    run("publish", *ORDER)
    assert run("publish", *ORDER, "--supersedes", "1").exit_code == 0
    result = run("verify", "1")
    assert result.exit_code == 1
    assert "no. 2" in result.stderr


def test_without_the_address_the_public_sees_nothing_is_published(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHOANHVUNG_BASE_URL")
    result = run("publish", *ORDER)
    assert result.exit_code == 2
    assert "KHOANHVUNG_BASE_URL" in result.stderr
    with site.read_sessions() as session:
        assert newest_number(session) == 0


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "a\u0007b"])
def test_a_title_that_cannot_be_printed_is_refused(site: Site, title: str) -> None:
    assert run("publish", "--title", title, *ORDER[2:]).exit_code == 2


def test_a_file_that_is_not_there_is_said(site: Site) -> None:
    assert run("verify", "nowhere.csv").exit_code == 1
