"""Threshold bands, decision tables over them, "the higher of", and modifiers that raise what they give."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.domain.policy_base import Cited, IndicatorId, Limits, RuleId, Shape, Text
from app.domain.policy_conditions import Condition
from app.domain.vocabulary import Provenance


class Band(Limits):
    """One stretch of an axis; the first is open below, the last open above. A provenance here overrides the table's."""

    provenance: Provenance | None = None
    sources: tuple[str, ...] = ()
    note_vi: str | None = None
    note_en: str | None = None


class Axis(Shape):
    """An indicator cut into bands, from the lowest values to the highest, without gap or overlap."""

    indicator: IndicatorId
    bands: tuple[Band, ...] = Field(min_length=2, max_length=9)

    @model_validator(mode="after")
    def _without_gap_or_overlap(self) -> Axis:
        if self.bands[0].lower is not None or self.bands[-1].upper is not None:
            raise ValueError("the first band must be open below and the last one open above, or values fall outside")
        for position, (one, other) in enumerate(pairwise(self.bands), start=1):
            _meet(position, one, other)
        return self


def _meet(position: int, one: Band, other: Band) -> None:
    upper, lower = one.upper, other.lower
    if upper is None or lower is None:
        raise ValueError(f"bands {position} and {position + 1} must state where they meet")
    if lower[0] > upper[0] or (lower[0] == upper[0] and not lower[1] and not upper[1]):
        raise ValueError(f"there is a gap between band {position} and band {position + 1} at {upper[0]:g}")
    if lower[0] < upper[0] or (lower[1] and upper[1]):
        raise ValueError(f"band {position} and band {position + 1} overlap at {lower[0]:g}")


class Cell(Cited):
    """Where one cell of a table is less sure than the table, or more; rows and columns count from 1."""

    row: Annotated[int, Field(ge=1)] = 1
    column: Annotated[int, Field(ge=1)]


class DecisionTable(Cited):
    """A level for every band of one indicator, or for every pair of bands of two.

    `levels` has a row for each band of `rows` (one row without it) and a column for each band of `columns`.
    """

    id: RuleId
    label_vi: Text
    label_en: Text
    rows: Axis | None = None
    columns: Axis
    levels: tuple[tuple[str, ...], ...] = Field(min_length=1)
    cells: tuple[Cell, ...] = ()

    @model_validator(mode="after")
    def _as_many_cells_as_bands(self) -> DecisionTable:
        rows = 1 if self.rows is None else len(self.rows.bands)
        if len(self.levels) != rows or any(len(row) != len(self.columns.bands) for row in self.levels):
            raise ValueError(f"table {self.id} needs {rows} rows of {len(self.columns.bands)} levels")
        if any(cell.row > rows or cell.column > len(self.columns.bands) for cell in self.cells):
            raise ValueError(f"table {self.id} speaks of a cell it does not have")
        return self

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Columns, then rows."""
        return (self.columns,) if self.rows is None else (self.columns, self.rows)


class HigherOf(Shape):
    """Tables of which the higher level counts; one whose indicator is missing leaves the decision to the others."""

    tables: tuple[RuleId, ...] = Field(min_length=2)
    when_one_is_missing: Literal["others_decide"]


class Modifier(Cited):
    """Raises the level the criteria give, unless an exception holds; dated where the order changed in time.

    `when_missing`: what happens while a value it looks at is missing: `not_applied` (the criterion is not assessed),
    or `unknown` (it may or may not apply, so the lowest level cannot be given).
    """

    id: RuleId
    label_vi: Text
    label_en: Text
    raise_levels: Annotated[int, Field(ge=1, le=3)] = 1
    any_of: tuple[Condition, ...] = Field(min_length=1)
    unless_any_of: tuple[Condition, ...] = ()
    unless_level: tuple[str, ...] = ()
    when_missing: Literal["not_applied", "unknown"]
    applies_from: date | None = None
    applies_until: date | None = None

    def applies_on(self, day: date) -> bool:
        """Whether the order contains it on a day; both bounds are included."""
        return (self.applies_from is None or self.applies_from <= day) and (
            self.applies_until is None or day <= self.applies_until
        )
