"""Every route and every role in one table: a route that is not in it fails here before it is served anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import Response

from app.api.security import optional_staff, stated_roles
from app.domain.vocabulary import Role
from tests.accounts import hash_quickly
from tests.office import STAFF, Office, office_on_sqlite, problem
from tests.site import TODAY

REPORTER, SUPERVISOR, CITY, JOB, ADMIN = Role.REPORTER, Role.SUPERVISOR, Role.CITY, Role.JOB, Role.ADMIN
ANYONE = frozenset(Role)
FIELD = frozenset({REPORTER, SUPERVISOR, CITY})
READERS = FIELD | {ADMIN}
LEAD = frozenset({SUPERVISOR, CITY})
RUNNERS = frozenset({JOB, CITY, ADMIN})
MANAGERS = frozenset({SUPERVISOR, ADMIN})
SITE_WIDE = frozenset({CITY, ADMIN})

PUBLIC = {
    "GET /",
    "GET /w/{ward_code}",
    "GET /rules",
    "GET /rules/{policy_id}",
    "GET /w/{ward_code}/panel",
    "GET /summary",
    "GET /where",
    "GET /map.svg",
    "GET /api/v1/dhis2/organisationUnits.json",
    "GET /api/v1/dhis2/organisationUnits.geojson",
    "GET /api/v1/dhis2/metadata.json",
    "GET /api/v1/dhis2/publicDataValueSets.{ending}",
    "GET /embed/map",
    "GET /card.png",
    "GET /w/{ward_code}/card.png",
    "GET /map.png",
    "POST /where",
    "GET /publications",
    "GET /p/{number}",
    "GET /verify",
    "POST /verify",
    "GET /docs",
    "GET /backtest",
    "GET /backtest/{policy_id}.css",
    "GET /openapi.json",
    "GET /static/levels/{digest}.css",
    "GET /static/{digest}/{name:path}",
    "GET /favicon.svg",
    "GET /staff/sw.js",
    "GET /robots.txt",
    "GET /problems",
    "GET /problems/{slug}",
    "GET /healthz",
    "GET /readyz",
    "POST /api/v1/auth/token",
    "POST /api/v1/auth/session",
    "GET /staff/sign-in",
    "GET /staff/sign-in/oidc",
    "GET /staff/sign-in/oidc/return",
    "POST /staff/sign-in",
    "POST /staff/sign-out",
    "GET /api/v1/zones",
    "GET /api/v1/zones/{ward_code}",
    "GET /api/v1/zones/{ward_code}/history",
    "GET /api/v1/zones.geojson",
    "GET /api/v1/geometry/{boundary_version}.geojson",
    "GET /api/v1/geometry/{boundary_version}/districts.geojson",
    "GET /tiles/zones.json",
    "GET /tiles/zones/{z}/{x}/{y}.mvt",
    "GET /tiles/zones/{z}/{x}/{y}.pbf",
    "GET /tiles/units.json",
    "GET /tiles/units/{boundary_version}.json",
    "GET /tiles/units/{boundary_version}/{z}/{x}/{y}.mvt",
    "GET /tiles/units/{boundary_version}/{z}/{x}/{y}.pbf",
    "GET /tiles/units/{boundary_version}.pmtiles",
    "GET /styles/zones.json",
    "GET /styles/patterns-{theme}.json",
    "GET /styles/patterns-{theme}@2x.json",
    "GET /styles/patterns-{theme}.png",
    "GET /styles/patterns-{theme}@2x.png",
    "GET /api/v1/zones/timeline",
    "GET /api/v1/unit-levels",
    "GET /api/v1/rings",
    "GET /api/v1/outbreaks/{outbreak_id}/rings",
    "GET /api/v1/cordons.geojson",
    "GET /api/v1/areas.geojson",
    "GET /api/v1/lookup",
    "GET /api/v1/border",
    "GET /api/v1/border.geojson",
    "POST /api/v1/lookup",
    "GET /api/v1/districts",
    "GET /api/v1/wards",
    "GET /api/v1/search",
    "GET /api/v1/wards/{code}",
    "GET /api/v1/wards/{code}/neighbours",
    "GET /api/v1/wards/{code}/lineage",
    "GET /api/v1/unit-events",
    "GET /api/v1/legend",
    "GET /api/v1/policies",
    "GET /api/v1/policies/active",
    "GET /api/v1/policies/{policy_id}",
    "GET /api/v1/policy-adoptions",
    "GET /api/v1/testing/due",
    "GET /api/v1/testing/plan",
    "GET /api/v1/testing/coverage",
    "GET /api/v1/testing/due.ics",
    "GET /api/v1/campaigns",
    "GET /api/v1/campaigns/{campaign_id}",
    "GET /api/v1/testing/advice",
    "GET /api/v1/changes",
    "GET /api/v1/events",
    "GET /api/v1/publications",
    "GET /api/v1/publications/{number}",
    "GET /api/v1/publications/{number}/zones.csv",
    "GET /api/v1/publications/{number}/zones.geojson",
    "GET /api/v1/publications/{number}/map.svg",
    "GET /api/v1/publications/{number}/map.png",
    "GET /api/v1/publications/{number}/notice.pdf",
    "POST /api/v1/publications/verify",
    "GET /api/v1/indicators/catalogue",
    "GET /api/v1/summary",
    "GET /api/v1/exports/datapackage.json",
    "GET /api/v1/zones.topojson",
    "GET /api/v1/zones.fgb",
    "GET /api/v1/geometry/{boundary_version}.topojson",
    "GET /api/v1/geometry/{boundary_version}.fgb",
    "GET /api/v1/exports/status.{form}",
    "GET /api/v1/exports/history.{form}",
    "GET /api/v1/exports/assessments.{form}",
    "GET /api/v1/exports/cases.{form}",
    "GET /ogc/",
    "GET /ogc/conformance",
    "GET /ogc/api",
    "GET /ogc/api.html",
    "GET /ogc/collections",
    "GET /ogc/collections/{collection_id}",
    "GET /ogc/collections/{collection_id}/queryables",
    "GET /ogc/collections/{collection_id}/schema",
    "GET /ogc/collections/{collection_id}/items",
    "GET /ogc/collections/{collection_id}/items/{feature_id}",
}
"""Open to strangers, on purpose."""

SHOWS_STAFF_MORE = {
    "GET /api/v1/testing/plan",
    "GET /api/v1/zones/{ward_code}",
    "GET /api/v1/zones/{ward_code}/history",
    "GET /w/{ward_code}",
}

STAFF_ONLY = {
    "POST /api/v1/auth/logout": ANYONE,
    "GET /api/v1/auth/me": ANYONE,
    "POST /api/v1/auth/password": ANYONE,
    "GET /api/v1/auth/sessions": ANYONE,
    "DELETE /api/v1/auth/sessions": ANYONE,
    "DELETE /api/v1/auth/sessions/{session_id}": ANYONE,
    "GET /staff": ANYONE,
    "GET /staff/account": ANYONE,
    "POST /staff/account/keys": ANYONE,
    "POST /staff/account/keys/{key_id}/revoke": ANYONE,
    "POST /staff/account/sessions/end-others": ANYONE,
    "POST /staff/account/sessions/{session_id}/end": ANYONE,
    "GET /staff/report": FIELD,
    "GET /staff/report/{district_code}": FIELD,
    "GET /staff/report/{district_code}/{reporting_date}": FIELD,
    "GET /staff/progress": READERS,
    "GET /staff/progress/board": READERS,
    "GET /staff/outbreaks": FIELD,
    "GET /staff/testing": FIELD,
    "GET /staff/testing/plan": FIELD,
    "GET /staff/testing/rounds": FIELD,
    "GET /staff/testing/campaigns": FIELD,
    "GET /staff/outbreaks/new": FIELD,
    "GET /staff/border": FIELD,
    "POST /staff/border/read": FIELD,
    "POST /staff/border/notices/{notice_id}/read": FIELD,
    "GET /staff/outbreaks/{outbreak_id}": FIELD,
    "GET /staff/outbreaks/{outbreak_id}/annex": FIELD,
    "GET /staff/sent": READERS,
    "GET /staff/sent/{receipt}": READERS,
    "GET /staff/reports/{ward_code}/{reporting_date}": READERS,
    "POST /staff/reports/{ward_code}/{reporting_date}": FIELD,
    "POST /staff/reports/{ward_code}/{reporting_date}/move": FIELD,
    "GET /staff/password": ANYONE,
    "POST /staff/password": ANYONE,
    "POST /api/v1/policies/{policy_id}/evaluate": ANYONE,
    "POST /api/v1/lookup/bulk": ANYONE,
    "POST /api/v1/case-reports": FIELD,
    "POST /api/v1/case-reports/batch": FIELD,
    "PUT /api/v1/case-reports/{ward_code}/{reporting_date}": FIELD,
    "GET /api/v1/case-reports": READERS,
    "GET /api/v1/case-reports/export": READERS,
    "GET /api/v1/exports/case-versions.{form}": READERS,
    "GET /api/v1/case-reports/{ward_code}/{reporting_date}/versions": READERS,
    "GET /api/v1/dhis2/dataValueSets.{ending}": READERS,
    "POST /api/v1/dhis2/dataValueSets": frozenset({CITY, JOB}),
    "POST /api/v1/case-transfers": FIELD,
    "GET /api/v1/case-transfers": READERS,
    "GET /api/v1/submissions": READERS,
    "GET /api/v1/submissions/{receipt}": READERS,
    "GET /api/v1/imports/template.xlsx": FIELD,
    "GET /staff/import": FIELD,
    "POST /staff/import": FIELD,
    "GET /staff/import/{import_id}": READERS,
    "POST /api/v1/imports/read": FIELD,
    "POST /api/v1/imports": FIELD,
    "GET /api/v1/imports": READERS,
    "GET /api/v1/imports/{import_id}": READERS,
    "GET /api/v1/imports/{import_id}/errors.xlsx": READERS,
    "GET /api/v1/border-notices": FIELD,
    "POST /api/v1/border-notices/read": FIELD,
    "POST /api/v1/border-notices/{notice_id}/read": FIELD,
    "GET /api/v1/drafts/{district_code}/{reporting_date}": FIELD,
    "PUT /api/v1/drafts/{district_code}/{reporting_date}": FIELD,
    "DELETE /api/v1/drafts/{district_code}/{reporting_date}": FIELD,
    "GET /api/v1/reporting-days": READERS,
    "GET /api/v1/completeness": READERS,
    "GET /api/v1/reporting-days/{reporting_date}": READERS,
    "POST /api/v1/reporting-days/{reporting_date}/reopen": LEAD,
    "POST /api/v1/reporting-days/{reporting_date}/close": LEAD,
    "POST /api/v1/indicators": FIELD,
    "POST /api/v1/indicators/batch": FIELD,
    "PUT /api/v1/indicators/{unit_kind}/{unit_code}/{indicator_id}/{reported_on}": FIELD,
    "GET /api/v1/indicators": READERS,
    "GET /api/v1/indicators/in-force": READERS,
    "GET /api/v1/indicators/{unit_kind}/{unit_code}/{indicator_id}/{reported_on}/versions": READERS,
    "POST /api/v1/outbreaks": FIELD,
    "POST /api/v1/outbreaks/preview": FIELD,
    "POST /api/v1/outbreaks/compare": FIELD,
    "GET /api/v1/outbreaks": READERS,
    "GET /api/v1/outbreaks/{outbreak_id}": READERS,
    "PATCH /api/v1/outbreaks/{outbreak_id}": FIELD,
    "POST /api/v1/outbreaks/{outbreak_id}/rings/issue": LEAD,
    "POST /api/v1/outbreaks/{outbreak_id}/rings/propose": FIELD,
    "POST /api/v1/outbreaks/{outbreak_id}/rings/preview": FIELD,
    "POST /api/v1/outbreaks/{outbreak_id}/rings/extend": LEAD,
    "POST /api/v1/outbreaks/{outbreak_id}/rings/shrink": LEAD,
    "POST /api/v1/outbreaks/{outbreak_id}/rings/lift": LEAD,
    "POST /api/v1/cordons": FIELD,
    "GET /api/v1/cordons": READERS,
    "GET /api/v1/cordons/{cordon_id}": READERS,
    "GET /api/v1/cordons/{cordon_id}/versions": READERS,
    "PATCH /api/v1/cordons/{cordon_id}": FIELD,
    "POST /api/v1/cordons/{cordon_id}/issue": LEAD,
    "POST /api/v1/cordons/{cordon_id}/extend": LEAD,
    "POST /api/v1/cordons/{cordon_id}/shrink": LEAD,
    "POST /api/v1/cordons/{cordon_id}/lift": LEAD,
    "POST /api/v1/areas": LEAD,
    "GET /api/v1/areas": READERS,
    "GET /api/v1/areas/{area_id}": READERS,
    "GET /api/v1/areas/{area_id}/versions": READERS,
    "PATCH /api/v1/areas/{area_id}": LEAD,
    "POST /api/v1/areas/{area_id}/end": LEAD,
    "GET /api/v1/outbreaks/{outbreak_id}/rings/versions": READERS,
    "GET /api/v1/outbreaks/{outbreak_id}/annex.pdf": READERS,
    "POST /api/v1/test-rounds": FIELD,
    "GET /api/v1/test-rounds": READERS,
    "GET /api/v1/test-rounds/{round_id}": READERS,
    "GET /api/v1/test-rounds/{round_id}/versions": READERS,
    "PATCH /api/v1/test-rounds/{round_id}": FIELD,
    "POST /api/v1/testing/plan": READERS,
    "GET /api/v1/testing/due.xlsx": FIELD,
    "GET /api/v1/feed-tokens": FIELD,
    "POST /api/v1/feed-tokens": FIELD,
    "DELETE /api/v1/feed-tokens/{token_id}": FIELD,
    "POST /api/v1/webhooks": SITE_WIDE,
    "GET /api/v1/webhooks": SITE_WIDE,
    "GET /api/v1/webhooks/{webhook_id}": SITE_WIDE,
    "PATCH /api/v1/webhooks/{webhook_id}": SITE_WIDE,
    "DELETE /api/v1/webhooks/{webhook_id}": SITE_WIDE,
    "POST /api/v1/webhooks/{webhook_id}/rotate-secret": SITE_WIDE,
    "POST /api/v1/webhooks/{webhook_id}/test": SITE_WIDE,
    "GET /api/v1/webhooks/{webhook_id}/deliveries": SITE_WIDE,
    "POST /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/retry": SITE_WIDE,
    "POST /api/v1/webhooks/{webhook_id}/replay": SITE_WIDE,
    "POST /api/v1/campaigns": LEAD,
    "PATCH /api/v1/campaigns/{campaign_id}": LEAD,
    "POST /api/v1/policy-adoptions": frozenset({CITY}),
    "POST /api/v1/backtests": frozenset({CITY}),
    "POST /api/v1/barriers": frozenset({CITY}),
    "POST /api/v1/unit-events": frozenset({CITY}),
    "GET /api/v1/barriers": READERS,
    "POST /api/v1/baselines": frozenset({CITY}),
    "GET /api/v1/baselines": READERS,
    "POST /api/v1/publications": frozenset({CITY}),
    "POST /api/v1/decisions": LEAD,
    "GET /api/v1/decisions": READERS,
    "GET /api/v1/decisions/{decision_id}": READERS,
    "POST /api/v1/decisions/{decision_id}/revoke": LEAD,
    "POST /api/v1/approvals": LEAD,
    "GET /api/v1/approvals/waiting": READERS,
    "PUT /api/v1/approval-modes": LEAD,
    "GET /api/v1/approval-modes": READERS,
    "POST /api/v1/wards/import": frozenset({CITY, ADMIN}),
    "POST /api/v1/reclassifications": RUNNERS,
    "GET /api/v1/reclassifications": RUNNERS,
    "GET /api/v1/reclassifications/{run_id}": RUNNERS,
    "GET /api/v1/audit": LEAD | {ADMIN},
    "GET /api/v1/audit/head": frozenset({CITY, ADMIN}),
    "GET /api/v1/audit/export": LEAD | {ADMIN},
    "GET /api/v1/briefing": LEAD,
    "GET /staff/audit": LEAD | {ADMIN},
    "GET /staff/cordons": FIELD,
    "GET /staff/cordons/-new": FIELD,
    "GET /staff/cordons/{cordon_id}": FIELD,
    "GET /staff/areas": FIELD,
    "GET /staff/areas/-new": LEAD,
    "GET /staff/areas/{area_id}": FIELD,
    "GET /staff/people": MANAGERS,
    "GET /staff/people/-new": MANAGERS,
    "POST /staff/people/-new": MANAGERS,
    "GET /staff/people/{username}": MANAGERS,
    "POST /staff/people/{username}": MANAGERS,
    "POST /staff/people/{username}/password": MANAGERS,
    "POST /staff/people/{username}/sign-out": MANAGERS,
    "POST /staff/people/{username}/close": MANAGERS,
    "POST /staff/people/{username}/reopen": MANAGERS,
    "POST /staff/people/{username}/keys/{key_id}/revoke": MANAGERS,
    "GET /api/v1/staff": MANAGERS,
    "POST /api/v1/staff": MANAGERS,
    "GET /api/v1/staff/{username}": MANAGERS,
    "PATCH /api/v1/staff/{username}": MANAGERS,
    "POST /api/v1/staff/{username}/password": MANAGERS,
    "POST /api/v1/staff/{username}/sign-out": MANAGERS,
    "GET /api/v1/staff/{username}/keys": MANAGERS,
    "DELETE /api/v1/staff/{username}/keys/{key_id}": MANAGERS,
    "GET /api/v1/keys": ANYONE,
    "POST /api/v1/keys": ANYONE,
    "DELETE /api/v1/keys/{key_id}": ANYONE,
}
"""Behind the login, and for whom."""

FILLED = {
    "ending": "json",
    "ward_code": "A",
    "reporting_date": str(TODAY),
    "district_code": "001",
    "outbreak_id": "OB0001",
    "cordon_id": "KP0001",
    "area_id": "KV0001",
    "decision_id": "QD0001",
    "run_id": "1",
    "round_id": "1",
    "token_id": "0123456789abcdef",
    "campaign_id": "CD0001",
    "webhook_id": "WH0001",
    "delivery_id": "1",
    "collection_id": "wards",
    "feature_id": "A",
    "unit_kind": "ward",
    "unit_code": "A",
    "indicator_id": "fully_vaccinated_50plus_pct",
    "reported_on": str(TODAY),
    "username": "nobody",
    "key_id": "0123456789abcdef",
    "form": "csv",
}
ONE_OF_EACH = {role: username for username, (role, _) in reversed(STAFF.items())}


@pytest.fixture(scope="module")
def office(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Office]:
    """One site for the whole table: nothing here is let through to write."""
    path = sqlite_folder / "roles.sqlite"
    shutil.copyfile(sqlite_template, path)
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        with office_on_sqlite(f"sqlite:///{path}") as office:
            yield office


def routes(app: FastAPI) -> Iterator[tuple[str, APIRoute | None]]:
    """Every route as `METHOD path`; None for one that FastAPI did not make."""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        for method in sorted(getattr(route, "methods", None) or {"ANY"}):
            if method != "HEAD":
                yield f"{method} {context.path}", route if isinstance(route, APIRoute) else None


def test_every_route_is_in_the_table_with_the_roles_it_states(office: Office) -> None:
    stated = {name: None if route is None else stated_roles(route) for name, route in routes(office.app)}
    assert stated == {**dict.fromkeys(PUBLIC), **STAFF_ONLY}


def test_only_named_public_routes_look_at_who_asks(office: Office) -> None:
    looking = {
        name
        for name, route in routes(office.app)
        if route is not None and any(inner.call is optional_staff for inner in route.dependant.dependencies)
    }
    assert looking <= SHOWS_STAFF_MORE


def test_every_role_is_played_by_somebody() -> None:
    assert set(ONE_OF_EACH) == set(Role)


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_a_stranger_is_asked_to_sign_in(office: Office, name: str) -> None:
    answer = ask(office, name, None)
    problem(answer, 401, "not-authenticated")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("name", STAFF_ONLY)
@pytest.mark.parametrize("token", ["khv_wrong", "khs_wrong", "", "x" * 5000])
def test_a_wrong_token_is_as_good_as_none(office: Office, name: str, token: str) -> None:
    answer = office.client.request(*address(name), headers={"Authorization": f"Bearer {token}"}, json={})
    problem(answer, 401, "not-authenticated")


@pytest.mark.parametrize(("name", "role"), [(name, role) for name in STAFF_ONLY for role in Role])
def test_each_role_gets_through_where_it_may_and_nowhere_else(office: Office, name: str, role: Role) -> None:
    answer = ask(office, name, ONE_OF_EACH[role])
    if role in STAFF_ONLY[name]:
        assert answer.status_code not in {401, 405}
        assert "role-required" not in answer.text
    else:
        found = problem(answer, 403, "role-required")
        assert all(each.value in found["detail"] for each in STAFF_ONLY[name])


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_needs_no_login(office: Office, name: str) -> None:
    assert ask(office, name, None).status_code not in {401, 403, 405}


def test_a_refused_role_leaves_nothing_but_an_audit_line(office: Office) -> None:
    revision = office.site.revision()
    office.post("/api/v1/reclassifications", "an", {})
    line = office.audited()[0]
    assert (line.actor, line.action, line.outcome) == ("an", "run_reclassification", "refused")
    assert office.site.revision() == revision


def address(name: str) -> tuple[str, str]:
    method, _, path = name.partition(" ")
    for parameter, text in FILLED.items():
        path = path.replace(f"{{{parameter}}}", text)
    return method, path


def ask(office: Office, name: str, who: str | None) -> Response:
    method, path = address(name)
    headers = office.as_(who) if who else {}
    if name.endswith("/logout"):
        # A key does not sign out, so nobody is signed out here.
        return office.client.request(method, path, headers=headers)
    body: dict[str, object] | None = None if method == "GET" else {}
    return office.client.request(method, path, headers=headers, json=body)
