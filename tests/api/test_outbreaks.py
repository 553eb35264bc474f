"""Outbreaks and rings over HTTP: previewed, declared, changed, issued, lifted; shown as GeoJSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine

from app.domain.vocabulary import BoundaryStatus
from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, ZONES, Office, open_office, outbreak, problem
from tests.site import TODAY, day
from tests.worlds import square

RINGS, PREVIEW = "/api/v1/rings", f"{OUTBREAKS}/preview"
ORDER = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch UBND huyện"}
HAMLET = shapely.geometry.mapping(square(1.2, 1.2, width=0.5, height=0.5))
"""A place inside ward E, as GeoJSON."""


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


@pytest.fixture
def declared(office: Office) -> dict[str, Any]:
    answer = office.post(OUTBREAKS, "thanhpho", outbreak("E"))
    assert answer.status_code == 201
    body: dict[str, Any] = answer.json()
    return body


def zone(office: Office, ward: str) -> dict[str, Any]:
    found: dict[str, Any] = office.get(f"{ZONES}/{ward}").json()
    return found


def test_a_declared_outbreak_judges_at_once_and_proposes_rings(office: Office) -> None:
    body = office.post(OUTBREAKS, "an", outbreak("A", name="Ngõ 4", note="ổ nhỏ")).json()
    assert (body["id"], body["version"], body["name"], body["ring_status"]) == ("OB0001", 1, "Ngõ 4", "proposed")
    assert body["ward_codes"] == ["A"]
    assert body["revision"] == office.site.revision()
    changes = {each["ward_code"]: each["after"] for each in body["level_changes"]}
    assert (changes["A"], changes["B"], changes["D"]) == ("red", "orange", "orange")
    assert (zone(office, "A")["level"], zone(office, "A")["layer"], zone(office, "A")["ring_status"]) == (
        "red",
        "core",
        "proposed",
    )


@pytest.mark.parametrize(
    ("place", "wards"),
    [
        (HAMLET, ["E"]),
        ({"type": "Point", "coordinates": [105.815, 21.085]}, ["E"]),
        (shapely.geometry.mapping(square(1.5, 1.5, height=0.2)), ["E", "F"]),
    ],
)
def test_a_place_is_given_as_geojson(office: Office, place: dict[str, Any], wards: list[str]) -> None:
    assert office.post(OUTBREAKS, "thanhpho", outbreak(place=place)).json()["ward_codes"] == wards


def test_the_same_key_declares_one_outbreak(office: Office) -> None:
    answers = [office.post(OUTBREAKS, "thanhpho", outbreak("E"), Idempotency_Key="ob-1") for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 200, 200]
    assert len({each.content for each in answers}) == 1
    assert office.get(OUTBREAKS, "thanhpho").json()["number_returned"] == 1


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ward_codes": ["99999"]}, "/ward_codes/0"),
        ({"linked_ward_codes": ["99999"]}, "/linked_ward_codes/0"),
        ({"opened_on": str(day(1))}, "/opened_on"),
        ({"closed_on": str(day(-1))}, "/closed_on"),
        ({"setting": "pub"}, "/setting"),
        ({"source_known": "no"}, "/source_known"),
        ({"mode": "distance"}, "/next_m"),
        ({"mode": "circle"}, "/mode"),
        ({"next_m": 100.0}, "/next_m"),
        ({"name": " "}, "/name"),
        ({"radius": 5}, "/radius"),
    ],
)
def test_what_cannot_be_is_pointed_at(office: Office, said: dict[str, Any], pointer: str) -> None:
    found = problem(office.post(OUTBREAKS, "thanhpho", outbreak("E", **said)), 422)
    assert found["errors"][0]["pointer"] == pointer
    assert office.get(OUTBREAKS, "thanhpho").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [outbreak(), outbreak("E", place=HAMLET), outbreak(ward_codes=[]), outbreak(place=None, ward_codes=None)],
)
def test_an_outbreak_has_exactly_one_place(office: Office, body: dict[str, Any]) -> None:
    found = problem(office.post(OUTBREAKS, "thanhpho", body, Accept_Language="en"), 422)
    assert "exactly one of place" in found["errors"][0]["detail"]


@pytest.mark.parametrize(
    "place",
    [
        {"type": "Point", "coordinates": [21.085, 105.815]},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon", "coordinates": [[[105.81, 21.08], [105.82, 21.09], [105.82, 21.08], [105.81, 21.09]]]},
        {"type": "Polygon", "coordinates": [[[105.81, 21.08], [105.82, 21.08]]]},
        {"type": "LineString", "coordinates": [[105.81, 21.08], [105.82, 21.09]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon"},
        {},
    ],
)
def test_a_shape_that_cannot_be_used_is_refused_with_a_cure(office: Office, place: dict[str, Any]) -> None:
    problem(office.post(OUTBREAKS, "thanhpho", outbreak(place=place)), 422)
    problem(office.post(PREVIEW, "thanhpho", outbreak(place=place)), 422)


def test_a_preview_shows_three_layers_and_writes_nothing(office: Office) -> None:
    office.as_("thanhpho")
    revision, lines = office.site.revision(), len(office.audited())
    answer = office.post(PREVIEW, "thanhpho", outbreak(place=HAMLET))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/geo+json")
    features = {each["properties"]["layer"]: each for each in answer.json()["features"]}
    assert {layer: each["properties"]["directive"] for layer, each in features.items()} == {
        "core": "16",
        "next": "15",
        "outer": "19",
    }
    assert features["core"]["properties"]["population_estimated"] is True
    assert sum(each["properties"]["share_of_ring_population"] for each in features.values()) == pytest.approx(
        1, abs=1e-3
    )
    shapes = [shapely.geometry.shape(each["geometry"]) for each in features.values()]
    assert shapely.union_all(shapes).area == pytest.approx(sum(each.area for each in shapes), rel=1e-6)
    assert (office.site.revision(), len(office.audited())) == (revision, lines)


def test_one_sees_the_outbreaks_that_touch_ones_districts(office: Office) -> None:
    for wards in (["A"], ["I"], ["E", "F"]):
        office.post(OUTBREAKS, "thanhpho", outbreak(*wards))
    assert [each["id"] for each in office.get(OUTBREAKS, "an").json()["items"]] == ["OB0001", "OB0003"]
    assert [each["id"] for each in office.get(OUTBREAKS, "lan").json()["items"]] == ["OB0002", "OB0003"]
    assert office.get(f"{OUTBREAKS}/OB0003", "an").json()["ward_codes"] == ["E", "F"]
    problem(office.get(f"{OUTBREAKS}/OB0002", "an"), 403, "not-your-district")
    problem(office.get(f"{OUTBREAKS}/OB0404", "an"), 404, "outbreak-not-found")


def test_an_outbreak_over_two_districts_is_declared_by_who_answers_for_both(office: Office) -> None:
    problem(office.post(OUTBREAKS, "an", outbreak("E", "F")), 403, "not-your-district")
    assert office.audited()[0].district_code == "017"
    assert office.post(OUTBREAKS, "binh", outbreak("E", "F")).status_code == 201


def test_a_patch_changes_what_it_names_and_nothing_else(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}"
    body = office.patch(path, "thanhpho", {"source_known": True}).json()
    left_alone = {"name", "opened_on", "closed_on", "setting", "ward_codes", "linked_ward_codes", "note"}
    assert {name: body[name] for name in left_alone} == {name: declared[name] for name in left_alone}
    assert (body["version"], body["source_known"], zone(office, "E")["level"]) == (2, True, "orange")


def test_a_patch_without_a_change_writes_nothing(office: Office, declared: dict[str, Any]) -> None:
    path, revision, lines = f"{OUTBREAKS}/{declared['id']}", office.site.revision(), len(office.audited())
    for body in ({}, {"source_known": False}):
        answer = office.patch(path, "thanhpho", body)
        assert (answer.status_code, answer.json()["version"], answer.json()["revision"]) == (200, 1, revision)
    assert (office.site.revision(), len(office.audited())) == (revision, lines)


def test_a_patch_that_leans_on_an_older_version_is_refused(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}"
    assert office.patch(path, "thanhpho", {"note": "a", "version": 1}).json()["version"] == 2
    found = problem(office.patch(path, "thanhpho", {"note": "b", "version": 1}), 409, "conflict")
    assert found["current_version"] == 2
    assert office.get(path, "thanhpho").headers["ETag"] == '"2"'
    found = problem(office.patch(path, "thanhpho", {"note": "b"}, If_Match='"1"'), 412, "stale-version")
    assert (found["current_version"], "OB0001" in found["detail"]) == (2, True)


def test_closing_lifts_proposed_rings_and_closes_for_good(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}"
    body = office.patch(path, "thanhpho", {"closed_on": str(TODAY)}).json()
    assert (body["closed_on"], body["ring_status"]) == (str(TODAY), "lifted")
    assert zone(office, "E")["layer"] is None
    problem(office.patch(path, "thanhpho", {"note": "x"}), 409, "outbreak-state-conflict")


@pytest.mark.parametrize("body", [{"ward_codes": ["A"]}, {"opened_on": str(TODAY)}, {"closed_on": "x"}, [], "x", None])
def test_a_patch_of_what_cannot_change_is_refused(office: Office, declared: dict[str, Any], body: object) -> None:
    problem(office.patch(f"{OUTBREAKS}/{declared['id']}", "thanhpho", body), 422)


def test_an_issued_ring_carries_its_order_everywhere(office: Office, declared: dict[str, Any]) -> None:
    answer = office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "binh", ORDER)
    body = answer.json()
    assert (body["ring_status"], body["ring_document_number"], body["ring_signer"]) == (
        "issued",
        "2/QĐ-UBND",
        "Chủ tịch UBND huyện",
    )
    assert body["revision"] == office.site.revision()
    assert zone(office, "E")["ring_status"] == "issued"
    properties = [each["properties"] for each in office.get(RINGS).json()["features"]]
    assert {each["ring_status"] for each in properties} == {"issued"}
    assert {each["document_number"] for each in properties} == {"2/QĐ-UBND"}


def test_until_its_start_an_order_is_shown_as_proposed_everywhere(office: Office, declared: dict[str, Any]) -> None:
    start = (office.site.clock.now + timedelta(hours=1)).isoformat()
    office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", {**ORDER, "start": start})
    for expected in ("proposed", "issued"):
        lookup = office.get("/api/v1/lookup", lon=105.815, lat=21.085).json()
        merged = office.get(RINGS, merged=True).json()["features"]
        rings = office.get(RINGS).json()["features"]
        assert zone(office, "E")["ring_status"] == lookup["ring_status"] == expected
        assert {each["properties"]["ring_status"] for each in (*rings, *merged)} == {expected}
        office.site.clock.move(timedelta(hours=1))


def test_rings_are_read_as_they_stood_at_a_past_instant(office: Office, declared: dict[str, Any]) -> None:
    path, clock = f"{OUTBREAKS}/{declared['id']}", office.site.clock
    clock.move(timedelta(hours=1))
    moments = [clock.now]
    for act, said in (
        ("issue", {}),
        ("extend", {"mode": "contiguity", "order": 2, "reason": "lan rộng"}),
        ("lift", {}),
    ):
        clock.move(timedelta(hours=1))
        assert office.post(f"{path}/rings/{act}", "thanhpho", {**ORDER, **said}).status_code == 200
        clock.move(timedelta(hours=1))
        moments.append(clock.now)
    seen = []
    for moment in moments:
        for address in (RINGS, f"{path}/rings"):
            found = office.get(address, at=moment.isoformat()).json()["features"]
            seen.append([each["properties"]["version"] for each in found])
    assert seen == [*[[1, 1, 1]] * 2, *[[2, 2, 2]] * 2, *[[3, 3]] * 2, *[[]] * 2]
    known = office.get(RINGS, at=moments[2].isoformat(), as_known_at=moments[1].isoformat()).json()["features"]
    assert {each["properties"]["version"] for each in known} == {2}
    assert office.get(f"{path}/rings").json()["features"] == []


def test_the_tag_of_rings_changes_at_the_start_of_an_order(office: Office, declared: dict[str, Any]) -> None:
    start = office.site.clock.now + timedelta(hours=1)
    office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", {**ORDER, "start": start.isoformat()})
    tags = []
    for _ in range(2):
        tags += [office.get(RINGS).headers["ETag"], office.get(ZONES).headers["ETag"]]
        office.site.clock.now = start
    assert len(set(tags)) == 4


def test_an_order_in_waiting_is_told_to_staff(office: Office, declared: dict[str, Any]) -> None:
    start = (office.site.clock.now + timedelta(hours=1)).isoformat()
    path = f"{OUTBREAKS}/{declared['id']}"
    body = office.post(f"{path}/rings/issue", "thanhpho", {**ORDER, "start": start, "planned_end": str(day(9))}).json()
    assert (body["ring_status"], body["ring_document_number"]) == ("proposed", None)
    (waiting,) = body["ring_pending"]
    assert (waiting["version"], waiting["action"], waiting["planned_end"]) == (2, "issue", str(day(9)))
    assert office.get(path, "thanhpho").json()["ring_pending"] == [waiting]


def test_rings_beyond_their_planned_end_are_listed_for_staff(office: Office, declared: dict[str, Any]) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("I"))
    path = f"{OUTBREAKS}/{declared['id']}/rings/issue"
    assert office.post(path, "thanhpho", {**ORDER, "planned_end": str(TODAY)}).json()["past_planned_end"] is False
    assert office.get(OUTBREAKS, "thanhpho", past_planned_end=True).json()["items"] == []
    office.site.clock.move(timedelta(days=1))
    listed = {
        asked: [each["id"] for each in office.get(OUTBREAKS, "thanhpho", past_planned_end=asked).json()["items"]]
        for asked in (True, False)
    }
    assert listed == {True: [declared["id"]], False: ["OB0002"]}
    assert zone(office, "E")["ring_status"] == "issued"


def test_the_same_key_gives_one_order(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}/rings/issue"
    answers = [office.post(path, "thanhpho", ORDER, Idempotency_Key="lenh-1") for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_a_refused_extension_says_where_in_the_answer(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}/rings"
    office.post(f"{path}/issue", "thanhpho", ORDER)
    found = problem(
        office.post(f"{path}/extend", "thanhpho", {**ORDER, "mode": "administrative", "reason": "x"}),
        409,
        "ring-state-conflict",
    )
    assert {each["ward_code"] for each in found["places"]} == {"B", "D", "F", "H"}
    assert office.get(f"{path}/versions", "thanhpho").json()["number_returned"] == 2


def test_members_sent_as_null_draw_nothing_anew(office: Office, declared: dict[str, Any]) -> None:
    rings = f"{OUTBREAKS}/{declared['id']}/rings"
    office.post(f"{rings}/propose", "thanhpho", {"mode": "administrative"})
    office.post(f"{rings}/issue", "thanhpho", ORDER)
    moved = {**ORDER, "reason": "còn ca", "planned_end": str(day(20)), "place": None, "ward_codes": None}
    body = office.post(f"{rings}/extend", "thanhpho", moved).json()
    assert (body["ring_mode"], body["ring_planned_end"]) == ("administrative", str(day(20)))


def test_rings_are_drawn_round_a_place_or_round_wards(office: Office, declared: dict[str, Any]) -> None:
    wish = {"mode": "whole_units", "place": HAMLET, "ward_codes": ["E"]}
    found = problem(office.post(f"{OUTBREAKS}/{declared['id']}/rings/propose", "thanhpho", wish), 422)
    assert "place (GeoJSON)" in found["errors"][0]["detail"]


def test_the_place_and_the_way_rings_are_drawn_are_told_to_staff(office: Office) -> None:
    wish = {"mode": "distance", "next_m": 300.0, "outer_m": 900.0}
    body = office.post(OUTBREAKS, "thanhpho", outbreak(place=HAMLET, **wish)).json()
    assert body["place"]["type"] == "Polygon"
    assert (body["ring_mode"], body["ring_parameters"]["next_m"]) == ("distance", 300.0)


def test_a_merged_layer_is_proposed_while_any_part_of_it_is(office: Office, declared: dict[str, Any]) -> None:
    office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", ORDER)
    office.post(OUTBREAKS, "thanhpho", outbreak("I"))
    merged = {
        each["properties"]["layer"]: each["properties"] for each in office.get(RINGS, merged=True).json()["features"]
    }
    assert merged["core"]["ring_status"] == "proposed"


def test_only_who_may_issue_in_every_district_issues(office: Office) -> None:
    declared = office.post(OUTBREAKS, "thanhpho", outbreak("E", "F")).json()
    path = f"{OUTBREAKS}/{declared['id']}/rings/issue"
    problem(office.post(path, "an", ORDER), 403, "role-required")
    problem(office.post(path, "chi", ORDER), 403, "not-your-district")
    assert office.post(path, "binh", ORDER).status_code == 200


def test_lifted_rings_are_shown_no_more(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}"
    body = office.post(f"{path}/rings/lift", "binh", {**ORDER, "document_number": "3/QĐ"}).json()
    assert (body["ring_status"], body["ring_document_number"]) == ("lifted", "3/QĐ")
    assert office.get(RINGS).json()["features"] == []
    assert office.get(f"{path}/rings").json()["features"] == []
    problem(office.post(f"{path}/rings/lift", "binh", ORDER), 409, "ring-state-conflict")
    problem(office.post(f"{path}/rings/issue", "binh", ORDER), 409, "ring-state-conflict")


@pytest.mark.parametrize(
    "order", [{}, {"document_number": "1"}, {**ORDER, "signer": ""}, {**ORDER, "start": "tomorrow"}, {**ORDER, "x": 1}]
)
def test_an_order_has_number_signer_and_a_real_start(
    office: Office, declared: dict[str, Any], order: dict[str, Any]
) -> None:
    problem(office.post(f"{OUTBREAKS}/{declared['id']}/rings/issue", "thanhpho", order), 422)
    assert zone(office, "E")["ring_status"] == "proposed"


def test_on_schematic_boundaries_a_polygon_needs_an_explicit_override(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine, status=BoundaryStatus.SCHEMATIC)
    declared = office.post(OUTBREAKS, "thanhpho", outbreak(place=HAMLET)).json()
    path = f"{OUTBREAKS}/{declared['id']}/rings/issue"
    problem(office.post(path, "thanhpho", ORDER), 409, "ring-state-conflict")
    assert office.post(path, "thanhpho", {**ORDER, "override_schematic": True}).status_code == 200


def test_rings_are_one_feature_a_layer_and_outbreak(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("A"))
    office.post(OUTBREAKS, "thanhpho", outbreak(place=HAMLET))
    answer = office.get(RINGS)
    assert answer.headers["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    assert [each["id"] for each in features][:3] == ["OB0001-core", "OB0001-next", "OB0001-outer"]
    assert len(features) == 6
    for each in features:
        assert {"layer", "directive", "measures", "population", "area_km2", "ring_status", "drill"} <= each[
            "properties"
        ].keys()
    assert len(office.get(f"{OUTBREAKS}/OB0002/rings").json()["features"]) == 3
    problem(office.get(f"{OUTBREAKS}/OB0404/rings"), 404, "outbreak-not-found")


def test_merged_rings_partition_their_territory_the_stricter_layer_winning(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("A"))
    office.post(OUTBREAKS, "thanhpho", outbreak("I"))
    merged = office.get(RINGS, merged=True).json()
    shapes = {each["properties"]["layer"]: shapely.geometry.shape(each["geometry"]) for each in merged["features"]}
    assert set(shapes) == {"core", "next", "outer"}
    assert shapely.union_all(list(shapes.values())).area == pytest.approx(
        sum(each.area for each in shapes.values()), rel=1e-6
    )
    assert {each["ward_code"]: each["layer"] for each in merged["ward_layers"]} == {
        "A": "core",
        "I": "core",
        **dict.fromkeys("BDFH", "next"),
        **dict.fromkeys("CEG", "outer"),
    }


def test_what_was_done_is_in_the_audit(office: Office, declared: dict[str, Any]) -> None:
    path = f"{OUTBREAKS}/{declared['id']}"
    office.patch(path, "thanhpho", {"note": "x"})
    office.post(f"{path}/rings/issue", "thanhpho", ORDER)
    office.post(f"{path}/rings/lift", "thanhpho", ORDER)
    assert [each.action for each in office.audited(4)] == [
        "lift_ring",
        "issue_ring",
        "change_outbreak",
        "declare_outbreak",
    ]
