"""Declarations that stand for missing reports: recorded once, read in order, marked on the days they speak of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.records import ZeroFill
from app.storage.tables.ledger import ZeroFillRow


def add_zero_fill(session: Session, fill: ZeroFill, *, source: str, recorded_by: str) -> None:
    """Record a declaration that stands for missing reports."""
    session.add(
        ZeroFillRow(
            kind=fill.kind,
            first_day=fill.first_day,
            end_day=fill.end_day,
            source=source,
            signer=fill.signer,
            document_number=fill.document_number,
            note=fill.note,
            recorded_by=recorded_by,
            recorded_revision=fill.recorded_revision,
        )
    )
    session.flush()


def zero_fills(session: Session, *, source: str, known_revision: int | None = None) -> list[ZeroFill]:
    """All declarations, in the order they were made."""
    statement = select(ZeroFillRow).where(ZeroFillRow.source == source).order_by(ZeroFillRow.id)
    if known_revision is not None:
        statement = statement.where(ZeroFillRow.recorded_revision <= known_revision)
    return [
        ZeroFill(
            kind=row.kind,
            first_day=row.first_day,
            end_day=row.end_day,
            signer=row.signer,
            document_number=row.document_number,
            note=row.note,
            recorded_revision=row.recorded_revision,
        )
        for row in session.scalars(statement)
    ]


def apply_zero_fills(reported: NDArray[np.bool_], *, first_day: date, fills: Iterable[ZeroFill]) -> None:
    """Mark the days that declarations stand for, in (W, D) from `first_day` on."""
    for fill in fills:
        start = 0 if fill.first_day is None else max(0, (fill.first_day - first_day) // timedelta(days=1))
        stop = max(0, (fill.end_day - first_day).days)
        reported[:, start:stop] = True
