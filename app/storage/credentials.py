"""Sessions and personal keys: who holds a token, and its end. Only hashes of secrets come here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from app.storage.staff import StaffMember, member_of
from app.storage.tables.staff import ApiKeyRow, SessionRow, StaffDistrictRow, StaffRow


@dataclass(frozen=True)
class Holder:
    """The active member who holds a token, and when it ends; a personal key has no end."""

    member: StaffMember
    expires_at: datetime | None


@dataclass(frozen=True)
class ApiKey:
    """What may be shown of a personal key: never the secret."""

    username: str
    label: str
    created_at: datetime
    revoked_at: datetime | None


def add_session(
    session: Session, *, token_sha256: str, username: str, created_at: datetime, expires_at: datetime
) -> None:
    """Open a session, and clear away the member's own ended ones."""
    session.execute(delete(SessionRow).where(SessionRow.username == username, SessionRow.expires_at <= created_at))
    values = {"username": username, "created_at": created_at, "expires_at": expires_at, "revoked_at": None}
    session.execute(insert(SessionRow).values(token_sha256=token_sha256, **values))


def session_holder(session: Session, *, token_sha256: str, now: datetime) -> Holder | None:
    """Who holds this session token now; None when it is unknown, ended, revoked, or its member inactive. One query."""
    query = (
        select(StaffRow, StaffDistrictRow.district_code, SessionRow.expires_at)
        .join(SessionRow, SessionRow.username == StaffRow.username)
        .where(SessionRow.token_sha256 == token_sha256, SessionRow.revoked_at.is_(None), SessionRow.expires_at > now)
    )
    return _holder(session, query)


def key_holder(session: Session, *, key_sha256: str) -> Holder | None:
    """Who holds this personal key; None when it is unknown, revoked, or its member inactive. One query."""
    query = (
        select(StaffRow, StaffDistrictRow.district_code, ApiKeyRow.revoked_at)
        .join(ApiKeyRow, ApiKeyRow.username == StaffRow.username)
        .where(ApiKeyRow.key_sha256 == key_sha256, ApiKeyRow.revoked_at.is_(None))
    )
    return _holder(session, query)


def revoke_session(session: Session, *, token_sha256: str, now: datetime) -> None:
    """End one session at once."""
    _revoke_sessions(session, SessionRow.token_sha256 == token_sha256, now=now)


def revoke_sessions_of(session: Session, *, username: str, now: datetime) -> None:
    """End all sessions of a member at once."""
    _revoke_sessions(session, SessionRow.username == username, now=now)


def add_key(session: Session, *, key_sha256: str, username: str, label: str, created_at: datetime) -> None:
    """Store a personal key."""
    values = {"username": username, "label": label, "created_at": created_at, "revoked_at": None}
    session.execute(insert(ApiKeyRow).values(key_sha256=key_sha256, **values))


def keys_of(session: Session, username: str) -> list[ApiKey]:
    """The personal keys of a member, oldest first, revoked ones too."""
    query = select(ApiKeyRow).where(ApiKeyRow.username == username).order_by(ApiKeyRow.created_at, ApiKeyRow.label)
    rows = session.scalars(query.execution_options(populate_existing=True))
    return [ApiKey(row.username, row.label, row.created_at, row.revoked_at) for row in rows]


def revoke_keys_of(session: Session, *, username: str, now: datetime, label: str | None = None) -> None:
    """End the standing keys of a member at once: all, or those of one label."""
    statement = update(ApiKeyRow).where(ApiKeyRow.username == username, ApiKeyRow.revoked_at.is_(None))
    if label is not None:
        statement = statement.where(ApiKeyRow.label == label)
    session.execute(statement.values(revoked_at=now))


def _revoke_sessions(session: Session, which: Any, *, now: datetime) -> None:
    session.execute(update(SessionRow).where(which, SessionRow.revoked_at.is_(None)).values(revoked_at=now))


def _holder(session: Session, query: Select[*tuple[Any, ...]]) -> Holder | None:
    rows = session.execute(
        query.outerjoin(StaffDistrictRow, StaffDistrictRow.username == StaffRow.username)
        .where(StaffRow.active)
        .execution_options(populate_existing=True)
    ).all()
    if not rows:
        return None
    member = member_of(rows[0][0], [code for _row, code, _end in rows if code is not None])
    return Holder(member, rows[0][2])
