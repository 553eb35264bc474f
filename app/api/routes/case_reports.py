"""Case reports: post one, post many, correct, read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Query, Request, Response

from app.api.answers import PRIVATE, IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.batches import UnreadableRow, authors_of, batch_answer, read_rows, refuse_faulty
from app.api.cursors import next_link, read_cursor, write_cursor
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep, WritingDep
from app.api.instants import read_day, read_instant
from app.api.report_lines import leave_batch_line, leave_correction_line, leave_report_line
from app.api.schemas.case_reports import (
    BatchOut,
    CaseReportIn,
    CaseReportOut,
    CaseReportPage,
    CaseReportVersions,
    CorrectionIn,
    CurrentCaseReportOut,
)
from app.api.schemas.common import Day, SourceCode, WardCode
from app.api.security import MayCorrectReport, MayPostReport, MayReadReports, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import ReportNotFound
from app.domain.records import CaseReport, ReportKey
from app.domain.reporting_day import EARLIEST_DAY
from app.services.case_reporting import correct_report, take_reports
from app.services.register import current_register
from app.services.report_reading import key_in_scope, wards_in_scope
from app.services.sent_reports import NewReport, Refused
from app.storage.case_reports import count_reports, find_reports, report_versions
from app.storage.revisions import revision_known_at
from app.storage.staff import display_names

router = APIRouter(prefix="/api/v1/case-reports", tags=["case reports"], route_class=StrictJsonRoute)

MAX_BATCH_ROWS = 20_000
RequireConfirmation = Annotated[
    bool, Query(description="Refuse odd figures (409) unless `confirmations` say why they are right.")
]


@dataclass(frozen=True)
class _BatchChoices:
    """How a batch is to be taken."""

    dry_run: bool
    partial: bool
    require_confirmation: bool


@router.post("", status_code=201, response_model=CaseReportOut, responses={200: {"model": CaseReportOut}})
def post_report(
    request: Request,
    body: CaseReportIn,
    work: WritingDep,
    caller: MayPostReport,
    require_confirmation: RequireConfirmation = False,
    key: IdempotencyKey = None,
) -> Response:
    """Report one ward's counts of one reporting day; the ward and its neighbors are judged at once.

    201: taken. 200: this very report stands already. 409: another one stands; correct it with PUT. A report is on
    disk before it is answered, so an answer lost on the way can be had by sending the same again. Odd figures are
    taken and told in `warnings`, unless `require_confirmation` asks for a reason first.
    """
    report = body.as_record(default_source=work.rules.source)

    def produce() -> Response:
        return _post_one(work, caller, report, require_confirmation=require_confirmation)

    return answer_once(
        work, kind="case_report", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.post("/batch", status_code=200, response_model=BatchOut)
def post_batch(
    request: Request,
    rows: Annotated[list[Any], Body(min_length=1, max_length=MAX_BATCH_ROWS, openapi_examples={})],
    work: WritingDep,
    caller: MayPostReport,
    language: LanguageDep,
    dry_run: Annotated[bool, Query(description="Judge, answer the level changes, and write nothing.")] = False,
    partial: Annotated[bool, Query(description="Take the good rows and tell of the others.")] = False,
    require_confirmation: RequireConfirmation = False,
    key: IdempotencyKey = None,
) -> Response:
    """Report many wards and days in one transaction: all or nothing, unless `partial`.

    Each row is a case report as POST /case-reports takes it; with `correction` it replaces the version it names, as
    PUT does with If-Match. A dry run answers the level changes, and what looks odd.
    """
    sent = read_rows(rows, default_source=work.rules.source)
    choices = _BatchChoices(dry_run, partial, require_confirmation)

    return answer_once(
        work,
        kind="case_report_batch",
        caller=caller,
        key=key,
        asked=request_fingerprint(request, rows),
        produce=lambda: _post_many(work, caller, sent, language, choices),
    )


@router.put("/{ward_code}/{reporting_date}", response_model=CaseReportOut)
def correct(
    request: Request,
    ward_code: Annotated[WardCode, Path()],
    reporting_date: Annotated[Day, Path()],
    body: CorrectionIn,
    work: WritingDep,
    caller: MayCorrectReport,
    source: SourceCode | None = None,
    require_confirmation: RequireConfirmation = False,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Correct or withdraw (`counts: null`) a report; the earlier version stays readable.

    428 without If-Match, 412 with the current version when somebody else was first. With an Idempotency-Key a
    correction whose answer was lost can be sent again: it is answered as before, not with 412.
    """
    expected = read_version(if_match)
    key = ReportKey(ward_code, reporting_date, source or work.rules.source)
    return answer_once(
        work,
        kind="correction",
        caller=caller,
        key=idempotency_key,
        asked=request_fingerprint(request, {"if_match": expected, **body.model_dump(mode="json")}),
        produce=lambda: _correct_one(
            work, caller, body.as_record(key, version=expected), require_confirmation=require_confirmation
        ),
    )


@router.get("")
def read_reports(
    request: Request,
    response: Response,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadReports,
    ward: Annotated[WardCode | None, Query()] = None,
    district: Annotated[WardCode | None, Query()] = None,
    from_: Annotated[Day, Query(alias="from")] = EARLIEST_DAY,
    to: Annotated[Day, Query()] = date(2100, 1, 1),
    as_known_at: Annotated[str | None, Query(description="Only what was committed by this RFC 3339 instant.")] = None,
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> CaseReportPage:
    """The current reports of the caller's districts (or as known at an instant), by day, ward and source."""
    response.headers.update(PRIVATE)
    cursor = read_cursor(after, length=3) if after else None
    known = revision_known_at(session, read_instant(as_known_at, "/as_known_at")) if as_known_at else None
    wards = wards_in_scope(session, caller=caller, ward_code=ward, district_code=district)
    found = find_reports(
        session,
        ward_codes=wards,
        first_day=from_,
        last_day=to,
        known_revision=known,
        after=(read_day(cursor[0], "/after"), cursor[1], cursor[2]) if cursor else None,
        limit=limit + 1,
    )
    page = found[:limit]
    links = []
    if len(found) > limit:
        last = page[-1].key
        links.append(next_link(request, write_cursor([last.reporting_date.isoformat(), last.ward_code, last.source])))
    matched = count_reports(session, ward_codes=wards, first_day=from_, last_day=to, known_revision=known)
    complete = rules.clock.complete_through(now_of(request))
    items = [CurrentCaseReportOut.standing(each, complete_through=complete) for each in page]
    return CaseReportPage(
        items=items, complete_through=complete, number_matched=matched, number_returned=len(items), links=links
    )


@router.get("/{ward_code}/{reporting_date}/versions")
def read_versions(
    ward_code: Annotated[WardCode, Path()],
    reporting_date: Annotated[Day, Path()],
    session: ReadSessionDep,
    response: Response,
    rules: RulesDep,
    caller: MayReadReports,
    source: SourceCode | None = None,
) -> CaseReportVersions:
    """Every version of one report, oldest first, with who changed it and why."""
    response.headers.update(PRIVATE)
    key = ReportKey(ward_code, reporting_date, source or rules.source)
    key_in_scope(session, caller=caller, key=key)
    versions = report_versions(session, key)
    if not versions:
        raise ReportNotFound(f"{ward_code} {reporting_date} {key.source}")
    items = [CaseReportOut.of(each) for each in versions]
    return CaseReportVersions(items=items, number_matched=len(items), number_returned=len(items), links=[])


def _post_one(work: WritingDep, caller: MayPostReport, report: NewReport, *, require_confirmation: bool) -> Response:
    revision = work.revision
    assert revision is not None
    outcome = take_reports(
        work.session,
        rules=work.rules,
        caller=caller,
        reports=[report],
        revision=revision,
        require_confirmation=require_confirmation,
    )
    row = outcome.rows[0]
    if isinstance(row, Refused):
        raise row.problem
    if not row.created:
        work.abandon()
        return json_answer(CaseReportOut.of(row.report), headers=_etag(row.report))
    leave_report_line(work, caller, row.report)
    return json_answer(CaseReportOut.of(row.report), status=201, headers=_etag(row.report))


def _post_many(
    work: WritingDep,
    caller: MayPostReport,
    sent: tuple[dict[int, NewReport], list[UnreadableRow]],
    language: LanguageDep,
    choices: _BatchChoices,
) -> Response:
    readable, unreadable = sent
    revision = work.revision
    assert revision is not None
    outcome = take_reports(
        work.session,
        rules=work.rules,
        caller=caller,
        reports=list(readable.values()),
        revision=revision,
        require_confirmation=choices.require_confirmation,
    )
    if not choices.partial or outcome.is_all_denied:
        refuse_faulty(outcome, unreadable)
    writes = outcome.stored > 0 and not choices.dry_run
    answer = batch_answer(
        list(readable),
        outcome,
        unreadable,
        names=current_register(work.session).names,
        people=display_names(work.session, authors_of(outcome)),
        language=language,
        dry_run=choices.dry_run,
        revision=revision.number if writes else None,
    )
    if writes:
        leave_batch_line(work, caller, outcome, rows=len(readable) + len(unreadable))
    else:
        work.abandon()
    return json_answer(answer)


def _correct_one(
    work: WritingDep, caller: MayCorrectReport, report: NewReport, *, require_confirmation: bool
) -> Response:
    revision = work.revision
    assert revision is not None
    corrected, _ = correct_report(
        work.session,
        rules=work.rules,
        caller=caller,
        report=report,
        revision=revision,
        require_confirmation=require_confirmation,
    )
    leave_correction_line(work, caller, corrected)
    return json_answer(CaseReportOut.of(corrected), headers=_etag(corrected))


def _etag(report: CaseReport) -> dict[str, str]:
    return {"ETag": f'"{report.version}"'}
