"""Legend and policies: what the colours mean, which rules give them, and where each number comes from."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import json_answer
from app.api.cached import answer_with, cached_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.documents.policies import adoption_document, policy_document, policy_summary
from app.api.documents.zones import encode, listing
from app.api.map_contents import legend_content
from app.api.routes.zones import Scheme
from app.api.schemas.common import Day
from app.api.schemas.declarations import AdoptionIn, AdoptionOut
from app.api.security import MayAdoptPolicy
from app.api.strict_json import StrictJsonRoute
from app.services.declarations import adopt
from app.services.policy_library import policy_on, shipped_policies, shipped_policy
from app.storage.policies import adoptions

router = APIRouter(prefix="/api/v1", tags=["policies"], route_class=StrictJsonRoute)


@router.get("/legend")
def read_legend(request: Request, snapshot: SnapshotDep, scheme: Scheme = "main") -> Response:
    """Levels of the policy in force with colour, pattern and words; the "no data" class; the ring layers."""
    return answer_with(request, snapshot, legend_content(snapshot))


@router.get("/policies")
def list_policies(request: Request, snapshot: SnapshotDep) -> Response:
    """Every policy this service ships, with its validity and palette."""

    def render() -> bytes:
        items = [policy_summary(policy) for policy in shipped_policies().values()]
        return encode(listing(snapshot, items))

    return cached_answer(request, snapshot, render)


@router.get("/policies/active")
def read_active_policy(
    request: Request,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    on: Annotated[Day | None, Query(description="Reporting day; today's when left out.")] = None,
) -> Response:
    """The policy that judges a reporting day, by the site's dated adoptions."""
    day: date = on or snapshot.open_day

    def render() -> bytes:
        adopted = policy_on(session, scheme=rules.scheme, day=day, known_revision=snapshot.revision)
        known = adoptions(session, scheme=rules.scheme, known_revision=snapshot.revision)
        return encode({"on": day.isoformat(), "drill": snapshot.drill, **policy_document(adopted.policy, known)})

    return cached_answer(request, snapshot, render)


@router.get("/policies/{policy_id}")
def read_policy(
    request: Request, policy_id: Annotated[str, Path(max_length=64)], snapshot: SnapshotDep, session: ReadSessionDep
) -> Response:
    """One policy: every rule and number with its source and provenance."""
    policy = shipped_policy(policy_id)

    def render() -> bytes:
        known = adoptions(session, known_revision=snapshot.revision)
        return encode({**policy_document(policy, known), "drill": snapshot.drill})

    return cached_answer(request, snapshot, render)


@router.get("/policy-adoptions")
def list_adoptions(request: Request, snapshot: SnapshotDep, session: ReadSessionDep) -> Response:
    """From which day each scheme is judged by which policy."""

    def render() -> bytes:
        items = [adoption_document(each) for each in adoptions(session, known_revision=snapshot.revision)]
        return encode(listing(snapshot, items))

    return cached_answer(request, snapshot, render)


@router.post("/policy-adoptions", status_code=201, response_model=AdoptionOut)
def create_adoption(body: AdoptionIn, work: WritingDep, caller: MayAdoptPolicy) -> Response:
    """Adopt a policy from a day on, signed; days from then on are judged again at once."""
    adoption, changes = adopt(
        work.session,
        rules=work.rules,
        policy_id=body.policy_id,
        effective_from=body.from_,
        document_number=body.document_number,
        signer=body.signer,
        now=work.now,
        actor=caller.username,
    )
    work.adopt_revision(adoption.recorded_revision)
    work.audit(caller, "adopt_policy", adoption.policy_id, detail={"from": adoption.effective_from.isoformat()})
    return json_answer(AdoptionOut.of(adoption, wards_changed=len(changes)), status=201)
