"""Statuses: what was in force, interval by interval; and the runs that judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.batches import batched
from app.storage.tables.base import table_of
from app.storage.tables.judgement import JobRunRow, StatusRow

RECLASSIFY = "reclassify"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Status:
    """What was in force in a ward over [from_instant, until_instant); open-ended while it still is."""

    ward_code: str
    level: str
    computed_level: str
    decided: bool
    policy_id: str
    policy_version: str
    as_of: date
    from_instant: datetime
    until_instant: datetime | None
    from_revision: int
    until_revision: int | None


@dataclass(frozen=True)
class JobRun:
    """One reclassification of one reporting day, as a record one can query."""

    run_id: int
    scheme: str
    as_of: date
    state: str
    started_at: datetime
    finished_at: datetime | None
    wards_judged: int
    wards_changed: int
    duration_s: float
    started_by: str
    recorded_revision: int
    problem: str | None


_TABLE = table_of(StatusRow)
_FIELDS = tuple(_TABLE.c[name] for name in Status.__slots__)


def open_statuses(session: Session, *, scheme: str, ward_codes: Sequence[str] | None = None) -> dict[str, Status]:
    """The status in force now, by ward; by the index of open statuses."""
    statement = select(*_FIELDS).where(StatusRow.scheme == scheme, StatusRow.until_instant.is_(None))
    if ward_codes is not None and len(ward_codes) <= 500:
        statement = statement.where(StatusRow.ward_code.in_(ward_codes))
    return {row[0]: Status(*row) for row in session.connection().execute(statement).all()}


def statuses(
    session: Session, *, scheme: str, ward_code: str | None = None, known_revision: int | None = None
) -> list[Status]:
    """All intervals (of one ward), oldest first, as known at a revision: one closed later is still open then."""
    statement = select(*_FIELDS).where(StatusRow.scheme == scheme)
    if ward_code is not None:
        statement = statement.where(StatusRow.ward_code == ward_code)
    if known_revision is not None:
        statement = statement.where(StatusRow.from_revision <= known_revision)
    rows = session.connection().execute(statement.order_by(StatusRow.ward_code, StatusRow.from_revision))
    return [_as_known(Status(*row), known_revision) for row in rows]


def policy_in_force(session: Session, *, scheme: str, known_revision: int | None = None) -> tuple[str, str] | None:
    """Id and version of the policy by which the newest status was judged; None before there was one."""
    statement = select(StatusRow.policy_id, StatusRow.policy_version).where(StatusRow.scheme == scheme)
    if known_revision is not None:
        statement = statement.where(StatusRow.from_revision <= known_revision)
    row = session.execute(statement.order_by(StatusRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else (row.policy_id, row.policy_version)


def replace_statuses(session: Session, *, scheme: str, statuses: Sequence[Status]) -> None:
    """End what is in force in these wards at the new statuses' start, and put those in force."""
    if not statuses:
        return
    start, revision = statuses[0].from_instant, statuses[0].from_revision
    for some in batched([each.ward_code for each in statuses], 500):
        session.execute(
            update(StatusRow)
            .where(StatusRow.scheme == scheme, StatusRow.ward_code.in_(some), StatusRow.until_instant.is_(None))
            .values(until_instant=start, until_revision=revision)
        )
    session.connection().execute(
        insert(_TABLE),
        [{"scheme": scheme, **{name: getattr(each, name) for name in Status.__slots__}} for each in statuses],
    )


def full_run_days(session: Session, *, scheme: str, known_revision: int | None = None) -> list[date]:
    """The closed days on which every ward was judged, oldest first."""
    statement = select(JobRunRow.as_of).where(
        JobRunRow.job == RECLASSIFY, JobRunRow.scheme == scheme, JobRunRow.state == DONE
    )
    if known_revision is not None:
        statement = statement.where(JobRunRow.recorded_revision <= known_revision)
    return list(session.scalars(statement.order_by(JobRunRow.as_of)))


def first_full_run_day(session: Session, *, scheme: str, known_revision: int | None = None) -> date | None:
    """The oldest day on which every ward was judged."""
    statement = select(func.min(JobRunRow.as_of)).where(
        JobRunRow.job == RECLASSIFY, JobRunRow.scheme == scheme, JobRunRow.state == DONE
    )
    if known_revision is not None:
        statement = statement.where(JobRunRow.recorded_revision <= known_revision)
    return session.scalar(statement)


def last_full_run_day(
    session: Session, *, scheme: str, before: date | None = None, known_revision: int | None = None
) -> date | None:
    """The newest day (before another) on which every ward was judged."""
    statement = select(func.max(JobRunRow.as_of)).where(
        JobRunRow.job == RECLASSIFY, JobRunRow.scheme == scheme, JobRunRow.state == DONE
    )
    if before is not None:
        statement = statement.where(JobRunRow.as_of < before)
    if known_revision is not None:
        statement = statement.where(JobRunRow.recorded_revision <= known_revision)
    return session.scalar(statement)


def record_runs(session: Session, runs: Iterable[JobRun]) -> None:
    """Write finished runs; a failed run of the same day gives way to the one that succeeded."""
    for run in runs:
        row = session.scalars(
            select(JobRunRow).where(
                JobRunRow.job == RECLASSIFY, JobRunRow.scheme == run.scheme, JobRunRow.as_of == run.as_of
            )
        ).one_or_none()
        if row is None:
            row = JobRunRow(job=RECLASSIFY, scheme=run.scheme, as_of=run.as_of)
            session.add(row)
        row.state = run.state
        row.started_at = run.started_at
        row.finished_at = run.finished_at
        row.wards_judged = run.wards_judged
        row.wards_changed = run.wards_changed
        row.duration_s = run.duration_s
        row.started_by = run.started_by
        row.recorded_revision = run.recorded_revision
        row.problem = run.problem
    session.flush()


def job_runs(
    session: Session,
    *,
    scheme: str | None = None,
    run_id: int | None = None,
    as_of: date | None = None,
    before: date | None = None,
    limit: int = 100,
) -> list[JobRun]:
    """Runs, newest day first."""
    statement = select(JobRunRow).where(JobRunRow.job == RECLASSIFY)
    if scheme is not None:
        statement = statement.where(JobRunRow.scheme == scheme)
    if run_id is not None:
        statement = statement.where(JobRunRow.id == run_id)
    if as_of is not None:
        statement = statement.where(JobRunRow.as_of == as_of)
    if before is not None:
        statement = statement.where(JobRunRow.as_of < before)
    return [
        JobRun(
            run_id=row.id,
            scheme=row.scheme,
            as_of=row.as_of,
            state=row.state,
            started_at=row.started_at,
            finished_at=row.finished_at,
            wards_judged=row.wards_judged,
            wards_changed=row.wards_changed,
            duration_s=row.duration_s,
            started_by=row.started_by,
            recorded_revision=row.recorded_revision,
            problem=row.problem,
        )
        for row in session.scalars(statement.order_by(JobRunRow.as_of.desc()).limit(limit))
    ]


def count_runs(session: Session, *, scheme: str) -> int:
    """How many reporting days have a run."""
    statement = select(func.count()).where(JobRunRow.job == RECLASSIFY, JobRunRow.scheme == scheme)
    return session.scalar(statement) or 0


def _as_known(status: Status, revision: int | None) -> Status:
    if revision is None or status.until_revision is None or status.until_revision <= revision:
        return status
    fields = {name: getattr(status, name) for name in Status.__slots__}
    return Status(**{**fields, "until_instant": None, "until_revision": None})
