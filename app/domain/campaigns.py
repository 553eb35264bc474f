"""Campaigns of mass testing (“the whole city at least once by 15/9”): what they ask for, and how far they have come.

What is counted is people known to have been sampled at least once: of each ward the samples of its largest round within
the campaign, never more than live there. Two rounds may have met the same people, so their sum only tells how many it
may be at most. A ward is done when it reaches the campaign's share of its people, or when a round was closed by staff
with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.domain.mass_testing import is_complete
from app.domain.records import TestRound
from app.domain.register import Ward


@dataclass(frozen=True)
class Campaign:
    """One version of a campaign; without wards and districts it is about the whole register.

    `target_pct`: the share of each ward's people to sample at least once from `starts_on` to `target_on`; `ended`: it
    asks for nothing more.
    """

    campaign_id: str
    version: int
    name: str
    ward_codes: tuple[str, ...]
    district_codes: tuple[str, ...]
    starts_on: date
    target_on: date
    target_pct: int
    document_number: str | None
    signer: str | None
    note: str | None
    ended: bool
    recorded_by: str = ""
    recorded_revision: int = 0

    @property
    def is_of_all(self) -> bool:
        """Whether it is about the whole register."""
        return not self.ward_codes and not self.district_codes

    def covers(self, ward: Ward) -> bool:
        """Whether it is about a ward."""
        return self.is_of_all or ward.code in self.ward_codes or ward.district_code in self.district_codes


@dataclass(frozen=True)
class WardCoverage:
    """How much of a ward was sampled within some days.

    `people_wanted`, None without a population; `people_sampled`: at least so many people, at most
    `people_sampled_at_most`; `last_round_on`: the newest day any counted round started or was completed on.
    """

    ward: Ward
    people_wanted: int | None
    people_sampled: int
    people_sampled_at_most: int
    done: bool
    last_round_on: date | None

    @property
    def people_left(self) -> int | None:
        """People still to sample; 0 when it is done, None without a population."""
        if self.done:
            return 0
        return None if self.people_wanted is None else max(0, self.people_wanted - self.people_sampled)


@dataclass(frozen=True)
class Coverage:
    """The coverage of several wards together; people are those of the wards whose population is known."""

    wards: int
    wards_done: int
    wards_without_population: int
    population: int
    people_wanted: int
    people_sampled: int
    people_sampled_at_most: int
    people_left: int

    @property
    def pct(self) -> float | None:
        """Per cent of the population known to have been sampled, one decimal, rounded down; None without any."""
        return self.people_sampled * 1000 // self.population / 10 if self.population else None


class CampaignState(StrEnum):
    """How a campaign stands on a day."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    REACHED = "reached"
    MISSED = "missed"
    ENDED = "ended"


@dataclass(frozen=True)
class Pace:
    """Where a campaign stands on a day.

    `days_left` counts that day and the target day; `expected_people`: what an even pace would have reached by the end
    of the day before; `needed_per_day`: people to sample each day left, None when no day is.
    """

    state: CampaignState
    days_left: int
    expected_people: int
    needed_per_day: int | None


def ward_coverage(
    ward: Ward, rounds: Iterable[TestRound], *, first_day: date, last_day: date, target_pct: int
) -> WardCoverage:
    """How much of a ward was sampled by rounds that started within some days."""
    counted = [each for each in rounds if first_day <= each.started_on <= last_day]
    population, samples = ward.population, [each.samples for each in counted]
    wanted = None if population is None else -(-population * target_pct // 100)
    most = max(samples, default=0)
    closed = any(each.closed_with_reason and is_complete(each, 100, population=None) for each in counted)
    return WardCoverage(
        ward=ward,
        people_wanted=wanted,
        people_sampled=most if population is None else min(most, population),
        people_sampled_at_most=sum(samples) if population is None else min(sum(samples), population),
        done=closed or (wanted is not None and most >= wanted),
        last_round_on=max((each.completed_on or each.started_on for each in counted), default=None),
    )


def campaign_wards(
    campaign: Campaign, wards: Sequence[Ward], rounds: Mapping[str, Sequence[TestRound]]
) -> list[WardCoverage]:
    """The coverage of each ward a campaign is about, in the register's order; a round after the target counts too."""
    return [
        ward_coverage(
            ward,
            rounds.get(ward.code, ()),
            first_day=campaign.starts_on,
            last_day=date.max,
            target_pct=campaign.target_pct,
        )
        for ward in wards
        if campaign.covers(ward)
    ]


def together(parts: Sequence[WardCoverage]) -> Coverage:
    """The coverage of several wards as one; all 0 for none."""
    known = [each for each in parts if each.ward.population is not None]
    return Coverage(
        wards=len(parts),
        wards_done=sum(each.done for each in parts),
        wards_without_population=len(parts) - len(known),
        population=sum(each.ward.population or 0 for each in known),
        people_wanted=sum(each.people_wanted or 0 for each in known),
        people_sampled=sum(each.people_sampled for each in known),
        people_sampled_at_most=sum(each.people_sampled_at_most for each in known),
        people_left=sum(each.people_left or 0 for each in known),
    )


def pace(campaign: Campaign, coverage: Coverage, *, on: date) -> Pace:
    """How a campaign stands on a day: on track while it has done what an even pace asks for up to the day before.

    It is reached when every ward is done, missed when the target day has passed before that.
    """
    length = (campaign.target_on - campaign.starts_on).days + 1
    passed = min(max((on - campaign.starts_on).days, 0), length)
    days_left = max(0, (campaign.target_on - max(on, campaign.starts_on)).days + 1)
    done = coverage.people_wanted - coverage.people_left
    expected = Fraction(coverage.people_wanted * passed, length)
    return Pace(
        state=_state(campaign, coverage, on=on, keeps_up=done >= expected),
        days_left=days_left,
        expected_people=-(-expected.numerator // expected.denominator),
        needed_per_day=-(-coverage.people_left // days_left) if days_left else None,
    )


def _state(campaign: Campaign, coverage: Coverage, *, on: date, keeps_up: bool) -> CampaignState:
    if coverage.wards and coverage.wards_done == coverage.wards:
        return CampaignState.REACHED
    if campaign.ended:
        return CampaignState.ENDED
    if on < campaign.starts_on:
        return CampaignState.NOT_STARTED
    if on > campaign.target_on:
        return CampaignState.MISSED
    return CampaignState.ON_TRACK if keeps_up else CampaignState.BEHIND
