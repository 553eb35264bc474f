"""`khoanhvung cases`: counts from a file, of programs or of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.orm import Session, sessionmaker

from app.cli.context import CLI_CALLER, database, emit, now, progress, read_day, read_settings, show_fault, told
from app.configuration import site_rules
from app.domain.errors import FieldFault, ImportRefused
from app.domain.import_records import ImportRecord
from app.domain.vocabulary import CaseClass, ReasonCode
from app.formats.case_table import CaseRow
from app.formats.error_file import errors_workbook
from app.services.case_import import ImportOutcome, import_cases
from app.services.import_columns import file_faults
from app.services.import_desk import REVISION_KIND, AskedImport, Handled, handle_file
from app.services.import_files import ReadFile
from app.services.import_reading import read_file
from app.services.import_rows import ImportChoices, ready_reports
from app.services.sent_reports import NewReport
from app.services.site_rules import SiteRules
from app.storage.engine import session_factory
from app.storage.revisions import begin_write

Outcome = TypeVar("Outcome")

commands = typer.Typer(no_args_is_help=True, help="Số ca / case counts.")


@commands.callback()
def _group() -> None:
    pass


@dataclass(frozen=True)
class _Range:
    """The days a file speaks of, where those it is silent about had no cases."""

    first: date | None
    last: date | None


@commands.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="CSV with ward_code, reporting_date, counts; or any sheet: XLSX, XLS, ODS.",
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and report; write nothing.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Take the good rows; exit 1 if others were not.")] = False,
    errors: Annotated[
        Path | None, typer.Option("--errors", dir_okay=False, help="XLSX to write the rows at fault to, to be mended.")
    ] = None,
    on: Annotated[str | None, typer.Option("--on", help="The day the file is about; else the one it names.")] = None,
    district: Annotated[str | None, typer.Option("--district", help="The district it is about, by code.")] = None,
    count_class: Annotated[
        CaseClass | None, typer.Option("--count-class", help="The class that a column of mere cases stands for.")
    ] = None,
    blank_is_zero: Annotated[
        bool, typer.Option("--blank-is-zero", help="An empty cell of a class is 0 in a row that reports something.")
    ] = False,
    correct: Annotated[
        ReasonCode | None, typer.Option("--correct", help="Rows that differ from what stands correct it; why.")
    ] = None,
    absent_is_zero: Annotated[
        bool, typer.Option("--absent-is-zero", help="Wards and days of the range not in the file had no cases.")
    ] = False,
    first: Annotated[str | None, typer.Option("--from", help="First day the file speaks of.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day the file speaks of.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Import counts: all rows, unless --partial; a file imported twice changes nothing. Every fault is told at once.

    Example: khoanhvung cases import cases.csv --count-class community_unknown_source --absent-is-zero

    Example: khoanhvung cases import dong-anh.xlsx --on 2021-09-14 --partial --errors dong-loi.xlsx
    """
    settings = read_settings()
    rules = site_rules(settings)
    days = _Range(read_day(first, rules, "--from"), read_day(last, rules, "--to"))
    if (days.first or days.last) and not absent_is_zero:
        raise typer.BadParameter("--from and --to go with --absent-is-zero")
    if absent_is_zero and (partial or errors or correct):
        raise typer.BadParameter("--absent-is-zero takes the whole file: leave out --partial, --errors and --correct")
    choices = ImportChoices(partial, blank_is_zero, count_class, correct)
    asked = AskedImport(district, read_day(on, rules, "--on"), choices, dry_run=dry_run)
    with told(as_json=as_json), database(settings) as engine:
        sessions = session_factory(engine)
        read = _read(sessions, rules, file, asked)
        progress.print(f"{len(read.rows)} dòng, đang ghi và phân loại / lines, storing and judging …")
        if absent_is_zero:
            _import_all(sessions, rules, read, asked, days, as_json=as_json)
        else:
            _import(sessions, rules, read, asked, errors, as_json=as_json)


def _read(sessions: sessionmaker[Session], rules: SiteRules, file: Path, asked: AskedImport) -> ReadFile:
    with sessions() as session:
        return read_file(
            session,
            rules=rules,
            caller=CLI_CALLER,
            content=file.read_bytes(),
            name=file.name,
            district_code=asked.district_code,
            on=asked.on,
            count_class=asked.choices.count_class,
            now=now(),
        )


def _import(
    sessions: sessionmaker[Session],
    rules: SiteRules,
    read: ReadFile,
    asked: AskedImport,
    errors: Path | None,
    *,
    as_json: bool,
) -> None:
    """Take the rows of a file, tell what became of them, and write those at fault where that was asked for."""
    try:
        handled = _in_transaction(sessions, lambda session: _handle(session, sessions, rules, read, asked))
    except ImportRefused as refusal:
        _write_errors(refusal.record, errors)
        raise
    record = handled.done.record
    _write_errors(record, errors)
    _tell(record, changes=len(handled.done.outcome.level_changes), dry_run=asked.dry_run)
    if as_json:
        emit(_document(handled, asked))
    if record.fault_count:
        _show_faults(record)
        raise typer.Exit(1)


def _handle(
    session: Session, sessions: sessionmaker[Session], rules: SiteRules, read: ReadFile, asked: AskedImport
) -> tuple[Handled, bool]:
    moment = now()
    revision = begin_write(session, now=moment, kind=REVISION_KIND, actor=CLI_CALLER.username)
    handled = handle_file(
        session,
        sessions,
        rules=rules,
        caller=CLI_CALLER,
        file=read,
        asked=asked,
        revision=revision,
        now=moment,
    )
    return handled, handled.is_kept


def _in_transaction(sessions: sessionmaker[Session], work: Callable[[Session], tuple[Outcome, bool]]) -> Outcome:
    """What some work comes to; it is committed when the work says so, else undone."""
    with sessions() as session:
        outcome, is_kept = work(session)
        if is_kept:
            session.commit()
        else:
            session.rollback()
    return outcome


def _import_all(
    sessions: sessionmaker[Session],
    rules: SiteRules,
    read: ReadFile,
    asked: AskedImport,
    days: _Range,
    *,
    as_json: bool,
) -> None:
    """Take a file that lists only days with cases: all other wards and days of its range had none."""
    choices = asked.choices
    of_file = file_faults(read, choices)
    ready = ready_reports(
        () if of_file else read.rows, source=rules.source, choices=choices, columns=read.columns, confirmations={}
    )
    faults = [FieldFault(f"/{each.row}", *each.located) for each in (*of_file, *read.faults, *ready.faults)]

    def work(session: Session) -> tuple[ImportOutcome, bool]:
        outcome = import_cases(
            session,
            rules=rules,
            caller=CLI_CALLER,
            rows=[_case_row(report) for report in ready.reports],
            absent_is_zero=True,
            first_day=days.first,
            last_day=days.last,
            source_name=read.name,
            now=now(),
            faults=faults,
        )
        return outcome, outcome.changed and not asked.dry_run

    outcome = _in_transaction(sessions, work)
    progress.print(_summary(outcome.created, 0, outcome.unchanged, len(outcome.level_changes), asked.dry_run))
    if as_json:
        emit(_filled_document(outcome, asked))


def _case_row(report: NewReport) -> CaseRow:
    assert report.counts is not None
    return CaseRow(
        int(report.pointer.removeprefix("/")),
        report.ward_code,
        report.reporting_date,
        report.counts,
        report.samples,
        report.positives,
        report.new_f1_contacts,
        report.note,
    )


def _write_errors(record: ImportRecord, errors: Path | None) -> None:
    if errors is not None and record.rejected.rows:
        errors.write_bytes(errors_workbook(record))
        progress.print(f"Các dòng lỗi ở / rows at fault in: {errors}", markup=False)


def _show_faults(record: ImportRecord) -> None:
    """Every fault of a file of which the good rows were, or would be, taken."""
    fault = ImportRefused(record)
    fault.detail_vi = f"{record.totals.rejected} dòng không nhận được."
    fault.detail_en = f"{record.totals.rejected} rows were not taken."
    show_fault(fault)


def _tell(record: ImportRecord, *, changes: int, dry_run: bool) -> None:
    for notice in record.notices:
        progress.print(f"{notice.vi} / {notice.en}", markup=False)
    totals = record.totals
    progress.print(_summary(totals.created, totals.corrected, totals.unchanged, changes, dry_run))
    if record.receipt and not dry_run:
        progress.print(f"Biên nhận / receipt: {record.receipt}")


def _summary(created: int, corrected: int, unchanged: int, changes: int, dry_run: bool) -> str:
    return (
        f"{created} báo cáo mới, {corrected} sửa, {unchanged} không đổi, {changes} nơi đổi mức "
        f"/ new, corrected, unchanged, changed levels{' (dry run: nothing written)' if dry_run else ''}"
    )


def _document(handled: Handled, asked: AskedImport) -> dict[str, Any]:
    record = handled.done.record
    return {
        "rows": record.totals.rows,
        "created": record.totals.created,
        "corrected": record.totals.corrected,
        "unchanged": record.totals.unchanged,
        "rejected": record.totals.rejected,
        "filled": None,
        "level_changes": len(handled.done.outcome.level_changes),
        "receipt": record.receipt if handled.is_kept else None,
        "import_id": record.import_id if handled.is_remembered else None,
        "faults": [
            {"row": each.row, "column": each.column, "cell": each.cell, "vi": each.message.vi, "en": each.message.en}
            for each in record.faults
        ],
        "dry_run": asked.dry_run,
    }


def _filled_document(outcome: ImportOutcome, asked: AskedImport) -> dict[str, Any]:
    return {
        "rows": outcome.rows,
        "created": outcome.created,
        "corrected": 0,
        "unchanged": outcome.unchanged,
        "rejected": 0,
        "filled": [day.isoformat() for day in outcome.filled] if outcome.filled else None,
        "level_changes": len(outcome.level_changes),
        "dry_run": asked.dry_run,
    }
