"""Signing in and out, and who stands behind a token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import Conflict, NotAuthenticated
from app.services import passwords, throttling, tokens
from app.services.access import Caller, caller, only_district
from app.services.audit import record_refusal
from app.services.usernames import fold_username, is_possible_username
from app.storage import audit, credentials, staff
from app.storage.audit import AuditEntry, AuditFilter, Outcome
from app.storage.credentials import Holder
from app.storage.staff import StaffMember

_log = structlog.get_logger(__name__)

SESSION_LIFETIME: Final = timedelta(hours=12)
NOTED_EVERY: Final = timedelta(minutes=15)
_NO_LOCK: Final = timedelta()
NOBODY: Final = "unknown"
"""Stands in the audit for a name without an account; the name itself may be a password in the wrong box."""
MOST_STRANGERS: Final = 60
STRANGERS_PER: Final = timedelta(minutes=10)
"""So many wrong tries under unknown names are told in that time; more from many addresses would fill the disk."""


@dataclass(frozen=True)
class HeldKey:
    """The personal key somebody is known by: its hash, and the day it was last seen before."""

    sha256: str
    last_used_on: date | None


@dataclass(frozen=True)
class HeldSession:
    """The session somebody is known by: its hash, and when it was last seen before, as far as that was noted."""

    sha256: str
    last_used_at: datetime | None


@dataclass(frozen=True)
class Identity:
    """Who is signed in, until when (None for a key without an end), and as which caller.

    `key` when known by a key, `session` when by a session.
    """

    member: StaffMember
    expires_at: datetime | None
    key: HeldKey | None = None
    session: HeldSession | None = None

    @property
    def caller(self) -> Caller:
        """The member as the rules of access see them."""
        member = self.member
        return caller(username=member.username, role=member.role, district_codes=member.district_codes)


@dataclass(frozen=True)
class OpenedSession:
    """A session just opened: the token is shown this once and stored nowhere."""

    token: str
    identity: Identity


@dataclass(frozen=True)
class SignInAttempt:
    """What someone at the door offers, when and from where."""

    username: str
    password: str
    address: str
    now: datetime
    request_id: str | None = None
    device: str | None = None

    @property
    def account(self) -> str:
        """The folded user name; empty when no account could be called so."""
        folded = fold_username(self.username)
        return folded if is_possible_username(folded) else ""

    @property
    def subjects(self) -> throttling.Subjects:
        """What a wrong try is counted against."""
        return throttling.Subjects.of(username=fold_username(self.username), address=self.address)

    def __repr__(self) -> str:
        """Nothing of what was offered: this may end in a traceback."""
        return f"SignInAttempt(now={self.now.isoformat()})"


def sign_in(
    sessions: sessionmaker[Session], attempt: SignInAttempt, *, lifetime: timedelta = SESSION_LIFETIME
) -> OpenedSession:
    """Open a session for the right password.

    Works in short transactions of its own, since a wrong try must stay counted and no lock may be held while a
    password is tried. An unknown name, a wrong password and a closed account get the same answer for the same work.

    Raises:
        NotAuthenticated: not the right name and password, or an inactive account.
        TooManyAttempts: the account or the address is locked for now; the password was not looked at.
    """
    tried = _try(sessions, attempt)
    if tried.member is None or not tried.verdict.right:
        record_wrong_try(sessions, attempt, tried.member, lock=tried.lock)
        raise NotAuthenticated
    with sessions.begin() as session:
        throttling.forgive(session, attempt.subjects, now=attempt.now)
        return _open(session, attempt, tried, lifetime)


def identify(session: Session, token: str, *, now: datetime) -> Identity:
    """Who holds a session token or a personal key. One query by primary key.

    Raises:
        NotAuthenticated: unknown, ended or revoked, or its holder's account is closed.
    """
    holder = _holder(session, token, now)
    if holder is None:
        raise NotAuthenticated
    digest = tokens.sha256_of(token)
    if tokens.is_api_key(token):
        return Identity(holder.member, holder.expires_at, key=HeldKey(digest, holder.last_used_on))
    return Identity(holder.member, holder.expires_at, session=HeldSession(digest, holder.last_used_at))


def note_key_use(sessions: sessionmaker[Session], key: HeldKey, *, on: date) -> None:
    """Remember the day a key was seen, once a day; never keeps its holder from going on."""
    if key.last_used_on is None or key.last_used_on < on:
        note_quietly(sessions, lambda session: credentials.note_key_use(session, key_sha256=key.sha256, on=on))


def note_session_use(sessions: sessionmaker[Session], held: HeldSession, *, now: datetime) -> None:
    """Remember roughly when a session was seen, a few times an hour; never keeps its holder from going on."""
    if held.last_used_at is None or now - held.last_used_at >= NOTED_EVERY:
        note_quietly(sessions, lambda session: credentials.note_session_use(session, token_sha256=held.sha256, now=now))


def note_quietly(sessions: sessionmaker[Session], note: Callable[[Session], None]) -> None:
    """In a transaction of its own: good to know, not worth waiting for; a busy database notes it at the next call."""
    try:
        with sessions.begin() as session:
            session.connection(execution_options={"gives_way": True})
            note(session)
    except OperationalError as fault:
        _log.info("use_not_noted", fault=type(fault).__name__)


def sign_out(session: Session, token: str, *, now: datetime, request_id: str | None = None) -> None:
    """End the session of this token at once.

    Raises:
        NotAuthenticated: no such session stands.
        Conflict: it is a personal key, which a machine would lose by accident.
    """
    member = identify(session, token, now=now).member
    if tokens.is_api_key(token):
        raise Conflict(
            vi="Khoá API cá nhân không kết thúc bằng đăng xuất; quản trị viên thu hồi khoá.",
            en="A personal API key does not end by signing out; an administrator revokes it.",
        )
    credentials.revoke_session(session, token_sha256=tokens.sha256_of(token), now=now)
    entry = AuditEntry(
        at=now,
        actor=member.username,
        role=member.role,
        action="sign_out",
        subject="session",
        district_code=_district_of(member),
        request_id=request_id,
    )
    audit.record(session, entry)


def _holder(session: Session, token: str, now: datetime) -> Holder | None:
    if not tokens.is_possible(token):
        return None
    digest = tokens.sha256_of(token)
    if tokens.is_api_key(token):
        return credentials.key_holder(session, key_sha256=digest, now=now)
    return credentials.session_holder(session, token_sha256=digest, now=now)


@dataclass(frozen=True)
class _Tried:
    """Whom the name stands for (closed accounts too), the hash tried against, how it went, and the lock if wrong."""

    member: StaffMember | None
    password_hash: str | None
    verdict: passwords.Verdict
    lock: timedelta


def _try(sessions: sessionmaker[Session], attempt: SignInAttempt) -> _Tried:
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        throttling.refuse_locked(session, attempt.subjects, now=attempt.now)
    with sessions.begin() as session:
        lock = throttling.count_try(session, attempt.subjects, now=attempt.now)
        member = staff.find(session, attempt.account)
        password_hash = staff.password_hash(session, attempt.account)
    return _Tried(member, password_hash, passwords.try_password(attempt.password, password_hash), lock)


def _open(session: Session, attempt: SignInAttempt, tried: _Tried, lifetime: timedelta) -> OpenedSession:
    member = staff.find(session, attempt.account)
    # The password may have been changed, or the account closed, while the old one was being tried.
    unchanged = staff.password_hash(session, attempt.account, hold=True) == tried.password_hash
    if member is None or not member.active or not unchanged:
        raise NotAuthenticated
    if tried.verdict.stronger_hash is not None:
        staff.set_password_hash(session, username=member.username, password_hash=tried.verdict.stronger_hash)
    return open_session_of(session, attempt, member, lifetime)


def open_session_of(
    session: Session, attempt: SignInAttempt, member: StaffMember, lifetime: timedelta, *, voucher: str | None = None
) -> OpenedSession:
    """Open a session for a member whose identity is beyond doubt: by password, or by word of a `voucher`."""
    token, expires_at = tokens.new_session_token(), attempt.now + lifetime
    digest = tokens.sha256_of(token)
    credentials.add_session(
        session,
        token_sha256=digest,
        username=member.username,
        created_at=attempt.now,
        expires_at=expires_at,
        device=attempt.device,
    )
    audit.record(session, sign_in_line(attempt, member, Outcome.DONE, voucher=voucher))
    return OpenedSession(token, Identity(member, expires_at, session=HeldSession(digest, attempt.now)))


def record_wrong_try(
    sessions: sessionmaker[Session],
    attempt: SignInAttempt,
    member: StaffMember | None,
    *,
    voucher: str | None = None,
    lock: timedelta = _NO_LOCK,
) -> None:
    """Leave a line about a try that opened nothing; so many of strangers in a while, and then no more.

    Args:
        lock: for how long the account or the address is locked by this try; further ones till then leave no line.
    """
    if member is None:
        with sessions() as session:
            session.connection(execution_options={"read_only": True})
            strangers = AuditFilter(since=attempt.now - STRANGERS_PER, actor=NOBODY, actions=frozenset({"sign_in"}))
            if audit.count_lines(session, asked=strangers, most=MOST_STRANGERS) >= MOST_STRANGERS:
                return
    record_refusal(sessions, sign_in_line(attempt, member, Outcome.REFUSED, voucher=voucher, lock=lock))


def _district_of(member: StaffMember) -> str | None:
    return only_district(Identity(member, None).caller)


def sign_in_line(
    attempt: SignInAttempt,
    member: StaffMember | None,
    outcome: Outcome,
    *,
    voucher: str | None = None,
    lock: timedelta = _NO_LOCK,
) -> AuditEntry:
    """The line that the audit keeps of a try: from which address, by whose word if not by a password, and the lock."""
    locked = {"lock_minutes": lock // timedelta(minutes=1)} if lock else {}
    return AuditEntry(
        at=attempt.now,
        actor=member.username if member else NOBODY,
        role=member.role if member else None,
        action="sign_in",
        subject="session",
        outcome=outcome,
        district_code=_district_of(member) if member else None,
        detail={"address": attempt.address, **({"voucher": voucher} if voucher else {}), **locked},
        request_id=attempt.request_id,
    )
