"""The lines that reports, corrections and moves leave in the audit: the same by whichever route they came."""

from __future__ import annotations

from datetime import date

from app.api.dependencies import Writing
from app.domain.records import CaseReport, ReportKey
from app.services.access import Caller
from app.services.case_transfers import Move
from app.services.register import district_of, shared_district
from app.services.reporting_days import lock_note
from app.services.sent_reports import BatchOutcome


def leave_report_line(work: Writing, caller: Caller, report: CaseReport) -> None:
    """A line about a first report; it belongs to the district its ward lay in on the day."""
    _leave(work, caller, "post_report", report.key, {})


def leave_correction_line(work: Writing, caller: Caller, report: CaseReport) -> None:
    """A line about a correction or withdrawal."""
    _leave(work, caller, "correct_report", report.key, {"version": report.version, "reason_code": report.reason_code})


def leave_batch_line(
    work: Writing, caller: Caller, outcome: BatchOutcome, *, rows: int, action: str = "case_report_batch"
) -> None:
    """A line about what was taken of a batch of so many rows, and whose districts it was refused for."""
    detail: dict[str, object] = {"rows": rows, "created": outcome.created, "corrected": outcome.corrected}
    if outcome.districts_denied:
        detail["districts_denied"] = outcome.districts_denied
    detail |= _lock_note(work, *outcome.stored_days)
    district = shared_district(work.session, (key.ward_code for key in outcome.stored_keys))
    work.audit(caller, action, f"{outcome.stored} reports", district_code=district, detail=detail)


def leave_move_line(work: Writing, caller: Caller, move: Move) -> None:
    """A line about cases moved; it belongs to the district they left."""
    work.audit(
        caller,
        "move_cases",
        f"{move.from_ward_code} → {move.to_ward_code} {move.reporting_date} {move.source}",
        district_code=district_of(work.session, move.from_ward_code, on=move.reporting_date),
        detail={
            "cases": move.counts.total,
            "reason_code": move.reason_code.value,
            **_lock_note(work, move.reporting_date),
        },
    )


def _leave(work: Writing, caller: Caller, action: str, key: ReportKey, detail: dict[str, object]) -> None:
    work.audit(
        caller,
        action,
        f"{key.ward_code} {key.reporting_date} {key.source}",
        district_code=district_of(work.session, key.ward_code, on=key.reporting_date),
        detail={**detail, **_lock_note(work, key.reporting_date)},
    )


def _lock_note(work: Writing, *days: date) -> dict[str, object]:
    return lock_note(work.rules, days, now=work.revision.committed_at if work.revision else work.now)
