"""The register behind any boundary version there ever was, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.domain.errors import BoundaryVersionNotFound
from app.domain.register import Register
from app.services.boundary_versions import register_of_version
from app.services.register import register_on
from app.services.ward_import import import_wards
from tests.site import TODAY, Site, day, import_register, open_site
from tests.worlds import as_bytes, make_feature, make_register


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def register_of(site: Site, version: str) -> Register:
    with site.read_sessions() as session:
        return register_of_version(session, version)


def test_the_newest_and_every_older_version_are_found(site: Site) -> None:
    first = site.snapshot().register
    import_register(site, without="A", valid_from=TODAY)
    second = site.snapshot().register
    import_register(site, without="AB", valid_from=TODAY)
    for version, codes in ((first, "ABCDEFGHI"), (second, "BCDEFGHI"), (site.snapshot().register, "CDEFGHI")):
        found = register_of(site, version.boundary_version)
        assert (found.codes, found.boundary_version) == (tuple(codes), version.boundary_version)


def test_a_version_is_found_that_was_corrected_since(site: Site) -> None:
    first = site.snapshot().register.boundary_version
    import_register(site, drawing="A B C / D E F / G H J", valid_from=None)
    assert register_of(site, first).codes == tuple("ABCDEFGHI")


def test_the_state_of_a_day_on_which_half_a_file_had_begun_is_found(site: Site) -> None:
    register = make_register("A B / C D", districts="1 1 / 2 2")
    days = {"A": day(-9), "B": day(-9), "C": day(-2), "D": day(-2)}
    features = [make_feature(ward, valid_from=days[ward.code].isoformat()) for ward in register.wards]
    with site.sessions.begin() as session:
        content = as_bytes({"type": "FeatureCollection", "features": features})
        import_wards(session, content=content, source_name="half", now=site.clock.now, actor="an")
    with site.read_sessions() as session:
        half = register_on(session, day(-5))
        assert register_of_version(session, half.boundary_version).codes == half.codes


def test_a_name_nobody_gave_is_not_found(site: Site) -> None:
    with pytest.raises(BoundaryVersionNotFound):
        register_of(site, "0" * 16)
