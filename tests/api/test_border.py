"""Border wards over HTTP: who touches red or orange or an issued ring, with metres; JSON, CSV, lines; now and then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.domain.vocabulary import BoundaryStatus
from app.services.cordon_control import propose_cordon
from app.services.cordon_work import CordonOrder, CordonWanted
from app.services.drawn_places import PlaceWanted
from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, REPORTS, Office, office_on_sqlite, outbreak, problem, report
from tests.site import CITY, counts

BORDER, LINES = "/api/v1/border", "/api/v1/border.geojson"
ACROSS, DOWN = pytest.approx(1038.9, rel=1e-3), pytest.approx(1107.2, rel=1e-3)
"""Metres of a side of a drawn ward: along a parallel, and along a meridian."""


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def seen(document: dict[str, Any]) -> dict[str, list[str]]:
    """Of each border ward, the wards it touches."""
    return {each["ward_code"]: [far["ward_code"] for far in each["neighbours"]] for each in document["items"]}


def test_nothing_is_a_border_where_no_level_is_elevated(office: Office) -> None:
    body = office.get(BORDER).json()
    assert (body["items"], body["number_matched"], body["approximate"]) == ([], 0, False)


def test_wards_that_touch_an_orange_ward_are_listed_with_metres(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    body = office.get(BORDER).json()
    assert seen(body) == {"B": ["E"], "D": ["E"], "F": ["E"], "H": ["E"]}
    north = body["items"][0]
    assert north == {
        "ward_code": "B",
        "ward_name": "Phường B",
        "district_code": "001",
        "district_name": "Quận 001",
        "level": "unknown",
        "touches": ["level"],
        "strictest_neighbour_level": "orange",
        "shared_border_m": ACROSS,
        "across_district": False,
        "neighbours": [
            {
                "ward_code": "E",
                "ward_name": "Phường E",
                "district_code": "001",
                "district_name": "Quận 001",
                "level": "orange",
                "layer": None,
                "layer_partial": False,
                "ring_status": None,
                "directive": None,
                "cordon_ids": [],
                "touches": ["level"],
                "shared_border_m": ACROSS,
                "across_district": False,
            }
        ],
    }


def test_borders_across_a_district_line_are_told_apart(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    across = {each["ward_code"]: each["across_district"] for each in office.get(BORDER).json()["items"]}
    assert across == {"B": False, "D": False, "F": True, "H": True}


def test_metres_are_summed_over_all_neighbors(office: Office) -> None:
    office.site.post("D", reported=counts(1))
    office.site.post("B", reported=counts(1))
    item = next(each for each in office.get(BORDER).json()["items"] if each["ward_code"] == "A")
    assert item["shared_border_m"] == pytest.approx(1038.9 + 1107.2, rel=1e-3)


def test_an_orange_ward_beside_a_red_one_is_a_border_ward(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("E", setting="market"))
    body = office.get(BORDER).json()
    level = {each["ward_code"]: (each["level"], each["strictest_neighbour_level"]) for each in body["items"]}
    assert level["B"] == ("orange", "red")
    assert level["A"] == ("unknown", "orange")
    assert "E" not in level
    only_red = office.get(BORDER, level="red").json()
    assert seen(only_red) == {"B": ["E"], "D": ["E"], "F": ["E"], "H": ["E"]}
    assert "E" in seen(office.get(BORDER, include_same="true").json())


def test_one_district_sees_its_own_border_wards(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    assert seen(office.get(BORDER, district="017").json()) == {"F": ["E"], "H": ["E"]}
    problem(office.get(BORDER, district="999"), 404, "district-not-found")


@pytest.mark.parametrize("level", ["green", "unknown", "purple"])
def test_a_level_from_which_nothing_is_elevated_is_refused(office: Office, level: str) -> None:
    for path in (BORDER, LINES):
        found = problem(office.get(path, level=level), 422)
        assert found["errors"][0]["pointer"] == "/level"


def test_wards_outside_an_issued_ring_touch_it_and_a_proposed_one_says_nothing(office: Office) -> None:
    made = office.post(OUTBREAKS, "thanhpho", outbreak("A", source_known=True)).json()
    assert all("ring" not in each["touches"] for each in office.get(BORDER).json()["items"])
    order = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch"}
    assert office.post(f"{OUTBREAKS}/{made['id']}/rings/issue", "thanhpho", order).status_code == 200
    found = {each["ward_code"]: each for each in office.get(BORDER).json()["items"] if "ring" in each["touches"]}
    assert set(found) == {"C", "F", "H"}
    far = next(each for each in found["C"]["neighbours"] if each["ward_code"] == "B")
    assert (far["layer"], far["ring_status"], far["directive"], far["touches"]) == ("next", "issued", "15", ["ring"])


def test_as_csv_every_border_is_a_row(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    answer = office.get(BORDER, format="csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="giap-ranh_2021-08-14_hanoi-ct06-2021.csv"'
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == (
        "ward_code,ward_name,district_code,district_name,level,touches,neighbour_ward_code,neighbour_ward_name,"
        "neighbour_district_code,neighbour_district_name,neighbour_level,shared_border_m,across_district,"
        "neighbour_layer,neighbour_layer_partial,neighbour_ring_status,neighbour_directive,as_of,boundary_status,"
        "approximate,drill,neighbour_cordon_ids"
    )
    assert lines[3] == (
        "F,Phường F,017,Quận 017,unknown,level,E,Phường E,001,Quận 001,orange,1106.8,true,,false,,,2021-08-14,"
        "official,false,false,"
    )
    assert len(lines) == 6


def test_lines_are_the_borders_each_once(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    body = office.get(LINES).json()
    assert [each["id"] for each in body["features"]] == ["B-E", "D-E", "F-E", "H-E"]
    first = body["features"][0]
    assert first["geometry"]["type"] == "LineString"
    assert first["properties"] == {
        "ward_code": "B",
        "level": "unknown",
        "neighbour_ward_code": "E",
        "neighbour_level": "orange",
        "shared_border_m": ACROSS,
        "across_district": False,
        "touches": ["level"],
    }


def test_a_border_seen_from_both_sides_is_drawn_once(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    office.site.post("F", reported=counts(1))
    both = office.get(LINES, include_same="true").json()["features"]
    ids = [frozenset(each["id"].split("-")) for each in both]
    assert len(ids) == len(set(ids))
    assert frozenset("EF") in ids


def test_schematic_borders_say_that_metres_are_approximate(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, status=BoundaryStatus.SCHEMATIC) as office:
        assert office.get(BORDER).json()["approximate"] is True
        assert office.get(LINES).json()["approximate"] is True


def test_a_past_instant_is_answered_with_what_was_in_force(office: Office) -> None:
    office.site.clock.now += timedelta(hours=1)
    before = office.site.clock.now
    office.site.clock.now += timedelta(hours=1)
    office.site.post("E", reported=counts(1))
    assert office.get(BORDER, at=before.isoformat()).json()["items"] == []
    assert office.get(LINES, at=before.isoformat()).json()["features"] == []
    assert len(office.get(BORDER).json()["items"]) == 4
    later = (office.site.clock.now + timedelta(hours=1)).isoformat()
    problem(office.get(BORDER, at=later), 422)


def test_an_unchanged_list_is_304(office: Office) -> None:
    office.site.post("E", reported=counts(1))
    first = office.get(BORDER)
    again = office.get(BORDER, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "public, no-cache")
    assert office.post(REPORTS, "thanhpho", report("A")).status_code == 201
    assert office.get(BORDER, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_wards_beside_a_cordon_touch_it(office: Office) -> None:
    order = CordonOrder("5/QĐ-UBND", "Chủ tịch")
    wanted = CordonWanted("Ngõ 12", PlaceWanted(ward_codes=("I",)), order=order)
    with office.site.writing("cordon") as (session, revision):
        propose_cordon(session, rules=office.site.rules, caller=CITY, wanted=wanted, revision=revision)
    items = office.get(BORDER).json()["items"]
    assert [(each["ward_code"], each["touches"]) for each in items] == [("F", ["cordon"]), ("H", ["cordon"])]
    assert items[0]["strictest_neighbour_level"] is None
    assert items[0]["neighbours"][0]["cordon_ids"] == ["KP0001"]
    assert office.get(BORDER, format="csv").text.splitlines()[1].endswith(",KP0001")
