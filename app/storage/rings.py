"""Rings of outbreaks: append versions, read the one that stands at an instant, or all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shapely import MultiPolygon
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.ring_orders import RingAction
from app.domain.vocabulary import LockdownLayer, RingStatus
from app.storage.tables.outbreaks import RingLayerRow, RingRow, RingWardRow
from app.storage.versions import known_at


@dataclass(frozen=True)
class StoredLayer:
    """One layer as it was proposed or issued; `population_estimated`: some ward of it is cut and counted by area."""

    layer: LockdownLayer
    shape: MultiPolygon | None
    population: int | None
    area_km2: float
    population_estimated: bool = False


@dataclass(frozen=True)
class StoredRing:
    """One version of an outbreak's rings; `ward_layers` gives the strictest layer and whether it is partial.

    `parameters` are those of `mode` as they were sent, with the core it was drawn round where that is not the
    outbreak's own place; `starts_at` None: it stood as soon as it was recorded; `planned_end` is the last planned day.
    """

    outbreak_id: str
    version: int
    status: RingStatus
    mode: str
    document_number: str | None
    signer: str | None
    starts_at: datetime | None
    boundary_version: str
    population_estimated: bool
    layers: tuple[StoredLayer, ...]
    ward_layers: Mapping[str, tuple[LockdownLayer, bool]]
    action: RingAction = RingAction.PROPOSE
    parameters: Mapping[str, Any] = field(default_factory=dict)
    planned_end: date | None = None
    reason: str | None = None
    recorded_by: str = ""
    recorded_revision: int = 0


def add_ring(session: Session, ring: StoredRing, *, recorded_by: str, revision: int) -> None:
    """Append a version of an outbreak's rings, closing the one before."""
    session.execute(
        update(RingRow)
        .where(RingRow.outbreak_id == ring.outbreak_id, known_at(RingRow, None))
        .values(superseded_revision=revision)
    )
    row = _row(ring, recorded_by=recorded_by, revision=revision)
    session.add(row)
    session.flush()
    session.add_all(_layer_row(row.id, each) for each in ring.layers)
    session.add_all(
        RingWardRow(ring_id=row.id, ward_code=code, layer=layer, partial=partial)
        for code, (layer, partial) in ring.ward_layers.items()
    )
    session.flush()


def _row(ring: StoredRing, *, recorded_by: str, revision: int) -> RingRow:
    return RingRow(
        outbreak_id=ring.outbreak_id,
        version=ring.version,
        status=ring.status,
        action=ring.action,
        mode=ring.mode,
        parameters=dict(ring.parameters),
        document_number=ring.document_number,
        signer=ring.signer,
        reason=ring.reason,
        starts_at=ring.starts_at,
        planned_end=ring.planned_end,
        boundary_version=ring.boundary_version,
        population_estimated=ring.population_estimated,
        recorded_by=recorded_by,
        recorded_revision=revision,
    )


def _layer_row(ring_id: int, layer: StoredLayer) -> RingLayerRow:
    return RingLayerRow(
        ring_id=ring_id,
        layer=layer.layer,
        shape=layer.shape,
        population=layer.population,
        population_estimated=layer.population_estimated,
        area_km2=layer.area_km2,
    )


def rings(session: Session, *, known_revision: int | None = None, outbreak_id: str | None = None) -> list[StoredRing]:
    """The newest version of every outbreak's rings (or of one's), begun or not, by outbreak id."""
    return _read(session, known_at(RingRow, known_revision), outbreak_id)


def rings_at(
    session: Session, at: datetime, *, known_revision: int | None = None, outbreak_id: str | None = None
) -> list[StoredRing]:
    """The version of every outbreak's rings (or of one's) that stands at an instant: the newest that has begun.

    Args:
        known_revision: as known when this revision was the newest; None: from everything recorded.

    Returns:
        Proposed, issued and lifted ones, by outbreak id; three statements whatever their number. Lifted ones come
        without layers and wards: they pile up over a year, and every state of the site is made of those that stand.
    """
    begun = and_(_recorded_by(known_revision), or_(RingRow.starts_at.is_(None), RingRow.starts_at <= at))
    newest = (
        select(RingRow.outbreak_id, func.max(RingRow.version).label("version"))
        .where(begun)
        .group_by(RingRow.outbreak_id)
        .subquery()
    )
    stands = select(RingRow.id).join(
        newest, and_(RingRow.outbreak_id == newest.c.outbreak_id, RingRow.version == newest.c.version)
    )
    return _read(session, RingRow.id.in_(stands), outbreak_id, lifted_shapes=False)


def rings_waiting(session: Session, at: datetime, *, known_revision: int | None = None) -> list[StoredRing]:
    """The recorded versions that have not begun at an instant, without their layers, oldest first."""
    return _read(session, and_(_recorded_by(known_revision), RingRow.starts_at > at), None, shapes=False)


def ring_versions(session: Session, *, outbreak_id: str | None = None, shapes: bool = True) -> list[StoredRing]:
    """Every version of every outbreak's rings (or of one's), oldest first; without `shapes` their layers stay empty."""
    return _read(session, _recorded_by(None), outbreak_id, shapes=shapes)


def ring_starts(session: Session, *, known_revision: int | None = None) -> list[datetime]:
    """The instants at which some version begins by the clock, earliest first."""
    statement = select(RingRow.starts_at).where(_recorded_by(known_revision), RingRow.starts_at.is_not(None)).distinct()
    return sorted(start for start in session.scalars(statement) if start is not None)


def _recorded_by(known_revision: int | None) -> ColumnElement[bool]:
    if known_revision is None:
        return RingRow.recorded_revision.is_not(None)
    return RingRow.recorded_revision <= known_revision


def _read(
    session: Session,
    wanted: ColumnElement[bool],
    outbreak_id: str | None,
    *,
    shapes: bool = True,
    lifted_shapes: bool = True,
) -> list[StoredRing]:
    statement = select(RingRow).where(wanted).order_by(RingRow.outbreak_id, RingRow.version)
    if outbreak_id is not None:
        statement = statement.where(RingRow.outbreak_id == outbreak_id)
    rows = session.scalars(statement).all()
    ids = [row.id for row in rows if shapes and (lifted_shapes or row.status != RingStatus.LIFTED)]
    layers, wards = _layers(session, ids), _wards(session, ids)
    return [_ring(row, layers.get(row.id, []), wards.get(row.id, {})) for row in rows]


def _layers(session: Session, ring_ids: Sequence[int]) -> dict[int, list[StoredLayer]]:
    found: dict[int, list[StoredLayer]] = {ring_id: [] for ring_id in ring_ids}
    for row in session.scalars(select(RingLayerRow).where(RingLayerRow.ring_id.in_(ring_ids))):
        shape = row.shape
        found[row.ring_id].append(
            StoredLayer(
                layer=LockdownLayer(row.layer),
                shape=shape if isinstance(shape, MultiPolygon) else None,
                population=row.population,
                area_km2=row.area_km2,
                population_estimated=row.population_estimated,
            )
        )
    return found


def _wards(session: Session, ring_ids: Sequence[int]) -> dict[int, dict[str, tuple[LockdownLayer, bool]]]:
    found: dict[int, dict[str, tuple[LockdownLayer, bool]]] = {ring_id: {} for ring_id in ring_ids}
    rows = session.scalars(select(RingWardRow).where(RingWardRow.ring_id.in_(ring_ids)).order_by(RingWardRow.ward_code))
    for row in rows:
        found[row.ring_id][row.ward_code] = (LockdownLayer(row.layer), row.partial)
    return found


def _ring(row: RingRow, layers: list[StoredLayer], wards: dict[str, tuple[LockdownLayer, bool]]) -> StoredRing:
    return StoredRing(
        outbreak_id=row.outbreak_id,
        version=row.version,
        status=RingStatus(row.status),
        mode=row.mode,
        document_number=row.document_number,
        signer=row.signer,
        starts_at=row.starts_at,
        boundary_version=row.boundary_version,
        population_estimated=row.population_estimated,
        layers=tuple(sorted(layers, key=lambda each: -each.layer.strictness)),
        ward_layers=wards,
        action=RingAction(row.action),
        parameters=row.parameters,
        planned_end=row.planned_end,
        reason=row.reason,
        recorded_by=row.recorded_by,
        recorded_revision=row.recorded_revision,
    )
