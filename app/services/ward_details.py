"""One ward in depth: why it is where it is, when it may open, its recent counts, its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from app.domain.assessment import Assessment, state_from
from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure
from app.domain.evidence import Evidence
from app.domain.explanation import Explanation, explain
from app.domain.forecast import BlockingCondition, blocking_conditions, loosening_forecast
from app.domain.notice_words import notice_words
from app.domain.records import CaseReport
from app.domain.sentences import Phrase
from app.domain.standing_sentences import standing_sentence
from app.domain.vocabulary import UNKNOWN, StatusCause
from app.services.day_counts import day_counts_behind
from app.services.evidence import EvidenceSource
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.assessments import assessments_on, ward_assessments
from app.storage.case_reports import find_reports
from app.storage.statuses import Status, last_full_run_day

RECENT_DAYS = 28


@dataclass(frozen=True)
class WardDetails:
    """Everything one asks about a ward beside its status."""

    zone: ZoneStatus
    explanation: Explanation | None
    earliest_loosening: date | None
    blocking: tuple[BlockingCondition, ...]
    recent: tuple[tuple[date, CaseReport | None], ...]
    standing: Phrase | None = None
    """What put the level in force, when it is not simply the computed one."""


def zone_of(snapshot: ZoneSnapshot, ward_code: str) -> ZoneStatus:
    """The status of one ward.

    Raises:
        WardNotFound: not in the register; where it once was, with what became of it.
    """
    return snapshot.by_code[snapshot.ward(ward_code).code]


def ward_details(
    session: Session,
    snapshot: ZoneSnapshot,
    *,
    rules: SiteRules,
    ward_code: str,
    disclosure: Disclosure,
) -> WardDetails:
    """Explain one ward from its newest assessment, as known at the snapshot's revision: later writes do not show.

    Args:
        disclosure: decides which counts are shown as they are.
    """
    zone, known_revision = zone_of(snapshot, ward_code), snapshot.revision
    if zone.assessment is None:
        recent = _recent(session, snapshot, rules, ward_code, known_revision)
        return WardDetails(zone, None, None, (), recent, standing_of(snapshot, zone, rules))
    names = snapshot.register.names
    outbreak_names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    days = day_counts_behind(session, snapshot, rules=rules, assessments=[zone.assessment])[ward_code]
    explanation = explain(
        zone.assessment,
        snapshot.policy,
        ward_name=zone.ward.name,
        neighbor_names=names,
        outbreak_names=outbreak_names,
        disclosure=disclosure,
        days=days,
    )
    outlook = _outlook(session, snapshot, rules, zone, known_revision)
    blocking = blocking_conditions(
        zone.assessment,
        snapshot.policy,
        on=snapshot.open_day,
        outbreak_names=outbreak_names,
        disclosure=disclosure,
        neighbor_names=names,
        evidence=outlook.evidence if outlook else None,
        days=days,
    )
    is_lowest = zone.computed_level == snapshot.policy.levels[0].id
    return WardDetails(
        zone=zone,
        explanation=explanation,
        earliest_loosening=outlook.falls_on if outlook else None,
        blocking=() if is_lowest else tuple(blocking),
        recent=_recent(session, snapshot, rules, ward_code, known_revision),
        standing=standing_of(snapshot, zone, rules),
    )


def standing_of(snapshot: ZoneSnapshot, zone: ZoneStatus, rules: SiteRules) -> Phrase | None:
    """What put a ward's level in force; None when it is simply the computed one."""
    coming = zone.next_status
    return standing_sentence(
        zone.ward.name,
        level=snapshot.policy.label(zone.level),
        computed=snapshot.policy.label(zone.computed_level),
        decision=zone.decision,
        awaiting=zone.awaiting_approval is not None,
        announced_for=coming.effective_from if coming and coming.cause is StatusCause.ANNOUNCED else None,
        timezone=rules.clock.timezone,
        notice=notice_words(snapshot.policy),
    )


def status_history(snapshot: ZoneSnapshot, *, ward_code: str) -> list[Status]:
    """What was in force in one ward until the snapshot's instant, oldest first, as known at its revision."""
    return list(snapshot.histories.get(ward_code, ()))


def assessment_history(
    session: Session, snapshot: ZoneSnapshot, *, rules: SiteRules, ward_code: str
) -> list[tuple[Assessment, DayCounts]]:
    """The re-evaluated days of one ward, oldest first, as known at the snapshot's revision, and the counts behind."""
    known = snapshot.revision
    found = ward_assessments(session, scheme=rules.scheme, ward_code=ward_code, known_revision=known)
    # What was judged of the ward that bore the code before is no history of this one.
    found = [each for each in found if each.as_of >= snapshot.begun_on(ward_code)]
    if not found:
        return []
    days = day_counts_behind(session, snapshot, rules=rules, assessments=found)
    return [(each, days[ward_code]) for each in found]


@dataclass(frozen=True)
class _Outlook:
    """When a level falls if nothing more happens, and the evidence that says so."""

    falls_on: date | None
    evidence: Evidence


def _outlook(
    session: Session, snapshot: ZoneSnapshot, rules: SiteRules, zone: ZoneStatus, known_revision: int
) -> _Outlook | None:
    """The outlook of a ward that can loosen, by the code that decides; None for the others."""
    register = snapshot.register
    last_run = last_full_run_day(session, scheme=rules.scheme, known_revision=known_revision)
    if last_run is None or zone.computed_level in {snapshot.policy.levels[0].id, UNKNOWN}:
        return None
    if last_run < snapshot.begun_on(None):
        # The last run judged the wards of another register; the next one will tell.
        return None
    position = register.positions[zone.ward.code]
    wards = register.borders.within([position], order=2)
    codes = [register.codes[index] for index in wards]
    stored = assessments_on(
        session, scheme=rules.scheme, days=[last_run], ward_codes=codes, known_revision=known_revision
    )
    source = EvidenceSource.read(session, rules=rules, register=register, known_revision=known_revision)
    first_day = last_run + timedelta(days=1)
    evidence = source.load(
        session,
        wards=wards,
        first_day=first_day,
        last_day=max(first_day, snapshot.open_day),
        last_closed_day=rules.clock.last_closed_day(snapshot.at),
        policy=snapshot.policy,
    )
    state = state_from([stored.get((code, last_run)) for code in codes], snapshot.policy)
    forecast = loosening_forecast(snapshot.policy, evidence, state)
    return _Outlook(forecast.day_of(int(np.flatnonzero(wards == position)[0])), evidence)


def _recent(
    session: Session, snapshot: ZoneSnapshot, rules: SiteRules, ward_code: str, known_revision: int
) -> tuple[tuple[date, CaseReport | None], ...]:
    last = snapshot.open_day
    days: Sequence[date] = [last - timedelta(days=offset) for offset in range(RECENT_DAYS - 1, -1, -1)]
    found = find_reports(
        session, ward_codes=[ward_code], first_day=days[0], last_day=last, known_revision=known_revision
    )
    begun = snapshot.begun_on(ward_code)
    by_day = {
        each.key.reporting_date: each
        for each in found
        if each.key.source == rules.source and each.key.reporting_date >= begun
    }
    return tuple((day, by_day.get(day)) for day in days)
