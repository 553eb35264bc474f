"""What holds at a place: asked by anybody, about one point; nothing of where it was is kept."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.api.dependencies import RulesDep, SnapshotDep
from app.api.documents.lookup import lookup_document
from app.api.documents.zones import encode, envelope
from app.api.encodings import SMALLEST_PACKED, negotiate_encoding, pack
from app.api.representations import JSON, is_held
from app.api.schemas.common import Taken
from app.api.strict_json import StrictJsonRoute
from app.services.place_lookup import place_at

router = APIRouter(prefix="/api/v1", tags=["lookup"], route_class=StrictJsonRoute)

LARGEST_TOLERANCE_M: Final = 5000
Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Tolerance = Annotated[float, Field(ge=0, le=LARGEST_TOLERANCE_M, allow_inf_nan=False)]


class PlaceIn(Taken):
    """A point in degrees, and from how far wards count as near."""

    lon: Degrees
    lat: Degrees
    tolerance_m: Tolerance = 0.0


@router.get("/lookup")
def lookup(
    request: Request,
    snapshot: SnapshotDep,
    rules: RulesDep,
    lon: Annotated[Degrees, Query(description="Longitude, degrees.")],
    lat: Annotated[Degrees, Query(description="Latitude, degrees, -90 to 90.")],
    tolerance_m: Annotated[Tolerance, Query(description="From how far wards count as near.")] = 0.0,
) -> Response:
    """Every ward within a tolerance of a point with its level and next test; every ring layer, cordon and area there;
    the directive, its measures, and what it all means in five lines.

    On schematic boundaries the answer is `approximate`: candidate wards, and no directive. Outside all wards it says
    so, with the nearest one. An address ends up in logs and histories on its way: `POST` leaves nothing there.
    """
    place = place_at(snapshot, lon, lat, tolerance_m=tolerance_m)
    body = encode({**envelope(snapshot), **lookup_document(snapshot, place, rules=rules)})
    return _answer(request, body, revision=snapshot.revision, is_drill=snapshot.drill)


@router.post("/lookup")
def lookup_unseen(request: Request, snapshot: SnapshotDep, rules: RulesDep, asked: PlaceIn) -> Response:
    """The same for a point that stands in no address, so that no log on the way keeps where somebody was."""
    place = place_at(snapshot, asked.lon, asked.lat, tolerance_m=asked.tolerance_m)
    body = encode({**envelope(snapshot), **lookup_document(snapshot, place, rules=rules)})
    return Response(body, headers={"Cache-Control": "no-store"}, media_type=JSON)


def _answer(request: Request, body: bytes, *, revision: int, is_drill: bool) -> Response:
    """The answer for one reader's own cache; it is made anew each time and kept nowhere here."""
    encoding = negotiate_encoding(request.headers.get("accept-encoding", ""))
    encoding = encoding if len(body) >= SMALLEST_PACKED else None
    etag = f'"{revision}-{hashlib.sha256(body + (encoding or "").encode()).hexdigest()[:32]}"'
    head = {
        "Cache-Control": "private, no-cache",
        "ETag": etag,
        "Vary": "Accept-Encoding",
        "X-Revision": str(revision),
        **({"X-Drill": "true"} if is_drill else {}),
    }
    if is_held(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=head)
    if encoding is None:
        return Response(body, headers=head, media_type=JSON)
    return Response(pack(body, encoding), headers={**head, "Content-Encoding": encoding}, media_type=JSON)
