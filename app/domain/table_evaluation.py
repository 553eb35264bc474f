"""What a policy would say of a table: one row per unit and day, without history, borders or register behind it.

The criteria are those that judge the city's wards. What a table cannot tell is left out: nothing is held for a number
of days. Two things reach across rows: periods look at the same unit on the exact earlier day, and while a clause
forbids that the level falls, a row is not below the row before it of the same unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import Bounds, Truth
from app.domain.case_indicators import incidence, rounded
from app.domain.criteria import any_holds, apply_criteria, decided
from app.domain.indicator_catalogue import UnitKind
from app.domain.policy import ChildrenCondition, Criteria, OutbreakCondition, Policy
from app.domain.policy_indicators import CaseSum, Incidence, Indicator
from app.domain.unit_tables import LevelCounts, OutbreakKind, Repeated, UnitTable
from app.domain.vocabulary import UNKNOWN, CaseClass

KEPT: Final = -4
"""The level is that of the unit's row before, which a clause of the policy keeps from falling."""


@dataclass(frozen=True)
class Verdicts:
    """What the policy says of each of N rows.

    `rank`: 0 unknown, else the rank of the level. `rule`: position in `criteria.ordered`, and after them in
    `policy.adjacency`; or `NO_RULE`, `TOO_LITTLE_DATA`, `KEPT`. `clause`: for `KEPT` the position of the clause.
    """

    rank: NDArray[np.int8]
    rule: NDArray[np.int8]
    clause: NDArray[np.int8]


def criteria_of(policy: Policy, kind: UnitKind) -> Criteria | None:
    """The criteria of one kind of unit; None where the order has none."""
    return {UnitKind.WARD: policy, UnitKind.DISTRICT: policy.districts, UnitKind.CITY: policy.city}[kind]


def judge_table(policy: Policy, criteria: Criteria, inputs: TableInputs, *, with_neighbors: bool) -> Verdicts:
    """Judge every row.

    Args:
        criteria: of the kind of unit the table is about.
        with_neighbors: whether borders count, as they do between wards.
    """
    given = apply_criteria(policy, criteria, inputs)
    rank, rule = decided(given, incomplete=np.zeros(inputs.shape, dtype=np.bool_))
    if with_neighbors:
        _raise_by_neighbors(policy, criteria, inputs.table.neighbor_own_levels, rank, rule)
    clause = _keep(policy, inputs, rank, rule)
    return Verdicts(rank, rule, clause)


class TableInputs:
    """A table as conditions see it; an indicator it lacks is worked out from its case columns where they suffice."""

    def __init__(self, policy: Policy, table: UnitTable) -> None:
        self.table = table
        self._policy = policy
        self._computed: dict[tuple[str, int], Bounds] = {}

    @property
    def shape(self) -> tuple[int, ...]:
        """(N,)."""
        return (self.table.row_count,)

    def indicator(self, indicator_id: str, *, days_ago: int) -> Bounds:
        """An indicator on each row's day, or in the same unit's row exactly so many days before."""
        key = (indicator_id, days_ago)
        if key not in self._computed:
            self._computed[key] = self._earlier(indicator_id, days_ago) if days_ago else self._present(indicator_id)
        return self._computed[key]

    def cases(self, classes: Sequence[CaseClass]) -> Bounds:
        """The sum of case columns; a missing part leaves it open above."""
        return _summed([self.table.cases.get(each) for each in classes], self.table.row_count)

    def outbreak(self, condition: OutbreakCondition, *, linked: bool) -> Truth:
        """Whether the row lists a fitting outbreak; without the column nothing is known of outbreaks."""
        column = self.table.linked_outbreaks if linked else self.table.open_outbreaks
        if column is None:
            return _nothing_known(self.shape)
        fits = [any(_outbreak_fits(condition, each) for each in content) for content in column.contents]
        return Truth.known(column.spread(np.array(fits, dtype=np.bool_)))

    def children(self, condition: ChildrenCondition) -> Truth:
        """Whether so many of the units inside are at a level; those of unknown level may be."""
        column = self.table.children
        if column is None:
            return _nothing_known(self.shape)
        counted = [_counted(self._policy, condition, content) for content in column.contents]
        certain = np.array([at_level >= condition.needed(total) for at_level, _, total in counted], dtype=np.bool_)
        # A cell that tells of no unit inside tells nothing.
        possible = [not total or at_level + open_ >= condition.needed(total) for at_level, open_, total in counted]
        return Truth(column.spread(certain), column.spread(np.array(possible, dtype=np.bool_)))

    def on(self, from_day: date | None, until_day: date | None) -> NDArray[np.bool_]:
        """Whether each row's day lies between two days, both included."""
        first = date.min if from_day is None else from_day
        last = date.max if until_day is None else until_day
        inside: NDArray[np.bool_] = (self.table.day >= first.toordinal()) & (self.table.day <= last.toordinal())
        return inside

    def _earlier(self, indicator_id: str, days_ago: int) -> Bounds:
        present = self.indicator(indicator_id, days_ago=0)
        row = self.table.earlier(days_ago)
        return Bounds(
            np.where(row >= 0, present.low[row], -np.inf),
            np.where(row >= 0, present.high[row], np.inf),
        )

    def _present(self, indicator_id: str) -> Bounds:
        indicator = self._policy.indicator_of[indicator_id]
        given = self.table.values.get(indicator_id)
        worked_out = self._worked_out(indicator)
        if given is None:
            return worked_out
        values = rounded(given) if getattr(indicator, "round", "none") == "nearest_integer" else given
        missing = np.isnan(values)
        return Bounds(np.where(missing, worked_out.low, values), np.where(missing, worked_out.high, values))

    def _worked_out(self, indicator: Indicator) -> Bounds:
        if not isinstance(indicator, CaseSum | Incidence):
            return self._unknown()
        if indicator.window_days != self._policy.window_days.value:
            return self._unknown()
        sums = self.cases(indicator.classes)
        if isinstance(indicator, CaseSum):
            return self._at_least_one(indicator, sums)
        people = self.table.population
        return self._unknown() if people is None else _incidence_bounds(indicator, sums, people)

    def _at_least_one(self, wanted: CaseSum, sums: Bounds) -> Bounds:
        """A count that is not given is still at least one where an incidence of the same cases is above zero."""
        low = sums.low
        for each in self._policy.indicators:
            if isinstance(each, Incidence) and each.id in self.table.values and _of_same_cases(each, wanted):
                low = np.where(self.table.values[each.id] > 0, np.maximum(low, 1.0), low)
        return Bounds(low, np.maximum(low, sums.high))

    def _unknown(self) -> Bounds:
        return Bounds.of(np.full(self.shape, np.nan))


def _of_same_cases(one: Incidence, other: CaseSum) -> bool:
    return set(one.classes) == set(other.classes) and one.window_days == other.window_days


def _incidence_bounds(indicator: Incidence, sums: Bounds, people: NDArray[np.float64]) -> Bounds:
    low, high = incidence(indicator, sums.low, people), incidence(indicator, sums.high, people)
    return Bounds(np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high))


def _nothing_known(shape: tuple[int, ...]) -> Truth:
    return Truth(np.zeros(shape, dtype=np.bool_), np.ones(shape, dtype=np.bool_))


def _summed(columns: Sequence[NDArray[np.float64] | None], row_count: int) -> Bounds:
    low = np.zeros(row_count)
    open_above = np.zeros(row_count, dtype=np.bool_)
    for column in columns:
        values = np.full(row_count, np.nan) if column is None else column
        missing = np.isnan(values)
        low = low + np.where(missing, 0.0, values)
        open_above |= missing
    return Bounds(low, np.where(open_above, np.inf, low))


def _outbreak_fits(condition: OutbreakCondition, kind: OutbreakKind) -> bool:
    source_known, setting = kind
    if condition.source_known is not None and condition.source_known is not source_known:
        return False
    return not condition.settings or setting in condition.settings


def _counted(policy: Policy, condition: ChildrenCondition, content: LevelCounts) -> tuple[int, int, int]:
    """(units at the level, units of unknown level, all units)."""
    named = policy.rank_of[condition.named_level]
    exact = condition.level is not None
    at_level = sum(
        count
        for level, count in content.items()
        if level != UNKNOWN and (policy.rank_of[level] == named if exact else policy.rank_of[level] >= named)
    )
    return at_level, content.get(UNKNOWN, 0), sum(content.values())


def _raise_by_neighbors(
    policy: Policy,
    criteria: Criteria,
    neighbors: Repeated[frozenset[str]] | None,
    rank: NDArray[np.int8],
    rule: NDArray[np.int8],
) -> None:
    if neighbors is None:
        return
    for position, adjacent in enumerate(policy.adjacency, start=len(criteria.ordered)):
        bordering = neighbors.spread(np.array([adjacent.neighbor_own_level in each for each in neighbors.contents]))
        raised = bordering & (rank < policy.rank_of[adjacent.level])
        rank[raised] = policy.rank_of[adjacent.level]
        rule[raised] = position


def _keep(policy: Policy, inputs: TableInputs, rank: NDArray[np.int8], rule: NDArray[np.int8]) -> NDArray[np.int8]:
    """Lift rows that a clause keeps from falling to the level of the unit's row before; the clause by row, or −1."""
    clause = np.full(inputs.shape, -1, dtype=np.int8)
    for position, each in reversed(list(enumerate(policy.persistence.never_lower_while))):
        holds = any_holds(each.any_of, inputs).assumed(holds_when_missing=each.when_missing == "may_not_fall")
        clause[holds] = position
    lifted = _running_highest(inputs.table, rank, clause >= 0)
    kept = lifted > rank
    rank[kept], rule[kept] = lifted[kept], KEPT
    clause[~kept] = -1
    return clause


def _running_highest(table: UnitTable, rank: NDArray[np.int8], kept: NDArray[np.bool_]) -> NDArray[np.int8]:
    """The highest rank since the last row of the unit that could fall, each row itself included."""
    order = table.by_unit_and_day
    unit = table.unit[order]
    starts = np.ones(len(order), dtype=np.bool_)
    starts[1:] = (unit[1:] != unit[:-1]) | ~kept[order][1:]
    run = np.cumsum(starts) * 16  # Ranks are below 16, so the highest never reaches into the run before.
    highest = np.maximum.accumulate(run + rank[order]) - run
    lifted = np.empty_like(rank)
    lifted[order] = highest
    return lifted
