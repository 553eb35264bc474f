"""Other rings of an outbreak on trial: what an order to extend or to shrink would change. Writes nothing."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.ring_trials import trial_document
from app.api.documents.zones import encode
from app.api.routes.outbreaks import OutbreakId, require_seen
from app.api.schemas.ring_orders import RingProposalIn
from app.api.security import MayDeclareOutbreak, now_of
from app.api.strict_json import StrictJsonRoute
from app.services.outbreak_reading import existing_outbreak
from app.services.register import current_register
from app.services.ring_trials import try_rings

router = APIRouter(prefix="/api/v1/outbreaks", tags=["outbreaks"], route_class=StrictJsonRoute)


@router.post("/{outbreak_id}/rings/preview")
def preview_ring_change(
    request: Request,
    outbreak_id: OutbreakId,
    body: RingProposalIn,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayDeclareOutbreak,
) -> Response:
    """Other rings of an outbreak beside those that stand: who would get a stricter layer, and who a milder one.

    An order to extend is refused where anything is loosened, an order to shrink where anything is tightened.
    """
    register, outbreak = current_register(session), existing_outbreak(session, outbreak_id)
    require_seen(caller, register, outbreak)
    now = now_of(request)
    day = rules.clock.calendar_day(now)
    trial = try_rings(session, register, outbreak, body.wanted(register), at=now, on=day)
    return Response(
        encode(trial_document(snapshot.policy, register, trial, drill=snapshot.drill)),
        headers={"Cache-Control": "no-store"},
        media_type="application/geo+json",
    )
