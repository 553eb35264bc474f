"""What was judged (assessments), what was in force (statuses), under which policy, by which run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant
from app.storage.one_status import keep_one_status
from app.storage.tables.base import Base

_CURRENT = text("superseded_revision IS NULL")
_NOT_CANCELLED = text("cancelled_revision IS NULL")
_OPEN = text("until_instant IS NULL AND cancelled_revision IS NULL")


class PolicyRow(Base):
    """A policy's text as it was when first adopted; its version is derived from its content."""

    __tablename__ = "policies"

    policy_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    policy_version: Mapped[str] = mapped_column(String(16), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_revision: Mapped[int] = mapped_column(Integer)


class PolicyAdoptionRow(Base):
    """From which day a scheme is judged by which policy; dated, signed, never changed."""

    __tablename__ = "policy_adoptions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40), index=True)
    policy_id: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(16))
    effective_from: Mapped[date] = mapped_column(Date)
    document_number: Mapped[str | None] = mapped_column(String(100))
    signer: Mapped[str | None] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)


class AssessmentRow(Base):
    """One version of one ward's judgement for one reporting day, with everything needed to judge it again.

    The current version has no `superseded_revision`. `*_before` is the state the day began with.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        Index(
            "uq_assessments_current",
            "scheme",
            "as_of",
            "ward_code",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_assessments_ward", "ward_code", "scheme", "as_of"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40))
    ward_code: Mapped[str] = mapped_column(CODE)
    as_of: Mapped[date] = mapped_column(Date)
    closed: Mapped[bool] = mapped_column(Boolean)
    policy_id: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(16))
    boundary_version: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(32))
    raw_level: Mapped[str] = mapped_column(String(32))
    rule_id: Mapped[str] = mapped_column(String(64))
    entered_on: Mapped[date | None] = mapped_column(Date)
    qualifying_days: Mapped[int] = mapped_column(SmallInteger)
    own_level: Mapped[str] = mapped_column(String(32))
    own_raw_level: Mapped[str] = mapped_column(String(32))
    own_rule_id: Mapped[str] = mapped_column(String(64))
    own_entered_on: Mapped[date | None] = mapped_column(Date)
    own_qualifying_days: Mapped[int] = mapped_column(SmallInteger)
    before: Mapped[list[Any]] = mapped_column(JSON)
    window_start: Mapped[date] = mapped_column(Date)
    community_unknown_source: Mapped[int] = mapped_column(Integer)
    community_known_source: Mapped[int] = mapped_column(Integer)
    lockdown_area: Mapped[int] = mapped_column(Integer)
    quarantine: Mapped[int] = mapped_column(Integer)
    imported: Mapped[int] = mapped_column(Integer)
    population: Mapped[int | None] = mapped_column(Integer)
    missing_days: Mapped[int] = mapped_column(SmallInteger)
    closed_days: Mapped[int] = mapped_column(SmallInteger)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    indicators: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    recorded_revision: Mapped[int] = mapped_column(Integer, index=True)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


class StatusRow(Base):
    """What is in force in a ward from one instant until another; never backdated, exactly one at any instant.

    A row may begin in the future; one that was planned and never came into force has a `cancelled_revision`. Triggers
    (SQLite) or an exclusion constraint (PostgreSQL) refuse a second status at an instant: see `one_status`.
    """

    __tablename__ = "statuses"
    __table_args__ = (
        Index(
            "uq_statuses_open",
            "scheme",
            "ward_code",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "uq_statuses_start",
            "scheme",
            "ward_code",
            "from_instant",
            unique=True,
            sqlite_where=_NOT_CANCELLED,
            postgresql_where=_NOT_CANCELLED,
        ),
        # What was in force in a ward as known at a revision counts cancelled rows too, which the two above leave out.
        Index("ix_statuses_ward", "scheme", "ward_code", "from_instant"),
        CheckConstraint("until_instant IS NULL OR until_instant > from_instant", name="begins_before_it_ends"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    scheme: Mapped[str] = mapped_column(String(40))
    ward_code: Mapped[str] = mapped_column(CODE)
    level: Mapped[str] = mapped_column(String(32))
    computed_level: Mapped[str] = mapped_column(String(32))
    confirmed_level: Mapped[str] = mapped_column(String(32))
    awaiting_level: Mapped[str | None] = mapped_column(String(32))
    decided: Mapped[bool] = mapped_column(Boolean)
    decision_id: Mapped[str | None] = mapped_column(String(40))
    cause: Mapped[str] = mapped_column(String(20))
    policy_id: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(16))
    as_of: Mapped[date] = mapped_column(Date)
    from_instant: Mapped[datetime] = mapped_column(Instant, index=True)
    until_instant: Mapped[datetime | None] = mapped_column(Instant)
    from_revision: Mapped[int] = mapped_column(Integer, index=True)
    until_revision: Mapped[int | None] = mapped_column(Integer)
    cancelled_revision: Mapped[int | None] = mapped_column(Integer)


class JobRunRow(Base):
    """One reclassification of one reporting day: claimed and finished in the transaction that did the work."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "scheme", "as_of"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    scheme: Mapped[str] = mapped_column(String(40))
    as_of: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    wards_judged: Mapped[int] = mapped_column(Integer)
    wards_changed: Mapped[int] = mapped_column(Integer)
    duration_s: Mapped[float] = mapped_column(Float)
    started_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)
    problem: Mapped[str | None] = mapped_column(Text)


keep_append_only(PolicyAdoptionRow.__table__)
keep_one_status(StatusRow.__table__)
