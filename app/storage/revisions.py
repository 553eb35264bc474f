"""The order of all writes: each writing transaction takes the next revision before it reads anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Unavailable
from app.storage.tables.changes import ChangeFeedRow
from app.storage.tables.site import RevisionRow, SiteRow


@dataclass(frozen=True)
class Revision:
    """The number and the moment of one write; moments never run backwards, whatever the machine's clock does."""

    number: int
    committed_at: datetime


@dataclass(frozen=True)
class Site:
    """What is true of the whole site."""

    revision: int
    committed_at: datetime
    first_day: date
    drill: bool


def create_site(session: Session, *, now: datetime, first_day: date) -> None:
    """Lay the one row that orders all writes, if it is not there yet."""
    if session.get(SiteRow, 1) is None:
        session.add(SiteRow(id=1, revision=0, committed_at=now, created_at=now, first_day=first_day, drill=False))
        session.flush()


def mark_drill(session: Session, *, begins_at: datetime, first_day: date) -> None:
    """Make the site a drill, for ever, and let its time begin at an earlier moment.

    Only for a site on which nothing has been reported or judged: later revisions count from that moment.
    """
    site = session.scalars(select(SiteRow).where(SiteRow.id == 1)).one()
    site.drill = True
    site.first_day = first_day
    site.committed_at = begins_at
    session.execute(update(ChangeFeedRow).values(told_until=None))
    session.flush()


def lock_site(session: Session) -> None:
    """Let no write come between until this transaction ends, without taking a revision."""
    session.scalars(select(SiteRow.id).where(SiteRow.id == 1).with_for_update()).one_or_none()


def begin_write(session: Session, *, now: datetime, kind: str, actor: str) -> Revision:
    """Lock the site and take the next revision; call it first in every writing transaction.

    Args:
        session: an open session; the lock is held until it commits or rolls back.
        now: the clock's moment; moved forward when it is not after the last revision's.
        kind: what is being written, for the log: `case_report`, `outbreak`, `reclassification`, …
        actor: user name, or `system`.

    Raises:
        Unavailable: the site was never initialised.
    """
    site = session.scalars(select(SiteRow).where(SiteRow.id == 1).with_for_update()).one_or_none()
    if site is None:
        raise Unavailable
    session.refresh(site)
    site.revision += 1
    site.committed_at = max(now, _told_until(session, site.committed_at) + timedelta(microseconds=1))
    session.execute(
        insert(RevisionRow).values(revision=site.revision, committed_at=site.committed_at, kind=kind, actor=actor)
    )
    session.flush()
    return Revision(site.revision, site.committed_at)


def _told_until(session: Session, committed_at: datetime) -> datetime:
    """The moment a write comes after: the last one, or what the clock has begun since and readers have been told."""
    told = session.scalar(select(ChangeFeedRow.told_until).where(ChangeFeedRow.id == 1))
    return committed_at if told is None else max(told, committed_at)


def read_site(session: Session) -> Site | None:
    """The site's row as a record; None before `init`."""
    row = session.get(SiteRow, 1, populate_existing=True)
    return None if row is None else Site(row.revision, row.committed_at, row.first_day, row.drill)


def current_revision(session: Session) -> int:
    """The newest committed revision; 0 on a site that never wrote. One row by primary key."""
    return session.scalar(select(SiteRow.revision).where(SiteRow.id == 1)) or 0


def revision_known_at(session: Session, instant: datetime) -> int:
    """The newest revision committed at or before an instant; 0 if there was none."""
    return session.scalar(select(func.max(RevisionRow.revision)).where(RevisionRow.committed_at <= instant)) or 0


def committed_at(session: Session, number: int) -> datetime | None:
    """When a revision was committed; None for 0 and for one that never was. One row by primary key."""
    return session.scalar(select(RevisionRow.committed_at).where(RevisionRow.revision == number))


def revisions(session: Session) -> list[Revision]:
    """Every revision in commit order."""
    rows = session.execute(select(RevisionRow.revision, RevisionRow.committed_at).order_by(RevisionRow.revision))
    return [Revision(number, committed_at) for number, committed_at in rows]


def revisions_after(session: Session, number: int, *, limit: int) -> list[Revision]:
    """The next revisions after a number, in commit order."""
    rows = session.execute(
        select(RevisionRow.revision, RevisionRow.committed_at)
        .where(RevisionRow.revision > number)
        .order_by(RevisionRow.revision)
        .limit(limit)
    )
    return [Revision(each, committed_at) for each, committed_at in rows]
