"""The words of a campaign of mass testing in a briefing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.briefing import BriefedCampaign
from app.domain.campaigns import CampaignState
from app.domain.sentences import Phrase, number
from app.formats.briefing_words import percent

CAMPAIGN_STATES: Final[Mapping[CampaignState, Phrase]] = {
    CampaignState.NOT_STARTED: Phrase("chưa bắt đầu", "not started"),
    CampaignState.ON_TRACK: Phrase("đúng tiến độ", "on track"),
    CampaignState.BEHIND: Phrase("chậm tiến độ", "behind"),
    CampaignState.REACHED: Phrase("đã đạt", "reached"),
    CampaignState.MISSED: Phrase("quá hạn, chưa đạt", "missed"),
    CampaignState.ENDED: Phrase("đã kết thúc", "ended"),
}


def campaign_name(told: BriefedCampaign) -> Phrase:
    """What a campaign is called, with its target day."""
    campaign = told.campaign
    return Phrase(
        f"Chiến dịch “{campaign.name}” đến {campaign.target_on:%d/%m/%Y}",
        f"Campaign “{campaign.name}” to {campaign.target_on}",
    )


def campaign_line(told: BriefedCampaign) -> Phrase:
    """How far it has come: share of people, wards done, on track or behind, what is needed per day."""
    state, found, needed = CAMPAIGN_STATES[told.pace.state], told.coverage, told.pace.needed_per_day
    vi = [f"{percent(found.pct)} người", f"{found.wards_done}/{found.wards} nơi xong", state.vi]
    share = "–" if found.pct is None else f"{found.pct:.1f} %"
    en = [f"{share} of people", f"{found.wards_done}/{found.wards} wards done", state.en]
    if needed:
        vi.append(f"cần {number(needed).vi} người/ngày")
        en.append(f"{number(needed).en} people a day needed")
    return Phrase("; ".join(vi), "; ".join(en))
