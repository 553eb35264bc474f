"""Files that were sent, as far as a caller answers for them: the list, and one by its id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import ImportNotFound
from app.domain.import_records import ImportRecord
from app.services.access import Caller, visible_districts
from app.storage.imports import add_import, find_import, list_imports


def imports_in_scope(
    session: Session, *, caller: Caller, before: tuple[datetime, str] | None, limit: int
) -> list[ImportRecord]:
    """The caller's own files and those about no other districts than the caller's, the newest first."""
    return list_imports(
        session, district_codes=visible_districts(caller), sent_by=caller.username, before=before, limit=limit
    )


def import_in_scope(session: Session, *, caller: Caller, import_id: str) -> ImportRecord:
    """A file by its id.

    Raises:
        ImportNotFound: there is none, or it is not the caller's to see.
    """
    record = find_import(session, import_id)
    if record is None or not may_see(caller, record):
        raise ImportNotFound(import_id)
    return record


def remember_apart(sessions: sessionmaker[Session], record: ImportRecord) -> None:
    """Remember a file of which nothing was stored, in a transaction of its own.

    Call it once the transaction that took nothing has ended: on SQLite this one waits for it.
    """
    with sessions.begin() as session:
        add_import(session, record)


def may_see(caller: Caller, record: ImportRecord) -> bool:
    """Whether a file is the caller's own, or about no other districts than the caller's."""
    districts = visible_districts(caller)
    if districts is None or record.sent_by == caller.username:
        return True
    return bool(record.district_codes) and districts.issuperset(record.district_codes)
