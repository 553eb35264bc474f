"""One ward in depth, its intervals and its judged days, as they go on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from app.api.documents.places import areas_of_ward, cordons_in_ward, measures
from app.api.documents.zones import decision_item, zone_item
from app.domain.assessment import Assessment
from app.domain.day_counts import DayCounts, cells_in_window
from app.domain.decisions import Decision
from app.domain.disclosure import Disclosure
from app.domain.explanation import Reason
from app.domain.indicators import data_status
from app.domain.obstacles import BlockingCondition
from app.domain.records import CaseReport
from app.domain.vocabulary import CASE_CLASSES
from app.services.ward_details import WardDetails
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.statuses import Status


def ward_detail(snapshot: ZoneSnapshot, details: WardDetails, disclosure: Disclosure) -> dict[str, Any]:
    """The flat status with reasons, outlook, measures and recent counts."""
    zone = details.zone
    assessment = zone.assessment
    explanation = details.explanation
    computed = {"vi": explanation.vi, "en": explanation.en} if explanation else _never_judged()
    standing = details.standing
    label_vi, label_en = snapshot.policy.label(zone.level)
    return {
        **zone_item(zone),
        "level_label": {"vi": label_vi, "en": label_en},
        "ward_kind": zone.ward.kind,
        "population": zone.ward.population,
        "explanation": computed if standing is None else {"vi": standing.vi, "en": standing.en},
        "computed_explanation": computed,
        "reasons": [reason_item(each) for each in explanation.reasons] if explanation else [],
        "days_qualifying": assessment.qualifying_days if assessment else 0,
        "earliest_loosening": details.earliest_loosening.isoformat() if details.earliest_loosening else None,
        "blocking_condition": _blocking_item(details.blocking[0]) if details.blocking else None,
        "blocking_conditions": [_blocking_item(each) for each in details.blocking],
        "missing_days": assessment.missing_days if assessment else None,
        "measures": _measures(snapshot, zone),
        "cordons": cordons_in_ward(zone.cordons, zone.ward.code),
        "areas": areas_of_ward(zone.areas, zone.ward.code),
        "cases_recent": [
            _recent(day, report, disclosure, provisional=day > snapshot.complete_through)
            for day, report in details.recent
        ],
    }


def _blocking_item(blocking: BlockingCondition) -> dict[str, Any]:
    until = blocking.until.isoformat() if blocking.until else None
    return {"code": blocking.code, "vi": blocking.vi, "en": blocking.en, "until": until}


def reason_item(reason: Reason) -> dict[str, Any]:
    """One reason of the trace, as the domain gives it."""
    return {name: _plain(value) for name, value in asdict(reason).items()}


def status_item(status: Status, decisions: Mapping[str, Decision]) -> dict[str, Any]:
    """One interval of what was in force; `decisions` by id."""
    decision = decisions.get(status.decision_id or "")
    return {
        "level": status.level,
        "computed_level": status.computed_level,
        "confirmed_level": status.confirmed_level,
        "awaiting_approval": status.awaiting_level,
        "decided": status.decided,
        "cause": status.cause.value,
        "from": status.from_instant.isoformat(),
        "until": status.until_instant.isoformat() if status.until_instant else None,
        "as_of": status.as_of.isoformat(),
        "policy_id": status.policy_id,
        "policy_version": status.policy_version,
        "decision": decision_item(decision),
        "document_number": decision.document_number if decision else None,
    }


def assessment_item(assessment: Assessment, days: DayCounts, disclosure: Disclosure) -> dict[str, Any]:
    """One judged day with its inputs; small counts are hidden, and totals tell no more than the days in them."""
    cells = {each: cells_in_window(assessment, [each], days) for each in CASE_CLASSES}
    return {
        "as_of": assessment.as_of.isoformat(),
        "closed": assessment.closed,
        "level": assessment.level,
        "raw_level": assessment.raw_level,
        "own_level": assessment.own_level,
        "rule_id": assessment.rule_id,
        "entered_on": assessment.entered_on.isoformat() if assessment.entered_on else None,
        "days_qualifying": assessment.qualifying_days,
        "data_status": data_status(assessment.missing_days, assessment.closed_days).value,
        "missing_days": assessment.missing_days,
        "window_start": assessment.window_start.isoformat(),
        "window_end": assessment.as_of.isoformat(),
        "counts": {each.value: disclosure.shown_total(parts) for each, parts in cells.items()},
        "population": assessment.population,
        "policy_id": assessment.policy_id,
        "policy_version": assessment.policy_version,
        "boundary_version": assessment.boundary_version,
    }


def _recent(day: date, report: CaseReport | None, disclosure: Disclosure, *, provisional: bool) -> dict[str, Any]:
    """One day of the curve; `counts` null: no report, which is not zero. `provisional`: late reports may still come."""
    counts = None if report is None or report.counts is None else disclosure.shown_counts(asdict(report.counts))
    return {
        "reporting_date": day.isoformat(),
        "reported": counts is not None,
        "counts": counts,
        "provisional": provisional,
    }


def _measures(snapshot: ZoneSnapshot, zone: ZoneStatus) -> dict[str, Any]:
    """What applies: the testing duty of the level, and the measures of the directive that applies."""
    duty = snapshot.policy.duty_of[zone.level]
    applied = zone.directive
    return {
        "testing": {"vi": duty.label_vi, "en": duty.label_en},
        "directive": None if applied is None else measures(snapshot.policy, applied.directive),
    }


def _never_judged() -> dict[str, str]:
    return {
        "vi": "Chưa có lượt phân loại nào cho nơi này nên mức là “chưa có số liệu”.",
        "en": "No classification has judged this place yet, so its level is unknown.",
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
