"""Whether a well-formed policy can be put in force: no rule that never matches, no level nothing leads to, no neighbor
rule that would punish a milder neighbor more than a stricter one.

`policy.py` refuses what has no meaning at all; here is refused what has one that nobody can have meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from app.domain.policy import CaseCondition, Condition, Number, OutbreakCondition, Policy, Rule
from app.domain.vocabulary import OutbreakSetting

OutbreakKind = tuple[bool, OutbreakSetting]
"""What a rule can tell apart: source known or not, and setting."""


@dataclass(frozen=True)
class PolicyFault:
    """What is wrong at a place of a policy, and the cure; the place is named by keys and positions, outermost first."""

    location: tuple[int | str, ...]
    vi: str
    en: str


def lint(policy: Policy) -> list[PolicyFault]:
    """Every fault, with the rule or number it concerns and the cure; empty when the policy can be put in force."""
    return [
        *_dates(policy),
        *_numbers(policy),
        *_unreachable_rules(policy),
        *_levels_without_a_rule(policy),
        *_neighbor_gaps(policy),
    ]


def _dates(policy: Policy) -> Iterator[PolicyFault]:
    if policy.in_force_until is not None and policy.in_force_until < policy.in_force_from:
        yield PolicyFault(
            ("in_force_until",),
            vi=f"hết hiệu lực {policy.in_force_until:%d/%m/%Y} trước ngày có hiệu lực {policy.in_force_from:%d/%m/%Y}; "
            "sửa một trong hai ngày.",
            en=f"ends on {policy.in_force_until}, before it begins on {policy.in_force_from}; correct one of the two.",
        )


def _numbers(policy: Policy) -> Iterator[PolicyFault]:
    days = {
        ("window_days",): policy.window_days,
        ("max_missing_days",): policy.max_missing_days,
        ("persistence", "hold_days"): policy.persistence.hold_days,
        ("persistence", "qualifying_days"): policy.persistence.qualifying_days,
    }
    for place, number in days.items():
        yield from _unit(place, number, "days", "ngày")
    if policy.round_complete_pct is not None:
        yield from _unit(("round_complete_pct",), policy.round_complete_pct, "percent", "phần trăm")
    if policy.persistence.qualifying_days.value < 1:
        yield PolicyFault(
            ("persistence", "qualifying_days", "value"),
            vi="phải từ 1 trở lên: một vùng chỉ được mở sau ít nhất một ngày đạt điều kiện.",
            en="must be 1 or more: a ward opens only after at least one qualifying day.",
        )
    if not 1 <= policy.complete_pct <= 100:
        yield PolicyFault(
            ("round_complete_pct", "value"),
            vi=f"phải từ 1 đến 100 phần trăm, đang là {policy.complete_pct}.",
            en=f"must be 1 to 100 percent, is {policy.complete_pct}.",
        )


def _unit(place: tuple[str, ...], number: Number, unit: str, unit_vi: str) -> Iterator[PolicyFault]:
    if number.unit != unit:
        yield PolicyFault(
            (*place, "unit"),
            vi=f"mục này tính bằng {unit_vi}; ghi unit: {unit}.",
            en=f"is counted in {unit}; write unit: {unit}.",
        )


def _levels_without_a_rule(policy: Policy) -> Iterator[PolicyFault]:
    given = {rule.level for rule in policy.rules} | {rule.level for rule in policy.adjacency}
    given |= {level for table in policy.tables for row in table.levels for level in row}
    for position, level in enumerate(policy.levels):
        if position > 0 and level.id not in given:
            yield PolicyFault(
                ("levels", position),
                vi=f"không quy tắc nào dẫn tới mức “{level.id}”; thêm quy tắc hoặc bỏ mức này.",
                en=f"no rule leads to level “{level.id}”; add one or remove the level.",
            )


def _neighbor_gaps(policy: Policy) -> Iterator[PolicyFault]:
    lowest, *higher = [level.id for level in policy.levels]
    asked = dict.fromkeys(higher, 0)
    for rule in policy.adjacency:
        if rule.neighbor_own_level in asked:
            asked[rule.neighbor_own_level] = max(asked[rule.neighbor_own_level], policy.rank_of[rule.level])
    for position, rule in enumerate(policy.adjacency):
        place = ("adjacency", position, "neighbor_own_level")
        if rule.neighbor_own_level == lowest:
            yield PolicyFault(
                place,
                vi=f"mức thấp nhất “{lowest}” không thể nâng mức của nơi giáp ranh; ghi một mức cao hơn.",
                en=f"the lowest level “{lowest}” cannot raise a bordering ward; name a higher one.",
            )
            continue
        for stricter in higher[higher.index(rule.neighbor_own_level) + 1 :]:
            if asked[stricter] < policy.rank_of[rule.level]:
                yield PolicyFault(
                    place,
                    vi=f"giáp nơi ở mức “{rule.neighbor_own_level}” thì nâng lên “{rule.level}”, giáp nơi ở mức nặng "
                    f"hơn “{stricter}” lại không; thêm quy tắc giáp ranh cho “{stricter}”.",
                    en=f"bordering “{rule.neighbor_own_level}” raises a ward to “{rule.level}”, bordering the stricter "
                    f"“{stricter}” does not; add a border rule for “{stricter}”.",
                )


@dataclass
class _Covered:
    """What rules listed so far match, each by a single condition."""

    cases: list[CaseCondition] = field(default_factory=list)
    placed: set[OutbreakKind] = field(default_factory=set)
    linked: set[OutbreakKind] = field(default_factory=set)

    def holds(self, condition: Condition) -> bool:
        """Whether an earlier rule matches wherever this condition does."""
        if condition.cases is not None:
            wanted = condition.cases
            return any(
                set(wanted.classes) <= set(each.classes) and wanted.at_least >= each.at_least for each in self.cases
            )
        if condition.outbreak_in_ward is not None:
            return _kinds(condition.outbreak_in_ward) <= self.placed
        return condition.linked_to_outbreak is not None and _kinds(condition.linked_to_outbreak) <= self.linked

    def add(self, condition: Condition) -> None:
        if condition.cases is not None:
            self.cases.append(condition.cases)
        if condition.outbreak_in_ward is not None:
            self.placed |= _kinds(condition.outbreak_in_ward)
        if condition.linked_to_outbreak is not None:
            self.linked |= _kinds(condition.linked_to_outbreak)


def _unreachable_rules(policy: Policy) -> Iterator[PolicyFault]:
    covered = _Covered()
    for position, rule in enumerate(policy.rules):
        if _is_shadowed(rule, covered):
            yield PolicyFault(
                ("rules", position),
                vi=f"quy tắc {rule.id} không bao giờ được dùng: các quy tắc đứng trước đã bao trùm; sửa điều kiện "
                "hoặc bỏ quy tắc này.",
                en=f"rule {rule.id} can never be the one that matches: the rules before it cover all it says; "
                "change its conditions or remove it.",
            )
        for condition in _sufficient(rule):
            covered.add(condition)


def _is_shadowed(rule: Rule, covered: _Covered) -> bool:
    one_needed = any(covered.holds(each) for each in rule.all_of)
    every_choice = bool(rule.any_of) and all(covered.holds(each) for each in rule.any_of)
    return one_needed or every_choice


def _sufficient(rule: Rule) -> tuple[Condition, ...]:
    """The conditions each of which makes the rule match by itself."""
    if not rule.all_of:
        return rule.any_of
    return rule.all_of if len(rule.all_of) == 1 and not rule.any_of else ()


def _kinds(condition: OutbreakCondition) -> set[OutbreakKind]:
    sources = (True, False) if condition.source_known is None else (condition.source_known,)
    return set(product(sources, condition.settings or OutbreakSetting))
