"""Cordons on the due list: their own cadence, and which rounds count for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.cordons import Cordon
from app.domain.errors import CordonNotFound, InvalidValue, NotYourDistrict
from app.services.access import Caller
from app.services.cordon_control import propose_cordon
from app.services.cordon_work import CordonOrder, CordonWanted
from app.services.drawn_places import PlaceWanted
from app.services.testing_due import DueUnit, UnitKind, due_units, people_in_all
from app.services.testing_rounds import rounds_in_scope
from tests.services.test_testing_rounds import ROUND, log
from tests.site import CITY, REPORTER_001, REPORTER_017, TODAY, Site, day, open_site

OF_CORDON = replace(ROUND, ward_code=None, cordon_id="KP0001")
ORDER = CordonOrder("9/QĐ-UBND", "Chủ tịch")


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def cordon(site: Site, *wards: str, order: CordonOrder | None = ORDER, **said: Any) -> Cordon:
    """A cordon of 300 people, in force from now unless said otherwise."""
    wanted = CordonWanted("Ngõ 4", PlaceWanted(ward_codes=wards), population=300, order=order, **said)
    with site.writing("cordon") as (session, revision):
        return propose_cordon(session, rules=site.rules, caller=CITY, wanted=wanted, revision=revision)


def due(site: Site, on: int = 0, **said: Any) -> list[DueUnit]:
    return list(due_units(site.snapshot(), on=day(on), kinds={UnitKind.CORDON}, coming=True, **said))


def window(site: Site, on: int = 0) -> tuple[int, int | None, int | None]:
    (found,) = due(site, on)
    by = found.due_by
    return (found.due_from - TODAY).days, None if by is None else (by - TODAY).days, found.people_to_sample


def test_a_cordon_in_force_is_due_by_its_own_cadence_whatever_the_colour(site: Site) -> None:
    cordon(site, "A")
    (found,) = due(site)
    assert (found.unit_id, found.name, found.level, found.interval_days) == ("KP0001", "Ngõ 4", None, (2, 3))
    assert (found.ward_codes, found.district_code, found.people_to_sample) == (("A",), "001", 300)
    assert window(site) == (0, 3, 300)


def test_a_cordon_only_proposed_is_not_due(site: Site) -> None:
    cordon(site, "A", order=None)
    assert due(site) == []


def test_an_order_for_later_counts_from_its_day(site: Site) -> None:
    cordon(site, "A", order=replace(ORDER, starts_at=site.rules.clock.opens_at(day(2))))
    assert due(site) == []
    assert window(site, on=2) == (2, 5, 300)


def test_its_own_round_resets_its_clock_and_not_that_of_its_ward(site: Site) -> None:
    cordon(site, "A")
    before = site.snapshot().by_code["A"].testing
    log(site, replace(OF_CORDON, samples=300, completed_on=TODAY))
    assert window(site) == (2, 3, 300)
    assert site.snapshot().by_code["A"].testing == before


def test_a_complete_round_of_its_ward_counts_for_it(site: Site) -> None:
    cordon(site, "A")
    log(site, replace(ROUND, ward_code="A", samples=999, completed_on=TODAY))
    assert window(site) == (0, 3, 300)
    log(site, replace(ROUND, ward_code="A", samples=1000, completed_on=TODAY))
    assert window(site) == (2, 3, 300)


def test_across_wards_each_needs_its_round_and_the_earliest_counts(site: Site) -> None:
    site.clock.now = site.rules.clock.opens_at(day(1))
    cordon(site, "A", "B")
    log(site, replace(ROUND, ward_code="A", samples=1000, completed_on=TODAY))
    assert window(site, on=1) == (1, 4, 300)
    log(site, replace(ROUND, ward_code="B", samples=1000, started_on=day(1), completed_on=day(1)))
    assert window(site, on=1) == (2, 3, 300)


def test_a_round_under_way_leaves_fewer_people(site: Site) -> None:
    cordon(site, "A")
    log(site, replace(OF_CORDON, samples=120))
    assert window(site) == (0, 3, 180)


def test_people_of_a_cordon_in_wards_that_are_due_are_counted_once(site: Site) -> None:
    site.declare("E")
    cordon(site, "A")
    whole = due_units(site.snapshot())
    assert people_in_all(whole) == 9000
    assert people_in_all([each for each in whole if each.kind is UnitKind.CORDON]) == 300


def test_a_cordon_across_districts_is_on_the_list_of_both(site: Site) -> None:
    cordon(site, "E", "F")
    assert [each.district_code for each in due(site)] == [None]
    assert [len(due(site, district_codes={code})) for code in ("001", "017", "999")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("said", "pointer"), [({"cordon_id": "KP0009"}, "/cordon_id"), ({"started_on": day(-3)}, "/started_on")]
)
def test_a_round_is_of_a_cordon_in_force(site: Site, said: dict[str, Any], pointer: str) -> None:
    cordon(site, "A")
    with pytest.raises(InvalidValue) as caught:
        log(site, replace(OF_CORDON, **{"completed_on": said.get("started_on"), **said}))
    assert caught.value.errors[0].pointer == pointer


def test_rounds_of_cordons_are_logged_and_read_in_ones_own_districts(site: Site) -> None:
    cordon(site, "A")
    with pytest.raises(NotYourDistrict):
        log(site, OF_CORDON, REPORTER_017)
    log(site, OF_CORDON, REPORTER_001)
    log(site, replace(ROUND, ward_code="A"))

    def found(caller: Caller, **said: str) -> list[int]:
        with site.read_sessions() as session:
            page = rounds_in_scope(session, caller=caller, first_day=TODAY, last_day=TODAY, **said)  # type: ignore[arg-type]
        return [each.round_id for each in page.rounds]

    assert found(CITY) == found(REPORTER_001) == [2, 1]
    assert found(REPORTER_017) == []
    assert (found(CITY, cordon_id="KP0001"), found(CITY, ward_code="A")) == ([1], [2])
    with pytest.raises(NotYourDistrict):
        found(REPORTER_017, cordon_id="KP0001")
    with pytest.raises(CordonNotFound):
        found(CITY, cordon_id="KP0002")
