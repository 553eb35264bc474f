"""`khoanhvung barriers`: rivers and canals that rings may respect."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.api.schemas.barriers import BarrierFile
from app.api.validation_faults import validation_faults
from app.cli.context import CLI_CALLER, emit, now, progress, read_settings, record_act, told, transaction
from app.domain.errors import Invalid, InvalidValue
from app.services.barriers import are_known, import_barriers
from app.services.register import current_register
from app.settings import ROOT
from app.storage.barriers import count_barriers
from app.storage.revisions import begin_write

commands = typer.Typer(no_args_is_help=True, help="Sông, kênh không đi qua được / what cannot be crossed.")

_EXAMPLE: Final = ROOT / "data" / "barriers.json"


@commands.callback()
def _group() -> None:
    pass


@commands.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON: {barriers: […]}, see docs/rings.md.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="The outcome as JSON.")] = False,
) -> None:
    """Import barriers: all or none; known ones by their Vietnamese name; a file imported twice changes nothing.

    Example: khoanhvung barriers import data/barriers.json
    """
    settings = read_settings()
    moment = now()
    with told(as_json=as_json), transaction(settings) as session:
        read = _read(file.read_bytes())
        revision = begin_write(session, now=moment, kind="barrier", actor=CLI_CALLER.username)
        register = current_register(session)
        extent = register.extent if register.wards else None
        contents = [each.as_content(extent=extent, pointer=f"/barriers/{at}") for at, each in enumerate(read.barriers)]
        outcome = import_barriers(session, contents=contents, revision=revision, actor=CLI_CALLER.username)
        if outcome.created or outcome.changed:
            record_act(session, "declare_barrier", file.name, at=revision.committed_at, detail=asdict(outcome))
        else:
            session.rollback()
        progress.print(
            f"{outcome.created} vật cản mới, {outcome.changed} đã sửa, {outcome.unchanged} không đổi "
            "/ new, changed, unchanged barriers"
        )
        if as_json:
            emit(asdict(outcome))


def bring_example(session: Session, *, moment: datetime) -> None:
    """Declare the shipped example on a drill that has no barrier yet and whose register is the shipped one."""
    register = current_register(session)
    read = _read(_EXAMPLE.read_bytes())
    contents = [each.as_content(extent=None) for each in read.barriers]
    if not are_known(register, contents) or count_barriers(session):
        return
    revision = begin_write(session, now=moment, kind="barrier", actor=CLI_CALLER.username)
    import_barriers(session, contents=contents, revision=revision, actor=CLI_CALLER.username)
    record_act(session, "declare_barrier", _EXAMPLE.name, at=revision.committed_at)


def _read(content: bytes) -> BarrierFile:
    try:
        parsed = json.loads(content)
    except ValueError as fault:
        raise InvalidValue(
            "",
            vi="Tệp không phải JSON đúng; sửa rồi nhập lại.",
            en="The file is not sound JSON; mend it and import it again.",
        ) from fault
    try:
        return BarrierFile.model_validate(parsed)
    except ValidationError as fault:
        errors = [{**each, "loc": ("body", *each["loc"])} for each in fault.errors()]
        faults = validation_faults(errors, body=parsed)
        raise Invalid(vi=faults[0].vi, en=faults[0].en, errors=faults) from fault
