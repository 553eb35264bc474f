"""Windows over days: sums, completeness. Every window ends on, and includes, the day judged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.domain.evidence import Evidence
from app.domain.vocabulary import DataStatus


def window_sums(evidence: Evidence, window_days: int) -> NDArray[np.int32]:
    """New cases by class summed over the window that ends on each day judged.

    Returns:
        (W, D, 5) sums; days before the arrays begin count as nothing known, so history must cover the window.
    """
    return moving_sum(evidence.counts, evidence.history_days, window_days)


def missing_closed_days(evidence: Evidence, window_days: int, *, days_ago: int = 0) -> NDArray[np.int32]:
    """(W, D) closed days of each window without a report; the open day's report is not missing yet."""
    missing = (~evidence.reported & evidence.is_closed()[np.newaxis, :]).astype(np.int32)
    return moving_sum(missing, evidence.history_days, window_days, days_ago=days_ago)


def closed_days(evidence: Evidence, window_days: int) -> NDArray[np.int32]:
    """(D,) closed days in each window."""
    closed = evidence.is_closed().astype(np.int32)[np.newaxis, :]
    per_day: NDArray[np.int32] = moving_sum(closed, evidence.history_days, window_days)[0]
    return per_day


def data_status(missing: int, closed: int) -> DataStatus:
    """How complete a window is, from its missing and its closed days.

    >>> data_status(0, 14).value, data_status(1, 14).value, data_status(14, 14).value
    ('complete', 'partial', 'missing')
    """
    if missing == 0:
        return DataStatus.COMPLETE
    return DataStatus.MISSING if missing >= closed else DataStatus.PARTIAL


def moving_sum(
    daily: NDArray[np.int32], history_days: int, window_days: int, *, days_ago: int = 0
) -> NDArray[np.int32]:
    """Sums over the window that ends some days before each day judged; days are the second axis, oldest first.

    Raises:
        ValueError: the history is too short for the window.
    """
    needed = window_days + days_ago - 1
    if history_days < needed:
        raise ValueError(f"a window of {window_days} days needs {needed} days of history, got {history_days}")
    running = np.zeros((daily.shape[0], daily.shape[1] + 1, *daily.shape[2:]), dtype=np.int32)
    np.cumsum(daily, axis=1, dtype=np.int32, out=running[:, 1:])
    first, stop = history_days + 1 - days_ago, daily.shape[1] + 1 - days_ago
    # Slices are views; picking the days by an array of positions would copy both sides first.
    sums: NDArray[np.int32] = running[:, first:stop] - running[:, first - window_days : stop - window_days]
    return sums
