"""`khoanhvung policy check` and `policy schema`: what is said where, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import cli
from app.formats.policy_schema import policy_schema

ORDER = (Path(__file__).parents[2] / "docs/examples/example-order.yaml").read_text(encoding="utf-8")
WRONG = ORDER.replace("- {at_least: 100}", "- {over: 100}")
ODD = ORDER.replace("- [low, high, high]", "- [low, high, medium]")


@pytest.fixture
def check(tmp_path: Path) -> Any:
    """Check a policy text with options."""

    def run(text: str | bytes, *options: str) -> Result:
        file = tmp_path / "order.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return CliRunner().invoke(cli, ["policy", "check", str(file), *options])

    return run


def test_a_sound_policy_is_called_so_and_exits_0(check: Any) -> None:
    result = check(ORDER)
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "example-order: hợp lệ / sound" in result.stderr
    assert "lần thử ngưỡng" in result.stderr


def test_a_fault_is_told_with_line_and_cure_in_both_languages_and_exits_1(check: Any) -> None:
    result = check(WRONG)
    assert result.exit_code == 1
    assert "Dòng 125, tables › incidence-by-coverage › columns › bands › #3 › over: " in result.stderr
    assert "ghi at_least (≥) hoặc above (>)" in result.stderr
    assert "write at_least (≥) or above (>)" in result.stderr
    assert "hợp lệ" not in result.stderr


def test_a_warning_is_told_and_exits_0_unless_strict(check: Any) -> None:
    told = check(ODD)
    assert (told.exit_code, check(ODD, "--strict").exit_code) == (0, 1)
    assert "1 Lưu ý / warning" in told.stderr
    assert "lowers the level from “high” to “medium”" in told.stderr
    assert "hợp lệ" in told.stderr


def test_json_is_for_machines(check: Any) -> None:
    document = json.loads(check(WRONG, "--json").stdout)
    assert (document["file"], document["sound"], document["policy_id"]) == ("order.yaml", False, None)
    (only,) = document["findings"]
    assert (only["severity"], only["line"]) == ("fault", 125)
    assert only["pointer"] == "/tables/0/columns/bands/2/over"
    sound = json.loads(check(ORDER, "--json").stdout)
    assert (sound["sound"], sound["policy_id"], sound["findings"]) == (True, "example-order", [])
    assert sound["thresholds_tried"] > 50


@pytest.mark.parametrize("text", ["id: [1, 2\n", "tệp".encode("utf-16"), "a: &a [*a]\n"])
def test_a_file_that_cannot_be_read_is_a_fault_like_any_other(check: Any, text: str | bytes) -> None:
    result = check(text, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["sound"] is False
    assert "order.yaml" in document["findings"][0]["vi"]


def test_a_bare_sign_is_explained_where_yaml_stumbles_over_it(check: Any) -> None:
    result = check(ORDER.replace("{id: elderly_pct, below: 80}", "{id: elderly_pct, >: 80}"))
    assert result.exit_code == 1
    assert "A threshold is not written with a sign" in result.stderr


def test_the_schema_is_printed_for_editors() -> None:
    result = CliRunner().invoke(cli, ["policy", "schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == policy_schema()
