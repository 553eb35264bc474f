"""From sparse dated values to one value a unit and day: the newest reported on or before each day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_REPORTED, OWN, OF_DISTRICT, OF_CITY = 0, 1, 2, 3
"""Where a value of a series comes from: nowhere, the unit itself, its district, the city."""


@dataclass(frozen=True)
class IndicatorSeries:
    """One indicator over units (the rows asked for) and days.

    `values` (W, D) float64, NaN where nothing is known; `reported_on` (W, D) int32, the ordinal of the day each value
    was reported for, 0 where there is none; `origin` (W, D) int8: NOT_REPORTED, OWN, OF_DISTRICT or OF_CITY.
    """

    values: NDArray[np.float64]
    reported_on: NDArray[np.int32]
    origin: NDArray[np.int8]

    @property
    def inherited(self) -> NDArray[np.bool_]:
        """(W, D) whether a value is that of a wider unit."""
        wider: NDArray[np.bool_] = self.origin > OWN
        return wider

    @classmethod
    def unknown(cls, rows: int, days: int) -> IndicatorSeries:
        """The series of an indicator of which nothing was ever reported."""
        return cls(np.full((rows, days), np.nan), np.zeros((rows, days), np.int32), np.zeros((rows, days), np.int8))


@dataclass(frozen=True)
class DatedValues:
    """Reported values of one indicator: parallel arrays in any order, at most one a unit and day.

    `unit`: the row each is about, in whatever numbering `carry_forward` is told of; `day`: ordinals.
    """

    unit: NDArray[np.intp]
    day: NDArray[np.int32]
    value: NDArray[np.float64]
    origin: NDArray[np.int8]

    def sorted(self) -> DatedValues:
        """By unit, then by day."""
        order = np.lexsort((self.day, self.unit))
        return DatedValues(self.unit[order], self.day[order], self.value[order], self.origin[order])


def carry_forward(
    reported: DatedValues, *, chains: NDArray[np.intp], unit_count: int, first_day: int, days: int
) -> IndicatorSeries:
    """For each row and day the newest value of the first unit of its chain that has one by then.

    Args:
        reported: values reported on or before the last day; those after it count for nothing.
        chains: (W, C) for each row the units it takes values from, best first; −1 where there is none.
        unit_count: how many units there are.
        first_day: ordinal of the first day.
        days: how many days.

    Returns:
        (W, D) series.
    """
    ordered = reported.sorted()
    newest = _newest_by_day(ordered, unit_count=unit_count, first_day=first_day, days=days)
    # A row beyond the last unit stands for "there is none".
    newest = np.concatenate([newest, np.zeros((1, days), dtype=np.int32)])
    chosen = newest[chains[:, 0]]
    for link in range(1, chains.shape[1]):
        chosen = np.where(chosen > 0, chosen, newest[chains[:, link]])
    return IndicatorSeries(
        values=np.concatenate([[np.nan], ordered.value])[chosen],
        reported_on=np.concatenate([[0], ordered.day]).astype(np.int32)[chosen],
        origin=np.concatenate([[NOT_REPORTED], ordered.origin]).astype(np.int8)[chosen],
    )


def _newest_by_day(ordered: DatedValues, *, unit_count: int, first_day: int, days: int) -> NDArray[np.int32]:
    """(unit_count, D) one more than the place in `ordered` of each unit's newest value by each day; 0: none."""
    newest = np.zeros(unit_count * days, dtype=np.int32)
    places = np.arange(1, len(ordered.day) + 1, dtype=np.int32)
    column = np.maximum(ordered.day - first_day, 0)
    within = column < days
    # Places rise with the day within a unit, so the highest place is the newest value.
    np.maximum.at(newest, ordered.unit[within] * days + column[within], places[within])
    carried: NDArray[np.int32] = np.maximum.accumulate(newest.reshape(unit_count, days), axis=1)
    return carried
