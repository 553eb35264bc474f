"""Reporting days: how they stand, opening a locked one again for a while, closing it early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.dependencies import ReadSessionDep, RulesDep, Writing, WritingDep
from app.api.schemas.common import Day
from app.api.schemas.reporting_days import (
    ClosingIn,
    DistrictCode,
    OpeningOut,
    ReopeningIn,
    ReportingDayOut,
    ReportingDaysOut,
)
from app.api.security import MayReadReports, MayReopenDay, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.day_openings import DayOpening
from app.domain.errors import InvalidValue
from app.services.access import Caller
from app.services.day_reopening import close_day, day_state, day_states, reopen_day
from app.services.report_reading import wards_in_scope
from app.storage.revisions import Revision

router = APIRouter(prefix="/api/v1/reporting-days", tags=["reporting days"], route_class=StrictJsonRoute)

DAYS_BACK = timedelta(days=13)
MOST_DAYS = 92
FURTHEST_AHEAD = timedelta(days=366)
ReportingDate = Annotated[Day, Path()]
DistrictAsked = Annotated[DistrictCode | None, Query(description="For this district; its openings count.")]


@router.get("")
def list_days(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadReports,
    district: DistrictAsked = None,
    from_: Annotated[Day | None, Query(alias="from", description="A fortnight up to `to`, if left out.")] = None,
    to: Annotated[Day | None, Query(description="The open day, if left out.")] = None,
) -> ReportingDaysOut:
    """The reporting days of a span of at most 92 days, with their openings in the caller's districts."""
    now = now_of(request)
    wards_in_scope(session, caller=caller, ward_code=None, district_code=district)
    last = to or rules.clock.open_day(now)
    first = from_ or last - DAYS_BACK
    _check_span(first, last)
    _check_reach(last, "/to", rules.clock.open_day(now))
    states = day_states(
        session, rules=rules, caller=caller, first_day=first, last_day=last, district_code=district, now=now
    )
    items = [ReportingDayOut.of(each, now=now) for each in states]
    return ReportingDaysOut(
        items=items,
        complete_through=rules.clock.complete_through(now),
        number_matched=len(items),
        number_returned=len(items),
        links=[],
    )


@router.get("/{reporting_date}")
def read_day(
    request: Request,
    reporting_date: ReportingDate,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadReports,
    district: DistrictAsked = None,
) -> ReportingDayOut:
    """When a reporting day opens, is published, closes and locks, and whether a district may still write about it."""
    now = now_of(request)
    wards_in_scope(session, caller=caller, ward_code=None, district_code=district)
    _check_reach(reporting_date, "/reporting_date", rules.clock.open_day(now))
    state = day_state(
        session, rules=rules, caller=caller, reporting_date=reporting_date, district_code=district, now=now
    )
    return ReportingDayOut.of(state, now=now)


@router.post("/{reporting_date}/reopen", status_code=201, response_model=OpeningOut)
def reopen(
    request: Request,
    reporting_date: ReportingDate,
    body: ReopeningIn,
    work: WritingDep,
    caller: MayReopenDay,
    key: IdempotencyKey = None,
) -> Response:
    """Let a district report and correct a locked day again, for at most 24 hours and with a reason.

    A supervisor opens it for the own districts; the city for any, or for all with `district_code` left out. Opening
    again replaces the end of an opening that stands.
    """

    def produce() -> Response:
        revision = _revision(work)
        opening = reopen_day(
            work.session,
            rules=work.rules,
            caller=caller,
            reporting_date=reporting_date,
            district_code=body.district_code,
            until=body.ends_at(work.now),
            reason=body.reason,
            revision=revision,
        )
        return _answer(work, caller, opening, "reopen_day", status=201)

    return answer_once(
        work, kind="reopen_day", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.post("/{reporting_date}/close", response_model=OpeningOut)
def close(
    request: Request,
    reporting_date: ReportingDate,
    body: ClosingIn,
    work: WritingDep,
    caller: MayReopenDay,
    key: IdempotencyKey = None,
) -> Response:
    """End an opening of a locked day before its time."""

    def produce() -> Response:
        closing = close_day(
            work.session,
            rules=work.rules,
            caller=caller,
            reporting_date=reporting_date,
            district_code=body.district_code,
            reason=body.reason,
            revision=_revision(work),
        )
        return _answer(work, caller, closing, "close_day", status=200)

    return answer_once(
        work, kind="close_day", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


def _revision(work: Writing) -> Revision:
    assert work.revision is not None
    return work.revision


def _answer(work: Writing, caller: Caller, opening: DayOpening, action: str, *, status: int) -> Response:
    work.audit(
        caller,
        action,
        f"{opening.reporting_date} {opening.district_code or 'all districts'}",
        district_code=opening.district_code,
        detail={"until": opening.until.isoformat(), "reason": opening.reason},
    )
    return json_answer(OpeningOut.of(opening), status=status)


def _check_span(first: date, last: date) -> None:
    if timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        return
    raise InvalidValue(
        "/from",
        vi=f"Khoảng ngày phải bắt đầu không sau ngày cuối và dài nhất {MOST_DAYS} ngày.",
        en=f"The span must begin no later than it ends and be at most {MOST_DAYS} days long.",
    )


def _check_reach(day: date, pointer: str, open_day: date) -> None:
    latest = open_day + FURTHEST_AHEAD
    if day > latest:
        raise InvalidValue(
            pointer,
            vi=f"Ngày {day:%d/%m/%Y} quá xa; hỏi một ngày đến {latest:%d/%m/%Y}.",
            en=f"Day {day} is too far ahead; ask about a day up to {latest}.",
        )
