"""Drafts of daily sheets: rows in, records out. They are nobody's record yet and feed nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.storage.tables.drafts import ReportDraftRow
from app.storage.tables.staff import StaffRow

Cells = Mapping[str, Mapping[str, str]]
"""Ward code → column name → the text as it was typed."""


@dataclass(frozen=True)
class DraftKey:
    """Whose sheet, of which district and day."""

    username: str
    district_code: str
    reporting_date: date


@dataclass(frozen=True)
class Draft:
    """A kept sheet; version 0 and no cells where there is none."""

    username: str
    display_name: str
    version: int
    updated_at: datetime | None
    cells: Cells


def find(session: Session, key: DraftKey) -> Draft | None:
    """The draft under a key, an emptied one too. One row by primary key."""
    row = session.get(ReportDraftRow, _identity(key), populate_existing=True)
    return None if row is None else Draft(row.username, row.username, row.version, row.updated_at, row.cells)


def of_others(session: Session, key: DraftKey) -> list[Draft]:
    """What colleagues have typed for the same district and day, newest first, without emptied drafts. One query."""
    query = (
        select(ReportDraftRow, StaffRow.display_name)
        .join(StaffRow, StaffRow.username == ReportDraftRow.username)
        .where(
            ReportDraftRow.district_code == key.district_code,
            ReportDraftRow.reporting_date == key.reporting_date,
            ReportDraftRow.username != key.username,
            StaffRow.active,
        )
        .order_by(ReportDraftRow.updated_at.desc(), ReportDraftRow.username)
    )
    return [
        Draft(row.username, display_name, row.version, row.updated_at, row.cells)
        for row, display_name in session.execute(query)
        if row.cells
    ]


def add(session: Session, key: DraftKey, cells: Cells, *, now: datetime) -> bool:
    """Keep the first draft under a key; False when another tab was quicker."""
    values = {**_where(key), "version": 1, "cells": cells, "updated_at": now}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(ReportDraftRow).values(values).on_conflict_do_nothing().returning(ReportDraftRow.version)
    return session.scalar(insert) is not None


def replace(session: Session, key: DraftKey, cells: Cells, *, version: int, now: datetime) -> bool:
    """Put other cells in the place of a version; False when that version is not the present one."""
    change = (
        update(ReportDraftRow)
        .filter_by(**_where(key), version=version)
        .values(cells=cells, version=version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    return _touched(session.execute(change)) == 1


def empty(session: Session, key: DraftKey, *, now: datetime) -> None:
    """Forget what was typed, whatever its version; the version goes on counting."""
    session.execute(
        update(ReportDraftRow)
        .filter_by(**_where(key))
        .values(cells={}, version=ReportDraftRow.version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )


def kept_by(session: Session, username: str) -> int:
    """How many sheets somebody keeps, emptied ones too."""
    return session.scalar(select(func.count()).where(ReportDraftRow.username == username)) or 0


def forget(session: Session, *, before: datetime) -> int:
    """Remove what nobody has touched since a moment; how many there were."""
    return _touched(session.execute(delete(ReportDraftRow).where(ReportDraftRow.updated_at < before)))


def _identity(key: DraftKey) -> tuple[str, str, date]:
    return key.username, key.district_code, key.reporting_date


def _where(key: DraftKey) -> dict[str, Any]:
    return {
        "username": key.username,
        "district_code": key.district_code,
        "reporting_date": key.reporting_date,
    }


def _touched(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
