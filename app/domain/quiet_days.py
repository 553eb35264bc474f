"""Days to come on which nothing more happens: closed, reported, without a case, reported figures as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from app.domain.evidence import Evidence
from app.domain.indicator_series import IndicatorSeries
from app.domain.policy import Policy


def last_quiet_day(policy: Policy, first: date) -> date:
    """Far enough from a first day for the last case to leave the window, the hold to end, and the own level and then
    the result to qualify one after the other."""
    hold, qualifying = int(policy.hold_by_rank.max()), int(policy.qualifying_by_rank.max())
    return first + timedelta(days=policy.history_days + hold + 2 * qualifying + 2)


def quiet_evidence(evidence: Evidence, first: date, last: date) -> Evidence:
    """The evidence through exactly `last`, every day from `first` on closed, reported, and without further cases."""
    start = evidence.first_day - timedelta(days=evidence.history_days)
    span = (last - start).days + 1
    ahead = max(0, span - evidence.counts.shape[1])
    counts = np.pad(evidence.counts[:, :span], ((0, 0), (0, ahead), (0, 0)))
    reported = np.pad(evidence.reported[:, :span], ((0, 0), (0, ahead)))
    reported[:, (first - start).days :] = True
    values = {name: _repeated(each, start, first, span) for name, each in evidence.reported_values.items()}
    return replace(evidence, counts=counts, reported=reported, last_closed_day=last, reported_values=values)


def _repeated(series: IndicatorSeries, start: date, first: date, span: int) -> IndicatorSeries:
    """A reported indicator as if the same value were reported again on every day from `first` on."""
    ahead = max(0, span - series.values.shape[1])
    values = np.pad(series.values[:, :span], ((0, 0), (0, ahead)), mode="edge")
    reported_on = np.pad(series.reported_on[:, :span], ((0, 0), (0, ahead)))
    begins = (first - start).days
    days = (start.toordinal() + np.arange(begins, span)).astype(np.int32)
    reported_on[:, begins:] = np.where(np.isnan(values[:, begins:]), 0, days[np.newaxis, :])
    return IndicatorSeries(values, reported_on, np.pad(series.origin[:, :span], ((0, 0), (0, ahead)), mode="edge"))
