"""What nobody said of units never makes a new ward greener, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.domain.errors import InvalidValue
from app.domain.lineage import EventKind, UnitEvent
from app.domain.vocabulary import BoundaryStatus
from app.services.unit_declarations import declare_events
from app.storage.revisions import begin_write
from tests.site import CITY, DISTRICTS, TODAY, Site, counts, day, import_register, open_site

EVE = day(-1)


@pytest.fixture
def site(engine: Engine) -> Site:
    """A schematic register and a closed fortnight in which B had one case."""
    site = open_site(engine, status=BoundaryStatus.SCHEMATIC)
    site.post_zeros(day(-15), EVE)
    site.run(EVE)
    site.correct("B", day(-3), counts(1))
    return site


def declare(site: Site, *events: UnitEvent) -> None:
    with site.sessions.begin() as session:
        revision = begin_write(session, now=site.clock.now, kind="unit_events", actor=CITY.username)
        declare_events(session, rules=site.rules, events=events, recorded_by=CITY.username, revision=revision)


def went_whole(from_code: str, to_code: str) -> UnitEvent:
    return UnitEvent(EventKind.MERGE, TODAY, from_code, to_code, 1.0, 1.0)


def test_a_new_ward_is_not_green_while_nobody_said_where_a_unit_with_cases_went(site: Site) -> None:
    declare(site, went_whole("A", "N"))
    import_register(site, drawing="N N C / D E F / G H I", valid_from=TODAY)
    assert (site.levels()["N"], site.levels()["C"]) == ("unknown", "green")
    assert site.differences() == ()
    declare(site, went_whole("B", "N"))
    assert site.levels()["N"] == "orange"


def test_units_without_cases_of_which_nobody_spoke_cast_no_doubt(site: Site) -> None:
    declare(site, went_whole("B", "N"), went_whole("D", "M"))
    import_register(site, drawing="N N C / M M F / G H I", valid_from=TODAY)
    assert (site.levels()["N"], site.levels()["M"]) == ("orange", "green")


def test_a_code_under_another_name_is_the_same_unit_only_if_somebody_says_so(site: Site) -> None:
    import_register(site, drawing="A A C / D E F / G H I", districts=DISTRICTS, valid_from=TODAY, names={"A": "Xã Mới"})
    assert site.levels()["A"] == "unknown"
    declare(site, UnitEvent(EventKind.RENAME, TODAY, "A", "A", 1.0, 1.0), went_whole("B", "A"))
    assert site.levels()["A"] == "orange"
    assert site.differences() == ()


def test_shares_of_people_come_to_no_more_than_the_whole(site: Site) -> None:
    halves = [UnitEvent(EventKind.SPLIT, TODAY, "A", code, 0.9, 0.5) for code in ("X", "Y")]
    with pytest.raises(InvalidValue, match=r"come to 1\.8"):
        declare(site, *halves)
