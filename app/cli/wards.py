"""`khoanhvung wards`: the register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import CLI_CALLER, emit, now, progress, read_day, read_settings, record_act, told, transaction
from app.cli.ward_files import known_matches, read_dataset, write_findings, write_questions
from app.configuration import site_rules
from app.domain.vocabulary import BoundaryStatus
from app.formats.lineage_table import read_lineage_table
from app.services.lineage_import import events_of_table, lineage_report
from app.services.register_change import change_register
from app.services.unit_declarations import declare_events
from app.services.ward_import import ExaminedRegister, ReadingChoices
from app.storage.revisions import begin_write

commands = typer.Typer(no_args_is_help=True, help="Danh mục phường, xã / the register of wards.")


@commands.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="GeoJSON, GeoPackage, .shp, .zip, FlatGeobuf, KML, .tab."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report; write nothing.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend invalid shapes, gaps and overlaps, and say so.")
    ] = False,
    valid_from: Annotated[str | None, typer.Option(help="Day from which the units are in force.")] = None,
    boundary_status: Annotated[BoundaryStatus | None, typer.Option(help="Overrides what the file says.")] = None,
    layer: Annotated[str | None, typer.Option(help="Which layer, of a file with several.")] = None,
    crs: Annotated[str | None, typer.Option(help="Reference system, as EPSG:5897, where the file lacks it.")] = None,
    code_column: Annotated[str | None, typer.Option(help="Heading of the ward codes.")] = None,
    name_column: Annotated[str | None, typer.Option(help="Heading of the ward names.")] = None,
    district_column: Annotated[str | None, typer.Option(help="Heading of the district names.")] = None,
    district_code_column: Annotated[str | None, typer.Option(help="Heading of the district codes.")] = None,
    match: Annotated[
        Path | None, typer.Option(help="CSV of rows whose ward you name; written when there are any.")
    ] = None,
    picture: Annotated[Path | None, typer.Option(help="Draw faults and changes into this .svg or .png.")] = None,
    faults: Annotated[Path | None, typer.Option(help="List them as GeoJSON points, for a GIS.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Load a register: all or nothing, with a report that names every fault.

    The headings of districts, GSO, GADM, OSM and OCHA are understood; codes are found by name where there are none.

    Example: khoanhvung wards import data/wards.geojson --dry-run
    """
    settings = read_settings()
    rules = site_rules(settings)
    first_day = read_day(valid_from, rules, "--valid-from")
    named = {
        "ward_code": code_column,
        "ward_name": name_column,
        "district_name": district_column,
        "district_code": district_code_column,
    }
    columns = {role: heading for role, heading in named.items() if heading is not None}
    moment = now()

    def look(examined: ExaminedRegister) -> None:
        write_findings(picture, faults, examined)
        if write_questions(match, examined):
            progress.print(f"{len(examined.questions)} đơn vị cần ghi mã / units need a code: {match}", markup=False)

    with told(as_json=as_json), transaction(settings) as session:
        progress.print(f"Đang kiểm tra {file.name} / checking …", markup=False)
        report = change_register(
            session,
            rules=rules,
            content=read_dataset(file),
            source_name=file.name,
            now=moment,
            actor=CLI_CALLER.username,
            valid_from=first_day,
            repair=repair,
            dry_run=dry_run,
            boundary_status=boundary_status,
            choices=ReadingChoices(layer=layer, crs=crs, columns=columns, matches=known_matches(match)),
            on_examined=look,
        )
        if dry_run or not report.changed:
            session.rollback()
        else:
            record_act(session, "import_register", file.name, at=moment)
        for line in report.lines():
            progress.print(line, markup=False)
        if as_json:
            emit(report.document())


@commands.command("lineage")
def import_lineage(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV: new_code,new_name,old_code,old_name,part.")
    ],
    on: Annotated[str, typer.Option(help="The first day of the new units.")],
    document_number: Annotated[str | None, typer.Option(help="The document that made them.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and report; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Declare what became of units, from a table of old and new ones; part is full, partial or a share.

    Example: khoanhvung wards lineage mapping.csv --on 2025-07-01 --dry-run
    """
    settings = read_settings()
    rules = site_rules(settings)
    moment = now()
    with told(as_json=as_json), transaction(settings) as session:
        day = read_day(on, rules, "--on")
        assert day is not None, "the option is required"
        events = events_of_table(read_lineage_table(file.read_bytes()), on=day, document_number=document_number)
        report = lineage_report(session, events, on=day)
        if not dry_run:
            revision = begin_write(session, now=moment, kind="unit_events", actor=CLI_CALLER.username)
            declare_events(session, rules=rules, events=events, recorded_by=CLI_CALLER.username, revision=revision)
            record_act(session, "declare_lineage", file.name, at=revision.committed_at, detail={"events": len(events)})
        for line in report.lines():
            progress.print(line, markup=False)
        if as_json:
            emit(report.document())
