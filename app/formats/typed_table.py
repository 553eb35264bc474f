"""Tables whose columns are a contract: what each is called, holds and means, whatever file it is written into.

A cell is a plain value of its column's kind, or None where nothing is known. Codes are text in every format.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from app.domain.projection import Shapes
from app.domain.sentences import Phrase

Kind = Literal["text", "integer", "number", "boolean", "date", "instant"]
Cell = str | int | float | bool | date | datetime | None
Row = Sequence[Cell]
LONGEST_SHEET: Final = 200_000
"""Rows a workbook is written with; a spreadsheet opens no more in a time anyone waits for."""


@dataclass(frozen=True)
class TypedColumn:
    """One column: its name and kind, what it means in both languages, its unit, the values it may hold.

    `values` empty: any. `is_required`: never empty. `example` shows how it is written.
    """

    name: str
    kind: Kind
    meaning: Phrase
    unit: str | None = None
    values: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class TableShape:
    """The columns of a table, in their order; new ones come last. `key` names what makes a row the only one."""

    name: str
    title: Phrase
    columns: tuple[TypedColumn, ...]
    key: tuple[str, ...]
    has_shapes: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class TypedTable:
    """Rows of a shape, to be gone through once.

    Args:
        shapes: (N,) lon/lat polygons, one a row, where the table has them.
        marks: what is true of the whole file, as words: revision, drill, boundary status.
        written_at: the moment written into formats that hold one; never the clock's, so equal rows give equal bytes.
    """

    shape: TableShape
    rows: Iterable[Row]
    written_at: datetime
    shapes: Shapes | None = None
    marks: tuple[tuple[str, str], ...] = field(default=())
