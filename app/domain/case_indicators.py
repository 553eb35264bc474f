"""Indicators computed from the case ledger: sums, incidence, days since the last case, doubling time; as bounds.

A window with more missing reports than the policy tolerates gives a lower bound only, never a false small number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import Bounds
from app.domain.evidence import Evidence
from app.domain.indicators import missing_closed_days, moving_sum
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, DoublingTime, Incidence
from app.domain.vocabulary import CASE_CLASSES, CaseClass

NEVER_DOUBLES: Final = 99_999.0
"""Days, in place of infinity: a value that a row can store."""

CaseIndicator = CaseSum | Incidence | DaysSinceLastCase | DoublingTime


def case_indicator(indicator: CaseIndicator, evidence: Evidence, *, days_ago: int, max_missing_days: int) -> Bounds:
    """(W, D) an indicator as it stood some days before each day judged.

    Args:
        max_missing_days: closed days of the window that may lack a report before the value is a lower bound only.
    """
    if isinstance(indicator, DaysSinceLastCase):
        return _days_since_last_case(indicator, evidence, days_ago, max_missing_days)
    if isinstance(indicator, DoublingTime):
        return _doubling_time(indicator, evidence, days_ago, max_missing_days)
    sums = _summed(evidence, indicator.classes, indicator.window_days, days_ago)
    values = sums if isinstance(indicator, CaseSum) else incidence(indicator, sums, _people(evidence))
    incomplete = _incomplete(evidence, indicator.window_days, days_ago, max_missing_days)
    bounds = Bounds.of(values)
    # Without a population an incidence is missing: no people known is not nobody.
    return Bounds(bounds.low, np.where(incomplete, np.inf, bounds.high))


def incidence(indicator: Incidence, cases: NDArray[np.float64], population: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cases of the indicator's window per people and days as the order says; NaN without a population.

    >>> weekly = Incidence(
    ...     id="incidence_7d", label_vi="x", label_en="x", provenance="example", note_vi="x", note_en="x",
    ...     kind="incidence", classes=("community_known_source",), window_days=14, per_days=7, round="nearest_integer",
    ... )
    >>> incidence(weekly, np.array([3292.0, 84.0]), np.array([8_246_500.0, 8_246_500.0])).tolist()
    [20.0, 1.0]
    """
    people = np.where(population >= 1, population, np.nan)
    # Whole numbers until the one division, so that a rate on a threshold is not an ulp beside it.
    rate = cases * (indicator.per_people * indicator.per_days) / (people * indicator.window_days)
    return rounded(rate) if indicator.round == "nearest_integer" else rate


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """To the nearest whole number, halves up, as notices print them.

    >>> rounded(np.array([19.5, 19.49, 20.5, np.nextafter(0.5, 0)])).tolist()
    [20.0, 19.0, 21.0, 0.0]
    """
    whole = np.floor(values)
    # Not floor(value + 0.5): that sum is itself rounded, and makes 1 of the largest number below a half.
    nearest: NDArray[np.float64] = whole + (values >= whole + 0.5)
    return nearest


def _people(evidence: Evidence) -> NDArray[np.float64]:
    if evidence.populations is None:
        return np.full((len(evidence.ward_codes), 1), np.nan)
    return evidence.populations[:, np.newaxis]


def _summed(evidence: Evidence, classes: Sequence[CaseClass], window_days: int, days_ago: int) -> NDArray[np.float64]:
    columns = [CASE_CLASSES.index(each) for each in classes]
    daily = evidence.counts[:, :, columns].sum(axis=2, dtype=np.int32)
    return moving_sum(daily, evidence.history_days, window_days, days_ago=days_ago).astype(np.float64)


def _incomplete(evidence: Evidence, window_days: int, days_ago: int, max_missing_days: int) -> NDArray[np.bool_]:
    return missing_closed_days(evidence, window_days, days_ago=days_ago) > max_missing_days


def _days_since_last_case(
    indicator: DaysSinceLastCase, evidence: Evidence, days_ago: int, max_missing_days: int
) -> Bounds:
    columns = [CASE_CLASSES.index(each) for each in indicator.classes]
    seen = evidence.counts[:, :, columns].sum(axis=2) > 0
    days = np.arange(seen.shape[1])
    last_seen = np.maximum.accumulate(np.where(seen, days, -(10**6)), axis=1)
    ends = np.arange(evidence.history_days, seen.shape[1]) - days_ago
    since = np.minimum(ends - last_seen[:, ends], indicator.look_back_days).astype(np.float64)
    incomplete = _incomplete(evidence, indicator.look_back_days, days_ago, max_missing_days)
    return Bounds(np.where(incomplete, 0.0, since), since)


def _doubling_time(indicator: DoublingTime, evidence: Evidence, days_ago: int, max_missing_days: int) -> Bounds:
    now = _summed(evidence, indicator.classes, indicator.look_back_days, days_ago)
    gained = _summed(evidence, indicator.classes, indicator.window_days, days_ago)
    before = now - gained
    with np.errstate(divide="ignore", invalid="ignore"):
        time = indicator.window_days * np.log(2) / np.log(now / before)
    # From no case at all to some, cases have doubled at once; without growth they never do.
    time = np.where(gained == 0, NEVER_DOUBLES, np.where(before == 0, 0.0, time))
    incomplete = _incomplete(evidence, indicator.look_back_days, days_ago, max_missing_days)
    return Bounds(np.where(incomplete, 0.0, time), np.where(incomplete, np.inf, time))
