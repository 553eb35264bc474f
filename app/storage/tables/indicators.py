"""Values beside case counts: append-only versions of what was reported of a unit, an indicator and a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, Double, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base

_CURRENT = text("superseded_revision IS NULL")
INDICATOR_ID = String(64)


class IndicatorValueRow(Base):
    """One version of a value; the current one has no `superseded_revision`, a withdrawn one no value.

    Nothing but the closing mark is ever updated.
    """

    __tablename__ = "indicator_values"
    __table_args__ = (
        UniqueConstraint(
            "indicator_id",
            "source",
            "unit_kind",
            "unit_code",
            "reported_on",
            "version",
            name="uq_indicator_values_version",
        ),
        Index(
            "uq_indicator_values_current",
            "indicator_id",
            "source",
            "unit_kind",
            "unit_code",
            "reported_on",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_indicator_values_day", "indicator_id", "source", "reported_on"),
        CheckConstraint("unit_kind IN ('ward', 'district', 'city')", name="unit_kind"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_kind: Mapped[str] = mapped_column(String(10))
    unit_code: Mapped[str] = mapped_column(CODE)
    indicator_id: Mapped[str] = mapped_column(INDICATOR_ID)
    reported_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    value: Mapped[float | None] = mapped_column(Double)
    note: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(String(20))
    reported_by: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column(Instant)
    recorded_revision: Mapped[int] = mapped_column(Integer, index=True)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


keep_append_only(IndicatorValueRow.__table__, ("superseded_revision",))
