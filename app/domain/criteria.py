"""Rules, tables and modifiers of one kind of unit, over arrays of any shape: what level they give, and by which.

Every criterion gives a lowest and a highest level it may mean, given what is missing. A level that is certain counts
whatever else is missing; the lowest level is given only where nothing missing could have meant a higher one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.bounds import Bounds, Truth, all_of, any_of, within
from app.domain.policy import (
    Axis,
    ChildrenCondition,
    Condition,
    Criteria,
    DecisionTable,
    IndicatorCondition,
    Modifier,
    OutbreakCondition,
    Policy,
    Rule,
)
from app.domain.vocabulary import CaseClass

NO_RULE = -1
"""No rule matched and nothing that could have is missing: the lowest level."""
TOO_LITTLE_DATA = -2
"""No rule matched, but too much is missing to say so: unknown."""


class Inputs(Protocol):
    """What conditions ask of a set of units; every answer has `shape`."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of every answer."""

    def indicator(self, indicator_id: str, *, days_ago: int) -> Bounds:
        """An indicator of the policy on the day judged or some days before."""

    def cases(self, classes: Sequence[CaseClass]) -> Bounds:
        """New cases of these classes in the policy's window."""

    def outbreak(self, condition: OutbreakCondition, *, linked: bool) -> Truth:
        """Whether an outbreak with these attributes is open in the unit, or linked to it from elsewhere."""

    def children(self, condition: ChildrenCondition) -> Truth:
        """Whether so many of the units inside are at a level."""

    def on(self, from_day: date | None, until_day: date | None) -> NDArray[np.bool_]:
        """Whether the day judged lies between two days, both included; None is open."""


@dataclass(frozen=True)
class Given:
    """What criteria give: the certain rank (1 = lowest), the highest possible one, and the position that decided.

    `position` counts in `Criteria.ordered`; `NO_RULE` where nothing matched.
    """

    low: NDArray[np.int8]
    high: NDArray[np.int8]
    position: NDArray[np.int8]


def apply_criteria(policy: Policy, criteria: Criteria, inputs: Inputs) -> Given:
    """Judge units by the criteria of their kind; of equal criteria the first listed is the reason."""
    low = np.ones(inputs.shape, dtype=np.int8)
    high = np.ones(inputs.shape, dtype=np.int8)
    position = np.full(inputs.shape, NO_RULE, dtype=np.int8)
    for index, rule in enumerate(criteria.rules):
        truth, rank = holds(rule, inputs), policy.rank_of[rule.level]
        _raise(low, position, truth.certain & (low < rank), rank, index)
        np.maximum(high, np.where(truth.possible, rank, 1), out=high, casting="unsafe")
    _apply_tables(policy, criteria, inputs, low, high, position)
    for index, modifier in enumerate(criteria.modifiers, start=len(criteria.rules) + len(criteria.tables)):
        _modify(policy, modifier, inputs, low, high, position, index)
    return Given(low, high, position)


def decided(given: Given, *, incomplete: NDArray[np.bool_]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """(rank with 0 for unknown, position or `TOO_LITTLE_DATA`): the lowest level needs certainty and complete data."""
    unsure = (given.low == 1) & (incomplete | (given.high > 1))
    rank = np.where(unsure, 0, given.low).astype(np.int8)
    return rank, np.where(unsure, TOO_LITTLE_DATA, given.position).astype(np.int8)


def holds(rule: Rule, inputs: Inputs) -> Truth:
    """Whether a rule matches: any of its alternatives and all of its requirements."""
    parts = [condition_holds(each, inputs) for each in rule.all_of]
    if rule.any_of:
        parts.append(any_of(condition_holds(each, inputs) for each in rule.any_of))
    return all_of(parts)


def any_holds(conditions: Sequence[Condition], inputs: Inputs) -> Truth:
    """Whether any of some conditions holds; none do when there are none."""
    if not conditions:
        return Truth.known(np.zeros(inputs.shape, dtype=np.bool_))
    return any_of(condition_holds(each, inputs) for each in conditions)


def condition_holds(condition: Condition, inputs: Inputs) -> Truth:
    """Whether one condition holds."""
    if condition.cases is not None:
        bounds = inputs.cases(condition.cases.classes)
        return Truth(bounds.low >= condition.cases.at_least, bounds.high >= condition.cases.at_least)
    if condition.outbreak_in_ward is not None:
        return inputs.outbreak(condition.outbreak_in_ward, linked=False)
    if condition.linked_to_outbreak is not None:
        return inputs.outbreak(condition.linked_to_outbreak, linked=True)
    if condition.indicator is not None:
        return _indicator_holds(condition.indicator, inputs)
    if condition.children is not None:
        return inputs.children(condition.children)
    return _combination_holds(condition, inputs)


def _combination_holds(condition: Condition, inputs: Inputs) -> Truth:
    if condition.any_of:
        return any_of(condition_holds(each, inputs) for each in condition.any_of)
    if condition.all_of:
        return all_of(condition_holds(each, inputs) for each in condition.all_of)
    return ~any_of(condition_holds(each, inputs) for each in condition.none_of)


def _indicator_holds(condition: IndicatorCondition, inputs: Inputs) -> Truth:
    truths = [within(condition, inputs.indicator(condition.id, days_ago=days)) for days in condition.days_ago]
    return all_of(truths) if condition.in_each_of_last is not None else any_of(truths)


def _raise(low: NDArray[np.int8], position: NDArray[np.int8], where: NDArray[np.bool_], rank: int, index: int) -> None:
    low[where] = rank
    position[where] = index


def _apply_tables(
    policy: Policy,
    criteria: Criteria,
    inputs: Inputs,
    low: NDArray[np.int8],
    high: NDArray[np.int8],
    position: NDArray[np.int8],
) -> None:
    given = {table.id: table_ranks(policy, table, inputs) for table in criteria.tables}
    for index, table in enumerate(criteria.tables, start=len(criteria.rules)):
        rank = given[table.id][0]
        # A table also says why a unit is at the lowest level, so its cell is the reason there too.
        decides = (rank > low) | ((position == NO_RULE) & (rank == low) & (rank == given[table.id][1]))
        low[decides] = rank[decides]
        position[decides] = index
    grouped = {name for group in criteria.higher_of for name in group.tables}
    for group in criteria.higher_of:
        np.maximum(high, _others_decide([given[name] for name in group.tables]), out=high)
    for table_id, (_, rank) in given.items():
        if table_id not in grouped:
            np.maximum(high, rank, out=high)
    np.maximum(high, low, out=high)


def _others_decide(tables: Sequence[tuple[NDArray[np.int8], NDArray[np.int8]]]) -> NDArray[np.int8]:
    """The highest possible rank of a group: of the tables that are sure where any is, else of all."""
    sure = np.stack([low == high for low, high in tables])
    highs = np.stack([high for _, high in tables])
    of_sure: NDArray[np.int8] = np.where(sure, highs, 1).max(axis=0)
    return np.where(sure.any(axis=0), of_sure, highs.max(axis=0)).astype(np.int8)


def table_ranks(policy: Policy, table: DecisionTable, inputs: Inputs) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """The lowest and the highest rank a table may mean, given what is missing on its axes."""
    ranks = np.array([[policy.rank_of[level] for level in row] for row in table.levels], dtype=np.int8)
    first_column, last_column = axis_bands(table.columns, inputs)
    if table.rows is None:
        first_row = last_row = np.zeros(inputs.shape, dtype=np.intp)
    else:
        first_row, last_row = axis_bands(table.rows, inputs)
    lowest, highest = _block_extremes(ranks)
    block = (first_row, last_row, first_column, last_column)
    return lowest[block], highest[block]


def axis_bands(axis: Axis, inputs: Inputs) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first and the last band, from 0, in which an axis's indicator may lie."""
    bounds = inputs.indicator(axis.indicator, days_ago=0)
    first = np.zeros(inputs.shape, dtype=np.intp)
    last = np.zeros(inputs.shape, dtype=np.intp)
    for band in axis.bands[1:]:
        truth = within(band.model_copy(update={"below": None, "at_most": None}), bounds)
        first += truth.certain
        last += truth.possible
    return first, last


def _block_extremes(ranks: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Lowest and highest rank of every block [first row, last row, first column, last column] of a table."""
    rows, columns = ranks.shape
    lowest = np.zeros((rows, rows, columns, columns), dtype=np.int8)
    highest = np.zeros_like(lowest)
    for top, bottom in ((a, b) for a in range(rows) for b in range(a, rows)):
        for left, right in ((a, b) for a in range(columns) for b in range(a, columns)):
            block = ranks[top : bottom + 1, left : right + 1]
            lowest[top, bottom, left, right] = block.min()
            highest[top, bottom, left, right] = block.max()
    return lowest, highest


def _modify(
    policy: Policy,
    modifier: Modifier,
    inputs: Inputs,
    low: NDArray[np.int8],
    high: NDArray[np.int8],
    position: NDArray[np.int8],
    index: int,
) -> None:
    applies = all_of([any_holds(modifier.any_of, inputs), ~any_holds(modifier.unless_any_of, inputs)])
    in_force = inputs.on(modifier.applies_from, modifier.applies_until)
    exempt = [policy.rank_of[level] for level in modifier.unless_level]
    top = policy.levels[-1].rank
    certain = applies.certain & in_force & ~np.isin(low, exempt)
    possible = applies.assumed(holds_when_missing=modifier.when_missing == "unknown") & in_force
    possible &= ~np.isin(high, exempt)
    raised = np.minimum(low + modifier.raise_levels, top).astype(np.int8)
    position[certain & (raised > low)] = index
    np.copyto(low, raised, where=certain)
    np.copyto(high, np.minimum(high + modifier.raise_levels, top).astype(np.int8), where=possible | certain)
    np.maximum(high, low, out=high)
