"""Staff, their districts, their sessions and keys, and the counters that slow down guessing."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.vocabulary import Role
from app.storage.columns import CODE, Instant
from app.storage.tables.base import Base

USERNAME = String(64)
SHA256 = String(64)


class StaffRow(Base):
    """A member of staff; never deleted, only made inactive, since the ledger names them."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(role.value) for role in Role)})", name="known_role"),)

    username: Mapped[str] = mapped_column(USERNAME, primary_key=True)
    display_name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, server_default=true())
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer, server_default="1")
    must_change_password: Mapped[bool] = mapped_column(Boolean, server_default=false())


class StaffDistrictRow(Base):
    """One district a reporter or supervisor answers for; other roles have none and see all."""

    __tablename__ = "staff_districts"

    username: Mapped[str] = mapped_column(ForeignKey("staff.username"), primary_key=True)
    district_code: Mapped[str] = mapped_column(CODE, primary_key=True)


class SessionRow(Base):
    """A signed-in session; the token itself is never stored."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "username", "expires_at"),)

    token_sha256: Mapped[str] = mapped_column(SHA256, primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("staff.username"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    device: Mapped[str | None] = mapped_column(String(60))
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)


class ApiKeyRow(Base):
    """A personal key for a machine; stands until its end or until revoked, and the secret itself is never stored."""

    __tablename__ = "api_keys"

    key_sha256: Mapped[str] = mapped_column(SHA256, primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("staff.username"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    last_used_on: Mapped[date | None] = mapped_column(Date)


class SignInAttemptRow(Base):
    """Wrong tries of one account or one address; the subject is a hash, since a password may be typed as a name."""

    __tablename__ = "sign_in_attempts"

    subject_sha256: Mapped[str] = mapped_column(SHA256, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_failed_at: Mapped[datetime] = mapped_column(Instant, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
