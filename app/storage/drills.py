"""The drill a site plays: which scenario, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables.site import DrillRow


@dataclass(frozen=True)
class Drill:
    """A scenario by its seed and first day; all its events up to and including `played_until` stand in the ledger.

    `last_day` None: it goes on for ever. `outbreak_ids` names the stored outbreaks by their key in the scenario.
    """

    seed: int
    first_day: date
    last_day: date | None
    played_until: datetime | None
    outbreak_ids: Mapping[str, str]


def read_drill(session: Session, *, lock: bool = False) -> Drill | None:
    """The site's drill; None on a real site.

    Args:
        lock: keep others from going on with it until the transaction ends.
    """
    statement = select(DrillRow).where(DrillRow.id == 1).execution_options(populate_existing=True)
    row = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        return None
    return Drill(row.seed, row.first_day, row.last_day, row.played_until, dict(row.outbreak_ids))


def start_drill(session: Session, *, seed: int, first_day: date, last_day: date | None) -> None:
    """Record which scenario the site plays from now on."""
    session.add(DrillRow(id=1, seed=seed, first_day=first_day, last_day=last_day, played_until=None, outbreak_ids={}))
    session.flush()


def set_last_day(session: Session, last_day: date | None) -> None:
    """Let the drill end on a day, or go on for ever."""
    _row(session).last_day = last_day
    session.flush()


def note_played(session: Session, *, until: datetime, outbreak_ids: Mapping[str, str]) -> None:
    """Record how far the drill has come, in the transaction that wrote it."""
    row = _row(session)
    row.played_until = until
    row.outbreak_ids = dict(outbreak_ids)
    session.flush()


def _row(session: Session) -> DrillRow:
    return session.scalars(select(DrillRow).where(DrillRow.id == 1)).one()
