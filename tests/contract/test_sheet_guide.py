"""docs/sheets.md tells what is so: every word over a column, every reason of refusal, every cell it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.domain.intake_cells import read_number
from app.domain.sheet_synonyms import SYNONYMS, Synonyms
from app.formats.sheet_refusals import LARGEST_FILE, MOST_COLUMNS, MOST_ROWS, REFUSALS

GUIDE = (Path(__file__).parents[2] / "docs" / "sheets.md").read_text(encoding="utf-8")
ROLES = list(dict.fromkeys(each.role for each in SYNONYMS))


def row_of(role: str) -> str:
    """What the table of words must say of one role."""
    same = [each for each in SYNONYMS if each.role == role]
    whole = ", ".join(word for each in same for word in sorted(each.whole))
    return f"| `{role}` | {whole or '–'} | {_inside(same)} |"


def _inside(same: list[Synonyms]) -> str:
    parts = []
    for each in same:
        unless = f" (not with: {', '.join(each.unless)})" if each.unless and each.parts else ""
        parts += [f"{', '.join(each.parts)}{unless}"] if each.parts else []
    return "; ".join(parts) or "–"


@pytest.mark.parametrize("role", ROLES)
def test_the_words_over_a_column_are_told(role: str) -> None:
    assert row_of(role) in GUIDE.splitlines()


@pytest.mark.parametrize("reason", [*REFUSALS, "no_table", "no_rows", "cell_too_long", "not_utf8"])
def test_a_reason_of_refusal_is_told(reason: str) -> None:
    assert f"`{reason}`" in GUIDE


def test_the_limits_are_told() -> None:
    for limit in (f"{LARGEST_FILE // 2**20} MB", f"{MOST_ROWS:,} rows", f"{MOST_COLUMNS} columns"):
        assert limit in GUIDE


def test_the_cells_of_the_guide_are_read_as_it_says() -> None:
    told = re.findall(r"^\| `([^`]*)` \| (blank|fault|\d+) \|", GUIDE, flags=re.M)
    assert len(told) >= 10
    for text, meaning in told:
        read = read_number(text)
        is_so = {"blank": read.value is None and read.fault is None, "fault": read.fault is not None}
        assert is_so.get(meaning, str(read.value) == meaning), text
