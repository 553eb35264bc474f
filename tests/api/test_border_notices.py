"""Notices to neighboring districts: told with the change, once a fact; each member of staff marks what is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from app.domain.vocabulary import BoundaryStatus
from tests.accounts import hash_quickly
from tests.office import OUTBREAKS, REPORTS, Office, correction, key_of, open_office, outbreak, problem, report
from tests.site import TODAY

NOTICES, DECISIONS = "/api/v1/border-notices", "/api/v1/decisions"
HOUR = timedelta(hours=1)
DECIDED = {"level": "red", "document_number": "9/QĐ-UBND", "signer": "Chủ tịch", "reason": "phức tạp"}


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def told(office: Office, who: str = "thanhpho", **query: Any) -> list[dict[str, Any]]:
    """The notices somebody reads, oldest first."""
    answer = office.get(NOTICES, who, **query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items[::-1]


def of_ward(office: Office, ward: str) -> list[dict[str, Any]]:
    """What district 017 reads of one ward."""
    return [each for each in told(office, "lan") if each["subject_id"] == ward]


def brief(notices: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [(each["district_code"], each["subject_id"], each["action"], each["level"]) for each in notices]


def test_a_ward_that_turns_orange_is_told_to_the_district_across_the_line(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    (notice,) = told(office, "lan")
    assert notice.pop("since") == notice.pop("recorded_at")
    assert notice == {
        "id": 1,
        "district_code": "017",
        "subject": "level",
        "subject_id": "E",
        "subject_name": "Phường E",
        "action": "raised",
        "level": "orange",
        "level_before": "unknown",
        "document_number": None,
        "signer": None,
        "shared_border_m": pytest.approx(1106.8 + 1038.8, abs=1.5),
        "approximate": False,
        "wards": [
            {
                "ward_code": "F",
                "ward_name": "Phường F",
                "shared_border_m": pytest.approx(1106.8, abs=1),
                "neighbours": ["E"],
                "layer": None,
            },
            {
                "ward_code": "H",
                "ward_name": "Phường H",
                "shared_border_m": pytest.approx(1038.8, abs=1),
                "neighbours": ["E"],
                "layer": None,
            },
        ],
        "revision": 3,
        "read_at": None,
    }


def test_the_own_district_and_districts_that_do_not_touch_hear_nothing(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    assert told(office, "an") == []
    office.post(REPORTS, "an", report("A"))
    assert len(told(office)) == 1


def test_what_is_judged_again_without_a_change_is_not_told_again(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    office.site.clock.now += HOUR
    office.put(key_of("E"), "an", correction(3), If_Match='"1"')
    office.post(REPORTS, "an", report("D", unknown=0))
    office.post("/api/v1/reclassifications", "thanhpho", {"as_of": str(TODAY - timedelta(days=1))})
    assert len(told(office)) == 1


def test_late_numbers_that_change_nothing_send_nothing(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    office.site.clock.now += HOUR
    office.post(REPORTS, "an", report("E", on=TODAY - timedelta(days=1)))
    assert len(told(office)) == 1


def test_a_fall_is_told_too(office: Office) -> None:
    made = office.post(DECISIONS, "chi", {"ward_code": "E", **DECIDED}).json()
    office.site.clock.now += HOUR
    office.post(f"{DECISIONS}/{made['id']}/revoke", "chi", {"reason": "đã kiểm soát"})
    assert brief(of_ward(office, "E")) == [("017", "E", "raised", "red"), ("017", "E", "lowered", "unknown")]


def test_a_decision_is_told_with_its_document_and_when_it_begins(office: Office) -> None:
    start = office.site.clock.now + HOUR
    office.post(DECISIONS, "chi", {"ward_code": "E", "from": start.isoformat(), **DECIDED})
    (notice,) = of_ward(office, "E")
    assert (notice["document_number"], notice["signer"]) == ("9/QĐ-UBND", "Chủ tịch")
    assert notice["since"] == start.isoformat().replace("+00:00", "Z")
    office.site.clock.now = start + HOUR
    office.post(REPORTS, "an", report("D", unknown=0))
    assert len(of_ward(office, "E")) == 1


def test_a_planned_raise_that_is_called_off_is_told_as_cancelled(office: Office) -> None:
    start = office.site.clock.now + HOUR
    made = office.post(DECISIONS, "chi", {"ward_code": "E", "from": start.isoformat(), **DECIDED}).json()
    office.post(f"{DECISIONS}/{made['id']}/revoke", "chi", {"reason": "nhầm phường"})
    assert brief(of_ward(office, "E")) == [("017", "E", "raised", "red"), ("017", "E", "cancelled", "red")]


def test_a_refused_or_dry_run_tells_nobody(office: Office) -> None:
    answer = office.post("/api/v1/case-reports/batch?dry_run=true", "an", [report("E")])
    assert answer.json()["level_changes"]
    assert told(office) == []


def test_a_ward_red_across_the_line_raises_and_tells_both_ways(office: Office) -> None:
    office.post(OUTBREAKS, "thanhpho", outbreak("F", setting="market"))
    levels = [each for each in told(office) if each["subject"] == "level"]
    # F is red of its own; E of the other district turns orange because it borders F.
    assert ("001", "F", "raised", "red") in brief(levels)
    assert ("017", "E", "raised", "orange") in brief(levels)


def test_schematic_borders_say_that_metres_are_approximate(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine, status=BoundaryStatus.SCHEMATIC)
    office.post(REPORTS, "an", report("E"))
    assert told(office, "lan")[0]["approximate"] is True


def test_each_reader_marks_notices_of_their_own(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    office.site.clock.now += HOUR
    first = office.post(f"{NOTICES}/1/read", "lan", None)
    assert first.json()["read_at"] == "2021-08-14T04:00:00Z"
    office.site.clock.now += HOUR
    assert office.post(f"{NOTICES}/1/read", "lan", None).json() == first.json()
    assert told(office, "lan", unread="true") == []
    assert [each["read_at"] for each in told(office, "lan")] == ["2021-08-14T04:00:00Z"]
    assert office.get(NOTICES, "lan").json()["unread"] == 0
    assert len(told(office, "thanhpho", unread="true")) == 1


def test_all_up_to_the_newest_seen_are_marked_at_once(office: Office) -> None:
    for ward in "EBG":
        office.post(REPORTS, "an", report(ward))
    numbers = [each["id"] for each in told(office, "lan")]
    assert len(numbers) == 3
    answer = office.post(f"{NOTICES}/read", "lan", {"through": numbers[1]})
    assert answer.json() == {"marked": 2, "unread": 1}
    assert [each["id"] for each in told(office, "lan", unread="true")] == numbers[2:]
    counts = [office.get(f"{NOTICES}?{asked}", "lan").json()["number_matched"] for asked in ("limit=1", "unread=true")]
    assert counts == [3, 1]


def test_a_notice_of_another_district_cannot_be_marked_or_listed(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    problem(office.post(f"{NOTICES}/1/read", "an", None), 403, "not-your-district")
    problem(office.get(NOTICES, "an", district="017"), 403, "not-your-district")
    problem(office.post(f"{NOTICES}/9/read", "lan", None), 404, "border-notice-not-found")


def test_long_lists_are_read_page_by_page(office: Office) -> None:
    for ward in "EBG":
        office.post(REPORTS, "an", report(ward))
    first = office.get(NOTICES, "lan", limit=2).json()
    (link,) = first["links"]
    second = office.get(link["href"], "lan").json()
    assert [each["id"] for each in first["items"] + second["items"]] == [3, 2, 1]
    assert second["links"] == []


def test_marking_takes_no_revision_and_leaves_no_line(office: Office) -> None:
    office.post(REPORTS, "an", report("E"))
    office.as_("lan")
    before = office.get("/api/v1/zones").headers["X-Revision"], office.audited()
    office.post(f"{NOTICES}/1/read", "lan", None)
    assert (office.get("/api/v1/zones").headers["X-Revision"], office.audited()) == before
