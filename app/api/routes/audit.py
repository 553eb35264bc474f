"""The audit, for staff in scope: who wrote what, who was refused, who signed in; as pages, as a file, and its head."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Annotated, Any, Final, Literal, cast

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session, sessionmaker

from app.api.audit_asking import AskedLines, scope_of
from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep, Writing, WritingDep
from app.api.exports import EXPORT
from app.api.schemas.common import Given
from app.api.security import MayExportAudit, MayReadAudit, MayReadAuditHead
from app.domain.errors import InvalidValue
from app.formats.audit_table import audit_csv, write_audit_workbook
from app.services.access import Caller
from app.services.audit_export import exported_lines
from app.services.site_rules import SiteRules
from app.storage.audit import AuditFilter, AuditLine, AuditScope, count_lines, head, lines

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])

MOST_LINES_OF_A_SHEET: Final = 100_000
_MOST_LINES_COUNTED: Final = 10_000_000
_PIECE: Final = 64 * 1024
_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AuditLineOut(Given):
    """One line; numbers run without a gap, and each digest stands on the one before (docs/audit.md)."""

    id: int
    at: datetime
    actor: str
    role: str | None
    action: str
    object: str
    district_code: str | None
    outcome: str
    detail: dict[str, Any]
    request_id: str | None
    revision: int | None
    sha256: str

    @classmethod
    def of(cls, line: AuditLine) -> AuditLineOut:
        """A stored line as it is shown."""
        entry = line.entry
        return cls(
            id=line.id,
            at=entry.at,
            actor=entry.actor,
            role=entry.role.value if entry.role else None,
            action=entry.action,
            object=entry.subject,
            district_code=entry.district_code,
            outcome=entry.outcome.value,
            detail=dict(entry.detail),
            request_id=entry.request_id,
            revision=entry.revision,
            sha256=line.sha256,
        )


class AuditPage(Given):
    """Lines, newest first."""

    items: list[AuditLineOut]
    number_returned: int
    links: list[dict[str, str]]


class AuditHead(Given):
    """The newest line, to write down: a later `audit verify --expect HEAD` proves that all up to it still stands."""

    number: int
    sha256: str
    head: str


@router.get("")
def read_audit(
    request: Request,
    session: ReadSessionDep,
    caller: MayReadAudit,
    asked: AskedLines,
    after: Annotated[int | None, Query(ge=1, le=2**53, description="Only lines before this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> AuditPage:
    """Lines of the caller's districts and the caller's own (all for those who answer for all), newest first."""
    found = lines(session, scope=scope_of(caller, asked), asked=asked, before=after, limit=limit + 1)
    page = found[:limit]
    links = [next_link(request, str(page[-1].id))] if len(found) > limit else []
    return AuditPage(items=[AuditLineOut.of(each) for each in page], number_returned=len(page), links=links)


@router.get("/head")
def read_audit_head(session: ReadSessionDep, caller: MayReadAuditHead, response: Response) -> AuditHead:
    """The number and the digest of the newest line, for those who may read all lines."""
    response.headers["Cache-Control"] = "no-store"
    newest = head(session)
    return AuditHead(number=newest.number, sha256=newest.sha256, head=str(newest))


@router.get(
    "/export",
    dependencies=[EXPORT],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}, _XLSX: {}}}},
)
def export_audit(
    request: Request,
    session: ReadSessionDep,
    work: WritingDep,
    caller: MayExportAudit,
    asked: AskedLines,
    format: Annotated[Literal["csv", "xlsx"], Query()] = "csv",  # noqa: A002 - the contract's name
    bom: Annotated[bool, Query(description="0: CSV without the byte order mark.")] = True,
) -> StreamingResponse:
    """The same lines as a file, with the same filters; leaves a line itself, which is not in the file.

    CSV is streamed, however long. A workbook holds at most 100,000 lines.
    """
    scope = scope_of(caller, asked)
    count = count_lines(session, scope=scope, asked=asked, most=_MOST_LINES_COUNTED)
    sessions = cast("sessionmaker[Session]", request.app.state.read_sessions)
    if format == "csv":
        number = _leave_line(work, caller, asked, lines_exported=count, written_as=format)
        body = _csv_of(sessions, scope, asked, before=number, byte_order_mark=bom)
        return _attached(body, _CSV, f"nhat-ky_{number}.csv")
    _refuse_too_long(count)
    file = _workbook_of(session, scope, asked, rules=work.rules, now=work.now)
    number = _leave_line(work, caller, asked, lines_exported=count, written_as=format)
    return _attached(_pieces(file), _XLSX, f"nhat-ky_{number}.xlsx")


def _refuse_too_long(count: int) -> None:
    if count > MOST_LINES_OF_A_SHEET:
        raise InvalidValue(
            "/format",
            vi=f"Có {count} dòng, một bảng tính chỉ chứa {MOST_LINES_OF_A_SHEET}; thu hẹp from và to, hoặc lấy CSV.",
            en=f"There are {count} lines, more than the {MOST_LINES_OF_A_SHEET} of a workbook; narrow from and to, "
            "or take CSV.",
        )


def _leave_line(work: Writing, caller: Caller, asked: AuditFilter, *, lines_exported: int, written_as: str) -> int:
    """The line about the export; answers its number, before which all exported lines lie."""
    narrowed = {
        "from": asked.since.isoformat() if asked.since else None,
        "to": asked.until.isoformat() if asked.until else None,
        "actor": asked.actor,
        "actions": sorted(asked.actions) if asked.actions else None,
        "outcome": asked.outcome.value if asked.outcome else None,
        "object": asked.subject_prefix,
    }
    detail: dict[str, object] = {name: value for name, value in narrowed.items() if value is not None}
    return work.audit(
        caller,
        "export_audit",
        f"audit {written_as}",
        district_code=asked.district_code,
        detail={"lines": lines_exported, **detail},
    )


def _csv_of(
    sessions: sessionmaker[Session], scope: AuditScope, asked: AuditFilter, *, before: int, byte_order_mark: bool
) -> Iterator[bytes]:
    # A session of its own: the answer is sent after those of the route have ended.
    with sessions() as session:
        yield from audit_csv(
            exported_lines(session, scope=scope, asked=asked, before=before), byte_order_mark=byte_order_mark
        )


def _workbook_of(
    session: Session, scope: AuditScope, asked: AuditFilter, *, rules: SiteRules, now: datetime
) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    write_audit_workbook(
        file, exported_lines(session, scope=scope, asked=asked), zone=rules.clock.timezone, created=now
    )
    file.seek(0)
    return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _attached(body: Iterator[bytes], media_type: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(body, media_type=media_type, headers=headers)
