"""Values beside case counts: taken, repeated, corrected, withdrawn, read back as they were known."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.domain.errors import (
    FutureReportingDate,
    IndicatorConflict,
    IndicatorNotFound,
    IndicatorValueNotFound,
    InvalidValue,
    NotYourDistrict,
    StaleVersion,
    UnitNotFound,
    ZoneError,
)
from app.domain.indicator_records import IndicatorKey
from app.services.indicators import RefusedValue, TakenValue, ValuesOutcome
from app.storage.indicator_values import ValueQuery, broken_value_chains, find_values, value_versions
from tests.site import REPORTER_001, SUPERVISOR_001_017, TODAY, Site, day, open_site
from tests.values import COVERAGE, ICU, correct, key, take


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def stored(site: Site, **asked: Any) -> list[tuple[str, str, float | None, int]]:
    with site.read_sessions() as session:
        found = find_values(session, ValueQuery(day(-900), day(9), **asked))
    return [(each.key.unit_code, each.key.indicator_id, each.value, each.version) for each in found]


def refusal(outcome: ValuesOutcome) -> ZoneError:
    (row,) = outcome.rows
    assert isinstance(row, RefusedValue)
    return row.problem


def test_values_of_ward_district_and_city_are_taken_together(site: Site) -> None:
    outcome = take(site, (key("A"), 81.2), (key("001", ICU), 20), (key("city", ICU), 15.5))
    assert outcome.created == 3
    assert stored(site) == [("city", ICU, 15.5, 1), ("001", ICU, 20.0, 1), ("A", COVERAGE, 81.2, 1)]


def test_the_same_again_is_no_second_version(site: Site) -> None:
    take(site, (key(), 81.2))
    (row,) = take(site, (key(), 81.2)).rows
    assert isinstance(row, TakenValue)
    assert (row.created, row.value.version) == (False, 1)


def test_another_value_under_the_key_is_a_conflict_that_names_the_correction(site: Site) -> None:
    take(site, (key(), 81.2))
    problem = refusal(take(site, (key(), 82.0)))
    assert isinstance(problem, IndicatorConflict)
    assert problem.extensions["correction"] == f"/api/v1/indicators/ward/A/{COVERAGE}/{TODAY}?source=district"
    assert stored(site) == [("A", COVERAGE, 81.2, 1)]


def test_one_bad_value_and_nothing_is_stored(site: Site) -> None:
    outcome = take(site, (key("A"), 81.2), (key("B"), 181.2))
    assert [type(row) for row in outcome.rows] == [TakenValue, RefusedValue]
    assert stored(site) == []


@pytest.mark.parametrize(
    ("wrong", "value", "kind", "pointer"),
    [
        (key("Z"), 1, InvalidValue, "/0/unit_code"),
        (key("099"), 1, InvalidValue, "/0/unit_code"),
        (key("A", ICU), 1, InvalidValue, "/0/unit_kind"),
        (key("A", "icu"), 1, InvalidValue, "/0/indicator_id"),
        (key("A", source="rumour"), 1, InvalidValue, "/0/source"),
        (key("A", on=day(1)), 1, FutureReportingDate, "/0/reported_on"),
        (key("A"), 100.1, InvalidValue, "/0/value"),
    ],
)
def test_what_cannot_be_taken_is_pointed_at(
    site: Site, wrong: IndicatorKey, value: float, kind: type[ZoneError], pointer: str
) -> None:
    problem = refusal(take(site, (wrong, value)))
    assert type(problem) is kind
    assert [each.pointer for each in problem.errors] == [pointer]


def test_a_reporter_answers_for_wards_and_the_district_but_not_the_city(site: Site) -> None:
    assert take(site, (key("A"), 1), (key("001"), 1), caller=REPORTER_001).created == 2
    for unit in ("C", "017", "city"):
        assert isinstance(refusal(take(site, (key(unit, on=day(-1)), 1), caller=REPORTER_001)), NotYourDistrict)
    assert isinstance(refusal(take(site, (key("city"), 1), caller=SUPERVISOR_001_017)), NotYourDistrict)


def test_a_correction_appends_a_version_and_the_earlier_one_stays(site: Site) -> None:
    take(site, (key(), 81.2))
    before = site.revision()
    assert correct(site, key(), 18.2).version == 2
    with site.read_sessions() as session:
        versions = value_versions(session, key())
    assert [(each.version, each.value, each.reason_code) for each in versions] == [(1, 81.2, None), (2, 18.2, "other")]
    assert stored(site) == [("A", COVERAGE, 18.2, 2)]
    assert stored(site, known_revision=before) == [("A", COVERAGE, 81.2, 1)]


def test_who_comes_second_is_told_the_current_version(site: Site) -> None:
    take(site, (key(), 81.2))
    correct(site, key(), 18.2)
    with pytest.raises(StaleVersion) as stale:
        correct(site, key(), 50.0)
    assert stale.value.extensions["current"] == {"version": 2, "value": 18.2, "reported_by": "thanhpho"}


def test_a_withdrawn_value_may_be_given_again_by_a_correction(site: Site) -> None:
    take(site, (key(), 81.2))
    assert correct(site, key(), None).value is None
    assert correct(site, key(), 80.0, version=2).version == 3


@pytest.mark.parametrize(
    ("asked", "kind"),
    [(key("Z"), UnitNotFound), (key("A", "icu"), IndicatorNotFound), (key("B"), IndicatorValueNotFound)],
)
def test_what_is_not_there_cannot_be_corrected(site: Site, asked: IndicatorKey, kind: type[ZoneError]) -> None:
    with pytest.raises(kind):
        correct(site, asked, 1)


def test_a_correction_is_as_plausible_and_as_local_as_a_report(site: Site) -> None:
    take(site, (key("C"), 81.2))
    with pytest.raises(InvalidValue):
        correct(site, key("C"), 812)
    with pytest.raises(NotYourDistrict):
        correct(site, key("C"), 81, caller=REPORTER_001)


def test_history_still_proves_itself(site: Site) -> None:
    site.post("A")
    take(site, (key("A", on=day(-3)), 10), (key("001", ICU), 20))
    site.close_day()
    take(site, (key("city", ICU, on=day(-1)), 30))
    correct(site, key("A", on=day(-3)), None)
    assert site.differences() == ()


def test_a_site_that_knows_nothing_but_a_value_proves_its_history(site: Site) -> None:
    take(site, (key("A"), 10))
    assert site.differences() == ()
    site.close_day()
    assert site.differences() == ()


def test_versions_that_form_no_chain_are_told(site: Site) -> None:
    take(site, (key(), 81.2))
    with site.sessions.begin() as session:
        assert broken_value_chains(session) == []
        session.execute(text("UPDATE indicator_values SET superseded_revision = 99"))
        assert broken_value_chains(session) == [f"indicator {key()}: its versions form no unbroken chain"]


@pytest.mark.parametrize("statement", ["UPDATE indicator_values SET value = 1", "DELETE FROM indicator_values"])
def test_the_database_itself_refuses_to_rewrite_a_value(site: Site, statement: str) -> None:
    take(site, (key(), 81.2))
    with pytest.raises(IntegrityError, match="append-only"), site.sessions.begin() as session:
        session.execute(text(statement))
