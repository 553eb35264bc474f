"""Whether a well-formed policy can be put in force: no rule that never matches, no level nothing leads to, no threshold
that no value meets, nothing named that is not there.

`policy.py` refuses what has no meaning at all; here is refused what has one that nobody can have meant, and warned of
what is odd and may still be meant.
"""

from __future__ import annotations

from app.domain.policy import Policy
from app.domain.policy_lint.conditions import condition_faults
from app.domain.policy_lint.directions import direction_warnings
from app.domain.policy_lint.faults import PolicyFault, Severity
from app.domain.policy_lint.levels import level_faults, lowest_never_given
from app.domain.policy_lint.mentions import mention_faults
from app.domain.policy_lint.modifiers import modifier_faults
from app.domain.policy_lint.numbers import number_faults
from app.domain.policy_lint.rules import rule_faults
from app.domain.policy_lint.search import Search
from app.domain.policy_lint.sizes import size_faults
from app.domain.policy_lint.tables import table_faults
from app.domain.policy_lint.units import unit_faults

__all__ = ["PolicyFault", "Severity", "lint"]


def lint(policy: Policy) -> list[PolicyFault]:
    """Every fault and warning, with the rule or number it concerns and the cure; empty when nothing is to be said."""
    too_large = list(size_faults(policy))
    return too_large or _all_faults(policy, Search(policy))


def _all_faults(policy: Policy, search: Search) -> list[PolicyFault]:
    of_criteria = [
        *condition_faults(policy, search),
        *rule_faults(policy, search),
        *table_faults(policy, search),
    ]
    is_sound = all(each.severity == "warning" for each in of_criteria)
    return [
        *number_faults(policy),
        *unit_faults(policy),
        *of_criteria,
        *direction_warnings(policy),
        *modifier_faults(policy, search),
        *level_faults(policy),
        *(lowest_never_given(policy, search) if is_sound else ()),
        *mention_faults(policy),
    ]
