"""The site itself: one row that orders all writes, and the log of revisions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, Integer, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.append_only import keep_append_only
from app.storage.columns import Instant
from app.storage.tables.base import Base


class SiteRow(Base):
    """Exactly one row (id 1): the present revision, and what is true of the whole site.

    Every writing transaction locks it first, so that writes have one order on both databases and a judgement always
    sees the counts that came before it.
    """

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    revision: Mapped[int] = mapped_column(Integer)
    committed_at: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    first_day: Mapped[date] = mapped_column(Date)
    drill: Mapped[bool] = mapped_column(Boolean, server_default=false())


class RevisionRow(Base):
    """One committed write: its number, its moment (never earlier than the one before), its kind and its author."""

    __tablename__ = "revisions"

    revision: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    committed_at: Mapped[datetime] = mapped_column(Instant, index=True)
    kind: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(80))


class DrillRow(Base):
    """Exactly one row (id 1), on a drill site: which scenario it plays, and how far it has come.

    `last_day` empty: it is gone on with for ever. `outbreak_ids` are those stored, by their key in the scenario.
    """

    __tablename__ = "drills"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    seed: Mapped[int] = mapped_column(Integer)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date | None] = mapped_column(Date)
    played_until: Mapped[datetime | None] = mapped_column(Instant)
    outbreak_ids: Mapped[dict[str, str]] = mapped_column(JSON)


keep_append_only(RevisionRow.__table__)
