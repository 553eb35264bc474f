"""The criteria applied to one stored row, in plain scalar Python beside the engine's arrays: each proves the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import inf
from typing import NamedTuple

from app.domain.assessment import SOURCE_KNOWN, Assessment, reading_key
from app.domain.policy import Axis, Condition, DecisionTable, Limits, Modifier, OutbreakCondition, Policy, Rule


class Span(NamedTuple):
    """What a quantity is at least and at most."""

    low: float
    high: float


class Holds(NamedTuple):
    """Whether something certainly holds, and whether it may."""

    certain: bool
    possible: bool


def own_level(assessment: Assessment, policy: Policy) -> str | None:
    """The level a row's own inputs give by the policy's criteria for wards; None when too little is known."""
    given = own_ranks(assessment, policy)
    incomplete = policy.counts_cases and assessment.missing_days > policy.max_missing_days.value
    if given.low == 1 and (given.high > 1 or incomplete):
        return None
    return policy.level_of[int(given.low)]


def own_ranks(assessment: Assessment, policy: Policy) -> Span:
    """The certain and the highest possible rank that a row's own inputs give."""
    low = high = 1
    for rule in policy.rules:
        held, rank = _rule_holds(rule, assessment), policy.rank_of[rule.level]
        low, high = max(low, rank if held.certain else 1), max(high, rank if held.possible else 1)
    cells = {table.id: _cells(table, assessment, policy) for table in policy.tables}
    grouped = {name for group in policy.higher_of for name in group.tables}
    low = max([low, *(min(ranks) for ranks in cells.values())])
    high = max([high, low, *(max(ranks) for name, ranks in cells.items() if name not in grouped)])
    for group in policy.higher_of:
        sure = [ranks for ranks in map(cells.__getitem__, group.tables) if len(ranks) == 1]
        high = max([high, *(max(ranks) for ranks in sure or map(cells.__getitem__, group.tables))])
    given = Span(low, high)
    for modifier in policy.modifiers:
        given = _modified(modifier, assessment, policy, given)
    return given


def is_kept(assessment: Assessment, policy: Policy) -> bool:
    """Whether a clause of the policy forbids that a level falls on the row's day."""
    return any(
        (held.possible if clause.when_missing == "may_not_fall" else held.certain)
        for clause in policy.persistence.never_lower_while
        for held in [_any(clause.any_of, assessment)]
    )


def condition_holds(condition: Condition, assessment: Assessment) -> Holds:
    """Whether one condition holds in a row."""
    if condition.cases is not None:
        found = sum(getattr(assessment, each.value) for each in condition.cases.classes)
        return Holds(found >= condition.cases.at_least, found >= condition.cases.at_least)
    for outbreaks, key in (
        (condition.outbreak_in_ward, "outbreaks"),
        (condition.linked_to_outbreak, "linked_outbreaks"),
    ):
        if outbreaks is not None:
            found_one = _any_outbreak(outbreaks, key, assessment)
            return Holds(found_one, found_one)
    if condition.indicator is not None:
        limits = condition.indicator
        each = [_within(limits, reading(assessment, limits.id, days)) for days in limits.days_ago]
        return _combined(all if limits.in_each_of_last is not None else any, each)
    if condition.any_of:
        return _any(condition.any_of, assessment)
    if condition.all_of:
        return _combined(all, [condition_holds(each, assessment) for each in condition.all_of])
    held = _any(condition.none_of, assessment)
    return Holds(not held.possible, not held.certain)


def reading(assessment: Assessment, indicator_id: str, days_ago: int = 0) -> Span:
    """An indicator as a row stores it; anything when it was missing."""
    low, high, *_ = assessment.indicators.get(reading_key(indicator_id, days_ago), (None, None))
    return Span(-inf if low is None else low, inf if high is None else high)


def _rule_holds(rule: Rule, assessment: Assessment) -> Holds:
    parts = [condition_holds(each, assessment) for each in rule.all_of]
    if rule.any_of:
        parts.append(_any(rule.any_of, assessment))
    return _combined(all, parts)


def _any(conditions: Iterable[Condition], assessment: Assessment) -> Holds:
    return _combined(any, [condition_holds(each, assessment) for each in conditions])


def _combined(join: Callable[[Iterable[bool]], bool], parts: Sequence[Holds]) -> Holds:
    return Holds(join(each.certain for each in parts), join(each.possible for each in parts))


def _within(limits: Limits, span: Span) -> Holds:
    def inside(value: float) -> tuple[bool, bool]:
        """Whether a value clears the lower limit, and the upper one."""
        lower, upper = limits.lower, limits.upper
        clears_lower = lower is None or value > lower[0] or (value == lower[0] and lower[1])
        clears_upper = upper is None or value < upper[0] or (value == upper[0] and upper[1])
        return clears_lower, clears_upper

    low, high = inside(span.low), inside(span.high)
    return Holds(low[0] and high[1], high[0] and low[1])


def _cells(table: DecisionTable, assessment: Assessment, policy: Policy) -> set[int]:
    """The ranks of all cells the row may lie in."""
    columns = _bands(table.columns, assessment)
    rows = [0] if table.rows is None else _bands(table.rows, assessment)
    return {policy.rank_of[table.levels[row][column]] for row, column in product(rows, columns)}


def _bands(axis: Axis, assessment: Assessment) -> list[int]:
    span = reading(assessment, axis.indicator)
    return [position for position, band in enumerate(axis.bands) if _within(band, span).possible]


def _modified(modifier: Modifier, assessment: Assessment, policy: Policy, given: Span) -> Span:
    if not modifier.applies_on(assessment.as_of):
        return given
    asked, exempt = _any(modifier.any_of, assessment), _any(modifier.unless_any_of, assessment)
    exempt_ranks = {policy.rank_of[level] for level in modifier.unless_level}
    certain = asked.certain and not exempt.possible
    possible = (asked.possible and not exempt.certain) if modifier.when_missing == "unknown" else certain
    certain, possible = certain and given.low not in exempt_ranks, possible and given.high not in exempt_ranks
    top = policy.levels[-1].rank
    low = min(given.low + modifier.raise_levels, top) if certain else given.low
    high = min(given.high + modifier.raise_levels, top) if possible or certain else given.high
    return Span(low, max(low, high))


def _any_outbreak(condition: OutbreakCondition, key: str, assessment: Assessment) -> bool:
    concerned = set(assessment.evidence.get(key, ()))
    for fact in assessment.evidence.get("outbreak_facts", ()):
        outbreak_id, source, setting = fact.rsplit("|", 2)
        right_source = condition.source_known is None or (source == SOURCE_KNOWN) is condition.source_known
        right_setting = not condition.settings or setting in condition.settings
        if outbreak_id in concerned and right_source and right_setting:
            return True
    return False
