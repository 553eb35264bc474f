"""Lines of the audit on their way into a table: read in batches, so that a long audit takes no more memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from app.domain.audit_chain import canonical_json
from app.formats.audit_table import TableLine
from app.storage.audit import AuditFilter, AuditLine, AuditScope, lines

_BATCH: Final = 2_000


def exported_lines(
    session: Session, *, scope: AuditScope, asked: AuditFilter, before: int | None = None
) -> Iterator[TableLine]:
    """The lines asked for and in scope, newest first, those before a number if one is given.

    Between batches the session gives its connection back: a reader on a slow line must not keep one from those who
    report. Nothing can shift meanwhile, since lines only ever join at the other end.
    """
    while batch := [_table_line(each) for each in _batch(session, scope, asked, before)]:
        yield from batch
        before = batch[-1].number


def _batch(session: Session, scope: AuditScope, asked: AuditFilter, before: int | None) -> list[AuditLine]:
    found = lines(session, scope=scope, asked=asked, before=before, limit=_BATCH)
    session.expunge_all()
    session.rollback()
    return found


def _table_line(line: AuditLine) -> TableLine:
    entry = line.entry
    return TableLine(
        number=line.id,
        at=entry.at,
        actor=entry.actor,
        role=entry.role.value if entry.role else None,
        action=entry.action,
        subject=entry.subject,
        district_code=entry.district_code,
        outcome=entry.outcome.value,
        detail=canonical_json(entry.detail),
        request_id=entry.request_id,
        revision=entry.revision,
        sha256=line.sha256,
    )
