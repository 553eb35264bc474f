"""The audit: who did or was refused what; append-only by triggers of the database, each line chained to the last."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, CheckConstraint, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import append_only_ddl, keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base


class AuditRow(Base):
    """One line; ids run 1, 2, 3, … without a gap, and each line holds the digest of the one before it."""

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("outcome IN ('done', 'refused', 'failed')", name="known_outcome"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    role: Mapped[str | None] = mapped_column(String(16))
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(200))
    district_code: Mapped[str | None] = mapped_column(CODE, index=True)
    outcome: Mapped[str] = mapped_column(String(8))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    request_id: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int | None] = mapped_column(Integer)
    previous_sha256: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))


_TABLE: Final = AuditRow.__table__
assert isinstance(_TABLE, Table)
keep_append_only(_TABLE)

SQLITE_TRIGGERS: Final = append_only_ddl(_TABLE, "sqlite")
POSTGRESQL_TRIGGERS: Final = append_only_ddl(_TABLE, "postgresql")
