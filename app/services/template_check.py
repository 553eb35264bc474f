"""Whether a template that comes back is of this version, and of the district and day that are being reported."""

from __future__ import annotations

from datetime import date

from app.domain.errors import InvalidImport
from app.domain.register import Register
from app.formats.template_mark import TEMPLATE_VERSION, TemplateMark


def refuse_other_template(
    mark: TemplateMark | None, *, district_codes: frozenset[str] | None, on: date | None, register: Register
) -> None:
    """Go on only with a template for what is being reported, or with a sheet that is none (`mark` None).

    Args:
        district_codes: those being reported; None: any.
        on: the day being reported; None: the one the template names.

    Raises:
        InvalidImport: naming what the template is for, and what is being reported.
    """
    if mark is None:
        return
    if mark.version != TEMPLATE_VERSION:
        raise _other_version(mark.version)
    if on is not None and mark.reporting_date != on:
        raise _other_day(mark.reporting_date, on)
    if mark.district_code is not None and district_codes is not None and mark.district_code not in district_codes:
        own = ", ".join(_district_name(register, code) for code in sorted(district_codes))
        raise _other_district(_district_name(register, mark.district_code), own)


def _other_version(version: str) -> InvalidImport:
    return InvalidImport(
        vi=f"Tệp là mẫu số {version[:20]}, hệ thống dùng mẫu số {TEMPLATE_VERSION}; tải mẫu mới rồi chép số sang.",
        en=f"The file is template no. {version[:20]} and the service takes no. {TEMPLATE_VERSION}; "
        "get the new one and copy the figures.",
    )


def _other_day(day: date, on: date) -> InvalidImport:
    return InvalidImport(
        vi=f"Mẫu này của ngày {day:%d/%m/%Y}, còn ngày đang nhập là {on:%d/%m/%Y}; "
        "chọn đúng ngày, hoặc tải mẫu của ngày đang nhập.",
        en=f"This template is of {day}, but {on} is being reported; "
        "choose the right day, or get the template of that day.",
    )


def _other_district(theirs: str, own: str) -> InvalidImport:
    return InvalidImport(
        vi=f"Mẫu này của {theirs}, còn đang nhập cho {own}; lấy đúng tệp của {own}.",
        en=f"This template is of {theirs}, but {own} is being reported; take the file of {own}.",
    )


def _district_name(register: Register, code: str) -> str:
    named = (ward.district_name for ward in register.wards if ward.district_code == code)
    return next((name for name in named if name), code)
