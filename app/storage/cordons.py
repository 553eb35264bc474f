"""Cordons: append a version, read the versions that were known now or then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shapely import MultiPolygon
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.cordons import Cordon, CordonAction, CordonStatus
from app.storage.tables.cordons import CordonRow


def next_cordon_id(session: Session) -> str:
    """The id of the next cordon; call it under the site lock."""
    return f"KP{(session.scalar(select(func.count(CordonRow.cordon_id.distinct()))) or 0) + 1:04d}"


def add_cordon(session: Session, cordon: Cordon) -> None:
    """Append a version."""
    shortest, longest = cordon.testing_interval_days
    session.add(
        CordonRow(
            cordon_id=cordon.cordon_id,
            version=cordon.version,
            action=cordon.action,
            status=cordon.status,
            name=cordon.name,
            place=cordon.place,
            ward_parts=dict(cordon.ward_parts),
            households=cordon.households,
            population=cordon.population,
            population_estimated=cordon.population_estimated,
            starts_at=cordon.starts_at,
            planned_end=cordon.planned_end,
            quiet_days=cordon.quiet_days,
            last_case_on=cordon.last_case_on,
            ward_cases_checked_on=cordon.ward_cases_checked_on,
            shortest_interval_days=shortest,
            longest_interval_days=longest,
            document_number=cordon.document_number,
            signer=cordon.signer,
            reason=cordon.reason,
            override=cordon.override,
            boundary_version=cordon.boundary_version,
            takes_effect_at=cordon.takes_effect_at,
            recorded_by=cordon.recorded_by,
            recorded_at=cordon.recorded_at,
            recorded_revision=cordon.recorded_revision,
        )
    )
    session.flush()


def cordon_versions(
    session: Session, *, cordon_id: str | None = None, known_revision: int | None = None
) -> list[Cordon]:
    """Every known version of one cordon, or of all, each cordon's oldest first."""
    statement = _ordered(select(CordonRow), known_revision)
    if cordon_id is not None:
        statement = statement.where(CordonRow.cordon_id == cordon_id)
    return [_cordon(row) for row in session.scalars(statement)]


def unlifted_versions(session: Session, *, at: datetime, known_revision: int | None = None) -> list[Cordon]:
    """Every known version of the cordons that are not lifted for good by an instant, each one's oldest first."""
    newest = select(func.max(CordonRow.id)).group_by(CordonRow.cordon_id)
    if known_revision is not None:
        newest = newest.where(CordonRow.recorded_revision <= known_revision)
    over = select(CordonRow.cordon_id).where(
        CordonRow.id.in_(newest), CordonRow.status == CordonStatus.LIFTED, CordonRow.takes_effect_at <= at
    )
    statement = _ordered(select(CordonRow), known_revision).where(CordonRow.cordon_id.not_in(over))
    return [_cordon(row) for row in session.scalars(statement)]


def _ordered(statement: Select[Any], known_revision: int | None) -> Select[Any]:
    ordered = statement.order_by(CordonRow.cordon_id, CordonRow.version)
    return ordered if known_revision is None else ordered.where(CordonRow.recorded_revision <= known_revision)


def _cordon(row: CordonRow) -> Cordon:
    assert isinstance(row.place, MultiPolygon)
    return Cordon(
        cordon_id=row.cordon_id,
        version=row.version,
        action=CordonAction(row.action),
        status=CordonStatus(row.status),
        name=row.name,
        place=row.place,
        ward_parts=row.ward_parts,
        households=row.households,
        population=row.population,
        population_estimated=row.population_estimated,
        starts_at=row.starts_at,
        planned_end=row.planned_end,
        quiet_days=row.quiet_days,
        last_case_on=row.last_case_on,
        ward_cases_checked_on=row.ward_cases_checked_on,
        testing_interval_days=(row.shortest_interval_days, row.longest_interval_days),
        document_number=row.document_number,
        signer=row.signer,
        reason=row.reason,
        override=row.override,
        boundary_version=row.boundary_version,
        takes_effect_at=row.takes_effect_at,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        recorded_revision=row.recorded_revision,
    )
