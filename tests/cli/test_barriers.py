"""`khoanhvung barriers import`: the shipped example, files with faults, a file imported twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import barriers as command
from app.cli.main import cli
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.settings import ROOT
from app.storage.barriers import barriers
from app.storage.engine import create_database_engine, session_factory
from tests.accounts import NOW, Clock
from tests.registers import imported_register
from tests.site import Site, open_site

RIVER = {
    "name_vi": "Sông Hồng",
    "name_en": "Red River",
    "kind": "ward_pairs",
    "pairs": [["A", "B"]],
    "valid_from": "2021-05-01",
    "provenance": "example",
}


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A laid site that the command finds by the settings, with a clock that stands still."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(command, "now", Clock(NOW))
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    engine.dispose()
    return site


def bring(folder: Path, content: str) -> Result:
    path = folder / "barriers.json"
    path.write_text(content, encoding="utf-8")
    return CliRunner().invoke(cli, ["barriers", "import", str(path), "--json"])


def written(*items: dict[str, Any]) -> str:
    return json.dumps({"barriers": items})


def test_a_file_is_imported_once_and_changed_by_name(site: Site, tmp_path: Path) -> None:
    told = json.loads(bring(tmp_path, written(RIVER)).stdout)
    assert told == {"created": 1, "changed": 0, "unchanged": 0}
    assert json.loads(bring(tmp_path, written(RIVER)).stdout)["unchanged"] == 1
    assert json.loads(bring(tmp_path, written({**RIVER, "pairs": [["B", "C"]]})).stdout)["changed"] == 1
    with site.read_sessions() as session:
        (found,) = barriers(session)
    assert (found.barrier_id, found.version, found.pairs) == ("BR0001", 2, (("B", "C"),))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not sound JSON"),
        (written({**RIVER, "kind": "wall"}), "must be one of"),
        (written(RIVER, {**RIVER, "name_vi": "Sông Đuống", "pairs": [["A", "Z"]]}), "No ward has code"),
    ],
)
def test_a_file_with_a_fault_changes_nothing(site: Site, tmp_path: Path, content: str, said: str) -> None:
    result = bring(tmp_path, content)
    assert result.exit_code != 0
    assert said in result.output
    with site.read_sessions() as session:
        assert barriers(session) == []


def test_a_drill_on_the_shipped_register_begins_with_the_example(sqlite_url: str) -> None:
    engine = create_database_engine(sqlite_url)
    with session_factory(engine).begin() as session:
        content = (ROOT / "data" / "wards.geojson").read_bytes()
        set_up(session, rules=SiteRules(), register_content=content, register_name="wards.geojson", now=NOW)
        for _ in range(2):
            command.bring_example(session, moment=NOW)
        assert [each.name_vi for each in barriers(session)][:1] == ["Sông Hồng"]
        assert {each.version for each in barriers(session)} == {1}
    engine.dispose()


def test_a_drill_on_another_register_begins_without(site: Site) -> None:
    with site.sessions.begin() as session:
        command.bring_example(session, moment=NOW)
        assert barriers(session) == []


def test_the_shipped_example_names_units_of_the_shipped_register() -> None:
    register = imported_register((ROOT / "data" / "wards.geojson").read_bytes())
    shipped = json.loads((ROOT / "data" / "barriers.json").read_text(encoding="utf-8"))["barriers"]
    assert {each["provenance"] for each in shipped} == {"example"}
    for each in shipped:
        known = register.positions if each["kind"] == "ward_pairs" else register.district_positions
        assert {code for pair in each["pairs"] for code in pair} <= set(known)
