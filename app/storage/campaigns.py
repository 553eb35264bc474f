"""Campaigns of mass testing: append versions, read what was current now or then."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.campaigns import Campaign
from app.storage.tables.site import RevisionRow
from app.storage.tables.testing import CampaignRow
from app.storage.versions import known_at

_NAMES = tuple(each.name for each in fields(Campaign))
_LISTS = ("ward_codes", "district_codes")


def next_campaign_id(session: Session) -> str:
    """The id of the next campaign; call it under the site lock."""
    return f"CD{(session.scalar(select(func.count(CampaignRow.campaign_id.distinct()))) or 0) + 1:04d}"


def append_campaign(session: Session, campaign: Campaign) -> None:
    """Write a version, closing the one before."""
    session.execute(
        update(CampaignRow)
        .where(CampaignRow.campaign_id == campaign.campaign_id, known_at(CampaignRow, None))
        .values(superseded_revision=campaign.recorded_revision)
    )
    values = {name: getattr(campaign, name) for name in _NAMES}
    session.add(CampaignRow(**{**values, **{name: list(values[name]) for name in _LISTS}}))
    session.flush()


def campaigns(session: Session, *, known_revision: int | None = None) -> tuple[Campaign, ...]:
    """All campaigns, ended ones included, by id."""
    rows = session.scalars(
        select(CampaignRow).where(known_at(CampaignRow, known_revision)).order_by(CampaignRow.campaign_id)
    )
    return tuple(_record(row) for row in rows)


def find_campaign(session: Session, campaign_id: str) -> Campaign | None:
    """The current version of one campaign."""
    row = session.scalars(
        select(CampaignRow).where(CampaignRow.campaign_id == campaign_id, known_at(CampaignRow, None))
    ).one_or_none()
    return None if row is None else _record(row)


def campaign_versions(session: Session, campaign_id: str) -> list[tuple[Campaign, datetime]]:
    """Every version of one campaign with the moment it was recorded, oldest first; empty when there is none."""
    rows = session.execute(
        select(CampaignRow, RevisionRow.committed_at)
        .join(RevisionRow, RevisionRow.revision == CampaignRow.recorded_revision)
        .where(CampaignRow.campaign_id == campaign_id)
        .order_by(CampaignRow.version)
    )
    return [(_record(row), committed_at) for row, committed_at in rows]


def _record(row: CampaignRow) -> Campaign:
    values = {name: getattr(row, name) for name in _NAMES}
    return Campaign(**{**values, **{name: tuple(values[name]) for name in _LISTS}})
