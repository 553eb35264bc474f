"""The page of a day's figures."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from app.api.dependencies import ReadSessionDep
from app.api.page_answers import ShellDep, Text, page_answer, proper_address
from app.api.pages.environment import render
from app.api.pages.shared import Shell
from app.api.pages.summary import summary_page
from app.domain.disclosure import Disclosure
from app.domain.reporting_day import EARLIEST_DAY
from app.services.briefing import brief, view_day

router = APIRouter(include_in_schema=False)


@router.get("/summary")
def show_summary(request: Request, shell: ShellDep, session: ReadSessionDep, on: Text = None) -> Response:
    """The figures of a day as the public may see them: the open one, or the one that `on` names."""
    day = _day(on, shell)
    shell = shell.at(on=day.isoformat() if day else None)
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere

    def show() -> bytes:
        view = view_day(session, shell.snapshot, rules=shell.rules, on=day)
        disclosure = Disclosure(shell.rules.suppression_threshold)
        page = summary_page(shell, brief(session, view, rules=shell.rules, disclosure=disclosure))
        return render("summary.html", shell=shell, w=shell.words, page=page)

    return page_answer(request, shell, show)


def _day(text: str | None, shell: Shell) -> date | None:
    """A day that has begun; None for anything else, which the proper address then leaves out."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if text == day.isoformat() and EARLIEST_DAY <= day <= shell.snapshot.open_day else None
