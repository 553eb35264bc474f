"""Whatever goes wrong: a problem in the caller's language, with its page and request id, and nothing of our insides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from sqlalchemy.orm import Session

from app.api.routes import health
from app.api.strict_json import routes_reading_json_loosely
from tests.accounts import hash_quickly
from tests.office import (
    OUTBREAKS,
    REPORTS,
    ZONES,
    Office,
    correction,
    key_of,
    office_on_sqlite,
    outbreak,
    problem,
    report,
)
from tests.site import TODAY, day

Ask = Callable[[Office], Response]
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def raw(method: str, path: str, who: str | None = "thanhpho", content: bytes = b"", **headers: str) -> Ask:
    """A request as its bytes say."""

    def ask(office: Office) -> Response:
        sent = {**JSON, **(office.as_(who) if who else {}), **{n.replace("_", "-"): t for n, t in headers.items()}}
        return office.client.request(method, path, content=content, headers=sent)

    return ask


def after(*first: Ask, then: Ask) -> Ask:
    def ask(office: Office) -> Response:
        for each in first:
            each(office)
        return then(office)

    return ask


def posted(body: dict[str, object], path: str = REPORTS, who: str = "thanhpho", **headers: str) -> Ask:
    return lambda office: office.post(path, who, body, **headers)


SIGNED: dict[str, object] = {"document_number": "1", "signer": "x"}
PROBLEMS: dict[str, tuple[int, Ask]] = {
    "malformed-json": (400, raw("POST", REPORTS, content=b"{")),
    "not-authenticated": (401, raw("GET", REPORTS, None)),
    "role-required": (403, raw("POST", "/api/v1/reclassifications", "an", b"{}")),
    "not-your-district": (403, posted(report("I"), who="an")),
    "cross-origin-write": (403, raw("POST", REPORTS, content=b"{}", Origin="https://other.example")),
    "ward-not-found": (404, raw("GET", f"{ZONES}/99999", None)),
    "district-not-found": (404, raw("GET", f"{ZONES}?district=999", None)),
    "policy-not-found": (404, raw("GET", "/api/v1/policies/no-such", None)),
    "outbreak-not-found": (404, raw("GET", f"{OUTBREAKS}/OB0404/rings", None)),
    "ring-version-not-found": (
        404,
        after(posted(outbreak("E"), OUTBREAKS), then=raw("GET", f"{OUTBREAKS}/OB0001/annex.pdf?version=9")),
    ),
    "cordon-not-found": (404, raw("GET", "/api/v1/cordons/KP0404")),
    "area-not-found": (404, raw("GET", "/api/v1/areas/KV0404")),
    "cursor-ahead": (410, raw("GET", "/api/v1/changes?after=999999999-1", None)),
    "tile-not-found": (404, raw("GET", "/tiles/zones/15/0/0.mvt", None)),
    "boundary-version-not-found": (404, raw("GET", f"/api/v1/geometry/{'0' * 16}.geojson", None)),
    "run-not-found": (404, raw("GET", "/api/v1/reclassifications/404")),
    "report-not-found": (404, lambda office: office.put(key_of(), "an", correction(), If_Match='"1"')),
    "report-conflict": (409, after(posted(report()), then=posted(report(unknown=2)))),
    "nothing-to-judge": (409, posted({"as_of": str(TODAY)}, "/api/v1/reclassifications")),
    "conflict": (
        409,
        after(
            posted(outbreak("E"), OUTBREAKS),
            then=lambda office: office.patch(f"{OUTBREAKS}/OB0001", "thanhpho", {"note": "x", "version": 9}),
        ),
    ),
    "outbreak-state-conflict": (
        409,
        after(
            posted(outbreak("E", closed_on=str(TODAY)), OUTBREAKS),
            then=lambda office: office.patch(f"{OUTBREAKS}/OB0001", "thanhpho", {"note": "x"}),
        ),
    ),
    "ring-state-conflict": (
        409,
        after(
            posted(outbreak("E", closed_on=str(TODAY)), OUTBREAKS),
            then=posted({"document_number": "1", "signer": "x"}, f"{OUTBREAKS}/OB0001/rings/lift"),
        ),
    ),
    "cordon-state-conflict": (
        409,
        after(
            posted({"name": "Ngõ 4", "ward_codes": ["E"]}, "/api/v1/cordons"),
            then=posted({**SIGNED, "planned_end": str(day(30))}, "/api/v1/cordons/KP0001/extend"),
        ),
    ),
    "area-state-conflict": (
        409,
        after(
            posted({"kind": "other", "name": "Chợ", "ward_codes": ["E"]}, "/api/v1/areas"),
            posted({}, "/api/v1/areas/KV0001/end"),
            then=posted({}, "/api/v1/areas/KV0001/end"),
        ),
    ),
    "stale-version": (
        412,
        after(posted(report()), then=lambda office: office.put(key_of(), "an", correction(), If_Match='"9"')),
    ),
    "body-too-large": (413, raw("POST", REPORTS, content=b" " * (2 * 2**20 + 1))),
    "address-too-long": (414, raw("GET", f"{ZONES}?level={'x' * 9000}", None)),
    "unsupported-media-type": (415, raw("POST", REPORTS, content=b"{}", Content_Type="text/plain")),
    "invalid-request": (422, posted({**report(), "cases": 1})),
    "future-reporting-date": (422, posted(report(on=day(1)))),
    "invalid-geometry": (422, posted(outbreak(place={"type": "Point", "coordinates": [0, 0]}), OUTBREAKS)),
    "idempotency-key-reused": (
        422,
        after(posted(report(), Idempotency_Key="k"), then=posted(report("A"), Idempotency_Key="k")),
    ),
    "precondition-required": (428, lambda office: office.put(key_of(), "an", correction())),
    "headers-too-large": (431, raw("GET", ZONES, None, X_Flood="x" * 70_000)),
}
"""How each kind of problem is met over HTTP, with its status."""


@pytest.mark.parametrize("slug", PROBLEMS)
def test_each_kind_of_problem_is_whole_and_leads_to_its_page(office: Office, slug: str) -> None:
    status, ask = PROBLEMS[slug]
    answer = ask(office)
    found = problem(answer, status, slug)
    assert found["request_id"] == answer.headers["X-Request-Id"]
    assert found["instance"] == answer.request.url.path
    assert answer.headers["Content-Language"] == "vi"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = office.client.get(urlsplit(found["type"]).path)
    assert page.status_code == 200
    assert found["title"] in page.text


@pytest.mark.parametrize(("language", "title"), [("vi", "Không có phường, xã này"), ("en-GB,en;q=0.8", "No such ward")])
def test_a_problem_speaks_the_callers_language(office: Office, language: str, title: str) -> None:
    answer = office.get(f"{ZONES}/99999", headers={"Accept-Language": language})
    assert problem(answer, 404)["title"] == title
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("path", ["/nothing/here", "/api/v1/", "/api/v2/zones", "/wp-login.php"])
def test_an_unknown_address_is_a_problem_too(office: Office, path: str) -> None:
    assert problem(office.get(path), 404)["type"] == "about:blank"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", ZONES, "GET, HEAD"),
        ("DELETE", f"{OUTBREAKS}/OB0001", "GET, HEAD, PATCH"),
        ("PUT", "/api/v1/test-rounds", "GET, HEAD, POST"),
    ],
)
def test_a_method_that_is_not_taken_names_those_that_are(office: Office, method: str, path: str, allowed: str) -> None:
    answer = raw(method, path, None)(office)
    assert problem(answer, 405)["type"] == "about:blank"
    assert answer.headers["Allow"] == allowed


def test_a_fault_of_ours_tells_its_number_and_not_its_story(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "SELECT password FROM staff"

    def fail(*_args: object, **_named: object) -> None:
        raise ArithmeticError(secret)

    monkeypatch.setattr(health, "encode", fail)
    answer = office.get("/healthz")
    found = problem(answer, 500)
    assert (found["type"], found["request_id"]) == ("about:blank", answer.headers["X-Request-Id"])
    assert secret not in answer.text
    assert "Arithmetic" not in answer.text


def test_a_failed_commit_is_never_told_as_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.as_("an")
    revision = office.site.revision()

    def fail(_session: Session) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Session, "commit", fail)
        answer = office.post(REPORTS, "an", report())
    assert answer.status_code >= 500
    problem(answer, answer.status_code)
    assert (office.stored_reports(), office.site.revision()) == (0, revision)


def test_no_value_that_was_sent_is_echoed(office: Office) -> None:
    private = "ông Ba, ngõ 4"
    for body in ({**report(), "counts": private}, report(private), report(note=private * 999)):
        answer = office.post(REPORTS, "an", body)
        problem(answer, 422)
        assert "ngõ 4" not in answer.text


def test_no_route_reads_json_loosely(office: Office) -> None:
    assert routes_reading_json_loosely(office.app) == []
