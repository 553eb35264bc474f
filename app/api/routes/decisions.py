"""Decisions about levels: decide, read, revoke; falls that wait for approval, and which districts ask for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.batches import level_changes_out
from app.api.dependencies import ReadSessionDep, RulesDep, Writing, WritingDep
from app.api.instants import read_instant
from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import WardCode
from app.api.schemas.decisions import (
    ApprovalIn,
    ApprovalModeIn,
    ApprovalModeOut,
    ApprovalModesOut,
    ApprovalOut,
    ApprovalsOut,
    DecisionIn,
    DecisionOut,
    DecisionsOut,
    RevocationIn,
    WaitingListOut,
    WaitingOut,
)
from app.api.security import MayApproveFall, MayDecideLevel, MayReadDecisions, MaySetApprovalMode, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import DecisionNotFound
from app.services.access import require_district, visible_districts
from app.services.approvals import approve, modes_in_scope, set_mode, waiting_in_scope
from app.services.decisions import decide, district_of_decided, revoke, visible_decisions
from app.services.in_force import LevelChange
from app.services.register import current_register, district_of
from app.storage.decisions import decisions, find_decision

router = APIRouter(prefix="/api/v1", tags=["decisions"], route_class=StrictJsonRoute)

DecisionId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$", examples=["QD0001"])]


@router.post("/decisions", status_code=201, response_model=DecisionOut)
def post_decision(
    request: Request, body: DecisionIn, work: WritingDep, caller: MayDecideLevel, key: IdempotencyKey = None
) -> Response:
    """Decide a ward's level by a signed document, from a moment on (now, if left out), until another or open-ended.

    Both levels stay visible, computed and decided; at the end the confirmed level returns by itself. Neighbors border a
    decided level that is stricter than the ward's own. Two decisions of a ward cannot overlap.
    """

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        decision, changes = decide(
            work.session, rules=work.rules, caller=caller, wanted=body.as_wanted(), revision=revision
        )
        work.audit(
            caller,
            "decide_level",
            f"{decision.decision_id} {decision.ward_code} {decision.level}",
            district_code=district_of(work.session, decision.ward_code),
            detail={"document_number": decision.document_number},
        )
        out = DecisionOut.of(decision, now=revision.committed_at, level_changes=_changes(work, changes))
        return json_answer(out, status=201)

    return answer_once(
        work, kind="decision", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("/decisions")
def list_decisions(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadDecisions,
    ward: Annotated[WardCode | None, Query()] = None,
    district: Annotated[str | None, Query(max_length=16, examples=["017"])] = None,
    active_on: Annotated[
        str | None, Query(max_length=40, description="An instant: only decisions in force then.")
    ] = None,
) -> DecisionsOut:
    """The decisions of the caller's districts, revoked and ended ones too, in the order they were recorded."""
    register, now = current_register(session), now_of(request)
    if district is not None:
        require_district(caller, district)
    found = list(
        visible_decisions(decisions(session, scheme=rules.scheme, ward_code=ward), register, visible_districts(caller))
    )
    if district is not None:
        found = [each for each in found if district_of_decided(register, each) == district]
    if active_on is not None:
        instant = read_instant(active_on, "/active_on")
        found = [each for each in found if each.is_active(instant)]
    items = [DecisionOut.of(each, now=now) for each in found]
    return DecisionsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.get("/decisions/{decision_id}")
def read_decision(
    request: Request, decision_id: DecisionId, session: ReadSessionDep, caller: MayReadDecisions
) -> DecisionOut:
    """One decision of the caller's districts."""
    found = find_decision(session, decision_id)
    if found is None:
        raise DecisionNotFound(decision_id)
    require_district(caller, district_of_decided(current_register(session), found))
    return DecisionOut.of(found, now=now_of(request))


@router.post("/decisions/{decision_id}/revoke", response_model=DecisionOut)
def revoke_decision(
    request: Request,
    decision_id: DecisionId,
    body: RevocationIn,
    work: WritingDep,
    caller: MayDecideLevel,
    key: IdempotencyKey = None,
) -> Response:
    """End a decision now, or before it begins; the confirmed level is in force again at once."""

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        decision, changes = revoke(
            work.session,
            rules=work.rules,
            caller=caller,
            decision_id=decision_id,
            reason=body.reason,
            document_number=body.document_number,
            revision=revision,
        )
        district = district_of(work.session, decision.ward_code)
        work.audit(caller, "revoke_decision", f"{decision_id} {decision.ward_code}", district_code=district)
        out = DecisionOut.of(
            decision,
            now=revision.committed_at,
            level_changes=_changes(work, changes),
            revision=revision.number,
        )
        return json_answer(out)

    return answer_once(
        work, kind="revocation", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.post("/approvals", status_code=201, response_model=ApprovalsOut)
def post_approvals(
    request: Request, body: ApprovalIn, work: WritingDep, caller: MayApproveFall, key: IdempotencyKey = None
) -> Response:
    """Let falls that wait take effect now: of named wards, or of a whole district. All of them, or none."""

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        approved, changes = approve(
            work.session,
            rules=work.rules,
            caller=caller,
            ward_codes=body.ward_codes,
            district_code=body.district_code,
            document_number=body.document_number,
            note=body.note or None,
            level=body.level,
            revision=revision,
        )
        register = current_register(work.session)
        for each in approved:
            work.audit(
                caller,
                "approve_fall",
                f"{each.ward_code} {each.level}",
                district_code=register.ward(each.ward_code).district_code,
            )
        out = ApprovalsOut(
            approved=[ApprovalOut.of(each) for each in approved],
            document_number=body.document_number,
            revision=revision.number,
            level_changes=_changes(work, changes),
        )
        return json_answer(out, status=201)

    return answer_once(
        work, kind="approval", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("/approvals/waiting")
def list_waiting(
    request: Request, session: ReadSessionDep, rules: RulesDep, caller: MayReadDecisions
) -> WaitingListOut:
    """Wards of the caller's districts whose computed level fell and waits for a supervisor's approval."""
    found = waiting_in_scope(session, rules=rules, caller=caller, now=now_of(request))
    items = [WaitingOut.of(each) for each in found]
    return WaitingListOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.put("/approval-modes", response_model=ApprovalModeOut)
def put_approval_mode(body: ApprovalModeIn, work: WritingDep, caller: MaySetApprovalMode) -> Response:
    """Let falls in a district wait for a supervisor's approval, or no longer; raising a level never waits.

    Ending the mode lets everything that waits in the district take effect at once.
    """
    revision = work.begin("approval_mode", caller)
    mode, changes = set_mode(work.session, rules=work.rules, caller=caller, wanted=body.as_wanted(), revision=revision)
    if mode.recorded_revision != revision.number:
        work.abandon()
        return json_answer(ApprovalModeOut.of(mode, level_changes=[]))
    work.audit(
        caller,
        "set_approval_mode",
        f"{mode.district_code or '–'} {'on' if mode.needs_approval else 'off'}",
        district_code=mode.district_code,
        detail={"document_number": mode.document_number},
    )
    return json_answer(ApprovalModeOut.of(mode, level_changes=_changes(work, changes)))


@router.get("/approval-modes")
def list_approval_modes(session: ReadSessionDep, rules: RulesDep, caller: MayReadDecisions) -> ApprovalModesOut:
    """The newest mode of each of the caller's districts that ever had one."""
    items = [ApprovalModeOut.of(each) for each in modes_in_scope(session, rules=rules, caller=caller)]
    return ApprovalModesOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


def _changes(work: Writing, changes: tuple[LevelChange, ...]) -> list[LevelChangeOut]:
    names = current_register(work.session).names
    return level_changes_out(changes, names)
