"""Districts, wards and neighbors over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite, problem
from tests.site import WARDS, day, import_register

DISTRICTS, WARD_LIST = "/api/v1/districts", "/api/v1/wards"


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def codes(office: Office, path: str) -> list[str]:
    return [each["ward_code"] for each in office.get(path).json()["items"]]


def test_districts_have_people_and_wards(office: Office) -> None:
    items = office.get(DISTRICTS).json()["items"]
    assert [(each["district_code"], each["population"], each["wards"]) for each in items] == [
        ("001", 5000, 5),
        ("017", 4000, 4),
    ]


def test_wards_are_listed_by_code_whole_or_of_one_district(office: Office) -> None:
    assert codes(office, WARD_LIST) == list(WARDS)
    assert codes(office, f"{WARD_LIST}?district=017") == ["C", "F", "H", "I"]
    problem(office.get(WARD_LIST, district="999"), 404, "district-not-found")


def test_a_search_ignores_diacritics_and_finds_codes(office: Office) -> None:
    assert codes(office, f"{WARD_LIST}?q=phuong%20e")[0] == "E"
    assert codes(office, f"{WARD_LIST}?q={quote('PHƯỜNG e')}")[0] == "E"
    assert codes(office, f"{WARD_LIST}?q=I")[0] == "I"
    assert codes(office, f"{WARD_LIST}?q=khong-co-noi-nay") == []
    assert codes(office, f"{WARD_LIST}?q=phuong%20i&district=001") == []


def test_a_search_of_a_hundred_characters_is_taken_a_longer_one_is_not(office: Office) -> None:
    assert office.get(WARD_LIST, q="x" * 100).status_code == 200
    problem(office.get(WARD_LIST, q="x" * 101), 422)


def test_one_ward_says_where_it_belongs_and_since_when(office: Office) -> None:
    body = office.get(f"{WARD_LIST}/E").json()
    assert (body["ward_name"], body["district_code"], body["population"]) == ("Phường E", "001", 1000)
    assert (body["valid_to"], body["boundary_status"]) == (None, "official")
    problem(office.get(f"{WARD_LIST}/99999"), 404, "ward-not-found")


def test_neighbors_share_metres_of_border_also_across_a_district_line(office: Office) -> None:
    items = office.get(f"{WARD_LIST}/E/neighbours").json()["items"]
    assert {each["ward_code"]: each["district_code"] for each in items} == {
        "B": "001",
        "D": "001",
        "F": "017",
        "H": "017",
    }
    lengths = [each["shared_border_m"] for each in items]
    assert lengths == sorted(lengths, reverse=True)
    assert all(1000 < each < 1150 for each in lengths)
    problem(office.get(f"{WARD_LIST}/99999/neighbours"), 404, "ward-not-found")


def test_a_corner_is_no_border(office: Office) -> None:
    assert {each["ward_code"] for each in office.get(f"{WARD_LIST}/A/neighbours").json()["items"]} == {"B", "D"}


def test_the_wards_of_a_past_instant_are_those_in_force_then(office: Office) -> None:
    then = office.site.clock.now.isoformat()
    office.site.clock.now = office.site.rules.clock.opens_at(day(2))
    import_register(office.site, without="I", valid_from=day(1))
    office.app.state.snapshots.note_revision(office.site.revision())
    assert codes(office, WARD_LIST) == list(WARDS[:-1])
    assert codes(office, f"{WARD_LIST}?at={quote(then)}") == list(WARDS)
    problem(office.get(f"{WARD_LIST}/I"), 404, "ward-not-found")


@pytest.mark.parametrize("path", [DISTRICTS, WARD_LIST, f"{WARD_LIST}/E", f"{WARD_LIST}/E/neighbours"])
def test_the_register_is_revalidated_cheaply_and_says_if_it_is_a_drill(office: Office, path: str) -> None:
    first = office.get(path)
    assert first.json()["drill"] is False
    assert office.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
