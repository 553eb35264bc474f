"""The same register finds the same on both databases, old names and spans that ended included."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.domain.names import MatchRank
from app.services import unit_search as searching
from app.services.unit_search import unit_search
from tests.site import Site, day, import_register, open_site


@pytest.fixture
def site(engine: Engine) -> Site:
    site = open_site(engine)
    import_register(site, drawing="A B C / D E F / G H J", valid_from=day(-3))
    return site


def found(site: Site, text: str) -> list[tuple[MatchRank, str, str | None]]:
    with site.read_sessions() as session:
        hits = unit_search(session, site.snapshot().register).search(text)
    return [(each.rank, each.unit.code, each.was.name if each.was else None) for each in hits.found]


def test_both_databases_find_names_now_and_before(site: Site) -> None:
    assert found(site, "phường i") == [(MatchRank.OLD_NAME, "J", "Phường I")]
    assert found(site, "phường a")[0] == (MatchRank.EXACT_WARD, "A", None)
    assert found(site, "quan 017")[0] == (MatchRank.EXACT_DISTRICT, "017", None)


def test_a_ward_that_was_split_leads_to_every_part(engine: Engine) -> None:
    site = open_site(engine, drawing="A A / B C", districts=None)
    import_register(site, drawing="D E / B C", districts=None, valid_from=day(-3))
    assert found(site, "phường a") == [(MatchRank.OLD_NAME, "D", "Phường A"), (MatchRank.OLD_NAME, "E", "Phường A")]
    assert [code for _, code, _ in found(site, "A")] == ["D", "E"]


def test_the_index_is_made_once_while_the_register_stays(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before = found(site, "phuong")
    monkeypatch.setattr(searching, "UnitSearch", None)
    site.post("A", day(-1))
    assert found(site, "phuong") == before


def test_names_of_the_shipped_list_are_those_of_wards_in_the_register(site: Site) -> None:
    assert found(site, "bùi thị xuân") == []
