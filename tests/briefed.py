"""A small site on the day of a briefing, and the briefing as that site tells it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import Engine

from app.domain.briefing import Briefing
from app.domain.disclosure import Disclosure
from app.services.briefing import brief, view_day
from app.services.zone_snapshots import live_snapshot
from tests.site import TODAY, WARDS, Site, counts, day, hanoi, open_site

TOMORROW: Final = day(1)
ALL_BUT_I: Final = tuple(ward for ward in WARDS if ward != "I")


def briefed_site(engine: Engine) -> Site:
    """It is 10:00 on the 15th. C turned orange on the 14th; today A has an outbreak; I never reports."""
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1), wards=ALL_BUT_I)
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.post("C", reported=counts(known=2))
    site.post_zeros(TODAY, TODAY, wards=tuple("ABDEFGH"))
    site.close_day()
    site.clock.now = hanoi(TOMORROW, 10)
    site.declare("A", name="Chợ Mới")
    site.post("C", reported=counts(known=1, quarantine=9))
    site.post("F")
    return site


def told(
    site: Site,
    on: date | None = None,
    *,
    at: datetime | None = None,
    disclosure: Disclosure | None = None,
    districts: frozenset[str] | None = None,
) -> Briefing:
    """The briefing of a day as the site tells it now, with true numbers unless said otherwise."""
    with site.read_sessions() as session:
        live = live_snapshot(session, rules=site.rules, now=site.clock.now)
        view = view_day(session, live, rules=site.rules, on=on, at=at)
        shown = disclosure or Disclosure.open()
        return brief(session, view, rules=site.rules, disclosure=shown, district_codes=districts)
