"""Conditions of a policy as logic: statements about one thing each, joined by “all of” and “any of”."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Literal

from app.domain.policy import (
    Axis,
    Band,
    CaseCondition,
    ChildrenCondition,
    Condition,
    Criteria,
    IndicatorCondition,
    Modifier,
    OutbreakCondition,
    Policy,
    Rule,
)
from app.domain.policy_lint.spans import Span
from app.domain.vocabulary import CaseClass, OutbreakSetting

Reading = tuple[str, int]
"""An indicator and how many days before the day judged it is looked at."""
OutbreakKind = tuple[bool, OutbreakSetting]
"""What a rule can tell apart: source known or not, and setting."""


@dataclass(frozen=True)
class Value:
    """An indicator's value lies in a span."""

    reading: Reading
    span: Span


@dataclass(frozen=True)
class Cases:
    """The cases of these classes in the window are at least a count, or (`fewer`) less than it."""

    classes: frozenset[CaseClass]
    count: int
    fewer: bool = False


@dataclass(frozen=True)
class Outbreaks:
    """An outbreak of one of these kinds is open in the unit or linked to it, or (`none`) no such one is."""

    kinds: frozenset[OutbreakKind]
    linked: bool
    none: bool = False


@dataclass(frozen=True)
class Children:
    """The units inside that are at one of these levels are at least an amount, or (`fewer`) less than it."""

    levels: frozenset[str]
    measure: Literal["pct", "count"]
    amount: float
    fewer: bool = False


Atom = Value | Cases | Outbreaks | Children


@dataclass(frozen=True)
class AllOf:
    """Every part holds; true without parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; false without parts."""

    parts: tuple[Formula, ...]


Formula = Atom | AllOf | AnyOf


def negated(formula: Formula) -> Formula:
    """What holds where a formula does not."""
    if isinstance(formula, AllOf):
        return AnyOf(tuple(negated(each) for each in formula.parts))
    if isinstance(formula, AnyOf):
        return AllOf(tuple(negated(each) for each in formula.parts))
    if isinstance(formula, Value):
        return AnyOf(tuple(Value(formula.reading, each) for each in formula.span.outside()))
    if isinstance(formula, Cases):
        return Cases(formula.classes, formula.count, fewer=not formula.fewer)
    if isinstance(formula, Outbreaks):
        return Outbreaks(formula.kinds, formula.linked, none=not formula.none)
    return Children(formula.levels, formula.measure, formula.amount, fewer=not formula.fewer)


def either(policy: Policy, conditions: Iterable[Condition]) -> Formula:
    """Any of some conditions."""
    return AnyOf(tuple(of_condition(policy, each) for each in conditions))


def of_condition(policy: Policy, condition: Condition) -> Formula:
    """One condition."""
    if condition.cases is not None:
        return _of_cases(condition.cases)
    if condition.outbreak_in_ward is not None:
        return Outbreaks(kinds_of(condition.outbreak_in_ward), linked=False)
    if condition.linked_to_outbreak is not None:
        return Outbreaks(kinds_of(condition.linked_to_outbreak), linked=True)
    if condition.indicator is not None:
        return _of_indicator(condition.indicator)
    if condition.children is not None:
        return _of_children(policy, condition.children)
    if condition.any_of:
        return either(policy, condition.any_of)
    if condition.all_of:
        return AllOf(tuple(of_condition(policy, each) for each in condition.all_of))
    return negated(either(policy, condition.none_of))


def of_rule(policy: Policy, rule: Rule) -> Formula:
    """Where a rule matches."""
    needed = tuple(of_condition(policy, each) for each in rule.all_of)
    return AllOf((*needed, either(policy, rule.any_of)) if rule.any_of else needed)


def of_modifier(policy: Policy, modifier: Modifier) -> Formula:
    """Where a modifier's reasons hold and none of its exceptions does."""
    return AllOf((either(policy, modifier.any_of), negated(either(policy, modifier.unless_any_of))))


def of_band(axis: Axis, band: Band) -> Formula:
    """Where an axis's indicator lies in a band."""
    return Value((axis.indicator, 0), Span.of(band))


def at_most_rank(policy: Policy, criteria: Criteria, rank: int) -> Formula:
    """Where rules and tables, before any modifier, give at most the level of a rank."""
    rules = [negated(of_rule(policy, rule)) for rule in criteria.rules if policy.rank_of[rule.level] > rank]
    return AllOf(
        (*rules, *(AnyOf(tuple(_cells(policy, criteria, table, rank))) for table in range(len(criteria.tables))))
    )


def _cells(policy: Policy, criteria: Criteria, table: int, rank: int) -> Iterable[Formula]:
    shape = criteria.tables[table]
    for row, levels in enumerate(shape.levels):
        for column, level in enumerate(levels):
            if policy.rank_of[level] <= rank:
                yield of_cell(criteria, table, row, column)


def of_cell(criteria: Criteria, table: int, row: int, column: int) -> Formula:
    """Where a cell of a table decides; table, row and column count from 0."""
    shape = criteria.tables[table]
    across = of_band(shape.columns, shape.columns.bands[column])
    return across if shape.rows is None else AllOf((across, of_band(shape.rows, shape.rows.bands[row])))


def kinds_of(condition: OutbreakCondition) -> frozenset[OutbreakKind]:
    """The kinds of outbreaks a condition means."""
    sources = (True, False) if condition.source_known is None else (condition.source_known,)
    return frozenset(product(sources, condition.settings or OutbreakSetting))


def _of_cases(condition: CaseCondition) -> Formula:
    return Cases(frozenset(condition.classes), condition.at_least)


def _of_indicator(condition: IndicatorCondition) -> Formula:
    parts = tuple(Value((condition.id, days), Span.of(condition)) for days in condition.days_ago)
    return AllOf(parts) if condition.in_each_of_last is not None else AnyOf(parts)


def _of_children(policy: Policy, condition: ChildrenCondition) -> Formula:
    levels = frozenset({condition.level or ""})
    if condition.at_or_above is not None:
        least = policy.rank_of[condition.at_or_above]
        levels = frozenset(level for level, rank in policy.rank_of.items() if rank >= least)
    if condition.share_at_least_pct is not None:
        return Children(levels, "pct", condition.share_at_least_pct)
    return Children(levels, "count", float(condition.count_at_least or 0))
