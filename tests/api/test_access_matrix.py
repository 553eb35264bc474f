"""Every route × every caller × own and other district: what each gets, what it leaves, and what it never shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import Response

from app.api.exports import exports
from app.domain.audit_actions import is_known_action
from app.storage.audit import AuditLine, Outcome
from tests.accounts import PASSWORD, hash_quickly
from tests.api.access_requests import request_of
from tests.api.access_table import BEHIND_THE_LOGIN, COLUMNS, OPEN_BEFORE_THE_CHANGE, Kind
from tests.api.access_world import CALLERS, NOBODY_KNOWN, OTHER, OWN, Place, Visit, World, furnish
from tests.api.test_every_route_has_a_role import PUBLIC, SHOWS_STAFF_MORE

QUIET = {Kind.READ, Kind.LIST}
"""A refused reading is no event: it leaves no line."""
BESIDE_THE_DOOR = {"closed", "expired"}
NOTE = "Bà Hoa, 0912345678"


@pytest.fixture(scope="module")
def world(judged_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The site and its people, made once."""
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        yield furnish(judged_file, tmp_path_factory.mktemp("world") / "world.sqlite")


@pytest.fixture(scope="module")
def shared(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One application for all that must leave it as it is."""
    with world.opened(tmp_path_factory.mktemp("shared") / "site.sqlite") as visit:
        yield visit


@pytest.fixture(scope="module")
def _writable(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with world.opened(tmp_path_factory.mktemp("writable") / "site.sqlite") as visit:
        yield visit


@pytest.fixture
def fresh(_writable: Visit) -> Visit:
    """An application on the site as it was at first."""
    _writable.begin_anew()
    return _writable


def served(visit: Visit) -> Iterator[tuple[str, APIRoute | None]]:
    for context in iter_route_contexts(visit.office.app.routes):
        route = context.original_route
        for method in sorted(getattr(route, "methods", None) or {"ANY"}):
            if method != "HEAD":
                yield f"{method} {context.path}", route if isinstance(route, APIRoute) else None


def test_the_table_lists_every_route_behind_the_login_and_no_other(shared: Visit) -> None:
    counted = Counter(name for name, _ in served(shared))
    assert {name for name, count in counted.items() if count > 1} == set()
    assert set(counted) - PUBLIC == set(BEHIND_THE_LOGIN)


def test_the_exports_of_the_table_are_the_routes_that_are_marked_so(shared: Visit) -> None:
    marked = {name for name, route in served(shared) if route is not None and exports(route)}
    assert marked == {name for name, (kind, _) in BEHIND_THE_LOGIN.items() if kind is Kind.EXPORT}


def expected(name: str) -> dict[tuple[str, bool], int]:
    """The status of each caller of a route; those who are not in the columns follow from them."""
    statuses = BEHIND_THE_LOGIN[name][1].split()
    found = {cell: int(status) for cell, status in zip(COLUMNS, statuses, strict=True) if status != "-"}
    stranger = found[("stranger", False)]
    found |= {(who, False): stranger for who in BESIDE_THE_DOOR}
    page = stranger == 303
    shut = 303 if page else 403
    found[("must_change", False)] = found[("reporter", False)] if name in OPEN_BEFORE_THE_CHANGE else shut
    return found


def ask(visit: Visit, name: str, who: str, *, elsewhere: bool) -> Response:
    place = visit.world.places[OTHER if elsewhere else OWN]
    method, path, said = request_of(name, place, own={} if elsewhere else visit.world.owned_by(who))
    headers = {**said.get("headers", {})}
    if path.startswith("/staff"):
        headers |= {"Accept": "text/html"}
    return visit.ask(who, method, path, **{**said, "headers": headers})


def is_let_through(name: str, who: str, status: int) -> bool:
    if who in NOBODY_KNOWN:
        return False
    return status < 400 and (who != "must_change" or name in OPEN_BEFORE_THE_CHANGE)


CELLS_BY_ROUTE = list(BEHIND_THE_LOGIN)


@pytest.mark.parametrize("name", CELLS_BY_ROUTE)
def test_each_caller_gets_what_the_table_says_and_a_refusal_changes_nothing(shared: Visit, name: str) -> None:
    kind = BEHIND_THE_LOGIN[name][0]
    cells = expected(name)
    still = {cell: status for cell, status in cells.items() if not _writes(kind, name, cell[0], status)}
    before, found = shared.state(), {}
    for who, elsewhere in still:
        last = shared.last_line()
        found[who, elsewhere] = ask(shared, name, who, elsewhere=elsewhere).status_code
        _check_lines(name, who, shared.lines_after(last), found[who, elsewhere])
    assert found == still
    assert shared.state() == before


def _writes(kind: Kind, name: str, who: str, status: int) -> bool:
    return kind in {Kind.WRITE, Kind.PAPER} and is_let_through(name, who, status)


WRITING = [
    (name, who, elsewhere)
    for name, (kind, _) in BEHIND_THE_LOGIN.items()
    for (who, elsewhere), status in expected(name).items()
    if _writes(kind, name, who, status)
]


@pytest.mark.parametrize(("name", "who", "elsewhere"), WRITING)
def test_who_may_write_writes_and_leaves_a_line(fresh: Visit, name: str, who: str, elsewhere: bool) -> None:
    last = fresh.last_line()
    answer = ask(fresh, name, who, elsewhere=elsewhere)
    assert answer.status_code == expected(name)[who, elsewhere], answer.text[:500]
    _check_lines(name, who, fresh.lines_after(last), answer.status_code)


def _check_lines(name: str, who: str, lines: list[AuditLine], status: int) -> None:
    """The lines a request left: whose, how it ended, and that people have a word for it."""
    kind = BEHIND_THE_LOGIN[name][0]
    if who in NOBODY_KNOWN:
        assert all(each.entry.actor == "unknown" for each in lines)
        assert len(lines) <= (kind not in QUIET)
        return
    through = is_let_through(name, who, status)
    assert bool(lines) is (kind in {Kind.WRITE, Kind.EXPORT} if through else kind not in QUIET), (who, lines)
    for each in lines:
        assert each.entry.actor == CALLERS[who]
        assert each.entry.outcome is (Outcome.DONE if through else Outcome.REFUSED)
        assert is_known_action(each.entry.action), each.entry.action


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_is_the_same_status_for_everybody(shared: Visit, name: str) -> None:
    statuses = {who: ask(shared, name, who, elsewhere=False).status_code for who in ("stranger", *CALLERS)}
    looks = {who: status for who, status in statuses.items() if who in BESIDE_THE_DOOR | {"must_change"}}
    if name in SHOWS_STAFF_MORE and "/api/" in name:
        assert looks == {"closed": 401, "expired": 401, "must_change": 403}
        statuses = {who: status for who, status in statuses.items() if who not in looks}
    assert set(statuses.values()) == {statuses["stranger"]}
    assert statuses["stranger"] not in {401, 403, 405}
    assert statuses["stranger"] < 500


MARKS: dict[str, Callable[[Place], str]] = {
    "GET /api/v1/staff": lambda place: f'"username":"{place.reporter}"',
    "GET /api/v1/case-reports": lambda place: f'"ward_code":"{place.ward}"',
    "GET /api/v1/case-transfers": lambda place: f'"from_ward_code":"{place.ward}"',
    "GET /api/v1/submissions": lambda place: place.receipt,
    "GET /api/v1/imports": lambda place: place.imported,
    "GET /api/v1/completeness": lambda place: f'"district_code":"{place.district}"',
    "GET /api/v1/outbreaks": lambda place: f'"id":"{place.outbreak}"',
    "GET /api/v1/test-rounds": lambda place: f'"id":{place.test_round},',
    "GET /api/v1/cordons": lambda place: f'"id":"{place.cordon}"',
    "GET /api/v1/areas": lambda place: f'"id":"{place.area}"',
    "GET /api/v1/decisions": lambda place: place.decision,
    "GET /api/v1/border-notices": lambda place: f'"id":{place.notice},',
    "GET /api/v1/approvals/waiting": lambda place: f'"ward_code":"{place.waiting}"',
    "GET /api/v1/approval-modes": lambda place: f'"district_code":"{place.district}"',
    "GET /api/v1/audit": lambda place: f'"district_code":"{place.district}"',
    "GET /api/v1/case-reports/export": lambda place: f"\r\n{place.ward},",
    "GET /api/v1/audit/export": lambda place: f",{place.district},",
    "GET /api/v1/exports/case-versions.csv": lambda place: f"\n{place.ward},",
}
"""What shows that a list holds something of a place."""
AS_TEXT = {"GET /api/v1/case-reports/export": {"format": "csv"}, "GET /api/v1/audit/export": {"format": "csv"}}
MADE_FIRST = {"GET /api/v1/case-transfers": "POST /api/v1/case-transfers"}


def test_every_list_has_a_mark_to_look_for() -> None:
    lists = {name for name, (kind, _) in BEHIND_THE_LOGIN.items() if kind is Kind.LIST}
    assert lists <= set(MARKS)


@pytest.mark.parametrize("name", MARKS)
def test_a_list_or_file_holds_the_own_district_alone(fresh: Visit, name: str) -> None:
    if name in MADE_FIRST:
        for elsewhere in (False, True):
            assert ask(fresh, MADE_FIRST[name], "city", elsewhere=elsewhere).is_success
    query = AS_TEXT.get(name, {})
    texts = {who: _whole(fresh, name, who, query) for who in ("supervisor", "city", "admin")}
    own, other = (MARKS[name](fresh.world.places[district]) for district in (OWN, OTHER))
    assert (own in texts["supervisor"], other in texts["supervisor"]) == (True, False)
    everyone = texts["admin"] if "/staff" in name else texts["city"]
    assert (own in everyone, other in everyone) == (True, True)


def _whole(visit: Visit, name: str, who: str, query: dict[str, Any]) -> str:
    method, _, path = name.partition(" ")
    return visit.ask(who, method, path, params=query).text.replace('": ', '":')


def test_nothing_secret_stands_anywhere_in_the_audit(fresh: Visit) -> None:
    given = [PASSWORD, NOTE, *fresh.world.tokens.values()]
    for name in BEHIND_THE_LOGIN:
        for who in ("city", "admin", "supervisor", "reporter", "stranger"):
            given += _secrets(ask(fresh, name, who, elsewhere=False))
    wrong = {"username": PASSWORD, "password": "wrong " + NOTE}
    fresh.ask("stranger", "POST", "/api/v1/auth/token", data=wrong)
    fresh.ask("reporter", "POST", "/api/v1/case-reports", json={"ward_code": NOTE, "note": NOTE})
    stored = fresh.audit_bytes()
    assert [each for each in given if each.encode() in stored] == []
    assert b"sign_in" in stored


def _secrets(answer: Response) -> list[str]:
    if "application/json" not in answer.headers.get("Content-Type", ""):
        return []
    body = answer.json() if answer.content else None
    named = ("temporary_password", "secret", "key", "access_token")
    return [body[name] for name in named if isinstance(body, dict) and isinstance(body.get(name), str)]
