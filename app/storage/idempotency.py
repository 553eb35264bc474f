"""Answers kept under the keys of callers: rows in, records out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, insert
from sqlalchemy.orm import Session

from app.storage.tables.idempotency import IdempotencyKeyRow


@dataclass(frozen=True)
class StoredAnswer:
    """The answer first given, as it went out, with what had been asked."""

    call: str
    request_sha256: str
    status: int
    body: str
    headers: Mapping[str, str]
    revision: int | None


def find(session: Session, *, username: str, key: str) -> StoredAnswer | None:
    """The answer kept under a user's key, if there is one. One row by primary key."""
    row = session.get(IdempotencyKeyRow, (username, key), populate_existing=True)
    if row is None:
        return None
    return StoredAnswer(row.call, row.request_sha256, row.status, row.response_body, row.response_headers, row.revision)


def keep(session: Session, answer: StoredAnswer, *, username: str, key: str, created_at: datetime) -> None:
    """Keep an answer under a key that is not taken yet."""
    session.execute(
        insert(IdempotencyKeyRow).values(
            username=username,
            key=key,
            call=answer.call,
            request_sha256=answer.request_sha256,
            status=answer.status,
            response_body=answer.body,
            response_headers=dict(answer.headers),
            created_at=created_at,
            revision=answer.revision,
        )
    )


def forget(session: Session, *, before: datetime) -> int:
    """Remove the answers given before a moment; how many there were."""
    result: Any = session.execute(delete(IdempotencyKeyRow).where(IdempotencyKeyRow.created_at < before))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
