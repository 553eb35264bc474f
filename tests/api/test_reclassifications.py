"""Reclassification over HTTP: once per day whoever asks, its record, and what has not closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem, report
from tests.site import TODAY, day, hanoi

RUNS = "/api/v1/reclassifications"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def test_a_run_of_a_day_judges_every_ward_and_is_recorded(office: Office) -> None:
    answer = office.post(RUNS, "may", {"as_of": str(day(-1))})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["state"], body["days"], body["wards_judged"], body["changed"]) == ("done", [str(day(-1))], 9, 9)
    assert body["revision"] == office.site.revision()
    (run,) = body["runs"]
    assert (run["as_of"], run["state"], run["started_by"], run["wards_changed"]) == (str(day(-1)), "done", "may", 9)
    assert office.get(f"{RUNS}/{run['id']}", "may").json() == run
    assert office.get(RUNS, "may").json()["items"] == [run]


def test_the_same_day_again_changes_nothing_and_takes_no_revision(office: Office) -> None:
    first = office.post(RUNS, "may", {"as_of": str(day(-1))}).json()
    revision, lines = office.site.revision(), len(office.audited())
    again = office.post(RUNS, "may", {"as_of": str(day(-1))}).json()
    assert (again["changed"], again["new_days"], again["level_changes"], again["revision"]) == (0, [], [], None)
    assert again["runs"] == first["runs"]
    assert (office.site.revision(), len(office.audited())) == (revision, lines)


def test_without_a_day_all_that_is_due_is_judged(office: Office) -> None:
    office.post(RUNS, "may", {"as_of": str(day(-1))})
    office.site.clock.now = hanoi(day(1), 18)
    assert office.post(RUNS, "may").json()["days"] == [str(TODAY), str(day(1))]
    again = office.post(RUNS, "may", {}).json()
    assert (again["state"], again["days"], again["changed"]) == ("done", [], 0)


def test_of_a_range_the_closed_days_are_judged(office: Office) -> None:
    body = office.post(RUNS, "may", {"from": str(day(-2)), "to": str(day(2))}).json()
    assert body["days"] == [str(day(-2)), str(day(-1))]


@pytest.mark.parametrize(
    "asked", [{"as_of": str(TODAY)}, {"as_of": str(day(9))}, {"from": "2099-01-01", "to": "2099-01-02"}]
)
def test_what_has_not_closed_is_not_judged(office: Office, asked: dict[str, Any]) -> None:
    problem(office.post(RUNS, "may", asked), 409, "nothing-to-judge")
    assert office.get(RUNS, "may").json()["items"] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": "yesterday"},
        {"as_of": "2021-08-13", "from": "2021-08-12", "to": "2021-08-13"},
        {"from": "2021-08-12"},
        {"from": "2021-08-13", "to": "2021-08-12"},
        {"from": "2019-01-01", "to": "2021-08-13"},
        {"days": 3},
        [],
        "2021-08-13",
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, asked: Any) -> None:
    problem(office.post(RUNS, "may", asked), 422)


def test_the_first_run_names_every_ward(office: Office) -> None:
    body = office.post(RUNS, "may", {"as_of": str(day(-1))}).json()
    assert len(body["level_changes"]) == 9
    assert body["level_changes"][8] == {
        "ward_code": "I",
        "ward_name": "Phường I",
        "before": None,
        "after": "unknown",
    }


def test_who_reports_does_not_run(office: Office) -> None:
    for who in ("an", "chi"):
        problem(office.post(RUNS, who, {"as_of": str(day(-1))}), 403, "role-required")
    problem(office.post(RUNS, None, {"as_of": str(day(-1))}), 401, "not-authenticated")
    assert office.get(RUNS, "thanhpho").json()["items"] == []


def test_a_run_that_is_not_there_is_not_found(office: Office) -> None:
    problem(office.get(f"{RUNS}/1", "may"), 404, "run-not-found")
    problem(office.get(f"{RUNS}/0", "may"), 422)
    problem(office.get(f"{RUNS}/last", "may"), 422)


def test_runs_are_listed_newest_day_first_page_by_page(office: Office) -> None:
    office.post(RUNS, "may", {"from": str(day(-5)), "to": str(day(-1))})
    seen, path = [], f"{RUNS}?limit=2"
    while path:
        page = office.get(path, "may").json()
        seen += [each["as_of"] for each in page["items"]]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == [str(day(-back)) for back in range(1, 6)]


def test_a_post_after_a_run_is_seen_and_the_day_stays_judged(office: Office) -> None:
    office.post(RUNS, "may", {"as_of": str(day(-1))})
    office.site.clock.move(timedelta(minutes=1))
    office.post("/api/v1/case-reports", "an", report("A", on=day(-1)))
    assert office.level("A") == "orange"
    assert office.post(RUNS, "may", {"as_of": str(day(-1))}).json()["changed"] == 0
    assert office.site.differences() == ()
