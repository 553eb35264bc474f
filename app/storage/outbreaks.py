"""Outbreaks and rings: append versions, read what was current now or then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shapely import MultiPolygon
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.records import Outbreak
from app.domain.vocabulary import LockdownLayer, OutbreakSetting, RingStatus
from app.storage.tables.outbreaks import OutbreakRow, RingLayerRow, RingRow, RingWardRow
from app.storage.versions import known_at


@dataclass(frozen=True)
class StoredLayer:
    """One layer as it was proposed or issued."""

    layer: LockdownLayer
    shape: MultiPolygon | None
    population: int | None
    area_km2: float


@dataclass(frozen=True)
class StoredRing:
    """One version of an outbreak's rings; `ward_layers` gives the strictest layer and whether it is partial."""

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


def add_outbreak(session: Session, outbreak: Outbreak, *, recorded_by: str) -> None:
    """Append a version; close the one before first (see `close_outbreak_version`)."""
    session.add(
        OutbreakRow(
            outbreak_id=outbreak.outbreak_id,
            version=outbreak.version,
            name=outbreak.name,
            opened_on=outbreak.opened_on,
            closed_on=outbreak.closed_on,
            source_known=outbreak.source_known,
            setting=outbreak.setting,
            place=outbreak.place,
            ward_codes=list(outbreak.ward_codes),
            linked_ward_codes=list(outbreak.linked_ward_codes),
            note=outbreak.note,
            recorded_by=recorded_by,
            recorded_revision=outbreak.recorded_revision,
        )
    )
    session.flush()


def close_outbreak_version(session: Session, outbreak_id: str, *, revision: int) -> None:
    """Mark the current version as superseded."""
    session.execute(
        update(OutbreakRow)
        .where(OutbreakRow.outbreak_id == outbreak_id, known_at(OutbreakRow, None))
        .values(superseded_revision=revision)
    )


def outbreaks(session: Session, *, known_revision: int | None = None) -> list[Outbreak]:
    """All outbreaks, open and closed, in the order of their ids."""
    rows = session.scalars(
        select(OutbreakRow).where(known_at(OutbreakRow, known_revision)).order_by(OutbreakRow.outbreak_id)
    )
    return [_outbreak(row) for row in rows]


def first_opened_on(session: Session, *, known_revision: int | None = None) -> date | None:
    """The earliest opening day any version ever named; None when none was declared."""
    statement = select(func.min(OutbreakRow.opened_on))
    if known_revision is not None:
        statement = statement.where(OutbreakRow.recorded_revision <= known_revision)
    return session.scalar(statement)


def find_outbreak(session: Session, outbreak_id: str) -> Outbreak | None:
    """The current version of one outbreak."""
    row = session.scalars(
        select(OutbreakRow).where(OutbreakRow.outbreak_id == outbreak_id, known_at(OutbreakRow, None))
    ).one_or_none()
    return None if row is None else _outbreak(row)


def add_ring(session: Session, ring: StoredRing, *, recorded_by: str, revision: int) -> None:
    """Append a version of an outbreak's rings, closing the one before."""
    session.execute(
        update(RingRow)
        .where(RingRow.outbreak_id == ring.outbreak_id, known_at(RingRow, None))
        .values(superseded_revision=revision)
    )
    row = RingRow(
        outbreak_id=ring.outbreak_id,
        version=ring.version,
        status=ring.status,
        mode=ring.mode,
        document_number=ring.document_number,
        signer=ring.signer,
        starts_at=ring.starts_at,
        boundary_version=ring.boundary_version,
        population_estimated=ring.population_estimated,
        recorded_by=recorded_by,
        recorded_revision=revision,
    )
    session.add(row)
    session.flush()
    session.add_all(
        RingLayerRow(
            ring_id=row.id, layer=each.layer, shape=each.shape, population=each.population, area_km2=each.area_km2
        )
        for each in ring.layers
    )
    session.add_all(
        RingWardRow(ring_id=row.id, ward_code=code, layer=layer, partial=partial)
        for code, (layer, partial) in ring.ward_layers.items()
    )
    session.flush()


def rings(session: Session, *, known_revision: int | None = None, outbreak_id: str | None = None) -> list[StoredRing]:
    """The current rings of every outbreak (or of one), by outbreak id; three statements whatever their number."""
    statement = select(RingRow).where(known_at(RingRow, known_revision)).order_by(RingRow.outbreak_id)
    if outbreak_id is not None:
        statement = statement.where(RingRow.outbreak_id == outbreak_id)
    rows = session.scalars(statement).all()
    ids = [row.id for row in rows]
    layers: dict[int, list[StoredLayer]] = {ring_id: [] for ring_id in ids}
    for layer in session.scalars(select(RingLayerRow).where(RingLayerRow.ring_id.in_(ids))):
        shape = layer.shape
        layers[layer.ring_id].append(
            StoredLayer(
                layer=LockdownLayer(layer.layer),
                shape=shape if isinstance(shape, MultiPolygon) else None,
                population=layer.population,
                area_km2=layer.area_km2,
            )
        )
    wards: dict[int, dict[str, tuple[LockdownLayer, bool]]] = {ring_id: {} for ring_id in ids}
    for ward in session.scalars(
        select(RingWardRow).where(RingWardRow.ring_id.in_(ids)).order_by(RingWardRow.ward_code)
    ):
        wards[ward.ring_id][ward.ward_code] = (LockdownLayer(ward.layer), ward.partial)
    return [_ring(row, layers[row.id], wards[row.id]) for row in rows]


def _outbreak(row: OutbreakRow) -> Outbreak:
    return Outbreak(
        outbreak_id=row.outbreak_id,
        version=row.version,
        name=row.name,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        source_known=row.source_known,
        setting=OutbreakSetting(row.setting),
        place=row.place,
        ward_codes=tuple(row.ward_codes),
        linked_ward_codes=tuple(row.linked_ward_codes),
        note=row.note,
        recorded_revision=row.recorded_revision,
    )


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
    )
