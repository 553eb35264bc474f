"""Decisions about levels, their revocations, approvals of falls, and which districts ask for approval: append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base


class DecisionRow(Base):
    """A level decided for a ward by a signed document; ended early by a revocation, never changed."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("until_instant IS NULL OR until_instant > from_instant", name="begins_before_it_ends"),
        Index("ix_decisions_ward", "ward_code", "scheme"),
    )

    decision_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40))
    ward_code: Mapped[str] = mapped_column(CODE)
    level: Mapped[str] = mapped_column(String(32))
    policy_id: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(16))
    from_instant: Mapped[datetime] = mapped_column(Instant)
    until_instant: Mapped[datetime | None] = mapped_column(Instant)
    document_number: Mapped[str] = mapped_column(String(100))
    signer: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)


class DecisionRevocationRow(Base):
    """The end of a decision before its own; at most one a decision."""

    __tablename__ = "decision_revocations"

    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    revoked_at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    document_number: Mapped[str | None] = mapped_column(String(100))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)


class ApprovalRow(Base):
    """One ward's fall approved, at the revision that recorded it."""

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40))
    ward_code: Mapped[str] = mapped_column(CODE)
    level: Mapped[str] = mapped_column(String(32))
    document_number: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer, index=True)


class ApprovalModeRow(Base):
    """From which revision on falls in a district wait for approval, or no longer do."""

    __tablename__ = "approval_modes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40))
    district_code: Mapped[str | None] = mapped_column(CODE)
    needs_approval: Mapped[bool] = mapped_column(Boolean)
    document_number: Mapped[str | None] = mapped_column(String(100))
    signer: Mapped[str | None] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)


for _rows in (DecisionRow, DecisionRevocationRow, ApprovalRow, ApprovalModeRow):
    keep_append_only(_rows.__table__)
