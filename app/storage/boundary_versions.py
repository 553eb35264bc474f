"""The states of all boundaries that were ever stored, by name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables.register import BoundaryVersionRow


def recorded_versions(session: Session) -> dict[str, int]:
    """The revision that stored each boundary version, oldest first; empty before a register was loaded."""
    statement = select(BoundaryVersionRow.version, BoundaryVersionRow.recorded_revision)
    rows = session.execute(statement.order_by(BoundaryVersionRow.recorded_revision, BoundaryVersionRow.version))
    return {row.version: row.recorded_revision for row in rows}
