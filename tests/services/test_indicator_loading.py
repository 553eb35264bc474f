"""What a judgement is given of values beside case counts: carried forward, inherited, as known at a revision."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.domain.indicator_series import NOT_REPORTED, OF_CITY, OF_DISTRICT, OWN, IndicatorSeries
from app.services.indicator_loading import (
    load_city_indicator_values,
    load_district_indicator_values,
    load_indicator_values,
)
from app.services.indicators import NewValue, take_values
from app.services.register import current_register
from app.storage.revisions import begin_write
from tests.site import CITY, TODAY, WARDS, Site, day, open_site
from tests.values import COVERAGE, ICU, correct, key, take


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def load(site: Site, indicator: str = COVERAGE, *, first: date = TODAY, known: int | None = None) -> IndicatorSeries:
    with site.read_sessions() as session:
        return load_indicator_values(
            session,
            register=current_register(session),
            indicator_ids=[indicator],
            ward_codes=WARDS,
            first_day=first,
            last_day=TODAY,
            source="district",
            known_revision=known,
        )[indicator]


def today(site: Site, indicator: str = COVERAGE, known: int | None = None) -> dict[str, float]:
    """The wards of which something is known today."""
    values = load(site, indicator, known=known).values[:, -1]
    return {ward: value for ward, value in zip(WARDS, values.tolist(), strict=True) if not np.isnan(value)}


def test_nothing_reported_is_unknown_everywhere(site: Site) -> None:
    series = load(site, first=day(-3))
    assert series.values.shape == series.reported_on.shape == series.origin.shape == (9, 4)
    assert (series.values.dtype.name, series.reported_on.dtype.name) == ("float64", "int32")
    assert np.isnan(series.values).all()
    assert not series.reported_on.any()


def test_a_value_stands_until_the_next_one_and_says_its_day(site: Site) -> None:
    take(site, (key("A", on=day(-40)), 10), (key("A", on=day(-30)), 20), (key("A", on=day(-1)), 30))
    series = load(site, first=day(-3))
    assert series.values[0].tolist() == [20, 20, 30, 30]
    assert [date.fromordinal(each) for each in series.reported_on[0].tolist()] == [day(-30)] * 2 + [day(-1)] * 2


def test_a_ward_takes_its_own_value_else_its_districts_else_the_citys(site: Site) -> None:
    take(site, (key("city"), 1), (key("001"), 2), (key("A"), 3))
    series = load(site)
    assert series.values[:, 0].tolist() == [3, 2, 1, 2, 2, 1, 2, 1, 1]
    assert series.origin[:3, 0].tolist() == [OWN, OF_DISTRICT, OF_CITY]
    assert series.inherited[:, 0].tolist() == [False] + [True] * 8


def test_before_its_own_first_value_a_ward_inherits(site: Site) -> None:
    take(site, (key("001", on=day(-9)), 2), (key("A", on=day(-1)), 3))
    series = load(site, first=day(-10))
    assert series.origin[0].tolist() == [NOT_REPORTED] + [OF_DISTRICT] * 8 + [OWN] * 2


def test_a_withdrawn_value_counts_as_never_reported(site: Site) -> None:
    take(site, (key("A", on=day(-5)), 10), (key("A"), 99), (key("B"), 99))
    correct(site, key("A"), None)
    correct(site, key("B"), None)
    assert today(site) == {"A": 10}


def test_what_was_known_earlier_does_not_change(site: Site) -> None:
    take(site, (key("A", on=day(-5)), 10))
    before = site.revision()
    correct(site, key("A", on=day(-5)), 11)
    take(site, (key("001"), 5))
    assert today(site, known=before) == {"A": 10}
    assert today(site, known=before - 1) == {}
    assert today(site) == {"A": 11, "B": 5, "D": 5, "E": 5, "G": 5}


def test_other_sources_and_indicators_are_not_looked_at(site: Site) -> None:
    site.rules = type(site.rules)(known_sources=("district", "hospital"))
    take(site, (key("A", source="hospital"), 10), (key("city", ICU), 20))
    assert today(site) == {}
    assert set(today(site, ICU).values()) == {20}


def test_districts_and_the_city_have_series_of_their_own(site: Site) -> None:
    take(site, (key("A"), 3), (key("001"), 2), (key("city"), 1))
    with site.read_sessions() as session:
        districts = load_district_indicator_values(
            session,
            indicator_ids=[COVERAGE],
            district_codes=["001", "017"],
            first_day=TODAY,
            last_day=TODAY,
            source="district",
        )[COVERAGE]
        city = load_city_indicator_values(
            session, indicator_ids=[COVERAGE], first_day=TODAY, last_day=TODAY, source="district"
        )[COVERAGE]
    assert (districts.values.tolist(), districts.origin.tolist()) == ([[2], [1]], [[OWN], [OF_CITY]])
    assert (city.values.tolist(), city.origin.tolist()) == ([[1]], [[OWN]])


def test_no_wards_and_no_indicators_are_no_arrays(site: Site) -> None:
    take(site, (key("A"), 3))
    with site.read_sessions() as session:
        register = current_register(session)

        def asked(ids: list[str], wards: list[str]) -> dict[str, IndicatorSeries]:
            return load_indicator_values(
                session,
                register=register,
                indicator_ids=ids,
                ward_codes=wards,
                first_day=TODAY,
                last_day=TODAY,
                source="district",
            )

        assert asked([], ["A"]) == {}
        assert asked([COVERAGE], [])[COVERAGE].values.shape == (0, 1)


posted = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "001", "017", "city"]),
        st.integers(-8, 0),
        st.sampled_from([0.0, 12.5, 80.0]),
    ),
    unique_by=lambda each: each[:2],
    min_size=2,
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=posted, chance=st.randoms(use_true_random=False))
def test_the_order_of_posting_never_matters_for_what_is_current(
    site: Site, posts: list[tuple[str, int, float]], chance: Random
) -> None:
    other_order = list(posts)
    chance.shuffle(other_order)
    one, other = posted_in_turn(site, posts), posted_in_turn(site, other_order)
    np.testing.assert_equal(one.values, other.values)
    np.testing.assert_equal(one.reported_on, other.reported_on)
    np.testing.assert_equal(one.origin, other.origin)


def posted_in_turn(site: Site, posts: list[tuple[str, int, float]]) -> IndicatorSeries:
    """The series after posting one by one; nothing of it is kept."""
    with site.sessions() as session:
        for unit, offset, value in posts:
            revision = begin_write(session, now=site.clock.now, kind="indicators", actor="test")
            new = NewValue(key(unit, on=day(offset)), value)
            take_values(session, rules=site.rules, caller=CITY, values=[new], revision=revision, now=site.clock.now)
        series = load_indicator_values(
            session,
            register=current_register(session),
            indicator_ids=[COVERAGE],
            ward_codes=WARDS,
            first_day=day(-9),
            last_day=TODAY,
            source="district",
        )[COVERAGE]
        session.rollback()
        return series
