"""Cordons and areas over HTTP: what is refused at which field, what everyone then reads, what only staff do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import shapely
from sqlalchemy import Engine

from tests.accounts import hash_quickly, try_sign_in
from tests.office import ZONES, Office, open_office, problem, report
from tests.pages import BROWSER
from tests.site import TODAY, day
from tests.worlds import square

CORDONS, AREAS = "/api/v1/cordons", "/api/v1/areas"
ORDER = {"document_number": "4/QĐ-UBND", "signer": "Chủ tịch UBND quận"}
HAMLET = shapely.geometry.mapping(square(1.2, 1.2, width=0.5, height=0.5))
"""A quarter of ward E."""


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def cordon(**said: Any) -> dict[str, Any]:
    return {"name": "Ngõ 4", "place": HAMLET, **said}


@pytest.fixture
def locked(office: Office) -> dict[str, Any]:
    answer = office.post(CORDONS, "chi", cordon(households=120, last_case_on=str(TODAY), **ORDER))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_reporter_proposes_and_everyone_reads_that_it_is_only_proposed(office: Office) -> None:
    body = office.post(CORDONS, "an", cordon(population=480), Idempotency_Key="c-1").json()
    assert office.post(CORDONS, "an", cordon(population=480), Idempotency_Key="c-1").json() == body
    assert (body["id"], body["status"], body["ward_codes"], body["population"]) == ("KP0001", "proposed", ["E"], 480)
    zone = office.get(f"{ZONES}/E").json()
    assert (zone["cordon_ids"], zone["directive"], zone["directive_status"]) == (["KP0001"], "16", "proposed")
    assert zone["cordons"][0] | {"name": "", "start": ""} == {
        **zone["cordons"][0],
        "status": "proposed",
        "whole": False,
        "name": "",
        "start": "",
    }
    problem(office.post(CORDONS, "an", cordon(**ORDER)), 403, "role-required")


def test_in_force_it_carries_its_order_and_stays_apart_from_the_colour(office: Office, locked: dict[str, Any]) -> None:
    flat = {each["ward_code"]: each for each in office.get(ZONES).json()["items"]}
    assert (flat["E"]["directive"], flat["E"]["directive_status"], flat["E"]["layer"]) == ("16", "in_force", None)
    assert (flat["A"]["directive"], flat["A"]["cordon_ids"]) == (None, [])
    feature = office.get("/api/v1/cordons.geojson").json()["features"][0]
    said = feature["properties"]
    assert (feature["id"], said["status"], said["document_number"]) == ("KP0001", "in_force", "4/QĐ-UBND")
    assert said["measures"]["vi"]
    assert locked["planned_end"] == str(day(14))


def test_what_staff_know_of_single_cases_is_not_public(office: Office, locked: dict[str, Any]) -> None:
    told = [office.get(path).text for path in (ZONES, f"{ZONES}/E", "/api/v1/cordons.geojson", "/w/E")]
    for name in ("last_case_on", "lifting", "ward_cases_checked_on"):
        assert not any(name in text for text in told)
    assert locked["lifting"]["earliest_lift_on"] == str(day(14))


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"planned_end": str(day(13)), **ORDER}, "/planned_end"),
        ({"last_case_on": str(day(1))}, "/last_case_on"),
        ({"testing_interval_days": [2, 4]}, "/testing_interval_days/1"),
        ({"start": "tomorrow", **ORDER}, "/start"),
        ({"start": "2031-01-01T00:00:00Z", **ORDER}, "/start"),
        ({"households": -1}, "/households"),
        ({"place": None, "ward_codes": ["99999"]}, "/ward_codes/0"),
        ({"lifting_condition": {"days_since_last_case": 0}}, "/lifting_condition/days_since_last_case"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_is_pointed_at(office: Office, said: dict[str, Any], pointer: str) -> None:
    found = problem(office.post(CORDONS, "thanhpho", cordon(**said)), 422)
    assert found["errors"][0]["pointer"] == pointer
    assert office.get(CORDONS, "thanhpho").json()["items"] == []


@pytest.mark.parametrize(
    "said",
    [
        {"place": None},
        {"ward_codes": ["E"]},
        {"document_number": "4/QĐ"},
        {"start": "2021-08-14T12:00:00Z"},
        {"testing_interval_days": [3, 2]},
        {"place": {"type": "Point", "coordinates": [105.815, 21.085]}},
    ],
)
def test_half_an_order_or_no_place_is_refused(office: Office, said: dict[str, Any]) -> None:
    problem(office.post(CORDONS, "thanhpho", cordon(**said)), 422)


def test_a_change_leans_on_a_version(office: Office, locked: dict[str, Any]) -> None:
    path = f"{CORDONS}/{locked['id']}"
    problem(office.patch(path, "an", {"households": 130}), 428, "precondition-required")
    answer = office.patch(path, "an", {"households": 130}, If_Match='"1"')
    assert (answer.json()["version"], answer.headers["ETag"]) == (2, '"2"')
    problem(office.patch(path, "an", {"households": 140}, If_Match='"1"'), 412, "stale-version")
    revision = office.site.revision()
    assert office.patch(path, "an", {"households": 130}, If_Match='"2"').json()["version"] == 2
    assert office.site.revision() == revision
    problem(office.patch(path, "an", {"ward_codes": ["D"]}, If_Match='"2"'), 409, "cordon-state-conflict")
    problem(office.patch(path, "an", {"lifting_condition": {"days_since_last_case": 3}}, If_Match='"2"'), 403)


def test_it_is_extended_shrunk_and_lifted_by_orders(office: Office, locked: dict[str, Any]) -> None:
    path = f"{CORDONS}/{locked['id']}"
    problem(office.post(f"{path}/shrink", "chi", {**ORDER, "ward_codes": ["E"]}), 409, "cordon-state-conflict")
    problem(office.post(f"{path}/extend", "chi", {**ORDER, "ward_codes": ["E", "F"]}), 403, "not-your-district")
    assert office.post(f"{path}/extend", "chi", {**ORDER, "ward_codes": ["E"]}).json()["population"] == 1000
    found = problem(office.post(f"{path}/lift", "chi", ORDER), 409, "cordon-state-conflict")
    assert (found["missing"], found["earliest_lift_on"]) == (["minimum_days", "days_since_last_case"], str(day(14)))
    problem(office.post(f"{path}/lift", "chi", {**ORDER, "override": True}), 409)
    lifted = office.post(f"{path}/lift", "chi", {**ORDER, "override": True, "reason": "đã di dời"}).json()
    assert (lifted["status"], lifted["override"]) == ("lifted", True)
    assert office.get("/api/v1/cordons.geojson").json()["features"] == []
    log = office.get(f"{path}/versions", "an").json()["items"]
    assert [each["action"] for each in log] == ["issue", "extend", "lift"]
    assert {"lift_cordon", "extend_cordon", "declare_cordon"} <= {each.action for each in office.audited()}


def test_a_hint_of_the_ward_is_shown_and_counts_until_it_was_looked_at(office: Office, locked: dict[str, Any]) -> None:
    path = f"{CORDONS}/{locked['id']}"
    office.site.clock.move(timedelta(days=15))
    assert office.get(path, "an").json()["lifting"]["holds"] is True
    counts = {**report()["counts"], "community_unknown_source": 0, "lockdown_area": 2}
    assert office.post("/api/v1/case-reports", "an", report("E", day(15), counts=counts)).status_code == 201
    lifting = office.get(path, "an").json()["lifting"]
    assert (lifting["holds"], lifting["last_case_source"]) == (False, "ward_report")
    assert lifting["hint"] == {"ward_code": "E", "reporting_date": str(day(15))}
    office.patch(path, "an", {"ward_cases_checked_on": str(day(15))}, If_Match='"1"')
    assert office.get(path, "an").json()["lifting"]["holds"] is True


def test_the_clock_alone_moves_etags_when_an_order_begins(office: Office) -> None:
    starts = office.site.clock.now + timedelta(hours=1)
    office.post(CORDONS, "chi", cordon(**ORDER, start=starts.isoformat()))
    before = office.get("/api/v1/cordons.geojson")
    office.site.clock.move(timedelta(hours=1))
    after = office.get("/api/v1/cordons.geojson")
    assert before.headers["ETag"] != after.headers["ETag"]
    statuses = [each.json()["features"][0]["properties"]["status"] for each in (before, after)]
    assert statuses == ["proposed", "in_force"]
    earlier = office.get("/api/v1/cordons.geojson", at=(starts - timedelta(minutes=1)).isoformat())
    assert earlier.json()["features"][0]["properties"]["status"] == "proposed"


def test_areas_have_a_directive_and_dates_of_their_own_and_are_no_levels(office: Office) -> None:
    body = {"kind": "zone_1", "name": "Vùng 1", "ward_codes": ["A", "B", "D"], "directive": "16", **ORDER}
    problem(office.post(AREAS, "chi", body), 403, "not-your-district")
    problem(office.post(AREAS, "an", {**body, "kind": "other"}), 403, "role-required")
    area = office.post(AREAS, "thanhpho", body).json()
    assert (area["status"], area["situation"]["wards"], area["situation"]["population"]) == ("in_force", 3, 3000)
    zone = office.get(f"{ZONES}/A").json()
    assert (zone["level"], zone["directive"], zone["area_ids"]) == ("unknown", "16", ["KV0001"])
    assert (zone["areas"][0]["kind"], zone["areas"][0]["whole"]) == ("zone_1", True)
    assert "zone_1" not in office.get("/api/v1/legend").text
    shapes = office.get("/api/v1/areas.geojson", tolerance=0.0005).json()["features"]
    assert shapely.geometry.shape(shapes[0]["geometry"]).area == pytest.approx(3e-4)
    changed = office.patch(f"{AREAS}/KV0001", "thanhpho", {"directive": "none"}, If_Match='"1"').json()
    assert (changed["directive"], changed["version"]) == (None, 2)
    problem(office.patch(f"{AREAS}/KV0001", "thanhpho", {"name": "x"}, If_Match='"1"'), 412, "stale-version")
    problem(office.post(f"{AREAS}/KV0001/end", "thanhpho", {}), 422)
    assert office.post(f"{AREAS}/KV0001/end", "thanhpho", ORDER).json()["status"] == "ended"
    problem(office.patch(f"{AREAS}/KV0001", "thanhpho", {"name": "x"}, If_Match='"3"'), 409, "area-state-conflict")
    assert office.get(f"{ZONES}/A").json()["areas"] == []


@pytest.mark.parametrize("said", [{}, {"kind": "red"}, {"directive": "17"}, {"end": "2021-08-01T00:00:00Z"}])
def test_an_area_that_cannot_be_is_refused(office: Office, said: dict[str, Any]) -> None:
    body = {"kind": "other", "name": "Chợ", **ORDER, **({"ward_codes": ["A"]} if said else {}), **said}
    problem(office.post(AREAS, "thanhpho", body), 422)


def test_the_figures_of_a_day_name_the_cordons(office: Office, locked: dict[str, Any]) -> None:
    told = office.get("/api/v1/briefing", "chi").json()["cordons"]
    assert [(each["id"], each["status"], each["ward_codes"]) for each in told] == [("KP0001", "in_force", ["E"])]
    text = office.client.get("/summary", headers=BROWSER).text
    assert "Ngõ 4" in text
    assert "dự kiến đến" in text


def page(office: Office, who: str, path: str) -> str:
    token = try_sign_in(office.site.sessions, who, now=office.site.clock.now).token
    answer = office.client.get(path, headers={**BROWSER, "cookie": f"khoanhvung_session={token}"})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def test_the_pages_tell_state_condition_and_log(office: Office, locked: dict[str, Any]) -> None:
    for who in ("an", "chi"):
        office.as_(who)
    office.site.clock.move(timedelta(days=20))
    listed = page(office, "an", "/staff/cordons")
    for words in ("Quá hạn dự kiến", "quá 6 ngày", "Ngõ 4", "Đủ điều kiện gỡ"):
        assert words in listed
    one = page(office, "chi", f"/staff/cordons/{locked['id']}")
    for words in ("14/14 ngày không có ca mới", "Gia hạn, mở rộng", "Gỡ phong tỏa", "4/QĐ-UBND", "Ban hành"):
        assert words in one
    assert "Gia hạn, mở rộng" not in page(office, "an", f"/staff/cordons/{locked['id']}")
    assert 'value="zone_1"' not in page(office, "chi", "/staff/areas/-new")
    assert "Lập khu phong tỏa" in page(office, "an", "/staff/cordons/-new")
