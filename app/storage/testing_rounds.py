"""Rounds of mass testing: append versions, read what was current now or then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.domain.records import TestRound
from app.domain.vocabulary import ReasonCode
from app.storage.tables.base import table_of
from app.storage.tables.site import RevisionRow
from app.storage.tables.testing import TestRoundRow
from app.storage.versions import known_at

_NAMES = tuple(each.name for each in fields(TestRound) if each.name != "ended_at")
_TABLE = table_of(TestRoundRow)


@dataclass(frozen=True)
class RoundQuery:
    """Which rounds are asked for; None asks for all.

    `ward_codes` and `cordon_ids` are joined: rounds of any of these wards, and of any of these cordons.
    """

    first_day: date
    last_day: date
    ward_codes: Collection[str] | None = None
    cordon_ids: Collection[str] | None = None


def next_round_id(session: Session) -> int:
    """The number of the next round; call it under the site lock."""
    return (session.scalar(select(func.max(TestRoundRow.round_id))) or 0) + 1


def has_rounds(session: Session) -> bool:
    """Whether any round was ever logged, withdrawn ones included."""
    return session.scalar(select(TestRoundRow.id).limit(1)) is not None


def append_round(session: Session, test_round: TestRound) -> None:
    """Write a version; the one before is closed first (see `close_round_version`)."""
    values = {name: getattr(test_round, name) for name in _NAMES}
    session.add(TestRoundRow(**{**values, "reason_code": test_round.reason_code and test_round.reason_code.value}))
    session.flush()


def close_round_version(session: Session, round_id: int, *, revision: int) -> None:
    """Mark the current version as superseded."""
    session.execute(
        update(TestRoundRow)
        .where(TestRoundRow.round_id == round_id, known_at(TestRoundRow, None))
        .values(superseded_revision=revision)
    )


def find_round(session: Session, round_id: int) -> TestRound | None:
    """The current version of one round, withdrawn ones included."""
    row = session.scalars(
        select(TestRoundRow).where(TestRoundRow.round_id == round_id, known_at(TestRoundRow, None))
    ).one_or_none()
    return None if row is None else _record(row)


def round_versions(session: Session, round_id: int) -> list[tuple[TestRound, datetime]]:
    """Every version of one round with the moment it was recorded, oldest first; empty when there is no such round."""
    rows = session.execute(
        select(TestRoundRow, RevisionRow.committed_at)
        .join(RevisionRow, RevisionRow.revision == TestRoundRow.recorded_revision)
        .where(TestRoundRow.round_id == round_id)
        .order_by(TestRoundRow.version)
    )
    return [(_record(row), committed_at) for row, committed_at in rows]


def rounds_logged(session: Session, *, known_revision: int | None = None) -> list[TestRound]:
    """All rounds that count, with the moment their end was first recorded, oldest first; not the withdrawn ones."""
    ended = (
        select(_TABLE.c.round_id, _TABLE.c.completed_on, func.min(_TABLE.c.recorded_revision).label("revision"))
        .where(_TABLE.c.completed_on.is_not(None))
        .group_by(_TABLE.c.round_id, _TABLE.c.completed_on)
        .subquery()
    )
    same_end = (ended.c.round_id == _TABLE.c.round_id) & (ended.c.completed_on == _TABLE.c.completed_on)
    rows = session.connection().execute(
        select(*(_TABLE.c[name] for name in _NAMES), RevisionRow.committed_at.label("ended_at"))
        .select_from(_TABLE.outerjoin(ended, same_end).outerjoin(RevisionRow, RevisionRow.revision == ended.c.revision))
        .where(known_at(TestRoundRow, known_revision), _TABLE.c.withdrawn.is_(False))
        .order_by(_TABLE.c.started_on, _TABLE.c.round_id)
    )
    return [_of(row) for row in rows.mappings()]


def find_rounds(
    session: Session, query: RoundQuery, *, before: tuple[date, int] | None = None, limit: int = 100
) -> list[TestRound]:
    """Current versions of rounds that started on these days, withdrawn ones included, the newest first."""
    place = (TestRoundRow.started_on, TestRoundRow.round_id)
    statement = (
        select(TestRoundRow)
        .where(*_asked(query))
        .order_by(TestRoundRow.started_on.desc(), TestRoundRow.round_id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(tuple_(*place) < tuple_(*before))
    return [_record(row) for row in session.scalars(statement)]


def count_rounds(session: Session, query: RoundQuery) -> int:
    """How many rounds `find_rounds` would find without a limit."""
    return session.scalar(select(func.count()).select_from(TestRoundRow).where(*_asked(query))) or 0


def newest_round_revisions(session: Session) -> Mapping[str, int]:
    """By ward code or cordon id the newest revision at which any of its rounds was logged, changed or withdrawn."""
    unit = func.coalesce(TestRoundRow.ward_code, TestRoundRow.cordon_id)
    rows = session.execute(select(unit, func.max(TestRoundRow.recorded_revision)).group_by(unit))
    return {row[0]: row[1] for row in rows}


def _asked(query: RoundQuery) -> list[ColumnElement[bool]]:
    clauses = [known_at(TestRoundRow, None), TestRoundRow.started_on.between(query.first_day, query.last_day)]
    if query.ward_codes is not None or query.cordon_ids is not None:
        clauses.append(
            or_(
                TestRoundRow.ward_code.in_(sorted(query.ward_codes or ())),
                TestRoundRow.cordon_id.in_(sorted(query.cordon_ids or ())),
            )
        )
    return clauses


def _record(row: TestRoundRow) -> TestRound:
    return _of({name: getattr(row, name) for name in _NAMES})


def _of(values: Mapping[str, Any] | RowMapping) -> TestRound:
    code = values["reason_code"]
    return TestRound(**{**values, "reason_code": ReasonCode(code) if code else None})
