"""Modifiers and never-lower clauses that can never act, or always would."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.policy import Criteria, Modifier, Policy
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of
from app.domain.policy_lint.formulas import AllOf, Formula, at_most_rank, either, negated, of_modifier
from app.domain.policy_lint.search import Search


def modifier_faults(policy: Policy, search: Search) -> Iterator[PolicyFault]:
    """Modifiers by their conditions, by the levels they exempt, and by their dates; then the clauses."""
    for prefix, criteria in criteria_of(policy):
        for position, modifier in enumerate(criteria.modifiers):
            place = (*prefix, "modifiers", position)
            yield from _dates(policy, place, modifier)
            yield from _effect(policy, search, place, criteria, position)
    yield from _clauses(policy, search)


def _effect(
    policy: Policy, search: Search, place: Location, criteria: Criteria, position: int
) -> Iterator[PolicyFault]:
    modifier = criteria.modifiers[position]
    applies = of_modifier(policy, modifier)
    if not search.can_hold(either(policy, modifier.any_of)):
        return  # The conditions that cannot hold are named where they stand.
    if not search.can_hold(applies):
        yield PolicyFault(
            (*place, "unless_any_of"),
            vi=f"{modifier.id} không bao giờ được áp: các ngoại lệ bao trùm mọi trường hợp của any_of; sửa ngoại lệ.",
            en=f"{modifier.id} can never apply: its exceptions cover every case of its any_of; correct them.",
        )
    elif not _raises_something(policy, search, criteria, position, applies):
        yield PolicyFault(
            place,
            vi=f"{modifier.id} không nâng được mức nào: mọi mức có thể gặp đều là mức cao nhất hoặc nằm trong "
            "unless_level; sửa unless_level hoặc điều kiện.",
            en=f"{modifier.id} raises no level: every level it can meet is the highest one or stands in unless_level; "
            "correct unless_level or its conditions.",
        )


def _raises_something(policy: Policy, search: Search, criteria: Criteria, position: int, applies: Formula) -> bool:
    exempt = {policy.rank_of[level] for level in criteria.modifiers[position].unless_level}
    raisable = [level.rank for level in policy.levels[:-1] if level.rank not in exempt]
    if position > 0:
        return bool(raisable)  # What the modifiers before it have raised is not followed any further.
    return any(search.can_hold(applies, _exactly(policy, criteria, rank)) for rank in raisable)


def _exactly(policy: Policy, criteria: Criteria, rank: int) -> Formula:
    at_most = at_most_rank(policy, criteria, rank)
    return at_most if rank == 1 else AllOf((at_most, negated(at_most_rank(policy, criteria, rank - 1))))


def _dates(policy: Policy, place: Location, modifier: Modifier) -> Iterator[PolicyFault]:
    first, last = modifier.applies_from, modifier.applies_until
    if first is not None and last is not None and last < first:
        yield PolicyFault(
            (*place, "applies_until"),
            vi=f"áp dụng đến {last:%d/%m/%Y}, trước ngày bắt đầu {first:%d/%m/%Y}; sửa một trong hai ngày.",
            en=f"applies until {last}, before it begins on {first}; correct one of the two.",
        )
        return
    if policy.in_force_until is not None and policy.in_force_until < policy.in_force_from:
        return  # The policy's own dates are named first.
    ends_early = last is not None and last < policy.in_force_from
    begins_late = first is not None and policy.in_force_until is not None and first > policy.in_force_until
    if ends_early or begins_late:
        yield PolicyFault(
            (*place, "applies_until" if ends_early else "applies_from"),
            vi="nằm ngoài thời gian bộ quy tắc có hiệu lực nên không bao giờ được áp; sửa ngày.",
            en="lies outside the days the policy is in force, so it never applies; correct the date.",
        )


def _clauses(policy: Policy, search: Search) -> Iterator[PolicyFault]:
    """Clauses that always hold; of one that never does, the conditions are named where they stand."""
    for position, clause in enumerate(policy.persistence.never_lower_while):
        formula = either(policy, clause.any_of)
        place: Location = ("persistence", "never_lower_while", position)
        if search.always(formula):
            yield PolicyFault(
                place,
                vi=f"điều khoản {clause.id} lúc nào cũng đúng nên không mức nào được hạ; sửa điều kiện.",
                en=f"clause {clause.id} always holds, so no level could ever fall; correct its conditions.",
            )
