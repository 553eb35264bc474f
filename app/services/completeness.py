"""Who in the caller's districts has reported a day, who has not, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.completeness import DistrictCompleteness, Ledger, completeness_by_district
from app.domain.errors import FutureReportingDate
from app.services.access import Caller
from app.services.register import register_on
from app.services.report_reading import wards_in_scope
from app.services.site_rules import SiteRules
from app.storage.case_reports import first_reporting_date
from app.storage.completeness import day_reports, last_reported_days
from app.storage.revisions import read_site
from app.storage.zero_fills import zero_fills


@dataclass(frozen=True)
class Completeness:
    """How far each district in scope is with one day."""

    on: date
    districts: tuple[DistrictCompleteness, ...]


def completeness(
    session: Session, *, rules: SiteRules, caller: Caller, on: date | None, district_code: str | None, now: datetime
) -> Completeness:
    """How far the caller's districts (or one of them) are with a day (the open one, if None).

    Only reports of the authoritative source count.

    Raises:
        FutureReportingDate: the day has not begun.
        DistrictNotFound, NotYourDistrict: as named.
    """
    open_day = rules.clock.open_day(now)
    day = on or open_day
    if day > open_day:
        raise FutureReportingDate("/on", day, open_day)
    codes = wards_in_scope(session, caller=caller, ward_code=None, district_code=district_code)
    wanted = None if codes is None else frozenset(codes)
    wards = [ward for ward in register_on(session, day).wards if wanted is None or ward.code in wanted]
    return Completeness(day, tuple(completeness_by_district(wards, _ledger(session, rules, day, now))))


def _ledger(session: Session, rules: SiteRules, day: date, now: datetime) -> Ledger:
    closed = rules.clock.last_closed_day(now)
    return Ledger(
        on=day,
        closed_through=closed,
        first_day=_expected_from(session, rules, day),
        reports=day_reports(session, day=day, source=rules.source),
        last_reported=last_reported_days(session, before=day, source=rules.source),
        fills=zero_fills(session, source=rules.source),
    )


def _expected_from(session: Session, rules: SiteRules, day: date) -> date:
    """The day from which on reports are expected: that of the site, or of an earlier history that was loaded."""
    site = read_site(session)
    known = [site.first_day if site is not None else day, first_reporting_date(session, source=rules.source) or day]
    return min(known)
