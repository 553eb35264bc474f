"""Answers kept under the key of the caller, so that a write sent again is answered, not repeated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import Instant
from app.storage.tables.base import Base


class IdempotencyKeyRow(Base):
    """One answered write; a key belongs to its user."""

    __tablename__ = "idempotency_keys"

    username: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    call: Mapped[str] = mapped_column(String(400))
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column(Integer)
    response_body: Mapped[str] = mapped_column(Text)
    response_headers: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)
    revision: Mapped[int | None] = mapped_column(Integer)
