"""Declared barriers (rivers, canals), as versions."""

from __future__ import annotations

from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, CheckConstraint, Date, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import Shape
from app.storage.tables.base import Base

_CURRENT = text("superseded_revision IS NULL")


class BarrierRow(Base):
    """One version of a barrier; a change appends the next and closes this one."""

    __tablename__ = "barriers"
    __table_args__ = (
        UniqueConstraint("barrier_id", "version"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
        Index("uq_barriers_current", "barrier_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    barrier_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    pairs: Mapped[list[list[str]]] = mapped_column(JSON)
    line: Mapped[BaseGeometry | None] = mapped_column(Shape("GEOMETRY"))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    document_number: Mapped[str | None] = mapped_column(String(100))
    provenance: Mapped[str] = mapped_column(String(20))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


keep_append_only(BarrierRow.__table__, ("superseded_revision",))
