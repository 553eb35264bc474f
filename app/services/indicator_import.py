"""Importing a table of values beside case counts: all lines or none, judged in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from app.domain.errors import FieldFault, FutureReportingDate, InvalidImport, InvalidValue, ZoneError
from app.domain.indicator_catalogue import UnitKind
from app.domain.indicator_records import IndicatorKey
from app.domain.register import Register
from app.formats.indicator_table import IndicatorRow, IndicatorTable, cell_fault, refused_table
from app.services.access import Caller, require_district
from app.services.indicator_units import check_source, kinds_of, refuse_future, unit_district
from app.services.indicators import NewValue, RefusedValue, sort_out_values, store_sorted_values
from app.services.reclassification import LevelChange
from app.services.register import register_on
from app.services.site_rules import SiteRules
from app.storage.audit import AuditEntry, record
from app.storage.revisions import Revision, begin_write


@dataclass(frozen=True)
class IndicatorImport:
    """What an import did (or, in a dry run, would do); `changed`: whether there is anything to commit."""

    rows: int
    created: int
    unchanged: int
    level_changes: tuple[LevelChange, ...]
    revision: int

    @property
    def changed(self) -> bool:
        """Whether any value is new."""
        return self.created > 0


def import_indicators(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    table: IndicatorTable,
    source: str,
    file_name: str,
    now: datetime,
) -> IndicatorImport:
    """Take every value of a table; the caller commits, or rolls back a dry run and an import that changed nothing.

    Raises:
        InvalidImport: listing every row that cannot be taken; nothing is stored.
        InvalidValue: the source is not registered.
    """
    if not table.faults and not any(row.cells for row in table.rows):
        raise InvalidImport(vi="Tệp không có giá trị nào.", en="The file has no values.")
    check_source(rules, source, pointer="/source")
    revision = begin_write(session, now=now, kind="indicator_import", actor=caller.username)
    values, faults = _read(session, table.rows, caller=caller, source=source, open_day=rules.clock.open_day(now))
    sorted_values = sort_out_values(session, rules=rules, caller=caller, values=values, revision=revision, now=now)
    faults += [*table.faults, *(_fault(row) for row in sorted_values if isinstance(row, RefusedValue))]
    if faults:
        raise refused_table(sorted(faults, key=_line))
    outcome = store_sorted_values(session, rules=rules, rows=sorted_values, revision=revision)
    if outcome.created:
        record(session, _audit_line(caller, file_name, outcome.created, revision))
    return IndicatorImport(
        rows=len(table.rows),
        created=outcome.created,
        unchanged=len(values) - outcome.created,
        level_changes=outcome.level_changes,
        revision=revision.number,
    )


def _read(
    session: Session, rows: Sequence[IndicatorRow], *, caller: Caller, source: str, open_day: date
) -> tuple[list[NewValue], list[FieldFault]]:
    """The values of the rows whose unit and day can be taken, and a fault for each other row."""
    registers = cache(partial(register_on, session))
    values: list[NewValue] = []
    faults: list[FieldFault] = []
    for row in rows:
        try:
            kind = _kind(registers, row, caller, open_day)
        except ZoneError as problem:
            column = row.day_column if isinstance(problem, FutureReportingDate) else row.unit_column
            faults.append(cell_fault(row.line, column, problem.detail_vi, problem.detail_en))
            continue
        values += [
            NewValue(
                IndicatorKey(kind, row.unit_code, cell.indicator_id, row.reported_on, source),
                cell.value,
                pointer=f"/{row.line}/{cell.column}",
            )
            for cell in row.cells
        ]
    return values, faults


def _kind(registers: Callable[[date], Register], row: IndicatorRow, caller: Caller, open_day: date) -> UnitKind:
    """The kind of a row's unit, once unit and day are found in order."""
    refuse_future(row.reported_on, open_day, pointer="/reported_on")
    register = registers(row.reported_on)
    kinds = kinds_of(register, row.unit_code)
    if row.unit_kind is None and len(kinds) > 1:
        raise InvalidValue(
            "/unit_code",
            vi=f"Mã “{row.unit_code}” vừa là {kinds[0].label_vi} vừa là {kinds[1].label_vi}; "
            "dùng cột ward_code hoặc district_code.",
            en=f"Code “{row.unit_code}” is both a {kinds[0]} and a {kinds[1]}; head it ward_code or district_code.",
        )
    kind = row.unit_kind or (kinds[0] if kinds else UnitKind.WARD)
    require_district(caller, unit_district(register, kind, row.unit_code, pointer="/unit_code"))
    return kind


def _fault(refused: RefusedValue) -> FieldFault:
    _, line, column = refused.value.pointer.split("/", 2)
    return cell_fault(int(line), column, refused.problem.detail_vi, refused.problem.detail_en)


def _line(fault: FieldFault) -> int:
    return int(fault.pointer.split("/")[1])


def _audit_line(caller: Caller, file_name: str, created: int, revision: Revision) -> AuditEntry:
    return AuditEntry(
        at=revision.committed_at,
        actor=caller.username,
        role=caller.role,
        action="import_indicators",
        subject=file_name,
        detail={"created": created},
        revision=revision.number,
    )
