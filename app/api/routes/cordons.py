"""Cordons (khu phong tỏa): propose, put in force, change, extend, shrink, lift; for staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, Writing, WritingDep
from app.api.instants import read_past_instant
from app.api.schemas.common import WardCode
from app.api.schemas.cordon_answers import CordonOut, CordonsOut, CordonVersionOut, CordonVersionsOut
from app.api.schemas.cordons import CordonChangeIn, CordonIn, CordonIssueIn, CordonLiftIn, CordonRedrawIn
from app.api.security import MayDeclareCordon, MayOrderCordon, MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.cordons import Cordon, CordonStatus
from app.domain.errors import DistrictNotFound
from app.services.access import Caller
from app.services.cordon_control import change_cordon, propose_cordon
from app.services.cordon_orders import extend_cordon, issue_cordon, lift_cordon, shrink_cordon
from app.services.cordon_reading import cordon_log, read_cordon, read_cordons
from app.services.placed_orders import placed_cordon_versions
from app.services.register import current_register, shared_district
from app.storage.revisions import Revision, revision_known_at

router = APIRouter(prefix="/api/v1/cordons", tags=["cordons"], route_class=StrictJsonRoute)

CordonId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
IfMatch = Annotated[str | None, Header(description='The version looked at, such as "1".')]
At = Annotated[str | None, Query(max_length=40, description="A past instant (RFC 3339), as it was known then.")]


@router.post("", status_code=201, response_model=CordonOut)
def post_cordon(
    request: Request, body: CordonIn, work: WritingDep, caller: MayDeclareCordon, key: IdempotencyKey = None
) -> Response:
    """Propose a cordon; with a document number and a signer (supervisor or city) it is in force from its start."""

    def produce() -> Response:
        assert work.revision is not None
        cordon = propose_cordon(
            work.session,
            rules=work.rules,
            caller=caller,
            wanted=body.as_wanted(current_register(work.session)),
            revision=work.revision,
        )
        return _answer(work, caller, "declare_cordon", cordon, status=201)

    return answer_once(
        work, kind="cordon", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def list_cordons(
    request: Request,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayReadReports,
    district: Annotated[WardCode | None, Query(description="District code.", examples=["017"])] = None,
    status: Annotated[CordonStatus | None, Query(description="Only of this status.")] = None,
    at: At = None,
) -> CordonsOut:
    """The cordons that touch the caller's districts, worst first, each with its lifting condition."""
    if district is not None and district not in snapshot.register.district_positions:
        raise DistrictNotFound(district)
    moment, known = _moment(request, session, at)
    found = read_cordons(
        session,
        rules=rules,
        caller=caller,
        at=moment,
        district_code=district,
        status=status,
        known_revision=known,
    )
    items = [CordonOut.read(each, current_register(session)) for each in found]
    return CordonsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.get("/{cordon_id}", response_model=CordonOut)
def read_one_cordon(
    request: Request, cordon_id: CordonId, session: ReadSessionDep, rules: RulesDep, caller: MayReadReports
) -> Response:
    """One cordon as it stands, with its lifting condition; its ETag is the version a change leans on."""
    versions = cordon_log(session, caller=caller, cordon_id=cordon_id)
    found = read_cordon(session, versions, rules=rules, at=now_of(request))
    return json_answer(CordonOut.read(found, current_register(session)), headers={"ETag": f'"{found.newest.version}"'})


@router.get("/{cordon_id}/versions")
def read_cordon_versions(cordon_id: CordonId, session: ReadSessionDep, caller: MayReadReports) -> CordonVersionsOut:
    """Every version of a cordon with who recorded it, oldest first."""
    register = current_register(session)
    items = [CordonVersionOut.of(each, register) for each in cordon_log(session, caller=caller, cordon_id=cordon_id)]
    return CordonVersionsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.patch("/{cordon_id}", response_model=CordonOut)
def patch_cordon(
    cordon_id: CordonId, body: CordonChangeIn, work: WritingDep, caller: MayDeclareCordon, if_match: IfMatch = None
) -> Response:
    """Say what became known: the newest case inside, households, people; ground only while it is proposed.

    `If-Match` names the version the change leans on; a stale one is refused.
    """
    expected = read_version(if_match)
    revision = work.begin("cordon", caller)
    cordon, recorded = change_cordon(
        work.session,
        rules=work.rules,
        caller=caller,
        cordon_id=cordon_id,
        expected_version=expected,
        change=body.as_change(current_register(work.session)),
        revision=revision,
    )
    if not recorded:
        work.abandon()
        return _shown(work, cordon)
    return _answer(work, caller, "change_cordon", cordon)


@router.post("/{cordon_id}/issue", response_model=CordonOut)
def post_cordon_issue(cordon_id: CordonId, body: CordonIssueIn, work: WritingDep, caller: MayOrderCordon) -> Response:
    """Put a proposed cordon in force: Directive 16 applies in it from the start the order names."""

    def act(revision: Revision) -> Cordon:
        return issue_cordon(
            work.session,
            rules=work.rules,
            caller=caller,
            cordon_id=cordon_id,
            order=body.as_order(),
            planned_end=body.planned_end,
            revision=revision,
        )

    return _ordered(work, caller, "issue_cordon", act)


@router.post("/{cordon_id}/extend", response_model=CordonOut)
def post_cordon_extension(
    cordon_id: CordonId, body: CordonRedrawIn, work: WritingDep, caller: MayOrderCordon
) -> Response:
    """Prolong a cordon or let it grow; nothing may be let go by it."""

    def act(revision: Revision) -> Cordon:
        return extend_cordon(
            work.session,
            rules=work.rules,
            caller=caller,
            cordon_id=cordon_id,
            order=body.as_order(),
            redrawing=body.as_redrawing(current_register(work.session)),
            revision=revision,
        )

    return _ordered(work, caller, "extend_cordon", act)


@router.post("/{cordon_id}/shrink", response_model=CordonOut)
def post_cordon_shrinking(
    cordon_id: CordonId, body: CordonRedrawIn, work: WritingDep, caller: MayOrderCordon
) -> Response:
    """Let a part of a cordon go, or shorten it; nothing may be taken in by it."""

    def act(revision: Revision) -> Cordon:
        return shrink_cordon(
            work.session,
            rules=work.rules,
            caller=caller,
            cordon_id=cordon_id,
            order=body.as_order(),
            redrawing=body.as_redrawing(current_register(work.session)),
            revision=revision,
        )

    return _ordered(work, caller, "shrink_cordon", act)


@router.post("/{cordon_id}/lift", response_model=CordonOut)
def post_cordon_lift(cordon_id: CordonId, body: CordonLiftIn, work: WritingDep, caller: MayOrderCordon) -> Response:
    """Lift a cordon when its condition holds, or by `override` with a reason; withdraw a proposal."""

    def act(revision: Revision) -> Cordon:
        return lift_cordon(
            work.session,
            rules=work.rules,
            caller=caller,
            cordon_id=cordon_id,
            order=body.as_order(),
            override=body.override,
            revision=revision,
        )

    return _ordered(work, caller, "lift_cordon", act)


def _moment(request: Request, session: ReadSessionDep, at: str | None) -> tuple[datetime, int | None]:
    """The instant asked about, and the newest revision known at it; None: all that is known now."""
    now = now_of(request)
    if at is None:
        return now, None
    moment = read_past_instant(at, "/at", now=now)
    return moment, revision_known_at(session, moment)


def _ordered(work: Writing, caller: Caller, action: str, act: Callable[[Revision], Cordon]) -> Response:
    return _answer(work, caller, action, act(work.begin("cordon", caller)))


def _answer(work: Writing, caller: Caller, action: str, cordon: Cordon, *, status: int = 200) -> Response:
    """The audit line of an act, and the cordon as it now stands."""
    work.audit(
        caller,
        action,
        cordon.cordon_id,
        district_code=shared_district(work.session, cordon.ward_codes),
        detail={
            "version": cordon.version,
            "status": cordon.status.value,
            "document_number": cordon.document_number,
            "override": cordon.override,
        },
    )
    return _shown(work, cordon, status=status)


def _shown(work: Writing, cordon: Cordon, *, status: int = 200) -> Response:
    versions = placed_cordon_versions(work.session, cordon_id=cordon.cordon_id)
    moment = work.revision.committed_at if work.revision else work.now
    found = read_cordon(work.session, versions, rules=work.rules, at=moment)
    revision = work.revision_number if work.keep else None
    return json_answer(
        CordonOut.read(found, current_register(work.session), revision=revision),
        status=status,
        headers={"ETag": f'"{found.newest.version}"'},
    )
