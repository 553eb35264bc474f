"""What neighboring districts hear of cordons and rings, on either database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.domain.border_notices import NoticeAction
from app.services.cordon_control import change_cordon, propose_cordon
from app.services.cordon_orders import lift_cordon, shrink_cordon
from app.services.cordon_work import CordonChange, CordonOrder, CordonWanted, Redrawing
from app.services.drawn_places import PlaceWanted
from app.storage.border_notices import StoredNotice, notices
from tests.accounts import NOW, Clock
from tests.site import CITY, Site, open_site

ORDER = CordonOrder("5/QĐ-UBND", "Chủ tịch", reason="dập dịch")


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine, clock=Clock(NOW))


def told(site: Site, district: str) -> list[StoredNotice]:
    """The notices of a district, oldest first."""
    with site.read_sessions() as session:
        return notices(session, username="an", district_codes=[district])[::-1]


def actions(site: Site, district: str) -> list[NoticeAction]:
    return [each.notice.happening.action for each in told(site, district)]


def lay_cordon(site: Site, *wards: str, order: CordonOrder | None = ORDER) -> str:
    with site.writing("cordon") as (session, revision):
        wanted = CordonWanted("Ngõ 12", PlaceWanted(ward_codes=wards), order=order)
        return propose_cordon(session, rules=site.rules, caller=CITY, wanted=wanted, revision=revision).cordon_id


def test_a_cordon_is_told_to_the_districts_its_wards_touch(site: Site) -> None:
    cordon_id = lay_cordon(site, "E")
    (stored,) = told(site, "017")
    told_of = stored.notice.happening
    assert (told_of.subject, told_of.subject_id, told_of.action) == ("cordon", cordon_id, "issued")
    assert (told_of.document_number, told_of.signer) == ("5/QĐ-UBND", "Chủ tịch")
    assert [each.ward_code for each in stored.notice.wards] == ["F", "H"]
    assert told(site, "001") == []


def test_each_order_on_a_cordon_is_told_and_what_staff_learn_is_not(site: Site) -> None:
    cordon_id = lay_cordon(site, "D", "E", order=None)
    site.clock.now += timedelta(hours=1)
    with site.writing("cordon") as (session, revision):
        change = CordonChange(households=120)
        change_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            expected_version=1,
            change=change,
            revision=revision,
        )
    with site.writing("cordon") as (session, revision):
        lift_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            order=ORDER,
            override=True,
            revision=revision,
        )
    assert actions(site, "017") == [NoticeAction.PROPOSED, NoticeAction.LIFTED]


def test_wards_that_a_smaller_cordon_lets_go_hear_of_it(site: Site) -> None:
    cordon_id = lay_cordon(site, "B", "E")
    site.clock.now += timedelta(hours=1)
    with site.writing("cordon") as (session, revision):
        smaller = Redrawing(place=PlaceWanted(ward_codes=("E",)))
        shrink_cordon(
            session,
            rules=site.rules,
            caller=CITY,
            cordon_id=cordon_id,
            order=ORDER,
            redrawing=smaller,
            revision=revision,
        )
    first, second = told(site, "017")
    assert [each.ward_code for each in first.notice.wards] == ["C", "F", "H"]
    assert [each.ward_code for each in second.notice.wards] == ["C", "F", "H"]
    assert second.notice.happening.action is NoticeAction.SHRUNK


def test_rings_are_told_to_the_districts_they_reach_into_and_touch(site: Site) -> None:
    made = site.declare("B", source_known=True).outbreak.outbreak_id
    site.clock.now += timedelta(hours=1)
    site.issue(made)
    proposed, issued = (each for each in told(site, "017") if each.notice.happening.subject == "ring")
    assert proposed.notice.happening.document_number is None
    assert (issued.notice.happening.action, issued.notice.happening.document_number) == ("issued", "2/QĐ-UBND")
    layers = {each.ward_code: each.layer for each in issued.notice.wards}
    # C borders the core and lies in the next layer; F and H touch the outer one; I touches nothing of it.
    assert layers == {"C": "next", "F": None, "H": None}
    assert [each for each in told(site, "001") if each.notice.happening.subject == "ring"] == []


def test_lifted_rings_are_told_to_those_who_were_told_of_them(site: Site) -> None:
    made = site.declare("A", source_known=True).outbreak.outbreak_id
    site.clock.now += timedelta(hours=1)
    site.change(made, closed_on=site.open_day)
    rings = [each for each in told(site, "017") if each.notice.happening.subject == "ring"]
    assert [each.notice.happening.action for each in rings] == ["proposed", "lifted"]
    assert all(each.layer is None for each in rings[1].notice.wards)


def test_an_outbreak_declared_as_closed_tells_nobody_of_rings(site: Site) -> None:
    site.declare("A", source_known=True, closed_on=site.open_day)
    assert [each for each in told(site, "017") if each.notice.happening.subject == "ring"] == []
