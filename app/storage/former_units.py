"""Wards that were in force and are no more under their name, code or ground: the spans of validity that have ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.register_change import UnitLevel
from app.storage.tables.register import UnitRow
from app.storage.versions import known_at


@dataclass(frozen=True)
class EndedSpan:
    """A ward over a span of validity that has ended; `until` is the first day without it."""

    code: str
    name: str
    until: date
    shape: BaseGeometry | None


def ended_spans(session: Session) -> list[EndedSpan]:
    """Every span of a ward that has ended, as believed now, the newest first."""
    rows = session.execute(
        select(UnitRow.unit_code, UnitRow.name, UnitRow.valid_to, UnitRow.geometry)
        .where(UnitRow.level == UnitLevel.WARD, known_at(UnitRow, None), UnitRow.valid_to.is_not(None))
        .order_by(UnitRow.valid_to.desc(), UnitRow.unit_code)
    )
    return [EndedSpan(code, name, until, shape) for code, name, until, shape in rows if until is not None]
