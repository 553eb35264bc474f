"""Refused writes in the audit: what a known caller asked for and did not get."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.api.security import now_of, request_id_of, sessions_of
from app.domain.errors import NotYourDistrict
from app.services.access import Caller
from app.services.audit import record_refusal
from app.storage.audit import AuditEntry, Outcome

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_FAULT: Final = 500


async def audit_refusal(request: Request, fault: Exception, status: int) -> None:
    """Leave a line about a refused or failed write of a signed-in caller; reads and strangers leave none.

    For the problem handlers, which run when the transaction of the write has ended; it never raises.

    Args:
        fault: only its kind is kept, never its text, which may repeat what was sent.
        status: what is about to be answered; from 500 on the outcome is `failed`, else `refused`.
    """
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None and request.method not in _READING:
        await run_in_threadpool(record_refusal, sessions_of(request), _entry(request, caller, fault, status))


def _entry(request: Request, caller: Caller, fault: Exception, status: int) -> AuditEntry:
    return AuditEntry(
        at=now_of(request),
        actor=caller.username,
        role=caller.role,
        action=str(getattr(request.scope.get("route"), "name", "write")),
        subject=f"{request.method} {request.url.path}",
        outcome=Outcome.FAILED if status >= _OUR_FAULT else Outcome.REFUSED,
        district_code=fault.district_code if isinstance(fault, NotYourDistrict) else None,
        detail={"status": status, "fault": type(fault).__name__},
        request_id=request_id_of(request),
    )
