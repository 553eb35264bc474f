"""What a report must get right before anything is compared or stored: day, source, ward, and whose district it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app.domain.errors import FutureReportingDate, InvalidValue
from app.domain.records import ReportKey
from app.domain.register import Register
from app.domain.reporting_day import EARLIEST_DAY
from app.services.access import Caller, require_district
from app.services.site_rules import SiteRules


def check_report(
    registers: Callable[[date], Register],
    *,
    rules: SiteRules,
    caller: Caller,
    key: ReportKey,
    pointer: str,
    open_day: date,
) -> str | None:
    """Refuse a report about a day not begun, or too long ago, a source or ward unknown, or another's district.

    Args:
        registers: the register in force on a day.
        pointer: where the report stands in what was sent.
        open_day: the newest day that may be reported.

    Returns:
        The ward's district on that day; None when it lies in none.

    Raises:
        FutureReportingDate, InvalidValue, NotYourDistrict: as named.
    """
    if key.reporting_date < EARLIEST_DAY:
        raise InvalidValue(
            f"{pointer}/reporting_date",
            vi=f"Ngày báo cáo {key.reporting_date:%d/%m/%Y} quá xa; nhận ngày từ {EARLIEST_DAY:%d/%m/%Y} trở đi.",
            en=f"reporting_date {key.reporting_date} is too long ago; send a day from {EARLIEST_DAY} on.",
        )
    if key.reporting_date > open_day:
        raise FutureReportingDate(f"{pointer}/reporting_date", key.reporting_date, open_day)
    if key.source not in rules.known_sources:
        known = ", ".join(rules.known_sources)
        raise InvalidValue(
            f"{pointer}/source",
            vi=f"Nguồn “{key.source}” chưa đăng ký; các nguồn có: {known}.",
            en=f"source “{key.source}” is not registered; send one of: {known}.",
        )
    district = _district_of(registers(key.reporting_date), key, pointer=f"{pointer}/ward_code")
    require_district(caller, district)
    return district


def _district_of(register: Register, key: ReportKey, *, pointer: str) -> str | None:
    position = register.positions.get(key.ward_code)
    if position is None:
        raise InvalidValue(
            pointer,
            vi=f"Không có phường, xã mang mã “{key.ward_code}” vào ngày {key.reporting_date:%d/%m/%Y}. "
            "Xem mã đúng ở GET /api/v1/wards.",
            en=f"No ward with code “{key.ward_code}” is in the register on {key.reporting_date}. "
            "Find the right code with GET /api/v1/wards.",
        )
    return register.wards[position].scope_code
