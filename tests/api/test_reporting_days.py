"""A reporting day locks a grace after its cut-off, and is opened again for a while, with a reason."""

from __future__ import annotations

import time as process_time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, correction, key_of, office_on_sqlite, open_office, problem, report
from tests.site import TODAY, day, hanoi

DAYS = "/api/v1/reporting-days"
BATCH = f"{REPORTS}/batch"
LOCKED = day(-2)
"""Closed at 18:00 the day before yesterday, locked since 18:00 yesterday."""
SERVER_ZONES = ["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati"]


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


@pytest.fixture
def quick_office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """For what no database decides."""
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture(params=SERVER_ZONES)
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process runs in some time zone."""
    monkeypatch.setenv("TZ", str(request.param))
    process_time.tzset()
    yield
    monkeypatch.undo()
    process_time.tzset()


def reopen(office: Office, who: str = "chi", /, on: object = LOCKED, **said: Any) -> Any:
    body = {"district_code": "001", "hours": 2, "reason": "mất mạng cả buổi chiều", **said}
    return office.post(f"{DAYS}/{on}/reopen", who, {name: each for name, each in body.items() if each is not ...})


def close(office: Office, who: str = "chi", /, **said: Any) -> Any:
    return office.post(f"{DAYS}/{LOCKED}/close", who, {"district_code": "001", "reason": "đã gửi đủ", **said})


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(
    ("hour", "minute", "second", "open_day"),
    [
        (15, 59, 0, TODAY),
        (16, 1, 0, TODAY),
        (17, 59, 59, TODAY),
        (18, 0, 0, day(1)),
        (18, 1, 0, day(1)),
        (23, 59, 0, day(1)),
        (0, 1, 0, TODAY),
    ],
)
def test_boundary_minutes_fall_where_documented_whatever_the_servers_zone(
    quick_office: Office, hour: int, minute: int, second: int, open_day: Any
) -> None:
    quick_office.site.clock.now = hanoi(TODAY, hour, minute, second)
    asked = quick_office.get(f"{DAYS}/{open_day}", "an", district="001").json()
    assert (asked["is_open"], asked["is_locked"], asked["provisional"], asked["may_write"]) == (True, False, True, True)
    assert quick_office.post(REPORTS, "an", report(on=open_day)).status_code == 201
    problem(quick_office.post(REPORTS, "an", report(on=open_day + timedelta(days=1))), 422, "future-reporting-date")


def test_a_day_tells_its_instants(quick_office: Office) -> None:
    asked = quick_office.get(f"{DAYS}/{TODAY}", "an", district="001").json()
    assert {name: asked[name] for name in ("opens_at", "publish_at", "closes_at", "locks_at", "now")} == {
        "opens_at": "2021-08-13T11:00:00Z",
        "publish_at": "2021-08-14T09:00:00Z",
        "closes_at": "2021-08-14T11:00:00Z",
        "locks_at": "2021-08-15T11:00:00Z",
        "now": "2021-08-14T03:00:00Z",
    }


@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize(("second", "status"), [(59, 201), (0, 423)])
def test_the_last_second_before_the_lock_is_taken_and_the_lock_itself_is_not(
    quick_office: Office, second: int, status: int
) -> None:
    quick_office.site.clock.now = hanoi(day(1), 17 if second else 18, 59 if second else 0, second)
    assert quick_office.post(REPORTS, "an", report()).status_code == status


def test_the_refusal_names_the_day_the_local_time_and_who_can_open_it(office: Office) -> None:
    found = problem(office.post(REPORTS, "an", report(on=LOCKED)), 423, "reporting-day-locked")
    assert "12/08/2021" in found["detail"]
    assert "18:00 13/08/2021" in found["detail"]
    assert "001" in found["detail"]
    assert found["locked_at"] == "2021-08-13T18:00:00+07:00"
    assert found["reopen"] == f"{DAYS}/{LOCKED}/reopen"
    assert found["errors"][0]["pointer"] == "/reporting_date"
    english = office.post(REPORTS, "an", report(on=LOCKED), Accept_Language="en")
    assert "has been locked since 18:00 13/08/2021" in problem(english, 423)["detail"]
    assert office.stored_reports() == 0


def test_a_supervisor_is_bound_by_the_lock_and_the_city_is_not(office: Office) -> None:
    problem(office.post(REPORTS, "chi", report(on=LOCKED)), 423)
    assert office.post(REPORTS, "thanhpho", report(on=LOCKED)).status_code == 201
    assert office.audited()[0].detail == {"locked_day": True}


def test_a_correction_of_a_locked_day_is_refused(office: Office) -> None:
    office.post(REPORTS, "thanhpho", report(on=LOCKED))
    problem(office.put(key_of(on=LOCKED), "an", correction(), If_Match='"1"'), 423, "reporting-day-locked")
    assert office.put(key_of(on=LOCKED), "thanhpho", correction(), If_Match='"1"').status_code == 200
    assert office.audited()[0].detail["locked_day"] is True


def test_moving_cases_of_a_locked_day_is_refused(office: Office) -> None:
    for ward in "AB":
        office.post(REPORTS, "thanhpho", report(ward, on=LOCKED))
    move = {
        "reporting_date": str(LOCKED),
        "from_ward_code": "A",
        "from_version": 1,
        "to_ward_code": "B",
        "to_version": 1,
        "counts": report()["counts"],
    }
    problem(office.post("/api/v1/case-transfers", "an", move), 423, "reporting-day-locked")
    assert office.stored_reports() == 2


def test_a_file_with_a_locked_day_is_refused(office: Office) -> None:
    header = (
        "ward_code,reporting_date,community_unknown_source,community_known_source,lockdown_area,quarantine,imported"
    )
    content = f"{header}\nA,{LOCKED},1,0,0,0,0\n"

    def send(who: str) -> Response:
        file = {"file": ("ca.csv", content.encode(), "text/csv")}
        return office.client.post("/api/v1/imports", files=file, headers=office.as_(who))

    refused = send("an")
    assert refused.status_code == 422
    assert "18:00 13/08/2021" in refused.text
    assert office.stored_reports() == 0
    assert send("thanhpho").status_code == 201
    assert office.audited()[0].detail["locked_day"] is True


def test_what_was_taken_before_the_lock_is_answered_again_after_it(office: Office) -> None:
    assert office.post(REPORTS, "an", report()).status_code == 201
    office.site.clock.now = hanoi(day(1), 18)
    assert office.post(REPORTS, "an", report()).status_code == 200
    problem(office.post(REPORTS, "an", report(unknown=2)), 423)


def test_a_batch_with_a_locked_day_is_refused_or_taken_in_part(office: Office) -> None:
    rows = [report("A"), report("B", on=LOCKED)]
    refused = problem(office.post(BATCH, "an", rows), 423, "reporting-day-locked")
    assert refused["errors"][0]["pointer"] == "/1/reporting_date"
    answer = office.post(f"{BATCH}?partial=true", "an", rows).json()
    assert [each["result"] for each in answer["items"]] == ["created", "rejected"]
    assert "18:00 13/08/2021" in answer["items"][1]["problem"]


def test_indicators_are_not_locked(quick_office: Office) -> None:
    value = {
        "unit_kind": "ward",
        "unit_code": "A",
        "indicator_id": "fully_vaccinated_50plus_pct",
        "reported_on": str(day(-9)),
        "value": 80,
    }
    assert quick_office.post("/api/v1/indicators", "an", value).status_code == 201


def test_a_supervisor_opens_a_day_and_the_district_writes_until_the_end(office: Office) -> None:
    answer = reopen(office)
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body.pop("opened_at").startswith("2021-08-14T03:00:00")
    assert body == {
        "reporting_date": str(LOCKED),
        "district_code": "001",
        "until": "2021-08-14T05:00:00Z",
        "reason": "mất mạng cả buổi chiều",
        "opened_by": "chi",
        "revision": office.site.revision(),
    }
    assert office.post(REPORTS, "an", report(on=LOCKED)).status_code == 201
    assert office.audited()[0].detail == {"locked_day": True}
    problem(office.post(REPORTS, "lan", report("I", on=LOCKED)), 423)
    problem(office.post(REPORTS, "an", report(on=day(-3))), 423)
    office.site.clock.now = hanoi(TODAY, 12)
    late = problem(office.post(REPORTS, "an", report("A", on=LOCKED)), 423)
    assert "12:00 14/08/2021" in late["detail"]


def test_an_opening_is_audited_with_its_reason(office: Office) -> None:
    reopen(office)
    line = office.audited()[0]
    assert (line.actor, line.action, line.subject, line.district_code) == ("chi", "reopen_day", f"{LOCKED} 001", "001")
    assert line.detail == {"until": "2021-08-14T05:00:00+00:00", "reason": "mất mạng cả buổi chiều"}
    assert line.revision == office.site.revision()


def test_the_day_says_that_it_is_open_again_and_by_whom(office: Office) -> None:
    before = office.get(f"{DAYS}/{LOCKED}", "an", district="001").json()
    assert (before["is_locked"], before["may_write"], before["reopened_until"]) == (True, False, None)
    reopen(office)
    after = office.get(f"{DAYS}/{LOCKED}", "an", district="001").json()
    assert (after["is_locked"], after["may_write"], after["reopened_until"]) == (False, True, "2021-08-14T05:00:00Z")
    assert (after["provisional"], after["openings"][0]["opened_by"]) == (False, "chi")
    assert office.get(f"{DAYS}/{LOCKED}", "lan", district="017").json()["openings"] == []


def test_an_opening_is_ended_early_by_a_record_of_its_own(office: Office) -> None:
    reopen(office)
    answer = close(office)
    assert answer.status_code == 200
    assert answer.json()["until"] == answer.json()["opened_at"]
    problem(office.post(REPORTS, "an", report(on=LOCKED)), 423)
    assert len(office.get(f"{DAYS}/{LOCKED}", "chi", district="001").json()["openings"]) == 2
    problem(close(office), 409, "day-not-locked")


def test_the_city_opens_a_day_for_every_district_and_a_supervisor_closes_the_own(office: Office) -> None:
    problem(reopen(office, "binh", district_code=...), 403, "not-your-district")
    assert reopen(office, "thanhpho", district_code=...).json()["district_code"] is None
    assert office.post(REPORTS, "lan", report("I", on=LOCKED)).status_code == 201
    assert close(office).status_code == 200
    problem(office.post(REPORTS, "an", report(on=LOCKED)), 423)
    assert office.post(REPORTS, "lan", report("H", on=LOCKED)).status_code == 201


@pytest.mark.parametrize(
    ("who", "said", "status", "slug"),
    [
        ("an", {}, 403, "role-required"),
        ("chi", {"district_code": "017"}, 403, "not-your-district"),
        ("thanhpho", {"district_code": "999"}, 404, "district-not-found"),
        ("chi", {"reason": "ok"}, 422, "invalid-request"),
        ("chi", {"reason": "x" * 501}, 422, "invalid-request"),
        ("chi", {"hours": 24.01}, 422, "invalid-request"),
        ("chi", {"hours": 0}, 422, "invalid-request"),
        ("chi", {"hours": 2, "until": "2021-08-14T12:00:00+07:00"}, 422, "invalid-request"),
        ("chi", {"hours": ...}, 422, "invalid-request"),
        ("chi", {"hours": ..., "until": "2021-08-14T10:00:00+07:00"}, 422, "invalid-request"),
        ("chi", {"hours": ..., "until": "2021-08-15T10:00:01+07:00"}, 422, "invalid-request"),
        ("chi", {"on": day(1)}, 422, "future-reporting-date"),
        ("chi", {"on": TODAY}, 409, "day-not-locked"),
    ],
)
def test_what_cannot_be_opened_is_refused_and_opens_nothing(
    quick_office: Office, who: str, said: dict[str, Any], status: int, slug: str
) -> None:
    problem(reopen(quick_office, who, **said), status, slug)
    assert quick_office.get(f"{DAYS}/{LOCKED}", "thanhpho").json()["openings"] == []


def test_a_repeated_opening_with_its_key_is_one_record(office: Office) -> None:
    body = {"district_code": "001", "hours": 2, "reason": "mất mạng"}
    first = office.post(f"{DAYS}/{LOCKED}/reopen", "chi", body, Idempotency_Key="mo-lai-1")
    again = office.post(f"{DAYS}/{LOCKED}/reopen", "chi", body, Idempotency_Key="mo-lai-1")
    assert (first.status_code, again.status_code, first.content == again.content) == (201, 200, True)


def test_the_days_of_a_span_are_listed_with_what_is_complete(office: Office) -> None:
    reopen(office)
    found = office.get(DAYS, "an", district="001").json()
    assert (len(found["items"]), found["items"][-1]["reporting_date"]) == (14, str(TODAY))
    assert found["complete_through"] == str(LOCKED)
    provisional = {each["reporting_date"] for each in found["items"] if each["provisional"]}
    assert provisional == {str(day(-1)), str(TODAY)}
    assert [len(each["openings"]) for each in found["items"][-4:]] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    "query", [{"from": "2021-08-15", "to": "2021-08-14"}, {"from": "2021-01-01"}, {"to": "9999-12-31"}]
)
def test_a_span_that_makes_no_sense_is_refused(quick_office: Office, query: dict[str, Any]) -> None:
    problem(quick_office.get(DAYS, "an", **query), 422)


def test_the_end_of_the_calendar_is_too_far_ahead(quick_office: Office) -> None:
    problem(quick_office.get(f"{DAYS}/9999-12-31", "an"), 422)
    problem(quick_office.post(REPORTS, "an", report(on="9999-12-31")), 422, "future-reporting-date")


def test_where_days_never_lock_none_needs_opening(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine, lock_grace_hours="none")
    assert office.post(REPORTS, "an", report(on=day(-40))).status_code == 201
    found = office.get(f"{DAYS}/{day(-40)}", "an", district="001").json()
    assert (found["locks_at"], found["is_locked"], found["provisional"]) == (None, False, False)
    problem(reopen(office), 409, "day-not-locked")


def test_a_grace_of_hours_is_kept_to_the_minute(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    office = open_office(engine, lock_grace_hours="1.5")
    office.site.clock.now = hanoi(TODAY, 19, 29, 59)
    assert office.post(REPORTS, "an", report("A")).status_code == 201
    office.site.clock.now = hanoi(TODAY, 19, 30)
    problem(office.post(REPORTS, "an", report("B")), 423)


def test_openings_are_never_changed_or_deleted(office: Office) -> None:
    reopen(office)
    for statement in ("UPDATE reporting_day_openings SET reason = 'x'", "DELETE FROM reporting_day_openings"):
        with pytest.raises(IntegrityError, match="append-only"), office.site.sessions.begin() as session:
            session.execute(text(statement))


def test_an_opening_does_not_disturb_the_replay_of_the_history(office: Office) -> None:
    reopen(office)
    office.post(REPORTS, "an", report(on=LOCKED))
    assert office.site.differences() == ()
