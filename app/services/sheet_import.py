"""Taking a file of reports: all of it or its good rows, with what is to be remembered of it and of the others."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import (
    AccessDenied,
    ConfirmationRequired,
    ImportRefused,
    ReportConflict,
    ZoneError,
    field_faults,
)
from app.domain.import_records import MOST_FAULTS_KEPT, ImportFault, ImportRecord, ImportState, ImportTotals
from app.domain.plausibility import PlausibilityWarning
from app.domain.receipts import receipt_number
from app.domain.records import CaseReport, ReportKey
from app.domain.sentences import Phrase
from app.services.access import Caller
from app.services.case_reporting import take_reports
from app.services.import_columns import file_faults
from app.services.import_files import ReadFile
from app.services.import_history import may_see
from app.services.import_rows import Confirmations, ImportChoices, ready_reports
from app.services.register import current_register
from app.services.sent_reports import BatchOutcome, Correction, NewReport, Refused, Result, Taken
from app.services.site_rules import SiteRules
from app.storage.case_reports import current_reports
from app.storage.imports import find_same_content
from app.storage.revisions import Revision


@dataclass(frozen=True)
class OddRow:
    """A row whose figures look odd, and what looks odd about them."""

    row: int
    key: ReportKey
    warning: PlausibilityWarning


@dataclass(frozen=True)
class ImportDone:
    """What became of a file; its record is not stored yet. `results` are those of the rows taken, by their number."""

    record: ImportRecord
    outcome: BatchOutcome
    odd_rows: tuple[OddRow, ...]
    results: Mapping[int, Result]

    @property
    def changed(self) -> bool:
        """Whether any version was stored."""
        return self.outcome.stored > 0

    @property
    def conflicts(self) -> int:
        """Rows that differ from what stands, where no correction was asked for."""
        return sum(isinstance(row.problem, ReportConflict) for row in self.outcome.refused)


def import_file(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    file: ReadFile,
    choices: ImportChoices,
    confirmations: Confirmations,
    revision: Revision,
    now: datetime,
    dry_run: bool,
) -> ImportDone:
    """Take the reports of a file; the edge decides whether to commit, and stores the record.

    Args:
        file: as `read_file` gives it.
        confirmations: why odd figures are right, by ward and day.
        revision: taken before anything was read (see `begin_write`).
        dry_run: faults are told of, and never refuse the file.

    Raises:
        ImportRefused: a row cannot be taken and `choices.partial` is not set; it carries the record to remember.
        ConfirmationRequired: the same, where all that is wanted is a reason for odd figures.
        NotYourDistrict: the same, where a row is about a ward the caller does not answer for.
    """
    of_file = file_faults(file, choices)
    rows = () if of_file else file.rows
    ready = ready_reports(rows, source=rules.source, choices=choices, columns=file.columns, confirmations=confirmations)
    reports = _as_corrections(session, ready.reports, choices)
    outcome = take_reports(
        session,
        rules=rules,
        caller=caller,
        reports=reports,
        revision=revision,
        require_confirmation=choices.require_confirmation,
    )
    unread = (*file.faults, *ready.faults)
    faults = [*of_file, *unread, *_refusals(outcome)]
    record = _record(file, faults, choices, outcome, caller=caller, revision=revision, at=now)
    record = replace(record, district_codes=_districts(session, file))
    record = replace(record, notices=(*_sent_before(session, rules, caller, record), *file.notices))
    record = replace(record, totals=replace(record.totals, rows=len(reports) + len({each.row for each in unread})))
    if faults and not (choices.partial or dry_run):
        raise _refusal(record, outcome, is_all=len(faults) == len(list(_refusals(outcome))))
    return ImportDone(record, outcome, tuple(_odd_rows(reports, outcome)), dict(_results(reports, outcome)))


def _sent_before(session: Session, rules: SiteRules, caller: Caller, record: ImportRecord) -> Iterator[Phrase]:
    """That this very file was taken before, when and under which receipt, for whoever may see it."""
    same = find_same_content(session, record.sha256)
    if same is not None and may_see(caller, same):
        local = same.at.astimezone(rules.clock.timezone)
        receipt = f", {same.receipt}" if same.receipt else ""
        yield Phrase(
            f"Tệp này đã nhập lúc {local:%H:%M ngày %d/%m/%Y} ({same.sent_by}{receipt}).",
            f"This very file was taken at {local:%H:%M on %Y-%m-%d} ({same.sent_by}{receipt}).",
        )


def new_import_id() -> str:
    """An id that nobody can guess."""
    return f"nt-{secrets.token_hex(8)}"


def _as_corrections(session: Session, reports: Sequence[NewReport], choices: ImportChoices) -> list[NewReport]:
    """The reports; those that differ from what stands correct it, where that was asked for."""
    if choices.correction_reason is None:
        return list(reports)
    stored = current_reports(session, [report.key for report in reports])
    return [_as_correction(report, stored, choices) for report in reports]


def _as_correction(report: NewReport, stored: Mapping[ReportKey, CaseReport], choices: ImportChoices) -> NewReport:
    current = stored.get(report.key)
    if current is None or choices.correction_reason is None or report.says_the_same_as(current):
        return report
    # A version the sender never saw is not written over: naming the one before lets it be refused as stale.
    is_unseen = choices.seen_revision is not None and current.recorded_revision > choices.seen_revision
    version = current.version - 1 if is_unseen else current.version
    return replace(report, correction=Correction(version, choices.correction_reason))


def _refusals(outcome: BatchOutcome) -> Iterator[ImportFault]:
    for row in outcome.refused:
        number = int(row.report.pointer.removeprefix("/"))
        for words in _reasons(row):
            yield ImportFault(number, None, None, words)


def _reasons(row: Refused) -> Iterable[Phrase]:
    if isinstance(row.problem, ConfirmationRequired):
        return [Phrase(each.vi, each.en) for each in row.problem.errors]
    if isinstance(row.problem, ReportConflict) and row.stored is not None:
        return [_conflict(row.stored)]
    return [Phrase(row.problem.detail_vi, row.problem.detail_en)]


def _conflict(stored: CaseReport) -> Phrase:
    total = "đã rút" if stored.counts is None else f"{stored.counts.total} ca"
    total_en = "withdrawn" if stored.counts is None else f"{stored.counts.total} cases"
    day = stored.key.reporting_date
    return Phrase(
        f"Ngày {day:%d/%m/%Y} đã có báo cáo khác ({total}, bản {stored.version}, {stored.reported_by} gửi). "
        "Muốn thay, chọn sửa số đã gửi và nêu lý do.",
        f"Another report stands for {day} ({total_en}, version {stored.version}, sent by {stored.reported_by}). "
        "To replace it, choose to correct what was sent and give a reason.",
    )


def _refusal(record: ImportRecord, outcome: BatchOutcome, *, is_all: bool) -> ZoneError:
    """Why a file is refused; a row of somebody else's district refuses it as such, as it does a batch."""
    problems = [row.problem for row in outcome.refused]
    denied = next((each for each in problems if isinstance(each, AccessDenied)), None)
    if denied is not None:
        denied.errors = tuple(field_faults(record))
        return denied
    if is_all and all(isinstance(each, ConfirmationRequired) for each in problems):
        return ConfirmationRequired([fault for each in problems for fault in each.errors])
    totals = replace(record.totals, created=0, corrected=0)
    return ImportRefused(replace(record, state=ImportState.REFUSED, totals=totals, revision=None, receipt=None))


def _record(
    file: ReadFile,
    faults: Sequence[ImportFault],
    choices: ImportChoices,
    outcome: BatchOutcome,
    *,
    caller: Caller,
    revision: Revision,
    at: datetime,
) -> ImportRecord:
    """The record but for its districts and its number of rows."""
    days = [row.reporting_date for row in file.rows]
    unchanged = sum(isinstance(row, Taken) and row.result is Result.UNCHANGED for row in outcome.rows)
    rejected = len({fault.row for fault in faults if fault.row != file.header_row})
    return ImportRecord(
        import_id=new_import_id(),
        file_name=file.name,
        sha256=file.sha256,
        size=file.size,
        sent_by=caller.username,
        at=at,
        state=_state(outcome, has_faults=bool(faults)),
        district_codes=(),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        asked=choices.as_told(),
        totals=ImportTotals(0, outcome.created, outcome.corrected, unchanged, rejected),
        fault_count=len(faults) + file.unlisted,
        faults=tuple(sorted(faults, key=lambda each: each.row)[:MOST_FAULTS_KEPT]),
        notices=file.notices,
        rejected=file.rejected(faults),
        revision=revision.number if outcome.stored else None,
        receipt=receipt_number(revision.number) if outcome.stored else None,
    )


def _state(outcome: BatchOutcome, *, has_faults: bool) -> ImportState:
    if not has_faults:
        return ImportState.TAKEN
    return ImportState.PARTIAL if outcome.stored else ImportState.REFUSED


def _districts(session: Session, file: ReadFile) -> tuple[str, ...]:
    """The districts of the wards a file names, ascending."""
    wards = {row.ward_code for row in file.rows}
    found = {ward.district_code for ward in current_register(session).wards if ward.code in wards}
    return tuple(sorted(code for code in found if code is not None))


def _odd_rows(reports: Sequence[NewReport], outcome: BatchOutcome) -> Iterator[OddRow]:
    for report, row in zip(reports, outcome.rows, strict=True):
        if isinstance(row, Taken) and row.created:
            number = int(report.pointer.removeprefix("/"))
            yield from (OddRow(number, report.key, warning) for warning in row.report.warnings)


def _results(reports: Sequence[NewReport], outcome: BatchOutcome) -> Iterator[tuple[int, Result]]:
    for report, row in zip(reports, outcome.rows, strict=True):
        if isinstance(row, Taken):
            yield int(report.pointer.removeprefix("/")), row.result
