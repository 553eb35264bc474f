"""Whether a well-formed policy can be put in force: no rule that never matches, no level nothing leads to, no threshold
that no value meets, nothing named that is not there.

`policy.py` refuses what has no meaning at all; here is refused what has one that nobody can have meant, and warned of
what is odd and may still be meant.
"""

from __future__ import annotations

from collections.abc import Collection

from app.domain.policy import Policy
from app.domain.policy_lint.conditions import condition_faults
from app.domain.policy_lint.directions import direction_warnings
from app.domain.policy_lint.faults import PolicyFault, Severity
from app.domain.policy_lint.levels import level_faults
from app.domain.policy_lint.mentions import mention_faults
from app.domain.policy_lint.modifiers import modifier_faults
from app.domain.policy_lint.numbers import number_faults, unit_windows
from app.domain.policy_lint.rules import rule_faults
from app.domain.policy_lint.search import Search
from app.domain.policy_lint.tables import table_faults

__all__ = ["PolicyFault", "Severity", "lint"]


def lint(policy: Policy, *, known_indicators: Collection[str] | None = None) -> list[PolicyFault]:
    """Every fault and warning, with the rule or number it concerns and the cure; empty when nothing is to be said.

    Args:
        policy: well-formed.
        known_indicators: ids of the indicators a site can be told values of; None leaves that unchecked.
    """
    search = Search(policy)
    return [
        *number_faults(policy),
        *unit_windows(policy),
        *condition_faults(policy, search),
        *rule_faults(policy, search),
        *table_faults(policy, search),
        *direction_warnings(policy),
        *modifier_faults(policy, search),
        *level_faults(policy, search),
        *mention_faults(policy, known_indicators),
    ]
