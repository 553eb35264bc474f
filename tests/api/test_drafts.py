"""Drafts over HTTP: kept as typed, seen by colleagues, nobody's record, gone when sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from app.services.drafts import MOST_CHARACTERS, MOST_DRAFTS, forget_old_drafts
from app.storage.engine import create_database_engine
from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

TYPED = {"E": {"community_unknown_source": "1.250", "note": "chờ kết quả"}}


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def path(district: str = "001", on: object = TODAY) -> str:
    return f"/api/v1/drafts/{district}/{on}"


def keep(office: Office, who: str, cells: Any = TYPED, version: int = 0, where: str = "") -> Response:
    return office.put(where or path(), who, {"cells": cells}, If_Match=f'"{version}"')


def test_before_the_first_key_there_is_an_empty_draft_of_version_0(office: Office) -> None:
    answer = office.get(path(), "an")
    assert (answer.status_code, answer.headers["ETag"], answer.headers["Cache-Control"]) == (200, '"0"', "no-store")
    assert answer.json() == {"version": 0, "updated_at": None, "cells": {}, "others": []}


def test_a_draft_comes_back_as_it_was_typed(office: Office) -> None:
    kept = keep(office, "an")
    assert (kept.status_code, kept.json()["version"], kept.headers["ETag"]) == (200, 1, '"1"')
    found = office.get(path(), "an").json()
    assert (found["version"], found["cells"]) == (1, TYPED)
    assert found["updated_at"] == kept.json()["updated_at"]


def test_each_change_takes_the_next_version(office: Office) -> None:
    keep(office, "an")
    assert keep(office, "an", {"A": {"samples": ""}}, version=1).json()["version"] == 2
    assert office.get(path(), "an").json()["cells"] == {"A": {"samples": ""}}


@pytest.mark.parametrize("version", [0, 1, 7])
def test_another_tab_that_was_first_is_told_with_what_it_kept(office: Office, version: int) -> None:
    keep(office, "an")
    keep(office, "an", {"A": {"samples": "5"}}, version=1)
    found = problem(keep(office, "an", version=version), 412, "stale-draft")
    assert found["current"]["version"] == found["current_version"] == 2
    assert found["current"]["cells"] == {"A": {"samples": "5"}}
    assert office.get(path(), "an").json()["cells"] == {"A": {"samples": "5"}}


def test_a_draft_is_never_overwritten_unseen(office: Office) -> None:
    problem(office.put(path(), "an", {"cells": TYPED}), 428, "precondition-required")


def test_a_colleague_of_the_district_sees_what_is_being_typed(office: Office) -> None:
    keep(office, "an")
    others = office.get(path(), "chi").json()["others"]
    assert [(each["username"], each["display_name"], each["cells"]) for each in others] == [("an", "an", TYPED)]
    assert office.get(path(), "chi").json()["cells"] == {}


def test_drafts_of_two_people_do_not_touch_each_other(office: Office) -> None:
    keep(office, "an")
    keep(office, "chi", {"A": {"positives": "2"}})
    assert office.get(path(), "an").json()["cells"] == TYPED


def test_drafts_of_two_days_do_not_touch_each_other(office: Office) -> None:
    keep(office, "an")
    assert office.get(path(on=day(-1)), "an").json()["version"] == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_another_district_is_neither_read_nor_written(office: Office, method: str) -> None:
    answer = office.client.request(
        method,
        path("017"),
        json={"cells": {}} if method == "PUT" else None,
        headers={**office.as_("an"), "If-Match": '"0"'},
    )
    problem(answer, 403, "not-your-district")


def test_an_unknown_district_is_told(office: Office) -> None:
    problem(office.get(path("999"), "thanhpho"), 404, "district-not-found")


def test_a_sent_draft_is_gone_and_its_version_goes_on_counting(office: Office) -> None:
    keep(office, "an")
    assert office.client.delete(path(), headers=office.as_("an")).status_code == 204
    found = office.get(path(), "an").json()
    assert (found["version"], found["cells"]) == (2, {})
    assert office.get(path(), "chi").json()["others"] == []
    problem(keep(office, "an", version=1), 412, "stale-draft")


def test_forgetting_a_draft_that_never_was_changes_nothing(office: Office) -> None:
    assert office.client.delete(path(), headers=office.as_("an")).status_code == 204
    assert office.get(path(), "an").json()["version"] == 0


def test_a_draft_takes_no_revision_and_leaves_no_audit_line(office: Office) -> None:
    office.as_("an")
    revision, audited = office.site.revision(), office.audited()
    keep(office, "an")
    keep(office, "an", version=1)
    office.client.delete(path(), headers=office.as_("an"))
    assert (office.site.revision(), office.audited()) == (revision, audited)


def test_a_draft_does_not_wait_for_the_lock_of_the_ledger(postgis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    engine = create_database_engine(postgis_url)
    office = open_office(engine)
    office.as_("an")
    with office.site.writing():
        assert keep(office, "an").status_code == 200
    engine.dispose()


def test_a_day_that_has_not_begun_takes_no_draft(office: Office) -> None:
    problem(keep(office, "an", where=path(on=day(1))), 422, "future-reporting-date")


def test_a_ward_of_another_district_is_refused_by_name(office: Office) -> None:
    found = problem(keep(office, "an", {"I": {"samples": "1"}}), 422)
    assert found["errors"][0]["pointer"] == "/cells/I"


@pytest.mark.parametrize(
    "cells",
    [
        {"E": {"unknown_column": "1"}},
        {"E": {"samples": 1}},
        {"E": {"samples": None}},
        {"E": {"note": "x" * 2001}},
        {"E": []},
        {"": {"samples": "1"}},
        [],
        None,
    ],
)
def test_what_is_no_cell_is_refused(office: Office, cells: Any) -> None:
    problem(keep(office, "an", cells), 422)
    assert office.get(path(), "an").json()["version"] == 0


def test_a_draft_is_bounded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.drafts.MOST_CHARACTERS", 10)
    assert MOST_CHARACTERS > 10
    problem(keep(office, "an", {"E": {"note": "x" * 11}}), 422)
    assert keep(office, "an", {"E": {"note": "x" * 10}}).status_code == 200


def test_nobody_keeps_drafts_without_end(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.drafts.MOST_DRAFTS", 1)
    assert MOST_DRAFTS > 1
    keep(office, "an")
    problem(keep(office, "an", where=path(on=day(-1))), 409, "too-many-drafts")
    assert keep(office, "an", version=1).status_code == 200


def test_a_draft_nobody_touched_for_thirty_days_is_removed(office: Office) -> None:
    keep(office, "an")
    with office.site.sessions.begin() as session:
        assert forget_old_drafts(session, now=office.site.clock.now + timedelta(days=30)) == 0
        assert forget_old_drafts(session, now=office.site.clock.now + timedelta(days=30, seconds=1)) == 1
    assert office.get(path(), "an").json()["version"] == 0
