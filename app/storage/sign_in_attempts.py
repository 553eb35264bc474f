"""Counters of wrong sign-ins, by account and by address, each row locked while it is weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.storage.tables.staff import SignInAttemptRow

_PRUNED_AT_ONCE = 100


@dataclass(frozen=True)
class Tally:
    """What stands against one subject; nothing does when `failures` is 0."""

    failures: int
    last_failed_at: datetime
    locked_until: datetime | None


def locks_of(session: Session, subjects_sha256: Sequence[str]) -> list[datetime]:
    """The moments until which any of these subjects is locked, past ones too; nothing is held. One query by key."""
    query = select(SignInAttemptRow.locked_until).where(SignInAttemptRow.subject_sha256.in_(subjects_sha256))
    return [locked_until for locked_until in session.scalars(query) if locked_until is not None]


def lock_tally(session: Session, subject_sha256: str, *, now: datetime) -> Tally:
    """What stands against a subject, its row made if need be and held until the transaction ends. One statement."""
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"subject_sha256": subject_sha256, "failures": 0, "last_failed_at": now, "locked_until": None}
    # An update that changes nothing holds the row, also when it was there before.
    held = (
        make(SignInAttemptRow)
        .values(row)
        .on_conflict_do_update(index_elements=["subject_sha256"], set_={"failures": SignInAttemptRow.failures})
        .returning(SignInAttemptRow.failures, SignInAttemptRow.last_failed_at, SignInAttemptRow.locked_until)
    )
    return Tally(*session.execute(held).one())


def store_tally(session: Session, subject_sha256: str, tally: Tally) -> None:
    """Replace what stands against a held subject."""
    session.execute(
        update(SignInAttemptRow)
        .where(SignInAttemptRow.subject_sha256 == subject_sha256)
        .values(failures=tally.failures, last_failed_at=tally.last_failed_at, locked_until=tally.locked_until)
    )


def prune(session: Session, *, before: datetime) -> None:
    """Remove up to a hundred tallies whose last failure is older; rows that others hold are left for later."""
    old = (
        select(SignInAttemptRow.subject_sha256)
        .where(SignInAttemptRow.last_failed_at < before)
        .limit(_PRUNED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(SignInAttemptRow).where(SignInAttemptRow.subject_sha256.in_(session.scalars(old).all())))
