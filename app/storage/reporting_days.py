"""Openings of locked reporting days: append one, read those of some days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from app.domain.day_openings import DayOpening
from app.storage.tables.reporting_days import ReportingDayOpeningRow


def add_opening(session: Session, opening: DayOpening) -> None:
    """Append an opening, or the early end of one."""
    session.execute(
        insert(ReportingDayOpeningRow).values(
            reporting_date=opening.reporting_date,
            district_code=opening.district_code,
            opened_at=opening.opened_at,
            until_instant=opening.until,
            reason=opening.reason,
            opened_by=opening.opened_by,
            recorded_revision=opening.recorded_revision,
        )
    )


def openings_of(session: Session, days: Collection[date]) -> list[DayOpening]:
    """Every opening of some days, in the order they were recorded."""
    if not days:
        return []
    return _read(session, select(ReportingDayOpeningRow).where(ReportingDayOpeningRow.reporting_date.in_(days)))


def openings_between(session: Session, first_day: date, last_day: date) -> list[DayOpening]:
    """Every opening of the days between two, both included, in the order they were recorded."""
    between = ReportingDayOpeningRow.reporting_date.between(first_day, last_day)
    return _read(session, select(ReportingDayOpeningRow).where(between))


def _read(session: Session, statement: Select[ReportingDayOpeningRow]) -> list[DayOpening]:
    return [
        DayOpening(
            reporting_date=row.reporting_date,
            district_code=row.district_code,
            opened_at=row.opened_at,
            until=row.until_instant,
            reason=row.reason,
            opened_by=row.opened_by,
            recorded_revision=row.recorded_revision,
        )
        for row in session.scalars(statement.order_by(ReportingDayOpeningRow.id))
    ]
