"""Refusals in the audit: written on their own, after what was asked for has been rolled back."""

from __future__ import annotations

import structlog
from sqlalchemy.orm import Session, sessionmaker

from app.storage.audit import AuditEntry, record

_log = structlog.get_logger(__name__)


def record_refusal(sessions: sessionmaker[Session], entry: AuditEntry) -> None:
    """Write one line in a transaction of its own; never raises, since the caller is owed the refusal itself.

    Call it once the transaction of the refused write has ended: on SQLite this one waits for it.
    """
    try:
        with sessions.begin() as session:
            record(session, entry)
    except Exception as fault:
        # Not the fault's own words: they may repeat what was sent.
        _log.error("audit_line_lost", action=entry.action, outcome=entry.outcome.value, fault=type(fault).__name__)
