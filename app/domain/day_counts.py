"""New cases of one ward day by day: what is published of them one by one, so that no total may say more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.assessment import Assessment
from app.domain.vocabulary import CASE_CLASSES, CaseClass


@dataclass(frozen=True, eq=False)
class DayCounts:
    """New cases (D, 5) by day, oldest first, and class; the last day is `last_day`."""

    last_day: date
    counts: NDArray[np.int32]

    def cells(self, classes: Iterable[CaseClass], *, last_day: date, days: int) -> list[int]:
        """The counts above 0 of some classes on the days that end on `last_day`, each as it is published by itself.

        Raises:
            ValueError: a day that is not among those known.
        """
        stop = self.counts.shape[0] - (self.last_day - last_day).days
        if stop - days < 0 or stop > self.counts.shape[0]:
            raise ValueError(f"{days} days until {last_day} are not among the {self.counts.shape[0]} known")
        columns = [CASE_CLASSES.index(each) for each in classes]
        window = self.counts[stop - days : stop][:, columns]
        cells: list[int] = window[window > 0].tolist()
        return cells


def cells_in_window(assessment: Assessment, classes: Sequence[CaseClass], days: DayCounts | None) -> list[int]:
    """The parts of the cases in a judged day's window that are published by themselves.

    Args:
        days: the counts that are published day by day; None: no day is, only totals by class.
    """
    if days is None:
        return [getattr(assessment, each.value) for each in classes]
    width = (assessment.as_of - assessment.window_start).days + 1
    return days.cells(classes, last_day=assessment.as_of, days=width)
