"""Taking values beside case counts: a new one, the same again, a correction, a withdrawal; each judged at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from app.domain.errors import (
    FieldFault,
    IndicatorConflict,
    IndicatorValueNotFound,
    StaleVersion,
    ZoneError,
)
from app.domain.indicator_catalogue import UnitKind
from app.domain.indicator_checks import check_indicator_unit, check_indicator_value, registered_indicator
from app.domain.indicator_records import IndicatorKey, IndicatorValue
from app.domain.register import Register
from app.domain.vocabulary import ReasonCode
from app.services.access import Caller, require_district
from app.services.indicator_units import check_source, refuse_future, unit_district
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register import current_register, register_on
from app.services.site_rules import SiteRules
from app.storage.indicator_values import append_values, close_current_value, current_value, current_values
from app.storage.revisions import Revision


@dataclass(frozen=True)
class NewValue:
    """What a sender says of one unit, indicator and day; `pointer` is where it stands in what was sent."""

    key: IndicatorKey
    value: float
    note: str | None = None
    pointer: str = ""

    def says_the_same_as(self, stored: IndicatorValue) -> bool:
        """Whether a stored version holds just this content."""
        return stored.value == self.value and stored.note == self.note


@dataclass(frozen=True)
class TakenValue:
    """What became of one value: a new version, or the stored one that says the same."""

    value: IndicatorValue
    created: bool


@dataclass(frozen=True)
class RefusedValue:
    """A value that was not taken, and why; nothing of it is stored."""

    value: NewValue
    problem: ZoneError


SortedValue = TakenValue | RefusedValue


@dataclass(frozen=True)
class ValuesOutcome:
    """What became of each value, in the order sent, and what changed in force."""

    rows: tuple[SortedValue, ...]
    level_changes: tuple[LevelChange, ...]

    @property
    def created(self) -> int:
        """Values stored as new versions."""
        return sum(isinstance(row, TakenValue) and row.created for row in self.rows)

    @property
    def refused(self) -> tuple[RefusedValue, ...]:
        """Values that were not taken."""
        return tuple(row for row in self.rows if isinstance(row, RefusedValue))


def take_values(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    values: Sequence[NewValue],
    revision: Revision,
    now: datetime,
) -> ValuesOutcome:
    """Take what can be taken and judge what it touches; the edge decides whether to commit.

    Args:
        caller: only units of the caller's districts are taken, and city-wide values only of callers for all.
        revision: taken before anything was read (see `begin_write`).
        now: the clock's moment, which decides the open day.

    Returns:
        A row for each value, in the order sent. When any is refused nothing is stored and nothing judged.
    """
    rows = sort_out_values(session, rules=rules, caller=caller, values=values, revision=revision, now=now)
    return store_sorted_values(session, rules=rules, rows=rows, revision=revision)


def sort_out_values(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    values: Sequence[NewValue],
    revision: Revision,
    now: datetime,
) -> tuple[SortedValue, ...]:
    """What becomes of each value, in the order sent; nothing is stored yet."""
    stored = current_values(session, [each.key for each in values])
    # One look at the register a day, not a value: nothing in this transaction changes it.
    registers = cache(partial(register_on, session))
    open_day = rules.clock.open_day(now)
    rows: list[SortedValue] = []
    for each in values:
        try:
            _check(registers, rules=rules, caller=caller, new=each, open_day=open_day)
            row = _take(each, stored.get(each.key), caller, revision)
        except ZoneError as problem:
            rows.append(RefusedValue(each, problem))
            continue
        stored[each.key] = row.value
        rows.append(row)
    return tuple(rows)


def store_sorted_values(
    session: Session, *, rules: SiteRules, rows: Sequence[SortedValue], revision: Revision
) -> ValuesOutcome:
    """Store what is new among sorted-out values and judge what it touches; nothing when any was refused."""
    if any(isinstance(row, RefusedValue) for row in rows):
        return ValuesOutcome(tuple(rows), ())
    first_day_before = first_known_day(session, rules=rules)
    fresh = [row.value for row in rows if isinstance(row, TakenValue) and row.created]
    append_values(session, fresh)
    changes = _judge(session, rules, revision, [each.key for each in fresh], first_day_before)
    return ValuesOutcome(tuple(rows), changes)


def correct_value(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    key: IndicatorKey,
    expected_version: int,
    value: float | None,
    reason_code: ReasonCode,
    note: str | None,
    revision: Revision,
) -> tuple[IndicatorValue, tuple[LevelChange, ...]]:
    """Append a correction (None withdraws) to the version its author looked at, and judge what it touches.

    Raises:
        UnitNotFound, IndicatorNotFound, IndicatorValueNotFound: nothing of that name, or nothing under the key.
        InvalidValue: a value that is not plausible.
        StaleVersion: somebody else was first; the current version is told.
        NotYourDistrict: the unit is not in the caller's scope.
    """
    first_day_before = first_known_day(session, rules=rules)
    require_district(caller, unit_district(register_on(session, key.reported_on), key.unit_kind, key.unit_code))
    indicator = registered_indicator(key.indicator_id)
    current = _looked_at(session, key, expected_version)
    if value is not None:
        check_indicator_value(indicator, value, pointer="/value")
    corrected = replace(
        current,
        version=current.version + 1,
        value=None if value is None else value + 0.0,
        note=note,
        reason_code=reason_code,
        reported_by=caller.username,
        received_at=revision.committed_at,
        recorded_revision=revision.number,
    )
    if not close_current_value(session, key, version=expected_version, revision=revision.number):
        raise StaleVersion(current_version=current.version + 1)
    append_values(session, [corrected])
    return corrected, _judge(session, rules, revision, [key], first_day_before)


def value_faults(refused: Iterable[RefusedValue]) -> list[FieldFault]:
    """Every fault of the refused values, each pointing at its place in what was sent, each once."""
    faults: dict[FieldFault, None] = {}
    for row in refused:
        whole = FieldFault(pointer=row.value.pointer, vi=row.problem.detail_vi, en=row.problem.detail_en)
        faults.update(dict.fromkeys(row.problem.errors or (whole,)))
    return list(faults)


def _looked_at(session: Session, key: IndicatorKey, expected_version: int) -> IndicatorValue:
    current = current_value(session, key)
    if current is None:
        raise IndicatorValueNotFound(str(key))
    if current.version != expected_version:
        raise StaleVersion(current_version=current.version, current=_summary(current))
    return current


def _check(
    registers: Callable[[date], Register], *, rules: SiteRules, caller: Caller, new: NewValue, open_day: date
) -> None:
    key, pointer = new.key, new.pointer
    check_source(rules, key.source, pointer=f"{pointer}/source")
    refuse_future(key.reported_on, open_day, pointer=f"{pointer}/reported_on")
    district = unit_district(registers(key.reported_on), key.unit_kind, key.unit_code, pointer=f"{pointer}/unit_code")
    require_district(caller, district)
    indicator = registered_indicator(key.indicator_id, pointer=f"{pointer}/indicator_id")
    check_indicator_unit(indicator, key.unit_kind, pointer=f"{pointer}/unit_kind")
    check_indicator_value(indicator, new.value, pointer=f"{pointer}/value")


def _take(new: NewValue, stored: IndicatorValue | None, caller: Caller, revision: Revision) -> TakenValue:
    if stored is not None:
        if new.says_the_same_as(stored):
            return TakenValue(stored, created=False)
        raise IndicatorConflict(
            where=f"{new.key.unit_kind}/{new.key.unit_code}/{new.key.indicator_id}/{new.key.reported_on}",
            source=new.key.source,
            current_version=stored.version,
        )
    fresh = IndicatorValue(
        key=new.key,
        version=1,
        # A negative zero is a zero.
        value=new.value + 0.0,
        note=new.note,
        reason_code=None,
        reported_by=caller.username,
        received_at=revision.committed_at,
        recorded_revision=revision.number,
    )
    return TakenValue(fresh, created=True)


def _judge(
    session: Session, rules: SiteRules, revision: Revision, keys: Sequence[IndicatorKey], first_day_before: date | None
) -> tuple[LevelChange, ...]:
    """Judge again every ward that takes one of these values."""
    authoritative = [key for key in keys if key.source == rules.source]
    if not authoritative:
        return ()
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes=_wards_touched(session, authoritative),
        from_day=min(key.reported_on for key in authoritative),
        first_day_before=first_day_before,
    )
    return outcome.level_changes


def _wards_touched(session: Session, keys: Sequence[IndicatorKey]) -> set[str] | None:
    """Wards that take these values, their own or inherited; None: every ward."""
    if any(key.unit_kind is UnitKind.CITY for key in keys):
        return None
    districts = {key.unit_code for key in keys if key.unit_kind is UnitKind.DISTRICT}
    wards = current_register(session).wards
    inside = {ward.code for ward in wards if ward.district_code in districts}
    return inside | {key.unit_code for key in keys if key.unit_kind is UnitKind.WARD}


def _summary(value: IndicatorValue) -> dict[str, object]:
    return {"version": value.version, "value": value.value, "reported_by": value.reported_by}
