"""The audit, for staff in scope: who wrote what, who was refused, who signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep
from app.api.schemas.common import Given
from app.api.security import MayReadAudit
from app.services.access import visible_districts
from app.storage.audit import AuditLine, lines

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])


class AuditLineOut(Given):
    """One line; numbers run without a gap, so that a removed line would show."""

    id: int
    at: datetime
    actor: str
    role: str | None
    action: str
    object: str
    district_code: str | None
    outcome: str
    detail: dict[str, Any]
    request_id: str | None
    revision: int | None

    @classmethod
    def of(cls, line: AuditLine) -> AuditLineOut:
        """A stored line as it is shown."""
        entry = line.entry
        return cls(
            id=line.id,
            at=entry.at,
            actor=entry.actor,
            role=entry.role.value if entry.role else None,
            action=entry.action,
            object=entry.subject,
            district_code=entry.district_code,
            outcome=entry.outcome.value,
            detail=dict(entry.detail),
            request_id=entry.request_id,
            revision=entry.revision,
        )


class AuditPage(Given):
    """Lines, newest first."""

    items: list[AuditLineOut]
    number_returned: int
    links: list[dict[str, str]]


@router.get("")
def read_audit(
    request: Request,
    session: ReadSessionDep,
    caller: MayReadAudit,
    after: Annotated[int | None, Query(ge=1, le=2**53, description="Only lines before this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """Lines of the caller's districts (all of them for those who answer for every district), newest first."""
    found = lines(session, district_codes=visible_districts(caller), before=after, limit=limit + 1)
    page = found[:limit]
    links = [next_link(request, str(page[-1].id))] if len(found) > limit else []
    return AuditPage(items=[AuditLineOut.of(each) for each in page], number_returned=len(page), links=links)
