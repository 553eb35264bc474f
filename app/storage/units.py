"""Units and boundaries: the register in force on a day, as known now or then; and storing what an import changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, Row, func, insert, or_, select, update
from sqlalchemy.orm import Session

from app.domain.adjacency import Borders, shared_borders
from app.domain.projection import Projector
from app.domain.register import BoundaryDescription, District, Register, Ward, boundary_version
from app.domain.register_change import RegisterChange, UnitContent, UnitLevel, UnitSpan
from app.domain.vocabulary import BoundaryStatus
from app.storage.tables.register import BoundaryVersionRow, UnitBorderRow, UnitRow
from app.storage.versions import known_at

_ROWS_A_STATEMENT = 5_000


@dataclass(frozen=True)
class BoundaryVersion:
    """One state of all boundaries, to be stored: its name, what is true of it, its borders.

    `tolerance_m` is the widest gap or overlap that was closed in it; None when it was stored as it came.
    """

    version: str
    description: BoundaryDescription
    codes: tuple[str, ...]
    borders: Borders
    tolerance_m: float | None


def load_register(session: Session, *, on: date | None, known_at_revision: int | None = None) -> Register:
    """The register in force on a day; four statements, whatever the number of units.

    Args:
        on: the day; None: the newest, of units with no end in sight.
        known_at_revision: as recorded up to a revision; None: as believed now.
    """
    in_force = UnitRow.valid_to.is_(None) if on is None else _in_force(on)
    rows = session.execute(select(*_COLUMNS).where(known_at(UnitRow, known_at_revision), in_force)).all()
    wards = _wards(rows)
    if not wards:
        return Register.empty()
    described = _description(session, {row.boundary_version for row in rows})
    version = boundary_version(wards, described)
    return Register(
        wards=wards,
        districts=_districts(rows, wards),
        borders=_borders(session, version, wards, described),
        boundary_version=version,
        boundaries=described,
    )


def register_state(session: Session, *, known_at_revision: int | None = None) -> tuple[int, int]:
    """The newest revisions that recorded and that superseded a unit; equal states are equal registers."""
    recorded, superseded = UnitRow.recorded_revision, UnitRow.superseded_revision
    if known_at_revision is None:
        statement = select(func.max(recorded), func.max(superseded))
    else:
        statement = select(
            select(func.max(recorded)).where(recorded <= known_at_revision).scalar_subquery(),
            select(func.max(superseded)).where(superseded <= known_at_revision).scalar_subquery(),
        )
    found = session.execute(statement).one()
    return found[0] or 0, found[1] or 0


def validity_days(session: Session, *, known_at_revision: int | None = None) -> tuple[date, ...]:
    """Every day on which a unit begins or ends, ascending; between two of them the register is the same."""
    known = known_at(UnitRow, known_at_revision)
    starts = session.scalars(select(UnitRow.valid_from).where(known).distinct())
    ends = session.scalars(select(UnitRow.valid_to).where(known, UnitRow.valid_to.is_not(None)).distinct())
    return tuple(sorted({*starts, *(end for end in ends if end is not None)}))


def wards_gone(session: Session) -> dict[str, str]:
    """Wards that were in force once and are no more, each with the last district it lay in, or itself without one. One
    statement."""
    standing = select(UnitRow.unit_code).where(
        UnitRow.level == UnitLevel.WARD, known_at(UnitRow, None), UnitRow.valid_to.is_(None)
    )
    statement = (
        select(UnitRow.unit_code, UnitRow.parent_code)
        .where(UnitRow.level == UnitLevel.WARD, known_at(UnitRow, None), UnitRow.unit_code.not_in(standing))
        .order_by(UnitRow.valid_to)
    )
    return {row.unit_code: row.parent_code or row.unit_code for row in session.execute(statement)}


def stored_spans(session: Session) -> list[UnitSpan]:
    """Every unit over every span of validity that is believed now."""
    rows = session.execute(select(*_COLUMNS).where(known_at(UnitRow, None))).all()
    described = _descriptions(session, {row.boundary_version for row in rows})
    return [
        UnitSpan(
            _content(row, described[row.boundary_version]),
            row.valid_from,
            row.valid_to,
            row_id=row.id,
            boundary_version=row.boundary_version,
        )
        for row in rows
    ]


def replace_units(session: Session, change: RegisterChange, boundaries: BoundaryVersion, *, revision: int) -> None:
    """Store what an import changes: supersede rows, add spans, and the boundaries they were drawn in."""
    for start in range(0, len(change.superseded_rows), _ROWS_A_STATEMENT):
        chunk = change.superseded_rows[start : start + _ROWS_A_STATEMENT]
        session.execute(update(UnitRow).where(UnitRow.id.in_(chunk)).values(superseded_revision=revision))
    if session.get(BoundaryVersionRow, boundaries.version) is None:
        _add_boundaries(session, boundaries, revision)
    values = [_values(span, boundaries.version, revision) for span in change.new_spans]
    if values:
        session.execute(insert(UnitRow), values)
    session.flush()


_COLUMNS = (
    UnitRow.id,
    UnitRow.unit_code,
    UnitRow.level,
    UnitRow.kind,
    UnitRow.name,
    UnitRow.name_fold,
    UnitRow.parent_code,
    UnitRow.population,
    UnitRow.population_on,
    UnitRow.area_km2,
    UnitRow.valid_from,
    UnitRow.valid_to,
    UnitRow.geometry,
    UnitRow.boundary_version,
)
_UnitRow = Row[*tuple[Any, ...]]


def _in_force(day: date) -> ColumnElement[bool]:
    return (UnitRow.valid_from <= day) & or_(UnitRow.valid_to.is_(None), UnitRow.valid_to > day)


def _wards(rows: Sequence[_UnitRow]) -> tuple[Ward, ...]:
    parents = {row.unit_code: row for row in rows if row.level == UnitLevel.DISTRICT}
    wards = [_ward(row, parents.get(row.parent_code)) for row in rows if row.level == UnitLevel.WARD]
    return tuple(sorted(wards, key=lambda ward: ward.code))


def _ward(row: _UnitRow, parent: _UnitRow | None) -> Ward:
    return Ward(
        code=row.unit_code,
        name=row.name,
        kind=row.kind,
        name_fold=row.name_fold,
        district_code=row.parent_code,
        district_name=None if parent is None else parent.name,
        district_kind=None if parent is None else parent.kind,
        population=row.population,
        population_on=row.population_on,
        area_km2=row.area_km2,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        shape=_shape(row),
    )


def _shape(row: _UnitRow) -> Any:
    """The stored shape, the same on both databases: PostGIS adds the reference system to each, SQLite does not."""
    return None if row.geometry is None else shapely.set_srid(row.geometry, 0)


def _districts(rows: Sequence[_UnitRow], wards: Sequence[Ward]) -> tuple[District, ...]:
    count: dict[str | None, int] = {}
    for ward in wards:
        count[ward.district_code] = count.get(ward.district_code, 0) + 1
    districts = [
        District(row.unit_code, row.name, row.kind, row.name_fold, row.population, count.get(row.unit_code, 0))
        for row in rows
        if row.level == UnitLevel.DISTRICT
    ]
    return tuple(sorted(districts, key=lambda district: district.code))


def _content(row: _UnitRow, described: BoundaryDescription) -> UnitContent:
    return UnitContent(
        level=UnitLevel(row.level),
        code=row.unit_code,
        name=row.name,
        kind=row.kind,
        parent_code=row.parent_code,
        population=row.population,
        population_on=row.population_on,
        area_km2=row.area_km2,
        shape=_shape(row),
        boundary_status=described.status,
        notice_vi=described.notice_vi,
        notice_en=described.notice_en,
    )


def _descriptions(session: Session, versions: set[str]) -> Mapping[str, BoundaryDescription]:
    """What is true of some versions, oldest first."""
    statement = (
        select(BoundaryVersionRow)
        .where(BoundaryVersionRow.version.in_(versions))
        .order_by(BoundaryVersionRow.recorded_revision)
    )
    return {
        row.version: BoundaryDescription(
            BoundaryStatus(row.boundary_status), row.notice_vi, row.notice_en, row.source, row.metric_epsg
        )
        for row in session.scalars(statement)
    }


def _description(session: Session, versions: set[str]) -> BoundaryDescription:
    """What is true of units drawn in several versions: one schematic part makes the whole schematic."""
    found = list(_descriptions(session, versions).values())
    schematic = [each for each in found if each.status is BoundaryStatus.SCHEMATIC]
    return (schematic or found)[-1]


def _borders(session: Session, version: str, wards: Sequence[Ward], described: BoundaryDescription) -> Borders:
    if session.get(BoundaryVersionRow, version) is None:
        # A day on which only some units of a file were in force yet: its borders were never stored.
        shapes = np.array([*(ward.shape for ward in wards), None], dtype=object)[:-1]
        return shared_borders(shapes, projector=Projector(described.metric_epsg))
    statement = select(UnitBorderRow.code_a, UnitBorderRow.code_b, UnitBorderRow.shared_border_m)
    rows = session.execute(statement.where(UnitBorderRow.boundary_version == version)).all()
    position = {ward.code: index for index, ward in enumerate(wards)}
    pairs = np.array([(position[row.code_a], position[row.code_b]) for row in rows], dtype=np.intp).reshape(-1, 2)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    metres = np.array([row.shared_border_m for row in rows], dtype=np.float64)
    return Borders(len(wards), pairs[order], metres[order])


def _add_boundaries(session: Session, boundaries: BoundaryVersion, revision: int) -> None:
    described = boundaries.description
    session.add(
        BoundaryVersionRow(
            version=boundaries.version,
            boundary_status=described.status,
            notice_vi=described.notice_vi,
            notice_en=described.notice_en,
            source=described.source,
            tolerance_m=boundaries.tolerance_m,
            unit_count=len(boundaries.codes),
            metric_epsg=described.metric_epsg,
            recorded_revision=revision,
        )
    )
    session.flush()
    values = [
        {
            "boundary_version": boundaries.version,
            "code_a": boundaries.codes[one],
            "code_b": boundaries.codes[other],
            "shared_border_m": metres,
        }
        for (one, other), metres in zip(
            boundaries.borders.pairs.tolist(), boundaries.borders.shared_border_m.tolist(), strict=True
        )
    ]
    if values:
        session.execute(insert(UnitBorderRow), values)


def _values(span: UnitSpan, version: str, revision: int) -> dict[str, Any]:
    content = span.content
    return {
        "unit_code": content.code,
        "level": content.level,
        "kind": content.kind,
        "name": content.name,
        "name_fold": content.name_fold,
        "parent_code": content.parent_code,
        "population": content.population,
        "population_on": content.population_on,
        "area_km2": content.area_km2,
        "valid_from": span.valid_from,
        "valid_to": span.valid_to,
        "geometry": content.shape,
        "boundary_version": span.boundary_version or version,
        "recorded_revision": revision,
        "superseded_revision": None,
    }
