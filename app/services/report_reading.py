"""Which reports a caller may read: those of wards in districts the caller answers for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.errors import DistrictNotFound, WardNotFound
from app.domain.records import ReportKey
from app.services.access import Caller, require_district, visible_districts
from app.services.register import current_register, register_on
from app.storage.units import wards_gone


def wards_in_scope(
    session: Session, *, caller: Caller, ward_code: str | None, district_code: str | None
) -> list[str] | None:
    """Codes of the wards to read, those that are gone since included; None means every ward.

    Raises:
        WardNotFound, DistrictNotFound: no such unit.
        NotYourDistrict: the unit is out of the caller's scope.
    """
    visible = visible_districts(caller)
    if ward_code is None and district_code is None and visible is None:
        return None
    districts = districts_of_wards(session)
    if ward_code is not None:
        if ward_code not in districts:
            raise WardNotFound(ward_code)
        require_district(caller, districts[ward_code])
        return [ward_code]
    if district_code is not None:
        if district_code not in districts.values():
            raise DistrictNotFound(district_code)
        require_district(caller, district_code)
        visible = frozenset({district_code})
    return [code for code, district in districts.items() if visible is None or district in visible]


def districts_of_wards(session: Session) -> dict[str, str | None]:
    """What staff answer for each ward by: its district, or itself without one; of those that are gone the last one, so
    that what was reported of them stays to be read."""
    standing = {ward.code: ward.scope_code for ward in current_register(session).wards}
    return {**wards_gone(session), **standing}


def key_in_scope(session: Session, *, caller: Caller, key: ReportKey) -> None:
    """Refuse a key whose ward is unknown or out of scope.

    Raises:
        WardNotFound, NotYourDistrict: as named.
    """
    register = register_on(session, key.reporting_date)
    position = register.positions.get(key.ward_code)
    if position is None:
        raise WardNotFound(key.ward_code)
    require_district(caller, register.wards[position].scope_code)
