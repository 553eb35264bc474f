"""The case ledger: append-only versions of reports, and declarations that stand for missing ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base

_CURRENT = text("superseded_revision IS NULL")


class CaseReportRow(Base):
    """One version of the counts of (ward, reporting day, source); the current one has no `superseded_revision`.

    A withdrawn version has no counts: the day is missing again. Nothing but the closing mark is ever updated.
    """

    __tablename__ = "case_reports"
    __table_args__ = (
        UniqueConstraint("ward_code", "reporting_date", "source", "version"),
        Index(
            "uq_case_reports_current",
            "ward_code",
            "reporting_date",
            "source",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_case_reports_day", "source", "reporting_date", "ward_code"),
        CheckConstraint(
            "community_unknown_source >= 0 AND community_known_source >= 0 AND lockdown_area >= 0 "
            "AND quarantine >= 0 AND imported >= 0",
            name="counts_not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ward_code: Mapped[str] = mapped_column(CODE)
    reporting_date: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    community_unknown_source: Mapped[int | None] = mapped_column(Integer)
    community_known_source: Mapped[int | None] = mapped_column(Integer)
    lockdown_area: Mapped[int | None] = mapped_column(Integer)
    quarantine: Mapped[int | None] = mapped_column(Integer)
    imported: Mapped[int | None] = mapped_column(Integer)
    samples: Mapped[int | None] = mapped_column(Integer)
    positives: Mapped[int | None] = mapped_column(Integer)
    new_f1_contacts: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(String(20))
    reported_by: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column(Instant)
    after_publication: Mapped[bool] = mapped_column(Boolean, server_default=false())
    recorded_revision: Mapped[int] = mapped_column(Integer, index=True)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)
    warnings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))


class ZeroFillRow(Base):
    """A declaration that no report means no cases, for the days first_day ≤ D < end_day.

    `baseline`: signed, “no known cases before D” (first_day empty). `absent_is_zero`: an imported file that lists
    only days with cases.
    """

    __tablename__ = "zero_fills"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date | None] = mapped_column(Date)
    end_day: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(40))
    signer: Mapped[str | None] = mapped_column(String(200))
    document_number: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)


keep_append_only(CaseReportRow.__table__, ("superseded_revision",))
keep_append_only(ZeroFillRow.__table__)
