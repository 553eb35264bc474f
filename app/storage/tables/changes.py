"""The feed of changes: told once, kept for ever; and how far it has been told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import Instant
from app.storage.tables.base import Base


class ChangeRow(Base):
    """One change of the feed; (revision, number) is its place, without a gap within a revision."""

    __tablename__ = "changes"

    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(64))
    ward_codes: Mapped[list[str]] = mapped_column(JSON)
    district_codes: Mapped[list[str]] = mapped_column(JSON)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ChangeFeedRow(Base):
    """Exactly one row (id 1): the newest revision whose changes are told, and the last change within it.

    `told_until`: what the clock began up to this moment is told, so no write may be dated before it.
    """

    __tablename__ = "change_feed"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    revision: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    told_until: Mapped[datetime | None] = mapped_column(Instant)


keep_append_only(ChangeRow.__table__)
