"""The packed ledger says of every ward and day exactly what the plain reading says, now and at every revision."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy import Engine

from app.domain.records import ZeroFill
from app.storage.case_reports import load_counts
from app.storage.packed_ledger import PackedLedger, load_packed_ledger
from app.storage.zero_fills import zero_fills
from tests.site import ONE_DAY, TODAY, WARDS, Site, counts, day, open_site

FIRST, LAST = day(-20), TODAY


@pytest.fixture
def site(engine: Engine) -> Site:
    """A site with zeros, cases of each class, gaps, a correction, a withdrawal, a baseline and a second source."""
    site = open_site(engine)
    site.post_zeros(day(-12), day(-9))
    site.post_zeros(day(-7), day(-1), wards=("A", "C", "E"))
    site.post("B", day(-8), counts(1, 2, lockdown=3, quarantine=4, imported=5))
    site.post("H", day(-3), counts(imported=1))
    site.post("D", day(-3), counts(7), source="hospital")
    site.correct("B", day(-8), counts(known=1))
    site.correct("A", day(-2), None)
    site.correct("A", day(-10), None)
    site.declare_baseline(day(-9))
    site.correct("C", day(-2), counts(quarantine=1))
    site.post("I", reported=counts(2))
    return site


def packed(
    site: Site, *, codes: tuple[str, ...] = WARDS, known: int | None = None, source: str = "district"
) -> PackedLedger:
    """The packed ledger of all days."""
    with site.read_sessions() as session:
        return load_packed_ledger(
            session,
            ward_codes=codes,
            first_day=FIRST,
            last_day=LAST,
            source=source,
            fills=fills(site, known),
            known_revision=known,
        )


def fills(site: Site, known: int | None) -> list[ZeroFill]:
    """The declarations known at a revision."""
    with site.read_sessions() as session:
        return zero_fills(session, source="district", known_revision=known)


def assert_same_as_plain(
    site: Site,
    ledger: PackedLedger,
    *,
    first: date = FIRST,
    last: date = LAST,
    known: int | None = None,
    source: str = "district",
) -> None:
    """Compare with the plain reading, array by array."""
    with site.read_sessions() as session:
        wanted = load_counts(
            session,
            ward_codes=ledger.ward_codes,
            first_day=first,
            last_day=last,
            source=source,
            fills=fills(site, known),
            known_revision=known,
        )
    for got, expected in zip(ledger.between(first, last), wanted, strict=True):
        assert got.dtype == expected.dtype
        assert np.array_equal(got, expected)


def test_all_days_are_read_as_the_plain_reading_reads_them(site: Site) -> None:
    assert_same_as_plain(site, packed(site))


def test_what_was_known_at_every_revision_is_read_the_same(site: Site) -> None:
    for revision in range(site.revision() + 1):
        assert_same_as_plain(site, packed(site, known=revision), known=revision)


def test_a_withdrawn_report_is_missing_also_under_a_baseline(site: Site) -> None:
    reported = packed(site).reported
    assert not reported[0, (day(-10) - FIRST).days]
    assert reported[1, (day(-10) - FIRST).days]


def test_another_source_is_read_apart(site: Site) -> None:
    assert_same_as_plain(site, packed(site, source="hospital"), source="hospital")


def test_wards_are_in_the_order_asked_and_others_are_left_out(site: Site) -> None:
    assert_same_as_plain(site, packed(site, codes=("I", "B", "A")))


def test_some_of_the_days_are_cut_out_of_those_read(site: Site) -> None:
    ledger = packed(site)
    for offset in range(0, 20, 3):
        assert_same_as_plain(
            site, ledger, first=FIRST + offset * ONE_DAY, last=min(LAST, FIRST + (offset + 5) * ONE_DAY)
        )


def test_an_empty_ledger_has_nothing_reported(engine: Engine) -> None:
    ledger = packed(open_site(engine))
    counted, reported = ledger.between(FIRST, LAST)
    assert counted.shape == (9, 21, 5)
    assert not counted.any()
    assert not reported.any()


@pytest.mark.parametrize(("first", "last"), [(day(-21), LAST), (FIRST, day(1)), (LAST, FIRST)])
def test_days_that_were_not_read_cannot_be_asked_for(site: Site, first: date, last: date) -> None:
    with pytest.raises(ValueError, match="outside the days"):
        packed(site).between(first, last)


def test_days_are_read_across_the_end_of_a_year(engine: Engine) -> None:
    site = open_site(engine)
    site.post_zeros(date(2020, 2, 27), date(2020, 3, 2), wards=("A",))
    site.post_zeros(date(2020, 12, 30), date(2021, 1, 2), wards=("A", "B"))
    with site.read_sessions() as session:
        ledger = load_packed_ledger(
            session, ward_codes=WARDS, first_day=date(2020, 2, 20), last_day=date(2021, 1, 5), source="district"
        )
    assert_same_as_plain(site, ledger, first=date(2020, 2, 20), last=date(2021, 1, 5))
