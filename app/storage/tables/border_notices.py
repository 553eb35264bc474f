"""Notices to neighboring districts, and who has read them: append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base
from app.storage.tables.staff import USERNAME


class BorderNoticeRow(Base):
    """One fact told to one district; `fact` keeps it from being told twice."""

    __tablename__ = "border_notices"
    __table_args__ = (UniqueConstraint("district_code", "fact"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    district_code: Mapped[str] = mapped_column(CODE)
    fact: Mapped[str] = mapped_column(String(160))
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(40))
    subject_name: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(16))
    level: Mapped[str | None] = mapped_column(String(32))
    level_before: Mapped[str | None] = mapped_column(String(32))
    since: Mapped[datetime] = mapped_column(Instant)
    document_number: Mapped[str | None] = mapped_column(Text)
    signer: Mapped[str | None] = mapped_column(Text)
    shared_border_m: Mapped[float] = mapped_column(Float)
    wards: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    approximate: Mapped[bool] = mapped_column(Boolean)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_revision: Mapped[int] = mapped_column(Integer)


class BorderNoticeReadRow(Base):
    """When a member of staff read a notice."""

    __tablename__ = "border_notice_reads"

    username: Mapped[str] = mapped_column(USERNAME, ForeignKey("staff.username"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(Integer, ForeignKey("border_notices.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(Instant)


keep_append_only(BorderNoticeRow.__table__)
keep_append_only(BorderNoticeReadRow.__table__)
