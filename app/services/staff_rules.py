"""Whose accounts one may see and manage: the one place of that rule, for reading, changing and giving alike.

An administrator manages every account. A supervisor manages reporters whose districts all lie in the supervisor's own,
and can give neither another role nor other districts, so nobody raises anyone above themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from app.domain.errors import NotYourStaff
from app.domain.vocabulary import Role
from app.services.access import Caller, require_district
from app.storage.staff import StaffMember

MANAGED_ROLES: Final[Mapping[Role, frozenset[Role]]] = MappingProxyType(
    {Role.ADMIN: frozenset(Role), Role.SUPERVISOR: frozenset({Role.REPORTER})}
)
"""The roles of the accounts that each managing role looks after; the other roles manage nobody."""


def managed_roles(caller: Caller) -> frozenset[Role]:
    """The roles the caller may give; empty for those who manage nobody."""
    return MANAGED_ROLES.get(caller.role, frozenset())


def manages(caller: Caller, member: StaffMember) -> bool:
    """Whether the caller looks after this account as it stands."""
    if member.role not in managed_roles(caller):
        return False
    return caller.district_codes is None or member.district_codes <= caller.district_codes


def require_managed(caller: Caller, member: StaffMember) -> None:
    """Go on only with an account the caller looks after.

    Raises:
        NotYourStaff: it is for others.
    """
    if not manages(caller, member):
        raise NotYourStaff(member.username)


def require_givable(caller: Caller, *, username: str, role: Role, district_codes: Collection[str]) -> None:
    """Go on only when the caller may give this role with these districts.

    Raises:
        NotYourStaff: the role is not the caller's to give.
        NotYourDistrict: the first of the districts the caller does not answer for.
    """
    if role not in managed_roles(caller):
        raise NotYourStaff(username)
    for district_code in sorted(district_codes):
        require_district(caller, district_code)
