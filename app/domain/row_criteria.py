"""The criteria applied to one stored row, in plain scalar Python beside the engine's arrays: each proves the other."""

from __future__ import annotations

from datetime import date

from app.domain.policy import Modifier, Policy
from app.domain.quantities import Span
from app.domain.seen import Seen, any_certainty, rule_certainty, table_levels


def own_level(policy: Policy, seen: Seen, *, day: date, incomplete: bool) -> str | None:
    """The level that what was seen gives by the policy's criteria for wards; None when too little is known.

    `incomplete`: more reports are missing than the policy tolerates.
    """
    low, high = own_ranks(policy, seen, day=day)
    if low == 1 and (high > 1 or (incomplete and policy.counts_cases)):
        return None
    return policy.level_of[int(low)]


def own_ranks(policy: Policy, seen: Seen, *, day: date) -> Span:
    """The certain and the highest possible rank."""
    low = high = 1
    for rule in policy.rules:
        held, rank = rule_certainty(policy, rule, seen), policy.rank_of[rule.level]
        low, high = max(low, rank if held.certain else 1), max(high, rank if held.possible else 1)
    cells = {table.id: {policy.rank_of[level] for level in table_levels(table, seen)} for table in policy.tables}
    grouped = {name for group in policy.higher_of for name in group.tables}
    low = max([low, *(min(ranks) for ranks in cells.values())])
    high = max([high, low, *(max(ranks) for name, ranks in cells.items() if name not in grouped)])
    for group in policy.higher_of:
        sure = [cells[name] for name in group.tables if len(cells[name]) == 1]
        high = max([high, *(max(ranks) for ranks in sure or [cells[name] for name in group.tables])])
    given: Span = (low, high)
    for modifier in policy.modifiers:
        if modifier.applies_on(day):
            given = _modified(policy, modifier, seen, given)
    return given


def is_kept(policy: Policy, seen: Seen) -> bool:
    """Whether a clause of the policy forbids that a level falls."""
    for clause in policy.persistence.never_lower_while:
        held = any_certainty(policy, clause.any_of, seen)
        if held.possible if clause.when_missing == "may_not_fall" else held.certain:
            return True
    return False


def _modified(policy: Policy, modifier: Modifier, seen: Seen, given: Span) -> Span:
    low, high = given
    asked = any_certainty(policy, modifier.any_of, seen)
    excepted = any_certainty(policy, modifier.unless_any_of, seen)
    exempt_ranks = {policy.rank_of[level] for level in modifier.unless_level}
    certain = asked.certain and not excepted.possible
    possible = (asked.possible and not excepted.certain) if modifier.when_missing == "unknown" else certain
    top = policy.levels[-1].rank
    raised = min(low + modifier.raise_levels, top) if certain and low not in exempt_ranks else low
    if (possible and high not in exempt_ranks) or raised > low:
        high = min(high + modifier.raise_levels, top)
    return raised, max(raised, high)
