"""Dates in force and the plain numbers: units, spans of days that a judgement can look at, percentages."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.policy import Number, Policy
from app.domain.policy_indicators import DoublingTime
from app.domain.policy_lint.faults import Location, PolicyFault

LONGEST_DAYS = 400
"""A window, hold or look-back beyond a year and a bit is a slip of the pen."""
LONGEST_NOTICE_HOURS = 24 * 30
_UNITS_VI = {"days": "ngày", "hours": "giờ", "percent": "phần trăm"}


def number_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Dates and numbers that no order can mean."""
    yield from _dates(policy)
    for place, number in _days(policy):
        yield from _unit(place, number, "days")
        yield from _between(place, number, least=_least(place), most=LONGEST_DAYS)
    if policy.round_complete_pct is not None:
        yield from _unit(("round_complete_pct",), policy.round_complete_pct, "percent")
        yield from _percentage(policy.complete_pct)
    if policy.notice is not None:
        yield from _unit(("notice", "raise_hours"), policy.notice.raise_hours, "hours")
        yield from _between(("notice", "raise_hours"), policy.notice.raise_hours, least=1, most=LONGEST_NOTICE_HOURS)
    yield from _look_backs(policy)


def _dates(policy: Policy) -> Iterator[PolicyFault]:
    if policy.in_force_until is not None and policy.in_force_until < policy.in_force_from:
        yield PolicyFault(
            ("in_force_until",),
            vi=f"hết hiệu lực {policy.in_force_until:%d/%m/%Y} trước ngày có hiệu lực {policy.in_force_from:%d/%m/%Y}; "
            "sửa một trong hai ngày.",
            en=f"ends on {policy.in_force_until}, before it begins on {policy.in_force_from}; correct one of the two.",
        )


def _days(policy: Policy) -> Iterator[tuple[Location, Number]]:
    yield ("window_days",), policy.window_days
    yield ("max_missing_days",), policy.max_missing_days
    yield ("persistence", "hold_days"), policy.persistence.hold_days
    yield ("persistence", "qualifying_days"), policy.persistence.qualifying_days
    for position, own in enumerate(policy.persistence.by_level):
        for name, number in (("hold_days", own.hold_days), ("qualifying_days", own.qualifying_days)):
            if number is not None:
                yield ("persistence", "by_level", position, name), number


def _least(place: Location) -> int:
    return 1 if place[-1] == "qualifying_days" else 0


def _unit(place: Location, number: Number, unit: str) -> Iterator[PolicyFault]:
    if number.unit != unit:
        yield PolicyFault(
            (*place, "unit"),
            vi=f"mục này tính bằng {_UNITS_VI[unit]}; ghi unit: {unit}.",
            en=f"is counted in {unit}; write unit: {unit}.",
        )


def _between(place: Location, number: Number, *, least: int, most: int) -> Iterator[PolicyFault]:
    if number.value < least and place[-1] == "qualifying_days":
        yield PolicyFault(
            (*place, "value"),
            vi="phải từ 1 trở lên: một vùng chỉ được mở sau ít nhất một ngày đạt điều kiện.",
            en="must be 1 or more: a ward opens only after at least one qualifying day.",
        )
    elif not least <= number.value <= most:
        yield PolicyFault(
            (*place, "value"),
            vi=f"phải từ {least} đến {most}, đang là {number.value}; sửa lại số.",
            en=f"must be {least} to {most}, is {number.value}; correct it.",
        )


def _percentage(value: int) -> Iterator[PolicyFault]:
    if not 1 <= value <= 100:
        yield PolicyFault(
            ("round_complete_pct", "value"),
            vi=f"phải từ 1 đến 100 phần trăm, đang là {value}.",
            en=f"must be 1 to 100 percent, is {value}.",
        )


def _look_backs(policy: Policy) -> Iterator[PolicyFault]:
    for position, each in enumerate(policy.indicators):
        if isinstance(each, DoublingTime) and each.look_back_days <= each.window_days:
            yield PolicyFault(
                ("indicators", position, "look_back_days"),
                vi=f"phải dài hơn window_days ({each.window_days}), nếu không trước đó không còn ca nào để nhân đôi; "
                "ghi số lớn hơn.",
                en=f"must be longer than window_days ({each.window_days}), or no earlier cases are left to double; "
                "write a larger number.",
            )
    if policy.history_days > 2 * LONGEST_DAYS:
        yield PolicyFault(
            ("indicators",),
            vi=f"phải nhìn lại {policy.history_days} ngày để đánh giá một ngày; giảm periods × days hoặc window_days "
            f"xuống dưới {2 * LONGEST_DAYS} ngày.",
            en=f"a day would be judged by {policy.history_days} days before it; shorten periods × days or "
            f"window_days to less than {2 * LONGEST_DAYS} days.",
        )
