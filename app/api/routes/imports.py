"""Files of reports: the template to fill in, the file taken, its rows that were not, given back to be mended."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.batches import level_changes_out
from app.api.cursors import next_link, read_cursor, write_cursor
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.exports import EXPORT
from app.api.importing import MOST_ROWS, read_choices, read_confirmations, take_file
from app.api.instants import read_instant
from app.api.language import Language
from app.api.schemas.common import Day, WardCode
from app.api.schemas.imports import (
    ImportDoneOut,
    ImportOut,
    ImportPage,
    ImportSummary,
    ImportWarningOut,
    sentence_fields,
    summary_fields,
)
from app.api.security import MayPostReport, MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.vocabulary import CaseClass, ReasonCode
from app.formats.error_file import errors_file_name, errors_workbook
from app.formats.report_template import template_file_name
from app.services.access import only_district
from app.services.import_desk import REVISION_KIND, AskedImport, Handled
from app.services.import_history import import_in_scope, imports_in_scope
from app.services.import_reading import read_file
from app.services.register import current_register
from app.services.report_templates import make_template

router = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=StrictJsonRoute)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ImportId = Annotated[str, Path(max_length=24, pattern=r"^[a-z0-9-]{1,24}$", examples=["nt-0123456789abcdef"])]


def workbook_answer(content: bytes, name: str) -> Response:
    """A workbook to be kept under a name, and by no cache."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.post("", response_model=ImportDoneOut, responses={201: {"model": ImportDoneOut}})
def post_import(
    request: Request,
    session: ReadSessionDep,
    work: WritingDep,
    caller: MayPostReport,
    language: LanguageDep,
    file: Annotated[UploadFile, File(description="XLSX, XLS, ODS, CSV or text.")],
    district: Annotated[WardCode | None, Form(description="The district it is about; any of the caller's.")] = None,
    blank_is_zero: Annotated[bool, Form(description="An empty cell of a class is 0 in a row that reports.")] = False,
    count_class: Annotated[CaseClass | None, Form(description="What a column of mere “cases” counts.")] = None,
    corrections: Annotated[bool, Form(description="Rows that differ from what stands correct it.")] = False,
    reason_code: Annotated[ReasonCode | None, Form(description="Why they do.")] = None,
    seen_revision: Annotated[int | None, Form(ge=0, description="Correct nothing newer than this revision.")] = None,
    confirmations: Annotated[str | None, Form(description="JSON: ward_code, reporting_date, code, reason.")] = None,
    on: Annotated[Day | None, Query(description="The day it is about; left out: the one the file names.")] = None,
    dry_run: Annotated[bool, Query(description="Read, judge, answer, and write nothing.")] = False,
    partial: Annotated[bool, Query(description="Take the good rows and give back the others.")] = False,
    require_confirmation: Annotated[bool, Query(description="Refuse odd figures without a reason.")] = False,
    key: IdempotencyKey = None,
) -> Response:
    """Take a file of reports: all or nothing, unless `partial`. 201: something was stored; 200: nothing new.

    A row that says what stands already is unchanged; one that differs is refused, unless `corrections`. A row in
    which nothing is filled in is no report, and never 0. A refused file answers 422 with every fault and the address
    of its faulty rows as a workbook.
    """
    asked = AskedImport(
        district_code=district,
        on=on,
        choices=read_choices(
            partial=partial,
            blank_is_zero=blank_is_zero,
            count_class=count_class,
            corrections=corrections,
            reason_code=reason_code,
            seen_revision=seen_revision,
            require_confirmation=require_confirmation,
        ),
        confirmations=read_confirmations(confirmations),
        dry_run=dry_run,
    )
    content = file.file.read()
    fields = [hashlib.sha256(content).hexdigest(), district, asked.choices.as_told(), seen_revision, confirmations]

    def produce() -> Response:
        handled = take_file(request, work, caller, read, asked)
        names = current_register(session).names
        return _done_answer(handled, names, language, dry_run=dry_run)

    read = read_file(
        session,
        rules=work.rules,
        caller=caller,
        content=content,
        name=file.filename or "",
        district_code=district,
        on=on,
        count_class=count_class,
        now=work.now,
        most_rows=MOST_ROWS,
    )
    fingerprint = request_fingerprint(request, fields)
    return answer_once(work, kind=REVISION_KIND, caller=caller, key=key, asked=fingerprint, produce=produce)


@router.get("")
def read_imports(
    request: Request,
    response: Response,
    session: ReadSessionDep,
    caller: MayReadReports,
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ImportPage:
    """The caller's own files and those about no other districts than the caller's, the newest first."""
    response.headers["Cache-Control"] = "no-store"
    before = _place(after) if after else None
    found = imports_in_scope(session, caller=caller, before=before, limit=limit + 1)
    page = found[:limit]
    links = []
    if len(found) > limit:
        links.append(next_link(request, write_cursor([page[-1].at.isoformat(), page[-1].import_id])))
    items = [ImportSummary.model_validate(summary_fields(each)) for each in page]
    return ImportPage(items=items, number_returned=len(items), links=links)


@router.get(
    "/template.xlsx",
    dependencies=[EXPORT],
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
def read_template(
    request: Request,
    session: ReadSessionDep,
    work: WritingDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayPostReport,
    district: Annotated[WardCode | None, Query(description="Left out: the caller's only one, or every ward.")] = None,
    on: Annotated[Day | None, Query(description="Reporting day; the open one when left out.")] = None,
) -> Response:
    """The sheet to fill in for a district and day: locked codes and names, cells that check what is typed.

    It goes back through POST /api/v1/imports, for this very district and day.
    """
    mark, content = make_template(
        session,
        rules=rules,
        caller=caller,
        district_code=district,
        on=on,
        is_drill=snapshot.drill,
        now=now_of(request),
    )
    # It shows the totals of the day before, so it is an export like any other.
    name = template_file_name(mark)
    work.audit(caller, "export_template", name, district_code=mark.district_code)
    return workbook_answer(content, name)


@router.get("/{import_id}")
def read_import(
    response: Response, import_id: ImportId, session: ReadSessionDep, caller: MayReadReports, language: LanguageDep
) -> ImportOut:
    """One file: what became of its rows, and every fault."""
    response.headers["Cache-Control"] = "no-store"
    record = import_in_scope(session, caller=caller, import_id=import_id)
    return ImportOut.model_validate({**summary_fields(record), **sentence_fields(record, language)})


@router.get(
    "/{import_id}/errors.xlsx",
    dependencies=[EXPORT],
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
def read_errors(import_id: ImportId, session: ReadSessionDep, work: WritingDep, caller: MayReadReports) -> Response:
    """The rows that were not taken, as they were sent, with row, column and reason: to be mended and sent again."""
    record = import_in_scope(session, caller=caller, import_id=import_id)
    content = errors_workbook(record)
    work.audit(caller, "export_import_errors", import_id, district_code=only_district(caller))
    return workbook_answer(content, errors_file_name(record))


def _done_answer(handled: Handled, names: Mapping[str, str], language: Language, *, dry_run: bool) -> Response:
    done = handled.done
    told = ImportDoneOut.model_validate(
        {
            **summary_fields(done.record, is_stored=handled.is_remembered),
            **sentence_fields(done.record, language),
            "dry_run": dry_run,
            "level_changes": level_changes_out(done.outcome.level_changes, names),
            "warnings": [ImportWarningOut.of(each, names, language) for each in done.odd_rows],
        }
    )
    return json_answer(told, status=201 if handled.is_kept else 200)


def _place(after: str) -> tuple[datetime, str]:
    at, import_id = read_cursor(after, length=2)
    return read_instant(at, "/after"), import_id
