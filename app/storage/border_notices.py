"""Notices to neighboring districts: told once a fact and district, read by each member of staff."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain.border import Touch
from app.domain.border_notices import BorderNotice, Happening, NoticeAction, TouchedWard
from app.domain.vocabulary import LockdownLayer
from app.storage.tables.border_notices import BorderNoticeReadRow, BorderNoticeRow

_FACTS_AT_ONCE = 400


@dataclass(frozen=True)
class StoredNotice:
    """A notice as it was told; `read_at` None: the reader has not marked it."""

    notice_id: int
    notice: BorderNotice
    recorded_at: datetime
    recorded_revision: int
    read_at: datetime | None = None


def add_notices(session: Session, notices: Collection[BorderNotice], *, at: datetime, revision: int) -> int:
    """Append the notices whose fact their district has not been told; how many there were."""
    told = _told(session, sorted({each.happening.fact for each in notices}))
    fresh = [each for each in notices if (each.district_code, each.happening.fact) not in told]
    if fresh:
        session.execute(insert(BorderNoticeRow), [_values(each, at, revision) for each in fresh])
    return len(fresh)


def notices(
    session: Session,
    *,
    username: str,
    district_codes: Collection[str] | None,
    unread: bool = False,
    before: int | None = None,
    limit: int = 100,
) -> list[StoredNotice]:
    """Notices to some districts (None: to all), newest first, each with when this reader read it.

    Args:
        unread: only those that this reader has not marked.
        before: only those before this number.
    """
    statement = _seen_by(select(BorderNoticeRow, BorderNoticeReadRow.read_at), username, district_codes, unread)
    if before is not None:
        statement = statement.where(BorderNoticeRow.id < before)
    rows = session.execute(statement.order_by(BorderNoticeRow.id.desc()).limit(limit))
    return [_stored(row, read_at) for row, read_at in rows]


def count_notices(session: Session, *, username: str, district_codes: Collection[str] | None, unread: bool) -> int:
    """How many notices went to some districts, or how many of them this reader has not marked. One query."""
    return session.scalar(_seen_by(select(func.count()), username, district_codes, unread=unread)) or 0


def find_notice(session: Session, notice_id: int, *, username: str) -> StoredNotice | None:
    """One notice, with when this reader read it."""
    statement = _seen_by(select(BorderNoticeRow, BorderNoticeReadRow.read_at), username, None, unread=False)
    row = session.execute(statement.where(BorderNoticeRow.id == notice_id)).one_or_none()
    return None if row is None else _stored(*row)


def mark_read(session: Session, notice_ids: Iterable[int], *, username: str, at: datetime) -> None:
    """Remember that somebody has read some notices; the first moment stands."""
    rows = [{"username": username, "notice_id": each, "read_at": at} for each in notice_ids]
    if rows:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(BorderNoticeReadRow).values(rows).on_conflict_do_nothing())


def _told(session: Session, facts: list[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for first in range(0, len(facts), _FACTS_AT_ONCE):
        some = facts[first : first + _FACTS_AT_ONCE]
        rows = session.execute(
            select(BorderNoticeRow.district_code, BorderNoticeRow.fact).where(BorderNoticeRow.fact.in_(some))
        )
        found |= {(code, fact) for code, fact in rows}
    return found


def _seen_by(
    statement: Select[*tuple[Any, ...]], username: str, district_codes: Collection[str] | None, unread: bool
) -> Select[*tuple[Any, ...]]:
    mine = and_(BorderNoticeReadRow.notice_id == BorderNoticeRow.id, BorderNoticeReadRow.username == username)
    statement = statement.select_from(BorderNoticeRow).outerjoin(BorderNoticeReadRow, mine)
    if district_codes is not None:
        statement = statement.where(BorderNoticeRow.district_code.in_(sorted(district_codes)))
    return statement.where(BorderNoticeReadRow.read_at.is_(None)) if unread else statement


def _values(notice: BorderNotice, at: datetime, revision: int) -> dict[str, object]:
    told = notice.happening
    return {
        "district_code": notice.district_code,
        "fact": told.fact,
        "subject": told.subject.value,
        "subject_id": told.subject_id,
        "subject_name": told.subject_name,
        "action": told.action.value,
        "level": told.level,
        "level_before": told.level_before,
        "since": told.since,
        "document_number": told.document_number,
        "signer": told.signer,
        "shared_border_m": notice.shared_border_m,
        "wards": [_ward_values(each) for each in notice.wards],
        "approximate": notice.approximate,
        "recorded_at": at,
        "recorded_revision": revision,
    }


def _ward_values(ward: TouchedWard) -> dict[str, object]:
    return {
        "ward_code": ward.ward_code,
        "ward_name": ward.ward_name,
        "shared_border_m": ward.shared_border_m,
        "neighbours": list(ward.neighbor_codes),
        "layer": ward.layer.value if ward.layer else None,
    }


def _stored(row: BorderNoticeRow, read_at: datetime | None) -> StoredNotice:
    happening = Happening(
        subject=Touch(row.subject),
        subject_id=row.subject_id,
        subject_name=row.subject_name,
        action=NoticeAction(row.action),
        fact=row.fact,
        since=row.since,
        level=row.level,
        level_before=row.level_before,
        document_number=row.document_number,
        signer=row.signer,
    )
    wards = tuple(_ward(each) for each in row.wards)
    notice = BorderNotice(row.district_code, happening, wards, row.approximate)
    return StoredNotice(row.id, notice, row.recorded_at, row.recorded_revision, read_at)


def _ward(values: dict[str, Any]) -> TouchedWard:
    return TouchedWard(
        ward_code=values["ward_code"],
        ward_name=values["ward_name"],
        shared_border_m=values["shared_border_m"],
        neighbor_codes=tuple(values["neighbours"]),
        layer=LockdownLayer(values["layer"]) if values["layer"] else None,
    )
