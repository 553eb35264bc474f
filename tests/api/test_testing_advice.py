"""Advice over HTTP: from a given positivity, from logged rounds, with small counts kept to themselves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

ADVICE = "/api/v1/testing/advice"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def log(office: Office, ward: str, *, samples: int, positives: int, started_on: Any = TODAY) -> None:
    body = {
        "ward_code": ward,
        "started_on": str(started_on),
        "samples": samples,
        "positives": positives,
        "method": "rt_pcr",
        "pool_size": 10,
    }
    assert office.client.post("/api/v1/test-rounds", json=body, headers=office.as_("thanhpho")).status_code == 201


def test_a_given_positivity_gets_the_best_pool_and_those_asked_for(office: Office) -> None:
    advice = office.get(ADVICE, positivity=0.05, pool_sizes="1,5,10").json()
    assert (advice["is_advice"], advice["no_pooling_from"]) == (True, 0.3066)
    assert advice["best_pool"] == {
        "pool_size": 5,
        "tests_per_person": 0.4262,
        "people_per_test": 2.35,
        "positive_pools": 0.2262,
    }
    assert [each["tests_per_person"] for each in advice["pools"]] == [1.0, 0.4262, 0.5013]
    assert advice["summary"][0]["vi"] == (
        "Tỷ lệ dương tính 5%: gộp 5 là ít xét nghiệm nhất, khoảng 426 xét nghiệm cho 1.000 người, bớt 57,38% so với "
        "mẫu đơn."
    )
    assert "Dorfman" in advice["sources"][0]


def test_where_a_third_are_positive_nobody_should_pool(office: Office) -> None:
    advice = office.get(ADVICE, positivity=0.35).json()
    assert advice["best_pool"]["pool_size"] == 1
    assert "không nên gộp mẫu" in advice["summary"][0]["vi"]


def test_the_cadences_are_those_of_the_policy_unless_others_are_asked_for(office: Office) -> None:
    advice = office.get(ADVICE).json()
    assert [each["cadence_days"] for each in advice["cadences"]] == [2, 3, 5, 7]
    asked = office.get(ADVICE, cadence_days="3,1.5", sensitivity=0.5, turnaround_days=0).json()
    assert [(each["cadence_days"], each["mean_delay_days"]) for each in asked["cadences"]] == [(1.5, 2.25), (3, 4.5)]


def test_without_rounds_positivity_is_unknown_and_no_pool_is_advised(office: Office) -> None:
    advice = office.get(ADVICE).json()
    assert (advice["positivity"]["share"], advice["best_pool"], advice["pools"]) == (None, None, [])
    assert "chưa biết tỷ lệ dương tính" in advice["summary"][0]["vi"]


def test_positivity_is_that_of_the_rounds_of_the_last_fourteen_days(office: Office) -> None:
    log(office, "E", samples=400, positives=8)
    log(office, "C", samples=100, positives=12)
    log(office, "C", samples=100, positives=100, started_on=day(-14))
    assert office.get(ADVICE).json()["positivity"]["logged"] == {
        "from": str(day(-13)),
        "to": str(TODAY),
        "rounds": 2,
        "samples": 500,
        "positives": 20,
        "share": 0.04,
        "is_upper_bound": False,
    }
    assert office.get(ADVICE, district="017").json()["positivity"]["share"] == 0.12
    assert office.get(ADVICE, ward="E").json()["positivity"]["share"] == 0.02


def test_a_small_number_of_positives_is_taken_for_the_most_it_could_be(office: Office) -> None:
    log(office, "E", samples=400, positives=1)
    logged = office.get(ADVICE, ward="E").json()["positivity"]["logged"]
    assert (logged["positives"], logged["share"], logged["is_upper_bound"]) == ("<3", 0.005, True)
    log(office, "B", samples=100, positives=8)
    # Nor is it told by the total of which it is a part.
    logged = office.get(ADVICE, district="001").json()["positivity"]["logged"]
    assert (logged["positives"], logged["share"], logged["is_upper_bound"]) == ("≥9", 0.02, True)


@pytest.mark.parametrize(
    "asked",
    [
        {"positivity": 1.1},
        {"sensitivity": 0},
        {"sensitivity": 5e-324},
        {"pool_sizes": "0"},
        {"pool_sizes": "33"},
        {"pool_sizes": "five"},
        {"cadence_days": "0"},
        {"cadence_days": "61"},
        {"turnaround_days": -1},
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, asked: dict[str, Any]) -> None:
    problem(office.client.get(ADVICE, params=asked), 422)


def test_unknown_places_are_refused(office: Office) -> None:
    problem(office.get(ADVICE, ward="99999"), 404, "ward-not-found")
    problem(office.get(ADVICE, district="999"), 404, "district-not-found")


def test_each_round_is_hidden_by_itself_so_that_a_day_later_tells_nothing_of_the_oldest(office: Office) -> None:
    log(office, "E", samples=100, positives=2, started_on=day(-13))
    log(office, "E", samples=100, positives=2)
    logged = office.get(ADVICE, ward="E").json()["positivity"]["logged"]
    assert (logged["positives"], logged["share"], logged["is_upper_bound"]) == ("≥2", 0.02, True)
