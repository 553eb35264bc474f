"""Moving cases between wards: one act of two legs that leaves every sum above the wards as it was."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, open_office, problem, report
from tests.site import TODAY

MOVES = "/api/v1/case-transfers"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(REPORTS, "thanhpho", report("A", unknown=3, note="chợ", tests={"samples": 50, "positives": 3}))
    office.post(REPORTS, "thanhpho", report("E", unknown=1))
    office.post(REPORTS, "thanhpho", report("I", unknown=0))
    return office


def move(unknown: int = 2, **said: Any) -> dict[str, Any]:
    asked = {
        "reporting_date": str(TODAY),
        "from_ward_code": "A",
        "to_ward_code": "E",
        "counts": report(unknown=unknown)["counts"],
        "from_version": 1,
        "to_version": 1,
    }
    return {**asked, **said}


def standing(office: Office) -> dict[str, int]:
    items = office.get(REPORTS, "thanhpho").json()["items"]
    return {each["ward_code"]: sum(each["counts"].values()) for each in items}


def test_both_reports_are_corrected_and_the_sum_stays(office: Office) -> None:
    body = office.post(MOVES, "an", move(note="nơi ở khác nơi cách ly"))
    assert body.status_code == 201
    done = body.json()
    assert (done["from_version"], done["to_version"], done["reason_code"]) == (2, 2, "moved")
    assert standing(office) == {"A": 1, "E": 3, "I": 0}
    versions = office.get(f"{key_of('A')}/versions", "an").json()["items"]
    assert [(each["version"], each["reason_code"], each["note"]) for each in versions] == [
        (1, None, "chợ"),
        (2, "moved", "chợ"),
    ]
    assert versions[1]["tests"] == {"samples": 50, "positives": 3}
    assert office.audited()[0].action == "move_cases"


def test_a_move_is_one_submission_with_two_versions(office: Office) -> None:
    receipt = office.post(MOVES, "an", move()).json()["receipt"]
    sent = office.get(f"/api/v1/submissions/{receipt}", "an").json()
    assert (sent["kind"], sent["corrected"], sent["created"]) == ("transfer", 2, 0)


def test_moves_are_listed_by_those_who_answer_for_a_ward(office: Office) -> None:
    office.post(MOVES, "thanhpho", move(1))
    office.post(MOVES, "thanhpho", move(1, from_version=2, to_ward_code="I"))
    assert [each["to_ward_code"] for each in office.get(MOVES, "an").json()["items"]] == ["I", "E"]
    assert [each["to_ward_code"] for each in office.get(MOVES, "lan").json()["items"]] == ["I"]
    problem(office.get(MOVES, "lan", district="001"), 403, "not-your-district")


def test_a_dry_run_tells_the_changes_and_moves_nothing(office: Office) -> None:
    done = office.post(f"{MOVES}?dry_run=true", "thanhpho", move(3, to_ward_code="I")).json()
    assert (done["dry_run"], done["receipt"]) == (True, None)
    assert "I" in {each["ward_code"] for each in done["level_changes"]}
    assert standing(office) == {"A": 3, "E": 1, "I": 0}


def test_a_move_sent_again_under_its_key_is_done_once(office: Office) -> None:
    bodies = {office.post(MOVES, "an", move(), Idempotency_Key="chuyen-1").content for _ in range(3)}
    assert len(bodies) == 1
    assert standing(office) == {"A": 1, "E": 3, "I": 0}


def test_more_than_was_reported_cannot_be_moved(office: Office) -> None:
    found = problem(office.post(MOVES, "an", move(4)), 422)
    assert found["errors"][0]["pointer"] == "/counts/community_unknown_source"
    assert "3" in found["errors"][0]["detail"]
    assert standing(office) == {"A": 3, "E": 1, "I": 0}


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"to_ward_code": "A"}, "/to_ward_code"),
        ({"counts": report(unknown=0)["counts"]}, "/counts"),
        ({"from_version": 0}, "/from_version"),
        ({"to_version": None}, "/to_version"),
        ({"reason_code": "rumour"}, "/reason_code"),
        ({"reporting_date": "2021-02-30"}, "/reporting_date"),
    ],
)
def test_what_is_no_move_is_refused(office: Office, said: dict[str, Any], pointer: str) -> None:
    found = problem(office.post(MOVES, "an", move(**said)), 422)
    assert found["errors"][0]["pointer"] == pointer
    assert office.stored_reports() == 3


def test_a_ward_without_a_report_gets_none_made_up(office: Office) -> None:
    problem(office.post(MOVES, "an", move(to_ward_code="B")), 404, "report-not-found")
    problem(office.post(MOVES, "an", move(from_ward_code="B")), 404, "report-not-found")
    assert office.stored_reports() == 3


def test_a_withdrawn_report_gives_and_takes_nothing(office: Office) -> None:
    office.put(key_of("E"), "an", {**correction(), "counts": None}, If_Match='"1"')
    problem(office.post(MOVES, "an", move(to_version=2)), 404, "report-not-found")


@pytest.mark.parametrize("leg", ["from_version", "to_version"])
def test_either_leg_may_be_stale_and_then_neither_moves(office: Office, leg: str) -> None:
    ward = "A" if leg == "from_version" else "E"
    office.put(key_of(ward), "chi", correction(3), If_Match='"1"')
    found = problem(office.post(MOVES, "an", move()), 412, "stale-version")
    assert found["current_version"] == 2
    assert standing(office) == {"A": 3, "E": 3 if ward == "E" else 1, "I": 0}


def test_an_unknown_ward_is_not_found(office: Office) -> None:
    problem(office.post(MOVES, "thanhpho", move(to_ward_code="99999")), 404, "ward-not-found")


@pytest.mark.parametrize("said", [{"to_ward_code": "I"}, {"from_ward_code": "I"}])
def test_both_wards_must_be_the_callers(office: Office, said: dict[str, Any]) -> None:
    problem(office.post(MOVES, "an", move(**said)), 403, "not-your-district")
    assert office.stored_reports() == 3
    assert office.audited()[0].outcome.value == "refused"


@pytest.mark.parametrize("became", [correction(0), {**correction(), "counts": None}])
def test_who_moves_cases_that_were_corrected_away_is_told_the_current_version(
    office: Office, became: dict[str, Any]
) -> None:
    office.put(key_of("A"), "chi", became, If_Match='"1"')
    found = problem(office.post(MOVES, "an", move(2)), 412, "stale-version")
    assert (found["current_version"], found["current"]["reported_by"]) == (2, "chi")
    assert office.stored_reports() == 4


def test_what_was_said_of_an_odd_figure_stays_with_it(office: Office) -> None:
    odd = report("B", unknown=4, tests={"samples": 3, "positives": 4})
    why = [{"code": "positives_exceed_samples", "reason": "mẫu gộp"}]
    office.post(REPORTS, "an", {**odd, "confirmations": why})
    office.post(MOVES, "an", move(1, from_ward_code="B"))
    last = office.get(f"{key_of('B')}/versions", "an").json()["items"][-1]
    assert (last["version"], last["warnings"][0]["reason"]) == (2, "mẫu gộp")
