"""Levels of districts and of the city over HTTP: by shares of wards, by their own figures, with the sentence why."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import Office, open_office
from tests.site import TODAY, counts

UNITS = "/api/v1/unit-levels"
CT06, MOH_2686, MOH_4800 = "hanoi-ct06-2021", "moh-2686-2021", "moh-4800-2021"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def units(office: Office) -> dict[str, dict[str, Any]]:
    """The answer's items by unit code, the city under its kind."""
    body = office.get(UNITS).json()
    assert body["number_matched"] == len(body["items"])
    return {each["unit_code"] or each["unit_kind"]: each for each in body["items"]}


def test_a_policy_that_judges_wards_only_gives_no_larger_levels(office: Office) -> None:
    assert units(office) == {}


def test_one_red_ward_makes_its_district_at_least_orange_under_decision_2686(office: Office) -> None:
    office.site.adopt(MOH_2686, TODAY)
    office.site.declare("E")
    found = units(office)
    code = next(each.ward.district_code for each in office.site.snapshot().zones if each.ward.code == "E")
    assert code is not None
    assert found[code]["children"]["red"] == 1
    assert found[code]["computed_level"] in {"orange", "red"}
    assert "2686" in found[code]["explanation"]["vi"]
    assert all(len(text) <= 300 for each in found.values() for text in each["explanation"].values())


def test_a_district_is_judged_by_its_own_incidence_under_decision_4800(office: Office) -> None:
    office.site.adopt(MOH_4800, TODAY)
    office.site.post("E", TODAY, counts(900))
    found = units(office)
    judged = [each for each in found.values() if each["unit_kind"] == "district"]
    assert {each["rule"] for each in judged} & {"incidence-by-first-dose", "too-little-data"}
    assert "city" in found


def test_a_small_count_of_one_ward_does_not_show_in_the_figures_of_its_district(office: Office) -> None:
    office.site.adopt(MOH_4800, TODAY)
    office.site.post_zeros(TODAY, TODAY, tuple("ABCDFGHI"))
    office.site.post("E", TODAY, counts(1))
    for each in units(office).values():
        span = each["indicators"]["cases_14d"]
        assert span is None or span["at_least"] != 1 or span["at_most"] != 1
