"""What became of units on a day, as versions: a later word about the same day and unit supersedes the earlier."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, Float, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import CODE
from app.storage.tables.base import Base

_BELIEVED = text("superseded_revision IS NULL")


class UnitLineageRow(Base):
    """On a day, a unit (or a part of it) became (a part of) another; shares are of the unit that was, null unknown."""

    __tablename__ = "unit_lineage"
    __table_args__ = (
        CheckConstraint("kind IN ('split', 'merge', 'transfer', 'rename', 'recode')", name="kind"),
        CheckConstraint("provenance IN ('declared', 'measured', 'estimated')", name="provenance"),
        CheckConstraint("population_share IS NULL OR population_share BETWEEN 0 AND 1", name="population_share"),
        CheckConstraint("area_share IS NULL OR area_share BETWEEN 0 AND 1", name="area_share"),
        Index(
            "uq_unit_lineage_believed",
            "happened_on",
            "from_code",
            "to_code",
            unique=True,
            sqlite_where=_BELIEVED,
            postgresql_where=_BELIEVED,
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    happened_on: Mapped[date] = mapped_column(Date)
    from_code: Mapped[str] = mapped_column(CODE)
    to_code: Mapped[str] = mapped_column(CODE)
    population_share: Mapped[float | None] = mapped_column(Float)
    area_share: Mapped[float | None] = mapped_column(Float)
    document_number: Mapped[str | None] = mapped_column(String(100))
    provenance: Mapped[str] = mapped_column(String(10))
    recorded_by: Mapped[str] = mapped_column(String(80))
    recorded_revision: Mapped[int] = mapped_column(Integer, index=True)
    superseded_revision: Mapped[int | None] = mapped_column(Integer, index=True)


keep_append_only(UnitLineageRow.__table__, ("superseded_revision",))
