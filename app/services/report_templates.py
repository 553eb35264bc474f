"""Templates for a day's reports: the wards of a district, or of the whole city, with what yesterday said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import DistrictNotFound, FutureReportingDate, InvalidValue
from app.domain.register import Register, Ward
from app.formats.report_template import TemplateSheet, TemplateWard, report_template
from app.formats.template_mark import TEMPLATE_VERSION, TemplateMark
from app.services.access import Caller, require_district
from app.services.register import register_on
from app.services.report_sheet import list_order
from app.services.site_rules import SiteRules
from app.storage.case_reports import find_reports

_WHOLE_CITY = "toàn thành phố"
_MOST_WARDS = 1_000_000


def make_template(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    district_code: str | None,
    on: date | None,
    is_drill: bool,
    now: datetime,
) -> tuple[TemplateMark, bytes]:
    """The template of a district and day, and its mark.

    Args:
        district_code: None: the caller's only district, or every ward for a caller who answers for all.
        on: None: the open day.

    Raises:
        InvalidValue: the caller answers for several districts and names none.
        DistrictNotFound, NotYourDistrict, FutureReportingDate: as named.
    """
    open_day = rules.clock.open_day(now)
    day = on or open_day
    if day > open_day:
        raise FutureReportingDate("/on", day, open_day)
    register = register_on(session, day)
    district = district_code or _own_district(caller)
    wards = _wards(register, caller, district)
    mark = TemplateMark(TEMPLATE_VERSION, district, day)
    sheet = TemplateSheet(
        place=_place(wards, district),
        mark=mark,
        wards=_rows(session, wards, rules=rules, day=day),
        cutoff=f"{rules.clock.cutoff:%H:%M}",
        is_drill=is_drill,
        created=now,
    )
    return mark, report_template(sheet)


def _own_district(caller: Caller) -> str | None:
    if caller.district_codes is None:
        return None
    if len(caller.district_codes) == 1:
        return next(iter(caller.district_codes))
    raise InvalidValue(
        "/district",
        vi=f"Tài khoản phụ trách nhiều quận, huyện ({', '.join(sorted(caller.district_codes))}); thêm district=….",
        en=f"This account answers for several districts ({', '.join(sorted(caller.district_codes))}); add district=….",
    )


def _wards(register: Register, caller: Caller, district_code: str | None) -> list[Ward]:
    """The wards to list, by district, in the order of the daily sheet."""
    if district_code is None:
        return sorted(register.wards, key=lambda ward: (ward.scope_code, list_order(ward)))
    found = [ward for ward in register.wards if ward.scope_code == district_code]
    if not found:
        raise DistrictNotFound(district_code)
    require_district(caller, district_code)
    return sorted(found, key=list_order)


def _place(wards: Sequence[Ward], district_code: str | None) -> str:
    return _WHOLE_CITY if district_code is None else wards[0].district_name or district_code


def _rows(session: Session, wards: Sequence[Ward], *, rules: SiteRules, day: date) -> list[TemplateWard]:
    before = day - timedelta(days=1)
    codes = [ward.code for ward in wards]
    reports = find_reports(session, ward_codes=codes, first_day=before, last_day=before, limit=_MOST_WARDS)
    totals = {
        each.key.ward_code: sum(each.counts.as_tuple())
        for each in reports
        if each.key.source == rules.source and each.counts is not None
    }
    return [TemplateWard(ward.code, ward.name, ward.district_name, totals.get(ward.code)) for ward in wards]
