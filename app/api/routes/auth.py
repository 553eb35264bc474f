"""Signing in and out over HTTP, and who one is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field

from app.api.outages import outages_as_unavailable
from app.api.security import BearerToken, CurrentIdentity, now_of, request_id_of, sessions_of
from app.domain.errors import Unavailable
from app.domain.vocabulary import Role
from app.services.sign_in import SESSION_LIFETIME, Identity, OpenedSession, SignInAttempt, sign_in, sign_out

router: Final = APIRouter(prefix="/api/v1/auth", tags=["auth"])

_AT_ONCE: Final = 2
_WAITING_AT_MOST: Final = 64
_NO_ADDRESS: Final = "unknown"
_NOT_STORED: Final = {"Cache-Control": "no-store"}
_EVERY_DISTRICT: Final = "Codes of the districts this account answers for, in order; null: every district."


class TokenAnswer(BaseModel):
    """A session just opened."""

    access_token: str = Field(description="Send it as Authorization: Bearer; it is shown this once.")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds until the session ends by itself.")
    role: Role
    districts: list[str] | None = Field(description=_EVERY_DISTRICT)


class Me(BaseModel):
    """Who is signed in."""

    username: str
    display_name: str
    role: Role
    districts: list[str] | None = Field(description=_EVERY_DISTRICT)
    expires_at: datetime | None = Field(description="When the session ends by itself; null for a personal key.")


@router.post("/token")
async def create_token(
    request: Request,
    response: Response,
    username: Annotated[str, Form(min_length=1, max_length=200)],
    password: Annotated[str, Form(min_length=1, max_length=1024, json_schema_extra={"format": "password"})],
    grant_type: Annotated[Literal["password"], Form()] = "password",
) -> TokenAnswer:
    """Sign in with user name and password (OAuth2 password form) and get a token that can be revoked at any time.

    Ten wrong tries lock the account and the address for a while that grows (429 with Retry-After).
    """
    response.headers.update(_NOT_STORED)
    lifetime: timedelta = getattr(request.app.state, "session_lifetime", SESSION_LIFETIME)
    address = request.client.host if request.client else _NO_ADDRESS
    attempt = SignInAttempt(username, password, address, now_of(request), request_id_of(request))
    with outages_as_unavailable():
        opened = await _at_the_door(request, partial(sign_in, sessions_of(request), attempt, lifetime=lifetime))
    return TokenAnswer(
        access_token=opened.token,
        expires_in=int(lifetime.total_seconds()),
        role=opened.identity.member.role,
        districts=_districts(opened.identity),
    )


@router.post("/logout", status_code=204)
def end_session(request: Request, token: BearerToken, identity: CurrentIdentity) -> None:
    """End the session of this token at once. A personal key does not end this way (409)."""
    with outages_as_unavailable(), sessions_of(request).begin() as session:
        sign_out(session, token, now=now_of(request), request_id=request_id_of(request))


@router.get("/me")
def read_me(response: Response, identity: CurrentIdentity) -> Me:
    """Who is signed in, with role and districts."""
    response.headers.update(_NOT_STORED)
    return Me(
        username=identity.member.username,
        display_name=identity.member.display_name,
        role=identity.member.role,
        districts=_districts(identity),
        expires_at=identity.expires_at,
    )


async def _at_the_door(request: Request, work: Callable[[], OpenedSession]) -> OpenedSession:
    """Do the work of signing in on threads of its own, so that a crowd neither fills memory nor keeps reports waiting.

    Raises:
        Unavailable: so many are waiting that the next one is better told to come back.
    """
    state = request.app.state
    if not hasattr(state, "sign_in_door"):
        state.sign_in_door = CapacityLimiter(_AT_ONCE)
    door: CapacityLimiter = state.sign_in_door
    if door.statistics().tasks_waiting >= _WAITING_AT_MOST:
        raise Unavailable
    return await to_thread.run_sync(work, limiter=door)


def _districts(identity: Identity) -> list[str] | None:
    codes = identity.caller.district_codes
    return None if codes is None else sorted(codes)
