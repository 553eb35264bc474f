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
    return _windowed(evidence.counts, evidence.history_days, window_days)


def missing_closed_days(evidence: Evidence, window_days: int) -> NDArray[np.int32]:
    """(W, D) closed days of each window without a report; the open day's report is not missing yet."""
    missing = (~evidence.reported & evidence.is_closed()[np.newaxis, :]).astype(np.int32)
    return _windowed(missing, evidence.history_days, window_days)


def closed_days(evidence: Evidence, window_days: int) -> NDArray[np.int32]:
    """(D,) closed days in each window."""
    closed = evidence.is_closed().astype(np.int32)[np.newaxis, :]
    per_day: NDArray[np.int32] = _windowed(closed, evidence.history_days, window_days)[0]
    return per_day


def data_status(missing: int, closed: int) -> DataStatus:
    """How complete a window is, from its missing and its closed days.

    >>> data_status(0, 14).value, data_status(1, 14).value, data_status(14, 14).value
    ('complete', 'partial', 'missing')
    """
    if missing == 0:
        return DataStatus.COMPLETE
    return DataStatus.MISSING if missing >= closed else DataStatus.PARTIAL


def _windowed(values: NDArray[np.int32], history_days: int, window_days: int) -> NDArray[np.int32]:
    if history_days < window_days - 1:
        raise ValueError(f"a window of {window_days} days needs {window_days - 1} days of history, got {history_days}")
    running = np.zeros((values.shape[0], values.shape[1] + 1, *values.shape[2:]), dtype=np.int32)
    np.cumsum(values, axis=1, dtype=np.int32, out=running[:, 1:])
    first, days = history_days + 1, values.shape[1] - history_days
    # Slices are views; picking the days by an array of positions would copy both sides first.
    sums: NDArray[np.int32] = running[:, first : first + days] - running[:, first - window_days :][:, :days]
    return sums
