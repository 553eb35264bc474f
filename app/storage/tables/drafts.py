"""What somebody has typed into a day's sheet and not sent yet."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base
from app.storage.tables.staff import USERNAME


class ReportDraftRow(Base):
    """One person's sheet of one district and day; emptied when sent, so that its version never runs backwards."""

    __tablename__ = "report_drafts"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        Index(None, "district_code", "reporting_date"),
    )

    username: Mapped[str] = mapped_column(USERNAME, ForeignKey("staff.username"), primary_key=True)
    district_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    reporting_date: Mapped[date] = mapped_column(Date, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    cells: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Instant, index=True)
