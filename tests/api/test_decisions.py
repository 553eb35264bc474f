"""Decisions, approvals and approval modes over HTTP: who may, what is answered, what the public then reads."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, ZONES, Office, correction, key_of, open_office, problem, report
from tests.site import TODAY, day

DECISIONS, APPROVALS, MODES = "/api/v1/decisions", "/api/v1/approvals", "/api/v1/approval-modes"
WAITING = f"{APPROVALS}/waiting"
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Nine quiet wards, all green."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.site.post_zeros(day(-15), day(-1))
    office.site.run(day(-1))
    return office


def decision(ward: str = "E", level: str = "red", **said: Any) -> dict[str, Any]:
    return {
        "ward_code": ward,
        "level": level,
        "document_number": "7/QĐ-UBND",
        "signer": "Chủ tịch UBND",
        "reason": "Ổ dịch phức tạp",
        **said,
    }


def after(office: Office, hours: float) -> str:
    return (office.site.clock.now + hours * HOUR).isoformat()


def zone(office: Office, ward: str = "E", **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = office.get(f"{ZONES}/{ward}", **query).json()
    return found


def test_a_decision_is_answered_with_what_it_changed(office: Office) -> None:
    answer = office.post(DECISIONS, "chi", decision())
    body = answer.json()
    assert (answer.status_code, body["id"], body["level"], body["active"]) == (201, "QD0001", "red", True)
    assert (body["revision"], body["recorded_by"], body["revocation"]) == (office.site.revision(), "chi", None)
    changes = {each["ward_code"]: each["after"] for each in body["level_changes"]}
    assert changes == {"E": "red", "B": "orange", "D": "orange", "F": "orange", "H": "orange"}
    line = office.audited()[0]
    assert (line.actor, line.action, line.subject, line.district_code) == ("chi", "decide_level", "QD0001 E red", "001")


def test_the_public_reads_both_levels_and_the_act(office: Office) -> None:
    until = after(office, 30)
    office.post(DECISIONS, "chi", decision(until=until))
    found = zone(office)
    assert (found["level"], found["computed_level"], found["decided"], found["cause"]) == (
        "red",
        "green",
        True,
        "decision",
    )
    assert found["document_number"] == "7/QĐ-UBND"
    assert found["decision"] == {
        "id": "QD0001",
        "level": "red",
        "from": office.site.clock.now.isoformat(),
        "until": until,
        "document_number": "7/QĐ-UBND",
        "signer": "Chủ tịch UBND",
        "reason": "Ổ dịch phức tạp",
    } | {"from": found["decision"]["from"]}
    assert found["next_status"] == {
        "level": "green",
        "effective_from": until,
        "cause": "decision_expired",
        "document_number": None,
    }
    listed = {each["ward_code"]: each for each in office.get(ZONES).json()["items"]}["E"]
    assert {name: listed[name] for name in ("decision", "next_status", "cause")} == {
        name: found[name] for name in ("decision", "next_status", "cause")
    }


def test_a_decision_of_later_is_announced(office: Office) -> None:
    start = after(office, 10)
    body = office.post(DECISIONS, "chi", decision(**{"from": start})).json()
    assert (body["active"], body["level_changes"]) == (False, [])
    found = zone(office)
    assert (found["level"], found["decision"]) == ("green", None)
    assert found["next_status"] == {
        "level": "red",
        "effective_from": start,
        "cause": "decision",
        "document_number": "7/QĐ-UBND",
    }


def test_history_tells_each_interval_with_its_cause_and_document(office: Office) -> None:
    office.post(DECISIONS, "chi", decision(until=after(office, 1)))
    office.site.clock.move(2 * HOUR)
    items = office.get(f"{ZONES}/E/history").json()["items"]
    assert [(each["level"], each["cause"], each["document_number"], each["decided"]) for each in items] == [
        ("green", "assessment", None, False),
        ("red", "decision", "7/QĐ-UBND", True),
        ("green", "decision_expired", None, False),
    ]
    assert [each["until"] for each in items] == [*(each["from"] for each in items[1:]), None]


def test_history_shows_nothing_that_is_still_to_come(office: Office) -> None:
    office.post(DECISIONS, "chi", decision(until=after(office, 1)))
    items = office.get(f"{ZONES}/E/history").json()["items"]
    assert [(each["level"], each["until"]) for each in items][-1] == ("red", None)


def test_the_table_has_what_is_to_come_beside_the_level(office: Office) -> None:
    until = after(office, 1)
    office.post(DECISIONS, "chi", decision(until=until))
    text = office.get(ZONES, format="csv").text.removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    start = rows[0].index("next_level")
    columns = slice(start, start + 4)
    assert rows[0][columns] == ["next_level", "next_effective_from", "awaiting_approval", "document_number"]
    assert [row[columns] for row in rows if row[0] == "E"] == [["green", until, "", "7/QĐ-UBND"]]


def test_a_decision_ends_between_two_requests_and_the_tag_changes(office: Office) -> None:
    office.post(DECISIONS, "chi", decision(until=after(office, 1)))
    first = office.get(ZONES)
    office.site.clock.move(HOUR)
    second = office.get(ZONES, headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.headers["ETag"] != first.headers["ETag"]) == (200, True)
    assert zone(office)["level"] == "green"
    assert first.headers["X-Revision"] == second.headers["X-Revision"]


def test_the_same_key_decides_once(office: Office) -> None:
    answers = [office.post(DECISIONS, "chi", decision(), Idempotency_Key="d-1") for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 200, 200]
    assert len({each.content for each in answers}) == 1
    assert office.get(DECISIONS, "chi").json()["number_matched"] == 1


def test_a_second_decision_names_the_one_that_stands_and_the_cure(office: Office) -> None:
    office.post(DECISIONS, "chi", decision())
    found = problem(
        office.post(DECISIONS, "chi", decision(level="orange"), Accept_Language="en"), 409, "decision-conflict"
    )
    assert found["decision_id"] == "QD0001"
    assert "7/QĐ-UBND" in found["detail"]
    assert "Revoke it first" in found["detail"]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"ward_code": "99999"}, "/ward_code"),
        ({"level": "purple"}, "/level"),
        ({"level": "unknown"}, "/level"),
        ({"from": "2021-08-13T10:00:00+07:00"}, "/from"),
        ({"from": "14/8"}, "/from"),
        ({"until": "2021-08-13T10:00:00+07:00"}, "/until"),
        ({"signer": " "}, "/signer"),
        ({"reason": ""}, "/reason"),
        ({"document_number": None}, "/document_number"),
        ({"approved": True}, "/approved"),
    ],
)
def test_what_cannot_be_decided_is_pointed_at(office: Office, said: dict[str, Any], pointer: str) -> None:
    found = problem(office.post(DECISIONS, "thanhpho", decision(**said)), 422)
    assert found["errors"][0]["pointer"] == pointer
    assert office.get(DECISIONS, "thanhpho").json()["items"] == []


def test_a_decision_outside_the_callers_districts_is_refused_and_audited(office: Office) -> None:
    problem(office.post(DECISIONS, "chi", decision("C")), 403, "not-your-district")
    line = office.audited()[0]
    assert (line.actor, line.action, line.outcome, line.district_code) == ("chi", "post_decision", "refused", "017")


def test_decisions_are_listed_by_ward_district_and_instant(office: Office) -> None:
    office.post(DECISIONS, "thanhpho", decision("A", until=after(office, 1)))
    office.post(DECISIONS, "thanhpho", decision("C"))

    def listed(who: str, **query: Any) -> list[str]:
        return [each["ward_code"] for each in office.get(DECISIONS, who, **query).json()["items"]]

    assert listed("thanhpho") == ["A", "C"]
    assert listed("chi") == ["A"]
    assert listed("thanhpho", ward="C") == ["C"]
    assert listed("thanhpho", district="001") == ["A"]
    assert listed("thanhpho", active_on=after(office, 2)) == ["C"]
    problem(office.get(DECISIONS, "chi", district="017"), 403, "not-your-district")
    problem(office.get(DECISIONS, "chi", active_on="today"), 422)


def test_one_decision_is_read_in_scope(office: Office) -> None:
    office.post(DECISIONS, "thanhpho", decision("C"))
    assert office.get(f"{DECISIONS}/QD0001", "lan").json()["ward_code"] == "C"
    problem(office.get(f"{DECISIONS}/QD0001", "chi"), 403, "not-your-district")
    problem(office.get(f"{DECISIONS}/QD0009", "lan"), 404, "decision-not-found")


def test_a_revoked_decision_gives_way_and_stays_on_record(office: Office) -> None:
    office.post(DECISIONS, "chi", decision())
    answer = office.post(
        f"{DECISIONS}/QD0001/revoke", "chi", {"reason": "đã kiểm soát", "document_number": "9/QĐ"}, Idempotency_Key="r"
    )
    body = answer.json()
    assert (answer.status_code, body["active"], body["revocation"]["document_number"]) == (200, False, "9/QĐ")
    assert {"ward_code": "E", "before": "red", "after": "green"}.items() <= body["level_changes"][0].items()
    assert body["revision"] == office.site.revision()
    assert (zone(office)["level"], zone(office)["cause"]) == ("green", "decision_revoked")
    problem(office.post(f"{DECISIONS}/QD0001/revoke", "chi", {"reason": "x"}), 409, "decision-conflict")
    problem(office.post(f"{DECISIONS}/QD0009/revoke", "chi", {"reason": "x"}), 404, "decision-not-found")


def test_what_was_known_then_is_the_same_bytes_after_decisions_revocations_and_corrections(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    office.post(DECISIONS, "chi", decision("D", until=after(office, 50)))
    office.site.clock.move(HOUR)
    known = office.site.clock.now.isoformat()
    addresses = [f"{ZONES}?at={known}&as_known_at={known}", f"{ZONES}/D?at={known}&as_known_at={known}"]
    addresses = [each.replace("+", "%2B") for each in addresses]
    before = [_without_clock(office, each) for each in addresses]
    office.site.clock.move(HOUR)
    office.post(f"{DECISIONS}/QD0001/revoke", "chi", {"reason": "x"})
    office.post(DECISIONS, "chi", decision("D", "orange"))
    office.put(key_of("E"), "an", correction(0), If_Match='"1"')
    office.put(MODES, "chi", {"district_code": "001", "needs_approval": True})
    office.site.clock.move(99 * HOUR)
    assert [_without_clock(office, each) for each in addresses] == before


def _without_clock(office: Office, address: str) -> bytes:
    return office.get(address).content


@pytest.fixture
def waiting(office: Office) -> Office:
    """E fell from red to orange and its neighbors B and D to green; in district 001 all three wait."""
    office.put(MODES, "chi", {"district_code": "001", "needs_approval": True})
    declared = office.site.declare("E").outbreak.outbreak_id
    office.site.change(declared, source_known=True)
    return office


def test_what_waits_is_listed_for_the_district_and_named_to_the_public(waiting: Office) -> None:
    body = waiting.get(WAITING, "chi").json()
    assert [each["ward_code"] for each in body["items"]] == ["B", "D", "E"]
    item = body["items"][2]
    assert (item["ward_code"], item["confirmed_level"], item["awaiting_level"]) == ("E", "red", "orange")
    assert datetime.fromisoformat(item["since"]) <= waiting.site.clock.now + HOUR
    assert waiting.get(WAITING, "lan").json()["items"] == []
    found = zone(waiting)
    assert (found["level"], found["computed_level"], found["awaiting_approval"]) == ("red", "orange", "orange")


@pytest.mark.parametrize(
    ("body", "approved"),
    [
        ({"ward_codes": ["E"]}, {"E": "orange"}),
        ({"ward_codes": ["E", "B", "E"]}, {"B": "green", "E": "orange"}),
        ({"district_code": "001", "document_number": "9/TB"}, {"B": "green", "D": "green", "E": "orange"}),
    ],
)
def test_an_approval_lets_falls_take_effect(waiting: Office, body: dict[str, Any], approved: dict[str, str]) -> None:
    answer = waiting.post(APPROVALS, "chi", body, Idempotency_Key="a-1")
    assert answer.status_code == 201
    assert {each["ward_code"]: each["level"] for each in answer.json()["approved"]} == approved
    assert answer.json()["revision"] == waiting.site.revision()
    assert (zone(waiting)["level"], zone(waiting)["cause"]) == ("orange", "approval")
    assert waiting.audited()[0].action == "approve_fall"
    assert waiting.post(APPROVALS, "chi", body, Idempotency_Key="a-1").status_code == 200
    problem(waiting.post(APPROVALS, "chi", body), 409, "conflict")


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("lan", {"ward_codes": ["E"]}, 403),
        ("an", {"ward_codes": ["E"]}, 403),
        ("chi", {"district_code": "017"}, 403),
        ("chi", {"district_code": "999"}, 404),
        ("chi", {"ward_codes": ["A"]}, 409),
        ("chi", {"ward_codes": ["Z"]}, 422),
        ("chi", {"ward_codes": []}, 422),
        ("chi", {}, 422),
        ("chi", {"ward_codes": ["E"], "district_code": "001"}, 422),
    ],
)
def test_an_approval_that_cannot_be_changes_nothing(
    waiting: Office, who: str, body: dict[str, Any], status: int
) -> None:
    problem(waiting.post(APPROVALS, who, body), status)
    assert zone(waiting)["level"] == "red"


def test_the_mode_of_a_district_is_set_and_ended(waiting: Office) -> None:
    (mode,) = waiting.get(MODES, "chi").json()["items"]
    assert (mode["district_code"], mode["needs_approval"], mode["recorded_by"]) == ("001", True, "chi")
    body = waiting.put(
        MODES, "thanhpho", {"district_code": "001", "needs_approval": False, "signer": "Chủ tịch"}
    ).json()
    changes = {each["ward_code"]: each["after"] for each in body["level_changes"]}
    assert changes == {"B": "green", "D": "green", "E": "orange"}
    assert waiting.get(MODES, "lan").json()["items"] == []
    problem(waiting.put(MODES, "chi", {"district_code": "017", "needs_approval": True}), 403, "not-your-district")
    problem(waiting.put(MODES, "thanhpho", {"district_code": None, "needs_approval": True}), 404, "district-not-found")


def test_a_mode_that_stands_already_is_not_recorded_again(waiting: Office) -> None:
    revision, lines = waiting.site.revision(), len(waiting.audited())
    answer = waiting.put(MODES, "chi", {"district_code": "001", "needs_approval": True})
    assert (answer.status_code, answer.json()["level_changes"]) == (200, [])
    assert (waiting.site.revision(), len(waiting.audited())) == (revision, lines)


def test_a_whole_day_of_decisions_replays(waiting: Office) -> None:
    waiting.post(APPROVALS, "chi", {"ward_codes": ["E"]})
    waiting.post(DECISIONS, "chi", decision("E", until=after(waiting, 3)))
    waiting.site.clock.now += 2 * HOUR
    waiting.post(REPORTS, "an", report("E", TODAY))
    assert waiting.site.differences() == ()


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59+07:00", "9999-12-31T23:59:59Z", "9999-01-01T00:00:00Z"])
def test_an_end_beyond_the_calendar_is_refused(office: Office, until: str) -> None:
    problem(office.post(DECISIONS, "chi", decision(until=until)), 422)


def test_an_end_in_the_last_year_one_can_name_is_taken(office: Office) -> None:
    answer = office.post(DECISIONS, "chi", decision(until="9998-12-31T23:59:59Z"))
    assert answer.status_code == 201
    office.site.close_day()
    assert (zone(office)["level"], office.site.differences()) == ("red", ())
