"""Workbooks: their sheets as grids of cells."""

from __future__ import annotations

from app.domain.sheet_grid import SheetGrid
from app.formats.sheet_safety import SheetKind


def read_sheets(content: bytes, kind: SheetKind) -> list[SheetGrid]:
    """The visible sheets of a workbook."""
    return []
