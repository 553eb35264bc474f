"""Testing as a plan: day by day within a capacity, with its shortfall; and advice on pools and cadence."""

from __future__ import annotations

from typing import Annotated, Final, cast

from fastapi import APIRouter, Query, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import SnapshotDep
from app.api.documents.testing_plan import plan_document
from app.api.documents.zones import encode
from app.api.representations import JSON, Content
from app.api.routes.zones import District, check_filters
from app.api.schemas.common import Day
from app.api.schemas.testing_plan import (
    Amount,
    Days,
    PeopleOfTeam,
    PlanFormat,
    PoolSize,
    Positivity,
    Teams,
    TestingPlanIn,
)
from app.api.security import LOGIN_OPTIONAL, MayPlanTesting, OptionalStaff
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import NotAuthenticated
from app.domain.testing_capacity import Capacity
from app.domain.testing_plan import Solver
from app.domain.testing_plan_words import file_name, summary
from app.formats.briefing_words import DRILL
from app.formats.testing_plan_sheet import plan_sheet
from app.services.testing_planner import FEWEST_DAYS, Planned, PlannerDesk, Wanted
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1/testing", tags=["testing"], route_class=StrictJsonRoute)

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def desk_of(request: Request) -> PlannerDesk:
    """The one desk of this process."""
    return cast("PlannerDesk", request.app.state.planner)


@router.get("/plan", openapi_extra=LOGIN_OPTIONAL, responses={200: {"content": {XLSX: {}}}})
def read_plan(
    request: Request,
    snapshot: SnapshotDep,
    caller: OptionalStaff,
    from_: Annotated[Day | None, Query(alias="from", description="First day of the plan; today when left out.")] = None,
    days: Annotated[Days, Query(description="Days of the plan.")] = FEWEST_DAYS,
    samples_per_day: Annotated[Amount | None, Query(description="Tubes a day, single samples or pools.")] = None,
    pool_size: Annotated[PoolSize, Query(description="People a tube.")] = 1,
    lab_tests_per_day: Annotated[Amount | None, Query(description="Tests of the laboratory a day.")] = None,
    teams: Annotated[Teams | None, Query(description="Sampling teams; with `people_per_team_day`.")] = None,
    people_per_team_day: Annotated[PeopleOfTeam | None, Query(description="People a team samples a day.")] = None,
    positivity: Annotated[Positivity, Query(description="Share of positive people, for repeated tests.")] = 0.0,
    split: Annotated[bool, Query(description="Whether a unit may be sampled over several days.")] = False,
    solver: Annotated[
        Solver, Query(description="`optimal` needs a login: it takes seconds of a processor.")
    ] = "greedy",
    district: District = None,
    format: Annotated[PlanFormat, Query()] = "json",  # noqa: A002 - the contract's name
) -> Response:
    """Day by day which due units fit the capacity, the shortfall, the first day the plan breaks, what would suffice.

    Never before `due_from`, never above any capacity. `shortfall_per_day` is what the capacity lacks of the cadence of
    the levels; `days[].shortfall` are the people who should have been sampled by the end of that day and were not. The
    rule stands in `rule`; with `solver=optimal` the better plan of rule and solver is answered, and their `comparison`.
    """
    check_filters(snapshot, district=district)
    wanted = Wanted(
        capacity=Capacity(
            samples_per_day=samples_per_day,
            pool_size=pool_size,
            lab_tests_per_day=lab_tests_per_day,
            teams=teams,
            people_per_team_day=people_per_team_day,
            positivity=positivity,
        ),
        first_day=from_,
        days=days,
        split=split,
        solver=solver,
        district_code=district,
    )
    if solver == "optimal":
        if caller is None:
            raise NotAuthenticated
        return _private(snapshot, desk_of(request).ask(snapshot, wanted), format)
    content = Content(
        render=lambda: _made(snapshot, desk_of(request).ask(snapshot, wanted), format),
        media_type=JSON if format == "json" else XLSX,
        headers={} if format == "json" else _attached(wanted, snapshot),
    )
    return answer_with(request, snapshot, content)


@router.post("/plan", responses={200: {"content": {XLSX: {}}}})
def make_plan(
    request: Request,
    body: TestingPlanIn,
    snapshot: SnapshotDep,
    caller: MayPlanTesting,
    format: Annotated[PlanFormat, Query()] = "json",  # noqa: A002 - the contract's name
) -> Response:
    """The same with capacities by district, for staff. Nothing is written.

    A district's own capacity holds beside the total. Without a total, a district that is left out has none.
    """
    check_filters(snapshot, district=body.district)
    return _private(snapshot, desk_of(request).ask(snapshot, body.as_wanted()), format)


def _private(snapshot: ZoneSnapshot, planned: Planned, form: PlanFormat) -> Response:
    headers = {"Cache-Control": "no-store"}
    if form == "xlsx":
        headers |= _attached(planned.wanted, snapshot)
    return Response(_made(snapshot, planned, form), headers=headers, media_type=JSON if form == "json" else XLSX)


def _attached(wanted: Wanted, snapshot: ZoneSnapshot) -> dict[str, str]:
    name = file_name(wanted.first_day or snapshot.open_day, wanted.days)
    return {"content-disposition": f'attachment; filename="{name}.xlsx"'}


def _made(snapshot: ZoneSnapshot, planned: Planned, form: PlanFormat) -> bytes:
    if form == "json":
        return encode(plan_document(snapshot, planned))
    told = summary(
        planned.plan,
        cadence=planned.cadence,
        enough=planned.enough,
        capacity=planned.wanted.capacity,
        comparison=planned.comparison,
    )
    return plan_sheet(
        planned.plan,
        names={code: (each.name, each.district_name or "") for code, each in planned.units.items()},
        notes=told,
        warnings=[f"{DRILL.vi} / {DRILL.en}"] if snapshot.drill else [],
        made_at=snapshot.committed_at or snapshot.valid_from,
    )
