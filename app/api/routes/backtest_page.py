"""The page that tries a kept policy on past days; it shows levels, which are public, and no counts.

Only policies that are kept can be tried here, on counts as they are published: a level under a threshold that is not in
force is told nowhere else, so that several of them would tell the small counts behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.cached import answer_with_file
from app.api.dependencies import ReadSessionDep
from app.api.page_answers import ShellDep, Text, proper_address
from app.api.pages.assets import Asset
from app.api.pages.backtest import BacktestPage, form_view, result_view
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.shared import Palette, Shell
from app.api.problems import spec_of
from app.api.representations import REVALIDATED
from app.api.routes.backtests import desk_of
from app.api.security import now_of
from app.domain.disclosure import Disclosure
from app.domain.errors import InvalidValue, ZoneError
from app.services.backtest import BacktestReport
from app.services.draft_policy import kept_policies, policy_by_id

router = APIRouter(include_in_schema=False)

DAYS_OFFERED: Final = 90
LONGEST: Final = 64


@router.get("/backtest")
def show_backtest(
    request: Request,
    shell: ShellDep,
    session: ReadSessionDep,
    policy: Text = None,
    first: Annotated[str | None, Query(alias="from")] = None,
    last: Annotated[str | None, Query(alias="to")] = None,
) -> Response:
    """The form; with a policy also what it would have done on the days. One is computed at a time."""
    asked = {name: text[:LONGEST] for name, text in (("policy", policy), ("from", first), ("to", last)) if text}
    shell = shell.at(**asked)
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere
    now = now_of(request)
    days = _days(asked, shell.rules.clock.last_closed_day(now))
    report: BacktestReport | None = None
    fault: ZoneError | None = None
    if "policy" in asked:
        try:
            report = _report(request, shell, session, asked["policy"], days, now)
        except ZoneError as refused:
            fault = refused
    told = "" if fault is None else shell.words.pick((fault.detail_vi, fault.detail_en))
    form = form_view(
        shell,
        kept_policies(session),
        chosen=asked.get("policy"),
        days=days,
        last_closed=shell.rules.clock.last_closed_day(now),
        fault=told,
    )
    result = None if report is None else result_view(shell, report, palette=f"/backtest/{report.draft.id}.css")
    return _answer(shell, BacktestPage(form, result), fault)


@router.get("/backtest/{policy_id}.css")
def send_draft_palette(policy_id: str, request: Request, session: ReadSessionDep) -> Response:
    """The colours of the levels of a kept policy."""
    text = Palette.of(policy_by_id(session, policy_id[:64])).text
    return answer_with_file(request, Asset.of(text.encode(), ".css").content(REVALIDATED))


def _days(asked: Mapping[str, str], last_closed: date) -> tuple[str, str]:
    """The days asked for, or the last three months."""
    return asked.get("from", str(last_closed - timedelta(days=DAYS_OFFERED - 1))), asked.get("to", str(last_closed))


def _report(
    request: Request, shell: Shell, session: Session, policy_id: str, days: tuple[str, str], now: datetime
) -> BacktestReport:
    first_day, last_day = map(_day, days)
    return desk_of(request).ask(
        session,
        rules=shell.rules,
        draft=policy_by_id(session, policy_id),
        first_day=first_day,
        last_day=last_day,
        now=now,
        disclosure=Disclosure(shell.rules.suppression_threshold),
        is_stranger=True,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue(
            "/from",
            vi=f"“{text}” không phải ngày có thật dạng 2021-09-14; chọn lại hai ngày.",
            en=f"“{text}” is not a real day as 2021-09-14; choose both days again.",
        ) from error


def _answer(shell: Shell, page: BacktestPage, fault: ZoneError | None) -> Response:
    """The page; computed anew or kept by the desk, so nothing between needs to keep it, and robots leave it alone."""
    spec = None if fault is None else spec_of(type(fault))
    headers = {
        "Content-Language": shell.words.language,
        "Vary": "Accept-Language",
        "Cache-Control": "no-store" if fault is not None else "no-cache",
        "X-Robots-Tag": "noindex",
        **({"Retry-After": str(fault.retry_after_s)} if fault is not None and fault.retry_after_s else {}),
    }
    body = render("backtest.html", shell=shell, w=shell.words, page=page)
    return Response(body, 200 if spec is None else spec.status, headers, HTML)
