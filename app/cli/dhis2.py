"""`khoanhvung dhis2`: units, metadata and values for a DHIS2, and what it sends."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import typer
from sqlalchemy.orm import Session

from app.cli.context import (
    CLI_CALLER,
    FAILED,
    emit,
    now,
    progress,
    read_day,
    read_settings,
    record_act,
    told,
    transaction,
)
from app.configuration import dhis2_mapping, site_rules
from app.domain.dhis2 import Dhis2Mapping, IdScheme
from app.domain.errors import InvalidImport, ZoneError
from app.domain.vocabulary import ReasonCode
from app.formats.dhis2_units import register_of_units, set_metadata, units_geojson, units_metadata
from app.formats.dhis2_values import ValueFormat, read_values, write_values
from app.services.dhis2 import Span, TakenValues, TakingChoices, take_values, values_in_scope
from app.services.register import current_register
from app.services.register_change import change_register
from app.services.site_rules import SiteRules
from app.storage.revisions import begin_write

commands = typer.Typer(no_args_is_help=True, help="DHIS2: đơn vị, số ca / units and counts.")

_USUAL_DAYS: Final = timedelta(days=13)
_FAULTS_SHOWN: Final = 20


@commands.command("export")
def export(
    what: Annotated[Literal["units", "shapes", "metadata", "values"], typer.Argument(help="What to write on stdout.")],
    first: Annotated[str | None, typer.Option("--from", help="First reporting day of values; else 14 days.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last reporting day of values; else the open one.")] = None,
    district: Annotated[str | None, typer.Option("--district", help="Values of one district, by code.")] = None,
    form: Annotated[ValueFormat, typer.Option("--format", help="Of values.")] = "json",
    scheme: Annotated[IdScheme, typer.Option("--id-scheme", help="How values name units and elements.")] = "uid",
    parent: Annotated[str | None, typer.Option("--parent", help="Id of their unit under which ours hang.")] = None,
) -> None:
    """Write what a DHIS2 imports: units (metadata), shapes (GeoJSON), metadata (elements, data set), values.

    Example: khoanhvung dhis2 export values --from 2021-09-01 --to 2021-09-14 > dataValueSets.json
    """
    settings = read_settings()
    rules = site_rules(settings)
    with told(), transaction(settings) as session:
        mapping = dhis2_mapping(settings)
        register = current_register(session)
        if what == "values":
            span = _span(first, last, district, rules)
            content = _values(session, span, rules, mapping, form=form, scheme=scheme)
        elif what == "units":
            content = units_metadata(register, mapping, parent=parent)
        else:
            content = (units_geojson if what == "shapes" else set_metadata)(register, mapping)
    sys.stdout.buffer.write(content + b"\n")


@commands.command("import")
def import_file(
    what: Annotated[Literal["values", "units"], typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON or, of values, CSV.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and report; write nothing.")] = False,
    partial: Annotated[bool, typer.Option("--partial", help="Take the good reports; exit 1 if any was not.")] = False,
    absent_is_zero: Annotated[
        bool, typer.Option("--absent-is-zero", help="A class that a report does not name had no cases.")
    ] = False,
    reason: Annotated[ReasonCode, typer.Option("--reason", help="Why what stands is corrected.")] = ReasonCode.LATE,
    source: Annotated[str | None, typer.Option("--source", help="Left out: the authoritative one.")] = None,
    repair: Annotated[bool, typer.Option("--repair", help="Of units: mend gaps, overlaps and invalid shapes.")] = False,
    valid_from: Annotated[str | None, typer.Option("--valid-from", help="Of units: their first day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Take data values or organisation units of a DHIS2; the same file twice changes nothing.

    Example: khoanhvung dhis2 import values dataValueSets.json --dry-run
    """
    settings = read_settings()
    rules = site_rules(settings)
    with told(as_json=as_json), transaction(settings) as session:
        if what == "units":
            day = read_day(valid_from, rules, "--valid-from")
            _take_units(session, rules, file, dry_run=dry_run, repair=repair, valid_from=day, as_json=as_json)
            return
        choices = TakingChoices(source or rules.source, reason, absent_is_zero)
        taken = _take(session, rules, file, choices, dhis2_mapping(settings), dry_run=dry_run, partial=partial)
    _tell(taken, dry_run=dry_run)
    if as_json:
        emit(_document(taken, dry_run=dry_run))
    if taken.conflicts:
        raise typer.Exit(FAILED)


def _span(first: str | None, last: str | None, district: str | None, rules: SiteRules) -> Span:
    end = read_day(last, rules, "--to") or rules.clock.open_day(now())
    return Span(read_day(first, rules, "--from") or end - _USUAL_DAYS, end, district)


def _values(
    session: Session, span: Span, rules: SiteRules, mapping: Dhis2Mapping, *, form: ValueFormat, scheme: IdScheme
) -> bytes:
    """True numbers, with a line in the audit."""
    values = values_in_scope(session, caller=CLI_CALLER, span=span, rules=rules, mapping=mapping, scheme=scheme)
    detail: dict[str, object] = {"values": len(values), "from": str(span.first_day), "to": str(span.last_day)}
    record_act(session, "export_dhis2", f"dataValueSets.{form}", at=now(), detail=detail)
    progress.print(f"{len(values)} giá trị / values")
    return write_values(values, form)


def _take(
    session: Session,
    rules: SiteRules,
    file: Path,
    choices: TakingChoices,
    mapping: Dhis2Mapping,
    *,
    dry_run: bool,
    partial: bool,
) -> TakenValues:
    """Take a file of values; nothing is kept of a dry run, of one with faults, or of one that changed nothing."""
    values = read_values(file.read_bytes(), "csv" if file.suffix.lower() == ".csv" else "json")
    moment = now()
    revision = begin_write(session, now=moment, kind="dhis2_import", actor=CLI_CALLER.username)
    taken = take_values(
        session,
        rules=rules,
        caller=CLI_CALLER,
        values=values,
        choices=choices,
        mapping=mapping,
        revision=revision,
    )
    if taken.conflicts and not partial:
        raise _refusal(taken)
    if dry_run or not taken.outcome.stored:
        session.rollback()
    else:
        detail: dict[str, object] = {"created": taken.outcome.created, "corrected": taken.outcome.corrected}
        record_act(session, "dhis2_import", file.name, at=moment, detail=detail)
    return taken


def _refusal(taken: TakenValues) -> ZoneError:
    return InvalidImport(
        vi=f"{len(taken.conflicts)} chỗ sai nên không giá trị nào được ghi; sửa, hoặc dùng --partial.",
        en=f"{len(taken.conflicts)} faults, so no value was written; mend them, or use --partial.",
        errors=[each.fault for each in taken.conflicts],
    )


def _take_units(
    session: Session,
    rules: SiteRules,
    file: Path,
    *,
    dry_run: bool,
    repair: bool,
    valid_from: date | None,
    as_json: bool,
) -> None:
    """Organisation units become a register as any other boundary file does."""
    moment = now()
    report = change_register(
        session,
        rules=rules,
        content=register_of_units(file.read_bytes()),
        source_name=file.name,
        now=moment,
        actor=CLI_CALLER.username,
        valid_from=valid_from,
        repair=repair,
        dry_run=dry_run,
        boundary_status=None,
    )
    if dry_run or not report.changed:
        session.rollback()
    else:
        record_act(session, "import_register", file.name, at=moment)
    for line in report.lines():
        progress.print(line, markup=False)
    if as_json:
        emit(report.document())


def _tell(taken: TakenValues, *, dry_run: bool) -> None:
    progress.print(
        f"{taken.imported} giá trị mới, {taken.updated} sửa, {taken.deleted} xoá, {taken.ignored} bỏ qua; "
        f"{len(taken.level_changes)} nơi đổi mức / imported, updated, deleted, ignored; changed levels"
        f"{' (dry run: nothing written)' if dry_run else ''}"
    )
    for each in taken.conflicts[:_FAULTS_SHOWN]:
        progress.print(f"  {each.fault.pointer} {each.subject}: {each.fault.vi} / {each.fault.en}", markup=False)


def _document(taken: TakenValues, *, dry_run: bool) -> dict[str, Any]:
    return {
        "imported": taken.imported,
        "updated": taken.updated,
        "ignored": taken.ignored,
        "deleted": taken.deleted,
        "conflicts": [
            {"object": each.subject, "pointer": each.fault.pointer, "vi": each.fault.vi, "en": each.fault.en}
            for each in taken.conflicts
        ],
        "level_changes": len(taken.level_changes),
        "dry_run": dry_run,
    }
