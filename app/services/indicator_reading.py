"""What is known of a unit beside cases on one day, and from which unit each value comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import UnitNotFound
from app.domain.indicator_catalogue import CATALOGUE, CITY_CODE, UnitKind
from app.domain.indicator_series import NOT_REPORTED, OF_CITY, OF_DISTRICT, OWN, IndicatorSeries
from app.domain.register import Register
from app.services.indicator_loading import (
    load_city_indicator_values,
    load_district_indicator_values,
    load_indicator_values,
)
from app.services.indicator_units import kinds_of


@dataclass(frozen=True)
class ValueInForce:
    """The newest value of one indicator by a day, and the unit it was reported of."""

    indicator_id: str
    value: float
    reported_on: date
    unit_kind: UnitKind
    unit_code: str
    inherited: bool


def kind_of_unit(register: Register, unit_code: str, unit_kind: UnitKind | None) -> UnitKind:
    """The kind of unit meant: the one asked for, else the narrowest that has the code.

    Raises:
        UnitNotFound: there is none.
    """
    found = next((kind for kind in kinds_of(register, unit_code) if unit_kind in {None, kind}), None)
    if found is None:
        raise UnitNotFound(unit_code)
    return found


def values_in_force(
    session: Session,
    *,
    register: Register,
    unit_kind: UnitKind,
    unit_code: str,
    on: date,
    source: str,
    known_revision: int | None = None,
) -> list[ValueInForce]:
    """What a judgement of a unit on a day takes of each indicator, in the order of the catalogue; empty: nothing."""
    series = _series(session, register, unit_kind, unit_code, on, source, known_revision)
    sources = _sources(register, unit_kind, unit_code)
    return [
        ValueInForce(
            indicator_id=indicator_id,
            value=float(series[indicator_id].values[0, 0]),
            reported_on=date.fromordinal(int(series[indicator_id].reported_on[0, 0])),
            unit_kind=sources[origin][0],
            unit_code=sources[origin][1],
            inherited=origin != OWN,
        )
        for indicator_id in CATALOGUE
        if (origin := int(series[indicator_id].origin[0, 0])) != NOT_REPORTED
    ]


def _series(
    session: Session,
    register: Register,
    unit_kind: UnitKind,
    unit_code: str,
    on: date,
    source: str,
    known_revision: int | None,
) -> dict[str, IndicatorSeries]:
    if unit_kind is UnitKind.WARD:
        return load_indicator_values(
            session,
            register=register,
            indicator_ids=CATALOGUE,
            ward_codes=[unit_code],
            first_day=on,
            last_day=on,
            source=source,
            known_revision=known_revision,
        )
    if unit_kind is UnitKind.DISTRICT:
        return load_district_indicator_values(
            session,
            indicator_ids=CATALOGUE,
            district_codes=[unit_code],
            first_day=on,
            last_day=on,
            source=source,
            known_revision=known_revision,
        )
    return load_city_indicator_values(
        session, indicator_ids=CATALOGUE, first_day=on, last_day=on, source=source, known_revision=known_revision
    )


def _sources(register: Register, unit_kind: UnitKind, unit_code: str) -> dict[int, tuple[UnitKind, str]]:
    """The unit that stands behind each origin."""
    sources = {OWN: (unit_kind, unit_code), OF_CITY: (UnitKind.CITY, CITY_CODE)}
    district = register.ward(unit_code).district_code if unit_kind is UnitKind.WARD else None
    return sources if district is None else {**sources, OF_DISTRICT: (UnitKind.DISTRICT, district)}
