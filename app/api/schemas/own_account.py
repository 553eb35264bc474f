"""One's own password and sessions on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from app.api.schemas.common import Given, Taken
from app.services.own_sessions import OwnSession

Secret = Annotated[
    str, StringConstraints(min_length=1, max_length=1024), Field(json_schema_extra={"format": "password"})
]


class OwnPasswordIn(Taken):
    """A new password for oneself."""

    current: Secret = Field(description="The present password; a wrong one counts like a wrong try to sign in.")
    new: Secret = Field(description="At least 12 characters, not the user name, other than the present one.")


class SessionsEndedOut(Given):
    """How many sessions have ended."""

    sessions_ended: int = Field(description="The one that asked is not among them.")


class SessionOut(Given):
    """One session that stands."""

    session_id: str = Field(description="What it is called; not its token.")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="Roughly, to a quarter of an hour.")
    device: str | None = Field(description="Browser and system it was opened from, as far as they said; no address.")
    is_this: bool = Field(description="True for the session that asks.")


class SessionsOut(Given):
    """One's own sessions, the one that asks first, then the one used last."""

    sessions: list[SessionOut]

    @classmethod
    def of(cls, found: Iterable[OwnSession]) -> Self:
        """The sessions as the service found them."""
        return cls(
            sessions=[
                SessionOut(
                    session_id=own.session.session_id,
                    created_at=own.session.created_at,
                    expires_at=own.session.expires_at,
                    last_used_at=own.session.last_used_at,
                    device=own.session.device,
                    is_this=own.is_this,
                )
                for own in found
            ]
        )
