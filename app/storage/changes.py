"""The feed of changes: append what is told, read on from a place, and know how far it has been told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from app.domain.changes import Change, ChangeId, ChangeKind
from app.storage.tables.changes import ChangeFeedRow, ChangeRow


@dataclass(frozen=True)
class FeedHead:
    """How far the feed has been told: the revision, the last change within it, the last switch of the clock."""

    revision: int = 0
    number: int = 0
    told_until: datetime | None = None


def feed_head(session: Session) -> FeedHead:
    """How far the feed has been told, by one row."""
    row = session.get(ChangeFeedRow, 1, populate_existing=True)
    return FeedHead() if row is None else FeedHead(row.revision, row.number, row.told_until)


def lock_feed(session: Session) -> FeedHead:
    """The same, and nobody else tells until this transaction ends."""
    row = session.scalars(select(ChangeFeedRow).where(ChangeFeedRow.id == 1).with_for_update()).one_or_none()
    if row is None:
        session.add(ChangeFeedRow(id=1, revision=0, number=0, told_until=None))
        session.flush()
        return FeedHead()
    session.refresh(row)
    return FeedHead(row.revision, row.number, row.told_until)


def move_feed(session: Session, head: FeedHead) -> None:
    """Say how far the feed has been told now."""
    row = session.get_one(ChangeFeedRow, 1)
    row.revision, row.number, row.told_until = head.revision, head.number, head.told_until
    session.flush()


def add_changes(session: Session, changes: Sequence[Change]) -> None:
    """Append changes; the place of each must be new."""
    values = [
        {
            "revision": each.id.revision,
            "number": each.id.number,
            "at": each.at,
            "kind": each.kind.value,
            "subject": each.subject,
            "ward_codes": list(each.ward_codes),
            "district_codes": list(each.district_codes),
            "before": None if each.before is None else dict(each.before),
            "after": None if each.after is None else dict(each.after),
        }
        for each in changes
    ]
    if values:
        session.execute(insert(ChangeRow), values)


def changes_after(session: Session, after: ChangeId, *, limit: int, until: ChangeId | None = None) -> list[Change]:
    """The next changes after a place (up to another, inclusive), in order; empty at the end. By the primary key."""
    place = tuple_(ChangeRow.revision, ChangeRow.number)
    statement = select(ChangeRow).where(place > (after.revision, after.number))
    if until is not None:
        statement = statement.where(place <= (until.revision, until.number))
    rows = session.scalars(statement.order_by(ChangeRow.revision, ChangeRow.number).limit(limit))
    return [_change(row) for row in rows]


def find_change(session: Session, place: ChangeId) -> Change | None:
    """One change; None: no such."""
    row = session.get(ChangeRow, (place.revision, place.number))
    return None if row is None else _change(row)


def newest_change(session: Session) -> ChangeId:
    """The place of the newest change; (0, 0) before the first."""
    place = select(ChangeRow.revision, ChangeRow.number)
    row = session.execute(place.order_by(ChangeRow.revision.desc(), ChangeRow.number.desc()).limit(1)).one_or_none()
    return ChangeId(0, 0) if row is None else ChangeId(row.revision, row.number)


def _change(row: ChangeRow) -> Change:
    return Change(
        id=ChangeId(row.revision, row.number),
        at=row.at,
        kind=ChangeKind(row.kind),
        subject=row.subject,
        ward_codes=tuple(row.ward_codes),
        district_codes=tuple(row.district_codes),
        before=row.before,
        after=row.after,
    )
