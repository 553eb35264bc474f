"""Reclassification by a job, and the record of runs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import json_answer
from app.api.batches import level_changes_out
from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep, RulesDep, WritingDep
from app.api.schemas.common import Day
from app.api.schemas.reclassification import ReclassificationIn, ReclassificationOut, RunOut, RunsOut
from app.api.security import MayReclassify
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import RunNotFound
from app.services.reclassification import days_to_judge, reclassify
from app.services.register import current_register
from app.storage.statuses import count_runs, job_runs

router = APIRouter(prefix="/api/v1/reclassifications", tags=["reclassification"], route_class=StrictJsonRoute)


@router.post("", response_model=ReclassificationOut)
def run_reclassification(work: WritingDep, caller: MayReclassify, body: ReclassificationIn | None = None) -> Response:
    """Judge closed days for every ward: those asked for, or all since the last run.

    Idempotent: a day judged before is judged again and only what differs is written, so the second call of the same
    day answers `changed: 0`. Several at once do the work once, one after the other.
    """
    days = _days(body, work)
    if not days:
        return json_answer(_nothing_new())
    report = reclassify(work.session, rules=work.rules, days=days, now=work.now, actor=caller.username)
    names = current_register(work.session).names
    runs = [run for day in report.days for run in job_runs(work.session, scheme=work.rules.scheme, as_of=day)]
    answer = ReclassificationOut(
        state="done",
        days=list(report.days),
        new_days=list(report.new_days),
        wards_judged=report.wards_judged,
        changed=report.changed,
        level_changes=level_changes_out(report.level_changes, names),
        duration_s=round(report.duration_s, 4),
        revision=report.revision,
        runs=[RunOut.of(run) for run in runs],
    )
    if report.revision is None:
        work.abandon()
    else:
        work.adopt_revision(report.revision)
        work.audit(caller, "reclassify", f"{report.days[0]}..{report.days[-1]}", detail={"changed": report.changed})
    return json_answer(answer)


@router.get("")
def list_runs(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReclassify,
    after: Annotated[Day | None, Query(description="Only runs of days before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RunsOut:
    """Runs, newest reporting day first."""
    found = job_runs(session, scheme=rules.scheme, before=after, limit=limit + 1)
    page = found[:limit]
    links = [next_link(request, page[-1].as_of.isoformat())] if len(found) > limit else []
    return RunsOut(
        items=[RunOut.of(run) for run in page],
        number_matched=count_runs(session, scheme=rules.scheme),
        number_returned=len(page),
        links=links,
    )


@router.get("/{run_id}")
def read_run(
    run_id: Annotated[int, Path(ge=1, le=2**31 - 1)], session: ReadSessionDep, caller: MayReclassify
) -> RunOut:
    """One run: its reporting day, state, wards judged and changed, and how long it took."""
    for run in job_runs(session, run_id=run_id):
        return RunOut.of(run)
    raise RunNotFound(str(run_id))


def _days(body: ReclassificationIn | None, work: WritingDep) -> list[date]:
    if body is not None and body.as_of is not None:
        return [body.as_of]
    if body is not None and body.from_ is not None and body.to is not None:
        return [body.from_ + timedelta(days=offset) for offset in range((body.to - body.from_).days + 1)]
    return days_to_judge(work.session, rules=work.rules, now=work.now)


def _nothing_new() -> ReclassificationOut:
    return ReclassificationOut(
        state="done",
        days=[],
        new_days=[],
        wards_judged=0,
        changed=0,
        level_changes=[],
        duration_s=0.0,
        revision=None,
        runs=[],
    )
