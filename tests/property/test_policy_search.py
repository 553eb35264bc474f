"""What the linter says cannot hold, no evidence makes hold; and of indicators and outbreaks it says so exactly then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.domain.bounds import Bounds, Truth
from app.domain.criteria import apply_criteria, condition_holds
from app.domain.policy import ChildrenCondition, Condition, OutbreakCondition, Policy
from app.domain.policy_lint import lint
from app.domain.policy_lint.formulas import of_condition
from app.domain.policy_lint.search import Search
from app.domain.vocabulary import CaseClass
from tests.examples import examples
from tests.unit.domain.policies import CITED, make_policy, make_rule

LABELS = {"label_vi": "x", "label_en": "x", **CITED}
COUNT = {"id": "count", "kind": "cases", "classes": ["imported"], "window_days": 7, **LABELS}
SHARE = {"id": "share_pct", "kind": "reported", "max_age_days": 7, **LABELS}
COUNTS, SHARES = (0, 1, 2, 3, 4), (0, 5, 10, 15, 20, 100)
KINDS = tuple(product((True, False), ("school", "market", "other")))
OPEN = tuple(chain.from_iterable(combinations(KINDS, size) for size in range(len(KINDS) + 1)))
WORLDS = tuple(product(COUNTS, COUNTS, SHARES, OPEN))
"""Everything that thresholds of 1 to 3 cases and 10 to 20 percent, and two settings, can tell apart."""


class Everywhere:
    """All worlds as the criteria see them: the count today and a week ago, the share, the kinds of outbreaks open."""

    def __init__(self) -> None:
        today, before, share, opened = zip(*WORLDS, strict=True)
        self._values = {
            ("count", 0): np.array(today, dtype=np.float64),
            ("count", 7): np.array(before, dtype=np.float64),
            ("share_pct", 0): np.array(share, dtype=np.float64),
        }
        self._open = {kind: np.array([kind in kinds for kinds in opened]) for kind in KINDS}

    @property
    def shape(self) -> tuple[int, ...]:
        return (len(WORLDS),)

    def indicator(self, indicator_id: str, *, days_ago: int) -> Bounds:
        return Bounds.of(self._values[indicator_id, days_ago])

    def cases(self, classes: Sequence[CaseClass]) -> Bounds:
        raise AssertionError(classes)

    def outbreak(self, condition: OutbreakCondition, *, linked: bool) -> Truth:
        found = np.zeros(self.shape, dtype=np.bool_)
        for (known, setting), where in self._open.items():
            if condition.source_known in (None, known) and (not condition.settings or setting in condition.settings):
                found |= where
        return Truth.known(found)

    def children(self, condition: ChildrenCondition) -> Truth:
        raise AssertionError(condition)

    def on(self, from_day: date | None, until_day: date | None) -> NDArray[np.bool_]:
        return np.ones(self.shape, dtype=np.bool_)


EVERYWHERE = Everywhere()


def limits(*values: int) -> st.SearchStrategy[dict[str, int]]:
    """A threshold, or two in the right order."""
    lower, upper = st.sampled_from(("at_least", "above")), st.sampled_from(("below", "at_most"))
    one = st.builds(lambda name, value: {name: value}, lower | upper, st.sampled_from(values))
    pairs = st.sampled_from(list(combinations(values, 2)))
    return one | st.builds(lambda low, high, pair: {low: pair[0], high: pair[1]}, lower, upper, pairs)


PERIODS = st.sampled_from([{}, {"in_each_of_last": {"periods": 2}}, {"in_any_of_last": {"periods": 2}}])
LEAVES = (
    st.builds(lambda bounds, periods: {"indicator": {"id": "count", **bounds, **periods}}, limits(1, 2, 3), PERIODS)
    | st.builds(lambda bounds: {"indicator": {"id": "share_pct", **bounds}}, limits(10, 20))
    | st.builds(
        lambda known, settings: {"outbreak_in_ward": {"source_known": known, "settings": settings}},
        st.sampled_from((None, True, False)),
        st.sampled_from(([], ["school"], ["market"], ["school", "market"])),
    )
)
CONDITIONS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda name, parts: {name: parts},
        st.sampled_from(("any_of", "all_of", "none_of")),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
RULES = st.lists(
    st.builds(
        lambda level, any_of, all_of: (level, {"any_of": any_of, "all_of": all_of}),
        st.sampled_from(("red", "orange")),
        st.lists(CONDITIONS, min_size=1, max_size=2),
        st.lists(CONDITIONS, max_size=1),
    ),
    min_size=1,
    max_size=4,
)


def policy_of(rules: list[tuple[str, dict[str, Any]]]) -> Policy:
    """A policy with these rules, strictest first."""
    ordered = sorted(rules, key=lambda each: each[0] != "red")
    return make_policy(
        indicators=[COUNT, SHARE],
        rules=[make_rule(level, name=f"rule-{number}", **parts) for number, (level, parts) in enumerate(ordered)],
        adjacency=[],
    )


POLICY = policy_of([("red", {"any_of": [{"outbreak_in_ward": {}}]})])


@given(CONDITIONS)
@settings(max_examples=examples(300), deadline=None)
def test_a_condition_can_hold_exactly_where_some_evidence_makes_it_hold(condition: dict[str, Any]) -> None:
    shaped, search = Condition.model_validate(condition), Search(POLICY)
    holds = condition_holds(shaped, EVERYWHERE).certain
    formula = of_condition(POLICY, shaped)
    assert search.can_hold(formula) is bool(holds.any())
    assert search.always(formula) is bool(holds.all())


@given(RULES)
@settings(max_examples=examples(150), deadline=None)
def test_a_rule_is_called_idle_exactly_where_it_never_decides(rules: list[tuple[str, dict[str, Any]]]) -> None:
    policy = policy_of(rules)
    deciding = set(apply_criteria(policy, policy, EVERYWHERE).position.tolist())
    blamed = [fault for fault in lint(policy) if fault.severity == "fault" and fault.location[0] == "rules"]
    idle = {int(fault.location[1]) for fault in blamed if "matches everywhere" not in fault.en}
    never = {position for position in range(len(policy.rules)) if position not in deciding}
    assert never <= idle
    # A rule that does decide is blamed only for a part of it that cannot hold, never as a whole.
    of_deciding = [each for each in blamed if each.location[1] in deciding and "everywhere" not in each.en]
    assert all(len(each.location) > 2 for each in of_deciding)
