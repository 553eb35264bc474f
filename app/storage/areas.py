"""Areas beside the colours: append a version, read the newest ones known now or then."""

from __future__ import annotations

from shapely import MultiPolygon
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.areas import Area, AreaAction, AreaKind
from app.domain.vocabulary import Directive
from app.storage.tables.cordons import AreaRow


def next_area_id(session: Session) -> str:
    """The id of the next area; call it under the site lock."""
    return f"KV{(session.scalar(select(func.count(AreaRow.area_id.distinct()))) or 0) + 1:04d}"


def add_area(session: Session, area: Area) -> None:
    """Append a version."""
    session.add(
        AreaRow(
            area_id=area.area_id,
            version=area.version,
            action=area.action,
            kind=area.kind,
            name=area.name,
            place=area.place,
            ward_parts=dict(area.ward_parts),
            directive=area.directive,
            starts_at=area.starts_at,
            ends_at=area.ends_at,
            document_number=area.document_number,
            signer=area.signer,
            note=area.note,
            boundary_version=area.boundary_version,
            recorded_by=area.recorded_by,
            recorded_at=area.recorded_at,
            recorded_revision=area.recorded_revision,
        )
    )
    session.flush()


def newest_areas(session: Session, *, known_revision: int | None = None) -> list[Area]:
    """The newest known version of every area, ended ones too, by id."""
    newest = select(func.max(AreaRow.id)).group_by(AreaRow.area_id)
    if known_revision is not None:
        newest = newest.where(AreaRow.recorded_revision <= known_revision)
    return [
        _area(row) for row in session.scalars(select(AreaRow).where(AreaRow.id.in_(newest)).order_by(AreaRow.area_id))
    ]


def area_versions(session: Session, area_id: str | None = None) -> list[Area]:
    """Every version of one area (None: of all, by id), oldest first; empty when there is none."""
    statement = select(AreaRow).order_by(AreaRow.area_id, AreaRow.version)
    if area_id is not None:
        statement = statement.where(AreaRow.area_id == area_id)
    return [_area(row) for row in session.scalars(statement)]


def _area(row: AreaRow) -> Area:
    return Area(
        area_id=row.area_id,
        version=row.version,
        action=AreaAction(row.action),
        kind=AreaKind(row.kind),
        name=row.name,
        place=row.place if isinstance(row.place, MultiPolygon) else None,
        ward_parts=row.ward_parts,
        directive=None if row.directive is None else Directive(row.directive),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        document_number=row.document_number,
        signer=row.signer,
        note=row.note,
        boundary_version=row.boundary_version,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        recorded_revision=row.recorded_revision,
    )
