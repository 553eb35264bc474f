"""A table someone brings to ask a policy about: one row per unit and day, as arrays by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.vocabulary import CaseClass, OutbreakSetting

OutbreakKind = tuple[bool, OutbreakSetting]
"""What a condition can tell of an outbreak: whether its source is known, and its setting."""
LevelCounts = Mapping[str, int]
"""How many of the units inside are at each level; `unknown` counts those without one."""

T = TypeVar("T")


@dataclass(frozen=True)
class Repeated(Generic[T]):
    """A column in which few different contents come again and again: row i holds `contents[of_row[i]]`."""

    contents: tuple[T, ...]
    of_row: NDArray[np.intp]

    def spread(self, each: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(N,) from one answer per content."""
        spread: NDArray[np.bool_] = each[self.of_row]
        return spread


@dataclass(frozen=True)
class UnitTable:
    """N rows in the order they came; a column that was not there is not in its mapping, or None.

    Args:
        units: distinct unit codes.
        unit: (N,) position of each row's unit.
        day: (N,) ordinals.
        values: by indicator id, as given; NaN is missing.
        cases: by class, sums of the policy's window; NaN is missing.
        population: people of the unit; NaN is missing.
        open_outbreaks, linked_outbreaks: those open in the unit, or elsewhere and linked to it.
        neighbor_own_levels: levels of bordering units by their own evidence.
        children: levels of the units inside.
    """

    units: tuple[str, ...]
    unit: NDArray[np.intp]
    day: NDArray[np.int64]
    values: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    cases: Mapping[CaseClass, NDArray[np.float64]] = field(default_factory=dict)
    population: NDArray[np.float64] | None = None
    open_outbreaks: Repeated[frozenset[OutbreakKind]] | None = None
    linked_outbreaks: Repeated[frozenset[OutbreakKind]] | None = None
    neighbor_own_levels: Repeated[frozenset[str]] | None = None
    children: Repeated[LevelCounts] | None = None

    @property
    def row_count(self) -> int:
        """N."""
        return len(self.unit)

    @cached_property
    def by_unit_and_day(self) -> NDArray[np.intp]:
        """Rows by unit, then by day."""
        return np.lexsort((self.day, self.unit))

    def earlier(self, days: int) -> NDArray[np.intp]:
        """(N,) the row of the same unit exactly so many days before each row; −1 where there is none."""
        order = self.by_unit_and_day
        # Days fit in 22 bits (up to the year 9999), so unit and day make one sortable number.
        key = (self.unit.astype(np.int64) << 22) + self.day
        found = np.searchsorted(key[order], key - days)
        row = order[np.minimum(found, len(order) - 1)]
        return np.where(key[row] == key - days, row, -1)
