"""What a browser carries from the sign-in page to the provider and back: no server remembers it, so any may answer.

The journey is signed by a key that comes of the client secret, which all processes share; it is short-lived, HttpOnly,
and thrown away at the first return.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.api.oidc.faults import STALE, OidcFaultError

LIFETIME: Final = timedelta(minutes=10)
_NAME: Final = "khoanhvung_oidc"
_PURPOSE: Final = b"khoanhvung: journey of a sign-in elsewhere"


@dataclass(frozen=True)
class Journey:
    """One sign-in under way: what the provider must bring back, and where to go on; `until` in Unix seconds."""

    state: str
    nonce: str
    verifier: str
    wanted: str
    lang: str
    until: int

    @classmethod
    def begin(cls, *, wanted: str, lang: str | None, now: datetime) -> Journey:
        """A fresh one, unlike any other."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, wanted, lang or "", int((now + LIFETIME).timestamp()))

    def __repr__(self) -> str:
        """Nothing of its secrets: this may end in a traceback."""
        return f"Journey(until={self.until})"


@dataclass(frozen=True)
class JourneyCookie:
    """How a browser keeps a journey; `secure`: the site is reached by https only."""

    client_secret: str
    secure: bool

    @property
    def name(self) -> str:
        """The name under which it is sent."""
        return f"__Host-{_NAME}" if self.secure else _NAME

    def keep(self, response: Response, journey: Journey) -> None:
        """Have the browser keep a journey."""
        content = base64.urlsafe_b64encode(json.dumps(asdict(journey)).encode()).decode()
        response.set_cookie(
            self.name,
            f"{content}.{self._signature(content)}",
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response) -> None:
        """Have the browser throw it away."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def read(self, request: Request, *, state: str, now: datetime) -> Journey:
        """The journey that this return ends.

        Raises:
            OidcFaultError: the browser is on none, on another one, or it took too long.
        """
        content, _, signature = request.cookies.get(self.name, "").partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(content).encode()):
            raise OidcFaultError(STALE, "no journey, or not one of ours")
        try:
            journey = Journey(**json.loads(base64.urlsafe_b64decode(content)))
        except (binascii.Error, ValueError, TypeError) as fault:
            raise OidcFaultError(STALE, "a journey of another release") from fault
        if journey.until <= now.timestamp():
            raise OidcFaultError(STALE, "too late")
        if not hmac.compare_digest(journey.state.encode(), state.encode()):
            raise OidcFaultError(STALE, "another state")
        return journey

    def _signature(self, content: str) -> str:
        key = hmac.digest(self.client_secret.encode(), _PURPOSE, hashlib.sha256)
        return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()
