"""`khoanhvung export`: tables and shapes as files, with the bytes the API gives at the same revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, cast, get_args

import typer

from app.cli.context import CLI_CALLER, emit, progress, read_day
from app.cli.export_desk import Desk, open_desk, save
from app.cli.export_tiles import export_tiles
from app.domain.disclosure import Disclosure
from app.domain.errors import DistrictNotFound
from app.formats.export_dictionary import dictionary
from app.formats.export_tables import ALL_TABLES, ASSESSMENTS, CASE_VERSIONS, CASES, HISTORY, PUBLIC_TABLES, STATUS
from app.formats.table_files import FORMS, ShapedForm, table_pieces
from app.formats.typed_table import TableShape
from app.services.boundary_versions import register_of_version
from app.services.status_tables import Narrowed
from app.services.table_package import package_of
from app.services.table_taking import (
    Taken,
    take_assessments,
    take_case_versions,
    take_cases,
    take_history,
    take_status,
)

commands = typer.Typer(no_args_is_help=True, help="Xuất số liệu ra tệp / take data away as files.")
commands.command("tiles")(export_tiles)
_TABLE_FORMS: Final = get_args(ShapedForm)
_SHAPE_FORMS: Final = ("geojson", "topojson", "fgb")
Out = Annotated[str, typer.Option("--out", help="File to write; - for stdout.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help=f"{', '.join(_TABLE_FORMS)}; by the file's ending when left out, else csv."),
]
District = Annotated[str | None, typer.Option("--district", help="Only this district, by code.")]
Ward = Annotated[str | None, typer.Option("--ward", help="Only this ward, by code.")]
First = Annotated[str | None, typer.Option("--from", help="First day.")]
Last = Annotated[str | None, typer.Option("--to", help="Last day.")]
At = Annotated[str | None, typer.Option("--at", help="A past instant with its offset, as 2021-09-14T18:00+07:00.")]
KnownAt = Annotated[str | None, typer.Option("--as-known-at", help="Only from what was committed by this instant.")]
Bom = Annotated[bool, typer.Option("--bom", help="CSV for Excel: byte order mark and CRLF.")]


@commands.command("status")
def export_status(
    out: Out = "-",
    as_format: Format = None,
    district: District = None,
    level: Annotated[str | None, typer.Option("--level", help="Only wards at this level.")] = None,
    at: At = None,
    as_known_at: KnownAt = None,
    bom: Bom = False,
) -> None:
    """The level in force in every ward: now, at a past instant, as known then.

    Example: khoanhvung export status --out status.gpkg
    """
    form = _form_of(as_format, out, STATUS)
    with open_desk(at, as_known_at) as desk:
        if district is not None and district not in desk.snapshot.register.district_positions:
            raise DistrictNotFound(district)
        _write(take_status(desk.snapshot, Narrowed(district_code=district, level=level), form=form), form, out, bom)


@commands.command("history")
def export_history(
    out: Out = "-",
    as_format: Format = None,
    of: Annotated[str, typer.Option("--of", help="status or assessment.")] = "status",
    district: District = None,
    ward: Ward = None,
    first: First = None,
    last: Last = None,
    at: At = None,
    as_known_at: KnownAt = None,
    bom: Bom = False,
) -> None:
    """What was in force, interval by interval; or every judged day, re-evaluated with late data.

    Example: khoanhvung export history --of assessment --from 2021-09-01 --out days.parquet
    """
    if of not in {"status", "assessment"}:
        raise typer.BadParameter("use status or assessment", param_hint="--of")
    form = _form_of(as_format, out, HISTORY if of == "status" else ASSESSMENTS)
    with open_desk(at, as_known_at) as desk:
        narrowed = _narrowed(desk, district, ward, first, last)
        if of == "status":
            taken = take_history(desk.session, desk.snapshot, narrowed, rules=desk.rules, form=form)
        else:
            taken = take_assessments(desk.session, desk.sessions, desk.snapshot, narrowed, rules=desk.rules, form=form)
        _write(taken, form, out, bom)


@commands.command("cases")
def export_cases(
    out: Out = "-",
    as_format: Format = None,
    district: District = None,
    ward: Ward = None,
    first: First = None,
    last: Last = None,
    bom: Bom = False,
) -> None:
    """Cases by ward, day and class as everyone may see them: small numbers are hidden.

    Example: khoanhvung export cases --from 2021-09-01 --out cases.csv
    """
    form = _form_of(as_format, out, CASES)
    with open_desk() as desk:
        disclosure = Disclosure(desk.rules.suppression_threshold)
        taken = take_cases(
            desk.session,
            desk.sessions,
            desk.snapshot,
            _narrowed(desk, district, ward, first, last),
            rules=desk.rules,
            disclosure=disclosure,
            form=form,
        )
        _write(taken, form, out, bom)


@commands.command("case-versions")
def export_case_versions(
    out: Out = "-",
    as_format: Format = None,
    every: Annotated[bool, typer.Option("--all-versions", help="Superseded versions too.")] = False,
    district: District = None,
    ward: Ward = None,
    first: First = None,
    last: Last = None,
    as_known_at: KnownAt = None,
    bom: Bom = False,
) -> None:
    """Case reports with true numbers, notes and who sent them. Audited as an export.

    Example: khoanhvung export case-versions --all-versions --out case-versions.parquet
    """
    form = _form_of(as_format, out, CASE_VERSIONS)
    with open_desk(None, as_known_at) as desk:
        taken = take_case_versions(
            desk.session,
            desk.sessions,
            desk.snapshot,
            _narrowed(desk, district, ward, first, last),
            caller=CLI_CALLER,
            all_versions=every,
            form=form,
        )
        desk.leave_line("export_case_versions", f"case-versions.{form}", {"rows": taken.rows})
        _write(taken, form, out, bom)


@commands.command("geometry")
def export_geometry(
    out: Out = "-",
    as_format: Annotated[
        str | None, typer.Option("--format", help="geojson, topojson or fgb; by the ending, else geojson.")
    ] = None,
    boundary_version: Annotated[
        str | None, typer.Option("--boundary-version", help="A past version; the present one when left out.")
    ] = None,
    tolerance: Annotated[float, typer.Option("--tolerance", min=0, max=0.01, help="Degrees of simplification.")] = 0.0,
) -> None:
    """Shapes and names alone, shared borders simplified once.

    Example: khoanhvung export geometry --tolerance 0.0005 --out wards.topojson
    """
    form = as_format or Path(out).suffix.removeprefix(".") or "geojson"
    if form not in _SHAPE_FORMS:
        raise typer.BadParameter(f"use one of {', '.join(_SHAPE_FORMS)}", param_hint="--format")
    # The face of the API makes these bytes; only this command needs it.
    from app.api.geometry_contents import geometry_flatgeobuf_content, geometry_topojson_content
    from app.api.map_contents import geometry_content

    with open_desk() as desk:
        version = boundary_version or desk.snapshot.register.boundary_version
        register = register_of_version(desk.session, version)
        contents = {
            "geojson": lambda: geometry_content(register, of="wards", tolerance=tolerance),
            "topojson": lambda: geometry_topojson_content(register, tolerance=tolerance),
            "fgb": lambda: geometry_flatgeobuf_content(register, tolerance=tolerance),
        }
        size = save(out, [contents[form]().render()])
    progress.print(f"{len(register.wards)} xã, {size} byte / wards, bytes → {out}", markup=False)


@commands.command("datapackage")
def export_datapackage(
    out: Out = "-",
    markdown: Annotated[bool, typer.Option("--markdown", help="The tables of columns alone, to be read.")] = False,
) -> None:
    """The data dictionary: every table's columns with type, unit, meaning and values.

    Example: khoanhvung export datapackage --out datapackage.json
    """
    if markdown:
        save(out, [dictionary(ALL_TABLES).encode()])
        return
    with open_desk() as desk:
        package = package_of(desk.snapshot, PUBLIC_TABLES)
    if out == "-":
        emit(package)
    else:
        save(out, [_json(package)])


@commands.command("all")
def export_all(
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made when it is not there.")],
) -> None:
    """Everything the public may take: the tables as CSV, the status with shapes, and the dictionary beside them.

    Example: khoanhvung export all xuat-du-lieu
    """
    with open_desk() as desk:
        folder.mkdir(parents=True, exist_ok=True)
        rows: dict[str, int] = {}
        for name, take in _public(desk).items():
            taken = take("csv")
            rows[name] = taken.rows
            _write(taken, "csv", str(folder / f"{name}.csv"), has_bom=False)
        shaped = take_status(desk.snapshot, Narrowed(), form="gpkg")
        _write(shaped, "gpkg", str(folder / "status.gpkg"), has_bom=False)
        package = package_of(desk.snapshot, PUBLIC_TABLES, rows=rows)
    save(str(folder / "datapackage.json"), [_json(package)])


def _public(desk: Desk) -> dict[str, Callable[[str], Taken]]:
    """How each public table is taken whole, by its name."""
    everything, rules = Narrowed(), desk.rules
    at = (desk.session, desk.snapshot, everything)
    ledger = (desk.session, desk.sessions, desk.snapshot, everything)
    disclosure = Disclosure(rules.suppression_threshold)
    return {
        STATUS.name: lambda form: take_status(desk.snapshot, everything, form=form),
        HISTORY.name: lambda form: take_history(*at, rules=rules, form=form),
        ASSESSMENTS.name: lambda form: take_assessments(*ledger, rules=rules, form=form),
        CASES.name: lambda form: take_cases(*ledger, rules=rules, disclosure=disclosure, form=form),
    }


def _narrowed(desk: Desk, district: str | None, ward: str | None, first: str | None, last: str | None) -> Narrowed:
    return Narrowed(
        district_code=district,
        ward_code=ward,
        first_day=read_day(first, desk.rules, "--from"),
        last_day=read_day(last, desk.rules, "--to"),
    )


def _form_of(asked: str | None, out: str, shape: TableShape) -> str:
    form = asked or Path(out).suffix.removeprefix(".") or "csv"
    if form not in FORMS:
        raise typer.BadParameter(f"use one of {', '.join(_TABLE_FORMS)}", param_hint="--format")
    if form in {"geoparquet", "fgb"} and not shape.has_shapes:
        raise typer.BadParameter(f"{shape.name} has no shapes; use csv, parquet or gpkg", param_hint="--format")
    return form


def _write(taken: Taken, form: str, out: str, has_bom: bool) -> None:
    size = save(out, table_pieces(taken.table, form, has_bom=has_bom))
    name = taken.table.shape.name
    progress.print(f"{name}: {taken.rows} dòng, {size} byte / rows, bytes → {out}", markup=False)


def _json(document: object) -> bytes:
    from app.api.documents.zones import encode

    return encode(cast("dict[str, object]", document)) + b"\n"
