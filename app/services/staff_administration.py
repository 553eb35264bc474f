"""Administering accounts on behalf of somebody: every act within what that somebody may manage."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import AccountNotFound, KeyNotFound, StaleAccount
from app.domain.vocabulary import Role
from app.services.access import Act, Caller, require_act
from app.services.staff_accounts import end_key, store_account, store_password
from app.services.staff_changes import AccountChange, change_account
from app.services.staff_checks import StaffAct, Trace
from app.services.staff_rules import manages, require_givable, require_managed
from app.services.temporary_passwords import ChosenPassword
from app.services.usernames import checked_username, fold_username
from app.storage import credentials, staff
from app.storage.credentials import ApiKey
from app.storage.staff import StaffMember


@dataclass(frozen=True)
class Manager:
    """Who administers, when, and under which request and revision."""

    caller: Caller
    now: datetime
    request_id: str | None = None
    revision: int | None = None

    @property
    def act(self) -> StaffAct:
        """The same as the audit names it."""
        return StaffAct(self.now, self.caller.username, Trace(self.caller.role, self.request_id, self.revision))


@dataclass(frozen=True)
class AccountWanted:
    """An account to be opened."""

    username: str
    display_name: str | None
    role: Role
    district_codes: frozenset[str]


@dataclass(frozen=True)
class AccountSeen:
    """An account as its manager sees it: when its owner last signed in (None: never), and how many keys stand."""

    member: StaffMember
    last_sign_in_at: datetime | None
    standing_keys: int


def accounts_in_scope(session: Session, caller: Caller, *, now: datetime) -> list[AccountSeen]:
    """The accounts the caller may manage, closed ones too, by user name. Three queries, whatever their number.

    Raises:
        RoleRequired: the caller manages nobody.
    """
    require_act(caller, Act.MANAGE_STAFF)
    signed_in, keys = credentials.last_sign_ins(session), credentials.standing_keys(session, now=now)
    return [
        AccountSeen(member, signed_in.get(member.username), keys.get(member.username, 0))
        for member in staff.everyone(session)
        if manages(caller, member)
    ]


def account_in_scope(session: Session, caller: Caller, username: str, *, now: datetime) -> AccountSeen:
    """One account the caller may manage.

    Raises:
        AccountNotFound: no account of this name.
        NotYourStaff: it is for others to manage.
    """
    return _seen(session, managed_account(session, caller, username), now)


def managed_account(session: Session, caller: Caller, username: str) -> StaffMember:
    """The account of this name, if the caller may manage it.

    Raises:
        RoleRequired: the caller manages nobody.
        AccountNotFound: no account of this name.
        NotYourStaff: it is for others to manage.
    """
    require_act(caller, Act.MANAGE_STAFF)
    member = staff.find(session, fold_username(username))
    if member is None:
        raise AccountNotFound(username)
    require_managed(caller, member)
    return member


def open_account(
    session: Session,
    manager: Manager,
    wanted: AccountWanted,
    secret: ChosenPassword,
    *,
    known_district_codes: Collection[str],
) -> AccountSeen:
    """Open an account with a role and districts that the manager may give.

    Raises:
        InvalidValue: a name, or role and districts, that do not fit.
        NotYourStaff: the role is not the manager's to give.
        NotYourDistrict: a district is not the manager's.
        Conflict: the user name is taken.
    """
    require_act(manager.caller, Act.MANAGE_STAFF)
    username = checked_username(wanted.username)
    require_givable(manager.caller, username=username, role=wanted.role, district_codes=wanted.district_codes)
    member = StaffMember(
        username=username,
        display_name=(wanted.display_name or username).strip(),
        role=wanted.role,
        district_codes=wanted.district_codes,
        active=True,
        created_at=manager.now,
        created_by=manager.caller.username,
        must_change_password=secret.is_known_to_others and _has_a_person(wanted.role),
    )
    stored = store_account(
        session,
        member,
        password_hash=secret.password_hash,
        known_district_codes=known_district_codes,
        trace=manager.act.trace,
    )
    return AccountSeen(stored, None, 0)


def change_managed_account(
    session: Session,
    manager: Manager,
    username: str,
    change: AccountChange,
    *,
    expected_version: int,
    known_district_codes: Collection[str],
) -> AccountSeen:
    """Change an account, from one that the manager may manage to one that the manager may manage.

    Raises:
        AccountNotFound: no account of this name.
        NotYourStaff: it is for others to manage, or the role is not the manager's to give.
        NotYourDistrict: a district is not the manager's.
        StaleAccount: somebody else was first.
        InvalidValue: a name, or role and districts, that do not fit.
        LastAdministrator: the last open administrator would be closed or given another role.
    """
    member = managed_account(session, manager.caller, username)
    if member.version != expected_version:
        raise StaleAccount(username=member.username, current_version=member.version)
    wanted = change.applied_to(member)
    require_givable(manager.caller, username=member.username, role=wanted.role, district_codes=wanted.district_codes)
    changed = change_account(session, member, change, act=manager.act, known_district_codes=known_district_codes)
    return _seen(session, changed, manager.now)


def give_password(session: Session, manager: Manager, username: str, secret: ChosenPassword) -> StaffMember:
    """Give an account a new password; its sessions end, its lock is lifted, its keys stay.

    Raises:
        AccountNotFound: no account of this name.
        NotYourStaff: it is for others to manage.
    """
    member = managed_account(session, manager.caller, username)
    store_password(
        session,
        member,
        password_hash=secret.password_hash,
        act=manager.act,
        must_change=secret.is_known_to_others and _has_a_person(member.role),
    )
    return member


def sign_out_everywhere(session: Session, manager: Manager, username: str) -> int:
    """End all sessions of an account at once, and answer how many there were; its keys stay.

    Raises:
        AccountNotFound: no account of this name.
        NotYourStaff: it is for others to manage.
    """
    member = managed_account(session, manager.caller, username)
    ended = credentials.revoke_sessions_of(session, username=member.username, now=manager.now)
    manager.act.record(session, "staff_sign_out", member, {"sessions": ended})
    return ended


def end_key_of(session: Session, act: StaffAct, member: StaffMember, key_id: str) -> ApiKey:
    """End a standing key of a member, of which the caller has shown to be the owner or the manager.

    Raises:
        KeyNotFound: the member has no standing key of this id.
    """
    for key in credentials.keys_of(session, member.username):
        if key.key_id == key_id and key.stands(act.now):
            end_key(session, member, key, act=act)
            return key
    raise KeyNotFound(key_id)


def _has_a_person(role: Role) -> bool:
    """Whether somebody sits there who can choose a password: a machine's account would only stand still."""
    return role is not Role.JOB


def _seen(session: Session, member: StaffMember, now: datetime) -> AccountSeen:
    keys = credentials.keys_of(session, member.username)
    signed_in = credentials.last_sign_ins(session, username=member.username)
    return AccountSeen(member, signed_in.get(member.username), sum(each.stands(now) for each in keys))
