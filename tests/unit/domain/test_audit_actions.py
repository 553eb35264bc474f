"""Every action that may stand in the audit has words: each code the program writes, and each route that may refuse."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.audit_actions import DEEDS, action_words, is_known_action, names_of

APP = Path(__file__).resolve().parents[3] / "app"
WRITERS = {"audit", "_audit", "_leave", "record", "AuditEntry", "record_act"}
"""What the calls are named that leave a line."""
CODE = re.compile(r"[a-z]+(_[a-z]+)+|publish|reclassify|drill")


def written_codes() -> dict[str, str]:
    """Every action code in a call that leaves a line, and the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted(APP.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        constants = {name: value for each in module.body for name, value in _constant(each)}
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
                found |= dict.fromkeys(_codes(node, constants), str(path.relative_to(APP)))
    return found


def _constant(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
    value = getattr(statement, "value", None)
    yield from ((each.id, value) for each in targets if isinstance(each, ast.Name) and value is not None)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _codes(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    named = [each.value for each in call.keywords if each.arg == "action"]
    for argument in [*call.args[:3], *named]:
        for part in [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]:
            each = constants.get(part.id, part) if isinstance(part, ast.Name) else part
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value):
                yield each.value


def test_the_search_finds_codes_of_every_form() -> None:
    assert {"post_report", "sign_in", "staff_add", "export_audit", "staff_deactivate", "correct_indicator"} <= set(
        written_codes()
    )


def test_every_action_that_is_written_has_words() -> None:
    assert {code: where for code, where in written_codes().items() if not is_known_action(code)} == {}


def test_no_deed_stands_in_the_catalogue_that_nobody_does() -> None:
    computed = {"backtest", "check_copy", "keep_draft", "lookup_many", "read_border_notice", "read_sheet"}
    written = "".join(path.read_text(encoding="utf-8") for path in APP.rglob("*.py") if path.name != "audit_actions.py")
    assert {deed.code for deed in DEEDS if f'"{deed.code}"' not in written} <= computed


def test_no_name_means_two_deeds() -> None:
    names = Counter(name for deed in DEEDS for name in deed.names)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.code)
def test_words_differ_by_language_and_fit_a_column(deed: object) -> None:
    words = action_words(deed.code)  # type: ignore[attr-defined]
    assert words.vi != words.en
    assert max(len(words.vi), len(words.en)) <= 40


def test_an_action_is_found_with_its_refused_tries_and_a_refused_name_alone() -> None:
    assert names_of("correct_report") == {"correct_report", "correct", "take_correction"}
    assert names_of("correct") == {"correct"}
    assert names_of("unheard_of") == {"unheard_of"}
    assert action_words("unheard_of") == ("unheard_of", "unheard_of")
