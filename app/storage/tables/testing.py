"""Mass testing: rounds of sampling and campaigns, as versions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE
from app.storage.tables.base import Base

_CURRENT = text("superseded_revision IS NULL")


class TestRoundRow(Base):
    """One version of a round; a change appends the next and closes this one."""

    __tablename__ = "test_rounds"
    __table_args__ = (
        UniqueConstraint("round_id", "version"),
        Index("uq_test_rounds_current", "round_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
        CheckConstraint("(ward_code IS NULL) <> (cordon_id IS NULL)", name="one_unit"),
        CheckConstraint("positives >= 0 AND positives <= samples", name="positives_within_samples"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    round_id: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    ward_code: Mapped[str | None] = mapped_column(CODE, index=True)
    cordon_id: Mapped[str | None] = mapped_column(String(40), index=True)
    started_on: Mapped[date] = mapped_column(Date)
    completed_on: Mapped[date | None] = mapped_column(Date)
    samples: Mapped[int] = mapped_column(Integer)
    positives: Mapped[int] = mapped_column(Integer)
    method: Mapped[str] = mapped_column(String(20))
    pool_size: Mapped[int] = mapped_column(Integer)
    closed_with_reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    reason_code: Mapped[str | None] = mapped_column(String(20))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


class CampaignRow(Base):
    """One version of a campaign; a change appends the next and closes this one."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("campaign_id", "version"),
        Index("uq_campaigns_current", "campaign_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
        CheckConstraint("target_on >= starts_on", name="target_after_start"),
        CheckConstraint("target_pct BETWEEN 1 AND 100", name="target_is_a_share"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    ward_codes: Mapped[list[str]] = mapped_column(JSON)
    district_codes: Mapped[list[str]] = mapped_column(JSON)
    starts_on: Mapped[date] = mapped_column(Date)
    target_on: Mapped[date] = mapped_column(Date)
    target_pct: Mapped[int] = mapped_column(Integer)
    document_number: Mapped[str | None] = mapped_column(String(100))
    signer: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    ended: Mapped[bool] = mapped_column(Boolean)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


keep_append_only(TestRoundRow.__table__, ("superseded_revision",))
keep_append_only(CampaignRow.__table__, ("superseded_revision",))
