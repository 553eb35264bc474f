"""Hospitals, quarantine places and vaccination on a day: the newest values known of the city and of districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.domain.briefing import CapacityValue
from app.domain.indicator_catalogue import CATALOGUE
from app.domain.indicator_series import OWN, IndicatorSeries
from app.domain.register import District
from app.domain.sentences import Phrase
from app.services.indicator_loading import load_city_indicator_values, load_district_indicator_values
from app.services.site_rules import SiteRules

CITY = Phrase("Toàn địa bàn", "Whole area")


def capacity(
    session: Session,
    *,
    rules: SiteRules,
    on: date,
    districts: Sequence[District],
    with_city: bool,
    known_revision: int,
) -> Iterator[CapacityValue]:
    """The values reported of the city itself, then of each district itself, in the order of the catalogue.

    Nothing is inherited, summed or averaged: a unit of which nothing was reported is left out.
    """
    if with_city:
        found = load_city_indicator_values(
            session,
            indicator_ids=CATALOGUE.keys(),
            first_day=on,
            last_day=on,
            source=rules.source,
            known_revision=known_revision,
        )
        yield from _values(found, [CITY])
    if districts:
        found = load_district_indicator_values(
            session,
            indicator_ids=CATALOGUE.keys(),
            district_codes=[each.code for each in districts],
            first_day=on,
            last_day=on,
            source=rules.source,
            known_revision=known_revision,
        )
        yield from _values(found, [Phrase(each.name, each.name) for each in districts])


def _values(found: Mapping[str, IndicatorSeries], units: Sequence[Phrase]) -> Iterator[CapacityValue]:
    for indicator in CATALOGUE.values():
        series = found.get(indicator.id)
        for row, unit in enumerate(units if series is not None else ()):
            if series is not None and series.origin[row, -1] == OWN:
                reported_on = date.fromordinal(int(series.reported_on[row, -1]))
                yield CapacityValue(indicator, unit, float(series.values[row, -1]), reported_on)
