"""From the stored values to the arrays a judgement needs, as known now or at an earlier revision."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.indicator_catalogue import CITY_CODE, UnitKind
from app.domain.indicator_series import OF_CITY, OF_DISTRICT, OWN, DatedValues, IndicatorSeries, carry_forward
from app.domain.register import Register
from app.storage.indicator_values import FEW_UNITS, CarriedValue, ValueQuery, values_to_carry

_Unit = tuple[str, str]
_CITY: _Unit = (UnitKind.CITY.value, CITY_CODE)
_ORIGINS = {UnitKind.WARD.value: OWN, UnitKind.DISTRICT.value: OF_DISTRICT, UnitKind.CITY.value: OF_CITY}


def load_indicator_values(
    session: Session,
    *,
    register: Register,
    indicator_ids: Collection[str],
    ward_codes: Sequence[str],
    first_day: date,
    last_day: date,
    source: str,
    known_revision: int | None = None,
    born: Mapping[str, date] | None = None,
) -> dict[str, IndicatorSeries]:
    """The newest value of each ward by each day; a ward without its own takes its district's, else the city's.

    Args:
        register: says in which district a ward lies.
        indicator_ids: of the catalogue.
        ward_codes: the rows of the answer.
        source: the authoritative source; values of others are never looked at.
        known_revision: only what was recorded by this revision; None: by now.
        born: wards that are younger than the register, with their first day: what was said of their codes before was
            said of other ground.

    Returns:
        A series (W, days) for every indicator asked for, unknown throughout where nothing was reported.
    """
    if not indicator_ids:
        # Most policies read none, and a judgement should not pay for looking up districts.
        return {}
    districts = {ward.code: ward.district_code for ward in register.wards}
    chains = [_chain(code, districts.get(code)) for code in ward_codes]
    query = _query(chains, indicator_ids, first_day, last_day, source, known_revision)
    return _series(session, query, chains, born=born or {})


def load_district_indicator_values(
    session: Session,
    *,
    indicator_ids: Collection[str],
    district_codes: Sequence[str],
    first_day: date,
    last_day: date,
    source: str,
    known_revision: int | None = None,
) -> dict[str, IndicatorSeries]:
    """The same for districts (rows): their own values, else the city's; what wards reported is never averaged."""
    chains = [[(UnitKind.DISTRICT.value, code), _CITY] for code in district_codes]
    query = _query(chains, indicator_ids, first_day, last_day, source, known_revision)
    return _series(session, query, chains, own=UnitKind.DISTRICT)


def load_city_indicator_values(
    session: Session,
    *,
    indicator_ids: Collection[str],
    first_day: date,
    last_day: date,
    source: str,
    known_revision: int | None = None,
) -> dict[str, IndicatorSeries]:
    """The same for the city: one row."""
    query = _query([[_CITY]], indicator_ids, first_day, last_day, source, known_revision)
    return _series(session, query, [[_CITY]], own=UnitKind.CITY)


def _chain(ward_code: str, district_code: str | None) -> list[_Unit | None]:
    district = None if district_code is None else (UnitKind.DISTRICT.value, district_code)
    return [(UnitKind.WARD.value, ward_code), district, _CITY]


def _query(
    chains: Sequence[Sequence[_Unit | None]],
    indicator_ids: Collection[str],
    first_day: date,
    last_day: date,
    source: str,
    known_revision: int | None,
) -> ValueQuery:
    codes: dict[UnitKind, Collection[str] | None] = {UnitKind.CITY: {CITY_CODE}}
    for kind in (UnitKind.WARD, UnitKind.DISTRICT):
        named = {unit[1] for chain in chains for unit in chain if unit is not None and unit[0] == kind.value}
        if named:
            codes[kind] = named if len(named) <= FEW_UNITS else None
    return ValueQuery(first_day, last_day, codes, frozenset(indicator_ids), source, known_revision)


def _series(
    session: Session,
    query: ValueQuery,
    chains: Sequence[Sequence[_Unit | None]],
    *,
    own: UnitKind = UnitKind.WARD,
    born: Mapping[str, date] = MappingProxyType({}),
) -> dict[str, IndicatorSeries]:
    days = (query.last_day - query.first_day) // timedelta(days=1) + 1
    ids = sorted(query.indicator_ids or ())
    reported = values_to_carry(session, query) if ids else []
    numbers = {
        unit: number for number, unit in enumerate(dict.fromkeys(each for chain in chains for each in chain if each))
    }
    links = np.array([[-1 if unit is None else numbers[unit] for unit in chain] for chain in chains], dtype=np.intp)
    origins = {**_ORIGINS, own.value: OWN}
    by_id: dict[str, list[CarriedValue]] = {each: [] for each in ids}
    for row in reported:
        if (row[0], row[1]) in numbers and not (row[0] == UnitKind.WARD.value and row[3] < born.get(row[1], row[3])):
            by_id[row[2]].append(row)
    return {
        indicator_id: carry_forward(
            _dated(rows, numbers, origins),
            chains=links,
            unit_count=len(numbers),
            first_day=query.first_day.toordinal(),
            days=days,
        )
        if rows and chains
        else IndicatorSeries.unknown(len(chains), days)
        for indicator_id, rows in by_id.items()
    }


def _dated(rows: Sequence[CarriedValue], numbers: dict[_Unit, int], origins: dict[str, int]) -> DatedValues:
    unit: NDArray[np.intp] = np.array([numbers[row[0], row[1]] for row in rows], dtype=np.intp)
    return DatedValues(
        unit=unit,
        day=np.array([row[3].toordinal() for row in rows], dtype=np.int32),
        value=np.array([row[4] for row in rows], dtype=np.float64),
        origin=np.array([origins[row[0]] for row in rows], dtype=np.int8),
    )
