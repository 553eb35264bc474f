"""The page that takes files: the form, a look before sending, the sending, and what became of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.dependencies import ReadSessionDep, Writing, WritingDep
from app.api.import_forms import ImportForm, ImportFormDep
from app.api.importing import MOST_ROWS, take_file
from app.api.pages.staff_import import PAGE, StartView, check_view, done_view, start_view
from app.api.problem_handlers import problem_of
from app.api.routes.imports import ImportId
from app.api.security import MayPostReport, MayReadReports, now_of, sessions_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.errors import AccessDenied, ImportRefused, ZoneError
from app.domain.import_records import ImportRecord
from app.services.access import Caller
from app.services.audit import record_refusal
from app.services.import_desk import REVISION_KIND, AskedImport, Handled
from app.services.import_files import ReadFile
from app.services.import_history import import_in_scope, imports_in_scope
from app.services.import_reading import read_file
from app.services.register import register_on
from app.storage.audit import AuditEntry, Outcome

router: Final = APIRouter(include_in_schema=False)

Typed = Annotated[str | None, Query(max_length=40)]
RECENT: Final = 6


@router.get(PAGE)
def show_form(
    request: Request,
    page: StaffPageDep,
    caller: MayPostReport,
    session: ReadSessionDep,
    district: Typed = None,
    on: Typed = None,
) -> Response:
    """The form for a day (the open one unless asked) and one of the reader's districts, or all of them."""
    open_day = page.shell.rules.clock.open_day(now_of(request))
    asked = AskedImport(_district(page, district), _day(on, open_day))
    start = start_view(page, asked, _recent(session, caller), open_day=open_day)
    return staff_answer(page, "staff/import.html", start=start)


@router.post(PAGE)
def take_form(
    request: Request,
    page: StaffPageDep,
    caller: MayPostReport,
    session: ReadSessionDep,
    work: WritingDep,
    form: ImportFormDep,
) -> Response:
    """Look at a file, or send it: all of it, its good rows, or none so that the others can be fetched."""
    open_day = page.shell.rules.clock.open_day(now_of(request))
    asked = form.asked(_day(form.texts.get("on"), open_day), _district(page, form.texts.get("district")))
    place = _Place(request, page, caller, session, work, form, asked, open_day)
    if not form.content:
        return place.back(page.words("imp_missing_file"), status=422)
    try:
        file = place.read()
    except AccessDenied:
        raise
    except ZoneError as fault:
        return place.back(page.words.pick((fault.detail_vi, fault.detail_en)), status=problem_of(fault).spec.status)
    return _Desk(place, file).answer()


@router.get(f"{PAGE}/{{import_id}}")
def show_done(import_id: ImportId, page: StaffPageDep, caller: MayReadReports, session: ReadSessionDep) -> Response:
    """What became of a file, with its rows at fault to fetch."""
    record = import_in_scope(session, caller=caller, import_id=import_id)
    return staff_answer(page, "staff/import_done.html", done=done_view(page, record))


@dataclass(frozen=True)
class _Place:
    """One request that brings a file: who sends it, what it wishes, and where it is read and written."""

    request: Request
    page: StaffPage
    caller: Caller
    session: Session
    work: Writing
    form: ImportForm
    asked: AskedImport
    open_day: date

    def read(self) -> ReadFile:
        """The file, read."""
        return read_file(
            self.session,
            rules=self.work.rules,
            caller=self.caller,
            content=self.form.content,
            name=self.form.name,
            district_code=self.asked.district_code,
            on=self.asked.on,
            count_class=self.asked.choices.count_class,
            now=self.work.now,
            most_rows=MOST_ROWS,
        )

    def start(self, fault: str = "") -> StartView:
        """The form as it was filled in."""
        recent = _recent(self.session, self.caller)
        return start_view(self.page, self.asked, recent, open_day=self.open_day, fault=fault)

    def back(self, fault: str, *, status: int) -> Response:
        """The form again, with what was wrong."""
        self.work.abandon()
        return staff_answer(self.page.at(), "staff/import.html", status=status, start=self.start(fault))


class _Desk:
    """A file on its way: looked at, or sent."""

    def __init__(self, place: _Place, file: ReadFile) -> None:
        self.place, self.file = place, file
        self.work = place.work

    def answer(self) -> Response:
        """The look at the file, or the way to what became of it."""
        if self.place.form.step == "check":
            return self._look()
        if self.place.form.has_unreasoned:
            return self._look(alert=self.place.page.words("imp_odd_missing"), status=422)
        try:
            handled = self._take(self.place.asked)
        except ImportRefused as refusal:
            self.work.abandon()
            _note_refusal(self.place, refusal)
            return self._to(refusal.record.import_id)
        except AccessDenied:
            raise
        except ZoneError as fault:
            self.work.session.rollback()
            told = self.place.page.words.pick((fault.detail_vi, fault.detail_en))
            return self._look(alert=told, status=problem_of(fault).spec.status)
        if handled.is_remembered:
            return self._to(handled.done.record.import_id)
        self.work.session.rollback()
        return self._look(alert=self.place.page.words("imp_send_none"))

    def _take(self, asked: AskedImport) -> Handled:
        self.work.begin(REVISION_KIND, self.place.caller)
        return take_file(self.place.request, self.work, self.place.caller, self.file, asked)

    def _to(self, import_id: str) -> Response:
        return sent_to(self.place.page.to(f"{PAGE}/{import_id}"))

    def _look(self, *, alert: str = "", status: int = 200) -> Response:
        """What the file says and would do; nothing is written."""
        place, asked = self.place, self.place.asked
        choices = place.form.choices(require_confirmation=False, partial=True)
        done = self._take(replace(asked, choices=choices, dry_run=True)).done
        assert self.work.revision is not None
        day = asked.on or place.open_day
        view = check_view(
            place.page,
            place.start(),
            self.file,
            done,
            asked,
            content=place.form.content,
            names=register_on(place.session, day).names,
            odd_texts=place.form.texts,
            seen_revision=self.work.revision.number - 1,
            alert=alert,
        )
        return staff_answer(place.page.at(), "staff/import_check.html", status=status, check=view)


def _note_refusal(place: _Place, refusal: ImportRefused) -> None:
    """A file refused on the page is in the audit as one refused over the API is."""
    entry = AuditEntry(
        at=place.work.now,
        actor=place.caller.username,
        role=place.caller.role,
        action="import_reports",
        subject=refusal.record.file_name,
        outcome=Outcome.REFUSED,
        detail={"import_id": refusal.record.import_id, "rejected": refusal.record.totals.rejected},
        request_id=place.work.request_id,
    )
    record_refusal(sessions_of(place.request), entry)


def _recent(session: Session, caller: Caller) -> list[ImportRecord]:
    return imports_in_scope(session, caller=caller, before=None, limit=RECENT)


def _district(page: StaffPage, code: str | None) -> str | None:
    """One of the reader's districts; anything else is all of them."""
    return code if code in {each.code for each in page.districts} else None


def _day(text: str | None, open_day: date) -> date | None:
    """The day of the form; left empty: as the file says; what is none is the open day."""
    if text == "":
        return None
    try:
        return min(date.fromisoformat(text), open_day) if text else open_day
    except ValueError:
        return open_day
