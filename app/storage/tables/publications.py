"""Publications and their files: written once, never changed, never removed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import Instant
from app.storage.tables.base import Base


class PublicationRow(Base):
    """The head of a publication; numbers run 1, 2, 3, … without a gap, and each is superseded by one other at most."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("supersedes IS NULL OR supersedes < number", name="supersedes_earlier"),
    )

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    scheme: Mapped[str] = mapped_column(String(40))
    as_of: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)
    recorded_revision: Mapped[int] = mapped_column(Integer, unique=True)
    policy_id: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(16))
    boundary_version: Mapped[str] = mapped_column(String(64))
    boundary_status: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    signer: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str] = mapped_column(String(300))
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by: Mapped[str] = mapped_column(String(80))
    supersedes: Mapped[int | None] = mapped_column(Integer, ForeignKey("publications.number"), unique=True)
    totals: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class PublicationFileRow(Base):
    """One form of a publication, byte for byte as it was given out."""

    __tablename__ = "publication_files"

    publication: Mapped[int] = mapped_column(Integer, ForeignKey("publications.number"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)


keep_append_only(PublicationRow.__table__)
keep_append_only(PublicationFileRow.__table__)
