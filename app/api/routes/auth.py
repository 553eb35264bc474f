"""Signing in and out over HTTP, and who one is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field

from app.api.outages import outages_as_unavailable
from app.api.security import BearerToken, KnownIdentity, now_of, request_id_of, sessions_of
from app.api.session_cookie import session_cookie_of
from app.api.sign_in_door import keep_session, lifetime_of, open_kept_session, open_session
from app.domain.vocabulary import Role
from app.services.sign_in import Identity, sign_out

router: Final = APIRouter(prefix="/api/v1/auth", tags=["auth"])

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
    must_change_password: bool = Field(
        description="True: somebody else chose the password; all but changing it is refused."
    )


UsernameField = Annotated[str, Form(min_length=1, max_length=200)]
PasswordField = Annotated[str, Form(min_length=1, max_length=1024, json_schema_extra={"format": "password"})]


@router.post("/token")
async def create_token(
    request: Request,
    response: Response,
    username: UsernameField,
    password: PasswordField,
    grant_type: Annotated[Literal["password"], Form()] = "password",
) -> TokenAnswer:
    """Sign in with user name and password (OAuth2 password form) and get a token that can be revoked at any time.

    Ten wrong tries lock the account and the address for a while that grows (429 with Retry-After).
    """
    response.headers.update(_NOT_STORED)
    opened = await open_session(request, username, password)
    return TokenAnswer(
        access_token=opened.token,
        expires_in=int(lifetime_of(request).total_seconds()),
        role=opened.identity.member.role,
        districts=_districts(opened.identity),
    )


@router.post("/session")
async def open_page_session(
    request: Request, response: Response, username: UsernameField, password: PasswordField
) -> Me:
    """Sign in as `/token` does, with the token in a cookie that scripts cannot read; pages call the API by it.

    A write by the cookie is taken from pages of this site alone (403 `cross-site-request`).
    """
    response.headers.update(_NOT_STORED)
    opened = await open_kept_session(request, username, password)
    keep_session(request, response, opened)
    return _me(opened.identity)


@router.post("/logout", status_code=204)
def end_session(request: Request, response: Response, token: BearerToken, identity: KnownIdentity) -> None:
    """End the session of this token or cookie at once. A personal key does not end this way (409)."""
    session_cookie_of(request).forget(response)
    with outages_as_unavailable(), sessions_of(request).begin() as session:
        sign_out(session, token, now=now_of(request), request_id=request_id_of(request))


@router.get("/me")
def read_me(response: Response, identity: KnownIdentity) -> Me:
    """Who is signed in, with role and districts."""
    response.headers.update(_NOT_STORED)
    return _me(identity)


def _me(identity: Identity) -> Me:
    return Me(
        username=identity.member.username,
        display_name=identity.member.display_name,
        role=identity.member.role,
        districts=_districts(identity),
        expires_at=identity.expires_at,
        must_change_password=identity.member.must_change_password,
    )


def _districts(identity: Identity) -> list[str] | None:
    codes = identity.caller.district_codes
    return None if codes is None else sorted(codes)
