"""The role each route states, and who gets past it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from app.api import security
from app.api.problem_handlers import install_problem_handlers
from app.api.security import CurrentStaff, MayIssueRing, OptionalStaff, require_act, require_roles, stated_roles
from app.domain.vocabulary import Role
from app.services.access import ACTS, Act, Caller
from app.services.staff_accounts import create_api_key
from app.storage.engine import session_factory
from tests.accounts import DONG_ANH, NOW, Clock, hash_quickly, open_account


def open_to_all() -> str:
    """A public route."""
    return "all"


def for_staff(caller: CurrentStaff) -> str:
    """A route for whoever is signed in."""
    return caller.username


def for_leads(caller: MayIssueRing, request: Request) -> list[str]:
    """A route for those who may issue rings."""
    assert request.state.caller == caller
    return sorted(caller.district_codes or [])


def for_anyone(caller: OptionalStaff) -> str:
    """A public route that knows staff when it sees them."""
    return caller.username if caller else "a stranger"


def twice_guarded(caller: Annotated[Caller, Depends(require_roles(Role.CITY, Role.ADMIN))], lead: MayIssueRing) -> str:
    """A route behind two guards."""
    return f"{caller.username} {lead.username}"


@pytest.fixture
def app() -> FastAPI:
    """An application of a few guarded routes."""
    app = FastAPI()
    install_problem_handlers(app)
    for handler in (open_to_all, for_anyone, for_staff, for_leads, twice_guarded):
        app.add_api_route(f"/{handler.__name__}", handler)
    return app


@pytest.fixture
def keys(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> dict[Role, str]:
    """A personal key of one member of each role."""
    hash_quickly(monkeypatch)
    sessions = session_factory(engine)
    with sessions.begin() as session:
        for role in Role:
            open_account(session, f"{role.value}-1", role)
        return {
            role: create_api_key(session, username=f"{role.value}-1", now=NOW, label="máy", actor="cli")
            for role in Role
        }


@pytest.fixture
def client(app: FastAPI, engine: Engine) -> Iterator[TestClient]:
    """A client of those routes."""
    app.state.session_factory = session_factory(engine)
    app.state.clock = Clock()
    with TestClient(app) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_each_route_lets_through_the_roles_it_states_and_no_other(
    client: TestClient, app: FastAPI, keys: dict[Role, str]
) -> None:
    guarded = {route.path: stated_roles(route) for route in app.routes if isinstance(route, APIRoute)}
    for path, roles in guarded.items():
        for role, key in keys.items():
            expected = 200 if roles is None or role in roles else 403
            assert client.get(path, headers=bearer(key)).status_code == expected, (path, role)
        assert client.get(path).status_code == (200 if roles is None else 401)


def test_the_stated_roles_of_a_route_can_be_read(app: FastAPI) -> None:
    assert {route.name: stated_roles(route) for route in app.routes if isinstance(route, APIRoute)} == {
        "open_to_all": None,
        "for_anyone": None,
        "for_staff": frozenset(Role),
        "for_leads": frozenset({Role.SUPERVISOR, Role.CITY}),
        "twice_guarded": frozenset({Role.CITY}),
    }


def test_the_caller_comes_with_role_and_districts(client: TestClient, keys: dict[Role, str]) -> None:
    assert client.get("/for_leads", headers=bearer(keys[Role.SUPERVISOR])).json() == [DONG_ANH]


def test_a_public_route_may_know_who_asks(client: TestClient, keys: dict[Role, str]) -> None:
    assert client.get("/for_anyone").json() == "a stranger"
    assert client.get("/for_anyone", headers=bearer(keys[Role.CITY])).json() == "city-1"


def test_a_wrong_token_is_refused_on_a_public_route_too(client: TestClient) -> None:
    assert client.get("/for_anyone", headers=bearer("khs_nonsense")).status_code == 401


def test_a_refusal_names_the_roles_that_are_needed(client: TestClient, keys: dict[Role, str]) -> None:
    answer = client.get("/for_leads", headers=bearer(keys[Role.REPORTER]))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "supervisor, city" in answer.json()["detail"]


def test_a_token_is_checked_by_one_query_without_the_write_lock(
    client: TestClient, engine: Engine, keys: dict[Role, str]
) -> None:
    # The first use of a key in a day is noted, later ones are not.
    assert client.get("/for_staff", headers=bearer(keys[Role.CITY])).status_code == 200
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    assert client.get("/for_staff", headers=bearer(keys[Role.CITY])).status_code == 200
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(asked) == 1
    assert "BEGIN IMMEDIATE" not in statements


def test_no_query_is_made_for_what_cannot_be_a_token(client: TestClient, sessions_forbidden: None) -> None:
    assert client.get("/for_staff", headers=bearer("nonsense")).status_code == 401


@pytest.fixture
def sessions_forbidden(engine: Engine) -> None:
    """An engine on which every statement but the opening of a transaction is a fault."""

    @event.listens_for(engine, "before_cursor_execute")
    def refuse(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        assert statement.startswith("BEGIN")


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_type_for_its_routes(act: Act) -> None:
    name = "May" + "".join(word.title() for word in act.value.split("_"))
    assert getattr(security, name) == Annotated[Caller, Depends(require_act(act))]
    assert require_act(act).roles == ACTS[act]


def test_a_writer_does_not_hold_up_who_is_being_recognised(
    client: TestClient, engine: Engine, keys: dict[Role, str]
) -> None:
    sessions: sessionmaker[Session] = session_factory(engine)
    with sessions.begin() as writer:
        open_account(writer, "hoa")
        assert client.get("/for_staff", headers=bearer(keys[Role.CITY])).json() == "city-1"
