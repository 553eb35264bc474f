"""The audit: what it keeps, what it withholds, and that nothing bends it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.vocabulary import Role
from app.services.audit import record_refusal
from app.storage.audit import AuditEntry, AuditScope, Outcome, lines, record
from app.storage.engine import session_factory
from app.storage.tables.audit import POSTGRESQL_TRIGGERS, SQLITE_TRIGGERS

NOW = datetime(2021, 8, 14, 3, 0, tzinfo=UTC)


def an_entry(action: str = "post_report", **changes: Any) -> AuditEntry:
    return AuditEntry(**{"at": NOW, "actor": "lan", "action": action, "subject": "00487", **changes})


def kept(session: Session, entry: AuditEntry) -> AuditEntry:
    record(session, entry)
    return lines(session, limit=1)[0].entry


def test_a_line_comes_back_as_it_was_recorded(session: Session) -> None:
    entry = an_entry(
        role=Role.REPORTER,
        district_code="017",
        outcome=Outcome.REFUSED,
        detail={"status": 403, "wards": ["00487"], "was": {"level": None, "share": 0.5, "open": True}},
        request_id="req-1",
        revision=7,
    )
    assert kept(session, entry) == entry


def test_numbers_run_without_a_gap_also_past_a_write_that_fails(engine: Engine) -> None:
    sessions = session_factory(engine)
    with sessions.begin() as session:
        assert record(session, an_entry()) == 1
    with sessions() as session:
        record(session, an_entry("lost"))
        session.rollback()
    with sessions.begin() as session:
        assert [record(session, an_entry()), record(session, an_entry())] == [2, 3]


def test_numbers_run_without_a_gap_when_many_write_at_once(engine: Engine) -> None:
    sessions = session_factory(engine)

    def write() -> None:
        for _ in range(5):
            record_refusal(sessions, an_entry())

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions() as session:
        assert [line.id for line in lines(session)] == list(range(20, 0, -1))


def test_lines_are_read_newest_first_by_page_and_by_district(session: Session) -> None:
    for number, district_code in enumerate(["017", "001", None, "017"], start=1):
        record(session, an_entry(f"act-{number}", district_code=district_code))
    assert [line.id for line in lines(session, limit=3)] == [4, 3, 2]
    assert [line.id for line in lines(session, before=2)] == [1]
    assert [line.id for line in lines(session, scope=AuditScope(frozenset({"017"})))] == [4, 1]
    assert lines(session, scope=AuditScope(frozenset())) == []


def test_secrets_and_personal_notes_are_withheld(session: Session) -> None:
    detail = {
        "password": "cây tre trăm đốt",
        "note": "Bà Hoa, 0912",
        "sent": [{"access_token": "khs_x", "counts": 3}],
        "Authorization": {"scheme": "Bearer khs_x"},
    }
    assert kept(session, an_entry(detail=detail)).detail == {
        "password": "[withheld]",
        "note": "[withheld]",
        "sent": [{"access_token": "[withheld]", "counts": 3}],
        "Authorization": "[withheld]",
    }


def test_text_that_a_database_cannot_hold_does_not_lose_the_line(session: Session) -> None:
    odd = "a\x00b\ud800c\nd"
    entry = kept(session, an_entry(actor=odd, subject=odd * 100, detail={odd: odd, "share": float("nan")}))
    assert entry.actor == "a\ufffdb\ufffdc\ufffdd"
    assert len(entry.subject) == 200
    assert entry.subject.endswith("…")
    assert entry.detail == {"a\ufffdb\ufffdc\ufffdd": "a\ufffdb\ufffdc\ufffdd", "share": "nan"}


def test_values_of_other_kinds_are_kept_as_text(session: Session) -> None:
    entry = kept(session, an_entry(detail={"at": NOW, "districts": {"017", "001"}, "roles": (Role.CITY,)}))
    assert entry.detail == {"at": str(NOW), "districts": ["001", "017"], "roles": ["city"]}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'minh'",
        "UPDATE audit SET id = 99",
        "UPDATE audit SET actor = actor",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_a_line(session: Session, statement: str) -> None:
    record(session, an_entry())
    session.commit()
    with pytest.raises(IntegrityError, match="audit is append-only"):
        session.execute(text(statement))
    session.rollback()
    assert [line.entry for line in lines(session)] == [an_entry()]


def test_a_line_cannot_be_replaced_by_another_of_its_number(session: Session) -> None:
    record(session, an_entry())
    session.commit()
    columns = "id, at, actor, action, object, outcome, detail, previous_sha256, sha256"
    copied = "id, at, 'minh', action, object, outcome, detail, previous_sha256, sha256"
    insert = "INSERT OR REPLACE" if session.get_bind().dialect.name == "sqlite" else "INSERT"
    with pytest.raises(IntegrityError):
        session.execute(text(f"{insert} INTO audit ({columns}) SELECT {copied} FROM audit"))
    session.rollback()
    assert [line.entry.actor for line in lines(session)] == ["lan"]


def test_the_whole_audit_cannot_be_emptied(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        statement, fault = "DELETE FROM audit", "append-only"
    else:
        statement, fault = "TRUNCATE audit", "append-only"
    sessions = session_factory(engine)
    with sessions.begin() as session:
        record(session, an_entry())
    with sessions() as session, pytest.raises(IntegrityError, match=fault):
        session.execute(text(statement))


def test_an_outcome_is_one_of_three(session: Session) -> None:
    columns = "id, at, actor, action, object, outcome, detail, previous_sha256, sha256"
    values = "9, '2021-08-14', 'lan', 'x', 'y', 'perhaps', '{}', '0', '1'"
    with pytest.raises(IntegrityError, match="known_outcome"):
        session.execute(text(f"INSERT INTO audit ({columns}) VALUES ({values})"))


def test_the_migrated_audit_has_the_triggers_of_the_code(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        found = session.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"))
        assert sorted(found.all()) == sorted(SQLITE_TRIGGERS)
        return
    source = session.scalar(text("SELECT prosrc FROM pg_proc WHERE proname = 'audit_append_only'"))
    assert source is not None
    assert source in POSTGRESQL_TRIGGERS[0]


def test_a_refusal_is_written_apart_from_what_was_rolled_back(engine: Engine) -> None:
    sessions = session_factory(engine)
    with sessions() as session:
        record(session, an_entry("rolled_back"))
        session.rollback()
    record_refusal(sessions, an_entry("refused", outcome=Outcome.REFUSED))
    with sessions() as session:
        assert [line.entry.action for line in lines(session)] == ["refused"]


def test_a_refusal_that_cannot_be_written_raises_nothing_and_is_logged_without_its_detail(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Broken(sessionmaker[Session]):
        def begin(self) -> Any:
            raise OperationalError("INSERT of Bà Hoa", {}, Exception("Bà Hoa"))

    record_refusal(Broken(), an_entry("refused", detail={"who": "Bà Hoa"}))
    said = "".join(capsys.readouterr())
    assert "audit_line_lost" in said
    assert "OperationalError" in said
    assert "Hoa" not in said


def test_the_audit_is_read_by_district_and_time_through_indexes(engine: Engine) -> None:
    indexed = {tuple(index["column_names"]) for index in inspect(engine).get_indexes("audit")}
    assert {("at",), ("actor",), ("district_code",)} <= indexed
