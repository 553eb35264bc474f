"""Accounts of staff: opened, given a new password or a key, and closed; each act leaves a line in the audit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import Conflict, InvalidValue
from app.domain.vocabulary import Role
from app.services import passwords, throttling, tokens
from app.services.staff_changes import LONGEST_NAME, AccountChange, change_account
from app.services.staff_checks import UNTRACED, StaffAct, Trace, check_districts, checked_text, existing_account
from app.services.usernames import checked_username
from app.storage import credentials, staff
from app.storage.credentials import ApiKey
from app.storage.staff import StaffMember

LONGEST_LABEL: Final = 80


@dataclass(frozen=True)
class IssuedKey:
    """A key just made: the secret is shown this once and stored nowhere."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        """Not the secret: this may end in a traceback."""
        return f"IssuedKey({self.key!r})"


def add_staff(
    session: Session,
    *,
    username: str,
    password: str,
    role: Role,
    district_codes: Collection[str],
    known_district_codes: Collection[str],
    now: datetime,
    actor: str,
    display_name: str | None = None,
    must_change_password: bool = False,
) -> StaffMember:
    """Open an account.

    Args:
        district_codes: what a reporter or supervisor answers for; empty for the other roles, who answer for all.
        known_district_codes: the districts of the register.
        actor: who opens it: a user name, or `cli`.
        display_name: how pages call the member; the user name when not given.
        must_change_password: the password is a temporary one: nothing else is open until its owner has changed it.

    Raises:
        InvalidValue: a name, password, role and districts that do not fit; `errors` points at the field.
        Conflict: the user name is taken.
    """
    folded = checked_username(username)
    passwords.check_password(password, username=folded)
    check_districts(role, district_codes, known_district_codes)
    member = StaffMember(
        username=folded,
        display_name=(display_name or folded).strip(),
        role=role,
        district_codes=frozenset(district_codes),
        active=True,
        created_at=now,
        created_by=actor,
        must_change_password=must_change_password,
    )
    return store_account(
        session, member, password_hash=passwords.hash_password(password), known_district_codes=known_district_codes
    )


def store_account(
    session: Session,
    member: StaffMember,
    *,
    password_hash: str,
    known_district_codes: Collection[str],
    trace: Trace = UNTRACED,
) -> StaffMember:
    """Store an account whose password is hashed already.

    Raises:
        InvalidValue: a display name, or role and districts, that do not fit.
        Conflict: the user name is taken.
    """
    checked_text(member.display_name, "display_name", LONGEST_NAME)
    check_districts(member.role, member.district_codes, known_district_codes)
    if staff.find(session, member.username) is not None:
        raise _taken(member.username)
    staff.add(session, member, password_hash=password_hash)
    detail = {"role": member.role.value, "districts": sorted(member.district_codes)}
    StaffAct(member.created_at, member.created_by, trace).record(session, "staff_add", member, detail)
    return member


def set_password(
    session: Session, *, username: str, password: str, now: datetime, actor: str, must_change: bool = False
) -> None:
    """Give a member a new password, lift the lock of the account, and end all its sessions; keys stay.

    Args:
        must_change: the password is a temporary one: nothing else is open until its owner has changed it.

    Raises:
        InvalidValue: no such account, or a password too easy to guess.
    """
    member = existing_account(session, username)
    passwords.check_password(password, username=member.username)
    password_hash = passwords.hash_password(password)
    store_password(session, member, password_hash=password_hash, act=StaffAct(now, actor), must_change=must_change)


def store_password(
    session: Session, member: StaffMember, *, password_hash: str, act: StaffAct, must_change: bool = False
) -> None:
    """The same with a password that is checked and hashed already."""
    throttling.unlock_account(session, member.username, now=act.now)
    staff.set_password_hash(session, username=member.username, password_hash=password_hash)
    staff.set_must_change_password(session, username=member.username, must_change=must_change)
    credentials.revoke_sessions_of(session, username=member.username, now=act.now)
    act.record(session, "staff_set_password", member)


def deactivate(session: Session, *, username: str, now: datetime, actor: str) -> None:
    """Close an account: its sessions and keys end at once. The account itself stays, since the ledger names it.

    Raises:
        InvalidValue: no such account.
        LastAdministrator: it is the last open administrator.
    """
    _open_or_close(session, username, active=False, act=StaffAct(now, actor))


def reactivate(session: Session, *, username: str, now: datetime, actor: str) -> None:
    """Open a closed account again; it needs a new session, and new keys.

    Raises:
        InvalidValue: no such account.
    """
    _open_or_close(session, username, active=True, act=StaffAct(now, actor))


def list_staff(session: Session) -> list[StaffMember]:
    """All members, closed accounts too, by user name."""
    return staff.everyone(session)


def create_api_key(
    session: Session, *, username: str, now: datetime, label: str, actor: str, expires_at: datetime | None = None
) -> str:
    """Make a personal key for a machine and answer the secret, which is shown this once and stored nowhere.

    Args:
        expires_at: when it ends by itself; None: it stands until revoked.

    Raises:
        InvalidValue: no such account, an unfit label, or an end that has passed.
        Conflict: the account is closed, or a key of this label stands.
    """
    member = existing_account(session, username)
    return issue_key(session, member, label=label, expires_at=expires_at, act=StaffAct(now, actor)).secret


def issue_key(
    session: Session, member: StaffMember, *, label: str, expires_at: datetime | None, act: StaffAct
) -> IssuedKey:
    """The same for an account already at hand, answering what may be shown of the key beside its secret."""
    plain_label = checked_text(label, "label", LONGEST_LABEL)
    _check_end(expires_at, act.now)
    if not member.active:
        raise Conflict(
            vi=f"Tài khoản “{member.username}” đã đóng; mở lại trước khi cấp khoá.",
            en=f"The account “{member.username}” is closed; open it again before giving it a key.",
        )
    if any(each.label == plain_label for each in _standing_keys(session, member, act.now)):
        raise Conflict(
            vi=f"Đã có khoá “{plain_label}” còn hiệu lực; thu hồi nó hoặc đặt nhãn khác.",
            en=f"A key “{plain_label}” still stands; revoke it or choose another label.",
        )
    secret = tokens.new_api_key()
    key = credentials.add_key(
        session,
        key_sha256=tokens.sha256_of(secret),
        username=member.username,
        label=plain_label,
        created_at=act.now,
        expires_at=expires_at,
    )
    act.record(session, "key_add", member, {"label": plain_label, "expires_at": expires_at})
    return IssuedKey(key, secret)


def list_api_keys(session: Session, *, username: str) -> list[ApiKey]:
    """The keys of an account, oldest first, revoked and ended ones too; never their secrets.

    Raises:
        InvalidValue: no such account.
    """
    return credentials.keys_of(session, existing_account(session, username).username)


def revoke_api_key(session: Session, *, username: str, label: str, now: datetime, actor: str) -> None:
    """End a key at once.

    Raises:
        InvalidValue: no such account, or no standing key of this label.
    """
    member = existing_account(session, username)
    standing = [each for each in _standing_keys(session, member, now) if each.label == label]
    if not standing:
        raise InvalidValue(
            "/label",
            vi=f"Tài khoản “{member.username}” không có khoá “{label}” nào còn hiệu lực.",
            en=f"The account “{member.username}” has no standing key “{label}”.",
        )
    end_key(session, member, standing[0], act=StaffAct(now, actor))


def end_key(session: Session, member: StaffMember, key: ApiKey, *, act: StaffAct) -> None:
    """End a standing key of a member at once."""
    credentials.revoke_key(session, username=member.username, key_id=key.key_id, now=act.now)
    act.record(session, "key_revoke", member, {"label": key.label})


def _open_or_close(session: Session, username: str, *, active: bool, act: StaffAct) -> None:
    member = existing_account(session, username)
    change_account(session, member, AccountChange(active=active), act=act, known_district_codes=())


def _standing_keys(session: Session, member: StaffMember, now: datetime) -> list[ApiKey]:
    return [each for each in credentials.keys_of(session, member.username) if each.stands(now)]


def _check_end(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise InvalidValue(
            "/expires_at",
            vi="expires_at phải nằm trong tương lai; bỏ trống nếu khoá dùng đến khi thu hồi.",
            en="expires_at must lie in the future; leave it out for a key that stands until revoked.",
        )


def _taken(username: str) -> Conflict:
    return Conflict(
        vi=f"Tên đăng nhập “{username}” đã có người dùng.",
        en=f"The user name “{username}” is taken.",
    )
