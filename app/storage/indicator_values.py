"""Values beside case counts: append a version, close the one before, read what was current now or then."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.domain.indicator_catalogue import UnitKind
from app.domain.indicator_records import IndicatorKey, IndicatorValue
from app.storage.tables.base import table_of
from app.storage.tables.indicators import IndicatorValueRow
from app.storage.versions import known_at

FEW_UNITS = 400
"""Up to so many units are asked for by name; of more, all are read."""

CarriedValue = tuple[str, str, str, date, float]
"""unit_kind, unit_code, indicator_id, reported_on, value."""

_TABLE = table_of(IndicatorValueRow)
_KEY = (
    IndicatorValueRow.unit_kind,
    IndicatorValueRow.unit_code,
    IndicatorValueRow.indicator_id,
    IndicatorValueRow.reported_on,
    IndicatorValueRow.source,
)
_ORDER = (
    IndicatorValueRow.reported_on,
    IndicatorValueRow.unit_kind,
    IndicatorValueRow.unit_code,
    IndicatorValueRow.indicator_id,
    IndicatorValueRow.source,
)


@dataclass(frozen=True)
class ValueQuery:
    """Which values are asked for; None asks for all.

    `unit_codes` holds for each kind of unit that is wanted its codes, None for all of that kind.
    """

    first_day: date
    last_day: date
    unit_codes: dict[UnitKind, Collection[str] | None] | None = None
    indicator_ids: Collection[str] | None = None
    source: str | None = None
    known_revision: int | None = None


def current_value(session: Session, key: IndicatorKey) -> IndicatorValue | None:
    """The current version under a key, withdrawn ones included."""
    row = session.scalars(select(IndicatorValueRow).where(_is(key), known_at(IndicatorValueRow, None))).one_or_none()
    return None if row is None else _record(row)


def current_values(session: Session, keys: Sequence[IndicatorKey]) -> dict[IndicatorKey, IndicatorValue]:
    """The current versions under many keys at once."""
    if not keys:
        return {}
    codes = {key.unit_code for key in keys}
    rows = session.scalars(
        select(IndicatorValueRow).where(
            IndicatorValueRow.indicator_id.in_({key.indicator_id for key in keys}),
            IndicatorValueRow.source.in_({key.source for key in keys}),
            IndicatorValueRow.reported_on.in_({key.reported_on for key in keys}),
            *([IndicatorValueRow.unit_code.in_(codes)] if len(codes) <= FEW_UNITS else []),
            known_at(IndicatorValueRow, None),
        )
    )
    wanted = set(keys)
    return {value.key: value for value in map(_record, rows) if value.key in wanted}


def value_versions(session: Session, key: IndicatorKey) -> list[IndicatorValue]:
    """Every version under a key, oldest first; empty when nothing was ever reported."""
    rows = session.scalars(select(IndicatorValueRow).where(_is(key)).order_by(IndicatorValueRow.version))
    return [_record(row) for row in rows]


def find_values(
    session: Session, query: ValueQuery, *, after: IndicatorKey | None = None, limit: int = 1000
) -> list[IndicatorValue]:
    """Current (or then-current) values, withdrawn ones included, by day, unit, indicator and source."""
    statement = select(IndicatorValueRow).where(*_asked(query)).order_by(*_ORDER).limit(limit)
    if after is not None:
        place = (after.reported_on, after.unit_kind.value, after.unit_code, after.indicator_id, after.source)
        statement = statement.where(tuple_(*_ORDER) > tuple_(*place))
    return [_record(row) for row in session.scalars(statement)]


def count_values(session: Session, query: ValueQuery) -> int:
    """How many values `find_values` would find without a limit."""
    return session.scalar(select(func.count()).select_from(IndicatorValueRow).where(*_asked(query))) or 0


def first_reported_on(session: Session, *, source: str, known_revision: int | None = None) -> date | None:
    """The earliest day any version ever spoke of; None when nothing was reported."""
    statement = select(func.min(IndicatorValueRow.reported_on)).where(IndicatorValueRow.source == source)
    if known_revision is not None:
        statement = statement.where(IndicatorValueRow.recorded_revision <= known_revision)
    return session.scalar(statement)


def has_values(session: Session) -> bool:
    """Whether any value was ever reported."""
    return session.scalar(select(IndicatorValueRow.id).limit(1)) is not None


def values_to_carry(session: Session, query: ValueQuery) -> list[CarriedValue]:
    """What units named reported within the query's days, and the newest value of each before them; in no order.

    Withdrawn ones are left out, as if they had never been reported.
    """
    found: list[CarriedValue] = []
    # One kind of unit after another: asked for together, SQLite goes through every value instead of an index.
    for kind, codes in (query.unit_codes or {}).items():
        of_kind = replace(query, unit_codes={kind: codes})
        for statement in (_carried(of_kind, _TABLE.c.reported_on >= query.first_day), _newest_before(of_kind)):
            found += cast("list[CarriedValue]", session.connection().execute(statement).all())
    return found


def append_values(session: Session, values: Sequence[IndicatorValue]) -> None:
    """Write new versions; their keys must have no current version left (see `close_current_value`)."""
    if values:
        session.connection().execute(insert(_TABLE), [_columns(value) for value in values])


def close_current_value(session: Session, key: IndicatorKey, *, version: int, revision: int) -> bool:
    """Close the current version if it is still `version`; False when another writer was first."""
    result = session.execute(
        update(IndicatorValueRow)
        .where(_is(key), IndicatorValueRow.version == version, IndicatorValueRow.superseded_revision.is_(None))
        .values(superseded_revision=revision)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def broken_value_chains(session: Session) -> list[str]:
    """Keys whose versions do not run 1, 2, 3, … with exactly the last one current; in words, for a check."""
    rows = session.execute(
        select(*_KEY)
        .group_by(*_KEY)
        .having(
            (func.max(IndicatorValueRow.version) != func.count())
            | (func.count(IndicatorValueRow.superseded_revision) != func.count() - 1)
        )
    )
    return [f"indicator {' '.join(map(str, row))}: its versions form no unbroken chain" for row in rows]


def _is(key: IndicatorKey) -> ColumnElement[bool]:
    return (
        (IndicatorValueRow.unit_kind == key.unit_kind.value)
        & (IndicatorValueRow.unit_code == key.unit_code)
        & (IndicatorValueRow.indicator_id == key.indicator_id)
        & (IndicatorValueRow.reported_on == key.reported_on)
        & (IndicatorValueRow.source == key.source)
    )


def _asked(query: ValueQuery) -> list[ColumnElement[bool]]:
    return [IndicatorValueRow.reported_on.between(query.first_day, query.last_day), *_of(query)]


def _of(query: ValueQuery) -> list[ColumnElement[bool]]:
    """Everything of the query but its days."""
    clauses = [known_at(IndicatorValueRow, query.known_revision)]
    if query.indicator_ids is not None:
        clauses.append(_TABLE.c.indicator_id.in_(sorted(query.indicator_ids)))
    if query.source is not None:
        clauses.append(_TABLE.c.source == query.source)
    if query.unit_codes is not None:
        clauses.append(or_(*(_of_kind(kind, codes) for kind, codes in query.unit_codes.items())))
    return clauses


def _of_kind(kind: UnitKind, codes: Iterable[str] | None) -> ColumnElement[bool]:
    of_kind = _TABLE.c.unit_kind == kind.value
    return of_kind if codes is None else of_kind & _TABLE.c.unit_code.in_(sorted(codes))


def _carried(query: ValueQuery, *days: ColumnElement[bool]) -> Select[Any]:
    columns = (_TABLE.c.unit_kind, _TABLE.c.unit_code, _TABLE.c.indicator_id, _TABLE.c.reported_on, _TABLE.c.value)
    return select(*columns).where(
        *_of(query), _TABLE.c.value.is_not(None), _TABLE.c.reported_on <= query.last_day, *days
    )


def _newest_before(query: ValueQuery) -> Select[Any]:
    """Of each unit and indicator the newest value before the query's first day."""
    of = (_TABLE.c.unit_kind, _TABLE.c.unit_code, _TABLE.c.indicator_id)
    before = _TABLE.c.reported_on < query.first_day
    newest = (
        select(*of, func.max(_TABLE.c.reported_on).label("reported_on"))
        .where(*_of(query), _TABLE.c.value.is_not(None), before)
        .group_by(*of)
        .subquery("newest")
    )
    same = [column == newest.c[column.name] for column in (*of, _TABLE.c.reported_on)]
    return _carried(query, before).join(newest, and_(*same))


def _columns(value: IndicatorValue) -> dict[str, Any]:
    return {
        "unit_kind": value.key.unit_kind.value,
        "unit_code": value.key.unit_code,
        "indicator_id": value.key.indicator_id,
        "reported_on": value.key.reported_on,
        "source": value.key.source,
        "version": value.version,
        "value": value.value,
        "note": value.note,
        "reason_code": value.reason_code,
        "reported_by": value.reported_by,
        "received_at": value.received_at,
        "recorded_revision": value.recorded_revision,
    }


def _record(row: IndicatorValueRow) -> IndicatorValue:
    return IndicatorValue(
        key=IndicatorKey(UnitKind(row.unit_kind), row.unit_code, row.indicator_id, row.reported_on, row.source),
        version=row.version,
        value=row.value,
        note=row.note,
        reason_code=row.reason_code,
        reported_by=row.reported_by,
        received_at=row.received_at,
        recorded_revision=row.recorded_revision,
    )
