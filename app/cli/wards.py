"""`khoanhvung wards`: the register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import CLI_CALLER, emit, now, progress, read_day, read_settings, record_act, told, transaction
from app.configuration import site_rules
from app.domain.vocabulary import BoundaryStatus
from app.services.register_change import change_register

commands = typer.Typer(no_args_is_help=True, help="Danh mục phường, xã / the register of wards.")


@commands.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="GeoJSON of ward polygons.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report; write nothing.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend invalid shapes, gaps and overlaps, and say so.")
    ] = False,
    valid_from: Annotated[str | None, typer.Option(help="Day from which the units are in force.")] = None,
    boundary_status: Annotated[BoundaryStatus | None, typer.Option(help="Overrides what the file says.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Load a register: all or nothing, with a report that names every fault.

    Example: khoanhvung wards import data/wards.geojson --dry-run
    """
    settings = read_settings()
    rules = site_rules(settings)
    first_day = read_day(valid_from, rules, "--valid-from")
    moment = now()
    with told(as_json=as_json), transaction(settings) as session:
        progress.print(f"Đang kiểm tra {file.name} / checking …")
        report = change_register(
            session,
            rules=rules,
            content=file.read_bytes(),
            source_name=file.name,
            now=moment,
            actor=CLI_CALLER.username,
            valid_from=first_day,
            repair=repair,
            dry_run=dry_run,
            boundary_status=boundary_status,
        )
        if dry_run or not report.changed:
            session.rollback()
        else:
            record_act(session, "import_register", file.name, at=moment)
        for line in report.lines():
            progress.print(line, markup=False)
        if as_json:
            emit(report.document())
