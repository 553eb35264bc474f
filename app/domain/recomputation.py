"""Judging a stored row again from the row alone: does it say why it says what it says?

Plain scalar Python beside the engine's arrays, so that each proves the other. A row names everything a judgement
looked at: counts, indicators, missing days, whether the day was closed, the state it began with, outbreaks with what
was known of them, and neighbors by own level. Only the policy is looked up, by the version the row names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.assessment import Assessment
from app.domain.policy import Policy
from app.domain.row_criteria import is_kept, own_level, own_ranks
from app.domain.viewed import seen_in
from app.domain.vocabulary import UNKNOWN


@dataclass(frozen=True)
class Standing:
    """A held level, the day it was last entered, and the days in a row that qualified to leave it."""

    level: str
    entered_on: date | None
    qualifying_days: int


@dataclass(frozen=True)
class Recomputed:
    """What a row's own inputs give, to be compared with what it stores."""

    own_raw_level: str
    own: Standing
    raw_level: str
    result: Standing

    def agrees_with(self, assessment: Assessment) -> bool:
        """Whether a row stores exactly this."""
        stored = Recomputed(
            assessment.own_raw_level,
            Standing(assessment.own_level, assessment.own_entered_on, assessment.own_qualifying_days),
            assessment.raw_level,
            Standing(assessment.level, assessment.entered_on, assessment.qualifying_days),
        )
        return self == stored


def recompute_level(assessment: Assessment, policy: Policy) -> str:
    """The level a row should have, from the row alone.

    Args:
        assessment: a stored row.
        policy: of the id and version the row names.
    """
    return recompute(assessment, policy).result.level


def recompute(assessment: Assessment, policy: Policy) -> Recomputed:
    """All levels a row should have: own criteria, own persistence, neighbors, persistence of the result."""
    own_before, result_before = _standing(assessment.before[:3]), _standing(assessment.before[3:])
    own_raw = _own_criteria(assessment, policy)
    own = _persist(own_before, own_raw, assessment, policy)
    raw = _beside_neighbors(own.level, assessment, policy)
    return Recomputed(own_raw, own, raw, _persist(result_before, raw, assessment, policy))


def _standing(stored: Sequence[Any]) -> Standing:
    level, entered_on, qualifying_days = stored
    return Standing(level, date.fromisoformat(entered_on) if entered_on else None, qualifying_days)


def _own_criteria(assessment: Assessment, policy: Policy) -> str:
    incomplete = assessment.missing_days > policy.max_missing_days.value
    return own_level(policy, seen_in(assessment, policy), day=assessment.as_of, incomplete=incomplete) or UNKNOWN


def _beside_neighbors(own_level: str, assessment: Assessment, policy: Policy) -> str:
    level = own_level
    for rule in policy.adjacency:
        if assessment.evidence.get(f"neighbors_{rule.neighbor_own_level}"):
            level = max(level, rule.level, key=lambda each: policy.rank_of.get(each, 0))
    return level


def _persist(before: Standing, raw: str, assessment: Assessment, policy: Policy) -> Standing:
    """Tighten at once; loosen one step, late; an open day neither loosens nor turns green."""
    lowest = policy.levels[0].id
    held_rank, raw_rank = policy.rank_of.get(before.level, 0), policy.rank_of.get(raw, 0)
    if raw_rank > held_rank:
        may_enter = raw != lowest or assessment.closed
        return Standing(raw, assessment.as_of, 0) if may_enter else Standing(before.level, before.entered_on, 0)
    if raw_rank == 0 and before.level == lowest:
        return Standing(UNKNOWN, assessment.as_of, 0)
    if raw_rank == 0 or raw_rank == held_rank:
        return Standing(before.level, before.entered_on, 0)
    if not assessment.closed:
        return before
    seen = seen_in(assessment, policy)
    doubtful = own_ranks(policy, seen, day=assessment.as_of)[1] >= held_rank
    if assessment.missing_days > 0 or doubtful or is_kept(policy, seen):
        return Standing(before.level, before.entered_on, 0)
    return _step_down(before, assessment, policy)


def _step_down(before: Standing, assessment: Assessment, policy: Policy) -> Standing:
    """One more qualifying day: a step down once enough of them have passed and the hold is over."""
    qualifying = before.qualifying_days + 1
    held_days = (assessment.as_of - before.entered_on).days if before.entered_on else assessment.as_of.toordinal()
    persistence = policy.persistence
    if held_days < persistence.hold_of(before.level) or qualifying < persistence.qualifying_of(before.level):
        return Standing(before.level, before.entered_on, qualifying)
    return Standing(policy.level_of[policy.rank_of[before.level] - 1], assessment.as_of, 0)
