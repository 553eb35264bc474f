"""The register of units and their boundaries, kept in two times: when a unit is in force, and when we knew it.

A row is never changed but for `superseded_revision`, which says from which revision on it is no longer believed. What
was in force on a day, as known at a revision, is therefore always one `WHERE`.
"""

from __future__ import annotations

from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import CheckConstraint, Date, Float, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import CODE, Shape
from app.storage.tables.base import Base

_BELIEVED = text("superseded_revision IS NULL")
BOUNDARY_VERSION = String(16)


class BoundaryVersionRow(Base):
    """One state of all boundaries, named by a digest of its content; the same content has the same name for ever.

    `tolerance_m` is the width up to which gaps and overlaps were closed on import, null when it was stored as it came.
    """

    __tablename__ = "boundary_versions"
    __table_args__ = (CheckConstraint("boundary_status IN ('schematic', 'official')", name="boundary_status"),)

    version: Mapped[str] = mapped_column(BOUNDARY_VERSION, primary_key=True)
    boundary_status: Mapped[str] = mapped_column(String(10))
    notice_vi: Mapped[str | None] = mapped_column(Text)
    notice_en: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    tolerance_m: Mapped[float | None] = mapped_column(Float)
    unit_count: Mapped[int] = mapped_column(Integer)
    metric_epsg: Mapped[int] = mapped_column(Integer)
    recorded_revision: Mapped[int] = mapped_column(Integer)


class UnitRow(Base):
    """One unit over one span of validity `[valid_from, valid_to)`, as recorded at one revision.

    `boundary_version` names the state of all boundaries that the recording revision left behind. Districts carry no
    shape: theirs is the union of their wards.
    """

    __tablename__ = "units"
    __table_args__ = (
        CheckConstraint("level IN ('ward', 'district')", name="level"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        CheckConstraint("population IS NULL OR population >= 0", name="population"),
        CheckConstraint("superseded_revision IS NULL OR superseded_revision > recorded_revision", name="superseded"),
        Index(
            "uq_units_believed",
            "level",
            "unit_code",
            "valid_from",
            unique=True,
            sqlite_where=_BELIEVED,
            postgresql_where=_BELIEVED,
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_code: Mapped[str] = mapped_column(CODE, index=True)
    level: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_fold: Mapped[str] = mapped_column(String(120), index=True)
    parent_code: Mapped[str | None] = mapped_column(CODE, index=True)
    population: Mapped[int | None] = mapped_column(Integer)
    population_on: Mapped[date | None] = mapped_column(Date)
    area_km2: Mapped[float | None] = mapped_column(Float)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    geometry: Mapped[BaseGeometry | None] = mapped_column(Shape("MULTIPOLYGON"))
    boundary_version: Mapped[str] = mapped_column(BOUNDARY_VERSION, ForeignKey("boundary_versions.version"), index=True)
    recorded_revision: Mapped[int] = mapped_column(Integer, index=True)
    superseded_revision: Mapped[int | None] = mapped_column(Integer, index=True)


class UnitBorderRow(Base):
    """Two wards of one boundary version and the metres of border they share (> 0); each pair once, lower code first."""

    __tablename__ = "unit_borders"
    __table_args__ = (
        CheckConstraint("code_a <> code_b", name="two_wards"),
        CheckConstraint("shared_border_m > 0", name="shared_border_m"),
    )

    boundary_version: Mapped[str] = mapped_column(
        BOUNDARY_VERSION, ForeignKey("boundary_versions.version"), primary_key=True
    )
    code_a: Mapped[str] = mapped_column(CODE, primary_key=True)
    code_b: Mapped[str] = mapped_column(CODE, primary_key=True)
    shared_border_m: Mapped[float] = mapped_column(Float)
