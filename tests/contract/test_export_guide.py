"""docs/exports.md holds the dictionary of the tables as they are."""

from __future__ import annotations

from pathlib import Path

from app.formats.export_dictionary import dictionary
from app.formats.export_tables import ALL_TABLES
from app.formats.table_files import FORMS

GUIDE = (Path(__file__).parents[2] / "docs/exports.md").read_text(encoding="utf-8")


def test_the_guide_holds_the_dictionary() -> None:
    written = GUIDE.partition("<!-- dictionary -->\n")[2].partition("<!-- /dictionary -->")[0]
    assert written == dictionary(ALL_TABLES), "put there what khoanhvung export datapackage --markdown says"


def test_every_format_is_told() -> None:
    assert all(f"| `{form}` |" in GUIDE for form in FORMS)
