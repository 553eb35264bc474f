"""Values beside case counts for tests: reported, corrected and withdrawn on a drawn site."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.indicator_catalogue import UnitKind
from app.domain.indicator_records import IndicatorKey, IndicatorValue
from app.domain.vocabulary import ReasonCode
from app.services.access import Caller
from app.services.indicators import NewValue, ValuesOutcome, correct_value, take_values
from tests.site import CITY, TODAY, Site

COVERAGE: Final = "fully_vaccinated_50plus_pct"
ICU: Final = "icu_occupancy_pct"


def key(unit: str = "A", indicator: str = COVERAGE, on: date = TODAY, source: str = "district") -> IndicatorKey:
    """The key of a value; numbers are districts, `city` the city, letters wards."""
    kind = UnitKind.CITY if unit == "city" else UnitKind.DISTRICT if unit.isdigit() else UnitKind.WARD
    return IndicatorKey(kind, unit, indicator, on, source)


def take(site: Site, *values: tuple[IndicatorKey, float], caller: Caller = CITY) -> ValuesOutcome:
    """Report values at the clock's moment, in a transaction of its own."""
    with site.writing("indicators") as (session, revision):
        return take_values(
            session,
            rules=site.rules,
            caller=caller,
            values=[NewValue(each, value, pointer=f"/{index}") for index, (each, value) in enumerate(values)],
            revision=revision,
            now=site.clock.now,
        )


def correct(
    site: Site, corrected: IndicatorKey, value: float | None, *, version: int = 1, caller: Caller = CITY
) -> IndicatorValue:
    """Correct a value, or withdraw it (None)."""
    with site.writing("indicator_correction") as (session, revision):
        found, _ = correct_value(
            session,
            rules=site.rules,
            caller=caller,
            key=corrected,
            expected_version=version,
            value=value,
            reason_code=ReasonCode.OTHER,
            note=None,
            revision=revision,
        )
        return found
