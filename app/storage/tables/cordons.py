"""Cordons (khu phong tỏa) and areas that live beside the colours, as versions."""

from __future__ import annotations

from datetime import date, datetime

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, Boolean, Date, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import Instant, Shape
from app.storage.tables.base import Base


class CordonRow(Base):
    """One version of a cordon; the newest whose moment has come holds."""

    __tablename__ = "cordons"
    __table_args__ = (UniqueConstraint("cordon_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    cordon_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[BaseGeometry] = mapped_column(Shape("MULTIPOLYGON"))
    ward_parts: Mapped[dict[str, float]] = mapped_column(JSON)
    households: Mapped[int | None] = mapped_column(Integer)
    population: Mapped[int | None] = mapped_column(Integer)
    population_estimated: Mapped[bool] = mapped_column(Boolean)
    starts_at: Mapped[datetime | None] = mapped_column(Instant)
    planned_end: Mapped[date | None] = mapped_column(Date)
    quiet_days: Mapped[int] = mapped_column(Integer)
    last_case_on: Mapped[date | None] = mapped_column(Date)
    ward_cases_checked_on: Mapped[date | None] = mapped_column(Date)
    shortest_interval_days: Mapped[int] = mapped_column(Integer)
    longest_interval_days: Mapped[int] = mapped_column(Integer)
    document_number: Mapped[str | None] = mapped_column(String(100))
    signer: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    override: Mapped[bool] = mapped_column(Boolean)
    boundary_version: Mapped[str] = mapped_column(String(64))
    takes_effect_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_revision: Mapped[int] = mapped_column(Integer)


class AreaRow(Base):
    """One version of an area; the newest known one holds."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("area_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    area_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[BaseGeometry | None] = mapped_column(Shape("MULTIPOLYGON"))
    ward_parts: Mapped[dict[str, float]] = mapped_column(JSON)
    directive: Mapped[str | None] = mapped_column(String(4))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)
    document_number: Mapped[str | None] = mapped_column(String(100))
    signer: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    boundary_version: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_revision: Mapped[int] = mapped_column(Integer)


keep_append_only(CordonRow.__table__)
keep_append_only(AreaRow.__table__)
