"""What changes on the map: a feed to go on reading from a cursor, and the same as a stream of events."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Final, cast

from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy.orm import Session, sessionmaker
from starlette.concurrency import run_in_threadpool

from app.api.cached import answer_with_file
from app.api.documents.zones import encode
from app.api.event_streams import EventStream, EventStreams
from app.api.outages import outages_as_unavailable
from app.api.representations import JSON, REVALIDATED, Content
from app.api.schemas.changes import ChangesOut
from app.api.schemas.common import WardCode
from app.api.strict_json import StrictJsonRoute
from app.domain.changes import BEGINNING, Change, ChangeFilter, ChangeId, ChangeKind
from app.domain.errors import CursorAhead
from app.services.feed_watch import FeedWatch
from app.storage.changes import changes_after, newest_change

router = APIRouter(prefix="/api/v1", tags=["changes"], route_class=StrictJsonRoute)

MOST_A_PAGE: Final = 1_000
NOW: Final = "now"
LONGEST_S: float | None = None
"""How long a stream lasts for which the reader names no end; None: until the reader leaves."""
LOOKED_THROUGH: Final = 5_000
"""Changes read for one page where a filter leaves few of them; the cursor goes on from the last one looked at."""

After = Annotated[
    str | None,
    Query(max_length=40, description="The id of the last change you have; `now`: only what comes; default: all."),
]
Kinds = Annotated[list[ChangeKind] | None, Query(alias="kind", description="Only of these kinds.", max_length=20)]
Districts = Annotated[
    list[WardCode] | None, Query(alias="district", description="Only what concerns these districts.", max_length=100)
]
Wards = Annotated[
    list[WardCode] | None, Query(alias="ward", description="Only what concerns these wards.", max_length=100)
]


def _wanted(kinds: Kinds, districts: Districts, wards: Wards) -> ChangeFilter:
    return ChangeFilter(frozenset(kinds or ()), frozenset(districts or ()), frozenset(wards or ()))


@router.get("/changes", response_model=ChangesOut)
def read_changes(
    request: Request,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE, description="Items a page.")] = 100,
    kind: Kinds = None,
    district: Districts = None,
    ward: Wards = None,
) -> Response:
    """Every change in order, each once: what was committed before the call is in the feed, or, where much is to be
    told or others are writing just then, comes in a later call.

    Keep `next_cursor` and ask again from there; nothing is missed or repeated, across restarts too.
    """
    wanted = _wanted(kind, district, ward)
    with outages_as_unavailable():
        _watch_of(request).catch_up_briefly()
        with _reading(request)() as session:
            start = _place(session, after) if after else BEGINNING
            found, end = _page(session, start, wanted, limit)
            has_more = bool(changes_after(session, end, limit=1))
    document = {
        "items": [each.as_item() for each in found],
        "next_cursor": str(end),
        "has_more": has_more,
        "number_returned": len(found),
        "links": [{"rel": "next", "href": str(request.url.include_query_params(after=str(end)))}] if has_more else [],
        "drill": request.app.state.snapshots.is_drill,
    }
    body = encode(document)
    named_by = hashlib.sha256(body).hexdigest()
    return answer_with_file(
        request, Content(render=lambda: body, media_type=JSON, cache_control=REVALIDATED, named_by=named_by)
    )


def _place(session: Session, said: str) -> ChangeId:
    """The place a reader says; `now`: the newest.

    Raises:
        InvalidValue: it is no id of a change.
        CursorAhead: the feed has not come to it.
    """
    newest = newest_change(session)
    start = newest if said == NOW else ChangeId.parse(said)
    if start > newest:
        raise CursorAhead(cursor=str(start), newest=str(newest))
    return start


def _page(session: Session, start: ChangeId, wanted: ChangeFilter, limit: int) -> tuple[list[Change], ChangeId]:
    """The next wanted changes, and the last place looked at."""
    found: list[Change] = []
    seen, end = 0, start
    while seen < LOOKED_THROUGH and len(found) < limit:
        some = changes_after(session, end, limit=limit if wanted == ChangeFilter() else MOST_A_PAGE)
        for each in some:
            seen, end = seen + 1, each.id
            if wanted.takes(each):
                found.append(each)
                if len(found) == limit:
                    break
        if not some:
            break
    return found, end


@router.get(
    "/events",
    response_class=Response,
    responses={200: {"description": "Changes as they happen.", "content": {"text/event-stream": {}}}},
)
async def stream_events(
    request: Request,
    after: After = None,
    last_event_id: Annotated[str | None, Header(max_length=40, description="As browsers send it.")] = None,
    kind: Kinds = None,
    district: Districts = None,
    ward: Wards = None,
    seconds: Annotated[
        int | None, Query(ge=0, le=999_999_999, description="End the stream after so long; default: it stays open.")
    ] = None,
) -> Response:
    """Changes as they happen (server-sent events): `id` is the cursor, `event` the kind, `data` the item of the feed.

    Begins after `Last-Event-ID` or `after`, else with what comes next. A comment every 15 s keeps it open.
    """
    said = last_event_id or after
    start = await run_in_threadpool(_start, request, said or NOW)

    async def read_on(place: ChangeId) -> Sequence[Change]:
        return await run_in_threadpool(_next, request, place)

    streams: EventStreams = request.app.state.event_streams
    address = request.client.host if request.client else ""
    return EventStream(
        streams,
        address=address,
        after=start,
        read_on=read_on,
        wanted=_wanted(kind, district, ward),
        lasts_s=LONGEST_S if seconds is None else seconds,
    )


def _start(request: Request, said: str) -> ChangeId:
    with outages_as_unavailable(), _reading(request)() as session:
        return _place(session, said)


def _next(request: Request, place: ChangeId) -> Sequence[Change]:
    with outages_as_unavailable(), _reading(request)() as session:
        return changes_after(session, place, limit=MOST_A_PAGE)


def _watch_of(request: Request) -> FeedWatch:
    return cast("FeedWatch", request.app.state.feed_watch)


def _reading(request: Request) -> sessionmaker[Session]:
    return cast("sessionmaker[Session]", request.app.state.read_sessions)
