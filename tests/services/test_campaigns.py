"""Campaigns are planned by those who lead, each in their districts, and every version is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.domain.campaigns import Campaign
from app.domain.errors import CampaignNotFound, Invalid, NotYourDistrict, RoleRequired, StaleRecord
from app.services.access import Caller
from app.services.campaigns import change_campaign, plan_campaign
from app.services.zone_snapshots import past_snapshot
from app.storage.campaigns import campaign_versions
from tests.site import CITY, REPORTER_001, SUPERVISOR_001, SUPERVISOR_001_017, TODAY, Site, day, open_site

CAMPAIGN = Campaign(
    campaign_id="",
    version=0,
    name="Toàn thành phố ít nhất một lần",
    ward_codes=(),
    district_codes=(),
    starts_on=TODAY,
    target_on=day(9),
    target_pct=100,
    document_number="15/KH-UBND",
    signer="Chủ tịch",
    note=None,
    ended=False,
)


def plan(site: Site, *, caller: Caller = CITY, **said: object) -> Campaign:
    """Plan a campaign of the whole city, unless said otherwise."""
    with site.writing("campaign") as (session, revision):
        wanted = replace(CAMPAIGN, **said)  # type: ignore[arg-type]
        return plan_campaign(session, caller=caller, campaign=wanted, revision=revision)


def change(site: Site, version: int = 1, *, caller: Caller = CITY, **said: object) -> tuple[Campaign, bool]:
    with site.writing("campaign_change") as (session, revision):
        return change_campaign(
            session,
            caller=caller,
            campaign_id="CD0001",
            expected_version=version,
            change=said,
            revision=revision,
        )


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def test_a_campaign_gets_an_id_and_is_known_from_then_on(site: Site) -> None:
    planned = plan(site)
    assert (planned.campaign_id, planned.version, planned.recorded_by) == ("CD0001", 1, "thanhpho")
    assert site.snapshot().sampling.campaigns == (planned,)
    assert plan(site, ward_codes=("A",)).campaign_id == "CD0002"


def test_every_version_stays_and_the_past_knows_its_own(site: Site) -> None:
    planned = plan(site)
    then = site.clock.now + timedelta(minutes=1)
    site.clock.now = site.rules.clock.opens_at(day(1))
    changed, recorded = change(site, target_pct=90, ended=True)
    assert (changed.version, changed.ended, recorded) == (2, True, True)
    with site.read_sessions() as session:
        assert [each.target_pct for each, _ in campaign_versions(session, "CD0001")] == [100, 90]
        assert past_snapshot(session, rules=site.rules, at=then).sampling.campaigns == (planned,)


def test_what_stands_already_makes_no_version(site: Site) -> None:
    planned = plan(site)
    assert change(site, target_pct=100) == (planned, False)


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ward_codes": ("A", "99999")}, "/ward_codes/1"),
        ({"district_codes": ("999",)}, "/district_codes/0"),
        ({"target_on": day(-1)}, "/target_on"),
        ({"target_on": day(400)}, "/target_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(site: Site, said: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        plan(site, **said)
    assert caught.value.errors[0].pointer == pointer


def test_a_supervisor_plans_for_their_own_districts_only(site: Site) -> None:
    plan(site, caller=SUPERVISOR_001, district_codes=("001",))
    plan(site, caller=SUPERVISOR_001_017, ward_codes=("A", "I"))
    others: list[dict[str, Any]] = [{}, {"district_codes": ("017",)}, {"ward_codes": ("A", "I")}]
    for elsewhere in others:
        with pytest.raises(NotYourDistrict):
            plan(site, caller=SUPERVISOR_001, **elsewhere)
    with pytest.raises(RoleRequired):
        plan(site, caller=REPORTER_001, district_codes=("001",))


def test_only_those_it_is_about_change_it_and_from_its_newest_version(site: Site) -> None:
    with pytest.raises(CampaignNotFound):
        change(site, name="x")
    plan(site, district_codes=("017",))
    with pytest.raises(NotYourDistrict):
        change(site, caller=SUPERVISOR_001, name="x")
    change(site, name="Đợt hai")
    with pytest.raises(StaleRecord) as caught:
        change(site, name="Đợt ba")
    assert caught.value.current_version == 2
    with pytest.raises(Invalid):
        change(site, 2, starts_on=day(10))


def test_the_database_itself_refuses_to_rewrite_a_campaign(site: Site) -> None:
    plan(site)
    with pytest.raises(IntegrityError), site.sessions.begin() as session:
        session.execute(text("UPDATE campaigns SET target_pct = 9"))
