"""A file taken and remembered in one transaction; one of which nothing is stored is remembered apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import ImportRefused
from app.services.access import Caller
from app.services.import_files import ReadFile
from app.services.import_history import remember_apart
from app.services.import_rows import Confirmations, ImportChoices
from app.services.reporting_days import lock_note
from app.services.sheet_import import ImportDone, import_file
from app.services.site_rules import SiteRules
from app.storage.audit import AuditEntry, record
from app.storage.imports import add_import
from app.storage.revisions import Revision

REVISION_KIND = "case_import"


@dataclass(frozen=True)
class AskedImport:
    """How a file is to be taken: of which district and day, by which choices, whether for show only."""

    district_code: str | None = None
    on: date | None = None
    choices: ImportChoices = field(default_factory=ImportChoices)
    confirmations: Confirmations = field(default_factory=dict)
    dry_run: bool = False


@dataclass(frozen=True)
class Handled:
    """What became of a file: whether the transaction is to be kept, and whether the file can be asked for later."""

    done: ImportDone
    is_kept: bool
    is_remembered: bool


def handle_file(
    session: Session,
    sessions: sessionmaker[Session],
    *,
    rules: SiteRules,
    caller: Caller,
    file: ReadFile,
    asked: AskedImport,
    revision: Revision,
    now: datetime,
    request_id: str | None = None,
) -> Handled:
    """Take a file, leave its record and a line in the audit; the edge commits when it `is_kept`, else rolls back.

    Args:
        session: with the transaction of `revision`; it is rolled back where nothing of the file is stored.
        sessions: for the record of such a file.

    Raises:
        ImportRefused, ConfirmationRequired: see `import_file`; a refused file is remembered, its rows can be fetched.
    """
    try:
        done = import_file(
            session,
            rules=rules,
            caller=caller,
            file=file,
            choices=asked.choices,
            confirmations=asked.confirmations,
            revision=revision,
            now=now,
            dry_run=asked.dry_run,
        )
    except ImportRefused as refusal:
        session.rollback()
        remember_apart(sessions, refusal.record)
        raise
    if done.changed and not asked.dry_run:
        add_import(session, done.record)
        record(session, _audit_line(rules, done, caller, revision, request_id))
        return Handled(done, is_kept=True, is_remembered=True)
    is_remembered = done.record.fault_count > 0 and not asked.dry_run
    if is_remembered:
        session.rollback()
        remember_apart(sessions, done.record)
    return Handled(done, is_kept=False, is_remembered=is_remembered)


def _audit_line(
    rules: SiteRules, done: ImportDone, caller: Caller, revision: Revision, request_id: str | None
) -> AuditEntry:
    file = done.record
    detail: Mapping[str, object] = {
        "import_id": file.import_id,
        "sha256": file.sha256,
        "created": file.totals.created,
        "corrected": file.totals.corrected,
        "rejected": file.totals.rejected,
        "districts": list(file.district_codes),
        **file.asked,
        **lock_note(rules, done.outcome.stored_days, now=revision.committed_at),
    }
    return AuditEntry(
        at=revision.committed_at,
        actor=caller.username,
        role=caller.role,
        action="import_reports",
        subject=file.file_name,
        district_code=file.district_codes[0] if len(file.district_codes) == 1 else None,
        detail=detail,
        request_id=request_id,
        revision=revision.number,
    )
