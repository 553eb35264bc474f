"""The lines of the audit as they lie in the database, letter by letter: not one byte may differ unseen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.audit_chain import ChainedLine
from app.domain.audit_check import StoredLine

_BATCH: Final = 5_000
_TEXTS: Final = (
    "at",
    "actor",
    "role",
    "action",
    "object",
    "district_code",
    "outcome",
    "detail",
    "request_id",
    "previous_sha256",
    "sha256",
)
_NULLABLE: Final = frozenset({"role", "district_code", "request_id"})
# PostgreSQL tells the era too: a year before Christ must not look like ours.
_POSTGRESQL_INSTANT: Final = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC')"""
_OUR_ERA: Final = " AD"


def stored_lines(session: Session, *, batch: int = _BATCH) -> Iterator[StoredLine]:
    """Every line by number, read in batches, so that a million lines take no more memory than a few thousand."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    columns = ", ".join(_postgresql_text(name) if postgresql else _sqlite_text(name) for name in _TEXTS)
    select = f"SELECT id, revision, {columns} FROM audit"  # noqa: S608
    rows: Sequence[Any] = session.execute(text(f"{select} ORDER BY id LIMIT :batch"), {"batch": batch}).all()
    following = text(f"{select} WHERE id > :after ORDER BY id LIMIT :batch")
    while rows:
        for number, revision, *parts in rows:
            yield _line(number, revision, [_decoded(part) for part in parts])
        rows = session.execute(following, {"after": rows[-1][0], "batch": batch}).all()


def _postgresql_text(name: str) -> str:
    if name == "at":
        return _POSTGRESQL_INSTANT
    return "CAST(detail AS TEXT)" if name == "detail" else name


def _sqlite_text(name: str) -> str:
    # As bytes, since a flipped one may leave no text that the driver can decode; what is no text stays what it is.
    return f"CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) WHEN 'null' THEN NULL ELSE 0 END"


def _decoded(part: object) -> str | bool | None:
    """A text or nothing; False for what is neither."""
    if isinstance(part, bytes):
        try:
            return part.decode()
        except UnicodeDecodeError:
            return False
    return part if part is None or isinstance(part, str) else False


def _line(number: int, revision: object, parts: Sequence[str | bool | None]) -> StoredLine:
    values = dict(zip(_TEXTS, parts, strict=True))
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    fits = all(name in texts or (name in _NULLABLE and value is None) for name, value in values.items())
    at = _instant(texts.get("at", ""))
    line = None
    if fits and at is not None and (revision is None or isinstance(revision, int)):
        line = ChainedLine(
            number=number,
            at=at,
            actor=texts["actor"],
            role=texts.get("role"),
            action=texts["action"],
            subject=texts["object"],
            district_code=texts.get("district_code"),
            outcome=texts["outcome"],
            detail=texts["detail"],
            request_id=texts.get("request_id"),
            revision=revision,
        )
    return StoredLine(number, line, texts.get("previous_sha256", ""), texts.get("sha256", ""))


def _instant(written: str) -> datetime | None:
    """A stored moment, if it is written just as the service writes it."""
    plain = written.removesuffix(_OUR_ERA)
    try:
        instant = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return instant.replace(tzinfo=UTC) if instant.isoformat(sep=" ", timespec="microseconds") == plain else None
