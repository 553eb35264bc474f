"""`khoanhvung briefing`: the briefing of a day as a file."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import CLI_CALLER, database, now, progress, read_day, read_settings, told
from app.configuration import site_rules
from app.domain.briefing import Briefing
from app.domain.disclosure import Disclosure
from app.domain.errors import DistrictNotFound, NothingToJudge
from app.formats.briefing_files import FILES
from app.services.briefing import brief, view_day
from app.services.zone_snapshots import live_snapshot
from app.storage.audit import AuditEntry, record
from app.storage.engine import read_session_factory, session_factory
from app.storage.schema import is_current

ENDINGS = ("json", *FILES)


def briefing(
    out: Annotated[str, typer.Option("--out", help="File to write; - for stdout.")],
    on: Annotated[str | None, typer.Option("--on", help="Reporting day; the open one when left out.")] = None,
    as_format: Annotated[
        str | None, typer.Option("--format", help="json, xlsx, pdf or png; by the file's ending when left out.")
    ] = None,
    district: Annotated[list[str] | None, typer.Option("--district", help="Only these districts, by code.")] = None,
) -> None:
    """Write the briefing of a day with true numbers: XLSX, a PDF of two pages, a picture, or JSON.

    The same numbers give the same bytes. Audited as an export. Exit codes: 0 done, 1 failed, 2 usage, 3 no register.

    Example: khoanhvung briefing --on 2021-09-14 --out bao-cao-nhanh.xlsx
    """
    settings = read_settings()
    rules = site_rules(settings)
    ending = as_format or Path(out).suffix.removeprefix(".")
    if ending not in ENDINGS:
        raise typer.BadParameter(f"use one of {', '.join(ENDINGS)}", param_hint="--format")
    day = read_day(on, rules, "--on")
    with told(), database(settings) as engine:
        if not is_current(engine):
            raise NothingToJudge(
                vi="Cơ sở dữ liệu chưa được chuẩn bị cho bản này. Chạy khoanhvung init.",
                en="The database is not prepared for this release. Run khoanhvung init.",
            )
        moment = now()
        with read_session_factory(engine)() as session:
            live = live_snapshot(session, rules=rules, now=moment)
            for code in set(district or ()) - live.register.district_positions.keys():
                raise DistrictNotFound(code)
            view = view_day(session, live, rules=rules, on=day)
            found = brief(session, view, rules=rules, disclosure=Disclosure.open(), district_codes=district)
        body = _made(found, ending)
        _write(out, body)
        with session_factory(engine).begin() as session:
            record(session, _line(found, ending, moment, district))
    progress.print(f"Báo cáo nhanh ngày {view.on:%d/%m/%Y} / briefing: {len(body)} byte → {out}", markup=False)


def _write(out: str, body: bytes) -> None:
    if out == "-":
        sys.stdout.buffer.write(body)
    else:
        Path(out).write_bytes(body)


def _made(found: Briefing, ending: str) -> bytes:
    if ending == "json":
        from app.api.documents.briefing import briefing_document
        from app.api.documents.zones import encode

        return encode(briefing_document(found))
    return FILES[ending][1](found)


def _line(found: Briefing, ending: str, moment: datetime, districts: list[str] | None) -> AuditEntry:
    return AuditEntry(
        at=moment,
        actor=CLI_CALLER.username,
        role=CLI_CALLER.role,
        action="export_briefing",
        subject=f"briefing {found.basis.on} {ending}",
        detail={"revision": found.basis.revision, "districts": districts or []},
    )
