"""The whole judgement: evidence + policy + yesterday's state → levels with their reasons, for wards × days.

The order is that of the orders: own criteria, own persistence, adjacency from neighbors' own levels, persistence of
the result. A level that came from adjacency never feeds adjacency, or one red ward would colour the whole map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import Bounds
from app.domain.classification import NO_RULE, TOO_LITTLE_DATA, OwnCriteria, Reading, judge_own
from app.domain.evidence import Evidence
from app.domain.persistence import Held, follow
from app.domain.policy import Policy

HELD = -3
"""No rule gives the level any more; it is held until it may be loosened."""


@dataclass(frozen=True)
class ZoneState:
    """What one day hands to the next: the held own level and the held result of W wards."""

    own: Held
    result: Held

    @classmethod
    def unknown(cls, ward_count: int) -> ZoneState:
        """The state before anything was known."""
        return cls(Held.unknown(ward_count), Held.unknown(ward_count))


@dataclass(frozen=True)
class DayJudgement:
    """One judged day of W wards: the state before and after, and what gave it.

    `raw_rank` is the result before persistence; `rule` a position in `policy.all_rules`, or one of `NO_RULE`,
    `TOO_LITTLE_DATA`, `HELD`. `readings` (W,) are the indicators looked at; `kept` says where no level may fall.
    """

    day: date
    closed: bool
    before: ZoneState
    after: ZoneState
    own_raw_rank: NDArray[np.int8]
    own_rule: NDArray[np.int8]
    raw_rank: NDArray[np.int8]
    rule: NDArray[np.int8]
    sums: NDArray[np.int32]
    missing: NDArray[np.int32]
    closed_days: int
    readings: Mapping[Reading, Bounds] = field(default_factory=dict)
    kept: NDArray[np.bool_] | None = None


def judge(policy: Policy, evidence: Evidence, state: ZoneState) -> list[DayJudgement]:
    """Judge each day of the evidence in turn.

    Args:
        policy: in force on all the days.
        evidence: W wards, D days.
        state: after the day before the first; `ZoneState.unknown` when nothing was judged before.

    Returns:
        D judgements, oldest first; the last one's `after` continues the next call.
    """
    own = judge_own(policy, evidence)
    closed = evidence.is_closed()[evidence.history_days :]
    judgements = []
    for offset, day in enumerate(evidence.days):
        judgement = _judge_day(policy, evidence, own, state, offset, day, bool(closed[offset]))
        judgements.append(judgement)
        state = judgement.after
    return judgements


def _judge_day(
    policy: Policy,
    evidence: Evidence,
    own: OwnCriteria,
    state: ZoneState,
    offset: int,
    day: date,
    closed: bool,
) -> DayJudgement:
    complete = own.missing[:, offset] == 0
    ordinal = day.toordinal()
    kept = None if own.kept is None else own.kept[:, offset]
    # A day on which something missing could have meant the held level does not qualify for leaving it.
    high = own.high[:, offset]

    def held(before: Held, raw: NDArray[np.int8]) -> Held:
        qualifies = complete & (high < before.rank)
        return follow(before, raw, complete=qualifies, closed=closed, day=ordinal, policy=policy, kept=kept)

    own_held = held(state.own, own.rank[:, offset])
    raw_rank, raw_rule = _with_neighbors(
        policy, evidence.borders, own_held.rank, bordered_rank(policy, evidence, own_held.rank, day)
    )
    result = held(state.result, raw_rank)
    return DayJudgement(
        day=day,
        closed=closed,
        before=state,
        after=ZoneState(own_held, result),
        own_raw_rank=own.rank[:, offset],
        own_rule=own.rule[:, offset],
        raw_rank=raw_rank,
        rule=_reason(own, offset, own_held, raw_rank, raw_rule, result),
        sums=own.sums[:, offset],
        missing=own.missing[:, offset],
        closed_days=int(own.closed[offset]),
        readings={key: Bounds(bounds.low[:, offset], bounds.high[:, offset]) for key, bounds in own.readings.items()},
        kept=kept,
    )


def bordered_rank(policy: Policy, evidence: Evidence, own_rank: NDArray[np.int8], day: date) -> NDArray[np.int8]:
    """(W,) the rank by which each ward is seen across its borders: its own, or a stricter decided one."""
    seen = own_rank.copy()
    for each in evidence.decided:
        if each.first_day <= day and (each.end_day is None or day < each.end_day):
            seen[each.ward] = max(seen[each.ward], policy.rank_of.get(each.level, 0))
    return seen


def _with_neighbors(
    policy: Policy, borders: NDArray[np.intp], own_rank: NDArray[np.int8], seen_rank: NDArray[np.int8]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Raise wards next to a ward of its *own* level; (rank, position of the adjacency rule in all_rules or −1)."""
    rank = own_rank.copy()
    rule = np.full(len(own_rank), NO_RULE, dtype=np.int8)
    for position, adjacent in enumerate(policy.adjacency, start=len(policy.ordered)):
        source = seen_rank == policy.rank_of[adjacent.neighbor_own_level]
        bordering = np.zeros(len(own_rank), dtype=np.bool_)
        bordering[borders[source[borders[:, 1]], 0]] = True
        bordering[borders[source[borders[:, 0]], 1]] = True
        raised = bordering & (rank < policy.rank_of[adjacent.level])
        rank[raised] = policy.rank_of[adjacent.level]
        rule[raised] = position
    return rank, rule


def _reason(
    own: OwnCriteria,
    offset: int,
    own_held: Held,
    raw_rank: NDArray[np.int8],
    raw_rule: NDArray[np.int8],
    result: Held,
) -> NDArray[np.int8]:
    """Why each ward is where it is: an adjacency rule, an own rule, no rule, too little data, or held."""
    own_reason = np.where(own_held.rank == own.rank[:, offset], own.rule[:, offset], HELD)
    reason = np.where(raw_rule >= 0, raw_rule, own_reason)
    reason = np.where(result.rank == raw_rank, reason, HELD)
    return np.where(result.rank == 0, TOO_LITTLE_DATA, reason).astype(np.int8)
