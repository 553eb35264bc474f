"""The due list for the teams: a workbook, a calendar feed, and the addresses calendar programs read it by."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import PRIVATE, json_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.exports import EXPORT
from app.api.representations import is_held
from app.api.routes.zones import District, check_filters
from app.api.schemas.common import Day
from app.api.schemas.feeds import (
    FEED_PATH,
    FeedTokenIn,
    FeedTokenIssued,
    FeedTokenOut,
    FeedTokenRevoked,
    FeedTokens,
)
from app.api.security import MayLogTestRound, sessions_of
from app.api.strict_json import StrictJsonRoute
from app.domain.names import sort_key
from app.formats.due_calendar import MEDIA_TYPE as CALENDAR
from app.formats.due_calendar import CalendarBasis, due_calendar
from app.formats.due_workbook import DueBasis, due_xlsx
from app.services.access import require_district, visible_districts
from app.services.feeds import FeedReader, end_feed, issue_feed, note_feed_read, own_feeds, read_feed
from app.services.testing_calendar import calendar_entries
from app.services.testing_due import due_on, due_units
from app.services.zone_status import ZoneSnapshot
from app.storage.testing_rounds import newest_round_revisions

router = APIRouter(prefix="/api/v1", tags=["testing"], route_class=StrictJsonRoute)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Token = Annotated[str, Query(max_length=100, description="Of POST /api/v1/feed-tokens.")]
TokenId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]


@router.get(
    "/testing/due.xlsx", dependencies=[EXPORT], response_class=Response, responses={200: {"content": {_XLSX: {}}}}
)
def read_due_workbook(
    live: SnapshotDep,
    session: ReadSessionDep,
    work: WritingDep,
    rules: RulesDep,
    caller: MayLogTestRound,
    on: Annotated[Day | None, Query(description="As for GET /api/v1/testing/due.")] = None,
    district: District = None,
) -> Response:
    """The due list of the caller's districts as a workbook, with a sheet for each district. Audited as an export."""
    snapshot, day = due_on(session, live, rules=rules, on=on)
    check_filters(snapshot, district=district)
    if district is not None:
        require_district(caller, district)
    districts = visible_districts(caller) if district is None else frozenset({district})
    units = due_units(snapshot, on=day, district_codes=districts)
    basis = DueBasis(
        on=day,
        policy=snapshot.policy,
        policy_version=snapshot.policy_version,
        revision=snapshot.revision,
        made_at=snapshot.committed_at or snapshot.at,
        drill=snapshot.drill,
        campaigns={each.campaign_id: each.name for each in snapshot.sampling.campaigns},
    )
    body = due_xlsx(units, basis)
    work.audit(
        caller,
        "export_due_list",
        f"{day}",
        district_code=next(iter(districts)) if districts is not None and len(districts) == 1 else None,
        detail={"units": len(units)},
    )
    name = f"lay-mau-den-han_{day}.xlsx"
    return Response(
        body, headers={**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}, media_type=_XLSX
    )


@router.get("/testing/due.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}})
def read_due_calendar(request: Request, token: Token, snapshot: SnapshotDep, session: ReadSessionDep) -> Response:
    """What is due in the districts of a token's owner, as a calendar to subscribe to; 404 once it is revoked.

    One all-day entry a round, from the first to the last day it is due; its UID stays, its SEQUENCE rises whenever it
    is planned anew, and it is cancelled when done.
    """
    reader = read_feed(session, token)
    entries = calendar_entries(
        snapshot, district_codes=reader.district_codes, changed_at=newest_round_revisions(session)
    )
    basis = CalendarBasis(
        name=f"Lấy mẫu: {_scope_name(snapshot, reader)}",
        policy=snapshot.policy,
        changed_at=snapshot.committed_at or snapshot.at,
        drill=snapshot.drill,
    )
    body = due_calendar(entries, basis)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    note_feed_read(sessions_of(request), reader, on=snapshot.open_day)
    headers = {"Cache-Control": "private, no-cache", "ETag": etag}
    if is_held(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=CALENDAR)


@router.get("/feed-tokens")
def list_feed_tokens(response: Response, session: ReadSessionDep, caller: MayLogTestRound) -> FeedTokens:
    """One's own calendar addresses, oldest first, never their secrets."""
    response.headers.update(PRIVATE)
    items = [FeedTokenOut.of(each) for each in own_feeds(session, caller=caller)]
    return FeedTokens(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.post("/feed-tokens", status_code=201, response_model=FeedTokenIssued)
def post_feed_token(body: FeedTokenIn, work: WritingDep, caller: MayLogTestRound) -> Response:
    """Get an address for a calendar program: it shows what is due in one's districts, and nothing else."""
    revision = work.begin("feed_token", caller)
    issued = issue_feed(
        work.session,
        caller=caller,
        label=body.label,
        district_code=body.district_code,
        now=revision.committed_at,
    )
    work.audit(
        caller,
        "feed_add",
        issued.feed.token_id,
        district_code=body.district_code,
        detail={"label": issued.feed.label},
    )
    said = FeedTokenOut.of(issued.feed).model_dump()
    url = f"{FEED_PATH}?token={issued.token}"
    return json_answer(FeedTokenIssued(**said, token=issued.token, url=url, revision=revision.number), status=201)


@router.delete("/feed-tokens/{token_id}", response_model=FeedTokenRevoked)
def delete_feed_token(token_id: TokenId, work: WritingDep, caller: MayLogTestRound) -> Response:
    """Revoke a calendar address of one's own: it shows nothing from the next reading on."""
    revision = work.begin("feed_token", caller)
    ended = end_feed(work.session, caller=caller, token_id=token_id, now=revision.committed_at)
    work.audit(caller, "feed_revoke", ended.token_id, district_code=ended.district_code, detail={"label": ended.label})
    return json_answer(FeedTokenRevoked(id=ended.token_id, label=ended.label, revision=revision.number))


def _scope_name(snapshot: ZoneSnapshot, reader: FeedReader) -> str:
    codes = reader.district_codes
    if codes is None:
        return "toàn địa bàn"
    names = {each.code: each.name for each in snapshot.register.duty_areas}
    return ", ".join(sorted((names.get(code, code) for code in codes), key=sort_key)) or "không quận, huyện nào"
