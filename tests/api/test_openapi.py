"""The OpenAPI document: sound, whole, honest about errors and about who may ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.api.app import build_api
from app.api.problem_answers import MEDIA_TYPE
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import Clock
from tests.api.test_every_route_has_a_role import PUBLIC, SHOWS_STAFF_MORE, STAFF_ONLY
from tests.office import office_on_sqlite

METHODS = ("get", "put", "post", "patch", "delete")
NOT_IN_THE_CONTRACT = {
    "GET /tiles/zones/{z}/{x}/{y}.pbf",
    "GET /tiles/units/{boundary_version}/{z}/{x}/{y}.pbf",
    "GET /",
    "GET /w/{ward_code}",
    "GET /w/{ward_code}/panel",
    "GET /backtest",
    "GET /backtest/{policy_id}.css",
    "GET /summary",
    "GET /where",
    "GET /embed/map",
    "GET /card.png",
    "GET /w/{ward_code}/card.png",
    "POST /where",
    "GET /rules",
    "GET /rules/{policy_id}",
    "GET /publications",
    "GET /p/{number}",
    "GET /verify",
    "POST /verify",
    "GET /docs",
    "GET /openapi.json",
    "GET /ogc/api.html",
    "GET /static/levels/{digest}.css",
    "GET /static/{digest}/{name:path}",
    "GET /favicon.svg",
    "GET /robots.txt",
    "GET /problems",
    "GET /problems/{slug}",
}
"""Pages and their files: for people, not for programs."""


@pytest.fixture(scope="module")
def document(sqlite_template: Path) -> dict[str, Any]:
    """The document of the application, which needs no site for it."""
    engine = create_database_engine(f"sqlite:///{sqlite_template}")
    found: dict[str, Any] = build_api(Settings(scheduler=False), clock=Clock(), engine=engine).openapi()
    engine.dispose()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"{method.upper()} {path}", item[method]


def test_it_has_every_operation_of_the_contract_and_no_page(document: dict[str, Any]) -> None:
    pages = {name for name in PUBLIC | STAFF_ONLY.keys() if re.match(r"[A-Z]+ /staff\b", name)}
    assert {name for name, _ in operations(document)} == (PUBLIC | STAFF_ONLY.keys()) - NOT_IN_THE_CONTRACT - pages


def test_every_operation_says_what_it_is_for(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation.get("summary"), name
        assert len(operation.get("description", "")) > 15, name
        assert operation.get("tags"), name
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_error_of_every_operation_is_a_problem(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        responses = operation["responses"]
        assert {"422", "4XX", "5XX"} <= responses.keys(), name
        for status, response in responses.items():
            if status[0] in "45":
                assert response["content"].keys() == {MEDIA_TYPE}, (name, status)
                assert response["content"][MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert response["description"]


def test_whoever_sends_a_body_is_told_how_it_can_be_refused(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= operation["responses"].keys(), name


def test_staff_operations_ask_for_the_login_and_public_ones_do_not(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        asked = operation.get("security", [])
        if name in STAFF_ONLY:
            assert asked == [{"Staff": []}], name
        elif name in SHOWS_STAFF_MORE:
            assert sorted(asked, key=len) == [{}, {"Staff": []}], name
        else:
            assert asked == [], name
    assert document["components"]["securitySchemes"]["Staff"]["type"] == "oauth2"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        here: Any = document
        for part in reference.removeprefix("#/").split("/"):
            here = here[part]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_parameter_and_every_success_is_described(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert any(status.startswith("2") for status in operation["responses"]), name
        for parameter in operation.get("parameters", []):
            assert parameter["schema"], (name, parameter["name"])


def test_it_is_served_as_json(sqlite_url: str) -> None:
    with office_on_sqlite(sqlite_url) as office:
        answer = office.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Khoanh Vùng"


def test_asking_twice_gives_the_same_document(sqlite_url: str) -> None:
    with office_on_sqlite(sqlite_url) as office:
        assert office.app.openapi() == office.app.openapi()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)
