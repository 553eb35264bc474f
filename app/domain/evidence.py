"""What is known about wards over a run of days, as arrays: the only input a judgement has besides policy and state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.domain.indicator_series import IndicatorSeries
from app.domain.vocabulary import CASE_CLASSES, OutbreakSetting


@dataclass(frozen=True)
class OutbreakFact:
    """An outbreak (ổ dịch) as a judgement sees it.

    `placed` and `linked` are positions in `Evidence.ward_codes`; it is open on days opened_on ≤ D < closed_on.
    """

    outbreak_id: str
    placed: NDArray[np.intp]
    linked: NDArray[np.intp]
    source_known: bool
    setting: OutbreakSetting
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True)
class DecidedFact:
    """A level decided for a ward, as neighbors see it: on days first_day ≤ D < end_day (None: until further notice).

    `ward` is a position in `Evidence.ward_codes`.
    """

    ward: int
    level: str
    first_day: date
    end_day: date | None


@dataclass(frozen=True)
class Evidence:
    """Counts, reports, outbreaks and borders of W wards over H days of history and D days to judge.

    Args:
        ward_codes: W codes, in the order of every array's first axis.
        first_day: the first day to judge; the arrays begin `history_days` earlier.
        history_days: H, at least the policy's window minus one.
        counts: (W, H + D, 5) new cases by `CASE_CLASSES`; 0 where nothing was reported.
        reported: (W, H + D) whether the day has a report, or a declaration that stands for one.
        last_closed_day: days after it are open: their cases count, their missing reports do not.
        outbreaks: all that touch any of the wards.
        borders: (E, 2) positions of wards that share a border longer than 0 m, each pair once.
        decided: decided levels; a stricter one than the ward's own level is what its neighbors border.
        populations: (W,) people by ward, NaN where the register has none; None when no policy asks.
        reported_values: reported indicators (W, H + D) by their registered id.
    """

    ward_codes: tuple[str, ...]
    first_day: date
    history_days: int
    counts: NDArray[np.int32]
    reported: NDArray[np.bool_]
    last_closed_day: date
    outbreaks: tuple[OutbreakFact, ...]
    borders: NDArray[np.intp]
    decided: tuple[DecidedFact, ...] = ()
    populations: NDArray[np.float64] | None = None
    reported_values: Mapping[str, IndicatorSeries] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        wards, span, classes = self.counts.shape
        if wards != len(self.ward_codes) or classes != len(CASE_CLASSES) or self.reported.shape != (wards, span):
            raise ValueError("counts, reported and ward_codes do not fit together")
        if span <= self.history_days:
            raise ValueError("there is no day to judge")

    @property
    def day_count(self) -> int:
        """D, the number of days to judge."""
        return int(self.counts.shape[1]) - self.history_days

    @property
    def days(self) -> list[date]:
        """The days to judge, oldest first."""
        return [self.first_day + timedelta(days=offset) for offset in range(self.day_count)]

    def is_closed(self) -> NDArray[np.bool_]:
        """(H + D,) whether each day of history and judgement has passed its cut-off."""
        start = self.first_day.toordinal() - self.history_days
        return np.arange(start, start + self.counts.shape[1]) <= self.last_closed_day.toordinal()
