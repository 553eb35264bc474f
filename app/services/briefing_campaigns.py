"""The campaigns of mass testing that a briefing tells of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from app.domain.briefing import BriefedCampaign
from app.domain.campaigns import campaign_wards, pace, together
from app.services.zone_status import ZoneSnapshot

TOLD_AFTER: Final = timedelta(days=7)
"""So long after its target day a campaign is still told of."""


def briefed_campaigns(
    snapshot: ZoneSnapshot, *, on: date, district_codes: Collection[str] | None
) -> Iterator[BriefedCampaign]:
    """Those that have begun and not been ended, about any ward of these districts (None: of all)."""
    for campaign in snapshot.sampling.campaigns:
        if campaign.ended or not campaign.starts_on <= on <= campaign.target_on + TOLD_AFTER:
            continue
        covered = [
            each
            for each in campaign_wards(campaign, snapshot.register.wards, snapshot.sampling.rounds)
            if district_codes is None or each.ward.scope_code in district_codes
        ]
        if covered:
            reached = together(covered)
            yield BriefedCampaign(campaign, reached, pace(campaign, reached, on=on))
