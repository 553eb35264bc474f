"""Rules that never decide: contradictory, behind others that match wherever they do, or matching always."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.policy import Criteria, Policy, Rule
from app.domain.policy_lint.faults import Location, PolicyFault, criteria_of
from app.domain.policy_lint.formulas import Formula, negated, of_condition, of_rule
from app.domain.policy_lint.search import Search
from app.domain.policy_lint.words import listed


def rule_faults(policy: Policy, search: Search) -> Iterator[PolicyFault]:
    """Rules, in the order of the file, that can never be the one that matches, or always are."""
    for prefix, criteria in criteria_of(policy):
        yield from _of_criteria(policy, search, (*prefix, "rules"), criteria)


def _of_criteria(policy: Policy, search: Search, place: Location, criteria: Criteria) -> Iterator[PolicyFault]:
    formulas = [of_rule(policy, rule) for rule in criteria.rules]
    negations = [negated(each) for each in formulas]
    for position, rule in enumerate(criteria.rules):
        here, formula = (*place, position), formulas[position]
        if not search.can_hold(formula):
            yield from _contradiction(policy, search, here, rule)
        elif not search.can_hold(formula, *negations[:position]):
            yield _shadowed(search, here, criteria.rules, formulas, position)
        elif search.always(formula):
            yield _matching_always(here, rule)
        else:
            yield from _idle_alternatives(policy, search, here, rule)


def _contradiction(policy: Policy, search: Search, place: Location, rule: Rule) -> Iterator[PolicyFault]:
    # Where some part of it cannot hold, that part is named elsewhere.
    parts = [of_condition(policy, each) for each in (*rule.all_of, *rule.any_of)]
    if all(search.can_hold(each) for each in parts) and search.can_hold(*parts[: len(rule.all_of)]):
        yield PolicyFault(
            place,
            vi=f"all_of và any_of của quy tắc {rule.id} trái nhau, không bao giờ cùng đúng; sửa một trong hai.",
            en=f"all_of and any_of of rule {rule.id} contradict each other and never hold together; correct one of the "
            "two.",
        )


def _shadowed(
    search: Search, place: Location, rules: Sequence[Rule], formulas: Sequence[Formula], position: int
) -> PolicyFault:
    rule = rules[position]
    covering = [rules[number].id for number in search.covering(formulas[position], formulas[:position])]
    by_vi = f"quy tắc {listed(covering[:1])} đứng trước" if covering else "các quy tắc đứng trước gộp lại"
    by_en = f"rule {listed(covering[:1])} before it covers" if covering else "the rules before it together cover"
    return PolicyFault(
        place,
        vi=f"quy tắc {rule.id} không bao giờ được dùng: {by_vi} đã bao trùm; sửa điều kiện hoặc bỏ quy tắc này.",
        en=f"rule {rule.id} can never be the one that matches: {by_en} all it says; change its conditions or remove "
        "it.",
    )


def _matching_always(place: Location, rule: Rule) -> PolicyFault:
    return PolicyFault(
        place,
        vi=f"quy tắc {rule.id} đúng với mọi nơi, mọi số liệu nên các mức thấp hơn “{rule.level}” không bao giờ có; "
        "sửa điều kiện.",
        en=f"rule {rule.id} matches everywhere whatever the evidence, so no level below “{rule.level}” is ever given; "
        "correct its conditions.",
    )


def _idle_alternatives(policy: Policy, search: Search, place: Location, rule: Rule) -> Iterator[PolicyFault]:
    choices = [of_condition(policy, each) for each in rule.any_of]
    negations = [negated(each) for each in choices]
    for position, choice in enumerate(choices):
        others = negations[:position] + negations[position + 1 :]
        if others and search.can_hold(choice) and not search.can_hold(choice, *others):
            yield PolicyFault(
                (*place, "any_of", position),
                vi="các điều kiện khác trong any_of này đã bao trùm điều kiện này; bỏ bớt cho gọn.",
                en="the other conditions of this any_of already cover this one; remove it.",
                severity="warning",
            )
