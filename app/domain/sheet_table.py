"""A table found in a sheet: where it lies, and what its columns hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.domain.sentences import Phrase
from app.domain.sheet_synonyms import NUMBER_ROLES, ColumnRole

IsWard: TypeAlias = Callable[[str], bool]
"""Whether a text names a ward."""


@dataclass(frozen=True)
class LayoutColumn:
    """A column: where, the words over it, and what it holds (None: not understood)."""

    index: int
    heading: str
    role: ColumnRole | None


@dataclass(frozen=True)
class SheetLayout:
    """A table found in a sheet.

    Args:
        top: index in `grid.rows` of the first row of headings; that of the first row of figures when there is none.
        body: index of the first row of figures.
        unclassed: headings that count cases of a class they do not say; somebody has to say it.
        doubtful: headings of columns with figures in them that are not read and may count cases: not understood, or of
            a class that several columns have.
        notices: what was understood in a way somebody should know of.
    """

    top: int
    body: int
    columns: tuple[LayoutColumn, ...]
    unclassed: tuple[str, ...] = ()
    notices: tuple[Phrase, ...] = ()
    doubtful: tuple[str, ...] = ()

    def column(self, role: ColumnRole) -> int | None:
        """Where a role stands."""
        return next((each.index for each in self.columns if each.role is role), None)

    @property
    def number_columns(self) -> tuple[LayoutColumn, ...]:
        """Columns of numbers that are read."""
        return tuple(each for each in self.columns if each.role in NUMBER_ROLES)
