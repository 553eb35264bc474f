"""Carrying sparse values forward: the arrays say what a loop over days says, and order never matters."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.indicator_series import NOT_REPORTED, OF_CITY, OF_DISTRICT, OWN, DatedValues, carry_forward

FIRST_DAY, DAYS = 738_000, 12
WARDS, UNITS = 3, 6
DISTRICT_OF = {0: 3, 1: 3, 2: 4}
CITY = 5
Reports = dict[tuple[int, int], float]

reports = st.dictionaries(
    st.tuples(st.integers(0, UNITS - 1), st.integers(FIRST_DAY - 9, FIRST_DAY + DAYS + 3)),
    st.floats(0, 100, allow_subnormal=False),
    max_size=25,
)


def origin_of(unit: int) -> int:
    return OWN if unit < WARDS else OF_CITY if unit == CITY else OF_DISTRICT


def arrays_of(reported: Reports, order: list[tuple[int, int]]) -> DatedValues:
    return DatedValues(
        unit=np.array([unit for unit, _ in order], dtype=np.intp),
        day=np.array([day for _, day in order], dtype=np.int32),
        value=np.array([reported[each] for each in order], dtype=np.float64),
        origin=np.array([origin_of(unit) for unit, _ in order], dtype=np.int8),
    )


def by_looking(reported: Reports, ward: int, day: int) -> tuple[float, int, int]:
    """The value of a ward on a day, found as a person would."""
    for unit in (ward, DISTRICT_OF[ward], CITY):
        days = [on for of, on in reported if of == unit and on <= day]
        if days:
            return reported[unit, max(days)], max(days), origin_of(unit)
    return np.nan, 0, NOT_REPORTED


@given(reports, st.randoms(use_true_random=False))
def test_every_cell_is_the_newest_value_of_the_nearest_unit(reported: Reports, chance: Random) -> None:
    order = list(reported)
    chance.shuffle(order)
    chains = np.array([[ward, DISTRICT_OF[ward], CITY] for ward in range(WARDS)], dtype=np.intp)
    series = carry_forward(arrays_of(reported, order), chains=chains, unit_count=UNITS, first_day=FIRST_DAY, days=DAYS)
    for ward in range(WARDS):
        for offset in range(DAYS):
            value, on, origin = by_looking(reported, ward, FIRST_DAY + offset)
            found = series.values[ward, offset], series.reported_on[ward, offset], series.origin[ward, offset]
            np.testing.assert_equal(found, (value, on, origin))


def test_a_missing_link_of_a_chain_gives_nothing() -> None:
    reported = {(0, FIRST_DAY): 5.0}
    series = carry_forward(
        arrays_of(reported, list(reported)),
        chains=np.array([[-1, 0], [-1, -1]], dtype=np.intp),
        unit_count=1,
        first_day=FIRST_DAY,
        days=1,
    )
    np.testing.assert_equal(series.values, [[5.0], [np.nan]])
    assert series.inherited.tolist() == [[False], [False]]
