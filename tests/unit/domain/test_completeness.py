"""Since when a ward is missing: closed days in a row, but for those that a declaration stands for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from app.domain.completeness import DayReport, Ledger, completeness_by_district
from app.domain.records import ZeroFill
from tests.worlds import make_register

NOW = datetime(2021, 8, 14, 3, tzinfo=UTC)
WARDS = make_register("A B", districts="001 017").wards


def ledger(on: int, **said: object) -> Ledger:
    """August 2021: the 13th is the newest closed day, and reports are expected from the 1st on."""
    empty = Ledger(date(2021, 8, on), date(2021, 8, 13), date(2021, 8, 1), {}, {}, ())
    return replace(empty, **said)  # type: ignore[arg-type]


def fill(first: int | None, end: int) -> ZeroFill:
    first_day = None if first is None else date(2021, 8, first)
    return ZeroFill("baseline", first_day, date(2021, 8, end), "Sở Y tế", "1", None, 1)


def missing(found: Ledger) -> tuple[date | None, int]:
    ward = completeness_by_district(WARDS, found)[0].missing[0]
    return ward.missing_since, ward.days_missing


def test_a_ward_that_never_reported_is_missing_since_reports_are_expected() -> None:
    assert missing(ledger(13)) == (date(2021, 8, 1), 13)
    assert missing(ledger(14)) == (date(2021, 8, 1), 13)


def test_the_days_after_a_declaration_are_missing() -> None:
    assert missing(ledger(13, fills=(fill(None, 10),))) == (date(2021, 8, 10), 4)
    assert missing(ledger(14, fills=(fill(5, 14),))) == (None, 0)
    assert missing(ledger(14, fills=(fill(15, 20),), last_reported={"A": date(2021, 8, 11)})) == (date(2021, 8, 12), 2)


def test_a_declared_day_has_nobody_missing_but_who_withdrew() -> None:
    withdrawn = DayReport("A", True, NOW, NOW, ())
    found = completeness_by_district(WARDS, ledger(13, fills=(fill(None, 14),), reports={"A": withdrawn}))
    assert [(each.declared, len(each.missing)) for each in found] == [(0, 1), (1, 0)]
    assert found[0].missing[0].missing_since == date(2021, 8, 13)


def test_wards_of_no_district_stand_last() -> None:
    alone = replace(WARDS[0], code="Z", district_code=None, district_name=None)
    found = completeness_by_district([alone, *WARDS], ledger(13))
    assert [each.district_code for each in found] == ["001", "017", None]
