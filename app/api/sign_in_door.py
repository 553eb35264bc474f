"""The door where passwords are tried: few at once, on threads of their own, the same for the API and for the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response

from app.api.outages import outages_as_unavailable
from app.api.security import now_of, request_id_of, sessions_of
from app.api.session_cookie import session_cookie_of
from app.domain.devices import device_words
from app.domain.errors import Conflict, NotAuthenticated, Unavailable
from app.services.sign_in import SESSION_LIFETIME, OpenedSession, SignInAttempt, sign_in, sign_out

_AT_ONCE: Final = 2
_WAITING_AT_MOST: Final = 64
_NO_ADDRESS: Final = "unknown"

Done = TypeVar("Done")


def attempt_of(request: Request, username: str, password: str) -> SignInAttempt:
    """What this request offers at the door."""
    return SignInAttempt(
        username,
        password,
        address=request.client.host if request.client else _NO_ADDRESS,
        now=now_of(request),
        request_id=request_id_of(request),
        device=device_words(request.headers.get("user-agent")),
    )


def lifetime_of(request: Request) -> timedelta:
    """How long a session lasts here."""
    lifetime: timedelta = getattr(request.app.state, "session_lifetime", SESSION_LIFETIME)
    return lifetime


async def open_session(request: Request, username: str, password: str) -> OpenedSession:
    """Open a session for the right password.

    Raises:
        NotAuthenticated: not the right name and password, or an inactive account.
        TooManyAttempts: the account or the address is locked for now.
        Unavailable: the database cannot answer, or so many are waiting that the next one is better told to come back.
    """
    attempt = attempt_of(request, username, password)
    return await at_the_door(request, partial(sign_in, sessions_of(request), attempt, lifetime=lifetime_of(request)))


async def open_kept_session(request: Request, username: str, password: str) -> OpenedSession:
    """The same for a browser that keeps its session; the one it kept before ends, since nobody could end it any more.

    Raises:
        NotAuthenticated, TooManyAttempts, Unavailable: as above.
    """
    opened = await open_session(request, username, password)
    await to_thread.run_sync(end_kept_session, request)
    return opened


def keep_session(request: Request, response: Response, opened: OpenedSession) -> None:
    """Have the browser keep a session just opened."""
    session_cookie_of(request).keep(response, opened.token, expires_at=opened.identity.expires_at, now=now_of(request))


def end_kept_session(request: Request) -> None:
    """End the session that the browser keeps, if it still stands.

    Raises:
        Unavailable: the database cannot answer just now.
    """
    token = session_cookie_of(request).token(request)
    if token is None:
        return
    with outages_as_unavailable(), sessions_of(request)() as session:
        try:
            sign_out(session, token, now=now_of(request), request_id=request_id_of(request))
        except (NotAuthenticated, Conflict):
            return
        session.commit()


async def at_the_door(request: Request, work: Callable[[], Done]) -> Done:
    """Try a password on threads of its own, so that a crowd neither fills memory nor keeps reports waiting.

    Raises:
        Unavailable: the database cannot answer, or too many are waiting.
    """
    state = request.app.state
    if not hasattr(state, "sign_in_door"):
        state.sign_in_door = CapacityLimiter(_AT_ONCE)
    door: CapacityLimiter = state.sign_in_door
    if door.statistics().tasks_waiting >= _WAITING_AT_MOST:
        raise Unavailable
    with outages_as_unavailable():
        return await to_thread.run_sync(work, limiter=door)
