"""Importing a table of counts: all lines or none, judged in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import InvalidImport, InvalidValue
from app.formats.case_table import MOST_FAULTS, CaseRow
from app.services.access import Caller
from app.services.case_reporting import NewReport, faults_of, take_reports
from app.services.declarations import ABSENT_IS_ZERO, fill_with_zeros
from app.services.reclassification import LevelChange
from app.services.site_rules import SiteRules
from app.storage.audit import AuditEntry, record
from app.storage.revisions import begin_write


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did (or, in a dry run, would do)."""

    rows: int
    created: int
    unchanged: int
    filled: tuple[date, date] | None
    level_changes: tuple[LevelChange, ...]
    revision: int


def import_cases(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    rows: Sequence[CaseRow],
    absent_is_zero: bool,
    first_day: date | None,
    last_day: date | None,
    source_name: str,
    now: datetime,
) -> ImportOutcome:
    """Take every row of a table; the caller commits, or rolls back for a dry run.

    Args:
        absent_is_zero: the file lists only days with cases; every other ward and day of the range had none.
        first_day, last_day: the range the file speaks of, both inclusive; its first and last day when not given.

    Raises:
        InvalidImport: listing every row that cannot be taken; nothing is stored.
        InvalidValue: the range does not hold the file's days.
    """
    if not rows:
        raise InvalidImport(vi="Tệp không có dòng số liệu nào.", en="The file has no data lines.")
    revision = begin_write(session, now=now, kind="case_import", actor=caller.username)
    outcome = take_reports(
        session,
        rules=rules,
        caller=caller,
        reports=[_report(row, rules) for row in rows],
        revision=revision,
        now=now,
    )
    if outcome.refused:
        faults = faults_of(outcome.refused)
        raise InvalidImport(
            vi=f"{len(faults)} dòng không nhận được nên không dòng nào được ghi.",
            en=f"{len(faults)} lines cannot be taken, so none was stored.",
            errors=faults[:MOST_FAULTS],
            extensions={"fault_count": len(faults)},
        )
    changes = {each.ward_code: each for each in outcome.level_changes}
    filled = None
    if absent_is_zero:
        filled = _range(rows, first_day, last_day)
        _, after_fill = fill_with_zeros(
            session,
            rules=rules,
            kind=ABSENT_IS_ZERO,
            first_day=filled[0],
            end_day=filled[1] + timedelta(days=1),
            signer=None,
            document_number=None,
            note=source_name,
            revision=revision,
            actor=caller.username,
        )
        changes |= {each.ward_code: each for each in after_fill}
    record(session, _audit_line(caller, source_name, outcome.created, filled, revision.committed_at, revision.number))
    return ImportOutcome(
        rows=len(rows),
        created=outcome.created,
        unchanged=len(rows) - outcome.created,
        filled=filled,
        level_changes=tuple(changes.values()),
        revision=revision.number,
    )


def _report(row: CaseRow, rules: SiteRules) -> NewReport:
    return NewReport(
        ward_code=row.ward_code,
        reporting_date=row.reporting_date,
        source=rules.source,
        counts=row.counts,
        pointer=f"/{row.line}",
    )


def _range(rows: Sequence[CaseRow], first_day: date | None, last_day: date | None) -> tuple[date, date]:
    days = [row.reporting_date for row in rows]
    first, last = first_day or min(days), last_day or max(days)
    if min(days) < first or max(days) > last:
        raise InvalidValue(
            "/from",
            vi=f"Tệp có ngày từ {min(days)} đến {max(days)}, nằm ngoài khoảng {first} đến {last}; nới --from, --to.",
            en=f"The file holds days from {min(days)} to {max(days)}, outside {first} to {last}; widen --from, --to.",
        )
    return first, last


def _audit_line(
    caller: Caller, source_name: str, created: int, filled: tuple[date, date] | None, at: datetime, revision: int
) -> AuditEntry:
    detail: dict[str, object] = {"created": created}
    if filled is not None:
        detail["absent_is_zero"] = [filled[0].isoformat(), filled[1].isoformat()]
    return AuditEntry(
        at=at,
        actor=caller.username,
        role=caller.role,
        action="import_cases",
        subject=source_name,
        detail=detail,
        revision=revision,
    )
