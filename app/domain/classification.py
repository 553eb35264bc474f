"""Own criteria: what a ward's own evidence says on each day, before neighbors and before persistence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import Bounds, Truth
from app.domain.case_indicators import case_indicator, rounded
from app.domain.criteria import NO_RULE, TOO_LITTLE_DATA, any_holds, apply_criteria, decided
from app.domain.evidence import Evidence, OutbreakFact
from app.domain.indicators import closed_days, missing_closed_days, window_sums
from app.domain.policy import ChildrenCondition, OutbreakCondition, Policy
from app.domain.policy_indicators import Reported
from app.domain.vocabulary import CASE_CLASSES, CaseClass

__all__ = ["NO_RULE", "TOO_LITTLE_DATA", "OwnCriteria", "judge_own", "outbreak_matches"]

Reading = tuple[str, int]
"""An indicator and how many days before the day judged it is looked at."""


@dataclass(frozen=True)
class OwnCriteria:
    """What the criteria say of each ward and day, and what they looked at.

    `rank` (W, D): 0 unknown, else the rank of the level. `high` (W, D): the highest rank that is possible given what
    is missing. `rule` (W, D): position in `policy.ordered`, `NO_RULE` or `TOO_LITTLE_DATA`. `sums` (W, D, 5),
    `missing` (W, D) and `closed` (D,) describe the window, `readings` the indicators. `kept` (W, D): a clause of the
    policy forbids that the level falls; None without such clauses.
    """

    rank: NDArray[np.int8]
    high: NDArray[np.int8]
    rule: NDArray[np.int8]
    sums: NDArray[np.int32]
    missing: NDArray[np.int32]
    closed: NDArray[np.int32]
    readings: Mapping[Reading, Bounds]
    kept: NDArray[np.bool_] | None


def judge_own(policy: Policy, evidence: Evidence) -> OwnCriteria:
    """Apply the policy's criteria for wards; what certainly holds counts whatever else is missing."""
    window = policy.window_days.value
    missing = missing_closed_days(evidence, window)
    inputs = inputs_of(policy, evidence, missing)
    given = apply_criteria(policy, policy, inputs)
    rank, rule = decided(given, incomplete=inputs.incomplete & policy.counts_cases)
    kept = _kept(policy, inputs)
    readings = {key: inputs.indicator(key[0], days_ago=key[1]) for key in policy.readings}
    return OwnCriteria(rank, given.high, rule, inputs.sums, missing, closed_days(evidence, window), readings, kept)


def inputs_of(policy: Policy, evidence: Evidence, missing: NDArray[np.int32] | None = None) -> _WardDays:
    """Wards × days as the criteria see them.

    Args:
        missing: (W, D) closed days of each window without a report, if they are counted already.
    """
    window = policy.window_days.value
    counted = missing_closed_days(evidence, window) if missing is None else missing
    return _WardDays(policy, evidence, window_sums(evidence, window), counted > policy.max_missing_days.value)


def outbreak_matches(condition: OutbreakCondition, outbreak: OutbreakFact) -> bool:
    """Whether an outbreak has the attributes a condition asks for."""
    if condition.source_known is not None and outbreak.source_known is not condition.source_known:
        return False
    return not condition.settings or outbreak.setting in condition.settings


def _kept(policy: Policy, inputs: _WardDays) -> NDArray[np.bool_] | None:
    clauses = policy.persistence.never_lower_while
    if not clauses:
        return None
    truths = [
        any_holds(each.any_of, inputs).assumed(holds_when_missing=each.when_missing == "may_not_fall")
        for each in clauses
    ]
    kept: NDArray[np.bool_] = np.logical_or.reduce(truths)
    return kept


class _WardDays:
    """Wards × days as the criteria see them; each indicator is computed once."""

    def __init__(
        self, policy: Policy, evidence: Evidence, sums: NDArray[np.int32], incomplete: NDArray[np.bool_]
    ) -> None:
        self.sums = sums
        self.incomplete = incomplete
        self._policy = policy
        self._evidence = evidence
        self._computed: dict[Reading, Bounds] = {}

    @property
    def shape(self) -> tuple[int, ...]:
        return self.incomplete.shape

    def indicator(self, indicator_id: str, *, days_ago: int) -> Bounds:
        key = (indicator_id, days_ago)
        if key not in self._computed:
            self._computed[key] = self._compute(indicator_id, days_ago)
        return self._computed[key]

    def cases(self, classes: Sequence[CaseClass]) -> Bounds:
        columns = [CASE_CLASSES.index(each) for each in classes]
        low = self.sums[:, :, columns].sum(axis=2).astype(np.float64)
        # Missing reports are told by the window as a whole, so that a tolerated one does not blur every rule.
        return Bounds(low, low)

    def outbreak(self, condition: OutbreakCondition, *, linked: bool) -> Truth:
        return Truth.known(_where_open(condition, self._evidence, self.shape, linked=linked))

    def children(self, condition: ChildrenCondition) -> Truth:
        raise AssertionError(f"wards have no units inside them: {condition}")

    def on(self, from_day: date | None, until_day: date | None) -> NDArray[np.bool_]:
        days = self._evidence.days
        return np.array([(from_day or day) <= day <= (until_day or day) for day in days])[np.newaxis, :]

    def _compute(self, indicator_id: str, days_ago: int) -> Bounds:
        indicator = self._policy.indicator_of[indicator_id]
        if isinstance(indicator, Reported):
            return _reported(indicator, self._evidence, days_ago)
        return case_indicator(
            indicator, self._evidence, days_ago=days_ago, max_missing_days=self._policy.max_missing_days.value
        )


def _reported(indicator: Reported, evidence: Evidence, days_ago: int) -> Bounds:
    shape = (len(evidence.ward_codes), evidence.day_count)
    series = evidence.reported_values.get(indicator.read_from)
    if series is None:
        return Bounds(np.broadcast_to(-np.inf, shape), np.broadcast_to(np.inf, shape))
    start = evidence.history_days - days_ago
    values = series.values[:, start : start + shape[1]]
    reported_on = series.reported_on[:, start : start + shape[1]]
    day = evidence.first_day.toordinal() - days_ago + np.arange(shape[1])
    fresh = (reported_on > 0) & (day[np.newaxis, :] - reported_on < indicator.max_age_days)
    usable = np.where(fresh, values, np.nan)
    return Bounds.of(rounded(usable) if indicator.round == "nearest_integer" else usable)


def _where_open(
    condition: OutbreakCondition, evidence: Evidence, shape: tuple[int, ...], *, linked: bool
) -> NDArray[np.bool_]:
    holds = np.zeros(shape, dtype=np.bool_)
    for outbreak in evidence.outbreaks:
        if outbreak_matches(condition, outbreak):
            # “Elsewhere”: a ward that holds the outbreak itself is judged by the outbreak, not by the link.
            wards = np.setdiff1d(outbreak.linked, outbreak.placed) if linked else outbreak.placed
            holds[np.ix_(wards, _open_days(outbreak, evidence))] = True
    return holds


def _open_days(outbreak: OutbreakFact, evidence: Evidence) -> NDArray[np.intp]:
    first = evidence.first_day.toordinal()
    start = max(0, outbreak.opened_on.toordinal() - first)
    stop = evidence.day_count if outbreak.closed_on is None else outbreak.closed_on.toordinal() - first
    return np.arange(start, min(stop, evidence.day_count))
