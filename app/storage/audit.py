"""The audit: lines in, lines out; each is chained to the one before, so lines are added one transaction at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Select, Text, cast, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.audit_chain import NO_LINES, ChainedLine, Head, canonical_json, line_sha256
from app.domain.vocabulary import Role
from app.storage.tables.audit import AuditRow

_ADVISORY_LOCK: Final = 0x6B68760A
_WITHHELD: Final = "[withheld]"
_SECRET_WORDS: Final = ("password", "token", "secret", "authorization", "cookie", "api_key", "note")
_LONGEST_TEXT: Final = 2_000
_SEVERED: Final = "…"


class Outcome(StrEnum):
    """How an act ended: it was done, it was refused, or it failed through no fault of the caller."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class AuditEntry:
    """One line: who (`actor`, `role`) did what (`action`) to what (`subject`), when, and how it ended.

    `detail` holds JSON values; those under a name that speaks of a password, token, key or note are withheld.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    outcome: Outcome = Outcome.DONE
    role: Role | None = None
    district_code: str | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    request_id: str | None = None
    revision: int | None = None


@dataclass(frozen=True)
class AuditLine:
    """A stored line, its number and its digest."""

    id: int
    entry: AuditEntry
    sha256: str


def record(session: Session, entry: AuditEntry) -> int:
    """Add a line in the caller's transaction and answer its number; call it last, since others wait until the commit.

    Text is shortened to its column and freed of what a database cannot hold: an audit line must not be lost for that.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
    last = head(session)
    line = _chained(entry, last.number + 1)
    session.execute(
        insert(AuditRow).values(
            id=line.number,
            at=line.at,
            actor=line.actor,
            role=line.role,
            action=line.action,
            object=line.subject,
            district_code=line.district_code,
            outcome=line.outcome,
            detail=_json_as_it_is(session, line.detail),
            request_id=line.request_id,
            revision=line.revision,
            previous_sha256=last.sha256,
            sha256=line_sha256(line, previous_sha256=last.sha256),
        )
    )
    return line.number


def head(session: Session) -> Head:
    """The newest line's number and digest; `NO_LINES` while there is none. One row by primary key."""
    found = session.execute(select(AuditRow.id, AuditRow.sha256).order_by(AuditRow.id.desc()).limit(1)).one_or_none()
    return NO_LINES if found is None else Head(found.id, found.sha256)


def _chained(entry: AuditEntry, number: int) -> ChainedLine:
    detail = {_fit(name, 80): _storable(name, value) for name, value in entry.detail.items()}
    return ChainedLine(
        number=number,
        at=entry.at,
        actor=_fit(entry.actor, 80),
        role=None if entry.role is None else entry.role.value,
        action=_fit(entry.action, 40),
        subject=_fit(entry.subject, 200),
        district_code=None if entry.district_code is None else _fit(entry.district_code, 16),
        outcome=entry.outcome.value,
        detail=canonical_json(detail),
        request_id=None if entry.request_id is None else _fit(entry.request_id, 64),
        revision=entry.revision,
    )


def _json_as_it_is(session: Session, text: str) -> ColumnElement[Any]:
    """JSON text for the column, letter by letter: the digest stands on this text, not on what it means."""
    plain = literal(text, Text())
    return cast(plain, JSON()) if session.get_bind().dialect.name == "postgresql" else plain


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which lines are asked for; what is None does not narrow.

    Args:
        since: from this moment on.
        until: before this moment.
        actions: any of these.
        subject_prefix: the object begins with this, letter by letter.
    """

    since: datetime | None = None
    until: datetime | None = None
    actor: str | None = None
    actions: frozenset[str] | None = None
    outcome: Outcome | None = None
    district_code: str | None = None
    subject_prefix: str | None = None


EVERY_LINE: Final = AuditFilter()


@dataclass(frozen=True)
class AuditScope:
    """The lines one may see: of these districts (None: all lines), and those of `actor` wherever they were."""

    district_codes: frozenset[str] | None = None
    actor: str | None = None


WHOLE_AUDIT: Final = AuditScope()


def lines(
    session: Session,
    *,
    scope: AuditScope = WHOLE_AUDIT,
    asked: AuditFilter = EVERY_LINE,
    before: int | None = None,
    limit: int = 100,
) -> list[AuditLine]:
    """The newest lines first. One statement.

    Args:
        before: only lines with a smaller number, for the next page.
        limit: at most so many.
    """
    query = _chosen(select(AuditRow), scope, asked).order_by(AuditRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.id < before)
    return [_line(row) for row in session.scalars(query)]


def count_lines(
    session: Session, *, scope: AuditScope = WHOLE_AUDIT, asked: AuditFilter = EVERY_LINE, most: int
) -> int:
    """How many lines there are of those asked for; counts no further than `most`."""
    found = _chosen(select(AuditRow.id), scope, asked).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _chosen(query: Select[Any], scope: AuditScope, asked: AuditFilter) -> Select[Any]:
    wanted: list[ColumnElement[bool]] = []
    if scope.district_codes is not None:
        wanted.append(or_(AuditRow.district_code.in_(scope.district_codes), AuditRow.actor == (scope.actor or "")))
    if asked.since is not None:
        wanted.append(AuditRow.at >= asked.since)
    if asked.until is not None:
        wanted.append(AuditRow.at < asked.until)
    if asked.actor is not None:
        wanted.append(AuditRow.actor == asked.actor)
    if asked.actions is not None:
        wanted.append(AuditRow.action.in_(asked.actions))
    if asked.outcome is not None:
        wanted.append(AuditRow.outcome == asked.outcome.value)
    if asked.district_code is not None:
        wanted.append(AuditRow.district_code == asked.district_code)
    if asked.subject_prefix:
        # Not LIKE: SQLite's takes small letters for large ones, PostgreSQL's does not.
        wanted.append(func.substr(AuditRow.object, 1, len(asked.subject_prefix)) == asked.subject_prefix)
    return query.where(*wanted)


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(
        row.id,
        AuditEntry(
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.object,
            outcome=Outcome(row.outcome),
            role=None if row.role is None else Role(row.role),
            district_code=row.district_code,
            detail=row.detail,
            request_id=row.request_id,
            revision=row.revision,
        ),
        row.sha256,
    )


def _storable(name: str, value: object) -> object:
    if any(word in name.lower() for word in _SECRET_WORDS):
        return _WITHHELD
    if isinstance(value, Mapping):
        return {_fit(str(inner), 80): _storable(str(inner), part) for inner, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_storable(name, part) for part in parts]
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return _fit(str(value), _LONGEST_TEXT)


def _fit(text: str, length: int) -> str:
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean if len(clean) <= length else clean[: length - len(_SEVERED)] + _SEVERED
