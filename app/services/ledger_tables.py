"""Judged days and case reports as rows to take away: long tables, read a batch at a time at one revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Row as StoredRow
from sqlalchemy.orm import Session

from app.domain.disclosure import Disclosure
from app.domain.indicators import data_status
from app.domain.vocabulary import CASE_CLASSES
from app.formats.export_tables import ASSESSMENTS, CASE_VERSIONS, CASES
from app.formats.typed_table import Row, TypedTable
from app.services.report_reading import districts_of_wards
from app.services.site_rules import SiteRules
from app.services.status_tables import Narrowed, marks_of, place_cells, written_at
from app.services.zone_status import ZoneSnapshot
from app.storage.export_rows import Asked, assessment_rows, case_rows

Sessions = Callable[[], AbstractContextManager[Session]]
"""Opens a session of its own: a long file is still being sent when that of the route has ended."""


def asked_of(session: Session, snapshot: ZoneSnapshot, narrowed: Narrowed) -> Asked:
    """What to read of the database for some wards and days, as known at the snapshot's revision."""
    return Asked(
        revision=snapshot.revision,
        ward_codes=_wards(session, narrowed),
        first_day=narrowed.first_day,
        last_day=narrowed.last_day,
    )


def _wards(session: Session, narrowed: Narrowed) -> list[str] | None:
    if narrowed.ward_code is None and narrowed.district_code is None:
        return None
    districts = districts_of_wards(session)
    return [code for code, place in districts.items() if narrowed.holds(ward_code=code, district_code=place)]


def assessments_table(sessions: Sessions, snapshot: ZoneSnapshot, asked: Asked, *, rules: SiteRules) -> TypedTable:
    """Every judged day asked for, as last judged. Their counts are not in it: they are in the table of cases."""

    def rows() -> Iterator[Row]:
        with sessions() as session:
            for each in assessment_rows(session, asked, scheme=rules.scheme):
                yield (*place_cells(snapshot.register, each.ward_code), *_judged_cells(each), *_ends(snapshot))

    return TypedTable(ASSESSMENTS, rows(), written_at(snapshot), marks=marks_of(snapshot))


def _judged_cells(row: StoredRow[Any]) -> Row:
    return (
        *(row.as_of, row.closed, row.level, row.raw_level, row.own_level, row.rule_id, row.entered_on),
        *(row.qualifying_days, data_status(row.missing_days, row.closed_days).value, row.missing_days),
        *(row.window_start, row.population, row.policy_id, row.policy_version, row.boundary_version),
    )


def cases_table(sessions: Sessions, snapshot: ZoneSnapshot, asked: Asked, *, disclosure: Disclosure) -> TypedTable:
    """The current reports of the authoritative source as everyone may read them: small numbers are hidden."""

    def rows() -> Iterator[Row]:
        with sessions() as session:
            for each in case_rows(session, asked):
                place = place_cells(snapshot.register, each.ward_code)
                provisional = each.reporting_date > snapshot.complete_through
                ends = (disclosure.threshold, provisional, *_ends(snapshot))
                yield (*place, each.reporting_date, *_shown_cells(each, disclosure), *ends)

    return TypedTable(CASES, rows(), written_at(snapshot), marks=marks_of(snapshot))


def _shown_cells(row: StoredRow[Any], disclosure: Disclosure) -> Row:
    """Whether there are numbers, those that may be shown, and the names of those that may not."""
    if row.imported is None:
        return (False, *(None for _ in CASE_CLASSES), None)
    shown = disclosure.shown_counts({each.value: getattr(row, each.value) for each in CASE_CLASSES})
    hidden = [name for name, count in shown.items() if not isinstance(count, int)]
    counts = (count if isinstance(count, int) else None for count in shown.values())
    return (True, *counts, " ".join(hidden) or None)


def case_versions_table(sessions: Sessions, snapshot: ZoneSnapshot, asked: Asked) -> TypedTable:
    """Reports with their true numbers and all that was said with them, for staff in scope."""

    def rows() -> Iterator[Row]:
        with sessions() as session:
            for each in case_rows(session, asked):
                yield (
                    *(*place_cells(snapshot.register, each.ward_code), each.reporting_date, each.source, each.version),
                    _is_current(each, asked.revision),
                    *(getattr(each, name.value) for name in CASE_CLASSES),
                    *(each.samples, each.positives, each.new_f1_contacts, each.note, each.reason_code),
                    *(each.reported_by, each.received_at, each.after_publication, each.recorded_revision),
                    *(_superseded(each, asked.revision), *_ends(snapshot)),
                )

    return TypedTable(CASE_VERSIONS, rows(), written_at(snapshot), marks=marks_of(snapshot))


def _superseded(row: StoredRow[Any], revision: int) -> int | None:
    """The revision that superseded a version, if it was known by then."""
    found: int | None = row.superseded_revision
    return None if found is None or found > revision else found


def _is_current(row: StoredRow[Any], revision: int) -> bool:
    return _superseded(row, revision) is None


def _ends(snapshot: ZoneSnapshot) -> tuple[bool, int]:
    return snapshot.drill, snapshot.revision
