"""What is in force, and what was, as rows to take away: from one snapshot, so no file mixes two states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from app.domain.projection import Shapes
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.formats.export_tables import HISTORY, STATUS, WARDS
from app.formats.typed_table import Cell, Row, TypedTable
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.statuses import Status

_NO_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into files that no moment decides."""
_NOWHERE: Final[tuple[None, None, None]] = (None, None, None)


@dataclass(frozen=True)
class Narrowed:
    """Which rows are asked for; None: all. Days are local, both inclusive."""

    district_code: str | None = None
    ward_code: str | None = None
    level: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def holds(self, *, ward_code: str, district_code: str | None) -> bool:
        """Whether a ward is among those asked for."""
        right_ward = self.ward_code is None or ward_code == self.ward_code
        return right_ward and (self.district_code is None or district_code == self.district_code)


def marks_of(snapshot: ZoneSnapshot) -> tuple[tuple[str, str], ...]:
    """What is true of a whole file, in the words of the API."""
    return (
        ("revision", str(snapshot.revision)),
        ("boundary_status", snapshot.register.boundary_status.value),
        ("boundary_version", snapshot.register.boundary_version),
        ("drill", "true" if snapshot.drill else "false"),
    )


def written_at(snapshot: ZoneSnapshot) -> datetime:
    """The moment written into files: that of the newest write they know of, the same in every process."""
    return (snapshot.committed_at or snapshot.valid_from).replace(microsecond=0)


def place_cells(register: Register, ward_code: str) -> tuple[Cell, ...]:
    """Code, name and district of a ward; a ward that is no longer in the register has its code alone."""
    position = register.positions.get(ward_code)
    if position is None:
        return (ward_code, *_NOWHERE)
    ward = register.wards[position]
    return ward_code, ward.name, ward.district_code, ward.district_name


def wards_table(register: Register, shapes: Shapes) -> TypedTable:
    """The wards of a register with their shapes, as drawn or simplified, and nothing that changes by the day."""
    status = register.boundary_status.value
    return TypedTable(
        shape=WARDS,
        rows=(
            (*place_cells(register, ward.code), ward.kind, status, register.boundary_version) for ward in register.wards
        ),
        written_at=_NO_MOMENT,
        shapes=shapes,
        marks=(("boundary_status", status), ("boundary_version", register.boundary_version)),
    )


def status_table(snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], *, shapes: Shapes | None = None) -> TypedTable:
    """The flat status of some wards, in their order.

    Args:
        shapes: those of all wards of the register, as drawn or simplified; None: a table without any.
    """
    return TypedTable(
        shape=STATUS,
        rows=(_status_row(snapshot, zone) for zone in zones),
        written_at=written_at(snapshot),
        shapes=None if shapes is None else shapes[[snapshot.register.positions[zone.ward.code] for zone in zones]],
        marks=marks_of(snapshot),
    )


def _status_row(snapshot: ZoneSnapshot, zone: ZoneStatus) -> Row:
    coming, applied, ward = zone.next_status, zone.directive, zone.ward
    return (
        *(ward.code, ward.name, ward.district_code, ward.district_name),
        *(zone.level, zone.computed_level, zone.decided, zone.data_status.value, zone.effective_from),
        zone.assessment.as_of if zone.assessment else None,
        *_testing_cells(zone),
        *_layer_cells(zone),
        applied.directive.value if applied else None,
        *(snapshot.register.boundary_status.value, snapshot.drill),
        *((coming.level, coming.effective_from) if coming else (None, None)),
        *(zone.awaiting_approval, zone.decision.document_number if zone.decision else None),
        None if applied is None else ("in_force" if applied.in_force else "proposed"),
        " ".join(each.cordon_id for each in zone.cordons) or None,
        " ".join(each.area_id for each in zone.areas) or None,
        zone.cause.value if zone.cause else None,
        *(snapshot.policy.id, snapshot.policy_version, snapshot.register.boundary_version, snapshot.revision),
    )


def _testing_cells(zone: ZoneStatus) -> Row:
    testing = zone.testing
    return (*(testing.interval_days or (None, None)), testing.due_from, testing.due_by, testing.overdue_days)


def _layer_cells(zone: ZoneStatus) -> Row:
    layer = zone.layer
    if layer is None:
        return None, False, None
    return layer.layer.value, layer.partial, layer.ring_status.value


def history_intervals(snapshot: ZoneSnapshot, clock: ReportingClock, asked: Narrowed) -> list[Status]:
    """The intervals asked for, by ward and start; days ask for what was in force at any moment of them.

    Wards that are no more have theirs too.
    """
    since = None if asked.first_day is None else _midnight(asked.first_day, clock)
    until = None if asked.last_day is None else _midnight(asked.last_day + timedelta(days=1), clock)
    return [
        each
        for code in sorted({*snapshot.histories, *snapshot.former_histories})
        for each in (*snapshot.former_histories.get(code, ()), *snapshot.histories.get(code, ()))
        if asked.holds(ward_code=code, district_code=_district(_register_of(snapshot, each), code))
        if (since is None or each.until_instant is None or each.until_instant > since)
        and (until is None or each.from_instant < until)
    ]


def _register_of(snapshot: ZoneSnapshot, status: Status) -> Register:
    """The register of the ward a status was in force in: the newest that bears its code, but for a ward that is no more
    one before."""
    if snapshot.chain is None or status not in snapshot.former_histories.get(status.ward_code, ()):
        return snapshot.register
    older = (span.register for span in reversed(snapshot.chain.spans[:-1]))
    return next((each for each in older if status.ward_code in each.positions), snapshot.register)


def history_table(snapshot: ZoneSnapshot, intervals: Sequence[Status]) -> TypedTable:
    """What was in force, interval by interval."""
    return TypedTable(
        shape=HISTORY,
        rows=_history_rows(snapshot, intervals),
        written_at=written_at(snapshot),
        marks=marks_of(snapshot),
    )


def _history_rows(snapshot: ZoneSnapshot, intervals: Sequence[Status]) -> Iterator[Row]:
    for each in intervals:
        decision = snapshot.decisions.get(each.decision_id or "")
        yield (
            *place_cells(_register_of(snapshot, each), each.ward_code),
            *(each.from_instant, each.until_instant),
            *(each.level, each.computed_level, each.confirmed_level, each.awaiting_level, each.decided),
            *(each.cause.value, each.as_of, each.policy_id, each.policy_version),
            *(each.decision_id, decision.document_number if decision else None),
            *(snapshot.drill, snapshot.revision),
        )


def _district(register: Register, ward_code: str) -> str | None:
    position = register.positions.get(ward_code)
    return None if position is None else register.wards[position].district_code


def _midnight(day: date, clock: ReportingClock) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.timezone)
