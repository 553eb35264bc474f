"""Orders on the rings of an outbreak: propose anew, issue, extend, shrink, lift; and every version of them."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.routes.outbreaks import OutbreakId, require_seen
from app.api.schemas.outbreaks import OutbreakOut
from app.api.schemas.ring_orders import RingChangeIn, RingOrderIn, RingProposalIn, RingVersionOut, RingVersionsOut
from app.api.security import MayDeclareOutbreak, MayIssueRing, MayLiftRing, MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.services.access import Caller
from app.services.outbreak_reading import existing_outbreak
from app.services.register import current_register, shared_district
from app.services.ring_orders import extend_ring, issue_ring, lift_ring, propose_ring, shrink_ring
from app.services.ring_states import ring_state
from app.services.ring_versions import dated_versions
from app.storage.revisions import Revision
from app.storage.rings import StoredRing

router = APIRouter(prefix="/api/v1/outbreaks", tags=["outbreaks"], route_class=StrictJsonRoute)


@router.post("/{outbreak_id}/rings/propose", response_model=OutbreakOut)
def propose_rings(
    request: Request,
    outbreak_id: OutbreakId,
    body: RingProposalIn,
    work: WritingDep,
    caller: MayDeclareOutbreak,
    key: IdempotencyKey = None,
) -> Response:
    """Propose other rings: instead of those only proposed, or after the last were lifted. In force only when issued."""

    def order(revision: Revision) -> StoredRing:
        return propose_ring(
            work.session,
            rules=work.rules,
            caller=caller,
            outbreak_id=outbreak_id,
            wanted=body.wanted(current_register(work.session)),
            reason=body.reason or None,
            revision=revision,
        )

    return _once(request, work, caller, key, "propose_ring", body, order)


@router.post("/{outbreak_id}/rings/issue", response_model=OutbreakOut)
def issue(
    request: Request,
    outbreak_id: OutbreakId,
    body: RingOrderIn,
    work: WritingDep,
    caller: MayIssueRing,
    key: IdempotencyKey = None,
) -> Response:
    """Issue proposed rings by an order (document number, signer, start): only then is a directive in force."""

    def order(revision: Revision) -> StoredRing:
        return issue_ring(
            work.session,
            rules=work.rules,
            caller=caller,
            outbreak_id=outbreak_id,
            order=body.as_order(work.now),
            revision=revision,
        )

    return _once(request, work, caller, key, "issue_ring", body, order)


@router.post("/{outbreak_id}/rings/extend", response_model=OutbreakOut)
def extend_rings(
    request: Request,
    outbreak_id: OutbreakId,
    body: RingChangeIn,
    work: WritingDep,
    caller: MayIssueRing,
    key: IdempotencyKey = None,
) -> Response:
    """Make rings in force larger or stricter, or plan a later end; refused where any ground would be loosened."""

    def order(revision: Revision) -> StoredRing:
        return extend_ring(
            work.session,
            rules=work.rules,
            caller=caller,
            outbreak_id=outbreak_id,
            order=body.as_order(work.now),
            wanted=body.wanted_if_drawn(current_register(work.session)),
            revision=revision,
        )

    return _once(request, work, caller, key, "extend_ring", body, order)


@router.post("/{outbreak_id}/rings/shrink", response_model=OutbreakOut)
def shrink_rings(
    request: Request,
    outbreak_id: OutbreakId,
    body: RingChangeIn,
    work: WritingDep,
    caller: MayIssueRing,
    key: IdempotencyKey = None,
) -> Response:
    """Make rings in force smaller or milder, or plan an earlier end; refused where any ground would be tightened."""

    def order(revision: Revision) -> StoredRing:
        return shrink_ring(
            work.session,
            rules=work.rules,
            caller=caller,
            outbreak_id=outbreak_id,
            order=body.as_order(work.now),
            wanted=body.wanted_if_drawn(current_register(work.session)),
            revision=revision,
        )

    return _once(request, work, caller, key, "shrink_ring", body, order)


@router.post("/{outbreak_id}/rings/lift", response_model=OutbreakOut)
def lift(
    request: Request,
    outbreak_id: OutbreakId,
    body: RingOrderIn,
    work: WritingDep,
    caller: MayLiftRing,
    key: IdempotencyKey = None,
) -> Response:
    """Lift rings by an order, from its start on; nothing else ever lifts rings in force."""

    def order(revision: Revision) -> StoredRing:
        return lift_ring(
            work.session,
            rules=work.rules,
            caller=caller,
            outbreak_id=outbreak_id,
            order=body.as_order(work.now),
            revision=revision,
        )

    return _once(request, work, caller, key, "lift_ring", body, order)


@router.get("/{outbreak_id}/rings/versions")
def read_versions(outbreak_id: OutbreakId, session: ReadSessionDep, caller: MayReadReports) -> RingVersionsOut:
    """Every version of an outbreak's rings, oldest first: the order, how it was drawn, and when it stood."""
    require_seen(caller, current_register(session), existing_outbreak(session, outbreak_id))
    items = [RingVersionOut.of(each) for each in dated_versions(session, outbreak_id)]
    return RingVersionsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


def _once(
    request: Request,
    work: WritingDep,
    caller: Caller,
    key: str | None,
    action: str,
    body: RingOrderIn | RingProposalIn,
    order: Callable[[Revision], StoredRing],
) -> Response:
    """One order once per key, its line in the audit, and the outbreak with its rings as they then stand."""

    def produce() -> Response:
        assert work.revision is not None
        return _answer(work, caller, action, order(work.revision))

    return answer_once(
        work, kind="ring", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


def _answer(work: WritingDep, caller: Caller, action: str, ring: StoredRing) -> Response:
    assert work.revision is not None
    outbreak, at = existing_outbreak(work.session, ring.outbreak_id), work.revision.committed_at
    detail: dict[str, object] = {"version": ring.version, "mode": ring.mode}
    if ring.document_number is not None:
        detail["document_number"] = ring.document_number
    district = shared_district(work.session, outbreak.ward_codes)
    work.audit(caller, action, ring.outbreak_id, district_code=district, detail=detail)
    state = ring_state(work.session, ring.outbreak_id, at=at, shapes=False)
    today = work.rules.clock.calendar_day(at)
    return json_answer(OutbreakOut.of(outbreak, state, today=today, revision=work.revision_number))
