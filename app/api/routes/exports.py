"""Tables to take away: status, history, cases; the dictionary that explains them; and for staff the true numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, cast

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session, sessionmaker

from app.api.cached import answer_with, cached_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.documents.zones import encode
from app.api.exports import EXPORT
from app.api.file_answers import answer_in_parts
from app.api.representations import Content
from app.api.routes.zones import AsKnownAt, At, District, Level, check_filters, snapshot_at
from app.api.schemas.common import Day, WardCode
from app.api.security import MayReadReports
from app.api.streamed import streamed_answer
from app.domain.disclosure import Disclosure
from app.formats.export_tables import PUBLIC_TABLES
from app.formats.table_files import FORMS, ShapedForm, TableForm, table_pieces
from app.services.ledger_tables import Sessions
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
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1/exports", tags=["exports"])

STREAMED_FROM_ROWS: Final = 10_000
"""Longer tables are sent as they are made and not kept."""
_READ_IN_PARTS: Final = frozenset({"parquet", "geoparquet", "gpkg", "fgb"})
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file; `X-Row-Count` says how many rows it has.",
        "content": {form.media_type: {} for form in FORMS.values()},
    }
}
Bom = Annotated[bool, Query(description="CSV for Excel: byte order mark and CRLF.")]
From = Annotated[Day | None, Query(alias="from", description="First day, inclusive.")]
To = Annotated[Day | None, Query(description="Last day, inclusive.")]
Ward = Annotated[WardCode | None, Query(description="Ward code.")]
Form = Annotated[TableForm, Path(description="The ending of the file's name.")]


@router.get("/datapackage.json")
def read_data_package(request: Request, snapshot: SnapshotDep) -> Response:
    """The data dictionary (Data Package): each table's columns with type, unit, meaning and values; sources; marks.

    The paths in it are relative to its own address, so `frictionless validate` reads the tables it names.
    """
    return cached_answer(request, snapshot, lambda: encode(package_of(snapshot, PUBLIC_TABLES)))


@router.get("/status.{form}", response_class=Response, responses=_FILES)
def export_status(
    request: Request,
    form: Annotated[ShapedForm, Path(description="The ending of the file's name.")],
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    district: District = None,
    level: Level = None,
    at: At = None,
    as_known_at: AsKnownAt = None,
    bom: Bom = False,
) -> Response:
    """The level in force in every ward: now, at a past instant, as known then.

    `geoparquet`, `gpkg` and `fgb` have the polygons. Equal revisions give equal bytes.
    """
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    check_filters(snapshot, district=district, level=level)
    taken = take_status(snapshot, Narrowed(district_code=district, level=level), form=form)
    return _answer(request, snapshot, taken, form, has_bom=bom)


@router.get("/history.{form}", response_class=Response, responses=_FILES)
def export_history(
    request: Request,
    form: Form,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    of: Annotated[Literal["status", "assessment"], Query()] = "status",
    district: District = None,
    ward: Ward = None,
    first: From = None,
    to: To = None,
    at: At = None,
    as_known_at: AsKnownAt = None,
    bom: Bom = False,
) -> Response:
    """What was in force, interval by interval (`of=status`), or every judged day with late data (`of=assessment`).

    Intervals are in the file when they were in force at any moment from the first day to the last.
    """
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    narrowed = Narrowed(district_code=district, ward_code=ward, first_day=first, last_day=to)
    if of == "status":
        taken = take_history(session, snapshot, narrowed, rules=rules, form=form)
    else:
        taken = take_assessments(session, _sessions(request), snapshot, narrowed, rules=rules, form=form)
    return _answer(request, snapshot, taken, form, has_bom=bom)


@router.get("/assessments.{form}", response_class=Response, responses=_FILES)
def export_assessments(
    request: Request,
    form: Form,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    district: District = None,
    ward: Ward = None,
    first: From = None,
    to: To = None,
    bom: Bom = False,
) -> Response:
    """Every judged day with late data: what `history?of=assessment` gives, under the name the dictionary has."""
    narrowed = Narrowed(district_code=district, ward_code=ward, first_day=first, last_day=to)
    taken = take_assessments(session, _sessions(request), snapshot, narrowed, rules=rules, form=form)
    return _answer(request, snapshot, taken, form, has_bom=bom)


@router.get("/cases.{form}", response_class=Response, responses=_FILES)
def export_cases(
    request: Request,
    form: Form,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    district: District = None,
    ward: Ward = None,
    first: From = None,
    to: To = None,
    bom: Bom = False,
) -> Response:
    """Cases by ward, day and class as everyone may see them: small numbers are empty and named in `suppressed`.

    Staff take true numbers from `case-versions`.
    """
    narrowed = Narrowed(district_code=district, ward_code=ward, first_day=first, last_day=to)
    disclosure = Disclosure(rules.suppression_threshold)
    sessions = _sessions(request)
    taken = take_cases(session, sessions, snapshot, narrowed, rules=rules, disclosure=disclosure, form=form)
    return _answer(request, snapshot, taken, form, has_bom=bom)


@router.get("/case-versions.{form}", dependencies=[EXPORT], response_class=Response, responses=_FILES)
def export_case_versions(
    request: Request,
    form: Form,
    live: SnapshotDep,
    session: ReadSessionDep,
    work: WritingDep,
    rules: RulesDep,
    caller: MayReadReports,
    versions: Annotated[Literal["current", "all"], Query(description="`all`: superseded ones too.")] = "current",
    district: District = None,
    ward: Ward = None,
    first: From = None,
    to: To = None,
    as_known_at: AsKnownAt = None,
    bom: Bom = False,
) -> Response:
    """Case reports of the caller's districts with true numbers, notes and who sent them. Audited as an export."""
    snapshot = snapshot_at(session, request, rules, None, as_known_at) or live
    narrowed = Narrowed(district_code=district, ward_code=ward, first_day=first, last_day=to)
    taken = take_case_versions(
        session,
        _sessions(request),
        snapshot,
        narrowed,
        caller=caller,
        all_versions=versions == "all",
        form=form,
    )
    asked = {"rows": taken.rows, "versions": versions, "ward": ward, "from": str(first or ""), "to": str(to or "")}
    work.audit(caller, "export_case_versions", f"case-versions.{form}", district_code=district, detail=dict(asked))
    headers = {**_head(snapshot, taken, form), "Cache-Control": "no-store"}
    pieces = table_pieces(taken.table, form, has_bom=bom)
    return StreamingResponse(pieces, media_type=FORMS[form].media_type, headers=headers)


def _answer(request: Request, snapshot: ZoneSnapshot, taken: Taken, form: str, *, has_bom: bool) -> Response:
    """A short table as any other answer, kept, some formats in parts; a long one as it is made."""
    file, head = FORMS[form], _head(snapshot, taken, form)

    def pieces() -> Iterator[bytes]:
        return table_pieces(taken.table, form, has_bom=has_bom)

    if taken.rows > STREAMED_FROM_ROWS:
        return streamed_answer(request, snapshot, pieces, media_type=file.media_type, headers=head)
    content = Content(
        render=lambda: b"".join(pieces()), media_type=file.media_type, headers=head, packs=not file.is_packed
    )
    answer = answer_in_parts if form in _READ_IN_PARTS else answer_with
    return answer(request, snapshot, content)


def _head(snapshot: ZoneSnapshot, taken: Taken, form: str) -> dict[str, str]:
    ending = "geo.parquet" if form == "geoparquet" else form
    name = f"{taken.table.shape.name}_{snapshot.as_of or 'chua-co'}_{snapshot.revision}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Row-Count": str(taken.rows)}


def _sessions(request: Request) -> Sessions:
    return cast("sessionmaker[Session]", request.app.state.read_sessions)
