"""Moves of cases between wards: which two versions of reports they made, and why."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE
from app.storage.tables.base import Base


class CaseTransferRow(Base):
    """One move, named by its revision; `from_version` and `to_version` are the versions it made."""

    __tablename__ = "case_transfers"
    __table_args__ = (
        CheckConstraint("from_ward_code <> to_ward_code", name="two_wards"),
        CheckConstraint(
            "community_unknown_source >= 0 AND community_known_source >= 0 AND lockdown_area >= 0 "
            "AND quarantine >= 0 AND imported >= 0",
            name="counts_not_negative",
        ),
    )

    recorded_revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    reporting_date: Mapped[date] = mapped_column(Date, index=True)
    source: Mapped[str] = mapped_column(String(40))
    from_ward_code: Mapped[str] = mapped_column(CODE)
    to_ward_code: Mapped[str] = mapped_column(CODE)
    community_unknown_source: Mapped[int] = mapped_column(Integer)
    community_known_source: Mapped[int] = mapped_column(Integer)
    lockdown_area: Mapped[int] = mapped_column(Integer)
    quarantine: Mapped[int] = mapped_column(Integer)
    imported: Mapped[int] = mapped_column(Integer)
    from_version: Mapped[int] = mapped_column(Integer)
    to_version: Mapped[int] = mapped_column(Integer)
    reason_code: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(80))


keep_append_only(CaseTransferRow.__table__)
