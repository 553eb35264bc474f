"""A member's own sessions: which stand, from what kind of device, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import SessionNotFound
from app.services import tokens
from app.services.staff_checks import StaffAct
from app.storage import credentials
from app.storage.credentials import StandingSession
from app.storage.staff import StaffMember


@dataclass(frozen=True)
class OwnSession:
    """One standing session; `is_this`: the one that asks."""

    session: StandingSession
    is_this: bool


def own_sessions(session: Session, member: StaffMember, *, token: str, now: datetime) -> list[OwnSession]:
    """The member's standing sessions, the one that asks first, then the one used last.

    Args:
        token: of the session, or key, that asks.
    """
    this = credentials.session_id_of(tokens.sha256_of(token))
    standing = credentials.standing_sessions(session, username=member.username, now=now)
    return sorted((OwnSession(each, each.session_id == this) for each in standing), key=lambda own: not own.is_this)


def end_own_session(session: Session, member: StaffMember, session_id: str, *, act: StaffAct) -> None:
    """End one of the member's sessions at once, wherever it is open.

    Raises:
        SessionNotFound: the member has no standing session of this id.
    """
    for each in credentials.standing_sessions(session, username=member.username, now=act.now):
        if each.session_id == session_id:
            credentials.revoke_session(session, token_sha256=each.token_sha256, now=act.now)
            act.record(session, "end_own_session", member, {"device": each.device})
            return
    raise SessionNotFound(session_id)


def end_other_sessions(session: Session, member: StaffMember, *, token: str, act: StaffAct) -> int:
    """End all the member's sessions but the one that asks, and answer how many there were."""
    ended = credentials.revoke_sessions_of(session, username=member.username, now=act.now, but=tokens.sha256_of(token))
    act.record(session, "end_own_sessions", member, {"sessions": ended})
    return ended
