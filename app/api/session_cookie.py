"""The cookie in which a browser keeps the session of a page; it holds the same token as Authorization: Bearer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_NAME: Final = "khoanhvung_session"


@dataclass(frozen=True)
class SessionCookie:
    """How the cookie is named and set; `secure`: the site is reached by https only.

    HttpOnly, so that no script reads it; SameSite=Lax, so that a link out of a message opens the page signed in.
    The prefix `__Host-` lets no other host or path of the domain set it.
    """

    secure: bool = False

    @property
    def name(self) -> str:
        """The name under which it is sent."""
        return f"__Host-{_NAME}" if self.secure else _NAME

    def token(self, request: Request) -> str | None:
        """The token a browser sent; None without one."""
        return request.cookies.get(self.name) or None

    def keep(self, response: Response, token: str, *, expires_at: datetime | None, now: datetime) -> None:
        """Have the browser keep a session until it ends by itself."""
        left_s = None if expires_at is None else max(0, int((expires_at - now).total_seconds()))
        response.set_cookie(
            self.name, token, max_age=left_s, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def forget(self, response: Response) -> None:
        """Have the browser throw the session away."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


def session_cookie_of(request: Request) -> SessionCookie:
    """The cookie of the application that serves this request."""
    cookie = getattr(request.app.state, "session_cookie", None)
    return cookie if isinstance(cookie, SessionCookie) else SessionCookie()
