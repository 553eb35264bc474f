"""Pages: what is due for sampling, the plan by day, rounds as they were logged, campaigns."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep
from app.api.pages.shared import address
from app.api.pages.staff_advice import advice_view
from app.api.pages.staff_campaigns import campaign_cards
from app.api.pages.staff_drawing import drawing_stage
from app.api.pages.staff_plan import plan_view
from app.api.pages.staff_rounds import reasons, round_row, round_view
from app.api.pages.staff_tabs import tabs_of_testing
from app.api.pages.staff_testing import due_list
from app.api.plan_forms import read_plan_form
from app.api.routes.testing_plan import desk_of
from app.api.security import MayLogTestRound
from app.api.staff_pages import StaffPage, StaffPageDep, served_paths, staff_answer
from app.domain.disclosure import Disclosure
from app.domain.testing_capacity import Capacity
from app.services.access import Act, Caller, may, only_district, require_district
from app.services.testing_advice import logged_positivity
from app.services.testing_planner import Wanted, needed_per_day
from app.services.testing_rounds import read_round_versions, rounds_in_scope

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/testing"
SHEET: Final = "/api/v1/testing/due.xlsx"
Typed = Annotated[str, Query(max_length=40)]
RoundNumber = Annotated[int | None, Query(alias="round", ge=1, le=2**31 - 1)]
SHOWN_ROUNDS: Final = 200
ROUND_DAYS: Final = timedelta(days=30)


@router.get(PAGE)
def show_due(
    request: Request, page: StaffPageDep, caller: MayLogTestRound, district: Typed = "", state: Typed = ""
) -> Response:
    """What is due today in the reader's districts, the most urgent first, with the map and the way to log a round."""
    code = _district(caller, page, district)
    return staff_answer(
        page,
        "staff/testing.html",
        tabs=tabs_of_testing(page, served_paths(request)),
        map=drawing_stage(page.shell, district=code or ""),
        due=due_list(page, district=code, state=state),
        district=code or "",
        sheet=address(SHEET, district=code) if SHEET in served_paths(request) else "",
        open_day=page.shell.snapshot.open_day.isoformat(),
    )


@router.get(f"{PAGE}/plan")
def show_plan(
    request: Request,
    page: StaffPageDep,
    caller: MayLogTestRound,
    session: ReadSessionDep,
    rules: RulesDep,
    district: Typed = "",
) -> Response:
    """The capacity typed into the form, and the days that come of it; without one, what the cadence asks for."""
    code, snapshot = _district(caller, page, district), page.shell.snapshot
    form = read_plan_form(request.query_params, district=code, open_day=snapshot.open_day)
    wanted, assumed = form.wanted, None
    if not form.is_limited:
        assumed = needed_per_day(snapshot, code)
        wanted = _with_samples(wanted, assumed)
    planned = desk_of(request).ask(snapshot, wanted)
    asked = (
        {**form.asked, "samples_per_day": str(wanted.capacity.samples_per_day)} if assumed is not None else form.asked
    )
    logged = logged_positivity(
        session,
        snapshot,
        ward_codes=[each.ward.code for each in snapshot.zones if code in {None, each.ward.district_code}],
        disclosure=Disclosure(rules.suppression_threshold),
    )
    return staff_answer(
        page,
        "staff/testing_plan.html",
        advice=advice_view(page, wanted.capacity.positivity or logged.share),
        tabs=tabs_of_testing(page, served_paths(request)),
        form=form,
        assumed=assumed,
        plan=plan_view(page, planned, asked),
        district=code or "",
        first_day=planned.first_day.isoformat(),
    )


@router.get(f"{PAGE}/rounds")
def show_rounds(
    request: Request,
    page: StaffPageDep,
    caller: MayLogTestRound,
    session: ReadSessionDep,
    district: Typed = "",
    round_id: RoundNumber = None,
) -> Response:
    """The rounds of the last 30 days; or one of them, with all its versions and the way to correct it."""
    content: dict[str, Any] = {"tabs": tabs_of_testing(page, served_paths(request)), "reasons": reasons(page)}
    if round_id is not None:
        versions = read_round_versions(session, caller=caller, round_id=round_id)
        return staff_answer(page, "staff/testing_round.html", view=round_view(page, versions), **content)
    open_day, code = page.shell.snapshot.open_day, _district(caller, page, district)
    found = rounds_in_scope(
        session,
        caller=caller,
        first_day=open_day - ROUND_DAYS,
        last_day=open_day,
        district_code=code,
        limit=SHOWN_ROUNDS,
    )
    rows = [round_row(page, each) for each in found.rounds]
    return staff_answer(page, "staff/testing_rounds.html", rows=rows, district=code or "", **content)


@router.get(f"{PAGE}/campaigns")
def show_campaigns(request: Request, page: StaffPageDep, caller: MayLogTestRound) -> Response:
    """Every campaign with how far it has come, and for those who lead the way to plan one."""
    own = only_district(caller)
    return staff_answer(
        page,
        "staff/testing_campaigns.html",
        tabs=tabs_of_testing(page, served_paths(request)),
        cards=campaign_cards(page),
        may_plan=any(may(caller, Act.PLAN_CAMPAIGN, each) for each in (own, *(it.code for it in page.districts))),
        may_plan_all=may(caller, Act.PLAN_CAMPAIGN, None),
        open_day=page.shell.snapshot.open_day.isoformat(),
    )


def _district(caller: Caller, page: StaffPage, asked: str) -> str | None:
    """The district looked at: the one asked for, else the reader's only one; None for all of them.

    Raises:
        NotYourDistrict: another's district is asked for.
    """
    known = {each.code for each in page.shell.snapshot.register.duty_areas}
    if asked in known:
        require_district(caller, asked)
        return asked
    return only_district(caller)


def _with_samples(wanted: Wanted, samples: int) -> Wanted:
    return Wanted(
        capacity=Capacity(samples_per_day=samples),
        first_day=wanted.first_day,
        days=wanted.days,
        split=True,
        solver=wanted.solver,
        district_code=wanted.district_code,
    )
