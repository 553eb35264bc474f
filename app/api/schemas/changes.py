"""The feed of changes on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from app.api.schemas.common import Given


class ChangeOut(Given):
    """One change; `before` null: there was nothing, `after` null: there is nothing any more."""

    id: Annotated[str, Field(description="Its place, `{revision}-{number}`; the cursor to go on from.")]
    revision: Annotated[int, Field(description="The write that caused it, or that was newest when the clock did.")]
    at: datetime
    kind: Annotated[str, Field(examples=["status.changed"])]
    subject: Annotated[str, Field(description="Ward code, outbreak, cordon, area, decision, publication number …")]
    ward_codes: list[str]
    district_codes: list[str]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    href: Annotated[str, Field(description="Where the subject is read as it stands now.")]


class ChangesOut(Given):
    """Changes in order; go on with `after=next_cursor`, at once where `has_more`."""

    items: list[ChangeOut]
    next_cursor: str
    has_more: bool
    number_returned: int
    links: list[dict[str, str]]
    drill: bool
