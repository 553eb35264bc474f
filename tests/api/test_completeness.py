"""Who has reported a day and who has not, district by district, and since when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, key_of, open_office, problem, report
from tests.site import TODAY, day, hanoi

BOARD = "/api/v1/completeness"
WARDS_001 = "ABDEG"
"""The wards of district 001; those of 017 are C, F, H and I."""


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def district(office: Office, code: str = "001", who: str = "thanhpho", /, **query: Any) -> dict[str, Any]:
    answer = office.get(BOARD, who, **query)
    assert answer.status_code == 200, answer.text
    return next(each for each in answer.json()["items"] if each["district_code"] == code)


def missing(found: dict[str, Any]) -> dict[str, tuple[str | None, str | None, int]]:
    return {
        each["ward_code"]: (each["last_reported_on"], each["missing_since"], each["days_missing"])
        for each in found["missing"]
    }


def test_the_open_day_tells_who_has_reported_and_who_has_not(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    office.site.clock.move(timedelta(minutes=5))
    office.post(REPORTS, "an", report("B"))
    body = office.get(BOARD, "thanhpho").json()
    assert {name: body[name] for name in ("on", "is_open", "closes_at", "provisional", "complete_through")} == {
        "on": str(TODAY),
        "is_open": True,
        "closes_at": "2021-08-14T11:00:00Z",
        "provisional": True,
        "complete_through": str(day(-2)),
    }
    assert (body["wards"], body["reported"], body["missing"], body["revision"]) == (9, 2, 7, office.site.revision())
    found = district(office)
    assert (found["wards"], found["reported"], [each["ward_code"] for each in found["missing"]]) == (
        5,
        2,
        ["D", "E", "G"],
    )
    assert found["first_received_at"][:16] == "2021-08-14T03:00"
    assert found["last_received_at"][:16] == "2021-08-14T03:05"
    assert district(office, "017")["first_received_at"] is None


def test_the_open_day_is_not_a_missing_day_yet(office: Office) -> None:
    office.post(REPORTS, "thanhpho", report("A", on=day(-1)))
    assert missing(district(office))["A"] == (str(day(-1)), None, 0)


def test_missing_closed_days_are_counted_in_a_row(office: Office) -> None:
    for ward, last in (("A", -4), ("B", -1), ("D", -2)):
        office.post(REPORTS, "thanhpho", report(ward, on=day(last)))
    assert missing(district(office, on=day(-1))) == {
        "A": (str(day(-4)), str(day(-3)), 3),
        "D": (str(day(-2)), str(day(-1)), 1),
        "E": (None, str(day(-4)), 4),
        "G": (None, str(day(-4)), 4),
    }
    assert missing(district(office))["A"] == (str(day(-4)), str(day(-3)), 3)


def test_when_the_day_closes_what_is_missing_becomes_a_missing_day(office: Office) -> None:
    office.post(REPORTS, "thanhpho", report("A", on=day(-1)))
    office.site.clock.now = hanoi(TODAY, 18)
    assert missing(district(office, on=TODAY))["A"] == (str(day(-1)), str(TODAY), 1)


def test_a_withdrawn_report_is_missing_and_no_last_day(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    office.post(REPORTS, "an", report("B", on=day(-1)))
    for ward, on in (("A", TODAY), ("B", day(-1))):
        office.put(key_of(ward, on), "an", {"counts": None, "reason_code": "other"}, If_Match='"1"')
    found = missing(district(office))
    assert found["A"][0] is None
    assert found["B"][0] is None


def test_a_corrected_report_keeps_the_time_at_which_it_first_came(office: Office) -> None:
    office.post(REPORTS, "an", report("A"))
    office.site.clock.move(timedelta(hours=2))
    body = {"counts": report(unknown=2)["counts"], "reason_code": "late"}
    office.put(key_of("A"), "an", body, If_Match='"1"')
    found = district(office)
    assert (found["first_received_at"][:16], found["last_received_at"][:16]) == ("2021-08-14T03:00", "2021-08-14T05:00")


def test_a_declared_day_is_not_missing_but_a_withdrawn_report_of_it_is(office: Office) -> None:
    office.post(REPORTS, "an", report("A", on=day(-1)))
    office.put(key_of("A", day(-1)), "an", {"counts": None, "reason_code": "other"}, If_Match='"1"')
    office.site.declare_baseline(TODAY)
    found = district(office, on=day(-1))
    assert (found["reported"], found["declared"], list(missing(found))) == (0, 4, ["A"])
    assert missing(district(office))["B"] == (None, None, 0)


def test_only_the_authoritative_source_counts(office: Office) -> None:
    office.post(REPORTS, "an", report("A", source="hospital"))
    assert district(office)["reported"] == 0


def test_odd_figures_that_nobody_confirmed_are_listed_with_their_sentence(office: Office) -> None:
    office.post(REPORTS, "an", report("A", tests={"samples": 1, "positives": 2}))
    reason = [{"code": "positives_exceed_samples", "reason": "mẫu gộp của hôm trước"}]
    office.post(REPORTS, "an", report("B", tests={"samples": 1, "positives": 2}, confirmations=reason))
    odd = district(office)["unconfirmed_warnings"]
    assert [(each["ward_code"], each["warnings"][0]["code"]) for each in odd] == [("A", "positives_exceed_samples")]
    assert odd[0]["warnings"][0]["message"] == "Dương tính (2) lớn hơn số mẫu (1)."
    english = office.get(BOARD, "an", {"Accept-Language": "en"}).json()["items"][0]
    assert english["unconfirmed_warnings"][0]["warnings"][0]["message"] == "More positives (2) than samples (1)."


def test_everybody_sees_the_own_districts(office: Office) -> None:
    def seen(who: str) -> list[str]:
        return [each["district_code"] for each in office.get(BOARD, who).json()["items"]]

    assert (seen("an"), seen("binh"), seen("quantri")) == (["001"], ["001", "017"], ["001", "017"])
    problem(office.get(BOARD, "an", district="017"), 403, "not-your-district")
    problem(office.get(BOARD, "thanhpho", district="999"), 404, "district-not-found")
    problem(office.get(BOARD, "may"), 403, "role-required")
    problem(office.get(BOARD, "an", on=day(1)), 422, "future-reporting-date")


def test_asking_again_costs_nothing_until_something_changes(office: Office) -> None:
    first = office.get(BOARD, "an")
    held = {"If-None-Match": first.headers["ETag"]}
    assert office.get(BOARD, "an", held).status_code == 304
    assert office.get(BOARD, "binh", held).status_code == 200
    assert office.get(BOARD, "an", {**held, "Accept-Language": "en"}).status_code == 200
    office.post(REPORTS, "an", report("A"))
    second = office.get(BOARD, "an", held)
    assert second.status_code == 200
    office.site.clock.now = hanoi(TODAY, 18)
    assert office.get(BOARD, "an", {"If-None-Match": second.headers["ETag"]}).status_code == 200


def test_the_number_of_questions_to_the_database_does_not_grow_with_what_is_reported(office: Office) -> None:
    office.get(BOARD, "thanhpho")
    few = _statements(office)
    for back in range(3):
        office.post(f"{REPORTS}/batch", "thanhpho", [report(ward, on=day(-back)) for ward in WARDS_001])
    office.get(BOARD, "thanhpho")
    assert _statements(office) == few
    assert few <= 12


def _statements(office: Office) -> int:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(office.site.engine, "before_cursor_execute", note)
    assert office.get(BOARD, "thanhpho").status_code == 200
    event.remove(office.site.engine, "before_cursor_execute", note)
    return len(asked)
