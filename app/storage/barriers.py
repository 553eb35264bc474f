"""Declared barriers: append versions, read what was current now or then."""

from __future__ import annotations

from shapely import LineString, MultiLineString
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.barriers import Barrier, BarrierKind
from app.domain.vocabulary import Provenance
from app.storage.tables.barriers import BarrierRow
from app.storage.versions import known_at


def add_barrier(session: Session, barrier: Barrier, *, recorded_by: str) -> None:
    """Append a version of a barrier, closing the one before."""
    session.execute(
        update(BarrierRow)
        .where(BarrierRow.barrier_id == barrier.barrier_id, known_at(BarrierRow, None))
        .values(superseded_revision=barrier.recorded_revision)
    )
    session.add(
        BarrierRow(
            barrier_id=barrier.barrier_id,
            version=barrier.version,
            name_vi=barrier.name_vi,
            name_en=barrier.name_en,
            kind=barrier.kind,
            pairs=[list(pair) for pair in barrier.pairs],
            line=barrier.line,
            valid_from=barrier.valid_from,
            valid_to=barrier.valid_to,
            document_number=barrier.document_number,
            provenance=barrier.provenance,
            recorded_by=recorded_by,
            recorded_revision=barrier.recorded_revision,
        )
    )
    session.flush()


def barriers(session: Session, *, known_revision: int | None = None) -> list[Barrier]:
    """All barriers, ended ones too, by id: as they stand now, or stood when a revision was the newest."""
    rows = session.scalars(
        select(BarrierRow).where(known_at(BarrierRow, known_revision)).order_by(BarrierRow.barrier_id)
    )
    return [_barrier(row) for row in rows]


def count_barriers(session: Session) -> int:
    """How many barriers were ever declared."""
    return session.scalar(select(func.count(func.distinct(BarrierRow.barrier_id)))) or 0


def _barrier(row: BarrierRow) -> Barrier:
    assert row.line is None or isinstance(row.line, LineString | MultiLineString)
    return Barrier(
        barrier_id=row.barrier_id,
        version=row.version,
        recorded_revision=row.recorded_revision,
        name_vi=row.name_vi,
        name_en=row.name_en,
        kind=BarrierKind(row.kind),
        pairs=tuple((one, other) for one, other in row.pairs),
        line=row.line,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        document_number=row.document_number,
        provenance=Provenance(row.provenance),
    )
