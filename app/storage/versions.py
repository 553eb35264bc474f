"""Rows with a life: recorded by one revision, superseded by another. One clause says what was known when."""

from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import ColumnElement, or_


class Versioned(Protocol):
    """A mapped class whose rows are superseded, never changed."""

    recorded_revision: Any
    superseded_revision: Any


def known_at(rows: type[Versioned], revision: int | None) -> ColumnElement[bool]:
    """The versions that were current when `revision` was the newest; None: current now."""
    if revision is None:
        return rows.superseded_revision.is_(None)  # type: ignore[no-any-return]
    return (rows.recorded_revision <= revision) & or_(  # type: ignore[no-any-return]
        rows.superseded_revision.is_(None), rows.superseded_revision > revision
    )
