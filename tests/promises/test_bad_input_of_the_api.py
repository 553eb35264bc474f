"""Bad input never hurts the service: every writing route against the corpus, every parameter against nonsense."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine

from tests.accounts import NOW, PASSWORD, hash_quickly
from tests.api.test_every_route_has_a_role import PUBLIC, STAFF_ONLY
from tests.office import OUTBREAKS, REPORTS, Office, correction, key_of, office_on_sqlite, open_office, report
from tests.promises.corpus import bad_inputs, faults, through
from tests.site import TODAY, counts, day
from tests.values import COVERAGE, key, take

PLACE = {
    "type": "Polygon",
    "coordinates": [[[105.811, 21.081], [105.814, 21.081], [105.814, 21.084], [105.811, 21.081]]],
}
SIGNED = {"document_number": "5/QĐ", "signer": "Chủ tịch"}
DECISIONS = "/api/v1/decisions"
STAFF = "/api/v1/staff"
INDICATORS = "/api/v1/indicators"
REPORTING_DAYS = "/api/v1/reporting-days"
TESTS = {"samples": 50, "positives": 1}


@dataclass(frozen=True)
class Route:
    """A writing route, a good body for it, and what of the body may be left out or null."""

    method: str
    path: str
    example: dict[str, Any]
    optional: Collection[str] = ()
    nullable: Collection[str] = ()
    headers: dict[str, str] = field(default_factory=dict)
    takes_nothing: bool = False
    good: int = 201
    needs_judged_day: bool = False
    who: str = "thanhpho"


ROUTES = {
    "report": Route(
        "POST",
        REPORTS,
        {**report(note="ca mới"), "source": "district", "tests": TESTS},
        optional={"/source", "/tests", "/note"},
        nullable={"/source", "/tests", "/note"},
    ),
    "correction": Route(
        "PUT",
        key_of("A"),
        {**correction(1, note="nhầm"), "tests": TESTS},
        optional={"/tests", "/note"},
        nullable={"/tests", "/note", "/counts"},
        headers={"If-Match": '"1"'},
        good=200,
    ),
    "indicator": Route(
        "POST",
        INDICATORS,
        {
            "unit_kind": "ward",
            "unit_code": "A",
            "indicator_id": COVERAGE,
            "reported_on": str(TODAY),
            "value": 81.2,
            "source": "district",
            "note": "x",
        },
        optional={"/source", "/note"},
        nullable={"/source", "/note"},
    ),
    "indicator correction": Route(
        "PUT",
        f"{INDICATORS}/ward/B/{COVERAGE}/{TODAY}",
        {"value": 18.2, "reason_code": "other", "note": "x"},
        optional={"/note"},
        nullable={"/note", "/value"},
        headers={"If-Match": '"1"'},
        good=200,
    ),
    "outbreak": Route(
        "POST",
        OUTBREAKS,
        {
            "name": "Ngõ 4",
            "place": PLACE,
            "linked_ward_codes": ["A"],
            "source_known": False,
            "setting": "market",
            "opened_on": str(TODAY),
            "mode": "whole_units",
            "note": "x",
        },
        optional={"/name", "/linked_ward_codes", "/mode", "/note"},
        nullable={"/name", "/note"},
    ),
    "change": Route(
        "PATCH",
        f"{OUTBREAKS}/OB0001",
        {"name": "Ngõ 5", "source_known": True, "setting": "market", "linked_ward_codes": ["A"], "note": "x"},
        optional={"/name", "/source_known", "/setting", "/linked_ward_codes", "/note"},
        nullable={"/name", "/source_known", "/setting", "/linked_ward_codes", "/note"},
        good=200,
    ),
    "order": Route(
        "POST",
        f"{OUTBREAKS}/OB0001/rings/issue",
        {**SIGNED, "override_schematic": False},
        optional={"/override_schematic"},
        good=200,
    ),
    "proposal": Route(
        "POST",
        f"{OUTBREAKS}/OB0001/rings/propose",
        {"place": PLACE, "mode": "contiguity", "order": 1, "outer_order": 3, "reason": "x"},
        optional={"/place", "/order", "/outer_order", "/reason"},
        nullable={"/place", "/outer_order", "/reason"},
        good=200,
    ),
    "cordon": Route(
        "POST",
        "/api/v1/cordons",
        {
            "name": "Ngõ 4",
            "place": PLACE,
            "households": 120,
            "population": 480,
            "lifting_condition": {"days_since_last_case": 14},
            "last_case_on": str(TODAY),
            "testing_interval_days": [2, 3],
            "start": (NOW + timedelta(hours=1)).isoformat(),
            "planned_end": str(day(20)),
            **SIGNED,
            "reason": "x",
            "override_schematic": False,
        },
        optional={
            "/households",
            "/population",
            "/lifting_condition",
            "/last_case_on",
            "/testing_interval_days",
            "/start",
            "/planned_end",
            "/reason",
            "/override_schematic",
        },
        nullable={
            "/households",
            "/population",
            "/lifting_condition",
            "/last_case_on",
            "/testing_interval_days",
            "/start",
            "/planned_end",
            "/reason",
        },
    ),
    "cordon changed": Route(
        "PATCH",
        "/api/v1/cordons/KP0001",
        {"name": "Ngõ 5", "place": PLACE, "last_case_on": str(TODAY), "ward_cases_checked_on": str(TODAY)},
        optional={"/name", "/place", "/last_case_on", "/ward_cases_checked_on"},
        nullable={"/name", "/place", "/last_case_on", "/ward_cases_checked_on"},
        headers={"If-Match": '"1"'},
        good=200,
    ),
    "area": Route(
        "POST",
        "/api/v1/areas",
        {
            "kind": "green_cluster",
            "name": "Cụm xanh",
            "place": PLACE,
            "directive": "19",
            "start": NOW.isoformat(),
            "end": (NOW + timedelta(days=9)).isoformat(),
            **SIGNED,
            "note": "x",
            "override_schematic": False,
        },
        optional={"/directive", "/start", "/end", "/note", "/override_schematic"},
        nullable={"/directive", "/start", "/end", "/note"},
    ),
    "area changed": Route(
        "PATCH",
        "/api/v1/areas/KV0001",
        {"name": "Cụm xanh", "place": PLACE, "directive": "none", "end": (NOW + timedelta(days=9)).isoformat()},
        optional={"/name", "/place", "/directive", "/end"},
        nullable={"/name", "/place", "/directive", "/end"},
        headers={"If-Match": '"1"'},
        good=200,
    ),
    "round": Route(
        "POST",
        "/api/v1/test-rounds",
        {
            "ward_code": "E",
            "started_on": str(TODAY),
            "completed_on": str(TODAY),
            "samples": 10,
            "positives": 1,
            "method": "rt_pcr",
            "pool_size": 5,
            "note": "x",
            "closed_with_reason": "x",
        },
        optional={"/pool_size", "/note", "/closed_with_reason"},
        nullable={"/note", "/closed_with_reason"},
    ),
    "round changed": Route(
        "PATCH",
        "/api/v1/test-rounds/1",
        {
            "started_on": str(TODAY),
            "completed_on": str(TODAY),
            "samples": 900,
            "positives": 1,
            "method": "rt_pcr",
            "pool_size": 5,
            "note": "x",
            "closed_with_reason": "x",
            "withdrawn": False,
            "reason_code": "other",
        },
        optional={
            "/started_on",
            "/completed_on",
            "/samples",
            "/positives",
            "/method",
            "/pool_size",
            "/note",
            "/closed_with_reason",
            "/withdrawn",
        },
        nullable={
            "/started_on",
            "/samples",
            "/positives",
            "/method",
            "/pool_size",
            "/note",
            "/closed_with_reason",
            "/withdrawn",
        },
        headers={"If-Match": '"1"'},
        good=200,
    ),
    "webhook": Route(
        "POST",
        "/api/v1/webhooks",
        {
            "url": "https://example.org/",
            "description": "bản đồ",
            "kinds": ["status.changed"],
            "district_codes": ["001"],
            "enabled": True,
        },
        optional={"/description", "/kinds", "/district_codes", "/enabled"},
        nullable={"/description"},
    ),
    "webhook changed": Route(
        "PATCH",
        "/api/v1/webhooks/WH0001",
        {
            "url": "https://example.org/",
            "description": "bản đồ",
            "kinds": ["status.changed"],
            "district_codes": ["001"],
            "enabled": True,
        },
        optional={"/url", "/description", "/kinds", "/district_codes", "/enabled"},
        nullable={"/url", "/description", "/kinds", "/district_codes", "/enabled"},
        good=200,
    ),
    "webhook replayed": Route(
        "POST",
        "/api/v1/webhooks/WH0001/replay",
        {"after": "0-0", "until": "1-1"},
        optional={"/until"},
        nullable={"/until"},
        good=200,
    ),
    "feed": Route(
        "POST",
        "/api/v1/feed-tokens",
        {"label": "Tổ 3", "district_code": "001"},
        optional={"/district_code"},
        nullable={"/district_code"},
    ),
    "campaign": Route(
        "POST",
        "/api/v1/campaigns",
        {
            "name": "Toàn quận",
            "all": False,
            "district_codes": ["001"],
            "starts_on": str(TODAY),
            "target_on": str(day(9)),
            "target_pct": 90,
            "note": "x",
            **SIGNED,
        },
        optional={"/all", "/target_pct", "/document_number", "/signer", "/note"},
        nullable={"/document_number", "/signer", "/note"},
    ),
    "campaign changed": Route(
        "PATCH",
        "/api/v1/campaigns/CD0001",
        {
            "name": "Toàn quận 2",
            "starts_on": str(TODAY),
            "target_on": str(day(9)),
            "target_pct": 90,
            "note": "x",
            "ended": False,
            **SIGNED,
        },
        optional={"/name", "/starts_on", "/target_on", "/target_pct", "/document_number", "/signer", "/note", "/ended"},
        nullable={"/name", "/starts_on", "/target_on", "/target_pct", "/document_number", "/signer", "/note", "/ended"},
        headers={"If-Match": '"1"'},
        good=200,
    ),
    "adoption": Route(
        "POST",
        "/api/v1/policy-adoptions",
        {"policy_id": "moh-2686-2021", "from": str(TODAY), **SIGNED, "scheme": "main"},
        optional={"/scheme"},
    ),
    "barrier": Route(
        "POST",
        "/api/v1/barriers",
        {
            "name_vi": "Sông Hồng",
            "name_en": "Red River",
            "kind": "ward_pairs",
            "pairs": [["A", "B"]],
            "valid_from": str(TODAY),
            "valid_to": str(day(3)),
            "document_number": "6/QĐ",
            "provenance": "example",
        },
        optional={"/valid_to", "/document_number"},
        nullable={"/valid_to", "/document_number"},
    ),
    "unit_events": Route(
        "POST",
        "/api/v1/unit-events",
        {
            "events": [
                {
                    "kind": "merge",
                    "on": str(day(3)),
                    "from_code": "A",
                    "to_code": "N",
                    "population_share": 1,
                    "area_share": 1,
                    "document_number": "6/NQ",
                }
            ]
        },
        optional={"/events/0/population_share", "/events/0/area_share", "/events/0/document_number"},
        nullable={"/events/0/population_share", "/events/0/area_share", "/events/0/document_number"},
    ),
    "baseline": Route(
        "POST",
        "/api/v1/baselines",
        {"before": str(day(-1)), **SIGNED, "note": "x"},
        optional={"/note"},
        nullable={"/note"},
    ),
    "decision": Route(
        "POST",
        DECISIONS,
        {
            "ward_code": "D",
            "level": "red",
            "from": (NOW + timedelta(hours=1)).isoformat(),
            "until": (NOW + timedelta(hours=2)).isoformat(),
            **SIGNED,
            "reason": "x",
        },
        optional={"/from", "/until"},
        nullable={"/from", "/until"},
    ),
    "revocation": Route(
        "POST",
        f"{DECISIONS}/QD0001/revoke",
        {"reason": "x", "document_number": "6/QĐ"},
        optional={"/document_number"},
        nullable={"/document_number"},
        good=200,
    ),
    "border notices read": Route("POST", "/api/v1/border-notices/read", {"through": 1}, good=200),
    "approval": Route(
        "POST",
        "/api/v1/approvals",
        {"district_code": "017", "level": "orange", "document_number": "6/QĐ", "note": "x"},
        optional={"/level", "/document_number", "/note"},
        nullable={"/level", "/document_number", "/note"},
    ),
    "approval mode": Route(
        "PUT",
        "/api/v1/approval-modes",
        {"district_code": "001", "needs_approval": True, **SIGNED},
        optional={"/document_number", "/signer"},
        nullable={"/district_code", "/document_number", "/signer"},
        good=200,
    ),
    "reopening": Route(
        "POST",
        f"{REPORTING_DAYS}/{TODAY}/reopen",
        {"district_code": "001", "hours": 10.5, "reason": "mất mạng"},
        optional={"/district_code"},
        nullable={"/district_code"},
    ),
    "closing": Route(
        "POST",
        f"{REPORTING_DAYS}/{TODAY}/close",
        {"district_code": "001", "reason": "đã gửi đủ"},
        optional={"/district_code"},
        nullable={"/district_code"},
        good=200,
    ),
    "publication": Route(
        "POST",
        "/api/v1/publications",
        {"title": "Mức nguy cơ", **SIGNED, "note": "x", "supersedes": None},
        optional={"/note", "/supersedes"},
        nullable={"/note", "/supersedes"},
        needs_judged_day=True,
    ),
    "back-test": Route(
        "POST",
        "/api/v1/backtests",
        {"policy_id": "moh-2686-2021", "from": str(day(-1)), "to": str(day(-1))},
        needs_judged_day=True,
        good=200,
    ),
    "plan": Route(
        "POST",
        "/api/v1/testing/plan",
        {
            "from": str(TODAY),
            "days": 14,
            "samples_per_day": 1000,
            "pool_size": 5,
            "lab_tests_per_day": 900,
            "teams": 3,
            "people_per_team_day": 400,
            "positivity": 0.01,
            "by_district": {"001": {"samples_per_day": 500, "teams": 2}},
            "split": True,
            "solver": "greedy",
            "district": "001",
        },
        optional={
            "/from",
            "/days",
            "/samples_per_day",
            "/pool_size",
            "/lab_tests_per_day",
            "/teams",
            "/positivity",
            "/by_district",
            "/by_district/001",
            "/by_district/001/samples_per_day",
            "/by_district/001/teams",
            "/split",
            "/solver",
            "/district",
        },
        nullable={
            "/from",
            "/samples_per_day",
            "/lab_tests_per_day",
            "/teams",
            "/by_district/001/samples_per_day",
            "/by_district/001/teams",
            "/district",
        },
        good=200,
    ),
    "run": Route(
        "POST",
        "/api/v1/reclassifications",
        {"as_of": str(day(-1))},
        optional={"/as_of"},
        nullable={"/as_of"},
        takes_nothing=True,
        good=200,
    ),
    "account": Route(
        "POST",
        STAFF,
        {"username": "mai", "display_name": "Mai", "role": "reporter", "districts": ["001"], "password": PASSWORD},
        optional={"/display_name", "/password"},
        nullable={"/display_name", "/password"},
        who="quantri",
    ),
    "account change": Route(
        "PATCH",
        f"{STAFF}/an",
        {"display_name": "An", "role": "reporter", "districts": ["001", "017"], "active": True},
        optional={"/display_name", "/role", "/districts", "/active"},
        nullable={"/display_name", "/role", "/districts", "/active"},
        headers={"If-Match": '"1"'},
        who="quantri",
        good=200,
    ),
    "password of somebody": Route(
        "POST",
        f"{STAFF}/an/password",
        {"password": PASSWORD},
        optional={"/password"},
        nullable={"/password"},
        who="quantri",
        good=200,
    ),
    # Neither ward has a report to move cases from.
    "move": Route(
        "POST",
        "/api/v1/case-transfers",
        {
            "reporting_date": str(TODAY),
            "source": "district",
            "from_ward_code": "D",
            "to_ward_code": "F",
            "counts": report(unknown=1)["counts"],
            "from_version": 1,
            "to_version": 1,
            "reason_code": "moved",
            "note": "nhầm địa bàn",
        },
        optional={"/source", "/reason_code", "/note"},
        nullable={"/source", "/note"},
        good=404,
    ),
    # They are asked by keys here, and a key makes no key.
    "key": Route("POST", "/api/v1/keys", {"label": "máy", "expires_at": None}, nullable={"/expires_at"}, good=403),
}
ON_BOTH = ("report",)


def prepared(office: Office) -> Office:
    """A report of A and a coverage of B to correct, an outbreak in I to change, a decision about G to revoke, a fall in
    C to approve, an account to change, an opening of today beyond its lock, which is at the cut-off, to close, and a
    round, a campaign, a cordon and an area to change."""
    office.as_("an")
    office.site.post("A", reported=counts(1))
    take(office.site, (key("B"), 81.2))
    office.site.declare("I")
    office.site.decide("G", "red")
    office.site.ask_approval("017")
    office.site.change(office.site.declare("C").outbreak.outbreak_id, source_known=True)
    opening = {"hours": 10, "reason": "mất mạng"}
    assert office.post(f"{REPORTING_DAYS}/{TODAY}/reopen", "thanhpho", opening).status_code == 201
    test_round = {"ward_code": "E", "started_on": str(TODAY), "completed_on": str(TODAY), "samples": 9, "positives": 1}
    sent = office.post("/api/v1/test-rounds", "thanhpho", {**test_round, "method": "rt_pcr", "pool_size": 10})
    assert sent.status_code == 201
    assert office.post("/api/v1/webhooks", "thanhpho", {"url": "https://example.org/"}).status_code == 201
    campaign = {"name": "Toàn quận", "all": True, "starts_on": str(TODAY), "target_on": str(day(9))}
    assert office.post("/api/v1/campaigns", "thanhpho", campaign).status_code == 201
    assert office.post("/api/v1/cordons", "thanhpho", {"name": "Ngõ 4", "ward_codes": ["E"]}).status_code == 201
    area = {"kind": "other", "name": "Chợ", "ward_codes": ["E"]}
    assert office.post("/api/v1/areas", "thanhpho", area).status_code == 201
    return office


@pytest.fixture
def quick_office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, lock_grace_hours=0.0) as office:
        yield prepared(office)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return prepared(open_office(engine, lock_grace_hours=0.0))


def assert_refused(office: Office, route: Route) -> None:
    """Every bad body is refused, nothing of it is stored, and the good one is taken afterwards."""
    headers = {**office.as_(route.who), **route.headers}
    if route.needs_judged_day:
        office.site.run(day(-1))
    revision, reports = office.site.revision(), office.stored_reports()
    inputs = bad_inputs(
        route.example, optional=route.optional, nullable=route.nullable, needs_body=not route.takes_nothing
    )
    count, found = faults(through(office.client), inputs, method=route.method, path=route.path, headers=headers)
    assert found == []
    assert count >= 150
    assert (office.site.revision(), office.stored_reports()) == (revision, reports)
    answer = office.client.request(route.method, route.path, json=route.example, headers=headers)
    assert answer.status_code == route.good, answer.text[:500]


@pytest.mark.promise
@pytest.mark.parametrize("name", [each for each in ROUTES if each not in ON_BOTH])
def test_no_bad_body_is_taken_or_hurts(quick_office: Office, name: str) -> None:
    assert_refused(quick_office, ROUTES[name])


@pytest.mark.promise
@pytest.mark.parametrize("name", ON_BOTH)
def test_no_bad_body_is_taken_or_hurts_on_either_database(office: Office, name: str) -> None:
    assert_refused(office, ROUTES[name])


NONSENSE = [
    "",
    " ",
    "NaN",
    "1e309",
    "-1",
    "0.5",
    "99999999999999999999999",
    "true",
    "null",
    "2021-02-30",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00",
    "2021-08-14",
    "' OR 1=1 --",
    "../../etc/passwd",
    "<script>",
    "{}",
    "W10",
    "đường",
    "x" * 3000,
]
ENCODED_NONSENSE = ["%00", "%ff", "%ed%a0%80", "a%0d%0aSet-Cookie:b", "%25%30%30", "%u0041"]


@pytest.mark.promise
def test_no_parameter_of_any_read_can_hurt(office: Office) -> None:
    bad = [f"{path} → {found}" for path in nonsensical_reads(office) if (found := fault_of_read(office, path))]
    assert bad == []


def nonsensical_reads(office: Office) -> Iterator[str]:
    """Every parameter of every read in the contract with every nonsense in its place."""
    values = [quote(each, safe="") for each in NONSENSE] + ENCODED_NONSENSE
    for path, item in office.app.openapi()["paths"].items():
        parameters = item.get("get", {}).get("parameters", [])
        filled = path
        for each in parameters:
            if each["in"] == "path":
                filled = filled.replace(f"{{{each['name']}}}", _GOOD.get(each["name"], "A"))
        for each in parameters:
            for value in values:
                if each["in"] == "path":
                    yield path.replace(f"{{{each['name']}}}", value).replace("{", "").replace("}", "")
                elif each["in"] == "query":
                    yield f"{filled}?{each['name']}={value}"


_GOOD = {
    "reporting_date": str(TODAY),
    "run_id": "1",
    "boundary_version": "0" * 16,
    "outbreak_id": "OB0001",
    "decision_id": "QD0001",
    "cordon_id": "KP0001",
    "area_id": "KV0001",
    "round_id": "1",
    "campaign_id": "CD0001",
    "webhook_id": "WH0001",
    "delivery_id": "1",
    "collection_id": "wards",
    "unit_kind": "ward",
    "indicator_id": COVERAGE,
    "reported_on": str(TODAY),
    "username": "an",
    "key_id": "0123456789abcdef",
    "ending": "json",
    "form": "csv",
}


def fault_of_read(office: Office, path: str) -> str | None:
    """What is wrong with the answer to a read; a harmless answer may well be 200."""
    answer = office.client.get(path, headers=office.as_("thanhpho"), follow_redirects=False)
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code >= 400:
        is_problem = answer.headers["Content-Type"] == "application/problem+json"
        return None if is_problem and json.loads(answer.content)["detail"] else "no problem document"
    return "a header was injected" if "set-cookie" in answer.headers else None


def test_every_writing_route_is_tried_here() -> None:
    tried = {f"{each.method} {each.path}" for each in ROUTES.values()}
    writing = {name for name in PUBLIC | STAFF_ONLY.keys() if not name.startswith("GET ")}
    elsewhere = {
        "POST /api/v1/auth/token",
        "POST /api/v1/auth/logout",
        "POST /api/v1/case-reports/batch",
        # tests/api/test_dhis2.py.
        "POST /api/v1/dhis2/dataValueSets",
        "POST /api/v1/indicators/batch",
        "POST /api/v1/outbreaks/preview",
        "POST /api/v1/outbreaks/compare",
        # tests/api/test_ring_trials.py.
        "POST /api/v1/outbreaks/{outbreak_id}/rings/preview",
        "POST /api/v1/policies/{policy_id}/evaluate",
        "POST /api/v1/publications/verify",
        # tests/api/test_lookup.py and test_bulk_lookup.py.
        "POST /api/v1/lookup",
        "POST /where",
        "POST /api/v1/lookup/bulk",
        "POST /verify",
        "POST /api/v1/outbreaks/{outbreak_id}/rings/lift",
        "POST /api/v1/outbreaks/{outbreak_id}/rings/extend",
        "POST /api/v1/outbreaks/{outbreak_id}/rings/shrink",
        # Orders of the same shape as those of rings: tests/api/test_cordons.py.
        "POST /api/v1/cordons/{cordon_id}/issue",
        "POST /api/v1/cordons/{cordon_id}/extend",
        "POST /api/v1/cordons/{cordon_id}/shrink",
        "POST /api/v1/cordons/{cordon_id}/lift",
        "POST /api/v1/areas/{area_id}/end",
        # They take no body.
        "DELETE /api/v1/webhooks/{webhook_id}",
        "POST /api/v1/webhooks/{webhook_id}/rotate-secret",
        "POST /api/v1/webhooks/{webhook_id}/test",
        "POST /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/retry",
        "DELETE /api/v1/feed-tokens/{token_id}",
        "POST /api/v1/staff/{username}/sign-out",
        "DELETE /api/v1/staff/{username}/keys/{key_id}",
        "DELETE /api/v1/keys/{key_id}",
        "DELETE /api/v1/auth/sessions",
        "DELETE /api/v1/auth/sessions/{session_id}",
        "DELETE /api/v1/drafts/{district_code}/{reporting_date}",
        "POST /api/v1/border-notices/{notice_id}/read",
        # Only a session knows whose own they are: tests/api/test_auth.py, tests/services/test_own_account.py.
        "POST /api/v1/auth/password",
        "POST /api/v1/auth/session",
        # Files, and texts in cells: tests/api/test_imports.py, test_sheet_reading.py, test_drafts.py.
        "POST /api/v1/imports",
        "POST /api/v1/imports/read",
        # Boundary files: tests/api/test_register_import.py, tests/services/test_boundary_formats.py.
        "POST /api/v1/wards/import",
        "PUT /api/v1/drafts/{district_code}/{reporting_date}",
        # Forms: tests/api/test_staff_entry.py, test_staff_sent_pages.py, test_staff_import_pages.py.
        "POST /staff/sign-in",
        "POST /staff/sign-out",
        "POST /staff/password",
        "POST /staff/account/keys",
        "POST /staff/account/keys/{key_id}/revoke",
        "POST /staff/account/sessions/end-others",
        "POST /staff/account/sessions/{session_id}/end",
        "POST /staff/reports/{ward_code}/{reporting_date}",
        "POST /staff/reports/{ward_code}/{reporting_date}/move",
        "POST /staff/import",
        # Forms: tests/api/test_staff_border.py.
        "POST /staff/border/read",
        "POST /staff/border/notices/{notice_id}/read",
        # Forms: tests/api/test_staff_people_pages.py.
        "POST /staff/people/-new",
        "POST /staff/people/{username}",
        "POST /staff/people/{username}/password",
        "POST /staff/people/{username}/sign-out",
        "POST /staff/people/{username}/close",
        "POST /staff/people/{username}/reopen",
        "POST /staff/people/{username}/keys/{key_id}/revoke",
    }
    assert {_filled(name) for name in writing - elsewhere} == tried


def _filled(route: str) -> str:
    """The address tried, with the things it is about in place of the parameters."""
    for name, text in {"ward_code": "A", "unit_code": "B", **_GOOD}.items():
        route = route.replace(f"{{{name}}}", text)
    return route
