"""Importing a table of counts: all lines or none, judged in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import FieldFault, FutureReportingDate, InvalidImport, InvalidValue
from app.domain.records import ZeroFill
from app.formats.case_table import MOST_FAULTS, CaseRow
from app.services.access import Caller
from app.services.case_reporting import store_reports
from app.services.declarations import ABSENT_IS_ZERO, record_zero_fill
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.reporting_days import lock_note
from app.services.sent_reports import NewReport, Refused, Taken, faults_of
from app.services.site_rules import SiteRules
from app.storage.audit import AuditEntry, record
from app.storage.revisions import Revision, begin_write
from app.storage.zero_fills import zero_fills


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did (or, in a dry run, would do); `changed`: whether there is anything to commit."""

    rows: int
    created: int
    unchanged: int
    filled: tuple[date, date] | None
    level_changes: tuple[LevelChange, ...]
    revision: int
    changed: bool


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
    faults: Sequence[FieldFault] = (),
    fault_count: int | None = None,
) -> ImportOutcome:
    """Take every row of a table; the caller commits, or rolls back a dry run and an import that changed nothing.

    Args:
        absent_is_zero: the file lists only days with cases; every other ward and day of the range had none.
        first_day, last_day: the range filled with zeros, both inclusive; the file's first and last day when not given.
            Rows outside it are taken all the same.
        faults: of the lines that gave no row; they are told together with those of the rows (`fault_count` in all).

    Raises:
        InvalidImport: listing every row that cannot be taken; nothing is stored.
        InvalidValue: the range ends before it begins, or after the open day.
    """
    if not rows and not faults:
        raise InvalidImport(vi="Tệp không có dòng số liệu nào.", en="The file has no data lines.")
    filled = _range(rows, first_day, last_day) if absent_is_zero and rows else None
    revision = begin_write(session, now=now, kind="case_import", actor=caller.username)
    open_day = rules.clock.open_day(revision.committed_at)
    if filled is not None and filled[1] > open_day:
        raise FutureReportingDate("/to", filled[1], open_day)
    first_day_before = first_known_day(session, rules=rules)
    is_new_fill = filled is not None and _fill(session, filled, source_name, rules, caller, revision)
    created = _store(session, rules, caller, rows, revision, _Unread(faults, fault_count))
    changes: tuple[LevelChange, ...] = ()
    if created or is_new_fill:
        changes = _judge(session, rules, revision, rows, filled if is_new_fill else None, first_day_before)
        locked = lock_note(rules, {row.reporting_date for row in rows}, now=revision.committed_at)
        record(session, _audit_line(caller, source_name, created, filled, revision, locked))
    return ImportOutcome(
        rows=len(rows),
        created=created,
        unchanged=len(rows) - created,
        filled=filled,
        level_changes=changes,
        revision=revision.number,
        changed=created > 0 or is_new_fill,
    )


def _judge(
    session: Session,
    rules: SiteRules,
    revision: Revision,
    rows: Sequence[CaseRow],
    filled: tuple[date, date] | None,
    first_day_before: date | None,
) -> tuple[LevelChange, ...]:
    """Judge again the wards of the rows, or all of them when days were declared to be without cases."""
    days = [row.reporting_date for row in rows]
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes={row.ward_code for row in rows} if filled is None else None,
        from_day=min(days) if filled is None else min(*days, filled[0]),
        first_day_before=first_day_before,
    )
    return outcome.level_changes


def _fill(
    session: Session,
    filled: tuple[date, date],
    source_name: str,
    rules: SiteRules,
    caller: Caller,
    revision: Revision,
) -> bool:
    """Declare the range's silent days as days without cases; False when a file declared them before."""
    fill = _zero_fill(filled, source_name, revision)
    for known in zero_fills(session, source=rules.source):
        if known.first_day is not None and known.first_day <= filled[0] and known.end_day >= fill.end_day:
            return False
    record_zero_fill(session, fill, rules=rules, actor=caller.username)
    return True


@dataclass(frozen=True)
class _Unread:
    """The faults of lines that gave no row: those kept, and how many there are."""

    kept: Sequence[FieldFault]
    of: int | None

    @property
    def count(self) -> int:
        return len(self.kept) if self.of is None else self.of


def _store(
    session: Session,
    rules: SiteRules,
    caller: Caller,
    rows: Sequence[CaseRow],
    revision: Revision,
    unread: _Unread,
) -> int:
    """How many rows were new; every line that cannot be taken refuses the file."""
    taken = store_reports(
        session,
        rules=rules,
        caller=caller,
        reports=[_report(row, rules) for row in rows],
        revision=revision,
    )
    refused = faults_of(row for row in taken if isinstance(row, Refused))
    if refused or unread.count:
        count = len(refused) + unread.count
        faults = sorted([*unread.kept, *refused], key=lambda fault: int(fault.pointer.split("/")[1]))
        raise InvalidImport(
            vi=f"Tệp có {count} lỗi nên không dòng nào được ghi; sửa rồi nhập lại.",
            en=f"The file has {count} faults, so no line was stored; mend them and import again.",
            errors=faults[:MOST_FAULTS],
            extensions={"fault_count": count},
        )
    return sum(isinstance(row, Taken) and row.created for row in taken)


def _zero_fill(filled: tuple[date, date], source_name: str, revision: Revision) -> ZeroFill:
    return ZeroFill(
        kind=ABSENT_IS_ZERO,
        first_day=filled[0],
        end_day=filled[1] + timedelta(days=1),
        signer=None,
        document_number=None,
        note=source_name,
        recorded_revision=revision.number,
    )


def _report(row: CaseRow, rules: SiteRules) -> NewReport:
    return NewReport(
        ward_code=row.ward_code,
        reporting_date=row.reporting_date,
        source=rules.source,
        counts=row.counts,
        samples=row.samples,
        positives=row.positives,
        note=row.note,
        pointer=f"/{row.line}",
        new_f1_contacts=row.new_f1_contacts,
    )


def _range(rows: Sequence[CaseRow], first_day: date | None, last_day: date | None) -> tuple[date, date]:
    days = [row.reporting_date for row in rows]
    first, last = first_day or min(days), last_day or max(days)
    if first > last:
        raise InvalidValue(
            "/from",
            vi=f"--from {first} sau --to {last}; đổi lại hai ngày.",
            en=f"--from {first} is after --to {last}; swap the two days.",
        )
    return first, last


def _audit_line(
    caller: Caller,
    source_name: str,
    created: int,
    filled: tuple[date, date] | None,
    revision: Revision,
    locked: Mapping[str, object],
) -> AuditEntry:
    detail: dict[str, object] = {"created": created, **locked}
    if filled is not None:
        detail["absent_is_zero"] = [filled[0].isoformat(), filled[1].isoformat()]
    return AuditEntry(
        at=revision.committed_at,
        actor=caller.username,
        role=caller.role,
        action="import_cases",
        subject=source_name,
        detail=detail,
        revision=revision.number,
    )
