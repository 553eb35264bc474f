"""A correction under a key is done once: sent again, it gets its first answer instead of a conflict with itself."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, problem, report


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(REPORTS, "an", report())
    return office


def test_a_correction_sent_again_under_its_key_gets_the_first_answer(office: Office) -> None:
    first = office.put(key_of(), "an", correction(2), If_Match='"1"', Idempotency_Key="sua-1")
    office.put(key_of(), "chi", correction(9), If_Match='"2"')
    again = office.put(key_of(), "an", correction(2), If_Match='"1"', Idempotency_Key="sua-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.content, again.headers["ETag"]) == (first.content, '"2"')
    assert office.stored_reports() == 3


def test_without_a_key_the_same_correction_meets_its_own_version(office: Office) -> None:
    office.put(key_of(), "an", correction(2), If_Match='"1"')
    problem(office.put(key_of(), "an", correction(2), If_Match='"1"'), 412, "stale-version")


def test_a_key_stands_for_one_content_and_one_version_looked_at(office: Office) -> None:
    office.put(key_of(), "an", correction(2), If_Match='"1"', Idempotency_Key="sua-1")
    for body, version in ((correction(3), '"1"'), (correction(2), '"2"')):
        found = office.put(key_of(), "an", body, If_Match=version, Idempotency_Key="sua-1")
        problem(found, 422, "idempotency-key-reused")
    assert office.stored_reports() == 2


def test_a_refused_correction_keeps_no_answer_under_its_key(office: Office) -> None:
    problem(office.put(key_of(), "an", correction(2), If_Match='"7"', Idempotency_Key="sua-1"), 412)
    assert office.put(key_of(), "an", correction(2), If_Match='"1"', Idempotency_Key="sua-1").status_code == 200


def test_reports_read_are_not_kept_by_caches(office: Office) -> None:
    for path in (REPORTS, f"{key_of()}/versions"):
        assert office.get(path, "an").headers["Cache-Control"] == "no-store"
