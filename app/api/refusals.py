"""Refused writes in the audit: what a known caller asked for and did not get."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.api.security import now_of, request_id_of, sessions_of
from app.services.access import Caller
from app.services.audit import record_refusal
from app.storage.audit import AuditEntry, Outcome

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_FAULT: Final = 500


async def audit_refused_write(request: Request, *, status: int, fault: str, district_code: str | None = None) -> None:
    """Leave a line about a refused or failed write of a signed-in caller; reads and strangers leave none.

    Call it from an exception handler, when the transaction of the write has ended; it never raises.

    Args:
        status: what is about to be answered; from 500 on the outcome is `failed`, else `refused`.
        fault: the kind of fault, such as `NotYourDistrict`; never its text, which may repeat what was sent.
        district_code: the district that was out of scope, if that was the reason.
    """
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None or request.method in _READING:
        return
    entry = AuditEntry(
        at=now_of(request),
        actor=caller.username,
        role=caller.role,
        action=_action(request),
        subject=f"{request.method} {request.url.path}",
        outcome=Outcome.FAILED if status >= _OUR_FAULT else Outcome.REFUSED,
        district_code=district_code,
        detail={"status": status, "fault": fault},
        request_id=request_id_of(request),
    )
    await run_in_threadpool(record_refusal, sessions_of(request), entry)


def _action(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "name", "write"))


async def audit_refusal(request: Request, fault: Exception, status: int) -> None:
    """The same, in the form the problem handlers call (see `install_problem_handlers`)."""
    await audit_refused_write(
        request, status=status, fault=type(fault).__name__, district_code=getattr(fault, "district_code", None)
    )
