"""Campaigns: how many people of each ward were sampled at least once, and whether a campaign keeps up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain import campaigns, records
from app.domain.campaigns import Campaign, CampaignState, campaign_wards, pace, together, ward_coverage
from tests.worlds import make_register

FIRST = date(2021, 9, 6)
REGISTER = make_register("A B / C D", districts="001 001 / 017 017")
A, B, C, D = REGISTER.wards
PEOPLE = A.population or 0
CAMPAIGN = Campaign(
    campaign_id="CD0001",
    version=1,
    name="Toàn thành phố ít nhất một lần đến 15/9",
    ward_codes=(),
    district_codes=(),
    starts_on=FIRST,
    target_on=FIRST + timedelta(days=9),
    target_pct=100,
    document_number=None,
    signer=None,
    note=None,
    ended=False,
)


def day(number: int) -> date:
    """The campaign's days, from 1."""
    return FIRST + timedelta(days=number - 1)


def a_round(
    samples: int, *, started: int = 1, ended: int | None = None, reason: str | None = None
) -> records.TestRound:
    completed = None if ended is None else day(ended)
    return records.TestRound(1, "A", day(started), completed, samples, 0, "rt_pcr", 10, reason)


def covered(*rounds: records.TestRound, pct: int = 100) -> campaigns.WardCoverage:
    return ward_coverage(A, rounds, first_day=day(1), last_day=day(10), target_pct=pct)


def reached(*parts: int) -> campaigns.Coverage:
    """All wards, with so many people sampled in each."""
    rounds = {ward.code: [a_round(people)] for ward, people in zip(REGISTER.wards, parts, strict=True)}
    return together(campaign_wards(CAMPAIGN, REGISTER.wards, rounds))


class TestPeopleOfAWard:
    def test_nobody_was_sampled_before_any_round(self) -> None:
        found = covered()
        assert (found.people_sampled, found.people_left, found.done, found.last_round_on) == (0, PEOPLE, False, None)

    def test_samples_count_up_to_the_people_who_live_there(self) -> None:
        found = covered(a_round(PEOPLE + 500))
        assert (found.people_sampled, found.people_left, found.done) == (PEOPLE, 0, True)

    def test_two_rounds_may_have_met_the_same_people(self) -> None:
        found = covered(a_round(600), a_round(300, started=3))
        assert (found.people_sampled, found.people_sampled_at_most) == (600, 900)
        assert covered(a_round(600), a_round(600, started=3)).people_sampled_at_most == PEOPLE

    def test_rounds_that_started_before_or_after_do_not_count(self) -> None:
        assert covered(a_round(600, started=0), a_round(500, started=11)).people_sampled == 0

    def test_a_ward_is_done_at_the_share_asked_for(self) -> None:
        assert not covered(a_round(799), pct=80).done
        assert covered(a_round(800), pct=80).done

    def test_a_round_closed_with_a_reason_does_a_ward(self) -> None:
        found = covered(a_round(10, ended=2, reason="đã di dời"))
        assert (found.done, found.people_sampled, found.people_left) == (True, 10, 0)

    def test_without_a_population_only_a_closed_round_does_a_ward(self) -> None:
        nobody = replace(A, population=None)
        days = {"first_day": day(1), "last_day": day(10)}
        found = ward_coverage(nobody, [a_round(900)], **days, target_pct=100)
        assert (found.people_wanted, found.people_left, found.done) == (None, None, False)
        assert ward_coverage(nobody, [a_round(1, ended=1, reason="xong")], **days, target_pct=100).done


class TestWhomACampaignIsAbout:
    @pytest.mark.parametrize(
        ("said", "wards"),
        [({}, "ABCD"), ({"district_codes": ("017",)}, "CD"), ({"ward_codes": ("B",)}, "B")],
    )
    def test_it_is_about_all_or_some_districts_or_some_wards(
        self, said: dict[str, tuple[str, ...]], wards: str
    ) -> None:
        found = campaign_wards(replace(CAMPAIGN, **said), REGISTER.wards, {})  # type: ignore[arg-type]
        assert "".join(each.ward.code for each in found) == wards

    def test_a_round_after_the_target_day_still_counts(self) -> None:
        found = campaign_wards(CAMPAIGN, REGISTER.wards, {"A": [a_round(PEOPLE, started=12)]})
        assert together(found).wards_done == 1

    def test_together_they_add_up(self) -> None:
        found = reached(PEOPLE, 500, 0, 0)
        assert (found.wards, found.wards_done, found.people_sampled, found.people_left) == (
            4,
            1,
            PEOPLE + 500,
            3 * PEOPLE - 500,
        )
        assert found.pct == 37.5
        assert together([]).pct is None


class TestPace:
    def test_days_left_count_today_and_the_target_day(self) -> None:
        assert pace(CAMPAIGN, reached(0, 0, 0, 0), on=day(1)).days_left == 10
        assert pace(CAMPAIGN, reached(0, 0, 0, 0), on=day(10)).days_left == 1
        assert pace(CAMPAIGN, reached(0, 0, 0, 0), on=day(-5)).days_left == 10
        assert pace(CAMPAIGN, reached(0, 0, 0, 0), on=day(11)).days_left == 0

    def test_so_many_a_day_reach_the_target(self) -> None:
        assert pace(CAMPAIGN, reached(PEOPLE, 1, 0, 0), on=day(8)).needed_per_day == 1000
        assert pace(CAMPAIGN, reached(0, 0, 0, 0), on=day(11)).needed_per_day is None

    @pytest.mark.parametrize(
        ("on", "people", "state"),
        [
            (0, 0, CampaignState.NOT_STARTED),
            (1, 0, CampaignState.ON_TRACK),
            (3, 200, CampaignState.ON_TRACK),
            (3, 199, CampaignState.BEHIND),
            (10, 900, CampaignState.ON_TRACK),
            (10, 899, CampaignState.BEHIND),
            (11, 999, CampaignState.MISSED),
            (11, 1000, CampaignState.REACHED),
            (0, 1000, CampaignState.REACHED),
        ],
    )
    def test_it_keeps_up_with_an_even_pace_or_not(self, on: int, people: int, state: CampaignState) -> None:
        assert pace(CAMPAIGN, reached(people, people, people, people), on=day(on)).state is state

    def test_one_that_was_ended_asks_for_nothing(self) -> None:
        assert pace(replace(CAMPAIGN, ended=True), reached(0, 0, 0, 0), on=day(3)).state is CampaignState.ENDED
