"""Criteria of districts and the city that look at what a site does not know of them.

The counts of a district are summed from its wards' judgements of the day, which hold the policy's own window only. A
table given to `policy evaluate` may say more, so a policy that no site can adopt is warned of only.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.policy import Condition, Criteria, Policy
from app.domain.policy_indicators import CaseSum, DaysSinceLastCase, DoublingTime, Incidence
from app.domain.policy_lint.faults import Location, PolicyFault, Severity


def unit_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Indicators and periods that are always missing for districts and the city."""
    severity: Severity = "fault" if policy.is_adoptable else "warning"
    larger = [each for each in (policy.districts, policy.city) if each is not None]
    asked = {name for criteria in larger for name in _names(criteria)}
    for position, each in enumerate(policy.indicators):
        if each.id in asked and isinstance(each, CaseSum | Incidence):
            yield from _same_window(policy, position, each.window_days, severity)
        elif each.id in asked and isinstance(each, DaysSinceLastCase):
            yield from _told_by_wards(policy, position, each, severity)
        elif each.id in asked and isinstance(each, DoublingTime):
            yield PolicyFault(
                ("indicators", position, "kind"),
                vi=f"“{each.kind}” chưa tính được cho quận, huyện và thành phố nên luôn thiếu ở đó; dùng cases, "
                "incidence hoặc reported.",
                en=f"“{each.kind}” is not computed for districts and the city, so it is always missing there; use "
                "cases, incidence or reported.",
                severity=severity,
            )
    for name, criteria in (("districts", policy.districts), ("city", policy.city)):
        if criteria is not None:
            yield from _periods(name, criteria, severity)


def _names(criteria: Criteria) -> Iterator[str]:
    yield from (each.indicator.id for each in criteria.conditions() if each.indicator is not None)
    yield from (axis.indicator for table in criteria.tables for axis in table.axes)


def _same_window(policy: Policy, position: int, window_days: int, severity: Severity) -> Iterator[PolicyFault]:
    if window_days != policy.window_days.value:
        yield PolicyFault(
            ("indicators", position, "window_days"),
            vi=f"đang là {window_days} ngày nhưng tiêu chí của quận, huyện hoặc thành phố dùng chỉ số này, nên phải "
            f"bằng window_days của bộ quy tắc ({policy.window_days.value}); sửa một trong hai.",
            en=f"is {window_days} days, but criteria of districts or the city use this indicator, so it must equal the "
            f"policy's window_days ({policy.window_days.value}); change one of the two.",
            severity=severity,
        )


def _told_by_wards(
    policy: Policy, position: int, indicator: DaysSinceLastCase, severity: Severity
) -> Iterator[PolicyFault]:
    if (indicator.id, 0) not in policy.readings:
        yield PolicyFault(
            ("indicators", position, "kind"),
            vi=f"quận, huyện và thành phố lấy “{indicator.id}” từ kết quả đánh giá xã, phường, mà tiêu chí của xã, "
            "phường không xét đến nó; thêm nó vào một tiêu chí của xã, phường.",
            en=f"districts and the city have “{indicator.id}” from the judgement of their wards, whose criteria do not "
            "look at it; let a criterion of wards look at it.",
            severity=severity,
        )


def _periods(name: str, criteria: Criteria, severity: Severity) -> Iterator[PolicyFault]:
    for place, conditions in _entries(criteria):
        leaves = [leaf for each in conditions for leaf in each.leaves()]
        if any(leaf.indicator is not None and len(leaf.indicator.days_ago) > 1 for leaf in leaves):
            yield PolicyFault(
                (name, *place),
                vi="quận, huyện và thành phố chỉ được đánh giá theo chính ngày đó nên in_each_of_last và "
                "in_any_of_last luôn thiếu ở đó; bỏ hai mục này.",
                en="districts and the city are judged by the day itself, so in_each_of_last and in_any_of_last are "
                "always missing there; remove them.",
                severity=severity,
            )


def _entries(criteria: Criteria) -> Iterator[tuple[Location, tuple[Condition, ...]]]:
    for position, rule in enumerate(criteria.rules):
        yield ("rules", position), (*rule.any_of, *rule.all_of)
    for position, modifier in enumerate(criteria.modifiers):
        yield ("modifiers", position), (*modifier.any_of, *modifier.unless_any_of)
