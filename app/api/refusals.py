"""Refused writes and exports in the audit: what a known caller asked for and did not get."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.api.exports import is_export
from app.api.security import now_of, request_id_of, sessions_of
from app.api.strangers import StrangerTally
from app.domain.errors import CrossSiteRequest, NotAuthenticated, NotYourDistrict
from app.services.access import Caller, only_district
from app.services.audit import record_refusal
from app.services.sign_in import NOBODY
from app.storage.audit import AuditEntry, Outcome

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OUR_FAULT: Final = 500
_SIGN_INS: Final = frozenset({"create_token", "open_page_session"})


async def audit_refusal(request: Request, fault: Exception, status: int) -> None:
    """Leave a line about a refused or failed write or export; other reads leave none.

    A signed-in caller's has a line each. Those of strangers share one in ten minutes, which tells how many there were.

    For the problem handlers, which run when the transaction of the write has ended; it never raises.

    Args:
        fault: only its kind is kept, never its text, which may repeat what was sent.
        status: what is about to be answered; from 500 on the outcome is `failed`, else `refused`.
    """
    if request.method in _READING and not is_export(request):
        return
    caller: Caller | None = getattr(request.state, "caller", None)
    entry = _of_stranger(request, fault) if caller is None else _of_staff(request, caller, fault, status)
    if entry is not None:
        await run_in_threadpool(record_refusal, sessions_of(request), entry)


def leave_refusal(request: Request, fault: Exception, status: int) -> None:
    """The same line for a refusal that a page says on its own form; call it once the write has been rolled back."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None:
        record_refusal(sessions_of(request), _of_staff(request, caller, fault, status))


def _of_stranger(request: Request, fault: Exception) -> AuditEntry | None:
    """A line when it is time for one. A wrong password is told by the sign-in itself.

    A write by a cookie that another site may have used is nobody's either: its owner does not know of it.
    """
    if not isinstance(fault, NotAuthenticated | CrossSiteRequest) or _route_name(request) in _SIGN_INS:
        return None
    state = request.app.state
    if not hasattr(state, "strangers"):
        state.strangers = StrangerTally()
    tally: StrangerTally = state.strangers
    count = tally.count(now_of(request))
    if count is None:
        return None
    return AuditEntry(
        at=now_of(request),
        actor=NOBODY,
        action="stranger_write",
        subject=f"{request.method} {request.url.path}",
        outcome=Outcome.REFUSED,
        detail={"tries": count, "address": request.client.host if request.client else NOBODY},
        request_id=request_id_of(request),
    )


def _route_name(request: Request) -> str:
    return str(getattr(request.scope.get("route"), "name", "write"))


def _of_staff(request: Request, caller: Caller, fault: Exception, status: int) -> AuditEntry:
    return AuditEntry(
        at=now_of(request),
        actor=caller.username,
        role=caller.role,
        action=_route_name(request),
        subject=f"{request.method} {request.url.path}",
        outcome=Outcome.FAILED if status >= _OUR_FAULT else Outcome.REFUSED,
        district_code=fault.district_code if isinstance(fault, NotYourDistrict) else only_district(caller),
        detail={"status": status, "fault": type(fault).__name__},
        request_id=request_id_of(request),
    )
