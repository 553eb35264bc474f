"""`khoanhvung indicators`: values beside case counts, from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import CLI_CALLER, emit, now, progress, read_settings, told, transaction
from app.configuration import site_rules
from app.domain.indicator_catalogue import CATALOGUE
from app.formats.indicator_table import read_indicator_table
from app.services.indicator_import import IndicatorImport, import_indicators

commands = typer.Typer(no_args_is_help=True, help="Chỉ số ngoài số ca / indicators beyond cases.")


@commands.callback()
def _group() -> None:
    pass


@commands.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="CSV with unit_code, reported_on and a column an indicator."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge and report; write nothing.")] = False,
    source: Annotated[str | None, typer.Option("--source", help="Registered source; the authoritative one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Import values: all lines or none; a file imported twice changes nothing. An empty cell reports nothing.

    Example: khoanhvung indicators import vaccination.csv --dry-run
    """
    settings = read_settings()
    rules = site_rules(settings)
    with told(as_json=as_json), transaction(settings) as session:
        table = read_indicator_table(file.read_bytes())
        progress.print(f"{len(table.rows)} dòng, đang ghi và phân loại / lines, storing and judging …")
        outcome = import_indicators(
            session,
            rules=rules,
            caller=CLI_CALLER,
            table=table,
            source=source or rules.source,
            file_name=file.name,
            now=now(),
        )
        if dry_run or not outcome.changed:
            session.rollback()
        _tell(outcome, dry_run=dry_run, as_json=as_json)


@commands.command("catalogue")
def show_catalogue() -> None:
    """List the registered indicators as a table for a spreadsheet: id, labels, unit, plausible range, units."""
    typer.echo("indicator_id\tlabel_vi\tlabel_en\tunit_vi\tplausible\tunit_kinds")
    for each in CATALOGUE.values():
        kinds = ",".join(each.unit_kinds)
        typer.echo(f"{each.id}\t{each.label_vi}\t{each.label_en}\t{each.unit_vi}\t{each.range_text}\t{kinds}")


def _tell(outcome: IndicatorImport, *, dry_run: bool, as_json: bool) -> None:
    progress.print(
        f"{outcome.created} giá trị mới, {outcome.unchanged} không đổi, {len(outcome.level_changes)} nơi đổi mức "
        f"/ new, unchanged, changed levels{' (dry run: nothing written)' if dry_run else ''}"
    )
    if as_json:
        emit(
            {
                "rows": outcome.rows,
                "created": outcome.created,
                "unchanged": outcome.unchanged,
                "level_changes": len(outcome.level_changes),
                "dry_run": dry_run,
            }
        )
