"""Moves of cases between wards: rows in, records out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.records import CaseCounts, CaseTransfer
from app.domain.vocabulary import CASE_CLASSES, ReasonCode
from app.storage.tables.transfers import CaseTransferRow


def add_transfer(session: Session, transfer: CaseTransfer) -> None:
    """Record a move beside the two versions it made."""
    values = {**asdict(transfer), **asdict(transfer.counts), "reason_code": transfer.reason_code.value}
    del values["counts"]
    session.add(CaseTransferRow(**values))
    session.flush()


def find_transfers(
    session: Session,
    *,
    ward_codes: Collection[str] | None,
    first_day: date,
    last_day: date,
    before: int | None = None,
    limit: int = 100,
) -> list[CaseTransfer]:
    """Moves about these days that touch one of the wards (None: any), the newest first."""
    query = (
        select(CaseTransferRow)
        .where(CaseTransferRow.reporting_date.between(first_day, last_day))
        .order_by(CaseTransferRow.recorded_revision.desc())
        .limit(limit)
    )
    if ward_codes is not None:
        from_one, to_one = CaseTransferRow.from_ward_code.in_(ward_codes), CaseTransferRow.to_ward_code.in_(ward_codes)
        query = query.where(or_(from_one, to_one))
    if before is not None:
        query = query.where(CaseTransferRow.recorded_revision < before)
    return [_transfer(row) for row in session.scalars(query)]


def _transfer(row: CaseTransferRow) -> CaseTransfer:
    return CaseTransfer(
        recorded_revision=row.recorded_revision,
        reporting_date=row.reporting_date,
        source=row.source,
        from_ward_code=row.from_ward_code,
        to_ward_code=row.to_ward_code,
        counts=CaseCounts(*(getattr(row, each.value) for each in CASE_CLASSES)),
        from_version=row.from_version,
        to_version=row.to_version,
        reason_code=ReasonCode(row.reason_code),
        note=row.note,
        recorded_by=row.recorded_by,
    )
