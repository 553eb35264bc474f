"""What a ward's own criteria will say on quiet days to come, criterion by criterion, by the code that decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import all_of
from app.domain.classification import inputs_of, judge_own
from app.domain.criteria import Inputs, any_holds, holds, table_ranks
from app.domain.evidence import Evidence
from app.domain.policy import Criterion, Modifier, Policy, Rule
from app.domain.quiet_days import last_quiet_day, quiet_evidence
from app.domain.reporting_day import ONE_DAY


@dataclass(frozen=True)
class OwnOutlook:
    """D days from the one asked of, if nothing more happens.

    `rank` (D,): what the criteria give, 0 unknown; `high` (D,): the highest they may mean given what is missing;
    `kept` (D,): a clause forbids falling. `highs`: by rule and table the highest rank it may mean by itself;
    `raises`: by modifier how many levels it may raise.
    """

    days: list[date]
    rank: NDArray[np.int8]
    high: NDArray[np.int8]
    kept: NDArray[np.bool_]
    highs: Mapping[str, NDArray[np.int8]]
    raises: Mapping[str, NDArray[np.int8]]

    def keeps(self, criterion: Criterion, rank: int) -> NDArray[np.bool_]:
        """(D,) where a criterion, with what modifiers add, may mean a rank, or is why no level can be given."""
        base = np.max([np.ones_like(self.rank), *self.highs.values()], axis=0)
        added = np.sum([np.zeros_like(self.rank), *self.raises.values()], axis=0)
        unsure = self.rank == 0
        found: NDArray[np.bool_]
        if isinstance(criterion, Modifier):
            raising = (self.raises[criterion.id] > 0) & ((base < rank) | unsure)
            found = raising & ((self.high >= rank) | unsure)
            return found
        own = self.highs[criterion.id]
        reaches = (own >= rank) | ((own > 1) & (own + added >= rank))
        found = (reaches & (self.high >= rank)) | (unsure & (own > 1))
        return found


def own_outlook(policy: Policy, evidence: Evidence, ward: int, on: date) -> OwnOutlook | None:
    """The outlook of the ward at a position from a day on; None where the evidence does not reach back far enough."""
    first = max(evidence.first_day, evidence.last_closed_day + ONE_DAY)
    skipped = (on - evidence.first_day).days
    if evidence.history_days < policy.history_days or skipped < 0:
        return None
    quiet = quiet_evidence(evidence, first, last_quiet_day(policy, max(first, on)))
    own, inputs = judge_own(policy, quiet), inputs_of(policy, quiet)
    kept = np.zeros_like(own.rank, dtype=np.bool_) if own.kept is None else own.kept
    return OwnOutlook(
        days=quiet.days[skipped:],
        rank=own.rank[ward, skipped:],
        high=own.high[ward, skipped:],
        kept=kept[ward, skipped:],
        highs={key: ranks[ward, skipped:] for key, ranks in _highs(policy, inputs).items()},
        raises={each.id: _raise(each, inputs)[ward, skipped:] for each in policy.modifiers},
    )


def _highs(policy: Policy, inputs: Inputs) -> dict[str, NDArray[np.int8]]:
    found = {table.id: np.broadcast_to(table_ranks(policy, table, inputs)[1], inputs.shape) for table in policy.tables}
    return {**{rule.id: _rule_high(policy, rule, inputs) for rule in policy.rules}, **found}


def _rule_high(policy: Policy, rule: Rule, inputs: Inputs) -> NDArray[np.int8]:
    possible = np.broadcast_to(holds(rule, inputs).possible, inputs.shape)
    return np.where(possible, policy.rank_of[rule.level], 1).astype(np.int8)


def _raise(modifier: Modifier, inputs: Inputs) -> NDArray[np.int8]:
    applies = all_of([any_holds(modifier.any_of, inputs), ~any_holds(modifier.unless_any_of, inputs)])
    may = applies.assumed(holds_when_missing=modifier.when_missing == "unknown")
    on_days = inputs.on(modifier.applies_from, modifier.applies_until)
    return np.where(np.broadcast_to(may & on_days, inputs.shape), modifier.raise_levels, 0).astype(np.int8)
