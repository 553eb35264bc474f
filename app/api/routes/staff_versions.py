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
from app.api.report_forms import FormDep
from app.api.report_lines import leave_correction_line, leave_move_line
from app.api.report_version_forms import read_correction, read_move
from app.api.schemas.common import Day, SourceCode, WardCode
from app.api.security import MayCorrectReport, MayReadReports, now_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.errors import AccessDenied, ConfirmationRequired, ZoneError
from app.domain.plausibility import PlausibilityWarning
from app.domain.receipts import receipt_number
from app.domain.records import CaseReport, ReportKey
from app.services.access import Act, Caller, may
from app.services.case_reporting import correct_report
from app.services.case_transfers import move_cases
from app.services.in_force import LevelChange
from app.services.register import current_register, district_of, register_on
from app.services.report_reading import key_in_scope, wards_in_scope
from app.services.reporting_days import DayLocks
from app.services.site_rules import SiteRules
from app.storage.case_reports import find_reports, report_versions
from app.storage.revisions import Revision
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
            address=self.address(),
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

    def address(self, *, done: str | None = None) -> str:
        """Where the page is; with the receipt of what was done."""
        return self.page.to(key_address(self.key), source=self.key.source, done=done)

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


@dataclass(frozen=True)
class _Written:
    """What a form did, or would do: the levels it changes, the figures that are odd, and its line in the audit."""

    level_changes: tuple[LevelChange, ...]
    leave_line: Callable[[], None]
    warnings: tuple[PlausibilityWarning, ...] = ()


@dataclass(frozen=True)
class _Sheet:
    """A form of the page on its way: tried, refused, or written."""

    request: Request
    desk: _Desk
    work: Writing
    form: Mapping[str, str]
    is_move: bool

    @property
    def is_trial(self) -> bool:
        """Whether its sender only looks at what it would change."""
        return self.form.get("act") == _TRY

    def take(self, kind: str, write: Callable[[Revision], _Written]) -> Response:
        """Write what it says; a refusal, and what a trial would change, come back above the form."""
        revision = self.work.begin(kind, self.desk.caller)
        try:
            written = write(revision)
        except AccessDenied:
            raise
        except ZoneError as fault:
            self._leave_refusal(fault)
            return self.back(self._refused(fault), status=_REFUSED)
        if self.is_trial:
            odd, changes = written.warnings, written.level_changes
            return self.back(Typed(self.form, warnings=odd, level_changes=changes, is_tried=True))
        written.leave_line()
        return sent_to(self.desk.address(done=receipt_number(revision.number)))

    def back(self, typed: Typed, *, status: int = 200) -> Response:
        """The form again: nothing of what was tried stays, and the page shows what stands."""
        self.work.session.rollback()
        self.work.abandon()
        correction, move = (_NOTHING_TYPED, typed) if self.is_move else (typed, _NOTHING_TYPED)
        return self.desk.show(self.work.session, correction=correction, move=move, status=status)

    def _refused(self, fault: ZoneError) -> Typed:
        """The form as typed with the sentence of the fault, and with the odd figures that want a reason."""
        odd = fault.warnings if isinstance(fault, ConfirmationRequired) else ()
        sentence = for_readers(self.desk.page.words.pick((fault.detail_vi, fault.detail_en)))
        return Typed(self.form, fault=sentence, warnings=odd)

    def _leave_refusal(self, fault: ZoneError) -> None:
        """A line in the audit as any refused write leaves one; looking at what would change is none."""
        self.work.session.rollback()
        if not self.is_trial:
            leave_refusal(self.request, fault, _REFUSED)


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
    sheet = _Sheet(request, desk, work, form, is_move=False)
    report, typed = read_correction(desk.key, page.words, form)
    if report is None:
        return sheet.back(typed, status=_REFUSED)

    def write(revision: Revision) -> _Written:
        stored, changes = correct_report(
            work.session,
            rules=work.rules,
            caller=caller,
            report=report,
            revision=revision,
            require_confirmation=not sheet.is_trial,
        )
        return _Written(changes, lambda: leave_correction_line(work, caller, stored), stored.warnings)

    return sheet.take("correction", write)


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
    sheet = _Sheet(request, desk, work, form, is_move=True)
    move, typed = read_move(desk.key, page.words, form)
    if move is None:
        return sheet.back(typed, status=_REFUSED)

    def write(revision: Revision) -> _Written:
        moved = move_cases(work.session, rules=work.rules, caller=caller, move=move, revision=revision)
        return _Written(moved.level_changes, lambda: leave_move_line(work, caller, move))

    return sheet.take("case_transfer", write)
