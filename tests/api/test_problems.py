"""Every error is a problem (RFC 9457): its table, its members, its language, its page and its place in OpenAPI."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient

from app.api.language import negotiate_language
from app.api.problem_answers import MAX_FAULTS, Problem, encode_json, problem_document
from app.api.problem_kinds import generic_spec
from app.api.problems import PROBLEMS, spec_of, specs_with_pages
from app.api.strict_json import routes_reading_json_loosely
from app.api.validation_faults import validation_faults
from app.domain import errors as faults
from app.domain.errors import FieldFault, ZoneError
from tests.api.edge_app import REPORT, make_api, make_guarded


def _descendants(parent: type[ZoneError]) -> Iterator[type[ZoneError]]:
    for child in parent.__subclasses__():
        if child.__module__.startswith("app.domain."):
            yield child
            yield from _descendants(child)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(make_guarded(), raise_server_exceptions=False) as client:
        yield client


def _problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert document["title"]
    assert document["detail"]
    assert document["instance"].startswith("/")
    return document


@pytest.mark.parametrize("fault", list(_descendants(ZoneError)), ids=lambda fault: str(fault.__name__))
def test_every_fault_of_the_domain_has_a_problem(fault: type[ZoneError]) -> None:
    spec = spec_of(fault)
    assert spec is not None
    assert 400 <= spec.status < 600


def test_slugs_name_one_problem_each() -> None:
    specs: dict[str, set[int]] = {}
    for spec in PROBLEMS.values():
        specs.setdefault(spec.slug, set()).add(id(spec))
    assert [slug for slug, ids in specs.items() if len(ids) > 1] == []


def test_the_table_walks_up_to_the_nearest_ancestor() -> None:
    class OddWard(faults.WardNotFound):
        pass

    assert spec_of(OddWard) is PROBLEMS[faults.WardNotFound]


@pytest.mark.parametrize("slug", [spec.slug for spec in specs_with_pages()])
def test_every_problem_type_leads_to_a_page_in_both_languages(client: TestClient, slug: str) -> None:
    page = client.get(f"/problems/{slug}")
    spec = next(spec for spec in specs_with_pages() if spec.slug == slug)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert spec.cure_vi in page.text.replace("&#x27;", "'").replace("&lt;", "<")
    assert spec.title_en in page.text.replace("&#x27;", "'")


def test_an_unknown_problem_page_is_not_found(client: TestClient) -> None:
    assert _problem(client.get("/problems/nothing"))["type"] == "about:blank"


def test_the_list_of_problems_links_every_page(client: TestClient) -> None:
    page = client.get("/problems").text
    assert all(f'href="/problems/{spec.slug}"' in page for spec in specs_with_pages())


def test_a_fault_of_the_domain_carries_type_detail_and_extensions(client: TestClient) -> None:
    answer = client.get("/conflict", headers={"X-Request-ID": "abcdefgh-1"})
    problem = _problem(answer)
    assert answer.status_code == 409
    assert problem["type"] == "http://testserver/problems/report-conflict"
    assert problem["instance"] == "/conflict"
    assert problem["current_version"] == 3
    assert problem["correction"].startswith("/api/v1/case-reports/00487/2021-09-14")
    assert problem["request_id"] == "abcdefgh-1" == answer.headers["x-request-id"]


def test_detail_and_title_are_vietnamese_unless_english_is_asked_for(client: TestClient) -> None:
    vietnamese = client.get("/wards/99999")
    english = client.get("/wards/99999", headers={"Accept-Language": "en-GB,vi;q=0.4"})
    assert _problem(vietnamese)["title"] == "Không có phường, xã này"
    assert vietnamese.headers["content-language"] == "vi"
    assert _problem(english)["title"] == "No such ward"
    assert english.headers["content-language"] == "en"
    assert "99999" in english.json()["detail"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("EN-us", "en"),
        ("vi-VN,en;q=0.9", "vi"),
        ("en;q=0.9,vi", "vi"),
        ("fr,en;q=0.1", "en"),
        ("*", "vi"),
        ("en;q=0", "vi"),
        ("en;q=much", "vi"),
        ("en;q=7", "vi"),
        ("en;level=1", "en"),
        (";;,,", "vi"),
    ],
)
def test_the_language_is_read_from_accept_language(header: str | None, language: str) -> None:
    assert negotiate_language(header) == language


def test_retry_after_says_when_to_try_again(client: TestClient) -> None:
    answer = client.get("/throttled")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "30"


def test_missing_credentials_are_answered_with_the_scheme_to_use() -> None:
    app = make_api()

    @app.get("/private")
    def private() -> None:
        raise faults.NotAuthenticated

    answer = TestClient(app).get("/private")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_fault_missing_from_the_table_is_an_internal_error(client: TestClient) -> None:
    assert client.get("/unlisted").status_code == 500


def test_an_unexpected_fault_tells_nothing_but_the_request_id(client: TestClient) -> None:
    answer = client.get("/broken")
    problem = _problem(answer)
    assert answer.status_code == 500
    assert problem["type"] == "about:blank"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    problem = _problem(client.get("/nowhere", headers={"Accept-Language": "en"}))
    assert (problem["status"], problem["type"], problem["title"]) == (404, "about:blank", "Not Found")
    assert "/docs" in problem["detail"]


def test_a_wrong_method_names_the_right_ones(client: TestClient) -> None:
    answer = client.delete("/items")
    assert answer.headers["allow"] == "GET, HEAD"
    assert "GET, HEAD" in _problem(answer)["detail"]


def test_the_path_is_the_instance_and_the_query_is_not(client: TestClient) -> None:
    assert _problem(client.get("/nowhere/%C4%90%E1%BB%91ng?token=abc"))["instance"] == "/nowhere/%C4%90%E1%BB%91ng"


def test_a_query_value_out_of_range_is_named_with_its_place(client: TestClient) -> None:
    problem = _problem(client.get("/items?limit=1000", headers={"Accept-Language": "en"}))
    assert problem["type"].endswith("/problems/invalid-request")
    assert problem["errors"] == [{"pointer": "/query/limit", "detail": "limit must be 100 or less.", "in": "query"}]


def test_a_body_pointer_has_no_leading_body(client: TestClient) -> None:
    body = {**REPORT, "counts": {"community": "2", "imported": 0}}
    problem = _problem(client.post("/reports", json=body, headers={"Accept-Language": "en"}))
    assert [error["pointer"] for error in problem["errors"]] == ["/counts/community"]
    assert problem["errors"][0]["detail"] == (
        "counts.community must be a whole number, without quotes and without a fraction."
    )


def test_what_was_sent_is_never_echoed(client: TestClient) -> None:
    body = {**REPORT, "counts": {"community": "personal-note", "imported": 0}, "tags": [{"secret": "personal-note"}]}
    assert "personal-note" not in client.post("/reports", json=body).text


@pytest.mark.parametrize(
    ("change", "pointer", "sentence"),
    [
        ({"counts": {"community": True, "imported": 0}}, "/counts/community", "must be a whole number"),
        ({"counts": {"community": 1.5, "imported": 0}}, "/counts/community", "must be a whole number"),
        ({"counts": {"community": -1, "imported": 0}}, "/counts/community", "must be 0 or more"),
        ({"counts": {"community": 1}}, "/counts/imported", "is missing; add it"),
        ({"counts": []}, "/counts", "must be a JSON object {…}"),
        ({"area": {**REPORT["area"], "type": "Point"}}, "/area/type", "must be one of: 'Polygon'"),
        ({"area": {**REPORT["area"], "coordinates": {}}}, "/area/coordinates", "must be a JSON list […]"),
        ({"ward_code": 487}, "/ward_code", "must be text in quotes"),
        ({"ward_code": "x"}, "/ward_code", "must follow the pattern ^[0-9]{5}$"),
        ({"reporting_date": "2021-09-31"}, "/reporting_date", "must be a real day of the epidemic"),
        ({"note": "x" * 501}, "/note", "must have at most 500 characters"),
        ({"tags": ["a"] * 6}, "/tags", "must have at most 5 items"),
        ({"a/b~c": 1}, "/a~1b~0c", "is not a known name"),
    ],
)
def test_each_fault_says_field_reason_and_cure(
    client: TestClient, change: dict[str, Any], pointer: str, sentence: str
) -> None:
    answer = client.post("/reports", json={**REPORT, **change}, headers={"Accept-Language": "en"})
    error = _problem(answer)["errors"][0]
    assert (answer.status_code, error["pointer"]) == (422, pointer)
    assert sentence in error["detail"]


def test_the_same_fault_is_said_in_vietnamese(client: TestClient) -> None:
    answer = client.post("/reports", json={**REPORT, "note": "x" * 501})
    assert _problem(answer)["errors"][0]["detail"] == "note không được dài quá 500 ký tự."


def test_a_missing_body_points_at_the_whole_document(client: TestClient) -> None:
    error = _problem(client.post("/reports", headers={"Accept-Language": "en"}))["errors"][0]
    assert error == {"pointer": "", "detail": "The body is missing; add it."}


def test_a_long_list_of_faults_is_cut_and_counted(client: TestClient) -> None:
    body = {**REPORT, **{f"unknown_{number}": 1 for number in range(MAX_FAULTS + 7)}}
    problem = _problem(client.post("/reports", json=body))
    assert len(problem["errors"]) == MAX_FAULTS
    assert problem["errors_omitted"] == 7


def test_a_fault_found_by_the_domain_keeps_its_pointer(client: TestClient) -> None:
    far = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    answer = client.post("/reports", json={**REPORT, "area": far}, headers={"Accept-Language": "en"})
    assert _problem(answer)["errors"] == [{"pointer": "/area", "detail": "area must lie in Viet Nam."}]


def test_syntax_errors_have_a_line_and_no_false_pointer() -> None:
    api = make_api()
    answer = TestClient(api).post("/reports", content=b'{"a":1,\n}', headers={"Content-Type": "application/json"})
    problem = _problem(answer)
    assert (answer.status_code, problem["line"], problem["column"]) == (400, 2, 1)
    assert "errors" not in problem


def test_refusals_are_told_to_whoever_keeps_the_audit() -> None:
    told: list[tuple[str, str, int]] = []

    async def note(request: Request, error: Exception, status: int) -> None:
        told.append((request.url.path, type(error).__name__, status))

    client = TestClient(make_api(on_refusal=note), raise_server_exceptions=False)
    client.get("/wards/1")
    client.get("/items?limit=x")
    client.get("/broken")
    client.get("/nowhere")
    client.get("/items")
    assert told == [
        ("/wards/1", "WardNotFound", 404),
        ("/items", "RequestValidationError", 422),
        ("/broken", "RuntimeError", 500),
        ("/nowhere", "HTTPException", 404),
    ]


def test_a_strange_host_does_not_become_the_problem_type(client: TestClient) -> None:
    answer = client.get("/wards/1", headers={"Host": "evil.example/<script>"})
    assert _problem(answer)["type"] == "http://localhost/problems/ward-not-found"


def test_problem_bytes_are_always_json_again() -> None:
    odd = {"nan": float("nan"), "half": "\ud800", "day": date(2021, 9, 14), "list": (Decimal("1.5"), None, {"a": True})}
    assert json.loads(encode_json(odd)) == {
        "nan": None,
        "half": "?",
        "day": "2021-09-14",
        "list": ["1.5", None, {"a": True}],
    }


def test_a_ready_problem_lists_so_many_faults_and_counts_the_rest() -> None:
    faulty = [FieldFault(pointer=f"/{number}", vi="a", en="b") for number in range(MAX_FAULTS + 3)]
    problem = Problem(spec=generic_spec(422), detail_vi="a", detail_en="b", errors=faulty)
    document = problem_document(problem, language="en", scope={})
    assert len(cast(list[object], document["errors"])) == MAX_FAULTS
    assert document["errors_omitted"] == 3


@pytest.mark.parametrize(
    ("status", "detail", "said"),
    [
        (400, "There was an error parsing the body", "There was an error parsing the body. See /docs."),
        (403, None, "Forbidden. See /docs."),
        (503, "database at 10.0.0.7 is down", "The fault is ours"),
    ],
)
def test_plain_http_exceptions_become_problems(status: int, detail: str | None, said: str) -> None:
    app = make_api()

    @app.get("/plain")
    def plain() -> None:
        raise HTTPException(status, detail)

    problem = _problem(TestClient(app).get("/plain", headers={"Accept-Language": "en"}))
    assert problem["detail"].startswith(said)
    assert problem["type"] == "about:blank"


def test_a_redirect_that_was_raised_stays_a_redirect() -> None:
    app = make_api()

    @app.get("/old")
    def old() -> None:
        raise HTTPException(307, headers={"Location": "/new"})

    answer = TestClient(app, follow_redirects=False).get("/old")
    assert (answer.status_code, answer.headers["location"], answer.content) == (307, "/new", b"")


def test_loose_routes_answer_broken_json_the_same_way() -> None:
    app = make_api()

    @app.post("/loose")
    def loose(document: dict[str, Any]) -> None: ...

    answer = TestClient(app).post("/loose", content=b"{", headers={"Content-Type": "application/json"})
    assert (answer.status_code, _problem(answer)["type"]) == (400, "http://testserver/problems/malformed-json")


def test_the_names_of_union_branches_are_no_part_of_a_pointer() -> None:
    error = {"type": "int_type", "loc": ("body", "items", 0, "function-after[check()]", "count"), "ctx": {}}
    (fault,) = validation_faults([error], body={"items": [{"count": "x"}]})
    assert fault.pointer == "/items/0/count"


@pytest.mark.parametrize("kind", ["brand_new_type", "enum"])
def test_a_fault_without_a_sentence_of_its_own_still_gets_one(kind: str) -> None:
    (fault,) = validation_faults([{"type": kind, "loc": ("body", "x"), "ctx": {}}], body={"x": 1})
    assert fault.en == "x has a value that cannot be taken; see /docs."


def test_extensions_cannot_overwrite_the_standard_members() -> None:
    problem = Problem(spec=generic_spec(409), detail_vi="a", detail_en="b", extensions={"status": 200, "extra": 1})
    document = problem_document(problem, language="en", scope={"path": "/x", "headers": []})
    assert (document["status"], document["extra"], document["title"]) == (409, 1, "Conflict")


def test_an_unknown_status_still_has_a_title() -> None:
    assert generic_spec(599).title_en == "Error"


def test_the_faults_of_a_problem_are_said_in_one_language() -> None:
    problem = Problem(
        spec=generic_spec(422), detail_vi="a", detail_en="b", errors=[FieldFault(pointer="/x", vi="một", en="one")]
    )
    documents = [problem_document(problem, language=language, scope={}) for language in ("vi", "en")]
    assert [document["errors"] for document in documents] == [
        [{"pointer": "/x", "detail": "một"}],
        [{"pointer": "/x", "detail": "one"}],
    ]


def test_openapi_documents_every_error_as_a_problem() -> None:
    document = make_api().openapi()
    answers = [
        (path, method, status, answer)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        for status, answer in operation["responses"].items()
        if status[0] in "45"
    ]
    assert {status for _, _, status, _ in answers} == {"400", "413", "415", "422", "4XX", "5XX"}
    assert all(list(answer["content"]) == ["application/problem+json"] for *_, answer in answers)
    assert all(answer["description"] for *_, answer in answers)
    assert "HTTPValidationError" not in json.dumps(document)


def test_openapi_keeps_what_a_route_says_of_its_errors_and_leaves_the_rest_alone() -> None:
    app = make_api()

    @app.get("/described", responses={404: {"description": "No such ward."}}, openapi_extra={"x-cost": 1})
    def described() -> None: ...

    @app.options("/described")
    def options() -> None: ...

    item = app.openapi()["paths"]["/described"]
    assert item["get"]["responses"]["404"]["description"] == "No such ward."
    assert "4XX" not in item["options"]["responses"]


def test_openapi_is_mended_once_and_stays_so() -> None:
    api = make_api()
    assert api.openapi() is api.openapi()


def test_no_route_reads_json_loosely() -> None:
    assert routes_reading_json_loosely(make_api()) == []


def test_a_loosely_reading_route_is_found() -> None:
    api = make_api()

    @api.post("/loose")
    def loose(document: dict[str, Any]) -> None: ...

    assert routes_reading_json_loosely(api) == ["POST /loose"]
