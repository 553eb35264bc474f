"""Outbreaks: declare, preview, change; their rings: issue and lift."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.batches import level_changes_out
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.documents.features import plan_collection
from app.api.documents.zones import encode
from app.api.schemas.outbreaks import OutbreakChangeIn, OutbreakIn, OutbreakOut, OutbreaksOut, RingOrderIn
from app.api.security import MayDeclareOutbreak, MayIssueRing, MayLiftRing, MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import OutbreakNotFound
from app.services.access import Caller, has_scope, require_district
from app.services.outbreak_control import (
    Controlled,
    change_outbreak,
    declare_outbreak,
    issue_ring,
    lift_ring,
    preview_rings,
)
from app.services.register import current_register, shared_district
from app.storage.outbreaks import StoredRing, find_outbreak, outbreaks, rings

router = APIRouter(prefix="/api/v1/outbreaks", tags=["outbreaks"], route_class=StrictJsonRoute)

OutbreakId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]


@router.post("", status_code=201, response_model=OutbreakOut)
def declare(
    request: Request, body: OutbreakIn, work: WritingDep, caller: MayDeclareOutbreak, key: IdempotencyKey = None
) -> Response:
    """Declare an outbreak: wards are judged at once and rings are proposed (in force only when issued)."""

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        controlled = declare_outbreak(
            work.session,
            rules=work.rules,
            caller=caller,
            declaration=body.as_declaration(current_register(work.session)),
            revision=revision,
            now=work.now,
        )
        district = shared_district(work.session, controlled.outbreak.ward_codes)
        work.audit(caller, "declare_outbreak", controlled.outbreak.outbreak_id, district_code=district)
        return json_answer(_answer(work, controlled), status=201)

    return answer_once(
        work, kind="outbreak", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.post("/preview")
def preview(
    request: Request,
    body: OutbreakIn,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayDeclareOutbreak,
) -> Response:
    """The rings such an outbreak would get, with population, area and share; writes nothing."""
    register = current_register(session)
    plan = preview_rings(session, rules=rules, declaration=body.as_declaration(register), now=now_of(request))
    return Response(
        encode(plan_collection(snapshot.policy, register, plan, drill=snapshot.drill)),
        headers={"Cache-Control": "no-store"},
        media_type="application/geo+json",
    )


@router.get("")
def list_outbreaks(session: ReadSessionDep, caller: MayReadReports) -> OutbreaksOut:
    """The outbreaks that touch the caller's districts, open and closed, by id."""
    register = current_register(session)
    standing = {each.outbreak_id: each for each in rings(session)}
    items = []
    for each in outbreaks(session):
        districts = {register.ward(code).district_code for code in each.ward_codes if code in register.positions}
        if any(has_scope(caller, code) for code in districts) or not districts:
            items.append(OutbreakOut.of(each, standing[each.outbreak_id]))
    return OutbreaksOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.get("/{outbreak_id}")
def read_outbreak(outbreak_id: OutbreakId, session: ReadSessionDep, caller: MayReadReports) -> OutbreakOut:
    """One outbreak that touches the caller's districts."""
    found = find_outbreak(session, outbreak_id)
    if found is None:
        raise OutbreakNotFound(outbreak_id)
    register = current_register(session)
    districts = {register.ward(code).district_code for code in found.ward_codes if code in register.positions}
    if districts and not any(has_scope(caller, code) for code in districts):
        require_district(caller, min(districts, key=str))
    return OutbreakOut.of(found, rings(session, outbreak_id=outbreak_id)[0])


@router.patch("/{outbreak_id}", response_model=OutbreakOut)
def change(
    outbreak_id: OutbreakId,
    body: OutbreakChangeIn,
    work: WritingDep,
    caller: MayDeclareOutbreak,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
) -> Response:
    """Change or close (`closed_on`) an outbreak; closing lifts rings that were only proposed.

    With `If-Match` (or `version` in the body) a change that leans on an older version is refused.
    """
    expected = body.version if if_match is None else read_version(if_match)
    revision = work.begin("outbreak", caller)
    controlled = change_outbreak(
        work.session,
        rules=work.rules,
        caller=caller,
        outbreak_id=outbreak_id,
        expected_version=expected,
        change=body.as_change(),
        revision=revision,
        now=work.now,
    )
    if controlled.recorded:
        district = shared_district(work.session, controlled.outbreak.ward_codes)
        detail: dict[str, object] = {"version": controlled.outbreak.version}
        work.audit(caller, "change_outbreak", outbreak_id, district_code=district, detail=detail)
    else:
        work.abandon()
    return json_answer(_answer(work, controlled))


@router.post("/{outbreak_id}/rings/issue", response_model=OutbreakOut)
def issue(outbreak_id: OutbreakId, body: RingOrderIn, work: WritingDep, caller: MayIssueRing) -> Response:
    """Issue proposed rings by an order (document number, signer, start): only then is a directive in force."""
    revision = work.begin("ring", caller)
    ring = issue_ring(
        work.session,
        caller=caller,
        outbreak_id=outbreak_id,
        document_number=body.document_number,
        signer=body.signer,
        starts_at=body.starts_at(work.now),
        override_schematic=body.override_schematic,
        revision=revision,
    )
    return _ordered(work, caller, "issue_ring", ring, body)


@router.post("/{outbreak_id}/rings/lift", response_model=OutbreakOut)
def lift(outbreak_id: OutbreakId, body: RingOrderIn, work: WritingDep, caller: MayLiftRing) -> Response:
    """Lift rings by an order."""
    revision = work.begin("ring", caller)
    ring = lift_ring(
        work.session,
        caller=caller,
        outbreak_id=outbreak_id,
        document_number=body.document_number,
        signer=body.signer,
        revision=revision,
    )
    return _ordered(work, caller, "lift_ring", ring, body)


def _answer(work: WritingDep, controlled: Controlled) -> OutbreakOut:
    names = current_register(work.session).names
    changes = level_changes_out(controlled.level_changes, names)
    revision = work.revision_number if controlled.recorded else None
    return OutbreakOut.of(controlled.outbreak, controlled.ring, changes, revision=revision)


def _ordered(work: WritingDep, caller: Caller, action: str, ring: StoredRing, body: RingOrderIn) -> Response:
    """The line about an order on rings, and the outbreak with them."""
    outbreak = find_outbreak(work.session, ring.outbreak_id)
    district = shared_district(work.session, outbreak.ward_codes if outbreak else ())
    detail: dict[str, object] = {"document_number": body.document_number}
    work.audit(caller, action, ring.outbreak_id, district_code=district, detail=detail)
    return json_answer(_with_ring(work, ring))


def _with_ring(work: WritingDep, ring: StoredRing) -> OutbreakOut:
    outbreak = find_outbreak(work.session, ring.outbreak_id)
    if outbreak is None:
        raise OutbreakNotFound(ring.outbreak_id)
    return OutbreakOut.of(outbreak, ring, revision=work.revision_number)
