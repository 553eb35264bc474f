"""The figures of a day: the public summary, and the briefing for the meeting at 17:00."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.documents.briefing import By, briefing_document, summary_csv, summary_document
from app.api.documents.zones import encode
from app.api.exports import EXPORT
from app.api.instants import read_past_instant
from app.api.representations import CSV, JSON, Content, Moment
from app.api.schemas.common import Day
from app.api.security import MayExportBriefing, now_of
from app.domain.briefing import Briefing
from app.domain.disclosure import Disclosure
from app.formats.briefing_files import FILES, file_name
from app.services.access import visible_districts
from app.services.briefing import DayView, brief, view_day
from app.services.site_rules import SiteRules

router = APIRouter(prefix="/api/v1", tags=["briefing"])

On = Annotated[
    Day | None,
    Query(description="Reporting day; the open one when left out. A closed day is told as of just before its cut-off."),
]
At = Annotated[str | None, Query(description="A past instant (RFC 3339): what was in force and known then.")]
Format = Literal["json", "xlsx", "pdf", "png"]


@router.get("/summary")
def read_summary(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    by: Annotated[By, Query(description="The whole, each district, or the wards at each level.")] = "city",
    on: On = None,
    at: At = None,
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002 - the contract's name
) -> Response:
    """Wards and population by level with the change since the last publication, new cases, testing, reports.

    Counts of cases are made of what each ward publishes of itself: where small ones are hidden, a total is "≥n".
    """
    instant = read_past_instant(at, "/at", now=now_of(request)) if at is not None else None
    view = view_day(session, live, rules=rules, on=on, at=instant)
    disclosure = Disclosure(rules.suppression_threshold)

    def render() -> bytes:
        briefing = brief(session, view, rules=rules, disclosure=disclosure)
        return summary_csv(briefing, by) if format == "csv" else encode(summary_document(briefing, by))

    content = Content(render=render, named_by=name_of(view, rules))
    if format == "csv":
        file_name = f"tinh-hinh_{view.on}_{by}.csv"
        headers = {"content-disposition": f'attachment; filename="{file_name}"'}
        content = replace(content, media_type=CSV, headers=headers)
    return answer_with(request, view.snapshot, content)


@router.get(
    "/briefing",
    dependencies=[EXPORT],
    responses={200: {"content": {media_type: {} for media_type, _ in FILES.values()}}},
)
def read_briefing(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    work: WritingDep,
    rules: RulesDep,
    caller: MayExportBriefing,
    on: On = None,
    at: At = None,
    format: Annotated[Format, Query()] = "json",  # noqa: A002 - the contract's name
) -> Response:
    """The briefing of a day with true numbers: of the caller's districts, or of all for the city. Audited as an export.

    The same numbers give the same bytes.
    """
    instant = read_past_instant(at, "/at", now=now_of(request)) if at is not None else None
    view = view_day(session, live, rules=rules, on=on, at=instant)
    districts = visible_districts(caller)
    briefing = brief(session, view, rules=rules, disclosure=Disclosure.open(), district_codes=districts)
    media_type, body = _made(briefing, format)
    # The line is written when everything is made: the lock it takes is held for a moment only.
    work.audit(
        caller,
        "export_briefing",
        f"briefing {view.on} {format}",
        district_code=next(iter(districts)) if districts and len(districts) == 1 else None,
        detail={"revision": view.snapshot.revision, "districts": sorted(districts or [])},
    )
    headers = {"Cache-Control": "no-store"}
    if format != "json":
        headers["Content-Disposition"] = f'attachment; filename="{file_name(briefing, format)}"'
    return Response(body, media_type=media_type, headers=headers)


def name_of(view: DayView, rules: SiteRules) -> str:
    """All that decides the public figures of a day: one and the same snapshot can tell a day open or closed."""
    moment = Moment.of(view.snapshot, rules.suppression_threshold)
    return f"{moment.name}|{rules.clock}|{view.on}|{view.at}|{view.is_open}"


def _made(briefing: Briefing, ending: Format) -> tuple[str, bytes]:
    if ending == "json":
        return JSON, encode(briefing_document(briefing))
    media_type, make = FILES[ending]
    return media_type, make(briefing)
