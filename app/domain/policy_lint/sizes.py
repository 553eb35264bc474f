"""Policies beyond what can be judged: positions of criteria are stored in a byte, and every condition costs time."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.policy import Policy
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of

MOST_CRITERIA = 120
"""Rules, tables, modifiers and border rules of one kind of unit; a stored position goes up to 127."""
MOST_CONDITIONS = 1_000
"""Of one kind of unit; the longest order read so far has two dozen."""


def size_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Whether there are more criteria or conditions than any order needs."""
    for prefix, criteria in criteria_of(policy):
        place: Location = prefix or ("rules",)
        count = len(criteria.ordered) + (len(policy.adjacency) if not prefix else 0)
        if count > MOST_CRITERIA:
            yield _too_many(place, count, MOST_CRITERIA, "quy tắc, bảng và điều chỉnh", "rules, tables and modifiers")
        conditions = sum(1 for _ in criteria.conditions()) + (0 if prefix else _in_clauses(policy))
        if conditions > MOST_CONDITIONS:
            yield _too_many(place, conditions, MOST_CONDITIONS, "điều kiện", "conditions")


def _in_clauses(policy: Policy) -> int:
    clauses = policy.persistence.never_lower_while
    return sum(1 for clause in clauses for condition in clause.any_of for _ in condition.leaves())


def _too_many(place: Location, count: int, most: int, things_vi: str, things_en: str) -> PolicyFault:
    return PolicyFault(
        place,
        vi=f"có {count} {things_vi}, nhiều nhất là {most}; gộp bớt lại.",
        en=f"has {count} {things_en}, at most {most} are judged; merge some.",
    )
