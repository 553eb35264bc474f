"""Own criteria: what a ward's own evidence says on each day, before neighbors and before persistence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.evidence import Evidence, OutbreakFact
from app.domain.indicators import closed_days, missing_closed_days, window_sums
from app.domain.policy import Condition, OutbreakCondition, Policy, Rule
from app.domain.vocabulary import CASE_CLASSES

NO_RULE = -1
"""No rule matched and the data are complete enough: the lowest level."""
TOO_LITTLE_DATA = -2
"""No rule matched, but too much is missing to say so: unknown."""


@dataclass(frozen=True)
class OwnCriteria:
    """What the rules say of each ward and day, and what they looked at.

    `rank` (W, D): 0 unknown, else the rank of the level. `rule` (W, D): position in `policy.rules`, `NO_RULE` or
    `TOO_LITTLE_DATA`. `sums` (W, D, 5), `missing` (W, D) and `closed` (D,) describe the window.
    """

    rank: NDArray[np.int8]
    rule: NDArray[np.int8]
    sums: NDArray[np.int32]
    missing: NDArray[np.int32]
    closed: NDArray[np.int32]


def judge_own(policy: Policy, evidence: Evidence) -> OwnCriteria:
    """Match the policy's rules, strictest first; a positive rule counts whatever else is missing."""
    window = policy.window_days.value
    sums = window_sums(evidence, window)
    missing = missing_closed_days(evidence, window)
    shape = missing.shape
    incomplete = missing > policy.max_missing_days.value
    rank = np.where(incomplete, 0, policy.levels[0].rank).astype(np.int8)
    rule = np.where(incomplete, TOO_LITTLE_DATA, NO_RULE).astype(np.int8)
    # Mildest first, so that the strictest match and, within a level, the first listed one is written last.
    for position in reversed(range(len(policy.rules))):
        matched = _matches(policy.rules[position], evidence, sums, shape)
        rank[matched] = policy.rank_of[policy.rules[position].level]
        rule[matched] = position
    return OwnCriteria(rank, rule, sums, missing, closed_days(evidence, window))


def outbreak_matches(condition: OutbreakCondition, outbreak: OutbreakFact) -> bool:
    """Whether an outbreak has the attributes a condition asks for."""
    if condition.source_known is not None and outbreak.source_known is not condition.source_known:
        return False
    return not condition.settings or outbreak.setting in condition.settings


def _matches(rule: Rule, evidence: Evidence, sums: NDArray[np.int32], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    matched = np.ones(shape, dtype=np.bool_)
    if rule.any_of:
        matched &= np.logical_or.reduce([_holds(each, evidence, sums) for each in rule.any_of])
    for each in rule.all_of:
        matched &= _holds(each, evidence, sums)
    return matched


def _holds(condition: Condition, evidence: Evidence, sums: NDArray[np.int32]) -> NDArray[np.bool_]:
    if condition.cases is not None:
        columns = [CASE_CLASSES.index(each) for each in condition.cases.classes]
        return np.asarray(sums[:, :, columns].sum(axis=2) >= condition.cases.at_least)
    if condition.outbreak_in_ward is not None:
        return _where_open(condition.outbreak_in_ward, evidence, sums.shape[:2], linked=False)
    if condition.linked_to_outbreak is not None:
        return _where_open(condition.linked_to_outbreak, evidence, sums.shape[:2], linked=True)
    raise AssertionError("the policy's shape admits no empty condition")


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
