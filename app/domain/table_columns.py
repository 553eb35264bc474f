"""Which columns of a table mean something to a policy."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.domain.indicator_catalogue import UnitKind
from app.domain.policy import Condition, Criteria, Policy
from app.domain.policy_citations import all_criteria
from app.domain.policy_indicators import CaseSum, Incidence

OPEN_OUTBREAKS, LINKED_OUTBREAKS = "open_outbreaks", "linked_outbreaks"
NEIGHBORS, CHILDREN, POPULATION = "neighbor_own_levels", "children", "population"


def columns_asked(policy: Policy, criteria: Criteria, kind: UnitKind) -> tuple[str, ...]:
    """What the criteria of one kind of unit look at: tables, rules, clauses, and between wards the borders."""
    names = [axis.indicator for table in criteria.tables for axis in table.axes]
    names += [name for condition in conditions_at_ends(policy, criteria) for name in _columns_of(condition)]
    if policy.adjacency and kind is UnitKind.WARD:
        names.append(NEIGHBORS)
    return tuple(dict.fromkeys(names))


def columns_understood(policy: Policy, given: Collection[str]) -> frozenset[str]:
    """Every column a policy can make use of, for any kind of unit.

    Args:
        given: the columns there are; cases and population are only of use for an indicator that is not given.
    """
    asked = {name for criteria in all_criteria(policy) for name in columns_asked(policy, criteria, UnitKind.WARD)}
    return frozenset({*asked, *policy.indicator_of, *_to_work_out(policy, given)})


def looks_back(policy: Policy) -> bool:
    """Whether what is said of a row depends on other rows of the unit."""
    conditions = [each for criteria in all_criteria(policy) for each in conditions_at_ends(policy, criteria)]
    over_periods = any(each.indicator is not None and len(each.indicator.days_ago) > 1 for each in conditions)
    return over_periods or bool(policy.persistence.never_lower_while)


def _to_work_out(policy: Policy, given: Collection[str]) -> Iterator[str]:
    for each in policy.indicators:
        if isinstance(each, CaseSum | Incidence) and each.id not in given:
            yield from (name.value for name in each.classes)
            if isinstance(each, Incidence):
                yield POPULATION


def conditions_at_ends(policy: Policy, criteria: Criteria) -> Iterator[Condition]:
    """Every condition at the end of a branch, of the criteria and of the clauses that keep levels from falling."""
    yield from criteria.conditions()
    for clause in policy.persistence.never_lower_while:
        for each in clause.any_of:
            yield from each.leaves()


def _columns_of(condition: Condition) -> tuple[str, ...]:
    if condition.indicator is not None:
        return (condition.indicator.id,)
    if condition.cases is not None:
        return tuple(each.value for each in condition.cases.classes)
    if condition.children is not None:
        return (CHILDREN,)
    return (OPEN_OUTBREAKS if condition.outbreak_in_ward is not None else LINKED_OUTBREAKS,)
