"""The daily sheet of a district: its wards, what is reported for the day and the day before, what surrounds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import DistrictNotFound, FutureReportingDate
from app.domain.names import bare_name, sort_key
from app.domain.records import CaseReport, ReportKey
from app.domain.register import District, Register, Ward
from app.domain.reporting_day import ONE_DAY
from app.services.access import Caller, require_district
from app.services.placed_outbreaks import placed_outbreaks
from app.services.register import register_on
from app.services.reporting_days import DayLocks
from app.services.site_rules import SiteRules
from app.storage.case_reports import current_reports
from app.storage.staff import display_names

TOWN = "Thị trấn"


@dataclass(frozen=True)
class SheetWard:
    """One row: the ward, its report of the day and of the day before (None: nothing was ever reported).

    A withdrawn report is there, without counts. `reported_by_name` is how pages call who sent the stored one.
    """

    ward: Ward
    stored: CaseReport | None
    previous: CaseReport | None
    in_outbreak: bool
    reported_by_name: str | None


@dataclass(frozen=True)
class ReportSheet:
    """A district's day. `locked_since`: from when on nothing of it may be sent by the reader; None while it may."""

    district: District
    reporting_date: date
    open_day: date
    wards: tuple[SheetWard, ...]
    locked_since: datetime | None

    @property
    def day_before(self) -> date:
        """The reporting day that the column of the day before shows."""
        return self.reporting_date - ONE_DAY


def read_report_sheet(
    session: Session, *, rules: SiteRules, caller: Caller, district_code: str, on: date, now: datetime
) -> ReportSheet:
    """The sheet of a district and day, wards in the order of district lists: towns first, then by the alphabet.

    Raises:
        FutureReportingDate: the day has not begun.
        DistrictNotFound: the register of that day has no such district.
        NotYourDistrict: the caller answers for others.
    """
    open_day = rules.clock.open_day(now)
    if on > open_day:
        raise FutureReportingDate("/reporting_date", on, open_day)
    register = register_on(session, on)
    district = next((each for each in register.duty_areas if each.code == district_code), None)
    if district is None:
        raise DistrictNotFound(district_code)
    require_district(caller, district_code)
    locks = DayLocks.read(session, rules=rules, caller=caller, days=[on], now=now)
    return ReportSheet(
        district=district,
        reporting_date=on,
        open_day=open_day,
        wards=_sheet_wards(session, _wards_of(register, district_code), source=rules.source, on=on),
        locked_since=locks.locked_since(district_code=district_code, reporting_date=on),
    )


def _wards_of(register: Register, district_code: str) -> list[Ward]:
    return sorted((ward for ward in register.wards if ward.scope_code == district_code), key=list_order)


def list_order(ward: Ward) -> tuple[object, ...]:
    """Where a ward stands in a list of its district: towns first, then by the alphabet."""
    return ward.kind != TOWN, sort_key(bare_name(ward.name, ward.kind))


def _sheet_wards(session: Session, wards: list[Ward], *, source: str, on: date) -> tuple[SheetWard, ...]:
    reports = current_reports(
        session, [ReportKey(ward.code, day, source) for ward in wards for day in (on, on - ONE_DAY)]
    )
    stricken = {
        code for outbreak in placed_outbreaks(session, on=on) if outbreak.is_open(on) for code in outbreak.ward_codes
    }
    names = display_names(session, {report.reported_by for report in reports.values()})
    return tuple(_sheet_ward(ward, reports, names, source=source, on=on, stricken=stricken) for ward in wards)


def _sheet_ward(
    ward: Ward,
    reports: Mapping[ReportKey, CaseReport],
    names: Mapping[str, str],
    *,
    source: str,
    on: date,
    stricken: set[str],
) -> SheetWard:
    stored = reports.get(ReportKey(ward.code, on, source))
    return SheetWard(
        ward=ward,
        stored=stored,
        previous=reports.get(ReportKey(ward.code, on - ONE_DAY, source)),
        in_outbreak=ward.code in stricken,
        reported_by_name=names.get(stored.reported_by) if stored else None,
    )
