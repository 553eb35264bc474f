"""Webhooks and their messages: working state, changed in place; who changed what stands in the audit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import Instant
from app.storage.tables.base import Base


class WebhookRow(Base):
    """One subscription; a removed one stays for its messages, without its secrets."""

    __tablename__ = "webhooks"

    webhook_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    description: Mapped[str | None] = mapped_column(String(200))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    district_codes: Mapped[list[str]] = mapped_column(JSON)
    sealed_secret: Mapped[str] = mapped_column(Text)
    sealed_secret_before: Mapped[str | None] = mapped_column(Text)
    secret_before_until: Mapped[datetime | None] = mapped_column(Instant)
    disabled_because: Mapped[str | None] = mapped_column(String(20))
    place_revision: Mapped[int] = mapped_column(Integer)
    place_number: Mapped[int] = mapped_column(Integer)
    failing_since: Mapped[datetime | None] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(80))
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class WebhookDeliveryRow(Base):
    """One message: a change of the feed on its way to one webhook."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "revision", "number"),
        Index("ix_webhook_deliveries_due", "webhook_id", "state", "due_at"),
    )

    delivery_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.webhook_id"))
    revision: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime] = mapped_column(Instant)
    last_tried_at: Mapped[datetime | None] = mapped_column(Instant)
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_fault: Mapped[str | None] = mapped_column(String(200))
