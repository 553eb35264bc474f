"""Trying rings before an outbreak is declared: one way as a preview, or several ways compared. Nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.ring_options import comparison_document, preview_document
from app.api.documents.zones import encode
from app.api.schemas.ring_comparison import OutbreakPreviewIn, RingComparisonIn
from app.api.security import MayDeclareOutbreak, now_of
from app.api.strict_json import StrictJsonRoute
from app.services.register import current_register
from app.services.ring_options import compare_rings, preview_rings

router = APIRouter(prefix="/api/v1/outbreaks", tags=["outbreaks"], route_class=StrictJsonRoute)


@router.post("/preview")
def preview(
    request: Request,
    body: OutbreakPreviewIn,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayDeclareOutbreak,
) -> Response:
    """The rings such an outbreak would get: people, area, shares, neighbours, warnings, known cases left out."""
    register = current_register(session)
    drawn = preview_rings(
        session,
        rules=rules,
        snapshot=snapshot,
        register=register,
        declaration=body.as_declaration(register),
        case_points=body.known_points(register),
        now=now_of(request),
    )
    document = preview_document(
        drawn,
        policy=snapshot.policy,
        register=register,
        drill=snapshot.drill,
        warn_share=rules.ring_warn_share,
    )
    return _private(document, "application/geo+json")


@router.post("/compare")
def compare(
    request: Request,
    body: RingComparisonIn,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayDeclareOutbreak,
    geometry: Annotated[bool, Query(description="With the layers of each way, simplified.")] = False,
) -> Response:
    """Several ways to draw the rings side by side, and the smallest that holds the known cases."""
    register = current_register(session)
    compared = compare_rings(
        session,
        rules=rules,
        snapshot=snapshot,
        register=register,
        declaration=body.as_declaration(register),
        requests=body.requests(register),
        case_points=body.known_points(register),
        now=now_of(request),
    )
    document = comparison_document(
        compared,
        policy=snapshot.policy,
        register=register,
        drill=snapshot.drill,
        warn_share=rules.ring_warn_share,
        geometry=geometry,
    )
    return _private(document, "application/json")


def _private(document: dict[str, object], media_type: str) -> Response:
    return Response(encode(document), headers={"Cache-Control": "no-store"}, media_type=media_type)
