"""Declaring an outbreak on trial: the levels that would change are answered, and nothing is written."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, ZONES, Office, open_office, outbreak, problem

TRIAL = f"{OUTBREAKS}?dry_run=true"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def test_a_trial_answers_the_changes_of_the_declaration_itself(office: Office) -> None:
    tried = office.post(TRIAL, "an", outbreak("A"))
    assert tried.status_code == 200
    declared = office.post(OUTBREAKS, "an", outbreak("A")).json()
    assert tried.json()["level_changes"] == declared["level_changes"] != []


def test_a_trial_writes_nothing(office: Office) -> None:
    revision = office.site.revision()
    office.post(TRIAL, "an", outbreak("A"))
    assert office.site.revision() == revision
    assert office.get(OUTBREAKS, "an").json()["items"] == []
    assert office.get(f"{ZONES}/A").json()["level"] != "red"


def test_a_trial_is_refused_where_the_declaration_would_be(office: Office) -> None:
    answer = office.post(TRIAL, "an", outbreak("I"))
    problem(answer, 403, "not-your-district")
