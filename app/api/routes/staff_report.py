"""The page on which a district's clerk fills in the daily report."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep
from app.api.pages.shared import Shell
from app.api.pages.staff_report import ReportView, report_address
from app.api.security import MayPostReport, now_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain import intake_columns
from app.domain.errors import DistrictNotFound, FutureReportingDate
from app.domain.reporting_day import EARLIEST_DAY
from app.services.report_sheet import read_report_sheet

router = APIRouter(include_in_schema=False)


@router.get("/staff/report/{district_code}")
def show_open_day(page: StaffPageDep, caller: MayPostReport, district_code: str) -> Response:
    """Today's sheet of a district."""
    return sent_to(report_address(page.shell, district_code[:16], page.shell.snapshot.open_day))


@router.get("/staff/report/{district_code}/{reporting_date}")
def show_sheet(
    request: Request,
    page: StaffPageDep,
    caller: MayPostReport,
    session: ReadSessionDep,
    rules: RulesDep,
    district_code: str,
    reporting_date: str,
) -> Response:
    """The sheet of a district and day: to fill in while the day takes reports, to read afterwards."""
    day = _day(reporting_date)
    if day is None:
        return sent_to(report_address(page.shell, district_code[:16], page.shell.snapshot.open_day))
    page = page.in_district(district_code, lambda code: f"/staff/report/{code}/{day.isoformat()}")
    try:
        sheet = read_report_sheet(
            session, rules=rules, caller=caller, district_code=district_code, on=day, now=now_of(request)
        )
    except FutureReportingDate as refusal:
        return _no_sheet(page, district_code, day, refusal)
    except DistrictNotFound as refusal:
        return _no_sheet(page, district_code, day, refusal)
    view = ReportView(sheet=sheet, shell=page.shell, jump_factor=rules.jump_factor)
    return staff_answer(page, "staff/report.html", report=view, headings=_HEADINGS)


class _Headings:
    """The headings over several columns, by the names the template uses."""

    total = intake_columns.TOTAL_HEADING
    tests = intake_columns.TESTS_HEADING
    tracing = intake_columns.TRACING_HEADING


_HEADINGS = _Headings()


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if text == day.isoformat() and day >= EARLIEST_DAY else None


def _no_sheet(page: StaffPage, district_code: str, day: date, why: FutureReportingDate | DistrictNotFound) -> Response:
    """A page that says why there is no sheet, and leads to one that is there."""
    words, shell = page.words, page.shell
    is_future = isinstance(why, FutureReportingDate)
    opens = shell.rules.clock.closes_at(shell.snapshot.open_day)
    sentence = (
        words("rep_future", day=shell.snapshot.open_day, time=words.moment(opens))
        if is_future
        else words("rep_no_district", day=day, code=district_code[:16])
    )
    return staff_answer(
        page,
        "staff/report_missing.html",
        status=404,
        title=words("rep_future_title", day=day) if is_future else words("rep_no_district_title"),
        sentence=sentence,
        href=_way_on(shell, district_code if is_future else None),
        label=words("rep_to_open_day", day=shell.snapshot.open_day),
    )


def _way_on(shell: Shell, district_code: str | None) -> str:
    return report_address(shell, district_code, shell.snapshot.open_day) if district_code else "/staff/report"
