"""An audit of the release before is chained as it stands, and goes back unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.services.audit_check import check_audit
from app.storage.audit import AuditEntry, lines, record
from app.storage.engine import create_database_engine, session_factory
from app.storage.schema import downgrade, upgrade
from tests.accounts import NOW

BEFORE = "0005"
LINES = 6_000
"""More than one batch of the migration."""
INSERT = (
    "INSERT INTO audit (id, at, actor, role, action, object, district_code, outcome, detail, request_id, revision) "
    "VALUES (:id, :at, 'lan', 'reporter', 'post_report', 'Hải Bối', '017', 'done', :detail, NULL, 7)"
)


@pytest.fixture
def old_engine(blank_database_url: str) -> Iterator[Engine]:
    """A database of the release before, with lines as it wrote them."""
    engine = create_database_engine(blank_database_url)
    upgrade(engine, BEFORE)
    detail = json.dumps({"đã gửi": 1, "a": [0.1, None]})
    at = "2021-08-14 03:00:00.000001"
    with engine.begin() as connection:
        connection.execute(text(INSERT), [{"id": each, "at": at, "detail": detail} for each in range(1, LINES + 1)])
    yield engine
    engine.dispose()


def stored(engine: Engine) -> list[tuple[object, ...]]:
    columns = "id, at, actor, role, action, object, district_code, outcome, CAST(detail AS TEXT), request_id, revision"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM audit ORDER BY id"))]


def test_older_lines_are_chained_and_new_ones_follow(old_engine: Engine) -> None:
    before = stored(old_engine)
    upgrade(old_engine)
    assert stored(old_engine) == before
    with session_factory(old_engine).begin() as session:
        assert record(session, AuditEntry(at=NOW, actor="lan", action="sign_out", subject="session")) == LINES + 1
        check = check_audit(session)
    assert (check.lines, check.fault) == (LINES + 1, None)


def test_down_and_up_again_gives_the_same_chain(old_engine: Engine) -> None:
    before = stored(old_engine)
    upgrade(old_engine)
    with session_factory(old_engine)() as session:
        head = check_audit(session).head
    downgrade(old_engine, BEFORE)
    assert stored(old_engine) == before
    upgrade(old_engine)
    with session_factory(old_engine)() as session:
        assert check_audit(session, expected=head).fault is None


@pytest.mark.parametrize("revision", [BEFORE, "head"])
def test_the_triggers_stand_again_on_either_side(old_engine: Engine, revision: str) -> None:
    upgrade(old_engine)
    if revision == BEFORE:
        downgrade(old_engine, BEFORE)
    for statement in ("UPDATE audit SET actor = 'minh'", "DELETE FROM audit"):
        with old_engine.begin() as connection, pytest.raises(IntegrityError, match="audit is append-only"):
            connection.execute(text(statement))


def test_an_empty_audit_is_chained_too(blank_database_url: str) -> None:
    engine = create_database_engine(blank_database_url)
    upgrade(engine)
    with session_factory(engine)() as session:
        assert lines(session) == []
        assert check_audit(session).fault is None
    engine.dispose()
