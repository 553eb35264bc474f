"""Signed declarations that change what is judged: adopting a policy, declaring a baseline."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import FutureReportingDate, InvalidValue
from app.domain.records import PolicyAdoption, ZeroFill
from app.services.policy_library import adopt_policy
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.site_rules import SiteRules
from app.storage.revisions import begin_write
from app.storage.zero_fills import add_zero_fill

BASELINE = "baseline"
ABSENT_IS_ZERO = "absent_is_zero"
FURTHEST_AHEAD = timedelta(days=366)


def adopt(
    session: Session,
    *,
    rules: SiteRules,
    policy_id: str,
    effective_from: date,
    document_number: str | None,
    signer: str | None,
    now: datetime,
    actor: str,
) -> tuple[PolicyAdoption, tuple[LevelChange, ...]]:
    """Adopt a policy from a day on (takes the next revision) and judge the days it touches again.

    Raises:
        PolicyNotFound, InvalidPolicy: it cannot be adopted.
        InvalidValue: the day lies more than a year ahead, which is a slip of the pen.
    """
    latest = rules.clock.open_day(now) + FURTHEST_AHEAD
    if effective_from > latest:
        raise InvalidValue(
            "/from",
            vi=f"Ngày áp dụng {effective_from:%d/%m/%Y} quá xa; gửi một ngày đến {latest:%d/%m/%Y}.",
            en=f"from {effective_from} is too far ahead; send a day up to {latest}.",
        )
    revision = begin_write(session, now=now, kind="policy_adoption", actor=actor)
    adoption = adopt_policy(
        session,
        scheme=rules.scheme,
        policy_id=policy_id,
        effective_from=effective_from,
        revision=revision,
        actor=actor,
        document_number=document_number,
        signer=signer,
    )
    first_day = first_known_day(session, rules=rules)
    # The first adoption also judges the days before it, so a new first one touches every day.
    from_day = min(effective_from, first_day) if first_day is not None else effective_from
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes=None,
        from_day=from_day,
        first_day_before=first_day,
    )
    return adoption, outcome.level_changes


def declare_baseline(
    session: Session,
    *,
    rules: SiteRules,
    before: date,
    signer: str,
    document_number: str,
    note: str | None,
    now: datetime,
    actor: str,
) -> tuple[ZeroFill, tuple[LevelChange, ...]]:
    """Declare that no cases were known before a day: missing reports before it count as 0.

    Raises:
        FutureReportingDate: the day lies after the open one.
    """
    open_day = rules.clock.open_day(now)
    if before > open_day:
        raise FutureReportingDate("/before", before, open_day)
    revision = begin_write(session, now=now, kind=BASELINE, actor=actor)
    first_day_before = first_known_day(session, rules=rules)
    fill = ZeroFill(
        kind=BASELINE,
        first_day=None,
        end_day=before,
        signer=signer,
        document_number=document_number,
        note=note,
        recorded_revision=revision.number,
    )
    record_zero_fill(session, fill, rules=rules, actor=actor)
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes=None,
        from_day=first_day_before or before,
        first_day_before=first_day_before,
    )
    return fill, outcome.level_changes


def record_zero_fill(session: Session, fill: ZeroFill, *, rules: SiteRules, actor: str) -> None:
    """Store that days first_day ≤ D < end_day without a report had no cases; judging is the caller's."""
    add_zero_fill(session, fill, source=rules.source, recorded_by=actor)
