"""Who asks: bearer tokens, personal keys and cookies as FastAPI dependencies, and the role each route states.

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

from app.api.edge_headers import SAFE_METHODS, OriginRules
from app.api.outages import outages_as_unavailable
from app.api.session_cookie import session_cookie_of
from app.domain.errors import CrossSiteRequest, NotAuthenticated, PasswordChangeRequired
from app.domain.vocabulary import Role
from app.services.access import ACTS, Act, Caller, require_role
from app.services.sign_in import Identity, identify, note_key_use, note_session_use
from app.services.site_rules import SiteRules

_bearer: Final = OAuth2PasswordBearer(
    tokenUrl="/api/v1/auth/token",
    scheme_name="Staff",
    description="A session token from POST /api/v1/auth/token, or a personal key (khv_…), as Authorization: Bearer.",
    auto_error=False,
)
SIGNED_IN_AS: Final = "x-signed-in-as"
"""A page says for whom it was opened: another clerk who signs in beside it must not send its figures."""
FORM_SIGNED_IN_AS: Final = "signed_in_as"
"""The same in the address to which a form is sent, since forms have no headers."""


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


@dataclass(frozen=True)
class Offered:
    """A token as a request offers it; `by_cookie`: the browser added it by itself."""

    token: str
    by_cookie: bool

    def __repr__(self) -> str:
        """Nothing of the token: this may end in a traceback."""
        return f"Offered(by_cookie={self.by_cookie})"


def offered_token(request: Request, bearer: Annotated[str | None, Depends(_bearer)]) -> Offered | None:
    """The token of the Authorization header, else that of the cookie; None for a stranger.

    Raises:
        CrossSiteRequest: a write that leans on the cookie, and may come from another site.
    """
    if bearer:
        return Offered(bearer, by_cookie=False)
    token = session_cookie_of(request).token(request)
    if token is None:
        return None
    if not _may_use_cookie(request):
        raise CrossSiteRequest
    return Offered(token, by_cookie=True)


def _may_use_cookie(request: Request) -> bool:
    rules = OriginRules.build(origins=(), public_url=getattr(request.state, "public_url", None))
    headers = request.headers
    return rules.may_use_cookie(
        method=request.method,
        origin=headers.get("origin"),
        host=headers.get("host", ""),
        fetch_site=headers.get("sec-fetch-site"),
    )


def bearer_token(offered: Annotated[Offered | None, Depends(offered_token)]) -> str:
    """The token that the request offers.

    Raises:
        NotAuthenticated: there is none.
    """
    if offered is None:
        raise NotAuthenticated
    return offered.token


def known_identity(request: Request, token: Annotated[str, Depends(bearer_token)]) -> Identity:
    """Who holds the token, asked of the database each time, so that a revoked one ends at once. One query.

    Read apart from the request's own transaction: a stranger must not get as far as the write lock.

    Raises:
        NotAuthenticated: unknown, ended or revoked; or the page that asks was opened by somebody else.
        Unavailable: the database cannot answer just now.
    """
    with outages_as_unavailable(), sessions_of(request)() as session:
        session.connection(execution_options={"read_only": True})
        identity = identify(session, token, now=now_of(request))
    if not _page_is_of(request, identity.member.username):
        raise NotAuthenticated
    if identity.key is not None:
        note_key_use(sessions_of(request), identity.key, on=_local_day(request))
    if identity.session is not None:
        note_session_use(sessions_of(request), identity.session, now=now_of(request))
    request.state.caller = identity.caller
    return identity


def _page_is_of(request: Request, username: str) -> bool:
    """Whether the page that asks was opened for this member, if it says so. An address to look at may be passed on."""
    said = {request.headers.get(SIGNED_IN_AS)}
    if request.method not in SAFE_METHODS:
        said.add(request.query_params.get(FORM_SIGNED_IN_AS))
    return said <= {None, username}


def current_identity(identity: Annotated[Identity, Depends(known_identity)]) -> Identity:
    """The same for everything but the way to a password of one's own.

    Raises:
        PasswordChangeRequired: somebody else chose the password.
    """
    if identity.member.must_change_password:
        raise PasswordChangeRequired
    return identity


def current_staff(identity: Annotated[Identity, Depends(current_identity)]) -> Caller:
    """The member of staff who asks, of any role."""
    return identity.caller


def optional_staff(request: Request, offered: Annotated[Offered | None, Depends(offered_token)]) -> Caller | None:
    """The member of staff who asks, or None for a stranger; a wrong bearer token is refused, not ignored.

    A cookie whose session has ended makes a stranger: its owner does not know that it is still being sent.

    Raises:
        NotAuthenticated: the bearer token is unknown, ended or revoked.
        PasswordChangeRequired: its holder has to change the password first.
    """
    if offered is None:
        return None
    try:
        return current_identity(known_identity(request, offered.token)).caller
    except (NotAuthenticated, PasswordChangeRequired):
        if offered.by_cookie:
            return None
        raise


BearerToken = Annotated[str, Depends(bearer_token)]
KnownIdentity = Annotated[Identity, Depends(known_identity)]
"""Who is signed in, even if the password has to be changed first: for that change, for `me` and for signing out."""
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
MayExchangeDhis2 = Annotated[Caller, Depends(require_act(Act.EXCHANGE_DHIS2))]
MayReopenDay = Annotated[Caller, Depends(require_act(Act.REOPEN_DAY))]
MayPostIndicator = Annotated[Caller, Depends(require_act(Act.POST_INDICATOR))]
MayCorrectIndicator = Annotated[Caller, Depends(require_act(Act.CORRECT_INDICATOR))]
MayReadIndicators = Annotated[Caller, Depends(require_act(Act.READ_INDICATORS))]
MayDeclareOutbreak = Annotated[Caller, Depends(require_act(Act.DECLARE_OUTBREAK))]
MayIssueRing = Annotated[Caller, Depends(require_act(Act.ISSUE_RING))]
MayLiftRing = Annotated[Caller, Depends(require_act(Act.LIFT_RING))]
MayDeclareCordon = Annotated[Caller, Depends(require_act(Act.DECLARE_CORDON))]
MayOrderCordon = Annotated[Caller, Depends(require_act(Act.ORDER_CORDON))]
MayDeclareArea = Annotated[Caller, Depends(require_act(Act.DECLARE_AREA))]
MayLogTestRound = Annotated[Caller, Depends(require_act(Act.LOG_TEST_ROUND))]
MayReadBorderNotices = Annotated[Caller, Depends(require_act(Act.READ_BORDER_NOTICES))]
MayPlanTesting = Annotated[Caller, Depends(require_act(Act.PLAN_TESTING))]
MayPlanCampaign = Annotated[Caller, Depends(require_act(Act.PLAN_CAMPAIGN))]
MayDecideLevel = Annotated[Caller, Depends(require_act(Act.DECIDE_LEVEL))]
MayReadDecisions = Annotated[Caller, Depends(require_act(Act.READ_DECISIONS))]
MayApproveFall = Annotated[Caller, Depends(require_act(Act.APPROVE_FALL))]
MaySetApprovalMode = Annotated[Caller, Depends(require_act(Act.SET_APPROVAL_MODE))]
MayDeclareBaseline = Annotated[Caller, Depends(require_act(Act.DECLARE_BASELINE))]
MayDeclareBarrier = Annotated[Caller, Depends(require_act(Act.DECLARE_BARRIER))]
MayDeclareLineage = Annotated[Caller, Depends(require_act(Act.DECLARE_LINEAGE))]
MayAdoptPolicy = Annotated[Caller, Depends(require_act(Act.ADOPT_POLICY))]
MayPublish = Annotated[Caller, Depends(require_act(Act.PUBLISH))]
MayBacktest = Annotated[Caller, Depends(require_act(Act.BACKTEST))]
MayReclassify = Annotated[Caller, Depends(require_act(Act.RECLASSIFY))]
MayExportBriefing = Annotated[Caller, Depends(require_act(Act.EXPORT_BRIEFING))]
MayReadAudit = Annotated[Caller, Depends(require_act(Act.READ_AUDIT))]
MayReadAuditHead = Annotated[Caller, Depends(require_act(Act.READ_AUDIT_HEAD))]
MayExportAudit = Annotated[Caller, Depends(require_act(Act.EXPORT_AUDIT))]
MayImportRegister = Annotated[Caller, Depends(require_act(Act.IMPORT_REGISTER))]
MayManageStaff = Annotated[Caller, Depends(require_act(Act.MANAGE_STAFF))]
MayManageWebhooks = Annotated[Caller, Depends(require_act(Act.MANAGE_WEBHOOKS))]


def stated_roles(route: APIRoute) -> frozenset[Role] | None:
    """The roles a route is open to; every role when it asks only for a login; None when it is public."""
    roles: frozenset[Role] | None = None
    for call in _calls(route.dependant):
        if call is known_identity:
            roles = roles if roles is not None else frozenset(Role)
        if isinstance(call, RoleGuard):
            roles = call.roles if roles is None else roles & call.roles
    return roles


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
