"""The case ledger: append a version, close the one before, read what was current now or then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, CursorResult, Select, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.domain.plausibility import PlausibilityWarning, WarningCode
from app.domain.records import CaseCounts, CaseReport, ReportKey, ZeroFill
from app.domain.vocabulary import CASE_CLASSES
from app.storage.tables.base import table_of
from app.storage.tables.ledger import CaseReportRow
from app.storage.versions import known_at
from app.storage.zero_fills import apply_zero_fills

_SEPARATOR = "\n"
_FEW_WARDS = 200
_WRITTEN_AT_ONCE = 5_000
_FEW_KEYS = 500
_TABLE = table_of(CaseReportRow)
_COUNT_NAMES = tuple(each.value for each in CASE_CLASSES)
COUNT_COLUMNS = tuple(_TABLE.c[name] for name in _COUNT_NAMES)
"""The columns of the counts, in the order of `CASE_CLASSES`."""


def current_report(session: Session, key: ReportKey) -> CaseReport | None:
    """The current version under a key, withdrawn ones included; by the unique index of current versions."""
    row = session.scalars(select(CaseReportRow).where(_is(key), known_at(CaseReportRow, None))).one_or_none()
    return None if row is None else record_of(row)


def current_reports(session: Session, keys: Sequence[ReportKey]) -> dict[ReportKey, CaseReport]:
    """The current versions under many keys at once."""
    if not keys:
        return {}
    wanted = set(keys)
    rows = session.scalars(select(CaseReportRow).where(*_about(keys)))
    return {report.key: report for report in map(record_of, rows) if report.key in wanted}


def current_totals(session: Session, keys: Sequence[ReportKey]) -> dict[ReportKey, int]:
    """New cases of all classes under many keys at once; keys never reported or withdrawn are left out.

    Reads columns alone: held beside a day's reports of a whole country, records would cost more than the rest.
    """
    if not keys:
        return {}
    wanted = set(keys)
    columns = (_TABLE.c.ward_code, _TABLE.c.reporting_date, _TABLE.c.source)
    asked = select(*columns, *COUNT_COLUMNS).where(*_about(keys), _TABLE.c.imported.is_not(None))
    rows = session.connection().execute(asked)
    found = {ReportKey(ward, day, source): sum(counts) for ward, day, source, *counts in rows}
    return {key: total for key, total in found.items() if key in wanted}


def _about(keys: Sequence[ReportKey]) -> list[ColumnElement[bool]]:
    """Current versions of the days, sources and (where they are few) wards of some keys."""
    return [
        CaseReportRow.reporting_date.in_({key.reporting_date for key in keys}),
        CaseReportRow.source.in_({key.source for key in keys}),
        *([CaseReportRow.ward_code.in_({key.ward_code for key in keys})] if len(keys) < _FEW_KEYS else []),
        known_at(CaseReportRow, None),
    ]


def report_versions(session: Session, key: ReportKey) -> list[CaseReport]:
    """Every version under a key, oldest first; empty when nothing was ever reported."""
    rows = session.scalars(select(CaseReportRow).where(_is(key)).order_by(CaseReportRow.version))
    return [record_of(row) for row in rows]


def versions_before(session: Session, reports: Sequence[CaseReport]) -> dict[ReportKey, CaseReport]:
    """The version before each of these; first versions have none. One query."""
    wanted = {(report.key, report.version - 1) for report in reports if report.version > 1}
    if not wanted:
        return {}
    rows = session.scalars(
        select(CaseReportRow).where(
            CaseReportRow.source.in_({key.source for key, _ in wanted}),
            CaseReportRow.reporting_date.in_({key.reporting_date for key, _ in wanted}),
            CaseReportRow.ward_code.in_({key.ward_code for key, _ in wanted}),
        )
    )
    return {report.key: report for report in map(record_of, rows) if (report.key, report.version) in wanted}


def find_reports(
    session: Session,
    *,
    ward_codes: Iterable[str] | None,
    first_day: date,
    last_day: date,
    known_revision: int | None = None,
    after: tuple[date, str, str] | None = None,
    limit: int = 1000,
) -> list[CaseReport]:
    """Current (or then-current) reports of some wards between two days, by day, ward and source, after a cursor."""
    statement = select(CaseReportRow).where(
        CaseReportRow.reporting_date.between(first_day, last_day), known_at(CaseReportRow, known_revision)
    )
    if ward_codes is not None:
        statement = statement.where(CaseReportRow.ward_code.in_(list(ward_codes)))
    if after is not None:
        day, ward, source = after
        statement = statement.where(
            (CaseReportRow.reporting_date > day)
            | ((CaseReportRow.reporting_date == day) & (CaseReportRow.ward_code > ward))
            | (
                (CaseReportRow.reporting_date == day)
                & (CaseReportRow.ward_code == ward)
                & (CaseReportRow.source > source)
            )
        )
    order = (CaseReportRow.reporting_date, CaseReportRow.ward_code, CaseReportRow.source)
    return [record_of(row) for row in session.scalars(statement.order_by(*order).limit(limit))]


def count_reports(
    session: Session,
    *,
    ward_codes: Iterable[str] | None,
    first_day: date,
    last_day: date,
    known_revision: int | None = None,
) -> int:
    """How many reports `find_reports` would find without a limit."""
    statement = select(func.count()).where(
        CaseReportRow.reporting_date.between(first_day, last_day), known_at(CaseReportRow, known_revision)
    )
    if ward_codes is not None:
        statement = statement.where(CaseReportRow.ward_code.in_(list(ward_codes)))
    return session.scalar(statement) or 0


def append_versions(session: Session, reports: Sequence[CaseReport]) -> None:
    """Write new versions; their keys must have no current version left (see `close_current`)."""
    connection = session.connection()
    # A part at a time: the values of a whole city's month would take several times the memory of the reports.
    for start in range(0, len(reports), _WRITTEN_AT_ONCE):
        part = reports[start : start + _WRITTEN_AT_ONCE]
        connection.execute(insert(_TABLE), [_values(report) for report in part])


def close_current(session: Session, key: ReportKey, *, version: int, revision: int) -> bool:
    """Close the current version if it is still `version`; False when another writer was first."""
    result = session.execute(
        update(CaseReportRow)
        .where(_is(key), CaseReportRow.version == version, known_at(CaseReportRow, None))
        .values(superseded_revision=revision)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def first_reporting_date(session: Session, *, source: str, known_revision: int | None = None) -> date | None:
    """The earliest day any version ever spoke of; None on an empty ledger."""
    statement = select(func.min(CaseReportRow.reporting_date)).where(CaseReportRow.source == source)
    if known_revision is not None:
        statement = statement.where(CaseReportRow.recorded_revision <= known_revision)
    return session.scalar(statement)


def has_reports(session: Session) -> bool:
    """Whether anything was ever reported."""
    return session.scalar(select(CaseReportRow.id).limit(1)) is not None


def broken_version_chains(session: Session) -> list[str]:
    """Keys whose versions do not run 1, 2, 3, … with exactly the last one current; in words, for a check."""
    rows = session.execute(
        select(CaseReportRow.ward_code, CaseReportRow.reporting_date, CaseReportRow.source)
        .group_by(CaseReportRow.ward_code, CaseReportRow.reporting_date, CaseReportRow.source)
        .having(
            (func.max(CaseReportRow.version) != func.count())
            | (func.count(CaseReportRow.superseded_revision) != func.count() - 1)
        )
    )
    return [f"report {ward} {day} {source}: its versions form no unbroken chain" for ward, day, source in rows]


def load_counts(
    session: Session,
    *,
    ward_codes: Sequence[str],
    first_day: date,
    last_day: date,
    source: str,
    fills: Iterable[ZeroFill] = (),
    known_revision: int | None = None,
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """The ledger as arrays over wards and days.

    Args:
        fills: declarations that stand for missing reports; a withdrawn report stays missing all the same.

    Returns:
        counts (W, D, 5) with 0 where nothing was reported, and reported (W, D).
    """
    day_count = (last_day - first_day).days + 1
    position = {code: index for index, code in enumerate(ward_codes)}
    offset = {first_day + timedelta(days=index): index for index in range(day_count)}
    counts = np.zeros((len(ward_codes), day_count, len(CASE_CLASSES)), dtype=np.int32)
    reported = np.zeros((len(ward_codes), day_count), dtype=np.bool_)
    apply_zero_fills(reported, first_day=first_day, fills=fills)
    asked = [
        _TABLE.c.source == source,
        _TABLE.c.reporting_date.between(first_day, last_day),
        known_at(CaseReportRow, known_revision),
        *([_TABLE.c.ward_code.in_(ward_codes)] if len(ward_codes) <= _FEW_WARDS else []),
    ]
    for day, codes in session.connection().execute(_reported_by_day(asked)).all():
        wards = [position[code] for code in codes.split(_SEPARATOR) if code in position]
        reported[wards, offset[day]] = True
    for code, day, *cases in session.connection().execute(_with_cases_or_withdrawn(asked)).all():
        if code in position:
            place = position[code], offset[day]
            reported[place] = cases[0] is not None
            counts[place] = 0 if cases[0] is None else cases
    return counts, reported


def _reported_by_day(asked: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """The wards that reported on each day, in one text a day: most say 0, and a row each would cost many times that."""
    codes = func.aggregate_strings(_TABLE.c.ward_code, _SEPARATOR)
    return (
        select(_TABLE.c.reporting_date, codes)
        .where(*asked, _TABLE.c.imported.is_not(None))
        .group_by(_TABLE.c.reporting_date)
    )


def _with_cases_or_withdrawn(asked: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """The few reports that say more than 0, and those withdrawn, which have no counts."""
    # What few rows pass is asked first: SQLite looks at conditions in this order.
    return select(_TABLE.c.ward_code, _TABLE.c.reporting_date, *COUNT_COLUMNS).where(says_more(), *asked)


def says_more() -> ColumnElement[bool]:
    """Whether a report says more than 0, or was withdrawn and has no counts."""
    return or_(_TABLE.c.imported.is_(None), *(column > 0 for column in COUNT_COLUMNS))


def _is(key: ReportKey) -> Any:
    return (
        (CaseReportRow.ward_code == key.ward_code)
        & (CaseReportRow.reporting_date == key.reporting_date)
        & (CaseReportRow.source == key.source)
    )


def _values(report: CaseReport) -> dict[str, Any]:
    counts: tuple[int | None, ...] = (None,) * len(CASE_CLASSES) if report.counts is None else report.counts.as_tuple()
    return {
        "ward_code": report.key.ward_code,
        "reporting_date": report.key.reporting_date,
        "source": report.key.source,
        "version": report.version,
        **dict(zip(_COUNT_NAMES, counts, strict=True)),
        "samples": report.samples,
        "positives": report.positives,
        "new_f1_contacts": report.new_f1_contacts,
        "note": report.note,
        "reason_code": report.reason_code,
        "reported_by": report.reported_by,
        "received_at": report.received_at,
        "after_publication": report.after_publication,
        "recorded_revision": report.recorded_revision,
        "warnings": [_warning_values(each) for each in report.warnings] or None,
    }


def _warning_values(warning: PlausibilityWarning) -> dict[str, Any]:
    return {
        "code": warning.code.value,
        "value": warning.value,
        "against": warning.against,
        "reason": warning.reason,
    }


def warning_of(stored: Mapping[str, Any]) -> PlausibilityWarning:
    """The record of a stored warning."""
    return PlausibilityWarning(WarningCode(stored["code"]), stored["value"], stored["against"], reason=stored["reason"])


def record_of(row: CaseReportRow) -> CaseReport:
    """The record of a row."""
    counts = [getattr(row, each.value) for each in CASE_CLASSES]
    return CaseReport(
        key=ReportKey(row.ward_code, row.reporting_date, row.source),
        version=row.version,
        counts=None if row.imported is None else CaseCounts(*counts),
        samples=row.samples,
        positives=row.positives,
        note=row.note,
        reason_code=row.reason_code,
        reported_by=row.reported_by,
        received_at=row.received_at,
        after_publication=row.after_publication,
        recorded_revision=row.recorded_revision,
        new_f1_contacts=row.new_f1_contacts,
        warnings=tuple(warning_of(each) for each in row.warnings or ()),
    )
