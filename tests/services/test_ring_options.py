"""Which wards count as those with known cases when ways to draw rings are compared; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.services.register import current_register
from app.services.ring_drawing import core_of
from app.services.ring_options import known_cases
from tests.site import Site, counts, open_site

ROW = "A B C D E"


def known(site: Site, *wards: str) -> set[str]:
    with site.read_sessions() as session:
        register = current_register(session)
    core = core_of(register, place=None, ward_codes=wards)
    return set(known_cases(site.snapshot(), register, core, (), None).wards)


@pytest.mark.parametrize(("districts", "expected"), [("1 1 1 1 2", {"A", "D"}), (None, {"A", "C"})])
def test_cases_are_looked_for_at_home(engine: Engine, districts: str | None, expected: set[str]) -> None:
    site = open_site(engine, drawing=ROW, districts=districts)
    for ward in ("D", "E") if districts else ("C", "D", "E"):
        site.post(ward, reported=counts(unknown=1))
    assert known(site, "A") == expected
