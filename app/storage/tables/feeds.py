"""Feed tokens: addresses that calendar programs subscribe to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base


class FeedTokenRow(Base):
    """A token of one member for one feed; stands until revoked, and the secret itself is never stored.

    `district_code`: only what is of this district; None: all the member answers for.
    """

    __tablename__ = "feed_tokens"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("staff.username"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    district_code: Mapped[str | None] = mapped_column(CODE)
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    last_used_on: Mapped[date | None] = mapped_column(Date)
