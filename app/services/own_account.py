"""What members do to their own account: a new password, and an end to their own sessions."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import InvalidValue, NotAuthenticated
from app.services import passwords, throttling, tokens
from app.services.audit import record_refusal
from app.services.sign_in import SignInAttempt
from app.storage import audit, credentials, staff
from app.storage.audit import AuditEntry, Outcome
from app.storage.staff import StaffMember

ACTION: Final = "own_password"


def change_own_password(
    sessions: sessionmaker[Session], attempt: SignInAttempt, *, new_password: str, token: str
) -> int:
    """Give oneself a new password; every other session of the account ends, and how many did is answered; keys stay.

    Like signing in it works in short transactions of its own: a wrong try stays counted, and nothing is locked while
    passwords are hashed.

    Args:
        attempt: the member's own user name with the present password, counted like a try to sign in.
        token: of the session that asks, which goes on.

    Raises:
        TooManyAttempts: the account or the address is locked for now.
        InvalidValue: `/current` is wrong, or `/new` is too easy to guess or the same as before.
        NotAuthenticated: the account was closed, or its password changed, meanwhile.
    """
    _check_new(attempt, new_password)
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        throttling.refuse_locked(session, attempt.subjects, now=attempt.now)
    with sessions.begin() as session:
        throttling.count_try(session, attempt.subjects, now=attempt.now)
        member = staff.find(session, attempt.account)
        old_hash = staff.password_hash(session, attempt.account)
    if member is None:
        raise NotAuthenticated
    if not passwords.try_password(attempt.password, old_hash).right:
        record_refusal(sessions, _entry(attempt, member, Outcome.REFUSED))
        raise _wrong_current()
    new_hash = passwords.hash_password(new_password)
    with sessions.begin() as session:
        throttling.forgive(session, attempt.subjects, now=attempt.now)
        return _store(session, attempt, old_hash=old_hash, new_hash=new_hash, token=token)


def _check_new(attempt: SignInAttempt, new_password: str) -> None:
    passwords.check_password(new_password, username=attempt.account, pointer="/new")
    if new_password == attempt.password:
        raise InvalidValue(
            "/new",
            vi="Mật khẩu mới phải khác mật khẩu hiện tại.",
            en="The new password must differ from the present one.",
        )


def _store(session: Session, attempt: SignInAttempt, *, old_hash: str | None, new_hash: str, token: str) -> int:
    member = staff.find(session, attempt.account)
    # Another change, or the end of the account, may have come in between.
    if member is None or not member.active or staff.password_hash(session, member.username, hold=True) != old_hash:
        raise NotAuthenticated
    staff.set_password_hash(session, username=member.username, password_hash=new_hash)
    staff.set_must_change_password(session, username=member.username, must_change=False)
    ended = credentials.revoke_sessions_of(
        session, username=member.username, now=attempt.now, but=tokens.sha256_of(token)
    )
    audit.record(session, _entry(attempt, member, Outcome.DONE, sessions=ended))
    return ended


def _wrong_current() -> InvalidValue:
    return InvalidValue("/current", vi="Mật khẩu hiện tại không đúng.", en="The present password is wrong.")


def _entry(attempt: SignInAttempt, member: StaffMember, outcome: Outcome, **detail: object) -> AuditEntry:
    return AuditEntry(
        at=attempt.now,
        actor=member.username,
        role=member.role,
        action=ACTION,
        subject=member.username,
        outcome=outcome,
        detail=detail,
        request_id=attempt.request_id,
    )
