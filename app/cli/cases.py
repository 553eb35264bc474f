"""`khoanhvung cases`: bulk counts from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import CLI_CALLER, emit, now, progress, read_day, read_settings, told, transaction
from app.configuration import site_rules
from app.domain.vocabulary import CaseClass
from app.formats.case_table import read_case_table
from app.services.case_import import import_cases

commands = typer.Typer(no_args_is_help=True, help="Số ca / case counts.")


@commands.callback()
def _group() -> None:
    pass


@commands.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV with ward_code, reporting_date, counts.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and report; write nothing.")] = False,
    count_class: Annotated[
        CaseClass | None, typer.Option("--count-class", help="The class that a new_cases column stands for.")
    ] = None,
    absent_is_zero: Annotated[
        bool, typer.Option("--absent-is-zero", help="Wards and days of the range not in the file had no cases.")
    ] = False,
    first: Annotated[str | None, typer.Option("--from", help="First day the file speaks of.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day the file speaks of.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Import counts: all lines or none; a file imported twice changes nothing.

    Example: khoanhvung cases import cases.csv --count-class community_unknown_source --absent-is-zero
    """
    settings = read_settings()
    rules = site_rules(settings)
    first_day, last_day = read_day(first, rules, "--from"), read_day(last, rules, "--to")
    if (first_day or last_day) and not absent_is_zero:
        raise typer.BadParameter("--from and --to go with --absent-is-zero")
    with told(as_json=as_json), transaction(settings) as session:
        rows = read_case_table(file.read_bytes(), count_class=count_class)
        progress.print(f"{len(rows)} dòng, đang ghi và phân loại / lines, storing and judging …")
        outcome = import_cases(
            session,
            rules=rules,
            caller=CLI_CALLER,
            rows=rows,
            absent_is_zero=absent_is_zero,
            first_day=first_day,
            last_day=last_day,
            source_name=file.name,
            now=now(),
        )
        if dry_run or not outcome.changed:
            session.rollback()
        progress.print(
            f"{outcome.created} báo cáo mới, {outcome.unchanged} không đổi, {len(outcome.level_changes)} nơi đổi mức "
            f"/ new, unchanged, changed levels{' (dry run: nothing written)' if dry_run else ''}"
        )
        if as_json:
            emit(
                {
                    "rows": outcome.rows,
                    "created": outcome.created,
                    "unchanged": outcome.unchanged,
                    "filled": [day.isoformat() for day in outcome.filled] if outcome.filled else None,
                    "level_changes": len(outcome.level_changes),
                    "dry_run": dry_run,
                }
            )
