"""A long run is judged in pieces, from counts read as it goes or in advance, and always to the same end."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import Engine

from app.domain.disclosure import Disclosure
from app.services import judging
from app.services.evidence import EvidenceSource
from app.services.judging import judge_days
from app.services.register import current_register
from tests.site import ONE_DAY, TODAY, Site, counts, day, open_site

FIRST, LAST = day(-25), TODAY - ONE_DAY


@pytest.fixture
def site(engine: Engine) -> Site:
    """Cases, a gap, an outbreak and a change of policy within 25 days."""
    site = open_site(engine)
    site.post_zeros(FIRST, LAST, wards=("A", "B", "C", "D", "E", "F", "G", "H"))
    site.correct("E", day(-20), counts(1))
    site.declare("C", opened_on=day(-18), source_known=True)
    site.adopt("moh-2686-2021", day(-9))
    return site


def levels(site: Site, *, in_advance: bool) -> list[list[int]]:
    """Ranks of all wards day by day."""
    with site.read_sessions() as session:
        register = current_register(session)
        source = EvidenceSource.read(session, rules=site.rules, register=register)
        if in_advance:
            source = source.with_ledger(
                session, first_day=FIRST - 13 * ONE_DAY, last_day=LAST, disclosure=Disclosure.open()
            )
        judged = judge_days(
            session,
            source,
            scheme=site.rules.scheme,
            wards=np.arange(len(register.codes)),
            from_day=FIRST,
            to_day=LAST,
            last_closed_day=LAST,
            from_scratch=True,
        )
        return [each.judgement.after.result.rank.tolist() for each in judged]


def test_pieces_end_where_the_whole_does(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = levels(site, in_advance=False)
    assert len(whole) == 25
    assert len({rank for ranks in whole for rank in ranks}) == 4
    for length in (1, 4, 25):
        monkeypatch.setattr(judging, "DAYS_AT_ONCE", length)
        assert levels(site, in_advance=False) == whole


def test_counts_read_in_advance_are_judged_the_same(site: Site) -> None:
    assert levels(site, in_advance=True) == levels(site, in_advance=False)
