"""Campaigns and coverage over HTTP: planned by those who lead, read by anybody."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

CAMPAIGNS, COVERAGE, DUE = "/api/v1/campaigns", "/api/v1/testing/coverage", "/api/v1/testing/due"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.site.declare("E")
    return office


def a_campaign(**said: Any) -> dict[str, Any]:
    return {
        "name": "Toàn thành phố ít nhất một lần đến 23/8",
        "all": True,
        "starts_on": str(TODAY),
        "target_on": str(day(9)),
        "document_number": "15/KH-UBND",
        **said,
    }


def sampled(office: Office, ward: str, samples: int) -> None:
    said = {"ward_code": ward, "started_on": str(TODAY), "samples": samples, "positives": 1, "method": "rt_pcr"}
    assert office.post("/api/v1/test-rounds", "thanhpho", said).status_code == 201


def test_a_campaign_is_planned_and_tells_how_far_it_has_come(office: Office) -> None:
    planned = office.post(CAMPAIGNS, "thanhpho", a_campaign())
    assert (planned.status_code, planned.headers["ETag"]) == (201, '"1"')
    sampled(office, "A", 1000)
    sampled(office, "B", 400)
    found = office.get(f"{CAMPAIGNS}/CD0001").json()
    assert {name: found[name] for name in planned.json()} == planned.json()
    assert found["progress"] == {
        "on": str(TODAY),
        "wards": 9,
        "wards_done": 1,
        "wards_without_population": 0,
        "population": 9000,
        "people_wanted": 9000,
        "people_sampled": 1400,
        "people_sampled_at_most": 1400,
        "people_left": 7600,
        "coverage_pct": 15.5,
        "state": "on_track",
        "days_left": 10,
        "expected_people": 0,
        "needed_per_day": 760,
    }
    assert office.get(CAMPAIGNS).json()["items"] == [{name: found[name] for name in found if name != "drill"}]


def test_coverage_is_told_by_ward_district_and_in_all(office: Office) -> None:
    office.post(CAMPAIGNS, "thanhpho", a_campaign(target_pct=50))
    sampled(office, "C", 600)
    found = office.get(COVERAGE, campaign="CD0001").json()
    assert (found["wards"], found["wards_done"], found["people_sampled"]) == (9, 1, 600)
    assert [(each["district_code"], each["people_sampled"]) for each in found["districts"]] == [
        ("001", 0),
        ("017", 600),
    ]
    assert [each["ward_code"] for each in found["items"] if each["done"]] == ["C"]
    only = office.get(COVERAGE, district="017").json()
    assert (only["wards"], only["campaign_id"], only["from"], only["to"]) == (4, None, str(day(-13)), str(TODAY))
    assert office.get(f"{COVERAGE}?from={day(-3)}&to={day(-1)}").json()["people_sampled"] == 0
    problem(office.get(f"{COVERAGE}?from={day(1)}&to={TODAY}"), 422)
    problem(office.get(COVERAGE, campaign="CD0009"), 404, "campaign-not-found")


def test_the_due_list_tells_campaigns_apart(office: Office) -> None:
    office.post(CAMPAIGNS, "thanhpho", a_campaign(all=False, ward_codes=["A"]))
    found = office.get(DUE, kind="campaign").json()
    (item,) = found["items"]
    assert (item["kind"], item["unit_id"], item["campaign_id"], item["ward_code"]) == (
        "campaign",
        "CD0001:A",
        "CD0001",
        "A",
    )
    whole = office.get(DUE).json()
    assert (whole["number_matched"], whole["people_to_sample"]) == (10, 9000)
    problem(office.get(DUE, on=day(61)), 422)
    assert office.get(DUE, on=day(-1)).json()["on"] == str(day(-1))


def test_a_campaign_is_changed_from_the_version_looked_at(office: Office) -> None:
    office.post(CAMPAIGNS, "thanhpho", a_campaign())
    problem(office.patch(f"{CAMPAIGNS}/CD0001", "thanhpho", {"target_pct": 90}), 428)
    changed = office.patch(f"{CAMPAIGNS}/CD0001", "thanhpho", {"target_pct": 90}, If_Match='"1"').json()
    assert (changed["version"], changed["target_pct"]) == (2, 90)
    problem(office.patch(f"{CAMPAIGNS}/CD0001", "thanhpho", {"ended": True}, If_Match='"1"'), 412)
    revision = office.site.revision()
    same = office.patch(f"{CAMPAIGNS}/CD0001", "thanhpho", {"target_pct": 90}, If_Match='"2"')
    assert (same.json()["version"], office.site.revision()) == (2, revision)
    line = next(each for each in office.audited() if each.outcome == "done")
    assert (line.action, line.subject, line.district_code) == ("change_campaign", "CD0001", None)


@pytest.mark.parametrize(
    "said",
    [
        {"all": False},
        {"ward_codes": ["A"]},
        {"target_pct": 0},
        {"target_pct": 101},
        {"target_on": str(day(-1))},
        {"all": False, "ward_codes": ["99999"]},
        {"all": False, "district_codes": []},
    ],
)
def test_a_campaign_that_cannot_be_is_refused(office: Office, said: dict[str, Any]) -> None:
    problem(office.post(CAMPAIGNS, "thanhpho", a_campaign(**said)), 422)


def test_a_supervisor_plans_for_their_district_and_nobody_elses(office: Office) -> None:
    own = a_campaign(all=False, district_codes=["001"])
    assert office.post(CAMPAIGNS, "chi", own).status_code == 201
    assert office.audited()[0].district_code == "001"
    problem(office.post(CAMPAIGNS, "chi", a_campaign()), 403, "not-your-district")
    problem(office.post(CAMPAIGNS, "an", own), 403, "role-required")


def test_a_campaign_sent_again_under_its_key_counts_once(office: Office) -> None:
    first = office.post(CAMPAIGNS, "thanhpho", a_campaign(), Idempotency_Key="mot-lan")
    again = office.post(CAMPAIGNS, "thanhpho", a_campaign(), Idempotency_Key="mot-lan")
    assert (again.status_code, again.json()) == (200, first.json())
    assert office.get(CAMPAIGNS).json()["number_matched"] == 1
