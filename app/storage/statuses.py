"""Statuses: what was in force, interval by interval; and the runs that judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.domain.batches import batched
from app.domain.status_plan import Replan, meeting
from app.domain.status_plan import Status as Status
from app.domain.vocabulary import StatusCause
from app.storage.tables.base import table_of
from app.storage.tables.judgement import JobRunRow, StatusRow

RECLASSIFY = "reclassify"
DONE = "done"


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
_NAMES = tuple(field.name for field in fields(Status))
_FIELDS = tuple(_TABLE.c[name] for name in _NAMES)
_FEW_WARDS = 500


def open_statuses(session: Session, *, scheme: str, ward_codes: Sequence[str] | None = None) -> dict[str, Status]:
    """The last status of each ward's plan, the one without an end; by the index of open statuses."""
    statement = select(*_FIELDS).where(
        StatusRow.scheme == scheme, StatusRow.until_instant.is_(None), StatusRow.cancelled_revision.is_(None)
    )
    if ward_codes is not None and len(ward_codes) <= _FEW_WARDS:
        statement = statement.where(StatusRow.ward_code.in_(ward_codes))
    return {each.ward_code: each for each in _read(session, statement)}


def plans_at(
    session: Session, *, scheme: str, at: datetime, ward_codes: Sequence[str] | None = None
) -> dict[str, list[Status]]:
    """By ward, the status in force at an instant that no commit came after, and every one planned to follow it.

    Nearly every ward's last status is the one in force; only for the others is more than the index of open ones read.
    """
    found = {code: [each] for code, each in open_statuses(session, scheme=scheme, ward_codes=ward_codes).items()}
    planned = [code for code, (last,) in found.items() if last.from_instant > at]
    for some in batched(planned, _FEW_WARDS):
        statement = select(*_FIELDS).where(
            StatusRow.scheme == scheme,
            StatusRow.ward_code.in_(some),
            StatusRow.cancelled_revision.is_(None),
            StatusRow.until_instant > at,
        )
        for each in _read(session, statement.order_by(StatusRow.from_instant.desc())):
            found[each.ward_code].insert(0, each)
    return found


def statuses(
    session: Session, *, scheme: str, ward_code: str | None = None, known_revision: int | None = None
) -> list[Status]:
    """All intervals (of one ward), oldest first, planned ones too, as known at a revision.

    Each ends where the next one known then begins: what was planned, ended or cancelled later does not show.
    """
    statement = select(*_FIELDS).where(StatusRow.scheme == scheme)
    if ward_code is not None:
        statement = statement.where(StatusRow.ward_code == ward_code)
    stands = StatusRow.cancelled_revision.is_(None)
    if known_revision is None:
        statement = statement.where(stands)
    else:
        stood = or_(stands, StatusRow.cancelled_revision > known_revision)
        statement = statement.where(StatusRow.from_revision <= known_revision, stood)
    rows = _read(session, statement.order_by(StatusRow.ward_code, StatusRow.from_instant))
    if known_revision is None:
        return rows
    by_ward = groupby(rows, key=attrgetter("ward_code"))
    return [_uncancelled(each) for _, some in by_ward for each in _known(list(some), known_revision)]


def _known(rows: list[Status], revision: int) -> list[Status]:
    """The rows of one ward as they met at a revision; the last ends only if the ward itself ended by then.

    An end that came with a next row shows as that row does; one without is that of the ward.
    """
    return [
        row if _ends_itself(row, joined, revision) else joined for row, joined in zip(rows, meeting(rows), strict=True)
    ]


def _ends_itself(row: Status, joined: Status, revision: int) -> bool:
    if row.until_instant is None or row.until_revision is None or row.until_revision > revision:
        return False
    return joined.until_instant is None or row.until_instant < joined.until_instant


def every_status(session: Session, *, scheme: str) -> list[Status]:
    """All rows as they are stored, cancelled ones too, by ward, revision and start."""
    statement = select(*_FIELDS).where(StatusRow.scheme == scheme)
    return _read(session, statement.order_by(StatusRow.ward_code, StatusRow.from_revision, StatusRow.from_instant))


def policy_in_force(session: Session, *, scheme: str, known_revision: int | None = None) -> tuple[str, str] | None:
    """Id and version of the policy by which the newest status was judged; None before there was one."""
    statement = select(StatusRow.policy_id, StatusRow.policy_version).where(StatusRow.scheme == scheme)
    if known_revision is not None:
        statement = statement.where(StatusRow.from_revision <= known_revision)
    row = session.execute(statement.order_by(StatusRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else (row.policy_id, row.policy_version)


def write_plans(session: Session, replans: Iterable[Replan], *, scheme: str) -> None:
    """Cancel, move and begin rows, in this order, so that at no moment two rows share an instant."""
    work = list(replans)
    for changed in ([row for each in work for row in each.cancelled], [row for each in work for row in each.moved]):
        if changed:
            session.connection().execute(_CHANGE, [_change(row, scheme) for row in changed])
    begun = [row for each in work for row in each.begun]
    if begun:
        session.connection().execute(insert(_TABLE), [{"scheme": scheme, **_values(row)} for row in begun])


_CHANGE = (
    update(_TABLE)
    .where(
        _TABLE.c.scheme == bindparam("of_scheme"),
        _TABLE.c.ward_code == bindparam("of_ward"),
        _TABLE.c.from_instant == bindparam("starting"),
        _TABLE.c.cancelled_revision.is_(None),
    )
    .values(
        until_instant=bindparam("until"),
        until_revision=bindparam("ended_by"),
        cancelled_revision=bindparam("cancelled_by"),
    )
)


def _change(row: Status, scheme: str) -> dict[str, object]:
    return {
        "of_scheme": scheme,
        "of_ward": row.ward_code,
        "starting": row.from_instant,
        "until": row.until_instant,
        "ended_by": row.until_revision,
        "cancelled_by": row.cancelled_revision,
    }


def _values(row: Status) -> dict[str, object]:
    return {name: getattr(row, name) for name in _NAMES}


def _read(session: Session, statement: Select[Any]) -> list[Status]:
    rows = session.connection().execute(statement).all()
    return [_status(row) for row in rows]


def _status(row: Row[Any]) -> Status:
    values = dict(zip(_NAMES, row, strict=True))
    # Stored as text; an enumeration compares equal to it, but prints otherwise.
    return Status(**{**values, "cause": StatusCause(values["cause"])})


def _uncancelled(status: Status) -> Status:
    """A planned status as it was known before it was cancelled."""
    return status if status.cancelled_revision is None else replace(status, cancelled_revision=None)


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
