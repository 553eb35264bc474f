"""Accounts of staff: opened, given a new password or a key, and closed; each act leaves a line in the audit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import Conflict, InvalidValue
from app.domain.vocabulary import Role
from app.services import passwords, throttling, tokens
from app.services.access import DISTRICT_ROLES
from app.services.usernames import checked_username, fold_username
from app.storage import audit, credentials, staff
from app.storage.audit import AuditEntry
from app.storage.credentials import ApiKey
from app.storage.staff import StaffMember

LONGEST_NAME: Final = 120
LONGEST_LABEL: Final = 80


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
) -> StaffMember:
    """Open an account.

    Args:
        district_codes: what a reporter or supervisor answers for; empty for the other roles, who answer for all.
        known_district_codes: the districts of the register.
        actor: who opens it: a user name, or `cli`.
        display_name: how pages call the member; the user name when not given.

    Raises:
        InvalidValue: a name, password, role and districts that do not fit; `errors` points at the field.
        Conflict: the user name is taken.
    """
    folded = checked_username(username)
    passwords.check_password(password, username=folded)
    _check_districts(role, district_codes, known_district_codes)
    if staff.find(session, folded) is not None:
        raise _taken(folded)
    member = StaffMember(
        username=folded,
        display_name=_checked_text(display_name or folded, "display_name", LONGEST_NAME),
        role=role,
        district_codes=frozenset(district_codes),
        active=True,
        created_at=now,
        created_by=actor,
    )
    staff.add(session, member, password_hash=passwords.hash_password(password))
    detail = {"role": role.value, "districts": sorted(district_codes)}
    audit.record(session, AuditEntry(at=now, actor=actor, action="staff_add", subject=folded, detail=detail))
    return member


def set_password(session: Session, *, username: str, password: str, now: datetime, actor: str) -> None:
    """Give a member a new password, lift the lock of the account, and end all its sessions; keys stay.

    Raises:
        InvalidValue: no such account, or a password too easy to guess.
    """
    member = _existing(session, username)
    passwords.check_password(password, username=member.username)
    password_hash = passwords.hash_password(password)
    throttling.unlock_account(session, member.username, now=now)
    staff.set_password_hash(session, username=member.username, password_hash=password_hash)
    credentials.revoke_sessions_of(session, username=member.username, now=now)
    audit.record(session, AuditEntry(at=now, actor=actor, action="staff_set_password", subject=member.username))


def deactivate(session: Session, *, username: str, now: datetime, actor: str) -> None:
    """Close an account: its sessions and keys end at once. The account itself stays, since the ledger names it.

    Raises:
        InvalidValue: no such account.
    """
    member = _existing(session, username)
    staff.set_active(session, username=member.username, active=False)
    credentials.revoke_sessions_of(session, username=member.username, now=now)
    credentials.revoke_keys_of(session, username=member.username, now=now)
    audit.record(session, AuditEntry(at=now, actor=actor, action="staff_deactivate", subject=member.username))


def reactivate(session: Session, *, username: str, now: datetime, actor: str) -> None:
    """Open a closed account again; it needs a new session, and new keys.

    Raises:
        InvalidValue: no such account.
    """
    member = _existing(session, username)
    staff.set_active(session, username=member.username, active=True)
    audit.record(session, AuditEntry(at=now, actor=actor, action="staff_reactivate", subject=member.username))


def list_staff(session: Session) -> list[StaffMember]:
    """All members, closed accounts too, by user name."""
    return staff.everyone(session)


def create_api_key(session: Session, *, username: str, now: datetime, label: str, actor: str) -> str:
    """Make a personal key for a machine and answer the secret, which is shown this once and stored nowhere.

    Raises:
        InvalidValue: no such account, or an unfit label.
        Conflict: the account is closed, or a key of this label stands.
    """
    member = _existing(session, username)
    plain_label = _checked_text(label, "label", LONGEST_LABEL)
    if not member.active:
        raise Conflict(
            vi=f"Tài khoản “{member.username}” đã đóng; mở lại trước khi cấp khoá.",
            en=f"The account “{member.username}” is closed; open it again before giving it a key.",
        )
    if any(key.label == plain_label and key.revoked_at is None for key in list_api_keys(session, username=username)):
        raise Conflict(
            vi=f"Đã có khoá “{plain_label}” còn hiệu lực; thu hồi nó hoặc đặt nhãn khác.",
            en=f"A key “{plain_label}” still stands; revoke it or choose another label.",
        )
    secret = tokens.new_api_key()
    credentials.add_key(
        session, key_sha256=tokens.sha256_of(secret), username=member.username, label=plain_label, created_at=now
    )
    detail = {"label": plain_label}
    audit.record(session, AuditEntry(at=now, actor=actor, action="key_add", subject=member.username, detail=detail))
    return secret


def list_api_keys(session: Session, *, username: str) -> list[ApiKey]:
    """The keys of an account, oldest first, revoked ones too; never their secrets.

    Raises:
        InvalidValue: no such account.
    """
    return credentials.keys_of(session, _existing(session, username).username)


def revoke_api_key(session: Session, *, username: str, label: str, now: datetime, actor: str) -> None:
    """End a key at once.

    Raises:
        InvalidValue: no such account, or no standing key of this label.
    """
    member = _existing(session, username)
    if not any(key.label == label and key.revoked_at is None for key in list_api_keys(session, username=username)):
        raise InvalidValue(
            "/label",
            vi=f"Tài khoản “{member.username}” không có khoá “{label}” nào còn hiệu lực.",
            en=f"The account “{member.username}” has no standing key “{label}”.",
        )
    credentials.revoke_keys_of(session, username=member.username, now=now, label=label)
    detail = {"label": label}
    audit.record(session, AuditEntry(at=now, actor=actor, action="key_revoke", subject=member.username, detail=detail))


def _existing(session: Session, username: str) -> StaffMember:
    member = staff.find(session, fold_username(username))
    if member is None:
        raise InvalidValue(
            "/username",
            vi=f"Không có tài khoản “{username}”.",
            en=f"There is no account “{username}”.",
        )
    return member


def _check_districts(role: Role, district_codes: Collection[str], known: Collection[str]) -> None:
    if role not in DISTRICT_ROLES:
        if district_codes:
            raise _unfit_districts(
                f"Vai trò {role.value} phụ trách mọi quận, huyện; bỏ phần chọn quận, huyện.",
                f"The role {role.value} answers for every district; leave the districts out.",
            )
        return
    if not district_codes:
        raise _unfit_districts(
            f"Vai trò {role.value} cần ít nhất một quận, huyện.",
            f"The role {role.value} needs at least one district.",
        )
    strangers = sorted(set(district_codes) - set(known))
    if strangers:
        raise _unfit_districts(
            f"Không có quận, huyện mang mã: {', '.join(strangers)}. Xem mã đúng ở GET /api/v1/districts.",
            f"No district has the code: {', '.join(strangers)}. Find the right code with GET /api/v1/districts.",
        )


def _checked_text(text: str, field: str, longest: int) -> str:
    plain = text.strip()
    if not plain or len(plain) > longest or not plain.isprintable():
        raise InvalidValue(
            f"/{field}",
            vi=f"{field} cần từ 1 đến {longest} ký tự in được.",
            en=f"{field} needs 1 to {longest} printable characters.",
        )
    return plain


def _unfit_districts(vi: str, en: str) -> InvalidValue:
    return InvalidValue("/district_codes", vi=vi, en=en)


def _taken(username: str) -> Conflict:
    return Conflict(
        vi=f"Tên đăng nhập “{username}” đã có người dùng.",
        en=f"The user name “{username}” is taken.",
    )
