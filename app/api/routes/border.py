"""Border wards (giáp ranh): the list, and the border lines for maps."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.api.border_contents import border_content, border_geojson_content
from app.api.cached import answer_with
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.representations import GEOJSON_ANSWER
from app.api.routes.map import Tolerance
from app.api.routes.zones import AsKnownAt, At, District, check_filters, snapshot_at

router = APIRouter(prefix="/api/v1", tags=["map"])

ElevatedLevel = Annotated[
    str | None,
    Query(
        max_length=32,
        description="The mildest level of the policy that counts as elevated; left out, its two strictest levels do.",
    ),
]
IncludeSame = Annotated[
    bool, Query(description="Also wards that stand as strict as the neighbor they touch, or stricter.")
]


@router.get("/border")
def read_border(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    district: District = None,
    level: ElevatedLevel = None,
    include_same: IncludeSame = False,
    at: At = None,
    as_known_at: AsKnownAt = None,
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002 - the contract's name
) -> Response:
    """The wards that touch a ward at an elevated level above their own, or an issued ring from outside, with metres.

    Across district lines too; a common point is no border. `touches` says why a border is told, `approximate` that the
    boundaries are schematic. CSV has a row a border.
    """
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    check_filters(snapshot, district=district)
    content = border_content(snapshot, district=district, level=level, include_same=include_same, table=format)
    return answer_with(request, snapshot, content)


@router.get("/border.geojson", responses=GEOJSON_ANSWER)
def read_border_geojson(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    district: District = None,
    level: ElevatedLevel = None,
    include_same: IncludeSame = False,
    at: At = None,
    as_known_at: AsKnownAt = None,
    tolerance: Tolerance = 0.0,
) -> Response:
    """The same borders as lines, each once, to draw over a map; simplified ones lie on the wards simplified alike."""
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    check_filters(snapshot, district=district)
    content = border_geojson_content(
        snapshot, district=district, level=level, include_same=include_same, tolerance=tolerance
    )
    return answer_with(request, snapshot, content)
