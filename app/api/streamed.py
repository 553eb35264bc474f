"""Long answers, sent piece by piece as they are made: tagged like any other, never held whole, never kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.cached import canonical_address
from app.api.export_desk import ExportDesk
from app.api.representations import Content, Moment, Representation, is_held
from app.services.zone_status import ZoneSnapshot


def streamed_answer(
    request: Request,
    snapshot: ZoneSnapshot,
    pieces: Callable[[], Iterator[bytes]],
    *,
    media_type: str,
    headers: Mapping[str, str],
) -> Response:
    """Send what `pieces` makes, unpacked; 304 to who has it already, before anything is made.

    Raises:
        ExportsBusy: as many as may be are being made.
    """
    content = Content(render=lambda: b"", media_type=media_type, headers=headers, packs=False)
    moment = Moment.of(snapshot, request.app.state.rules.suppression_threshold)
    made = Representation(content, moment, canonical_address(request))
    if is_held(request.headers.get("if-none-match"), made.etag(None)):
        return Response(status_code=304, headers=made.head(None))
    desk: ExportDesk = request.app.state.exports
    return StreamingResponse(desk.take_turn(pieces()), media_type=media_type, headers=made.head(None))
