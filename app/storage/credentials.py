"""Sessions and personal keys: who holds a token, and its end. Only hashes of secrets come here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, null, or_, select, update
from sqlalchemy.orm import Session

from app.storage.columns import Instant
from app.storage.staff import StaffMember, member_of
from app.storage.tables.staff import ApiKeyRow, SessionRow, StaffDistrictRow, StaffRow

_ID_LENGTH: Final = 16


@dataclass(frozen=True)
class Holder:
    """The active member who holds a token, and when it ends; None for a key without an end.

    `last_used_on`: the day a personal key was last seen; None for one never seen, and for sessions.
    `last_used_at`: roughly when a session was last seen; None for keys.
    """

    member: StaffMember
    expires_at: datetime | None
    last_used_on: date | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True)
class StandingSession:
    """What its owner may see of a session. `session_id` is the beginning of the hash of its token."""

    token_sha256: str
    created_at: datetime
    expires_at: datetime
    device: str | None
    last_used_at: datetime | None

    @property
    def session_id(self) -> str:
        """What it is called where others may read it."""
        return session_id_of(self.token_sha256)


@dataclass(frozen=True)
class ApiKey:
    """What may be shown of a personal key: never the secret. `key_id` is the beginning of its hash."""

    key_id: str
    username: str
    label: str
    created_at: datetime
    revoked_at: datetime | None
    expires_at: datetime | None
    last_used_on: date | None

    def stands(self, now: datetime) -> bool:
        """Whether the key opens anything now."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


def add_session(
    session: Session,
    *,
    token_sha256: str,
    username: str,
    created_at: datetime,
    expires_at: datetime,
    device: str | None = None,
) -> None:
    """Open a session, and clear away the member's own ended ones."""
    session.execute(delete(SessionRow).where(SessionRow.username == username, SessionRow.expires_at <= created_at))
    session.execute(
        insert(SessionRow).values(
            token_sha256=token_sha256,
            username=username,
            created_at=created_at,
            expires_at=expires_at,
            revoked_at=None,
            device=device,
            last_used_at=created_at,
        )
    )


def session_holder(session: Session, *, token_sha256: str, now: datetime) -> Holder | None:
    """Who holds this session token now; None when it is unknown, ended, revoked, or its member inactive. One query."""
    query = (
        select(StaffRow, StaffDistrictRow.district_code, SessionRow.expires_at, null(), SessionRow.last_used_at)
        .join(SessionRow, SessionRow.username == StaffRow.username)
        .where(SessionRow.token_sha256 == token_sha256, SessionRow.revoked_at.is_(None), SessionRow.expires_at > now)
    )
    return _holder(session, query)


def key_holder(session: Session, *, key_sha256: str, now: datetime) -> Holder | None:
    """Who holds this personal key; None when unknown, ended, revoked, or its member inactive. One query."""
    query = (
        select(StaffRow, StaffDistrictRow.district_code, ApiKeyRow.expires_at, ApiKeyRow.last_used_on, null())
        .join(ApiKeyRow, ApiKeyRow.username == StaffRow.username)
        .where(ApiKeyRow.key_sha256 == key_sha256, _stands(now))
    )
    return _holder(session, query)


def session_id_of(token_sha256: str) -> str:
    """What a session is called where others may read it: too short to find the token by."""
    return token_sha256[:_ID_LENGTH]


def standing_sessions(session: Session, *, username: str, now: datetime) -> list[StandingSession]:
    """The sessions of a member that open something now, the one used last first."""
    query = (
        select(SessionRow)
        .where(SessionRow.username == username, SessionRow.revoked_at.is_(None), SessionRow.expires_at > now)
        .order_by(SessionRow.last_used_at.desc(), SessionRow.created_at.desc())
        .execution_options(populate_existing=True)
    )
    return [
        StandingSession(row.token_sha256, row.created_at, row.expires_at, row.device, row.last_used_at)
        for row in session.scalars(query)
    ]


def note_session_use(session: Session, *, token_sha256: str, now: datetime) -> None:
    """Remember when a session was last seen."""
    session.execute(update(SessionRow).where(SessionRow.token_sha256 == token_sha256).values(last_used_at=now))


def revoke_session(session: Session, *, token_sha256: str, now: datetime) -> None:
    """End one session at once."""
    _revoke_sessions(session, SessionRow.token_sha256 == token_sha256, now=now)


def revoke_sessions_of(session: Session, *, username: str, now: datetime, but: str | None = None) -> int:
    """End all sessions of a member at once, except the one whose token has the hash `but`; answers how many."""
    ended = SessionRow.username == username
    if but is not None:
        ended &= SessionRow.token_sha256 != but
    standing = select(func.count()).where(ended, SessionRow.revoked_at.is_(None), SessionRow.expires_at > now)
    count = session.scalar(standing) or 0
    _revoke_sessions(session, ended, now=now)
    return count


def last_sign_ins(session: Session, *, username: str | None = None) -> dict[str, datetime]:
    """When each member, or one, last signed in; who never did is not in it. The newest session is always kept."""
    query = select(SessionRow.username, func.max(SessionRow.created_at, type_=Instant())).group_by(SessionRow.username)
    if username is not None:
        query = query.where(SessionRow.username == username)
    return {row.username: row[1] for row in session.execute(query)}


def add_key(
    session: Session,
    *,
    key_sha256: str,
    username: str,
    label: str,
    created_at: datetime,
    expires_at: datetime | None = None,
) -> ApiKey:
    """Store a personal key; without `expires_at` it stands until revoked."""
    row = {"username": username, "label": label, "created_at": created_at, "expires_at": expires_at}
    session.execute(insert(ApiKeyRow).values(key_sha256=key_sha256, revoked_at=None, last_used_on=None, **row))
    return ApiKey(
        key_id=key_sha256[:_ID_LENGTH],
        username=username,
        label=label,
        created_at=created_at,
        revoked_at=None,
        expires_at=expires_at,
        last_used_on=None,
    )


def note_key_use(session: Session, *, key_sha256: str, on: date) -> None:
    """Remember the day a key was last seen; days already noted are not written again."""
    unseen = or_(ApiKeyRow.last_used_on.is_(None), ApiKeyRow.last_used_on < on)
    session.execute(update(ApiKeyRow).where(ApiKeyRow.key_sha256 == key_sha256, unseen).values(last_used_on=on))


def keys_of(session: Session, username: str) -> list[ApiKey]:
    """The personal keys of a member, oldest first, revoked and ended ones too."""
    query = select(ApiKeyRow).where(ApiKeyRow.username == username).order_by(ApiKeyRow.created_at, ApiKeyRow.label)
    return [_key(row) for row in session.scalars(query.execution_options(populate_existing=True))]


def standing_keys(session: Session, *, now: datetime) -> dict[str, int]:
    """How many keys of each member stand; members without one are not in it."""
    query = select(ApiKeyRow.username, func.count()).where(_stands(now)).group_by(ApiKeyRow.username)
    return {row.username: row[1] for row in session.execute(query)}


def revoke_key(session: Session, *, username: str, key_id: str, now: datetime) -> None:
    """End one key of a member at once."""
    _revoke_keys(session, ApiKeyRow.username == username, ApiKeyRow.key_sha256.startswith(key_id), now=now)


def revoke_keys_of(session: Session, *, username: str, now: datetime) -> None:
    """End the keys of a member at once."""
    _revoke_keys(session, ApiKeyRow.username == username, now=now)


def _key(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        key_id=row.key_sha256[:_ID_LENGTH],
        username=row.username,
        label=row.label,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        expires_at=row.expires_at,
        last_used_on=row.last_used_on,
    )


def _stands(now: datetime) -> ColumnElement[bool]:
    return and_(ApiKeyRow.revoked_at.is_(None), or_(ApiKeyRow.expires_at.is_(None), ApiKeyRow.expires_at > now))


def _revoke_keys(session: Session, *which: ColumnElement[bool], now: datetime) -> None:
    session.execute(update(ApiKeyRow).where(*which, ApiKeyRow.revoked_at.is_(None)).values(revoked_at=now))


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
    row, _code, *used = rows[0]
    return Holder(member_of(row, [each[1] for each in rows if each[1] is not None]), *used)
