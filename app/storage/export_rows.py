"""Rows of long tables in the order of an index, a batch at a time, as they were known at one revision.

What a revision knew never changes, so the batches of one table fit together although each is read by itself. Between
them the connection is given back: a reader on a slow line must not keep one from those who report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from app.storage.tables.base import table_of
from app.storage.tables.judgement import AssessmentRow
from app.storage.tables.ledger import CaseReportRow
from app.storage.versions import known_at

_BATCH: Final = 10_000
_JUDGED: Final = table_of(AssessmentRow)
_REPORTED: Final = table_of(CaseReportRow)
_JUDGED_ORDER: Final = (_JUDGED.c.ward_code, _JUDGED.c.scheme, _JUDGED.c.as_of)
_REPORTED_ORDER: Final = (
    _REPORTED.c.source,
    _REPORTED.c.reporting_date,
    _REPORTED.c.ward_code,
    _REPORTED.c.version,
)


@dataclass(frozen=True)
class Asked:
    """What part of a table is asked for: days inclusive, None: no bound; `ward_codes` None: all.

    `revision` is what was known; `sources` and `all_versions` concern case reports alone.
    """

    revision: int
    ward_codes: Sequence[str] | None = None
    first_day: date | None = None
    last_day: date | None = None
    sources: tuple[str, ...] | None = None
    all_versions: bool = False


def count_assessments(session: Session, asked: Asked, *, scheme: str) -> int:
    """How many judged days `assessment_rows` gives."""
    return session.scalar(select(func.count()).where(*_of_assessments(asked, scheme))) or 0


def assessment_rows(session: Session, asked: Asked, *, scheme: str) -> Iterator[Row[Any]]:
    """Judged days by ward and day, by the index of wards; the documents of evidence are left in the database."""
    columns = [each for each in _JUDGED.c if each.name not in {"before", "evidence", "indicators"}]
    statement = select(*columns).where(*_of_assessments(asked, scheme))
    return _batches(session, statement, _JUDGED_ORDER)


def _of_assessments(asked: Asked, scheme: str) -> list[ColumnElement[bool]]:
    clauses = [_JUDGED.c.scheme == scheme, known_at(AssessmentRow, asked.revision)]
    return [*clauses, *_narrowed(asked, _JUDGED.c.ward_code, _JUDGED.c.as_of)]


def count_case_rows(session: Session, asked: Asked) -> int:
    """How many rows `case_rows` gives."""
    return session.scalar(select(func.count()).where(*_of_cases(asked))) or 0


def case_rows(session: Session, asked: Asked) -> Iterator[Row[Any]]:
    """Versions of reports by source, day, ward and version, by the index of days."""
    return _batches(session, select(*_REPORTED.c).where(*_of_cases(asked)), _REPORTED_ORDER)


def _of_cases(asked: Asked) -> list[ColumnElement[bool]]:
    if asked.all_versions:
        clauses = [_REPORTED.c.recorded_revision <= asked.revision]
    else:
        clauses = [known_at(CaseReportRow, asked.revision)]
    if asked.sources is not None:
        clauses.append(_REPORTED.c.source.in_(asked.sources))
    return [*clauses, *_narrowed(asked, _REPORTED.c.ward_code, _REPORTED.c.reporting_date)]


def _narrowed(asked: Asked, ward: ColumnElement[str], day: ColumnElement[date]) -> Iterator[ColumnElement[bool]]:
    if asked.ward_codes is not None:
        yield ward.in_(asked.ward_codes)
    if asked.first_day is not None:
        yield day >= asked.first_day
    if asked.last_day is not None:
        yield day <= asked.last_day


def _batches(session: Session, statement: Select[Any], order: Sequence[ColumnElement[Any]]) -> Iterator[Row[Any]]:
    ordered = statement.order_by(*order).limit(_BATCH)
    names = [str(column.key) for column in order]
    rows = session.connection().execute(ordered).all()
    session.rollback()
    while rows:
        yield from rows
        if len(rows) < _BATCH:
            return
        last = [getattr(rows[-1], name) for name in names]
        rows = session.connection().execute(ordered.where(tuple_(*order) > tuple_(*last))).all()
        session.rollback()
