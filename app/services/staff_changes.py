"""Changes of an account: its name, role, districts, and whether it is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import LastAdministrator
from app.domain.vocabulary import Role
from app.services.access import DISTRICT_ROLES
from app.services.staff_checks import StaffAct, check_districts, checked_text
from app.storage import credentials, staff
from app.storage.staff import StaffMember

LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class AccountChange:
    """What is to be different; None leaves a part as it is.

    A new role that answers for every district drops the districts; one bound to districts keeps or takes them.
    """

    display_name: str | None = None
    role: Role | None = None
    district_codes: frozenset[str] | None = None
    active: bool | None = None

    def applied_to(self, member: StaffMember) -> StaffMember:
        """The account as it would be, its version counted up; the very same when nothing would differ."""
        role = self.role or member.role
        kept = member.district_codes if role in DISTRICT_ROLES else frozenset()
        changed = replace(
            member,
            display_name=member.display_name if self.display_name is None else self.display_name.strip(),
            role=role,
            district_codes=kept if self.district_codes is None else self.district_codes,
            active=member.active if self.active is None else self.active,
        )
        return member if changed == member else replace(changed, version=member.version + 1)


def change_account(
    session: Session,
    member: StaffMember,
    change: AccountChange,
    *,
    act: StaffAct,
    known_district_codes: Collection[str],
) -> StaffMember:
    """Change an account. Nothing is written when nothing differs.

    Another role or other districts end its sessions, closing and another role end its keys too: what was opened with
    the old scope does not live on in the new one.

    Raises:
        InvalidValue: a name, or role and districts, that do not fit.
        LastAdministrator: the last open administrator would be closed or given another role.
    """
    changed = change.applied_to(member)
    if changed == member:
        return member
    checked_text(changed.display_name, "display_name", LONGEST_NAME)
    if (changed.role, changed.district_codes) != (member.role, member.district_codes):
        check_districts(changed.role, changed.district_codes, known_district_codes)
    _keep_an_administrator(session, member, changed)
    staff.store_change(session, changed)
    _end_what_was_opened(session, member, changed, act)
    _record(session, member, changed, act)
    return changed


def _keep_an_administrator(session: Session, member: StaffMember, changed: StaffMember) -> None:
    stays = changed.active and changed.role is Role.ADMIN
    if member.active and member.role is Role.ADMIN and not stays:
        others = set(staff.hold_active(session, Role.ADMIN)) - {member.username}
        if not others:
            raise LastAdministrator(member.username)


def _end_what_was_opened(session: Session, member: StaffMember, changed: StaffMember, act: StaffAct) -> None:
    closed = member.active and not changed.active
    if closed or changed.role is not member.role or changed.district_codes != member.district_codes:
        credentials.revoke_sessions_of(session, username=member.username, now=act.now)
    if closed or changed.role is not member.role:
        credentials.revoke_keys_of(session, username=member.username, now=act.now)


def _record(session: Session, member: StaffMember, changed: StaffMember, act: StaffAct) -> None:
    before, after = _told(member), _told(changed)
    differing = {name: {"from": before[name], "to": after[name]} for name in after if before[name] != after[name]}
    if differing:
        act.record(session, "staff_change", changed, differing)
    if changed.active is not member.active:
        act.record(session, "staff_reactivate" if changed.active else "staff_deactivate", changed)


def _told(member: StaffMember) -> dict[str, object]:
    return {
        "display_name": member.display_name,
        "role": member.role.value,
        "districts": sorted(member.district_codes),
    }
