"""Who may do what, and where: the one place of roles and of district scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.domain.errors import NotYourDistrict, RoleRequired
from app.domain.vocabulary import Role

DISTRICT_ROLES: Final = frozenset({Role.REPORTER, Role.SUPERVISOR})
"""The roles that answer for named districts; all others answer for every district."""


class Act(StrEnum):
    """What one may ask to do behind the login."""

    POST_REPORT = "post_report"
    CORRECT_REPORT = "correct_report"
    READ_REPORTS = "read_reports"
    EXCHANGE_DHIS2 = "exchange_dhis2"
    REOPEN_DAY = "reopen_day"
    POST_INDICATOR = "post_indicator"
    CORRECT_INDICATOR = "correct_indicator"
    READ_INDICATORS = "read_indicators"
    DECLARE_OUTBREAK = "declare_outbreak"
    ISSUE_RING = "issue_ring"
    LIFT_RING = "lift_ring"
    DECLARE_CORDON = "declare_cordon"
    ORDER_CORDON = "order_cordon"
    DECLARE_AREA = "declare_area"
    LOG_TEST_ROUND = "log_test_round"
    READ_BORDER_NOTICES = "read_border_notices"
    PLAN_TESTING = "plan_testing"
    PLAN_CAMPAIGN = "plan_campaign"
    DECIDE_LEVEL = "decide_level"
    READ_DECISIONS = "read_decisions"
    APPROVE_FALL = "approve_fall"
    SET_APPROVAL_MODE = "set_approval_mode"
    DECLARE_BASELINE = "declare_baseline"
    DECLARE_BARRIER = "declare_barrier"
    DECLARE_LINEAGE = "declare_lineage"
    ADOPT_POLICY = "adopt_policy"
    BACKTEST = "backtest"
    PUBLISH = "publish"
    RECLASSIFY = "reclassify"
    READ_AUDIT = "read_audit"
    READ_AUDIT_HEAD = "read_audit_head"
    EXPORT_AUDIT = "export_audit"
    EXPORT_BRIEFING = "export_briefing"
    MANAGE_STAFF = "manage_staff"
    MANAGE_WEBHOOKS = "manage_webhooks"
    IMPORT_REGISTER = "import_register"


_FIELD: Final = frozenset({Role.REPORTER, Role.SUPERVISOR, Role.CITY})
_LEAD: Final = frozenset({Role.SUPERVISOR, Role.CITY})

ACTS: Final[Mapping[Act, frozenset[Role]]] = MappingProxyType(
    {
        Act.POST_REPORT: _FIELD,
        Act.CORRECT_REPORT: _FIELD,
        Act.READ_REPORTS: _FIELD | {Role.ADMIN},
        # A ministry's system speaks of every district.
        Act.EXCHANGE_DHIS2: frozenset({Role.CITY, Role.JOB}),
        Act.REOPEN_DAY: _LEAD,
        # A value about the whole city is only for those who answer for every district.
        Act.POST_INDICATOR: _FIELD,
        Act.CORRECT_INDICATOR: _FIELD,
        Act.READ_INDICATORS: _FIELD | {Role.ADMIN},
        Act.DECLARE_OUTBREAK: _FIELD,
        Act.ISSUE_RING: _LEAD,
        Act.LIFT_RING: _LEAD,
        Act.DECLARE_CORDON: _FIELD,
        # Whatever locks people in, for longer or on more ground, or lets them out, is signed.
        Act.ORDER_CORDON: _LEAD,
        Act.DECLARE_AREA: _LEAD,
        Act.LOG_TEST_ROUND: _FIELD,
        Act.READ_BORDER_NOTICES: _FIELD,
        # A plan is made of public figures; only the work of making it is asked of staff.
        Act.PLAN_TESTING: _FIELD | {Role.ADMIN},
        # A campaign of the whole area is only for those who answer for every district.
        Act.PLAN_CAMPAIGN: _LEAD,
        Act.DECIDE_LEVEL: _LEAD,
        Act.READ_DECISIONS: _FIELD | {Role.ADMIN},
        Act.APPROVE_FALL: _LEAD,
        Act.SET_APPROVAL_MODE: _LEAD,
        # A baseline speaks for the whole site.
        Act.DECLARE_BASELINE: frozenset({Role.CITY}),
        # A river runs between districts.
        Act.DECLARE_BARRIER: frozenset({Role.CITY}),
        # Units of one district become those of another.
        Act.DECLARE_LINEAGE: frozenset({Role.CITY}),
        Act.ADOPT_POLICY: frozenset({Role.CITY}),
        Act.BACKTEST: frozenset({Role.CITY}),
        Act.PUBLISH: frozenset({Role.CITY}),
        Act.RECLASSIFY: frozenset({Role.JOB, Role.CITY, Role.ADMIN}),
        Act.READ_AUDIT: _LEAD | {Role.ADMIN},
        # The head vouches for all lines, so it is for those who may read all.
        Act.READ_AUDIT_HEAD: frozenset({Role.CITY, Role.ADMIN}),
        Act.EXPORT_AUDIT: _LEAD | {Role.ADMIN},
        Act.EXPORT_BRIEFING: _LEAD,
        # The register is of the whole site, and every border of every ward with it.
        Act.IMPORT_REGISTER: frozenset({Role.CITY, Role.ADMIN}),
        # What is sent is public; where to is for those who answer for the whole site.
        Act.MANAGE_WEBHOOKS: frozenset({Role.CITY, Role.ADMIN}),
        # Whom a supervisor manages stands in staff_rules.
        Act.MANAGE_STAFF: frozenset({Role.SUPERVISOR, Role.ADMIN}),
    }
)
"""The roles each act is open to; reporters and supervisors only within their districts."""


@dataclass(frozen=True)
class Caller:
    """Who asks: `district_codes` are those the caller answers for, None for every district."""

    username: str
    role: Role
    district_codes: frozenset[str] | None


def caller(*, username: str, role: Role, district_codes: frozenset[str]) -> Caller:
    """A member of staff as a caller: the districts count only for roles that are bound to districts."""
    return Caller(username, role, district_codes if role in DISTRICT_ROLES else None)


def has_role(caller: Caller, *roles: Role) -> bool:
    """Whether the caller has one of these roles."""
    return caller.role in roles


def has_scope(caller: Caller, district_code: str | None) -> bool:
    """Whether the caller answers for this district; what lies in none is for callers who answer for all."""
    return caller.district_codes is None or district_code in caller.district_codes


def only_district(caller: Caller) -> str | None:
    """The one district a caller answers for; None for several, and for all."""
    codes = caller.district_codes
    return next(iter(codes)) if codes is not None and len(codes) == 1 else None


def visible_districts(caller: Caller) -> frozenset[str] | None:
    """The districts whose reports and audit the caller may see; None for all."""
    return caller.district_codes


def require_role(caller: Caller, *roles: Role) -> None:
    """Go on only with one of these roles.

    Raises:
        RoleRequired: the caller has another role.
    """
    if not has_role(caller, *roles):
        raise RoleRequired([role.value for role in Role if role in roles])


def require_district(caller: Caller, district_code: str | None) -> None:
    """Go on only when the caller answers for this district; what lies in none is for callers who answer for all.

    Raises:
        NotYourDistrict: the caller answers for others.
    """
    if not has_scope(caller, district_code):
        raise NotYourDistrict(district_code)


def may(caller: Caller, act: Act, district_code: str | None) -> bool:
    """Whether the act is open to the caller in a district."""
    return has_role(caller, *ACTS[act]) and has_scope(caller, district_code)


def require_act(caller: Caller, act: Act, *district_codes: str | None) -> None:
    """Go on only when the act is open to the caller's role, and in every district it touches.

    Raises:
        RoleRequired: the act is for other roles.
        NotYourDistrict: the first district the caller does not answer for.
    """
    require_role(caller, *ACTS[act])
    for district_code in district_codes:
        require_district(caller, district_code)
