"""Barriers over HTTP: declared by the city, changed by version, read by staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.services.barriers import barriers_in_force
from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite, open_office, problem
from tests.site import TODAY, day

BARRIERS = "/api/v1/barriers"
LINE = {"type": "LineString", "coordinates": [[105.80, 21.085], [105.83, 21.085]]}


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


@pytest.fixture
def quick_office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """For what no database decides."""
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def barrier(**said: Any) -> dict[str, Any]:
    """A river between the wards A and B, unless said otherwise."""
    body = {
        "name_vi": "Sông Hồng",
        "name_en": "Red River",
        "kind": "ward_pairs",
        "pairs": [["B", "A"]],
        "valid_from": str(day(-10)),
        "provenance": "example",
        **said,
    }
    return {name: value for name, value in body.items() if value is not ...}


def river(**said: Any) -> dict[str, Any]:
    return barrier(**{"kind": "line", "pairs": ..., "line": LINE, **said})


def test_the_city_declares_a_barrier_and_staff_read_it(office: Office) -> None:
    answer = office.post(BARRIERS, "thanhpho", barrier())
    assert (answer.status_code, answer.json()["barrier_id"], answer.json()["pairs"]) == (201, "BR0001", [["A", "B"]])
    assert office.audited()[0].action == "declare_barrier"
    assert office.get(BARRIERS, "an").json()["items"] == [answer.json()]


def test_a_line_comes_back_as_it_was_sent(office: Office) -> None:
    assert office.post(BARRIERS, "thanhpho", river()).json()["line"] == LINE
    many = {"type": "MultiLineString", "coordinates": [LINE["coordinates"], [[105.81, 21.08], [105.82, 21.09]]]}
    assert office.post(BARRIERS, "thanhpho", river(line=many)).json()["line"] == many


def test_a_barrier_is_changed_by_the_version_looked_at(office: Office) -> None:
    office.post(BARRIERS, "thanhpho", barrier())
    ended = barrier(barrier_id="BR0001", version=1, valid_to=str(TODAY))
    assert office.post(BARRIERS, "thanhpho", ended).json()["version"] == 2
    stale = office.post(BARRIERS, "thanhpho", ended)
    assert (stale.status_code, stale.json()["current_version"]) == (409, 2)
    assert [each["version"] for each in office.get(BARRIERS, "an").json()["items"]] == [2]


def test_only_those_of_a_day_are_listed_and_respected(office: Office) -> None:
    office.post(BARRIERS, "thanhpho", barrier(valid_to=str(TODAY)))
    office.post(BARRIERS, "thanhpho", river(valid_from=str(TODAY)))
    assert [each["kind"] for each in office.get(BARRIERS, "an", on=str(TODAY)).json()["items"]] == ["line"]
    with office.site.read_sessions() as session:
        assert barriers_in_force(session, on=day(-1)).ward_pairs == frozenset([frozenset("AB")])
        assert len(barriers_in_force(session, on=TODAY).lines) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (barrier(pairs=[["A", "Z"]]), "/pairs"),
        (barrier(kind="district_pairs"), "/pairs"),
        (barrier(valid_to=str(day(-10))), "/valid_to"),
        (barrier(valid_to="9999-12-31"), "/valid_to"),
        (barrier(barrier_id="BR0009", version=1), "/barrier_id"),
        (barrier(pairs=[["A", "A"]]), ""),
        (barrier(pairs=...), ""),
        (barrier(line=LINE), ""),
        (river(line={"type": "LineString", "coordinates": [[105.8, 21.085], [105.8, 21.085]]}), "/line/coordinates"),
        (river(line={"type": "LineString", "coordinates": [[2.3, 48.8], [2.4, 48.8]]}), "/line"),
        (river(line={"type": "Polygon", "coordinates": []}), "/line/type"),
        (barrier(provenance="rumour"), "/provenance"),
    ],
)
def test_what_cannot_be_is_refused_by_name(quick_office: Office, body: dict[str, Any], pointer: str) -> None:
    told = problem(quick_office.post(BARRIERS, "thanhpho", body), 422)
    assert told["errors"][0]["pointer"] == pointer


def test_versions_of_barriers_are_never_changed_or_removed(office: Office) -> None:
    office.post(BARRIERS, "thanhpho", barrier())
    for statement in ("UPDATE barriers SET name_vi = 'x'", "DELETE FROM barriers"):
        with pytest.raises(DBAPIError), office.site.sessions.begin() as session:
            session.execute(text(statement))


def test_the_same_key_declares_once(office: Office) -> None:
    first = office.post(BARRIERS, "thanhpho", barrier(), idempotency_key="song-hong")
    again = office.post(BARRIERS, "thanhpho", barrier(), idempotency_key="song-hong")
    assert first.json() == again.json()
    assert office.get(BARRIERS, "an").json()["number_matched"] == 1
