"""Search over HTTP: what answers, by what, with level and link; old units lead to what stands on their ground now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite, problem
from tests.site import day, import_register

SEARCH, WARD_LIST = "/api/v1/search", "/api/v1/wards"


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def items(office: Office, q: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.get(SEARCH, q=q, **more).json()["items"]
    return found


def test_a_ward_comes_with_its_district_level_and_page(office: Office) -> None:
    assert items(office, "phuong e")[0] == {
        "kind": "ward",
        "code": "E",
        "name": "Phường E",
        "district_code": "001",
        "district_name": "Quận 001",
        "level": "unknown",
        "href": "/w/E",
        "matched": "name",
        "approximate": False,
        "was": None,
        "was_code": None,
        "was_until": None,
    }
    assert office.get("/w/E").status_code == 200


def test_a_district_comes_first_and_its_wards_after_it(office: Office) -> None:
    found = items(office, "QUAN 017")
    assert [(each["kind"], each["code"], each["matched"]) for each in found] == [
        ("district", "017", "name"),
        ("ward", "C", "district"),
        ("ward", "F", "district"),
        ("ward", "H", "district"),
        ("ward", "I", "district"),
    ]
    assert found[0]["href"] == "/?district=017"
    assert [each["code"] for each in items(office, "017")] == ["017", "C", "F", "H", "I"]


def test_the_best_are_told_and_all_are_counted(office: Office) -> None:
    body = office.get(SEARCH, q="phuong", limit=2).json()
    assert (body["number_matched"], body["number_returned"], len(body["items"])) == (9, 2, 2)
    assert office.get(SEARCH, q="phuong", district="017").json()["number_matched"] == 4


def test_a_ward_that_is_no_more_leads_to_what_stands_on_its_ground(office: Office) -> None:
    import_register(office.site, drawing="A B C / D E F / G H J", valid_from=day(-3))
    found = items(office, "phuong i")
    assert [(each["code"], each["matched"], each["was"], each["was_code"]) for each in found] == [
        ("J", "old_name", "Phường I", "I")
    ]
    assert found[0]["was_until"] == str(day(-3))
    assert [(each["code"], each["matched"]) for each in items(office, "I")] == [("J", "code")]
    listed = office.get(WARD_LIST, q="phuong i").json()["items"]
    assert [each["ward_code"] for each in listed] == ["J"]


def test_nothing_found_is_an_empty_list(office: Office) -> None:
    body = office.get(SEARCH, q="không có nơi này").json()
    assert (body["items"], body["number_matched"]) == ([], 0)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"q": ""}, 422),
        ({"q": "x" * 101}, 422),
        ({"q": "a", "limit": 0}, 422),
        ({"q": "a", "limit": 101}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused(office: Office, asked: dict[str, Any], status: int) -> None:
    problem(office.get(SEARCH, **asked), status)


def test_an_unknown_district_is_refused(office: Office) -> None:
    problem(office.get(SEARCH, q="a", district="999"), 404, "district-not-found")


def test_the_page_tells_the_old_name(office: Office) -> None:
    import_register(office.site, drawing="A B C / D E F / G H J", valid_from=day(-3))
    page = office.get("/", headers={"Accept": "text/html"}, q="phường i").text
    assert 'href="/w/J"' in page
    assert "trước đây là Phường I" in page
