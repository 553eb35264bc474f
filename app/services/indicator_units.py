"""Which unit, day and source a value may be about, and who may read it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.domain.errors import FutureReportingDate, InvalidValue, UnitNotFound
from app.domain.indicator_catalogue import CITY_CODE, UnitKind
from app.domain.register import Register
from app.services.access import Caller, require_district, visible_districts
from app.services.site_rules import SiteRules


def unit_district(register: Register, kind: UnitKind, code: str, *, pointer: str | None = None) -> str | None:
    """The district whose staff answer for a unit; None when only those who answer for all do: the city.

    Args:
        pointer: where the code stands in what was sent; None: it is part of an address.

    Raises:
        UnitNotFound: no such unit, named in an address.
        InvalidValue: no such unit, named in a body.
    """
    if kind is UnitKind.CITY and code == CITY_CODE:
        return None
    if kind is UnitKind.WARD and code in register.positions:
        return register.wards[register.positions[code]].district_code
    if kind is UnitKind.DISTRICT and code in register.district_positions:
        return code
    if pointer is None:
        raise UnitNotFound(code)
    raise InvalidValue(
        pointer,
        vi=f"Không có {kind.label_vi} mang mã “{code}”. Xem mã ở GET /api/v1/wards và GET /api/v1/districts; "
        f"toàn thành phố là “{CITY_CODE}”.",
        en=f"There is no {kind} with code “{code}”. Find codes with GET /api/v1/wards and GET /api/v1/districts; "
        f"the whole city is “{CITY_CODE}”.",
    )


def kinds_of(register: Register, code: str) -> list[UnitKind]:
    """The kinds of unit that have this code, the narrowest first; empty when there is none."""
    found = {
        UnitKind.WARD: code in register.positions,
        UnitKind.DISTRICT: code in register.district_positions,
        UnitKind.CITY: code == CITY_CODE,
    }
    return [kind for kind, is_one in found.items() if is_one]


def require_unit(register: Register, *, caller: Caller, kind: UnitKind, code: str) -> None:
    """Refuse to read about a unit that is unknown or out of scope; what is said of the city, all staff may read.

    Raises:
        UnitNotFound, NotYourDistrict: as named.
    """
    district = unit_district(register, kind, code)
    if kind is not UnitKind.CITY:
        require_district(caller, district)


def check_source(rules: SiteRules, source: str, *, pointer: str) -> None:
    """Refuse a source that is not registered.

    Raises:
        InvalidValue: naming those that are.
    """
    if source not in rules.known_sources:
        known = ", ".join(rules.known_sources)
        raise InvalidValue(
            pointer,
            vi=f"Nguồn “{source}” chưa đăng ký; các nguồn có: {known}.",
            en=f"source “{source}” is not registered; send one of: {known}.",
        )


def refuse_future(day: date, open_day: date, *, pointer: str) -> None:
    """Refuse a day that has not begun.

    Raises:
        FutureReportingDate: it is after the open day.
    """
    if day > open_day:
        raise FutureReportingDate(pointer, day, open_day)


def units_in_scope(
    register: Register, *, caller: Caller, unit_code: str | None, unit_kind: UnitKind | None
) -> dict[UnitKind, Collection[str] | None]:
    """The units to read: for each kind the codes, None for all of it; what is said of the city, all staff may read.

    Raises:
        UnitNotFound: no such unit.
        NotYourDistrict: a unit of that code is out of the caller's scope.
    """
    if unit_code is not None:
        kinds = [kind for kind in kinds_of(register, unit_code) if unit_kind in {None, kind}]
        if not kinds:
            raise UnitNotFound(unit_code)
        for kind in kinds:
            require_unit(register, caller=caller, kind=kind, code=unit_code)
        return {kind: {unit_code} for kind in kinds}
    visible = visible_districts(caller)
    scope: dict[UnitKind, Collection[str] | None] = {UnitKind.CITY: {CITY_CODE}}
    if visible is None:
        scope |= {UnitKind.WARD: None, UnitKind.DISTRICT: None}
    else:
        inside = [ward.code for ward in register.wards if ward.scope_code in visible]
        scope |= {UnitKind.WARD: inside, UnitKind.DISTRICT: visible}
    return {kind: codes for kind, codes in scope.items() if unit_kind in {None, kind}}
