"""The table of clients that were tried: each row names a test that is there."""

from __future__ import annotations

import fnmatch
import re
from typing import Final

import pytest

from app.settings import ROOT

_ROW: Final = re.compile(r"(?m)^\|(?! *(?:client|-+) *\|)(.+)\|$")
_TEST: Final = re.compile(r"`(tests/[\w/]+\.py)::([\w*]+)`")
PAGE: Final = ROOT / "docs" / "clients.md"


def rows() -> list[str]:
    """The rows of the table, whole."""
    table = PAGE.read_text().partition("\n## ")[0]
    return [each for each in _ROW.findall(table) if not set(each) <= set("-| ")]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.split("|")[0].strip()[:40])
def test_every_row_names_a_test_that_is_there(row: str) -> None:
    named = _TEST.findall(row)
    assert named, "a row without a test"
    for file, pattern in named:
        text = (ROOT / file).read_text()
        tests = re.findall(r"(?m)^(?:async )?def (test_\w+)\(", text)
        assert fnmatch.filter(tests, pattern), f"{file} has no {pattern}"


def test_every_rule_of_the_standard_names_tests_that_are_there() -> None:
    named = _TEST.findall((ROOT / "docs" / "api" / "ogc.md").read_text())
    assert len(named) > 15
    for file, pattern in named:
        tests = re.findall(r"(?m)^def (test_\w+)\(", (ROOT / file).read_text())
        assert fnmatch.filter(tests, pattern), f"{file} has no {pattern}"


def test_every_row_says_client_version_trial_and_result() -> None:
    assert len(rows()) >= 4
    assert all(len([cell for cell in each.split("|") if cell.strip()]) == 5 for each in rows())
