"""Who asks: bearer tokens and personal keys as FastAPI dependencies, and the role each route states.

A route that takes none of these types is public, and must be on the tested public list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final, cast

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.orm import Session, sessionmaker
from starlette.requests import Request

from app.api.outages import outages_as_unavailable
from app.domain.errors import NotAuthenticated
from app.domain.vocabulary import Role
from app.services.access import ACTS, Act, Caller, require_role
from app.services.sign_in import Identity, identify, note_key_use
from app.services.site_rules import SiteRules

_bearer: Final = OAuth2PasswordBearer(
    tokenUrl="/api/v1/auth/token",
    scheme_name="Staff",
    description="A session token from POST /api/v1/auth/token, or a personal key (khv_…), as Authorization: Bearer.",
    auto_error=False,
)


def sessions_of(request: Request) -> sessionmaker[Session]:
    """The sessions of the application that serves this request."""
    return cast("sessionmaker[Session]", request.app.state.session_factory)


def now_of(request: Request) -> datetime:
    """The application's clock, read."""
    clock: Callable[[], datetime] = request.app.state.clock
    return clock()


def request_id_of(request: Request) -> str | None:
    """The id under which the log knows this request."""
    return getattr(request.state, "request_id", None)


def _local_day(request: Request) -> date:
    rules: SiteRules = getattr(request.app.state, "rules", SiteRules())
    return now_of(request).astimezone(rules.clock.timezone).date()


def bearer_token(token: Annotated[str | None, Depends(_bearer)]) -> str:
    """The token of the Authorization header.

    Raises:
        NotAuthenticated: there is none.
    """
    if not token:
        raise NotAuthenticated
    return token


def current_identity(request: Request, token: Annotated[str, Depends(bearer_token)]) -> Identity:
    """Who holds the token, asked of the database each time, so that a revoked one ends at once. One query.

    Read apart from the request's own transaction: a stranger must not get as far as the write lock.

    Raises:
        NotAuthenticated: unknown, ended or revoked.
        Unavailable: the database cannot answer just now.
    """
    with outages_as_unavailable(), sessions_of(request)() as session:
        session.connection(execution_options={"read_only": True})
        identity = identify(session, token, now=now_of(request))
    if identity.key is not None:
        note_key_use(sessions_of(request), identity.key, on=_local_day(request))
    request.state.caller = identity.caller
    return identity


def current_staff(identity: Annotated[Identity, Depends(current_identity)]) -> Caller:
    """The member of staff who asks, of any role."""
    return identity.caller


def optional_staff(request: Request, token: Annotated[str | None, Depends(_bearer)]) -> Caller | None:
    """The member of staff who asks, or None for a stranger without a token; a wrong token is refused, not ignored.

    Raises:
        NotAuthenticated: the token is unknown, ended or revoked.
    """
    return current_identity(request, token).caller if token else None


BearerToken = Annotated[str, Depends(bearer_token)]
CurrentIdentity = Annotated[Identity, Depends(current_identity)]
CurrentStaff = Annotated[Caller, Depends(current_staff)]
"""A signed-in member of staff, whatever the role; the caller is also left in `request.state.caller`."""
OptionalStaff = Annotated[Caller | None, Depends(optional_staff)]
"""For public routes that show staff in scope more than the public; they take `openapi_extra=LOGIN_OPTIONAL`."""
LOGIN_OPTIONAL: Final[dict[str, Any]] = {"security": [{}]}
"""Joined with the login of `OptionalStaff` in the OpenAPI document: either it, or nothing."""


@dataclass(frozen=True)
class RoleGuard:
    """A dependency that lets only these roles through; `stated_roles` reads them back from a route."""

    roles: frozenset[Role]

    def __call__(self, caller: CurrentStaff) -> Caller:
        """The caller, if of a role that is let through; else `RoleRequired`."""
        require_role(caller, *self.roles)
        return caller


def require_roles(*roles: Role) -> RoleGuard:
    """For `Annotated[Caller, Depends(require_roles(…))]`."""
    return RoleGuard(frozenset(roles))


def require_act(act: Act) -> RoleGuard:
    """The same for the roles to which an act is open; the district is checked where it is known."""
    return RoleGuard(ACTS[act])


MayPostReport = Annotated[Caller, Depends(require_act(Act.POST_REPORT))]
MayCorrectReport = Annotated[Caller, Depends(require_act(Act.CORRECT_REPORT))]
MayReadReports = Annotated[Caller, Depends(require_act(Act.READ_REPORTS))]
MayPostIndicator = Annotated[Caller, Depends(require_act(Act.POST_INDICATOR))]
MayCorrectIndicator = Annotated[Caller, Depends(require_act(Act.CORRECT_INDICATOR))]
MayReadIndicators = Annotated[Caller, Depends(require_act(Act.READ_INDICATORS))]
MayDeclareOutbreak = Annotated[Caller, Depends(require_act(Act.DECLARE_OUTBREAK))]
MayIssueRing = Annotated[Caller, Depends(require_act(Act.ISSUE_RING))]
MayLiftRing = Annotated[Caller, Depends(require_act(Act.LIFT_RING))]
MayLogTestRound = Annotated[Caller, Depends(require_act(Act.LOG_TEST_ROUND))]
MayDecideLevel = Annotated[Caller, Depends(require_act(Act.DECIDE_LEVEL))]
MayReadDecisions = Annotated[Caller, Depends(require_act(Act.READ_DECISIONS))]
MayApproveFall = Annotated[Caller, Depends(require_act(Act.APPROVE_FALL))]
MaySetApprovalMode = Annotated[Caller, Depends(require_act(Act.SET_APPROVAL_MODE))]
MayDeclareBaseline = Annotated[Caller, Depends(require_act(Act.DECLARE_BASELINE))]
MayAdoptPolicy = Annotated[Caller, Depends(require_act(Act.ADOPT_POLICY))]
MayPublish = Annotated[Caller, Depends(require_act(Act.PUBLISH))]
MayBacktest = Annotated[Caller, Depends(require_act(Act.BACKTEST))]
MayReclassify = Annotated[Caller, Depends(require_act(Act.RECLASSIFY))]
MayExportBriefing = Annotated[Caller, Depends(require_act(Act.EXPORT_BRIEFING))]
MayReadAudit = Annotated[Caller, Depends(require_act(Act.READ_AUDIT))]
MayManageStaff = Annotated[Caller, Depends(require_act(Act.MANAGE_STAFF))]


def stated_roles(route: APIRoute) -> frozenset[Role] | None:
    """The roles a route is open to; every role when it asks only for a login; None when it is public."""
    roles: frozenset[Role] | None = None
    for call in _calls(route.dependant):
        if call is current_identity:
            roles = roles if roles is not None else frozenset(Role)
        if isinstance(call, RoleGuard):
            roles = call.roles if roles is None else roles & call.roles
    return roles


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
