"""When a cordon may open: its condition, what is still missing, and the first day on which it would hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.domain.cordons import Cordon, CordonRule
from app.domain.obstacles import BlockingCondition
from app.domain.vocabulary import Provenance

STAFF: Final = "staff"
WARD_REPORT: Final = "ward_report"


@dataclass(frozen=True)
class WardCase:
    """The newest day on which a ward of the cordon reported cases in a locked-down area; a hint, not a finding."""

    ward_code: str
    reporting_date: date


@dataclass(frozen=True)
class Lifting:
    """Whether a cordon may open on a day.

    `days_since_last_case` counts from `counted_from`: the newest case known, else the day it began. `earliest_lift_on`
    is the first day on which all holds if nothing more happens; None while it has no start. `last_case_source` says
    whether staff named that case or a ward's report did.
    """

    holds: bool
    on: date
    days_since_last_case: int | None
    counted_from: date | None
    needed: int
    needed_provenance: Provenance
    minimum_until: date | None
    earliest_lift_on: date | None
    last_case_on: date | None
    last_case_source: str | None
    hint: WardCase | None
    obstacles: tuple[BlockingCondition, ...]


def lifting_condition(
    cordon: Cordon, *, started_on: date | None, on: date, rule: CordonRule, hint: WardCase | None = None
) -> Lifting:
    """What the condition of a cordon says on a day.

    Args:
        started_on: the local day of its start; None while it has none.
        hint: the newest lockdown-area cases of its wards since the start.
    """
    case_on, source = _last_case(cordon, hint)
    if started_on is None:
        return _not_begun(cordon, rule, on, case_on, source, hint)
    counted_from = started_on if case_on is None else max(started_on, case_on)
    minimum_until = started_on + timedelta(days=rule.minimum_days)
    quiet_until = counted_from + timedelta(days=cordon.quiet_days)
    obstacles = [
        *([_too_short(minimum_until, rule)] if on < minimum_until else []),
        *([_not_quiet(cordon, counted_from, quiet_until, source)] if on < quiet_until else []),
    ]
    return Lifting(
        holds=not obstacles,
        on=on,
        days_since_last_case=max(0, (on - counted_from).days),
        counted_from=counted_from,
        needed=cordon.quiet_days,
        needed_provenance=rule.quiet_days_provenance,
        minimum_until=minimum_until,
        earliest_lift_on=max(minimum_until, quiet_until),
        last_case_on=case_on,
        last_case_source=source,
        hint=hint,
        obstacles=tuple(obstacles),
    )


def _last_case(cordon: Cordon, hint: WardCase | None) -> tuple[date | None, str | None]:
    """The newest case that counts: a ward's report does until staff have looked at it."""
    checked, known = cordon.ward_cases_checked_on, cordon.last_case_on
    unseen = hint is not None and (checked is None or hint.reporting_date > checked)
    if hint is not None and unseen and (known is None or hint.reporting_date > known):
        return hint.reporting_date, WARD_REPORT
    return known, None if known is None else STAFF


def _not_begun(
    cordon: Cordon, rule: CordonRule, on: date, case_on: date | None, source: str | None, hint: WardCase | None
) -> Lifting:
    waiting = BlockingCondition(
        code="not_begun",
        vi="Khu phong tỏa chưa bắt đầu nên chưa có gì để gỡ.",
        en="The cordon has not begun, so there is nothing to lift yet.",
        until=None,
    )
    provenance = rule.quiet_days_provenance
    return Lifting(False, on, None, None, cordon.quiet_days, provenance, None, None, case_on, source, hint, (waiting,))


def _too_short(until: date, rule: CordonRule) -> BlockingCondition:
    return BlockingCondition(
        code="minimum_days",
        vi=f"Phong tỏa ít nhất {rule.minimum_days} ngày: sớm nhất {until:%d/%m/%Y}.",
        en=f"A cordon lasts at least {rule.minimum_days} days: until {until} at the earliest.",
        until=until,
    )


def _not_quiet(cordon: Cordon, since: date, until: date, source: str | None) -> BlockingCondition:
    since_vi = {STAFF: "ca gần nhất", WARD_REPORT: "ca khu phong tỏa gần nhất phường, xã đã báo"}
    since_en = {STAFF: "the newest case", WARD_REPORT: "the newest lockdown-area case its wards reported"}
    return BlockingCondition(
        code="days_since_last_case",
        vi=f"Cần {cordon.quiet_days} ngày không có ca mới kể từ {since_vi.get(source or '', 'ngày bắt đầu')} "
        f"({since:%d/%m/%Y}): sớm nhất {until:%d/%m/%Y}.",
        en=f"{cordon.quiet_days} days without a new case are needed since {since_en.get(source or '', 'the start')} "
        f"({since}): until {until} at the earliest.",
        until=until,
    )
