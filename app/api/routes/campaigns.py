"""Campaigns of mass testing: planned by those who lead, read by anybody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.api.answers import PRIVATE, IdempotencyKey, answer_once, read_version, request_fingerprint
from app.api.cached import cached_answer
from app.api.dependencies import SnapshotDep, Writing, WritingDep
from app.api.documents.testing import campaign_fields, campaign_item
from app.api.documents.zones import encode, listing
from app.api.schemas.campaigns import CampaignChangeIn, CampaignIn
from app.api.security import MayPlanCampaign
from app.api.strict_json import StrictJsonRoute
from app.domain.campaigns import Campaign
from app.domain.errors import CampaignNotFound
from app.services.access import Caller
from app.services.campaigns import campaign_district, change_campaign, plan_campaign
from app.services.register import current_register
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1/campaigns", tags=["testing"], route_class=StrictJsonRoute)

_ID = r"^[A-Za-z0-9-]{1,40}$"
CampaignId = Annotated[str, Path(pattern=_ID)]
CampaignIdQuery = Annotated[str | None, Query(pattern=_ID, examples=["CD0001"])]


@router.post("", status_code=201)
def post_campaign(
    request: Request, body: CampaignIn, work: WritingDep, caller: MayPlanCampaign, key: IdempotencyKey = None
) -> Response:
    """Plan a campaign: which wards are to be sampled at least once by which day, and how many of their people."""

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        planned = plan_campaign(work.session, caller=caller, campaign=body.as_record(), revision=revision)
        return _written(work, caller, "plan_campaign", planned, status=201)

    return answer_once(
        work, kind="campaign", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def list_campaigns(request: Request, snapshot: SnapshotDep) -> Response:
    """Every campaign with how far it has come, ended ones included."""
    return cached_answer(
        request,
        snapshot,
        lambda: encode(listing(snapshot, [campaign_item(snapshot, each) for each in snapshot.sampling.campaigns])),
    )


@router.get("/{campaign_id}")
def read_campaign(request: Request, campaign_id: CampaignId, snapshot: SnapshotDep) -> Response:
    """One campaign: what it asks for, people sampled, days left, needed per day, on track or behind."""
    found = campaign_of(snapshot, campaign_id)
    return cached_answer(request, snapshot, lambda: encode({"drill": snapshot.drill, **campaign_item(snapshot, found)}))


@router.patch("/{campaign_id}")
def change_planned_campaign(
    campaign_id: CampaignId,
    body: CampaignChangeIn,
    work: WritingDep,
    caller: MayPlanCampaign,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
) -> Response:
    """Change a campaign's name, days, share, document or note, or end it; whom it is about never changes.

    428 without If-Match, 412 with the current version when somebody else was first.
    """
    expected = read_version(if_match)
    revision = work.begin("campaign_change", caller)
    changed, recorded = change_campaign(
        work.session,
        caller=caller,
        campaign_id=campaign_id,
        expected_version=expected,
        change=body.as_change(),
        revision=revision,
    )
    if recorded:
        return _written(work, caller, "change_campaign", changed)
    work.abandon()
    return _answer(changed, status=200)


def campaign_of(snapshot: ZoneSnapshot, campaign_id: str) -> Campaign:
    """A campaign as the snapshot knows it.

    Raises:
        CampaignNotFound: there is none of this id.
    """
    for each in snapshot.sampling.campaigns:
        if each.campaign_id == campaign_id:
            return each
    raise CampaignNotFound(campaign_id)


def _written(work: Writing, caller: Caller, action: str, campaign: Campaign, *, status: int = 200) -> Response:
    district = campaign_district(current_register(work.session), campaign)
    detail: dict[str, object] = {"version": campaign.version, "document_number": campaign.document_number}
    work.audit(caller, action, campaign.campaign_id, district_code=district, detail=detail)
    return _answer(campaign, status=status)


def _answer(campaign: Campaign, *, status: int) -> Response:
    headers = {**PRIVATE, "ETag": f'"{campaign.version}"'}
    return Response(encode(campaign_fields(campaign)), status, headers, media_type="application/json")
