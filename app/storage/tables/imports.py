"""Files of reports as they are remembered: written once, never changed, never removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import Instant
from app.storage.tables.base import Base


class ImportRow(Base):
    """A file: who sent it and when, what became of its rows, and the faults and rows that go back to be mended."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_at", "at", "import_id"), Index("ix_imports_sha256", "sha256"))

    import_id: Mapped[str] = mapped_column(String(24), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    sent_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date | None] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    rows: Mapped[int] = mapped_column(Integer)
    created: Mapped[int] = mapped_column(Integer)
    corrected: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    fault_count: Mapped[int] = mapped_column(Integer)
    faults: Mapped[list[Any]] = mapped_column(JSON)
    notices: Mapped[list[Any]] = mapped_column(JSON)
    rejected_rows: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int | None] = mapped_column(Integer)
    receipt: Mapped[str | None] = mapped_column(String(20))


class ImportDistrictRow(Base):
    """A district that a file reported of; a file is shown to those who answer for all of its districts."""

    __tablename__ = "import_districts"

    import_id: Mapped[str] = mapped_column(String(24), ForeignKey("imports.import_id"), primary_key=True)
    district_code: Mapped[str] = mapped_column(String(16), primary_key=True)


keep_append_only(ImportRow.__table__)
keep_append_only(ImportDistrictRow.__table__)
