"""Binary files that clients read a part of: FlatGeobuf by its index, GeoPackage by its pages, Parquet by its footer."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from app.api.cached import RepresentationCache, canonical_address
from app.api.ranges import answer_part
from app.api.representations import Content, Moment, Representation, is_held
from app.services.zone_status import ZoneSnapshot


def answer_in_parts(request: Request, snapshot: ZoneSnapshot, content: Content) -> Response:
    """The file, or the part of it that `Range` asks for; 304 to who has it. Made once a revision, never packed.

    It is not laid on the shelf of ready answers, which knows of no parts.

    Raises:
        ProblemException: 416, the part begins behind the end.
    """
    moment = Moment.of(snapshot, request.app.state.rules.suppression_threshold)
    made = Representation(replace(content, packs=False), moment, canonical_address(request))
    etag = made.etag(None)
    if is_held(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers={**made.head(None), "accept-ranges": "bytes"})
    cache: RepresentationCache = request.app.state.representations
    made = cache.find(etag) or made
    body = made.encoded(None).body
    cache.keep(etag, made)
    head = {name: value for name, value in made.head(None).items() if name != "etag"}
    return answer_part(request, body, etag=etag, headers=head, media_type=content.media_type)
