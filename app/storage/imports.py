"""Files of reports: remembered, found by id, by content, and listed newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.import_records import (
    ImportFault,
    ImportRecord,
    ImportState,
    ImportTotals,
    RejectedRow,
    RejectedRows,
)
from app.domain.sentences import Phrase
from app.storage.tables.imports import ImportDistrictRow, ImportRow


def add_import(session: Session, record: ImportRecord) -> None:
    """Remember a file."""
    totals = record.totals
    session.add(
        ImportRow(
            import_id=record.import_id,
            file_name=record.file_name,
            sha256=record.sha256,
            size=record.size,
            sent_by=record.sent_by,
            at=record.at,
            state=record.state.value,
            first_day=record.first_day,
            last_day=record.last_day,
            asked=dict(record.asked),
            rows=totals.rows,
            created=totals.created,
            corrected=totals.corrected,
            unchanged=totals.unchanged,
            rejected=totals.rejected,
            fault_count=record.fault_count,
            faults=[[each.row, each.column, each.cell, *each.message] for each in record.faults],
            notices=[list(each) for each in record.notices],
            rejected_rows=_written(record.rejected),
            revision=record.revision,
            receipt=record.receipt,
        )
    )
    session.flush()
    session.add_all(ImportDistrictRow(import_id=record.import_id, district_code=code) for code in record.district_codes)
    session.flush()


def find_import(session: Session, import_id: str) -> ImportRecord | None:
    """The file of an id; by primary key."""
    row = session.get(ImportRow, import_id)
    return None if row is None else _records(session, [row])[0]


def find_same_content(session: Session, sha256: str) -> ImportRecord | None:
    """The newest file of this content of which something was taken; by the index on the hash."""
    statement = (
        select(ImportRow)
        .where(ImportRow.sha256 == sha256, ImportRow.state != ImportState.REFUSED.value)
        .order_by(ImportRow.at.desc())
        .limit(1)
    )
    row = session.scalars(statement).one_or_none()
    return None if row is None else _records(session, [row])[0]


def list_imports(
    session: Session,
    *,
    district_codes: Iterable[str] | None,
    sent_by: str,
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[ImportRecord]:
    """The newest files first.

    Args:
        district_codes: only files that spoke of none but these districts; None for all.
        sent_by: whose own files are listed besides, also those in which no ward was known.
        before: moment and id of the last one listed, for the next page.
    """
    statement = select(ImportRow).order_by(ImportRow.at.desc(), ImportRow.import_id.desc()).limit(limit)
    if district_codes is not None:
        statement = _in_scope(statement, list(district_codes), sent_by)
    if before is not None:
        at, import_id = before
        earlier = and_(ImportRow.at == at, ImportRow.import_id < import_id)
        statement = statement.where(or_(ImportRow.at < at, earlier))
    return _records(session, list(session.scalars(statement)))


def _in_scope(statement: Select[ImportRow], codes: Sequence[str], sent_by: str) -> Select[ImportRow]:
    of_file = ImportDistrictRow.import_id == ImportRow.import_id
    inside = exists().where(of_file)
    outside = exists().where(of_file, ImportDistrictRow.district_code.not_in(codes))
    return statement.where(or_(ImportRow.sent_by == sent_by, and_(inside, ~outside)))


def _records(session: Session, rows: Sequence[ImportRow]) -> list[ImportRecord]:
    districts: dict[str, list[str]] = {row.import_id: [] for row in rows}
    found = session.scalars(
        select(ImportDistrictRow)
        .where(ImportDistrictRow.import_id.in_(districts))
        .order_by(ImportDistrictRow.district_code)
    )
    for each in found:
        districts[each.import_id].append(each.district_code)
    return [_record(row, tuple(districts[row.import_id])) for row in rows]


def _record(row: ImportRow, district_codes: tuple[str, ...]) -> ImportRecord:
    return ImportRecord(
        import_id=row.import_id,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        sent_by=row.sent_by,
        at=row.at,
        state=ImportState(row.state),
        district_codes=district_codes,
        first_day=row.first_day,
        last_day=row.last_day,
        asked=row.asked,
        totals=ImportTotals(row.rows, row.created, row.corrected, row.unchanged, row.rejected),
        fault_count=row.fault_count,
        faults=tuple(ImportFault(line, column, cell, Phrase(vi, en)) for line, column, cell, vi, en in row.faults),
        notices=tuple(Phrase(*each) for each in row.notices),
        rejected=_read(row.rejected_rows),
        revision=row.revision,
        receipt=row.receipt,
    )


def _written(rejected: RejectedRows) -> dict[str, Any]:
    return {
        "headings": list(rejected.headings),
        "reporting_date": rejected.reporting_date.isoformat() if rejected.reporting_date else None,
        "rows": [
            [each.row, list(each.cells), list(each.faulty), [list(words) for words in each.messages]]
            for each in rejected.rows
        ],
    }


def _read(written: dict[str, Any]) -> RejectedRows:
    day = written["reporting_date"]
    return RejectedRows(
        headings=tuple(written["headings"]),
        reporting_date=date.fromisoformat(day) if day else None,
        rows=tuple(
            RejectedRow(row, tuple(cells), tuple(faulty), tuple(Phrase(*words) for words in messages))
            for row, cells, faulty, messages in written["rows"]
        ),
    )
