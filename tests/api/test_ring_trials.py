"""Other rings of an outbreak on trial: who is held tighter, who is released, and that nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, Office, open_office, outbreak, problem

SIGNED = {"document_number": "2/QĐ-UBND", "signer": "Chủ tịch UBND huyện"}
TRIAL = f"{OUTBREAKS}/OB0001/rings/preview"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    assert office.post(OUTBREAKS, "thanhpho", outbreak("E")).status_code == 201
    return office


def tried(office: Office, **wish: Any) -> dict[str, Any]:
    answer = office.post(TRIAL, "thanhpho", {"mode": "whole_units", **wish})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_rings_that_stand_change_nothing(office: Office) -> None:
    found = tried(office)
    assert (found["tightened"]["places_in_all"], found["loosened"]["places_in_all"]) == (0, 0)
    assert (found["tightened"]["ground"], found["tightened"]["population"]) == (None, 0)
    assert {each["properties"]["layer"] for each in found["features"]} >= {"core", "next"}


def test_smaller_rings_release_and_hold_nobody_tighter(office: Office) -> None:
    found = tried(office, mode="administrative")
    assert found["tightened"]["places_in_all"] == 0
    loosened = found["loosened"]
    assert {each["layer_before"] for each in loosened["places"]} == {"next"}
    assert loosened["ground"]["geometry"]["type"] == "MultiPolygon"
    assert loosened["population"] > 0
    assert office.post(f"{OUTBREAKS}/OB0001/rings/issue", "thanhpho", SIGNED).status_code == 200
    shrunk = {**SIGNED, "reason": "khoanh gọn", "mode": "administrative"}
    assert office.post(f"{OUTBREAKS}/OB0001/rings/shrink", "thanhpho", shrunk).status_code == 200


def test_a_wider_core_holds_some_tighter_and_releases_nobody(office: Office) -> None:
    found = tried(office, ward_codes=["E", "F"])
    assert found["loosened"]["places_in_all"] == 0
    assert ("F", "next", "core") in {
        (each["ward_code"], each["layer_before"], each["layer_after"]) for each in found["tightened"]["places"]
    }


def test_beside_lifted_rings_everything_is_new(office: Office) -> None:
    assert office.post(f"{OUTBREAKS}/OB0001/rings/lift", "thanhpho", SIGNED).status_code == 200
    found = tried(office)
    assert found["compared_with_status"] == "lifted"
    assert {each["layer_before"] for each in found["tightened"]["places"]} == {None}


def test_a_trial_writes_nothing(office: Office) -> None:
    revision = office.site.revision()
    tried(office, mode="administrative")
    assert office.site.revision() == revision


@pytest.mark.parametrize("wish", [{"mode": "distance"}, {"mode": "circle"}, {"next_m": 5}, {"place": {"type": "Line"}}])
def test_what_cannot_be_drawn_is_refused(office: Office, wish: dict[str, Any]) -> None:
    problem(office.post(TRIAL, "thanhpho", {"mode": "whole_units", **wish}), 422)


def test_an_outbreak_nobody_declared_is_not_found(office: Office) -> None:
    problem(office.post(f"{OUTBREAKS}/OB0009/rings/preview", "thanhpho", {"mode": "whole_units"}), 404)
