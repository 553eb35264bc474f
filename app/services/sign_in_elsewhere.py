"""Signing in by word of another system: it vouches for a name, and only an open account of that name is let in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import NotAuthenticated
from app.services.sign_in import OpenedSession, SignInAttempt, open_session_of, record_wrong_try
from app.storage import staff


def sign_in_vouched(
    sessions: sessionmaker[Session], attempt: SignInAttempt, *, voucher: str, lifetime: timedelta
) -> OpenedSession:
    """Open a session for the account of the name in the attempt; its password is not looked at. Nobody is registered.

    A name beyond ASCII opens nothing: folding makes “ｌａｎ” into “lan”, who may be somebody else at the other system.

    Args:
        voucher: who vouches, for the audit: the address of the other system.

    Raises:
        NotAuthenticated: no account of this name, or a closed one.
    """
    with sessions.begin() as session:
        member = staff.find(session, attempt.account) if attempt.username.isascii() else None
        if member is not None and member.active:
            return open_session_of(session, attempt, member, lifetime, voucher=voucher)
    record_wrong_try(sessions, attempt, member, voucher=voucher)
    raise NotAuthenticated
