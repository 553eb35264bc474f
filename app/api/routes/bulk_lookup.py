"""Points by the million in one call: streamed in, answered in chunks away from the event loop, streamed out."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, Final, cast

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from app.api.answers import PRIVATE
from app.api.dependencies import SnapshotDep
from app.api.documents.zones import envelope
from app.api.kept import Kept
from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import UNSUPPORTED_MEDIA_TYPE
from app.api.security import CurrentStaff
from app.domain import point_answers
from app.domain.point_answers import Points
from app.domain.point_location import PointLocator
from app.formats.point_answers import STREAMS
from app.formats.point_rows import PointsKind, read_points
from app.services.bulk_lookup import PointFinder, ground_key, locator_of
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1", tags=["lookup"])

MEDIA_TYPES: Final = {
    PointsKind.CSV: "text/csv; charset=utf-8",
    PointsKind.NDJSON: "application/x-ndjson",
    PointsKind.JSON: "application/json",
}
_KINDS: Final = {
    "text/csv": PointsKind.CSV,
    "application/x-ndjson": PointsKind.NDJSON,
    "application/ndjson": PointsKind.NDJSON,
    "application/json": PointsKind.JSON,
}
_IN_MEMORY: Final = 4 * 2**20
"""A longer body waits in a file without a name, which ends with the call."""
_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}
_POINTS: Final[dict[str, Any]] = {
    "schema": {
        "type": "object",
        "properties": {name: {"type": "array", "items": {"type": "number"}} for name in ("lon", "lat")},
        "required": ["lon", "lat"],
    }
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": _TEXT, "application/x-ndjson": _TEXT, "application/json": _POINTS},
    }
}
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {"text/csv": _TEXT, "application/x-ndjson": _TEXT, "application/json": {"schema": {}}},
        "description": "The points in their order, each with what holds there",
    }
}

_locators: Kept[tuple[object, ...], PointLocator] = Kept(2)


@router.post("/lookup/bulk", response_class=StreamingResponse, responses=_ANSWER, openapi_extra=_BODY)
async def lookup_many(
    request: Request,
    caller: CurrentStaff,
    snapshot: SnapshotDep,
    wanted: Annotated[
        PointsKind | None, Query(alias="format", description="Of the answer; that of the body unless said.")
    ] = None,
) -> StreamingResponse:
    """Up to 1,000,000 points, as CSV (`lon,lat[,id]`), NDJSON or JSON (`{"lon": […], "lat": […], "id": […]}`).

    Every point is answered in its place: ward, level, strictest ring layer, directive, outbreaks, cordons, areas; a
    row that is no point says why. JSON is answered in columns: `answer[i]` is the number of what `answers` says.
    """
    kind = _kind_of(request)
    file = await _received(request)
    try:
        points = await run_in_threadpool(read_points, file, kind, most=point_answers.MOST_POINTS)
    except BaseException:
        file.close()
        raise
    form = wanted or kind
    stream = _answered(file, points, snapshot, form)
    return StreamingResponse(stream, media_type=MEDIA_TYPES[form], headers={**PRIVATE, "X-Accel-Buffering": "no"})


def _kind_of(request: Request) -> PointsKind:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in _KINDS:
        return _KINDS[media_type]
    raise ProblemException(
        Problem(
            spec=UNSUPPORTED_MEDIA_TYPE,
            detail_vi="Gửi điểm dạng CSV, NDJSON hoặc JSON, với tiêu đề Content-Type: text/csv, "
            "application/x-ndjson hoặc application/json.",
            detail_en="Send points as CSV, NDJSON or JSON, with Content-Type: text/csv, application/x-ndjson "
            "or application/json.",
            headers={"Accept": ", ".join(_KINDS)},
        )
    )


async def _received(request: Request) -> BinaryIO:
    """The whole body, most of it on disk: an answer must not begin while the sender may still be writing."""
    file = cast("BinaryIO", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - closed when it was answered
    try:
        async for block in request.stream():
            file.write(block)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _answered(file: BinaryIO, points: Iterator[Points], snapshot: ZoneSnapshot, form: PointsKind) -> Iterator[bytes]:
    with file:
        locator = _locators.get(ground_key(snapshot), lambda: locator_of(snapshot))
        yield from STREAMS[form.value](PointFinder(snapshot, locator).answered(points), envelope(snapshot))
