"""An audit of a few lines, and hands that get at it past its triggers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.audit_check import ChainCheck
from app.domain.vocabulary import Role
from app.services.audit_check import check_audit
from app.storage.append_only import drop_append_only_ddl
from app.storage.audit import AuditEntry, Outcome, record
from tests.accounts import NOW


def an_entry(action: str = "post_report", **changes: Any) -> AuditEntry:
    """A line by Lan in Đông Anh with something in every column."""
    said: dict[str, Any] = {
        "at": NOW,
        "actor": "lan",
        "action": action,
        "subject": "Phường Hải Bối",
        "outcome": Outcome.REFUSED,
        "role": Role.REPORTER,
        "district_code": "017",
        "detail": {"đã gửi": [1, {"x": 0.5}]},
        "request_id": "req-1",
        "revision": 7,
    }
    return AuditEntry(**{**said, **changes})


def write_lines(session: Session, count: int) -> None:
    """So many lines, committed."""
    for number in range(1, count + 1):
        record(session, an_entry(f"act-{number}"))
    session.commit()


def unguard(session: Session) -> None:
    """Take the triggers away, as someone who owns the database can."""
    for statement in drop_append_only_ddl("audit", session.get_bind().dialect.name):
        session.execute(text(statement))
    session.commit()


def bent(session: Session, statement: str, /, **values: object) -> ChainCheck:
    """What the check finds after a change that is undone again."""
    session.execute(text(statement), values)
    found = check_audit(session)
    session.rollback()
    return found
