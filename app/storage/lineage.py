"""What became of units: append events, read those believed now or then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.batches import batched
from app.domain.lineage import EventKind, LineageProvenance, UnitEvent
from app.storage.tables.lineage import UnitLineageRow
from app.storage.versions import known_at

_CODES_A_STATEMENT = 500


def unit_events(session: Session, *, on: date | None = None, known_revision: int | None = None) -> list[UnitEvent]:
    """All events (of a day), by day and codes."""
    statement = select(UnitLineageRow).where(known_at(UnitLineageRow, known_revision))
    if on is not None:
        statement = statement.where(UnitLineageRow.happened_on == on)
    order = (UnitLineageRow.happened_on, UnitLineageRow.from_code, UnitLineageRow.to_code)
    return [_event(row) for row in session.scalars(statement.order_by(*order))]


def lineage_state(session: Session, *, known_revision: int | None = None) -> tuple[int, int]:
    """The newest revisions that recorded and that superseded an event; equal states are equal lineages."""
    recorded, superseded = UnitLineageRow.recorded_revision, UnitLineageRow.superseded_revision
    newest, gone = select(func.max(recorded)), select(func.max(superseded))
    if known_revision is not None:
        newest, gone = newest.where(recorded <= known_revision), gone.where(superseded <= known_revision)
    return session.scalar(newest) or 0, session.scalar(gone) or 0


def replace_events(
    session: Session,
    events: Sequence[UnitEvent],
    *,
    recorded_by: str,
    revision: int,
    also: tuple[date, Iterable[str]] | None = None,
) -> None:
    """Append events; what was said before of the same units on the same days is superseded.

    Args:
        also: a day and units of which nothing is said any more.
    """
    if also is not None:
        _supersede(session, also[0], set(also[1]), revision)
    for on in sorted({each.on for each in events}):
        _supersede(session, on, {each.from_code for each in events if each.on == on}, revision)
    values = [_values(each, recorded_by, revision) for each in events]
    if values:
        session.execute(insert(UnitLineageRow), values)
    session.flush()


def _supersede(session: Session, on: date, codes: Iterable[str], revision: int) -> None:
    for some in batched(sorted(codes), _CODES_A_STATEMENT):
        session.execute(
            update(UnitLineageRow)
            .where(
                UnitLineageRow.happened_on == on,
                UnitLineageRow.from_code.in_(some),
                known_at(UnitLineageRow, None),
            )
            .values(superseded_revision=revision)
        )


def _values(event: UnitEvent, recorded_by: str, revision: int) -> dict[str, object]:
    return {
        "kind": event.kind,
        "happened_on": event.on,
        "from_code": event.from_code,
        "to_code": event.to_code,
        "population_share": event.population_share,
        "area_share": event.area_share,
        "document_number": event.document_number,
        "provenance": event.provenance,
        "recorded_by": recorded_by,
        "recorded_revision": revision,
        "superseded_revision": None,
    }


def _event(row: UnitLineageRow) -> UnitEvent:
    return UnitEvent(
        kind=EventKind(row.kind),
        on=row.happened_on,
        from_code=row.from_code,
        to_code=row.to_code,
        population_share=row.population_share,
        area_share=row.area_share,
        document_number=row.document_number,
        provenance=LineageProvenance(row.provenance),
    )
