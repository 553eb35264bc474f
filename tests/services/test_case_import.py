"""Importing a table of counts: all lines or none, the days it is silent about, and the second time."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, event

from app.domain.errors import FutureReportingDate, InvalidImport, InvalidValue
from app.domain.vocabulary import CaseClass
from app.formats.case_table import CaseRow, read_case_table
from app.services.access import Caller
from app.services.case_import import ImportOutcome, import_cases
from app.storage.audit import lines
from app.storage.case_reports import find_reports
from app.storage.zero_fills import zero_fills
from tests.site import CITY, REPORTER_001, TODAY, WARDS, Site, counts, day, open_site

UNKNOWN = CaseClass.COMMUNITY_UNKNOWN_SOURCE


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def table(*lines_of: str) -> list[CaseRow]:
    """Rows of `ward,day offset,count` as a file's `new_cases` gives them."""
    written = ["ward_code,date,new_cases"]
    for line in lines_of:
        ward, offset, count = line.split(",")
        written.append(f"{ward},{day(int(offset))},{count}")
    return read_case_table("\n".join(written).encode(), count_class=UNKNOWN)


def take(
    site: Site,
    rows: list[CaseRow],
    *,
    absent_is_zero: bool = False,
    first: date | None = None,
    last: date | None = None,
    caller: Caller = CITY,
    keep: bool = True,
) -> ImportOutcome:
    with site.sessions() as session:
        outcome = import_cases(
            session,
            rules=site.rules,
            caller=caller,
            rows=rows,
            absent_is_zero=absent_is_zero,
            first_day=first,
            last_day=last,
            source_name="cases.csv",
            now=site.clock.now,
        )
        if keep and outcome.changed:
            session.commit()
        return outcome


def stored(site: Site) -> dict[tuple[str, date], int]:
    with site.read_sessions() as session:
        found = find_reports(session, ward_codes=None, first_day=day(-400), last_day=day(400))
    return {
        (each.key.ward_code, each.key.reporting_date): each.counts.community_unknown_source
        for each in found
        if each.counts is not None
    }


def test_every_row_is_a_report_judged_at_once(site: Site) -> None:
    outcome = take(site, table("A,-1,2", "B,0,1", "C,0,0"))
    assert (outcome.rows, outcome.created, outcome.unchanged, outcome.filled) == (3, 3, 0, None)
    assert stored(site) == {("A", day(-1)): 2, ("B", TODAY): 1, ("C", TODAY): 0}
    levels = site.levels()
    assert (levels["A"], levels["B"], levels["C"]) == ("orange", "orange", "unknown")
    assert site.differences() == ()


def test_one_bad_row_refuses_the_file_with_every_fault(site: Site) -> None:
    revision = site.revision()
    with pytest.raises(InvalidImport) as caught:
        take(site, table("A,-1,2", "99999,0,1", "B,1,1"))
    assert [each.pointer for each in caught.value.errors] == ["/3/ward_code", "/4/reporting_date"]
    assert caught.value.extensions == {"fault_count": 2}
    assert (stored(site), site.revision()) == ({}, revision)


def test_a_file_without_rows_is_refused(site: Site) -> None:
    with pytest.raises(InvalidImport, match="no data lines"):
        take(site, [])


def test_the_same_file_again_changes_nothing(site: Site) -> None:
    rows = table("A,-1,2", "B,0,1")
    take(site, rows)
    again = take(site, rows)
    assert (again.created, again.unchanged, again.changed, again.level_changes) == (0, 2, False, ())


def test_a_row_that_differs_from_what_stands_refuses_the_file(site: Site) -> None:
    take(site, table("A,-1,2"))
    with pytest.raises(InvalidImport) as caught:
        take(site, table("A,-1,3", "B,-1,1"))
    assert "If-Match" in caught.value.errors[0].en
    assert stored(site) == {("A", day(-1)): 2}


def test_what_is_absent_is_zero_when_the_file_says_so(site: Site) -> None:
    site.clock.now = site.rules.clock.closes_at(TODAY)
    outcome = take(site, table("A,-20,1", "A,0,0"), absent_is_zero=True)
    assert outcome.filled == (day(-20), TODAY)
    site.run(TODAY)
    assert set(site.levels().values()) == {"green"}
    assert site.differences() == ()


def test_without_the_word_absent_days_stay_missing(site: Site) -> None:
    site.clock.now = site.rules.clock.closes_at(TODAY)
    take(site, table("A,-20,1", "A,0,0"))
    site.run(TODAY)
    assert {level for ward, level in site.levels().items() if ward != "A"} == {"unknown"}


def test_a_range_wider_than_the_file_is_filled(site: Site) -> None:
    outcome = take(site, table("A,-5,1"), absent_is_zero=True, first=day(-30), last=day(-1))
    assert outcome.filled == (day(-30), day(-1))
    with site.read_sessions() as session:
        (fill,) = zero_fills(session, source="district")
    assert (fill.kind, fill.first_day, fill.end_day, fill.note) == ("absent_is_zero", day(-30), TODAY, "cases.csv")


def test_a_range_that_ends_before_it_begins_is_refused(site: Site) -> None:
    with pytest.raises(InvalidValue, match="--from"):
        take(site, table("A,-5,1"), absent_is_zero=True, first=day(-1), last=day(-9))


def test_no_file_says_that_days_to_come_have_no_cases(site: Site) -> None:
    with pytest.raises(FutureReportingDate) as caught:
        take(site, table("A,-5,1"), absent_is_zero=True, last=day(1))
    assert caught.value.errors[0].pointer == "/to"


def test_the_same_filled_range_again_changes_nothing(site: Site) -> None:
    rows = table("A,-5,1")
    assert take(site, rows, absent_is_zero=True, last=day(-1)).changed
    again = take(site, rows, absent_is_zero=True, last=day(-1))
    assert (again.changed, again.filled) == (False, (day(-5), day(-1)))
    narrower = take(site, rows, absent_is_zero=True, first=day(-4), last=day(-2))
    assert not narrower.changed
    wider = take(site, rows, absent_is_zero=True, first=day(-6), last=day(-1))
    assert wider.changed
    with site.read_sessions() as session:
        assert len(zero_fills(session, source="district")) == 2


def test_rows_outside_the_range_are_taken_all_the_same(site: Site) -> None:
    site.post("A", day(-40))
    site.run(day(-20), day(-15), day(-1))
    outcome = take(site, table("A,-20,1", "A,-5,1"), absent_is_zero=True, first=day(-9), last=day(-1))
    assert (outcome.created, outcome.filled) == (2, (day(-9), day(-1)))
    assert site.differences() == ()


def test_a_dry_run_says_what_would_change_and_writes_nothing(site: Site) -> None:
    revision = site.revision()
    outcome = take(site, table("A,0,1"), keep=False)
    assert [(each.ward_code, each.after) for each in outcome.level_changes if each.after == "orange"] == [
        ("A", "orange")
    ]
    assert (stored(site), site.revision()) == ({}, revision)


def test_the_audit_tells_of_the_import_and_of_what_it_declared_zero(site: Site) -> None:
    take(site, table("A,-5,1"), absent_is_zero=True)
    with site.read_sessions() as session:
        line = lines(session, limit=1)[0].entry
    assert (line.action, line.subject, line.actor) == ("import_cases", "cases.csv", "thanhpho")
    assert line.detail == {"created": 1, "absent_is_zero": [str(day(-5)), str(day(-5))], "locked_day": True}


def test_a_row_of_another_district_refuses_the_file(site: Site) -> None:
    with pytest.raises(InvalidImport) as caught:
        take(site, table("A,0,1", "I,0,1"), caller=REPORTER_001)
    assert "017" in caught.value.errors[0].en
    assert stored(site) == {}


def test_many_rows_take_as_many_statements_as_few(site: Site) -> None:
    take(site, table("A,-60,0"))
    seen: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    found = []
    for rows in (table("B,-3,1"), table(*(f"{ward},-2,1" for ward in WARDS))):
        seen.clear()
        take(site, rows)
        found.append(len(seen))
    assert found[0] == found[1]


def test_counts_by_class_are_taken_as_they_stand(site: Site) -> None:
    content = f"ward_code,reporting_date,{','.join(CaseClass)}\nE,{TODAY},1,2,3,4,5\n".encode()
    take(site, read_case_table(content))
    with site.read_sessions() as session:
        (report,) = find_reports(session, ward_codes=["E"], first_day=TODAY, last_day=TODAY)
    assert report.counts == counts(1, 2, lockdown=3, quarantine=4, imported=5)
