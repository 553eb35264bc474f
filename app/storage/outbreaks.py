"""Outbreaks: append versions, read what was current now or then."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.records import Outbreak
from app.domain.vocabulary import OutbreakSetting
from app.storage.tables.outbreaks import OutbreakRow
from app.storage.versions import known_at


def add_outbreak(session: Session, outbreak: Outbreak, *, recorded_by: str) -> None:
    """Append a version; close the one before first (see `close_outbreak_version`)."""
    session.add(
        OutbreakRow(
            outbreak_id=outbreak.outbreak_id,
            version=outbreak.version,
            name=outbreak.name,
            opened_on=outbreak.opened_on,
            closed_on=outbreak.closed_on,
            source_known=outbreak.source_known,
            setting=outbreak.setting,
            place=outbreak.place,
            ward_codes=list(outbreak.ward_codes),
            linked_ward_codes=list(outbreak.linked_ward_codes),
            note=outbreak.note,
            recorded_by=recorded_by,
            recorded_revision=outbreak.recorded_revision,
        )
    )
    session.flush()


def close_outbreak_version(session: Session, outbreak_id: str, *, revision: int) -> None:
    """Mark the current version as superseded."""
    session.execute(
        update(OutbreakRow)
        .where(OutbreakRow.outbreak_id == outbreak_id, known_at(OutbreakRow, None))
        .values(superseded_revision=revision)
    )


def outbreaks(session: Session, *, known_revision: int | None = None) -> list[Outbreak]:
    """All outbreaks, open and closed, in the order of their ids."""
    rows = session.scalars(
        select(OutbreakRow).where(known_at(OutbreakRow, known_revision)).order_by(OutbreakRow.outbreak_id)
    )
    return [_outbreak(row) for row in rows]


def outbreak_versions(session: Session, *, known_revision: int | None = None) -> list[Outbreak]:
    """Every version of every outbreak recorded by a revision, by id, oldest first."""
    statement = select(OutbreakRow)
    if known_revision is not None:
        statement = statement.where(OutbreakRow.recorded_revision <= known_revision)
    return [_outbreak(row) for row in session.scalars(statement.order_by(OutbreakRow.outbreak_id, OutbreakRow.version))]


def first_opened_on(session: Session, *, known_revision: int | None = None) -> date | None:
    """The earliest opening day any version ever named; None when none was declared."""
    statement = select(func.min(OutbreakRow.opened_on))
    if known_revision is not None:
        statement = statement.where(OutbreakRow.recorded_revision <= known_revision)
    return session.scalar(statement)


def find_outbreak(session: Session, outbreak_id: str) -> Outbreak | None:
    """The current version of one outbreak."""
    row = session.scalars(
        select(OutbreakRow).where(OutbreakRow.outbreak_id == outbreak_id, known_at(OutbreakRow, None))
    ).one_or_none()
    return None if row is None else _outbreak(row)


def _outbreak(row: OutbreakRow) -> Outbreak:
    return Outbreak(
        outbreak_id=row.outbreak_id,
        version=row.version,
        name=row.name,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        source_known=row.source_known,
        setting=OutbreakSetting(row.setting),
        place=row.place,
        ward_codes=tuple(row.ward_codes),
        linked_ward_codes=tuple(row.linked_ward_codes),
        note=row.note,
        recorded_revision=row.recorded_revision,
    )
