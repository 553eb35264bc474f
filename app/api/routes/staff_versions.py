"""Pages: the history of one report, its correction, and moving cases from it to another ward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.dependencies import ReadSessionDep, RulesDep, Writing, WritingDep
from app.api.pages.readers import for_readers
from app.api.pages.staff_versions import (
    HistoryPage,
    MoveView,
    Typed,
    correction_form,
    key_address,
    locked_words,
    move_form,
    version_views,
)
from app.api.refusals import leave_refusal
from app.api.report_forms import (
    FormDep,
    contacts,
    read_confirmations,
    read_note,
    read_numbers,
    read_reason,
)
from app.api.report_lines import leave_correction_line, leave_move_line
from app.api.schemas.common import Day, SourceCode, WardCode
from app.api.security import MayCorrectReport, MayReadReports, now_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.errors import AccessDenied, ConfirmationRequired, ZoneError
from app.domain.intake_columns import POSITIVES, SAMPLES
from app.domain.receipts import receipt_number
from app.domain.records import CaseReport, ReportKey
from app.domain.vocabulary import ReasonCode
from app.services.access import Act, Caller, may
from app.services.case_reporting import correct_report
from app.services.case_transfers import Move, move_cases
from app.services.register import current_register, district_of, register_on
from app.services.report_reading import key_in_scope, wards_in_scope
from app.services.reporting_days import DayLocks
from app.services.sent_reports import Correction, NewReport
from app.services.site_rules import SiteRules
from app.storage.case_reports import find_reports, report_versions
from app.storage.staff import display_names

router: Final = APIRouter(include_in_schema=False)

Ward = Annotated[WardCode, Path()]
ReportingDate = Annotated[Day, Path()]
Done = Annotated[str | None, Query(max_length=40)]
MOST_DESTINATIONS: Final = 1_000
_TRY: Final = "try"
_REFUSED: Final = 422
_NOTHING_TYPED: Final = Typed()


@dataclass(frozen=True)
class _Desk:
    """What the page is about, and who looks at it."""

    page: StaffPage
    caller: Caller
    key: ReportKey
    rules: SiteRules
    now: datetime

    def show(
        self,
        session: Session,
        *,
        correction: Typed = _NOTHING_TYPED,
        move: Typed = _NOTHING_TYPED,
        done: str = "",
        status: int = 200,
    ) -> Response:
        """The page, with what was typed where a form comes back."""
        key_in_scope(session, caller=self.caller, key=self.key)
        versions = report_versions(session, self.key)
        names = current_register(session).names
        may_correct = bool(versions) and self._may_correct(session)
        locked = self._locked(session) if may_correct else ""
        may_write = may_correct and (not locked or bool(correction.texts or move.texts))
        current = versions[-1] if may_write else None
        view = HistoryPage(
            ward_name=register_on(session, self.key.reporting_date).ward(self.key.ward_code).name,
            day=self.page.words.day(self.key.reporting_date),
            address=self.page.to(key_address(self.key), source=self.key.source),
            source=self.key.source,
            done=done,
            locked=locked,
            versions=version_views(
                self.page, versions, display_names(session, {each.reported_by for each in versions})
            ),
            correction=None if current is None else correction_form(self.page, current, correction, names),
            move=None if current is None or current.counts is None else self._move(session, current, move, names),
        )
        return staff_answer(self.page, "staff/versions.html", status=status, history=view)

    def _may_correct(self, session: Session) -> bool:
        return may(self.caller, Act.CORRECT_REPORT, district_of(session, self.key.ward_code))

    def _locked(self, session: Session) -> str:
        """Why nothing about the day may be written, and who can change that; empty while it may."""
        on, district = self.key.reporting_date, district_of(session, self.key.ward_code)
        locks = DayLocks.read(session, rules=self.rules, caller=self.caller, days=[on], now=self.now)
        since = locks.locked_since(district_code=district, reporting_date=on)
        return "" if since is None else locked_words(self.page, since, district)

    def _move(self, session: Session, current: CaseReport, typed: Typed, names: Mapping[str, str]) -> MoveView:
        on = self.key.reporting_date
        reports = find_reports(
            session,
            ward_codes=wards_in_scope(session, caller=self.caller, ward_code=None, district_code=None),
            first_day=on,
            last_day=on,
            limit=MOST_DESTINATIONS,
        )
        others = [
            (each, names.get(each.key.ward_code, each.key.ward_code))
            for each in reports
            if each.key.source == self.key.source and each.key != self.key and each.counts is not None
        ]
        return move_form(self.page, current, typed, names, sorted(others, key=lambda pair: pair[1]))


@router.get("/staff/reports/{ward_code}/{reporting_date}")
def show_versions(
    request: Request,
    ward_code: Ward,
    reporting_date: ReportingDate,
    page: StaffPageDep,
    caller: MayReadReports,
    session: ReadSessionDep,
    rules: RulesDep,
    source: SourceCode | None = None,
    done: Done = None,
) -> Response:
    """Every version of one report, the newest first; who may correct it finds the form below."""
    desk = _Desk(page, caller, ReportKey(ward_code, reporting_date, source or rules.source), rules, now_of(request))
    return desk.show(session, done=done or "")


@router.post("/staff/reports/{ward_code}/{reporting_date}")
def take_correction(
    request: Request,
    ward_code: Ward,
    reporting_date: ReportingDate,
    page: StaffPageDep,
    caller: MayCorrectReport,
    work: WritingDep,
    form: FormDep,
    source: SourceCode | None = None,
) -> Response:
    """Correct or withdraw the report, or tell what that would change; a form with faults comes back as typed."""
    desk = _Desk(page, caller, ReportKey(ward_code, reporting_date, source or work.rules.source), work.rules, work.now)
    report, typed = _read_correction(desk, form)
    if report is None:
        return _back(work, lambda: desk.show(work.session, correction=typed, status=422))
    revision = work.begin("correction", caller)
    try:
        stored, changes = correct_report(
            work.session,
            rules=work.rules,
            caller=caller,
            report=report,
            revision=revision,
            require_confirmation=form.get("act") != _TRY,
        )
    except AccessDenied:
        raise
    except ZoneError as fault:
        _leave_refusal(request, work, form, fault)
        refused = _refused(desk, form, fault)
        return _back(work, lambda: desk.show(work.session, correction=refused, status=422))
    if form.get("act") == _TRY:
        tried = Typed(form, warnings=stored.warnings, level_changes=changes, is_tried=True)
        return _back(work, lambda: desk.show(work.session, correction=tried))
    leave_correction_line(work, caller, stored)
    return sent_to(_address(desk, receipt_number(revision.number)))


@router.post("/staff/reports/{ward_code}/{reporting_date}/move")
def take_move(
    request: Request,
    ward_code: Ward,
    reporting_date: ReportingDate,
    page: StaffPageDep,
    caller: MayCorrectReport,
    work: WritingDep,
    form: FormDep,
    source: SourceCode | None = None,
) -> Response:
    """Move cases from this report to that of another ward, or tell what that would change."""
    desk = _Desk(page, caller, ReportKey(ward_code, reporting_date, source or work.rules.source), work.rules, work.now)
    move, typed = _read_move(desk, form)
    if move is None:
        return _back(work, lambda: desk.show(work.session, move=typed, status=422))
    revision = work.begin("case_transfer", caller)
    try:
        moved = move_cases(work.session, rules=work.rules, caller=caller, move=move, revision=revision)
    except AccessDenied:
        raise
    except ZoneError as fault:
        _leave_refusal(request, work, form, fault)
        refused = _refused(desk, form, fault)
        return _back(work, lambda: desk.show(work.session, move=refused, status=422))
    if form.get("act") == _TRY:
        tried = Typed(form, level_changes=moved.level_changes, is_tried=True)
        return _back(work, lambda: desk.show(work.session, move=tried))
    leave_move_line(work, caller, move)
    return sent_to(_address(desk, receipt_number(revision.number)))


def _read_correction(desk: _Desk, form: Mapping[str, str]) -> tuple[NewReport | None, Typed]:
    words = desk.page.words
    reason, version = read_reason(form), _version(form.get("version", ""))
    withdraws = form.get("withdraw") == "1"
    numbers = read_numbers(form, words)
    faults = {} if withdraws else dict(numbers.faults)
    if reason is None:
        faults["reason_code"] = words("reason_choose")
    if faults or reason is None:
        return None, Typed(form, faults)
    report = NewReport(
        ward_code=desk.key.ward_code,
        reporting_date=desk.key.reporting_date,
        source=desk.key.source,
        counts=None if withdraws else numbers.counts(),
        samples=None if withdraws else numbers.values[SAMPLES],
        positives=None if withdraws else numbers.values[POSITIVES],
        note=read_note(form),
        new_f1_contacts=None if withdraws else contacts(numbers),
        correction=Correction(version, reason),
        confirmations=read_confirmations(form),
    )
    return report, Typed(form)


def _read_move(desk: _Desk, form: Mapping[str, str]) -> tuple[Move | None, Typed]:
    words = desk.page.words
    numbers = read_numbers(form, words, only_cases=True)
    faults = dict(numbers.faults)
    to_ward, _, to_version = form.get("to", "").partition(":")
    if not to_ward:
        faults["to"] = words("move_choose")
    if faults:
        return None, Typed(form, faults)
    move = Move(
        reporting_date=desk.key.reporting_date,
        source=desk.key.source,
        from_ward_code=desk.key.ward_code,
        to_ward_code=to_ward[:16],
        counts=numbers.counts(),
        from_version=_version(form.get("version", "")),
        to_version=_version(to_version),
        reason_code=read_reason(form) or ReasonCode.MOVED,
        note=read_note(form),
    )
    return move, Typed(form)


def _refused(desk: _Desk, form: Mapping[str, str], fault: ZoneError) -> Typed:
    """The form as typed with the sentence of the fault, and with the odd figures that want a reason."""
    odd = fault.warnings if isinstance(fault, ConfirmationRequired) else ()
    return Typed(form, fault=for_readers(desk.page.words.pick((fault.detail_vi, fault.detail_en))), warnings=odd)


def _leave_refusal(request: Request, work: Writing, form: Mapping[str, str], fault: ZoneError) -> None:
    """A line in the audit as any refused write leaves one; looking at what would change is none."""
    work.session.rollback()
    if form.get("act") != _TRY:
        leave_refusal(request, fault, _REFUSED)


def _back(work: Writing, show: Callable[[], Response]) -> Response:
    """The form again: nothing of what was tried stays, and the page shows what stands."""
    work.session.rollback()
    work.abandon()
    return show()


def _address(desk: _Desk, receipt: str) -> str:
    return desk.page.to(key_address(desk.key), source=desk.key.source, done=receipt)


def _version(text: str) -> int:
    """The version a form leans on; 0, which no report has, when the field was tampered with."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0
