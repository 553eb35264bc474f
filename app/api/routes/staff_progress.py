"""The board page, and its part that changes, which the page asks for again and again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.answers import PRIVATE
from app.api.dependencies import ReadSessionDep
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.staff_progress import HOURS_OFFERED, Board
from app.api.representations import is_held
from app.api.routes.completeness import completeness_tag
from app.api.security import MayReadReports, now_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.day_openings import DayOpening, open_until
from app.domain.reporting_day import EARLIEST_DAY
from app.services.completeness import completeness
from app.storage.reporting_days import openings_of

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/progress"
Typed = Annotated[str | None, Query(max_length=40)]


@router.get(PAGE)
def show_progress(
    request: Request, page: StaffPageDep, caller: MayReadReports, session: ReadSessionDep, on: Typed = None
) -> Response:
    """How far the reader's districts are with a day: the open one, or an earlier one asked for."""
    now = now_of(request)
    day = _day(page, on, now)
    if day is None:
        return sent_to(page.to(PAGE))
    openings = openings_of(session, [day])
    tag = _tag(request, session, page, day, openings, now)
    board = _board(session, page, day, openings, now)
    return staff_answer(page, "staff/progress.html", board=board, tag=tag, hours=HOURS_OFFERED)


@router.get(f"{PAGE}/board")
def show_board(
    request: Request, page: StaffPageDep, caller: MayReadReports, session: ReadSessionDep, on: Typed = None
) -> Response:
    """The board alone: 304 for as long as nothing has changed on it."""
    now = now_of(request)
    day = _day(page, on, now)
    if day is None:
        return sent_to(page.to(PAGE))
    openings = openings_of(session, [day])
    head = {**PRIVATE, "ETag": _tag(request, session, page, day, openings, now)}
    if is_held(request.headers.get("if-none-match"), head["ETag"]):
        return Response(status_code=304, headers=head)
    board = _board(session, page, day, openings, now)
    body = render("staff/_progress_board.html", page=page, shell=page.shell, w=page.words, board=board)
    return Response(body, 200, {**head, "Content-Language": page.words.language}, HTML)


def _day(page: StaffPage, text: str | None, now: datetime) -> date | None:
    """The day asked for; None: there is no such board."""
    open_day = page.shell.rules.clock.open_day(now)
    if text is None:
        return open_day
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if text == day.isoformat() and EARLIEST_DAY <= day <= open_day else None


def _tag(
    request: Request, session: Session, page: StaffPage, day: date, openings: list[DayOpening], now: datetime
) -> str:
    """An opening ends by the clock alone, so what is open just now is part of the tag."""
    codes = {each.district_code for each in openings}
    still = [open_until(openings, reporting_date=day, district_code=code, at=now) for code in codes]
    return completeness_tag(
        session,
        page.shell.rules,
        page.caller,
        now=now,
        asked=[day.isoformat(), page.words.language, sorted(str(each) for each in still)],
    )


def _board(session: Session, page: StaffPage, day: date, openings: list[DayOpening], now: datetime) -> Board:
    found = completeness(session, rules=page.shell.rules, caller=page.caller, on=day, district_code=None, now=now)
    return Board(page, day, now, found.districts, openings)
