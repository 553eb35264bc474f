"""The way in by the account of one's organisation: to its sign-in page, and back with its word."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Final, TypeVar, cast

import structlog
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Query, Request, Response

from app.api.oidc.faults import AWAY, REFUSED, UNKNOWN, OidcFaultError
from app.api.oidc.journey import Journey
from app.api.oidc.site import OidcSite
from app.api.outages import outages_as_unavailable
from app.api.page_answers import Text
from app.api.pages.shared import address
from app.api.security import now_of, sessions_of
from app.api.sign_in_door import attempt_of, end_kept_session, keep_session, lifetime_of
from app.api.staff_faults import SIGN_IN, own_address
from app.api.staff_pages import sent_to
from app.domain.errors import NotAuthenticated, Unavailable
from app.services.sign_in import OpenedSession
from app.services.sign_in_elsewhere import sign_in_vouched

router: Final = APIRouter(include_in_schema=False)

_log = structlog.get_logger(__name__)
_AT_ONCE: Final = 2
_WAITING_AT_MOST: Final = 32

Found = TypeVar("Found")


@router.get("/staff/sign-in/oidc")
async def begin_sign_in(
    request: Request, wanted: Annotated[str | None, Query(alias="next")] = None, lang: Text = None
) -> Response:
    """Send the browser to the provider, with a journey that it has to bring back."""
    site = _site(request)
    language = lang if lang in {"vi", "en"} else None
    journey = Journey.begin(wanted=own_address(wanted), lang=language, now=now_of(request))
    try:
        answer = sent_to(await _apart(request, partial(site.provider.sign_in_address, journey)))
    except OidcFaultError as fault:
        return _back(fault, journey)
    site.cookie.keep(answer, journey)
    return answer


@router.get("/staff/sign-in/oidc/return")
async def end_sign_in(
    request: Request,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=8000)] = "",
    error: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Open a session for whom the provider vouches, and go on to the page asked for."""
    site = _site(request)
    journey: Journey | None = None
    try:
        journey = site.cookie.read(request, state=state, now=now_of(request))
        if error:
            raise OidcFaultError(REFUSED, "the provider said no")
        opened = await _apart(request, partial(_open, request, site, code, journey))
        answer = sent_to(_with_language(journey.wanted, journey))
        keep_session(request, answer, opened)
    except OidcFaultError as fault:
        answer = _back(fault, journey)
    site.cookie.forget(answer)
    return answer


def _open(request: Request, site: OidcSite, code: str, journey: Journey) -> OpenedSession:
    name = site.provider.username(code, journey)
    attempt = attempt_of(request, name, "")
    try:
        with outages_as_unavailable():
            opened = sign_in_vouched(sessions_of(request), attempt, voucher=site.issuer, lifetime=lifetime_of(request))
    except NotAuthenticated as fault:
        raise OidcFaultError(UNKNOWN, "no open account") from fault
    end_kept_session(request)
    return opened


async def _apart(request: Request, work: Callable[[], Found]) -> Found:
    """Speak with the provider on threads of its own: a slow one must not keep those waiting who report.

    Raises:
        OidcFaultError: so many are waiting that the next one is better told to come back.
    """
    state = request.app.state
    if not hasattr(state, "oidc_door"):
        state.oidc_door = CapacityLimiter(_AT_ONCE)
    door: CapacityLimiter = state.oidc_door
    if door.statistics().tasks_waiting >= _WAITING_AT_MOST:
        raise OidcFaultError(AWAY, "too many are waiting")
    try:
        return await to_thread.run_sync(work, limiter=door)
    except Unavailable as fault:
        raise OidcFaultError(AWAY, "our own database is away") from fault


def _back(fault: OidcFaultError, journey: Journey | None) -> Response:
    """To the sign-in page, which says why; a password still opens it."""
    _log.warning("oidc_sign_in_failed", why=fault.why, told=fault.told)
    wanted = journey.wanted if journey else None
    return sent_to(address(SIGN_IN, next=wanted, why=fault.why, lang=journey.lang if journey else None))


def _with_language(location: str, journey: Journey) -> str:
    if not journey.lang or "lang=" in location:
        return location
    return f"{location}{'&' if '?' in location else '?'}lang={journey.lang}"


def _site(request: Request) -> OidcSite:
    site = getattr(request.app.state, "oidc", None)
    if site is None:
        raise HTTPException(404)
    return cast("OidcSite", site)
