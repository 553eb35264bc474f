"""Case reports read back over HTTP: in scope, page by page, as known then, version by version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, problem, report
from tests.site import day

BATCH = f"{REPORTS}/batch"
ZERO = report(unknown=0)["counts"]


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def test_reports_come_by_day_ward_and_source(office: Office) -> None:
    rows = [report("B"), report("A"), report("A", source="hospital"), report("I", on=day(-1))]
    office.post(BATCH, "thanhpho", rows)
    items = office.get(REPORTS, "thanhpho").json()["items"]
    assert [(each["ward_code"], each["source"]) for each in items] == [
        ("I", "district"),
        ("A", "district"),
        ("A", "hospital"),
        ("B", "district"),
    ]


def test_one_sees_the_reports_of_ones_districts_alone(office: Office) -> None:
    office.post(BATCH, "thanhpho", [report("A"), report("I")])
    assert [each["ward_code"] for each in office.get(REPORTS, "an").json()["items"]] == ["A"]
    assert [each["ward_code"] for each in office.get(REPORTS, "binh").json()["items"]] == ["A", "I"]
    problem(office.get(REPORTS, "an", ward="I"), 403, "not-your-district")
    problem(office.get(REPORTS, "an", district="017"), 403, "not-your-district")


def test_filters_by_ward_district_and_days(office: Office) -> None:
    office.post(BATCH, "thanhpho", [report(ward, on=day(-back)) for ward in "AI" for back in range(3)])
    count = office.get(REPORTS, "thanhpho", ward="A").json()["number_returned"]
    assert count == 3
    assert office.get(REPORTS, "thanhpho", district="017").json()["number_returned"] == 3
    one_day = f"{REPORTS}?from={day(-1)}&to={day(-1)}"
    assert office.get(one_day, "thanhpho").json()["number_returned"] == 2


def test_reports_of_days_that_have_not_locked_are_provisional(office: Office) -> None:
    for back in range(3):
        office.post(REPORTS, "thanhpho", report("A", on=day(-back)))
    body = office.get(REPORTS, "an", ward="A").json()
    assert body["complete_through"] == str(day(-2))
    assert [each["provisional"] for each in body["items"]] == [False, True, True]


def test_an_unknown_ward_or_district_is_not_found(office: Office) -> None:
    problem(office.get(REPORTS, "thanhpho", ward="99999"), 404, "ward-not-found")
    problem(office.get(REPORTS, "thanhpho", district="999"), 404, "district-not-found")


def test_long_lists_are_read_page_by_page_without_gap_or_repetition(office: Office) -> None:
    office.post(BATCH, "thanhpho", [report(ward, on=day(-back)) for ward in "ABCDE" for back in range(3)])
    seen, path = [], f"{REPORTS}?limit=4"
    while path:
        page = office.get(path, "thanhpho").json()
        seen += [(each["reporting_date"], each["ward_code"]) for each in page["items"]]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == 15
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    "cursor",
    ["x", "!!!", "W10", "WyIyMDIxLTA4LTE0Il0", "WyJ4IiwieSIsInoiXQ", "WyIyMDIxLTA4LTE0IiwiXHUwMDAwIiwieCJd"],
)
def test_a_cursor_that_is_not_ours_is_refused(office: Office, cursor: str) -> None:
    found = problem(office.get(REPORTS, "thanhpho", after=cursor), 422)
    assert found["errors"][0]["pointer"] == "/after"


def test_half_a_character_in_a_cursor_is_refused(office: Office) -> None:
    problem(office.get(REPORTS, "thanhpho", after="WyIyMDIxLTA4LTE0IiwiXHVkODAwIiwieCJd"), 422)


def test_reports_can_be_read_as_they_were_known(office: Office) -> None:
    office.post(REPORTS, "an", report())
    known = (office.site.clock.now + timedelta(minutes=1)).isoformat()
    office.site.clock.move(timedelta(hours=1))
    office.put(key_of(), "an", correction(5), If_Match='"1"')
    (then,) = office.get(REPORTS, "an", as_known_at=known).json()["items"]
    (now,) = office.get(REPORTS, "an").json()["items"]
    assert (then["version"], now["version"]) == (1, 2)


def test_every_version_stays_readable_with_who_and_why(office: Office) -> None:
    office.post(REPORTS, "an", report())
    office.put(key_of(), "chi", correction(2, reason_code="late"), If_Match='"1"')
    items = office.get(f"{key_of()}/versions", "an").json()["items"]
    assert [(each["version"], each["reported_by"], each["reason_code"]) for each in items] == [
        (1, "an", None),
        (2, "chi", "late"),
    ]


def test_versions_of_another_district_or_of_nothing_are_not_shown(office: Office) -> None:
    office.post(REPORTS, "lan", report("I"))
    problem(office.get(f"{key_of('I')}/versions", "an"), 403, "not-your-district")
    problem(office.get(f"{key_of('99999')}/versions", "an"), 404, "ward-not-found")
    problem(office.get(f"{key_of()}/versions", "an"), 404, "report-not-found")
