"""Rings that are only tried: a preview with all there is to know, and ways side by side; nothing is stored."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, Office, open_office, outbreak, problem
from tests.site import counts
from tests.worlds import square

PREVIEW, COMPARE = f"{OUTBREAKS}/preview", f"{OUTBREAKS}/compare"
HAMLET = shapely.geometry.mapping(square(1.2, 1.2, width=0.5, height=0.5))
"""A place inside ward E."""
INSIDE, FAR = [105.814, 21.084], [105.829, 21.071]


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def preview(office: Office, **said: Any) -> dict[str, Any]:
    answer = office.post(PREVIEW, "thanhpho", outbreak(**{"place": HAMLET, **said}))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def compare(office: Office, **said: Any) -> dict[str, Any]:
    answer = office.post(COMPARE, "thanhpho", outbreak(**{"place": HAMLET, **said}))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def points(*positions: list[float]) -> dict[str, Any]:
    return {"type": "MultiPoint", "coordinates": list(positions)}


def test_a_preview_says_how_it_was_drawn_and_what_it_comes_to(office: Office) -> None:
    body = preview(office, mode="distance", next_m=300, outer_m=800)
    assert (body["mode"], body["parameters"]["next_m"], body["parameters"]["outer_m"]) == ("distance", 300, 800)
    people = [each["properties"]["population"] for each in body["features"]]
    assert body["totals"]["population"] == sum(people)
    assert body["totals"]["wards"] == len(body["ward_layers"])
    assert body["totals"]["districts"] == 2


def test_a_preview_names_the_neighbors_across_a_district_line(office: Office) -> None:
    body = preview(office)
    assert {each["ward_code"]: each["layer"] for each in body["neighbours"]} == {"F": "next", "H": "next"}
    assert {each["district_code"] for each in body["neighbours"]} == {"017"}
    assert "neighbours_touched" in {each["code"] for each in body["warnings"]}


def test_inside_its_districts_a_preview_touches_no_neighbor(office: Office) -> None:
    assert preview(office, within_districts=True)["neighbours"] == []


def test_a_preview_warns_of_a_share_above_the_setting(office: Office) -> None:
    assert "large_share" in {each["code"] for each in preview(office)["warnings"]}
    assert "large_share" not in {each["code"] for each in preview(office, mode="distance", next_m=50)["warnings"]}


def test_without_points_the_place_and_wards_with_community_cases_are_the_known_cases(office: Office) -> None:
    office.site.post("A", reported=counts(1))
    known = preview(office, linked_ward_codes=["C"])["known_cases"]
    assert {each["ward_code"]: each["basis"] for each in known["wards"]} == {"A": "community_cases", "C": "linked"}
    assert (known["points"], known["covered"], known["ward_codes_left_out"]) == (None, False, ["A", "C"])


def test_case_points_are_counted_and_never_given_back(office: Office) -> None:
    answer = office.post(PREVIEW, "thanhpho", outbreak(place=HAMLET, case_points=points(INSIDE, FAR)))
    known = answer.json()["known_cases"]
    assert (known["points"], known["points_left_out"], known["covered"]) == (2, 1, False)
    assert str(FAR[0]) not in answer.text


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        (points(), "/case_points/coordinates"),
        (points(*[INSIDE] * 501), "/case_points/coordinates"),
        (points(INSIDE, [21.08, 105.8]), "/case_points/coordinates/1"),
        ({"type": "Point", "coordinates": INSIDE}, "/case_points/type"),
        (points(["105", 21]), "/case_points/coordinates/0/0"),  # type: ignore[list-item]
    ],
)
def test_case_points_that_cannot_be_are_pointed_at(office: Office, sent: dict[str, Any], pointer: str) -> None:
    found = problem(office.post(PREVIEW, "thanhpho", outbreak(place=HAMLET, case_points=sent)), 422)
    assert found["errors"][0]["pointer"].startswith(pointer)


def test_the_ladder_is_compared_when_no_ways_are_named(office: Office) -> None:
    body = compare(office)
    assert [each["key"] for each in body["alternatives"]] == [
        "distance-0-300-1000",
        "distance-0-500-2000",
        "distance-0-1000-3000",
        "administrative",
        "contiguity-1-2",
        "whole_units",
        "contiguity-2",
    ]
    assert body["smallest_covering"] == "administrative"
    assert [each["key"] for each in body["alternatives"] if each["is_smallest_covering"]] == ["administrative"]


def test_each_way_says_what_it_locks(office: Office) -> None:
    way = compare(office, alternatives=[{"mode": "whole_units"}])["alternatives"][0]
    layers = {each["layer"]: each for each in way["layers"]}
    assert way["locked_population"] == layers["core"]["population"] + layers["next"]["population"]
    assert sum(each["wards"] for each in layers.values()) == way["totals"]["wards"] == 7
    assert 0 < layers["core"]["share_of_district_population"] < layers["next"]["share_of_district_population"] < 1
    assert "features" not in way


def test_the_smallest_way_is_the_smallest_that_holds_the_cases(office: Office) -> None:
    ways = [{"mode": "distance", "next_m": 100}, {"mode": "whole_units"}, {"mode": "contiguity", "order": 2}]
    body = compare(office, alternatives=ways, case_points=points(INSIDE, [105.814, 21.077]))
    assert {each["key"]: each["covers_known_cases"] for each in body["alternatives"]} == {
        "distance-0-100": False,
        "whole_units": True,
        "contiguity-2": True,
    }
    assert body["smallest_covering"] == "whole_units"


def test_where_no_way_holds_the_cases_none_is_called_the_smallest(office: Office) -> None:
    body = compare(office, alternatives=[{"mode": "administrative"}], linked_ward_codes=["I"])
    assert (body["smallest_covering"], body["alternatives"][0]["ward_codes_left_out"]) == (None, ["I"])


def test_shapes_come_on_request(office: Office) -> None:
    answer = office.post(f"{COMPARE}?geometry=true", "thanhpho", outbreak(place=HAMLET))
    shapes = [shapely.geometry.shape(each["geometry"]) for each in answer.json()["alternatives"][0]["features"]]
    assert [each.is_valid for each in shapes] == [True, True, True]


@pytest.mark.parametrize(
    ("ways", "pointer"),
    [
        ([{"mode": "whole_units"}, {"mode": "distance"}], "/alternatives/1/next_m"),
        ([{"mode": "contiguity", "order": 9}], "/alternatives/0/order"),
        ([{"mode": "manual", "layers": {"next": {"type": "Polygon"}}}], "/alternatives/0/layers/next"),
        ([], "/alternatives"),
    ],
)
def test_a_way_that_cannot_be_is_pointed_at(office: Office, ways: list[dict[str, Any]], pointer: str) -> None:
    found = problem(office.post(COMPARE, "thanhpho", outbreak(place=HAMLET, alternatives=ways)), 422)
    assert found["errors"][0]["pointer"].startswith(pointer)


def test_comparing_writes_nothing(office: Office) -> None:
    office.as_("thanhpho")
    revision, lines = office.site.revision(), len(office.audited())
    compare(office, case_points=points(INSIDE))
    assert (office.site.revision(), len(office.audited())) == (revision, lines)


def test_of_two_ways_drawn_by_hand_one_is_the_smallest(office: Office) -> None:
    ways = [
        {"mode": "manual", "layers": {"next": shapely.geometry.mapping(square(column, 0, width=wide, height=2))}}
        for column, wide in ((0, 3), (1, 1))
    ]
    body = compare(office, alternatives=ways)
    assert [each["is_smallest_covering"] for each in body["alternatives"]] == [False, True]
    assert body["smallest_covering"] == body["alternatives"][1]["key"] == "manual~2"


def test_a_thread_as_thin_as_rounding_beside_a_place_is_no_ground(office: Office) -> None:
    west, south, *_ = square(1, 1).bounds
    thread = shapely.Polygon([(west, south), (west + 0.01, south), (west + 0.01, south + 1e-12)])
    place = shapely.MultiPolygon([square(0.1, 0.1, width=0.5, height=0.5), thread])
    body = preview(office, place=shapely.geometry.mapping(place), mode="administrative")
    assert body["known_cases"]["covered"] is True
