"""The page of campaigns: how far each has come to its target day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.api.pages.staff_frame import StaffPage
from app.domain.campaigns import Campaign, CampaignState, campaign_wards, pace, together
from app.services.campaigns import may_plan


@dataclass(frozen=True)
class CampaignCard:
    """One campaign: how far it is, and how far an even pace would be (`expected_share`), in per cent of its aim."""

    campaign_id: str
    version: int
    name: str
    days: str
    signed: str
    state: str
    state_words: str
    progress: str
    wards: str
    left: str
    needed: str
    expected: str
    share: float
    expected_share: float
    is_over: bool
    may_end: bool


def campaign_cards(page: StaffPage) -> Sequence[CampaignCard]:
    """Every campaign, those under way first."""
    campaigns = page.shell.snapshot.sampling.campaigns
    cards = [_card(page, each) for each in campaigns]
    return sorted(cards, key=lambda each: each.is_over)


def _card(page: StaffPage, campaign: Campaign) -> CampaignCard:
    words, snapshot = page.words, page.shell.snapshot
    reached = together(campaign_wards(campaign, snapshot.register.wards, snapshot.sampling.rounds))
    stands = pace(campaign, reached, on=snapshot.open_day)
    wanted = max(1, reached.people_wanted)
    is_over = stands.state in {CampaignState.ENDED, CampaignState.MISSED, CampaignState.REACHED}
    pct = "–" if reached.pct is None else words.pick((f"{reached.pct:g}".replace(".", ","), f"{reached.pct:g}"))
    return CampaignCard(
        campaign_id=campaign.campaign_id,
        version=campaign.version,
        name=campaign.name,
        days=words(
            "tc_days", first=words.day(campaign.starts_on), last=words.day(campaign.target_on), pct=campaign.target_pct
        ),
        signed=" · ".join(each for each in (campaign.document_number, campaign.signer) if each),
        state=stands.state.value,
        state_words=words(f"tc_{stands.state.value}"),
        progress=words("tc_progress", pct=pct),
        wards=words("tc_wards", done=words.number(reached.wards_done), n=reached.wards),
        left="" if is_over else words("tc_left", people=words.number(reached.people_left), n=stands.days_left),
        needed="" if is_over or stands.needed_per_day is None else words("tc_needed", n=stands.needed_per_day),
        expected="" if is_over else words("tc_expected", n=stands.expected_people),
        share=round(min(100.0, 100 * reached.people_sampled / wanted), 1),
        expected_share=round(min(100.0, 100 * stands.expected_people / wanted), 1),
        is_over=is_over,
        may_end=not is_over and may_plan(page.caller, snapshot.register, campaign),
    )
