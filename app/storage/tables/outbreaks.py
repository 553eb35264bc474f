"""Outbreaks (ổ dịch) and their rings, as versions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE, Instant, Shape
from app.storage.tables.base import Base

_CURRENT = text("superseded_revision IS NULL")


class OutbreakRow(Base):
    """One version of a declared outbreak; a change appends the next and closes this one."""

    __tablename__ = "outbreaks"
    __table_args__ = (
        UniqueConstraint("outbreak_id", "version"),
        Index(
            "uq_outbreaks_current",
            "outbreak_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    outbreak_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    opened_on: Mapped[date] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    source_known: Mapped[bool] = mapped_column(Boolean)
    setting: Mapped[str] = mapped_column(String(20))
    place: Mapped[BaseGeometry | None] = mapped_column(Shape("GEOMETRY"))
    ward_codes: Mapped[list[str]] = mapped_column(JSON)
    linked_ward_codes: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


class RingRow(Base):
    """One version of an outbreak's rings: what an order (or a proposal) made of them, and from when on."""

    __tablename__ = "rings"
    __table_args__ = (
        UniqueConstraint("outbreak_id", "version"),
        Index("uq_rings_current", "outbreak_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    outbreak_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(10))
    mode: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    document_number: Mapped[str | None] = mapped_column(String(100))
    signer: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    planned_end: Mapped[date | None] = mapped_column(Date)
    boundary_version: Mapped[str] = mapped_column(String(64))
    population_estimated: Mapped[bool] = mapped_column(Boolean)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer)
    superseded_revision: Mapped[int | None] = mapped_column(Integer)


class RingLayerRow(Base):
    """One layer of one version of rings, with its own shape."""

    __tablename__ = "ring_layers"

    ring_id: Mapped[int] = mapped_column(ForeignKey("rings.id"), primary_key=True)
    layer: Mapped[str] = mapped_column(String(8), primary_key=True)
    shape: Mapped[BaseGeometry | None] = mapped_column(Shape("MULTIPOLYGON"))
    population: Mapped[int | None] = mapped_column(Integer)
    population_estimated: Mapped[bool] = mapped_column(Boolean)
    area_km2: Mapped[float] = mapped_column(Float)


class RingWardRow(Base):
    """The strictest layer of a version of rings that touches a ward; `partial`: only a part of it."""

    __tablename__ = "ring_wards"

    ring_id: Mapped[int] = mapped_column(ForeignKey("rings.id"), primary_key=True)
    ward_code: Mapped[str] = mapped_column(CODE, primary_key=True)
    layer: Mapped[str] = mapped_column(String(8))
    partial: Mapped[bool] = mapped_column(Boolean)


keep_append_only(OutbreakRow.__table__, ("superseded_revision",))
keep_append_only(RingRow.__table__, ("superseded_revision",))
