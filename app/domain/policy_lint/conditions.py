"""Conditions that can never hold, or always do: limits no value meets, requirements that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from app.domain.policy import Condition, IndicatorCondition, Policy
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of
from app.domain.policy_lint.formulas import Formula, of_condition
from app.domain.policy_lint.search import Search
from app.domain.policy_lint.spans import Span
from app.domain.policy_lint.words import domain_words, span_words

Placed = tuple[Location, Condition]


def condition_faults(policy: Policy, search: Search) -> Iterator[PolicyFault]:
    """Every condition that can never hold or always does, named at its innermost."""
    for group in _groups(policy):
        for place, condition in group:
            yield from _impossible(policy, search, place, condition)
            yield from _of_children_of_wards(place, condition)
    for place, needed in _requirements(policy):
        yield from _contradicting(policy, search, place, needed)


def _groups(policy: Policy) -> Iterator[list[Placed]]:
    for prefix, criteria in criteria_of(policy):
        for position, rule in enumerate(criteria.rules):
            yield _placed((*prefix, "rules", position, "any_of"), rule.any_of)
            yield _placed((*prefix, "rules", position, "all_of"), rule.all_of)
        for position, modifier in enumerate(criteria.modifiers):
            yield _placed((*prefix, "modifiers", position, "any_of"), modifier.any_of)
            yield _placed((*prefix, "modifiers", position, "unless_any_of"), modifier.unless_any_of)
    for position, clause in enumerate(policy.persistence.never_lower_while):
        yield _placed(("persistence", "never_lower_while", position, "any_of"), clause.any_of)


def _requirements(policy: Policy) -> Iterator[tuple[Location, tuple[Condition, ...]]]:
    for prefix, criteria in criteria_of(policy):
        for position, rule in enumerate(criteria.rules):
            yield (*prefix, "rules", position, "all_of"), rule.all_of


def _placed(place: Location, conditions: tuple[Condition, ...]) -> list[Placed]:
    return [((*place, position), each) for position, each in enumerate(conditions)]


def _impossible(policy: Policy, search: Search, place: Location, condition: Condition) -> Iterator[PolicyFault]:
    if condition.indicator is not None:
        yield from _limits(search, (*place, "indicator"), condition.indicator)
    for name in ("any_of", "all_of", "none_of"):
        inner: tuple[Condition, ...] = getattr(condition, name)
        for each_place, each in _placed((*place, name), inner):
            yield from _impossible(policy, search, each_place, each)
        if name == "all_of":
            yield from _contradicting(policy, search, (*place, name), inner)
        if name == "none_of" and inner and not search.can_hold(of_condition(policy, condition)):
            yield _one_always_holds((*place, name))


def _one_always_holds(place: Location) -> PolicyFault:
    return PolicyFault(
        place,
        vi="lúc nào cũng có một điều kiện trong none_of này đúng, nên none_of không bao giờ đúng; sửa điều kiện.",
        en="one of the conditions of this none_of always holds, so the none_of never does; correct them.",
    )


def _limits(search: Search, place: Location, condition: IndicatorCondition) -> Iterator[PolicyFault]:
    domain, span = search.domain(condition.id), Span.of(condition)
    if domain.narrowed(span).is_empty:
        vi, en = domain_words(domain)
        yield PolicyFault(
            place,
            vi=f"{condition.id} chỉ có giá trị {vi} nên không bao giờ {span_words(span)}; sửa ngưỡng.",
            en=f"{condition.id} has values {en} only, so it is never {span_words(span)}; correct the threshold.",
        )
    elif all(domain.narrowed(each).is_empty for each in span.outside()):
        vi, en = domain_words(domain)
        yield PolicyFault(
            place,
            vi=f"{condition.id} chỉ có giá trị {vi} nên lúc nào cũng {span_words(span)}; sửa ngưỡng hoặc bỏ điều kiện.",
            en=f"{condition.id} has values {en} only, so it is always {span_words(span)}; correct the threshold or "
            "remove the condition.",
        )


def _contradicting(
    policy: Policy, search: Search, place: Location, needed: tuple[Condition, ...]
) -> Iterator[PolicyFault]:
    formulas = [of_condition(policy, each) for each in needed]
    if len(needed) < 2 or not all(search.can_hold(each) for each in formulas):
        return  # What cannot hold by itself is named where it stands.
    if not search.can_hold(*formulas):
        first, second = _clash(search, formulas)
        yield PolicyFault(
            (*place, second),
            vi=f"điều kiện #{second + 1} và #{first + 1} của all_of trái nhau, không bao giờ cùng đúng; sửa ngưỡng, "
            "hoặc dùng any_of.",
            en=f"conditions #{second + 1} and #{first + 1} of this all_of contradict each other and never hold "
            "together; correct a threshold, or use any_of.",
        )


def _clash(search: Search, formulas: Sequence[Formula]) -> tuple[int, int]:
    """The first two that exclude each other; the first and the last where only all together do."""
    for first, second in combinations(range(len(formulas)), 2):
        if not search.can_hold(formulas[first], formulas[second]):
            return first, second
    return 0, len(formulas) - 1


def _of_children_of_wards(place: Location, condition: Condition) -> Iterator[PolicyFault]:
    if place[0] not in ("districts", "city") and any(each.children is not None for each in condition.leaves()):
        yield PolicyFault(
            place,
            vi="xã, phường không có đơn vị bên trong nên không dùng được children; chuyển sang districts hoặc city.",
            en="wards have no units inside them, so children cannot be used here; move it to districts or city.",
        )
