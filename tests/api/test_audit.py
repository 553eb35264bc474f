"""The audit over HTTP: who sees which lines, filters, pages that never skip, files, and the head."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, QueuePool, event

from app.domain.audit_chain import parse_head
from app.domain.vocabulary import Role
from app.services.audit_check import check_audit
from app.services.audit_export import exported_lines
from app.storage.audit import EVERY_LINE, WHOLE_AUDIT, AuditEntry, Outcome, record
from tests.accounts import NOW, hash_quickly
from tests.office import Office, open_office, problem, report

AUDIT = "/api/v1/audit"
EXPORT = f"{AUDIT}/export"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A site whose audit holds the lines below, beside those of its accounts."""
    hash_quickly(monkeypatch)
    office = open_office(engine)
    for who in ("lan", "chi", "binh", "thanhpho", "quantri"):
        office.as_(who)
    with office.site.sessions.begin() as session:
        for hours, actor, action, subject, district, outcome in LINES:
            record(
                session,
                AuditEntry(
                    at=NOW + timedelta(hours=hours),
                    actor=actor,
                    action=action,
                    subject=subject,
                    district_code=district,
                    outcome=Outcome(outcome),
                    role=Role.REPORTER,
                ),
            )
    return office


LINES = [
    (1, "lan", "post_report", "E 2021-08-14 district", "017", "done"),
    (2, "an", "post_report", "A 2021-08-14 district", "001", "done"),
    (3, "an", "correct", "PUT /api/v1/case-reports/A/2021-08-14", "001", "refused"),
    (4, "an", "correct_report", "A 2021-08-14 district", "001", "done"),
    (5, "chi", "export_briefing", "briefing 2021-08-14 xlsx", None, "done"),
    (6, "thanhpho", "publish", "1", None, "failed"),
    (7, "an", "post_report", "=HYPERLINK(1)", "001", "done"),
]


def subjects(office: Office, who: str, /, **query: Any) -> list[tuple[str, str]]:
    answer = office.get(AUDIT, who, **{"from": (NOW + timedelta(minutes=30)).isoformat(), **query})
    assert answer.status_code == 200, answer.text
    return [(each["actor"], each["action"]) for each in reversed(answer.json()["items"])]


def test_who_answers_for_all_sees_all_lines(office: Office) -> None:
    everything = [(actor, action) for _, actor, action, *_ in LINES]
    assert subjects(office, "thanhpho") == subjects(office, "quantri") == everything


def test_a_supervisor_sees_the_lines_of_the_own_districts_and_the_own_ones(office: Office) -> None:
    assert subjects(office, "chi") == [(actor, action) for _, actor, action, *_ in LINES[1:5]] + [("an", "post_report")]
    assert subjects(office, "binh") == [
        (actor, action) for _, actor, action, _, district, _ in LINES if district is not None
    ]


def test_a_reporter_does_not_read_the_audit(office: Office) -> None:
    for path in (AUDIT, f"{AUDIT}/head", EXPORT):
        problem(office.get(path, "lan"), 403, "role-required")


@pytest.mark.parametrize("path", [AUDIT, EXPORT])
def test_another_district_is_refused_to_a_supervisor(office: Office, path: str) -> None:
    problem(office.get(path, "chi", district="017"), 403, "not-your-district")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"actor": "an"}, [2, 3, 4, 7]),
        ({"action": "post_report"}, [1, 2, 7]),
        ({"action": "correct_report"}, [3, 4]),
        ({"action": "correct"}, [3]),
        ({"outcome": "refused"}, [3]),
        ({"outcome": "failed"}, [6]),
        ({"district": "017"}, [1]),
        ({"object": "A 2021"}, [2, 4]),
        ({"object": "a 2021"}, []),
        ({"object": "%"}, []),
        ({"object": "="}, [7]),
        ({"actor": "an", "action": "post_report", "object": "A"}, [2]),
        ({"from": (NOW + timedelta(hours=5)).isoformat()}, [5, 6, 7]),
        ({"to": (NOW + timedelta(hours=2)).isoformat()}, [1]),
        ({"to": "2021-08-14"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"from": "2021-08-15"}, []),
        ({"from": "2021-08-14", "outcome": "refused"}, [3]),
        ({"actor": "nobody"}, []),
    ],
)
def test_each_filter_narrows(office: Office, query: dict[str, str], found: list[int]) -> None:
    assert subjects(office, "quantri", **query) == [(LINES[each - 1][1], LINES[each - 1][2]) for each in found]


def test_a_day_is_a_local_one_and_ends_at_local_midnight(office: Office) -> None:
    # 17:00 UTC is midnight in Hanoi.
    with office.site.sessions.begin() as session:
        for second, name in ((-1, "before"), (0, "after")):
            at = NOW.replace(hour=17) + timedelta(seconds=second)
            record(session, AuditEntry(at=at, actor=name, action="sign_out", subject="session"))
    assert ("before", "sign_out") in subjects(office, "quantri", to="2021-08-14")
    assert subjects(office, "quantri", **{"from": "2021-08-15"}) == [("after", "sign_out")]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "yesterday"}, "/from"),
        ({"to": "2021-13-01"}, "/to"),
        ({"to": "9999-12-31"}, "/to"),
        ({"from": "2021-08-15", "to": "2021-08-14"}, "/to"),
        ({"outcome": "perhaps"}, None),
        ({"actor": "x" * 81}, None),
        ({"after": "0"}, None),
        ({"limit": "1001"}, None),
    ],
)
@pytest.mark.parametrize("path", [AUDIT, EXPORT])
def test_what_cannot_be_asked_is_refused_with_a_cure(
    office: Office, path: str, query: dict[str, Any], pointer: str | None
) -> None:
    if path == EXPORT and set(query) & {"after", "limit"}:
        return
    found = problem(office.get(path, "quantri", **query), 422)
    assert pointer is None or found["errors"][0]["pointer"] == pointer


def test_pages_neither_skip_nor_repeat_while_lines_are_added(office: Office) -> None:
    seen: list[int] = []
    url: str | None = f"{AUDIT}?limit=4"
    whole = [each["id"] for each in office.get(AUDIT, "quantri").json()["items"]]
    while url is not None:
        page = office.client.get(url, headers=office.as_("quantri")).json()
        seen += [each["id"] for each in page["items"]]
        with office.site.sessions.begin() as session:
            record(session, AuditEntry(at=NOW, actor="late", action="sign_out", subject="session"))
        url = next((each["href"] for each in page["links"] if each["rel"] == "next"), None)
    assert seen == whole


def test_the_link_to_the_next_page_keeps_the_filters(office: Office) -> None:
    page = office.get(AUDIT, "quantri", actor="an", limit=2).json()
    following = office.client.get(page["links"][0]["href"], headers=office.as_("quantri")).json()
    assert [each["action"] for each in following["items"]] == ["correct", "post_report"]


def test_a_page_costs_one_statement_beside_the_login(office: Office) -> None:
    statements: list[str] = []

    @event.listens_for(office.site.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    assert office.get(AUDIT, "chi", actor="an", limit=2).status_code == 200
    assert sum(statement.startswith("SELECT") for statement in statements) == 2


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_holds_the_same_lines_newest_first_and_no_formula(office: Office) -> None:
    answer = office.get(EXPORT, "quantri", actor="an")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="nhat-ky_')
    assert answer.content.startswith("\ufeffid,at,actor".encode())
    rows = rows_of(answer.content)
    assert [row["action"] for row in rows] == ["post_report", "correct_report", "correct", "post_report"]
    assert rows[0]["object"] == "'=HYPERLINK(1)"
    assert rows[-1]["at"] == "2021-08-14T05:00:00.000000Z"
    assert rows[-1]["action_vi"] == "Gửi báo cáo"
    assert rows[-1]["sha256"] == office.get(AUDIT, "quantri", actor="an").json()["items"][-1]["sha256"]


def test_the_byte_order_mark_can_be_left_out(office: Office) -> None:
    assert office.get(EXPORT, "quantri", bom=0).content.startswith(b"id,at,")


def test_a_supervisors_file_holds_the_own_districts_only(office: Office) -> None:
    rows = rows_of(office.get(EXPORT, "chi").content)
    assert {(row["district_code"], row["actor"]) for row in rows} == {("001", "an"), ("001", "cli"), ("", "chi")}


def test_the_workbook_holds_text_as_text_and_local_time(office: Office) -> None:
    answer = office.get(EXPORT, "quantri", actor="an", format="xlsx")
    assert "spreadsheetml" in answer.headers["Content-Type"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("Nhật ký").to_python()
    assert [row[4] for row in sheet[1:]] == ["post_report", "correct_report", "correct", "post_report"]
    assert sheet[1][6] == "=HYPERLINK(1)"
    assert str(sheet[4][1]) == "2021-08-14 12:00:00"
    assert sheet[3][8] == "bị từ chối / refused"


def test_a_workbook_too_long_is_refused_and_says_what_to_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.routes.audit.MOST_LINES_OF_A_SHEET", 3)
    found = problem(office.get(EXPORT, "quantri", actor="an", format="xlsx"), 422)
    assert "CSV" in found["detail"]
    assert office.audited()[0].action == "export_audit"
    assert office.audited()[0].outcome is Outcome.REFUSED


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_leaves_a_line_that_is_not_in_the_file(office: Office, kind: str) -> None:
    answer = office.get(EXPORT, "chi", format=kind, district="001", outcome="done", actor="an")
    assert answer.status_code == 200
    line = office.audited()[0]
    assert (line.actor, line.action, line.subject, line.district_code) == (
        "chi",
        "export_audit",
        f"audit {kind}",
        "001",
    )
    assert line.detail == {"lines": 3, "outcome": "done", "actor": "an"}
    assert "export_audit" not in answer.content.decode("latin-1")


def test_a_long_export_is_read_in_batches(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.audit_export._BATCH", 2)
    whole = [str(each["id"]) for each in office.get(AUDIT, "quantri").json()["items"]]
    assert [row["id"] for row in rows_of(office.get(EXPORT, "quantri").content)] == whole


def test_a_file_that_is_read_slowly_keeps_no_connection_from_others(office: Office) -> None:
    pool = office.site.engine.pool
    assert isinstance(pool, QueuePool)
    with office.site.read_sessions() as session:
        table = exported_lines(session, scope=WHOLE_AUDIT, asked=EVERY_LINE)
        next(table)
        assert pool.checkedout() == 0
        assert len(list(table)) == len(office.audited(100)) - 1


def test_the_head_is_the_one_that_verify_prints_and_holds_later(office: Office) -> None:
    answer = office.get(f"{AUDIT}/head", "thanhpho")
    assert answer.headers["Cache-Control"] == "no-store"
    written_down = parse_head(answer.json()["head"])
    assert office.post("/api/v1/case-reports", "an", report()).status_code == 201
    with office.site.read_sessions() as session:
        check = check_audit(session, expected=written_down)
    assert check.fault is None
    assert written_down is not None
    assert check.head.number > written_down.number


def test_a_supervisor_has_no_use_for_the_head(office: Office) -> None:
    problem(office.get(f"{AUDIT}/head", "chi"), 403, "role-required")


@pytest.fixture(autouse=True)
def closed(office: Office) -> Iterator[None]:
    """Leave no thread of the application behind."""
    yield
    office.client.close()
