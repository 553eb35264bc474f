"""Importing a table of values: all lines or none, judged once, and the second time nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.domain.errors import InvalidImport, InvalidValue
from app.formats.indicator_table import IndicatorTable, read_indicator_table
from app.services.access import Caller
from app.services.indicator_import import IndicatorImport, import_indicators
from app.storage.audit import lines
from app.storage.indicator_values import ValueQuery, find_values
from tests.site import CITY, REPORTER_001, TODAY, Site, day, open_site
from tests.values import COVERAGE, ICU, key, take

HEADER = f"unit_code,reported_on,{COVERAGE},{ICU}"


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def table(*rows: str, header: str = HEADER) -> IndicatorTable:
    return read_indicator_table("\n".join([header, *rows]).encode())


def bring(site: Site, read: IndicatorTable, *, source: str = "district", caller: Caller = CITY) -> IndicatorImport:
    with site.sessions() as session:
        outcome = import_indicators(
            session,
            rules=site.rules,
            caller=caller,
            table=read,
            source=source,
            file_name="vaccination.csv",
            now=site.clock.now,
        )
        if outcome.changed:
            session.commit()
        return outcome


def faults(site: Site, *rows: str, caller: Caller = CITY) -> list[str]:
    with pytest.raises(InvalidImport) as refusal:
        bring(site, table(*rows), caller=caller)
    assert stored(site) == []
    return [each.en for each in refusal.value.errors]


def stored(site: Site) -> list[tuple[str, str, float | None]]:
    with site.read_sessions() as session:
        found = find_values(session, ValueQuery(day(-900), day(9)))
    return [(each.key.unit_code, each.key.indicator_id, each.value) for each in found]


def test_every_value_of_ward_district_and_city_is_stored_at_one_revision(site: Site) -> None:
    outcome = bring(site, table(f"A,{TODAY},81.2,", f"001,{TODAY},70,20", f"city,{TODAY},,15.5"))
    assert (outcome.rows, outcome.created, outcome.unchanged, outcome.revision) == (3, 4, 0, site.revision())
    assert stored(site) == [
        ("city", ICU, 15.5),
        ("001", COVERAGE, 70.0),
        ("001", ICU, 20.0),
        ("A", COVERAGE, 81.2),
    ]
    assert site.differences() == ()


def test_the_same_file_twice_changes_nothing(site: Site) -> None:
    rows = table(f"A,{TODAY},81.2,", f"001,{TODAY},70,20")
    bring(site, rows)
    revision = site.revision()
    outcome = bring(site, rows)
    assert (outcome.created, outcome.unchanged, outcome.changed, site.revision()) == (0, 3, False, revision)


def test_every_bad_row_is_named_with_line_column_and_reason(site: Site) -> None:
    found = faults(site, f"A,{TODAY},812,", f"Z,{TODAY},1,", f"B,{day(1)},1,", f"C,{TODAY},1,20", f"D,{TODAY},5,")
    assert [each.partition(": ")[0] for each in found] == [
        f"Line 2, column {COVERAGE}",
        "Line 3, column unit_code",
        "Line 4, column reported_on",
        f"Line 5, column {ICU}",
    ]
    assert any("812 is outside the plausible range 0–100" in each for each in found)
    assert any("has not begun" in each for each in found)


def test_a_value_that_differs_from_the_stored_one_refuses_the_file(site: Site) -> None:
    take(site, (key("A"), 50))
    with pytest.raises(InvalidImport) as refusal:
        bring(site, table(f"A,{TODAY},51,", f"B,{TODAY},1,"))
    (fault,) = refusal.value.errors
    assert fault.pointer == f"/2/{COVERAGE}"
    assert "PUT" in fault.en
    assert stored(site) == [("A", COVERAGE, 50.0)]


def test_a_file_for_other_districts_is_refused(site: Site) -> None:
    assert len(faults(site, f"A,{TODAY},1,", f"I,{TODAY},1,", f"city,{TODAY},1,", caller=REPORTER_001)) == 2


def test_the_kind_of_a_column_decides_where_the_code_is_looked_up(site: Site) -> None:
    with pytest.raises(InvalidImport, match="faults in the file: 1"):
        bring(site, table(f"001,{TODAY},1,", header=HEADER.replace("unit_code", "ward_code")))


def test_an_unregistered_source_and_an_empty_file_are_refused(site: Site) -> None:
    with pytest.raises(InvalidValue, match="not registered"):
        bring(site, table(f"A,{TODAY},1,"), source="rumour")
    for rows in (table(), table(f"A,{TODAY},,")):
        with pytest.raises(InvalidImport, match="no values"):
            bring(site, rows)


def test_an_import_leaves_one_line_in_the_audit(site: Site) -> None:
    bring(site, table(f"A,{TODAY},81.2,", f"B,{TODAY},1,"))
    with site.read_sessions() as session:
        entry = lines(session, limit=1)[0].entry
    assert (entry.action, entry.subject, entry.detail) == ("import_indicators", "vaccination.csv", {"created": 2})


def test_cells_that_cannot_be_read_and_cells_that_cannot_be_taken_are_told_at_once(site: Site) -> None:
    told = faults(site, f"A,{TODAY},abc,", f"Z,{TODAY},70,", f"B,{day(1)},70,", f"C,{TODAY},101,")
    places = [each.split(":")[0] for each in told]
    assert places == [
        f"Line 2, column {COVERAGE}",
        "Line 3, column unit_code",
        "Line 4, column reported_on",
        f"Line 5, column {COVERAGE}",
    ]
