"""Every setting is in the documented table, and the table lists nothing that is not a setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import Settings

CONFIGURATION = Path(__file__).resolve().parents[2] / "docs/configuration.md"
PREFIX = "KHOANHVUNG_"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in CONFIGURATION.read_text()


def test_the_table_lists_settings_only() -> None:
    rows = re.findall(rf"(?m)^\| *`{PREFIX}([A-Z0-9_]+)`", CONFIGURATION.read_text())
    assert {row.lower() for row in rows} == set(Settings.model_fields)
