"""Testing plans over HTTP: what is public, what needs a login, what is refused, and the workbook."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from app.domain.errors import PlanInProgress
from app.domain.testing_capacity import Capacity
from app.services.testing_planner import PlannerDesk, Wanted
from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

PLAN = "/api/v1/testing/plan"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """E is red and its neighbors orange since today; nothing is known of the others. Each ward has 1,000 people."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.site.declare("E")
    return office


def post(office: Office, who: str = "chi", **said: Any) -> Any:
    return office.client.post(PLAN, json=said, headers=office.as_(who))


def units(plan: dict[str, Any], offset: int) -> list[str]:
    return [each["unit_id"] for each in plan["days"][offset]["items"]]


def test_anybody_may_ask_which_wards_fit_on_which_day(office: Office) -> None:
    plan = office.get(PLAN, samples_per_day=2000, days=14).json()
    assert (plan["from"], plan["to"], len(plan["days"])) == (str(TODAY), str(day(13)), 14)
    assert all(each["people"] <= 2000 for each in plan["days"])
    assert plan["first_break"] is None
    red = [offset for offset in range(14) if "E" in units(plan, offset)]
    assert red[0] <= 3
    assert all(later - before in (2, 3) for before, later in pairwise(red))
    assert plan["rule"][0]["vi"].startswith("Không đơn vị nào được lấy mẫu trước ngày đến hạn")


def test_too_small_a_capacity_says_how_short_it_is_when_it_breaks_and_what_would_do(office: Office) -> None:
    plan = office.get(PLAN, samples_per_day=500, split=True).json()
    # One red ward every 3 days and four orange ones every 7: 1,000/3 + 4,000/7 people a day.
    assert plan["cadence"] == {
        "people_per_day": 905,
        "people_per_day_at_shortest": 1300,
        "capacity_people_per_day": 500,
    }
    assert plan["shortfall_per_day"] == 405
    broken = next(each for each in plan["days"] if each["shortfall"])
    assert plan["first_break"] == broken["date"]
    enough = plan["enough"]
    assert office.get(PLAN, samples_per_day=enough["samples_per_day"], split=True).json()["first_break"] is None
    assert enough["no_less_than"] <= enough["samples_per_day"]


def test_a_capacity_beyond_all_need_is_a_capacity(office: Office) -> None:
    plan = office.get(PLAN, samples_per_day=999_999_999).json()
    assert (plan["first_break"], plan["shortfall_per_day"]) == (None, 0)


def test_a_plan_is_kept_for_whoever_asks_the_same_again(office: Office) -> None:
    first = office.get(PLAN, samples_per_day=500)
    again = office.client.get(PLAN, params={"samples_per_day": 500}, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_a_plan_of_one_district_has_its_wards_only(office: Office) -> None:
    plan = office.get(PLAN, samples_per_day=9000, district="017").json()
    assert {each["district_code"] for planned in plan["days"] for each in planned["items"]} == {"017"}


def test_a_later_first_day_opens_the_windows_that_have_opened_by_then(office: Office) -> None:
    plan = office.get(f"{PLAN}?samples_per_day=9000&from={day(10)}").json()
    # Nobody was sampled: on the first day all are overdue.
    assert sorted(units(plan, 0))[:5] == ["A", "B", "C", "D", "E"]
    assert {each["unit_id"] for each in plan["late"]} == set("BDEFH")


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({}, "/samples_per_day"),
        ({"samples_per_day": 10, "from": str(day(-1))}, "/from"),
        ({"samples_per_day": 10, "from": str(day(61))}, "/from"),
        ({"teams": 4}, "/people_per_team_day"),
        ({"samples_per_day": 10, "days": 13}, "/days"),
        ({"samples_per_day": 10, "days": 31}, "/days"),
        ({"samples_per_day": -1}, "/samples_per_day"),
        ({"samples_per_day": 10, "pool_size": 0}, "/pool_size"),
        ({"samples_per_day": 10, "positivity": "nan"}, "/positivity"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_name(office: Office, asked: dict[str, Any], pointer: str) -> None:
    found = problem(office.client.get(PLAN, params=asked), 422)
    assert [each["pointer"].removeprefix("/query") for each in found["errors"]] == [pointer]


def test_an_unknown_district_is_refused(office: Office) -> None:
    problem(office.get(PLAN, samples_per_day=10, district="999"), 404, "district-not-found")
    problem(post(office, samples_per_day=10, district="999"), 404, "district-not-found")
    found = problem(post(office, by_district={"999": {"samples_per_day": 5}}), 422)
    assert found["errors"][0]["pointer"] == "/by_district"


def test_the_solver_is_for_staff(office: Office) -> None:
    problem(office.get(PLAN, samples_per_day=500, solver="optimal"), 401)
    answer = office.client.get(PLAN, params={"samples_per_day": 500, "solver": "optimal"}, headers=office.as_("an"))
    assert answer.headers["cache-control"] == "no-store"
    comparison = answer.json()["comparison"]
    assert comparison["bound"] <= comparison["solver"] <= comparison["greedy"]


def test_staff_give_capacities_by_district(office: Office) -> None:
    plan = post(office, by_district={"001": {"samples_per_day": 1000}}, split=True).json()
    # A district left out has nothing.
    assert {each["district_code"] for planned in plan["days"] for each in planned["items"]} == {"001"}
    assert plan["capacity"]["samples_by_district"] == {"001": 1000}
    both = post(
        office, by_district={"001": {"teams": 1}}, teams=3, people_per_team_day=1000, samples_per_day=9000, split=True
    ).json()
    of_001 = [sum(e["people"] for e in d["items"] if e["district_code"] == "001") for d in both["days"]]
    assert max(of_001) <= 1000
    assert "017" in {each["district_code"] for planned in both["days"] for each in planned["items"]}


def test_a_plan_may_be_taken_away_as_a_workbook(office: Office) -> None:
    answer = office.get(PLAN, samples_per_day=500, split=True, format="xlsx")
    assert answer.headers["content-disposition"] == f'attachment; filename="ke-hoach-lay-mau_{TODAY}_14-ngay.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Tổng hợp", "Việc từng ngày", "Trễ hạn"]
    work = [row for row in book.get_sheet_by_name("Việc từng ngày").to_python() if row[1:2] == ["E"]]
    assert work[0][2] == "Phường E"
    assert sum(int(str(row[4]).removesuffix(".0")) for row in work if row[7] == 1.0) == 1000
    private = office.client.post(f"{PLAN}?format=xlsx", json={"samples_per_day": 500}, headers=office.as_("chi"))
    assert private.headers["content-disposition"].endswith('.xlsx"')


def test_one_solver_works_at_a_time_and_its_last_plans_are_kept(office: Office) -> None:
    desk, snapshot = PlannerDesk(), office.app.state.snapshots.current()
    wanted = Wanted(capacity=Capacity(samples_per_day=500), solver="optimal")
    first = desk.ask(snapshot, wanted)
    assert desk.ask(snapshot, wanted) is first
    with desk._turn(), pytest.raises(PlanInProgress):
        desk.ask(snapshot, Wanted(capacity=Capacity(samples_per_day=501), solver="optimal"))
    for more in range(9):
        desk.ask(snapshot, Wanted(capacity=Capacity(samples_per_day=90_000 + more), solver="optimal"))
    assert desk.ask(snapshot, wanted) is not first
