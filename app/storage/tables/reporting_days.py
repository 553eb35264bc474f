"""Locked reporting days opened again: append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base


class ReportingDayOpeningRow(Base):
    """A locked day opened for a while, or closed before its time; district empty: every district."""

    __tablename__ = "reporting_day_openings"
    __table_args__ = (CheckConstraint("until_instant >= opened_at", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    reporting_date: Mapped[date] = mapped_column(Date, index=True)
    district_code: Mapped[str | None] = mapped_column(CODE)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    until_instant: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)


keep_append_only(ReportingDayOpeningRow.__table__)
