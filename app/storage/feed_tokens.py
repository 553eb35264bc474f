"""Feed tokens: stored by their hash, found by it while they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.storage.tables.feeds import FeedTokenRow

_ID_LENGTH = 16


@dataclass(frozen=True)
class FeedToken:
    """A feed token without its secret; `token_id` is the beginning of its hash."""

    token_id: str
    username: str
    label: str
    district_code: str | None
    created_at: datetime
    last_used_on: date | None


def add_feed_token(
    session: Session, *, token_sha256: str, username: str, label: str, district_code: str | None, created_at: datetime
) -> FeedToken:
    """Store a token of a member."""
    row = FeedTokenRow(
        token_sha256=token_sha256,
        username=username,
        label=label,
        district_code=district_code,
        created_at=created_at,
        revoked_at=None,
        last_used_on=None,
    )
    session.add(row)
    session.flush()
    return _token(row)


def standing_feed_tokens(session: Session, username: str) -> list[FeedToken]:
    """The tokens of a member that are not revoked, oldest first."""
    rows = session.scalars(
        select(FeedTokenRow)
        .where(FeedTokenRow.username == username, FeedTokenRow.revoked_at.is_(None))
        .order_by(FeedTokenRow.created_at, FeedTokenRow.token_sha256)
    )
    return [_token(row) for row in rows]


def find_feed_token(session: Session, token_sha256: str) -> FeedToken | None:
    """The standing token of this hash."""
    row = session.scalars(
        select(FeedTokenRow).where(FeedTokenRow.token_sha256 == token_sha256, FeedTokenRow.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else _token(row)


def revoke_feed_token(session: Session, token: FeedToken, *, now: datetime) -> None:
    """End a token at once."""
    session.execute(
        update(FeedTokenRow)
        .where(FeedTokenRow.username == token.username, FeedTokenRow.token_sha256.startswith(token.token_id))
        .values(revoked_at=now)
    )


def note_feed_use(session: Session, token_sha256: str, *, on: date) -> None:
    """Remember the day a token was seen."""
    session.execute(update(FeedTokenRow).where(FeedTokenRow.token_sha256 == token_sha256).values(last_used_on=on))


def _token(row: FeedTokenRow) -> FeedToken:
    return FeedToken(
        token_id=row.token_sha256[:_ID_LENGTH],
        username=row.username,
        label=row.label,
        district_code=row.district_code,
        created_at=row.created_at,
        last_used_on=row.last_used_on,
    )
