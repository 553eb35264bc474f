"""Every way in which a well-formed rule set still makes no sense, in words a health officer understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.policy_citations import all_criteria, cited_items
from app.domain.policy_conditions import Condition
from app.domain.policy_shape import Criteria, PolicyShape
from app.domain.vocabulary import UNKNOWN, LockdownLayer


def faults_of(policy: PolicyShape) -> Iterator[str]:
    """One sentence a fault; the words are matched elsewhere to say where in a file it stands and how to mend it."""
    yield from _levels(policy)
    for criteria in all_criteria(policy):
        yield from _named_levels(policy, criteria)
        yield from _tables(criteria)
        yield from _indicators(policy, criteria)
    yield from _adjacency(policy)
    yield from _names(policy)
    yield from _duties(policy)
    yield from _unknown_sources(policy)


def _levels(policy: PolicyShape) -> Iterator[str]:
    ids = [level.id for level in policy.levels]
    if [level.rank for level in policy.levels] != list(range(1, len(ids) + 1)):
        yield "levels must be listed from lowest to highest with ranks 1, 2, 3, …"
    if len(set(ids)) != len(ids):
        yield "two levels have the same id"
    if UNKNOWN in ids:
        yield "the level id “unknown” is reserved for missing data"
    if not policy.rules and not policy.tables:
        yield "a policy needs at least one rule or table"


def _named_levels(policy: PolicyShape, criteria: Criteria) -> Iterator[str]:
    ids = [level.id for level in policy.levels]
    ranks = {level.id: level.rank for level in policy.levels}
    for rule in criteria.rules:
        if rule.level not in ranks:
            yield f"rule {rule.id}: level “{rule.level}” is not among the levels {ids}"
        elif rule.level == ids[0]:
            yield f"rule {rule.id}: the lowest level is what remains when no rule matches; it needs no rule"
    order = [ranks.get(rule.level, 0) for rule in criteria.rules]
    if order != sorted(order, reverse=True):
        yield "rules must be listed from the strictest level to the mildest"
    for table in criteria.tables:
        for level in dict.fromkeys(level for row in table.levels for level in row if level not in ranks):
            yield f"rule {table.id}: level “{level}” is not among the levels {ids}"
    for modifier in criteria.modifiers:
        for level in (each for each in modifier.unless_level if each not in ranks):
            yield f"rule {modifier.id}: level “{level}” is not among the levels {ids}"
    for condition in criteria.conditions():
        if condition.children is not None and condition.children.named_level not in ranks:
            yield f"children: level “{condition.children.named_level}” is not among the levels {ids}"


def _tables(criteria: Criteria) -> Iterator[str]:
    known = {table.id for table in criteria.tables}
    for group in criteria.higher_of:
        for name in (each for each in group.tables if each not in known):
            yield f"higher_of names table “{name}”, which is not listed under tables"


def _indicators(policy: PolicyShape, criteria: Criteria) -> Iterator[str]:
    known = {each.id for each in policy.indicators}
    asked = [each.indicator.id for each in criteria.conditions() if each.indicator is not None]
    asked += [axis.indicator for table in criteria.tables for axis in table.axes]
    for clause in policy.persistence.never_lower_while:
        asked += [leaf.indicator.id for leaf in _leaves(clause.any_of) if leaf.indicator is not None]
    for name in dict.fromkeys(each for each in asked if each not in known):
        yield f"indicator “{name}” is not listed under indicators"


def _leaves(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for each in conditions:
        yield from each.leaves()


def _adjacency(policy: PolicyShape) -> Iterator[str]:
    ids = [level.id for level in policy.levels]
    for rule in policy.adjacency:
        if rule.level not in ids:
            yield f"rule {rule.id}: level “{rule.level}” is not among the levels {ids}"
        elif rule.level == ids[0]:
            yield f"rule {rule.id}: the lowest level is what remains when no rule matches; it needs no rule"
        if rule.neighbor_own_level not in ids:
            yield f"rule {rule.id}: neighbor_own_level “{rule.neighbor_own_level}” is not a level"


def _names(policy: PolicyShape) -> Iterator[str]:
    rule_ids = [rule.id for rule in policy.all_rules]
    for rule_id in {each for each in rule_ids if rule_ids.count(each) > 1}:
        yield f"two rules are called {rule_id}"
    indicator_ids = [each.id for each in policy.indicators]
    for indicator_id in {each for each in indicator_ids if indicator_ids.count(each) > 1}:
        yield f"two indicators are called {indicator_id}"


def _duties(policy: PolicyShape) -> Iterator[str]:
    ids = [level.id for level in policy.levels]
    if policy.testing and sorted(duty.level for duty in policy.testing) != sorted(ids):
        yield "testing must name each level exactly once"
    if policy.rings and sorted(ring.layer for ring in policy.rings) != sorted(LockdownLayer):
        yield "rings must name core, next and outer exactly once"
    if policy.max_missing_days.value >= policy.window_days.value or policy.window_days.value < 1:
        yield "max_missing_days must be smaller than window_days"
    for each in policy.persistence.by_level:
        if each.level not in ids:
            yield f"persistence.by_level: level “{each.level}” is not among the levels {ids}"


def _unknown_sources(policy: PolicyShape) -> Iterator[str]:
    for where, item in cited_items(policy):
        for key in item.sources:
            if key not in policy.sources:
                yield f"{where}: source “{key}” is not listed under sources"
