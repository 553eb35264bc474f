"""One's own password and sessions over HTTP."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from app.api.answers import PRIVATE
from app.api.dependencies import ReadSessionDep
from app.api.outages import outages_as_unavailable
from app.api.schemas.own_account import OwnPasswordIn, SessionsEndedOut, SessionsOut
from app.api.security import BearerToken, CurrentIdentity, KnownIdentity, now_of, request_id_of, sessions_of
from app.api.sign_in_door import at_the_door, attempt_of
from app.api.strict_json import StrictJsonRoute
from app.services.own_account import change_own_password
from app.services.own_sessions import end_other_sessions, end_own_session, own_sessions
from app.services.sign_in import Identity
from app.services.staff_checks import StaffAct, Trace

router: Final = APIRouter(prefix="/api/v1/auth", tags=["auth"], route_class=StrictJsonRoute)

SessionId = Annotated[str, Path(min_length=1, max_length=64, description="As `GET /api/v1/auth/sessions` names it.")]


@router.post("/password")
async def change_password(
    request: Request, response: Response, body: OwnPasswordIn, token: BearerToken, identity: KnownIdentity
) -> SessionsEndedOut:
    """Change one's own password; all other sessions of the account end, personal keys stay.

    Open also while the password has to be changed. Wrong tries count and lock as they do at `/token`.
    """
    response.headers.update(PRIVATE)
    attempt = attempt_of(request, identity.member.username, body.current)
    work = partial(change_own_password, sessions_of(request), attempt, new_password=body.new, token=token)
    return SessionsEndedOut(sessions_ended=await at_the_door(request, work))


@router.get("/sessions")
def list_sessions(
    request: Request, response: Response, session: ReadSessionDep, token: BearerToken, identity: CurrentIdentity
) -> SessionsOut:
    """One's own sessions that stand: since when, from what kind of device, when last used."""
    response.headers.update(PRIVATE)
    return SessionsOut.of(own_sessions(session, identity.member, token=token, now=now_of(request)))


@router.delete("/sessions")
def end_other_sessions_at_once(
    request: Request, response: Response, token: BearerToken, identity: CurrentIdentity
) -> SessionsEndedOut:
    """End all one's sessions but the one that asks."""
    response.headers.update(PRIVATE)
    with outages_as_unavailable(), sessions_of(request).begin() as session:
        ended = end_other_sessions(session, identity.member, token=token, act=own_act(request, identity))
    return SessionsEndedOut(sessions_ended=ended)


@router.delete("/sessions/{session_id}", status_code=204)
def end_session_at_once(request: Request, session_id: SessionId, identity: CurrentIdentity) -> None:
    """End one of one's own sessions, wherever it is open.

    Raises:
        SessionNotFound: none of this id stands.
    """
    with outages_as_unavailable(), sessions_of(request).begin() as session:
        end_own_session(session, identity.member, session_id, act=own_act(request, identity))


def own_act(request: Request, identity: Identity) -> StaffAct:
    """The member acting on their own account, now."""
    trace = Trace(identity.member.role, request_id_of(request))
    return StaffAct(now_of(request), identity.member.username, trace)
