"""Which reports a caller may read: those of wards in districts the caller answers for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.errors import DistrictNotFound, WardNotFound
from app.domain.records import ReportKey
from app.services.access import Caller, require_district, visible_districts
from app.services.register import current_register, register_on


def wards_in_scope(
    session: Session, *, caller: Caller, ward_code: str | None, district_code: str | None
) -> list[str] | None:
    """Codes of the wards to read; None means every ward.

    Raises:
        WardNotFound, DistrictNotFound: no such unit.
        NotYourDistrict: the unit is out of the caller's scope.
    """
    register = current_register(session)
    if ward_code is not None:
        position = register.positions.get(ward_code)
        if position is None:
            raise WardNotFound(ward_code)
        require_district(caller, register.wards[position].district_code)
        return [ward_code]
    if district_code is not None:
        if district_code not in {ward.district_code for ward in register.wards}:
            raise DistrictNotFound(district_code)
        require_district(caller, district_code)
        return [ward.code for ward in register.wards if ward.district_code == district_code]
    visible = visible_districts(caller)
    return None if visible is None else [ward.code for ward in register.wards if ward.district_code in visible]


def key_in_scope(session: Session, *, caller: Caller, key: ReportKey) -> None:
    """Refuse a key whose ward is unknown or out of scope.

    Raises:
        WardNotFound, NotYourDistrict: as named.
    """
    register = register_on(session, key.reporting_date)
    position = register.positions.get(key.ward_code)
    if position is None:
        raise WardNotFound(key.ward_code)
    require_district(caller, register.wards[position].district_code)
