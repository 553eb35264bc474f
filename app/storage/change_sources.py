"""Where changes come from: which records a revision wrote, and which begin or end by the clock between two moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.batches import batched
from app.domain.vocabulary import LockdownLayer
from app.storage.tables.cordons import AreaRow, CordonRow
from app.storage.tables.decisions import DecisionRevocationRow, DecisionRow
from app.storage.tables.judgement import PolicyAdoptionRow, StatusRow
from app.storage.tables.outbreaks import OutbreakRow, RingRow, RingWardRow
from app.storage.tables.publications import PublicationRow
from app.storage.tables.register import UnitRow

Switches = list[tuple[datetime, str]]
"""Moments at which the clock alone may change a subject."""
_FEW = 500


def wards_planned(session: Session, *, scheme: str, revision: int) -> list[str]:
    """The wards whose plan a revision wrote."""
    statement = select(StatusRow.ward_code).where(StatusRow.from_revision == revision, StatusRow.scheme == scheme)
    return list(session.scalars(statement.distinct()))


def status_switches(session: Session, *, scheme: str, known: int, after: datetime, until: datetime) -> Switches:
    """Starts of planned statuses in (after, until], as known at a revision."""
    statement = select(StatusRow.from_instant, StatusRow.ward_code).where(
        StatusRow.scheme == scheme, StatusRow.from_revision <= known, _stood(known)
    )
    return _switches(session, statement, StatusRow.from_instant, after, until)


def levels_at(
    session: Session, ward_codes: Iterable[str], *, scheme: str, known: int, at: datetime
) -> dict[str, StatusRow]:
    """The status in force of some wards at an instant, as known at a revision; wards without one are left out."""
    found: dict[str, StatusRow] = {}
    for some in batched(sorted(ward_codes), _FEW):
        mine = (StatusRow.scheme == scheme, StatusRow.ward_code.in_(some), StatusRow.from_revision <= known)
        begun = (*mine, StatusRow.from_instant <= at, _stood(known))
        newest = (
            select(StatusRow.ward_code, func.max(StatusRow.from_instant).label("since"))
            .where(*begun)
            .group_by(StatusRow.ward_code)
            .subquery()
        )
        statement = (
            select(StatusRow)
            .join(newest, (StatusRow.ward_code == newest.c.ward_code) & (StatusRow.from_instant == newest.c.since))
            # Of two rows that begin at one moment the later planned one holds.
            .where(*begun)
            .order_by(StatusRow.id)
        )
        found.update({row.ward_code: row for row in session.scalars(statement)})
    return found


def _stood(known: int) -> ColumnElement[bool]:
    return or_(StatusRow.cancelled_revision.is_(None), StatusRow.cancelled_revision > known)


def rings_written(session: Session, revision: int) -> list[str]:
    """The outbreaks whose rings a revision wrote."""
    return _written(session, RingRow.outbreak_id, RingRow.recorded_revision, revision)


def ring_switches(session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
    """Starts of orders on rings in (after, until]."""
    statement = select(RingRow.starts_at, RingRow.outbreak_id).where(RingRow.recorded_revision <= known)
    return _switches(session, statement, RingRow.starts_at, after, until)


def ring_rows(session: Session, outbreak_ids: Iterable[str], *, known: int) -> dict[str, list[RingRow]]:
    """The versions of rings of some outbreaks known at a revision, each one's oldest first, without shapes."""
    found: dict[str, list[RingRow]] = {}
    statement = select(RingRow).where(RingRow.outbreak_id.in_(list(outbreak_ids)), RingRow.recorded_revision <= known)
    for row in session.scalars(statement.order_by(RingRow.outbreak_id, RingRow.version)):
        found.setdefault(row.outbreak_id, []).append(row)
    return found


def ring_wards(session: Session, ring_id: int) -> dict[str, tuple[LockdownLayer, bool]]:
    """The strictest layer of each ward that a version of rings touches, and whether it is only a part."""
    rows = session.scalars(select(RingWardRow).where(RingWardRow.ring_id == ring_id).order_by(RingWardRow.ward_code))
    return {row.ward_code: (LockdownLayer(row.layer), row.partial) for row in rows}


def outbreaks_written(session: Session, revision: int) -> list[str]:
    """The outbreaks of which a revision wrote a version."""
    return _written(session, OutbreakRow.outbreak_id, OutbreakRow.recorded_revision, revision)


def outbreak_rows(session: Session, outbreak_ids: Iterable[str], *, known: int) -> dict[str, OutbreakRow]:
    """The version of some outbreaks that was the newest at a revision."""
    statement = select(OutbreakRow).where(
        OutbreakRow.outbreak_id.in_(list(outbreak_ids)), OutbreakRow.recorded_revision <= known
    )
    return {row.outbreak_id: row for row in session.scalars(statement.order_by(OutbreakRow.version))}


def cordons_written(session: Session, revision: int) -> list[str]:
    """The cordons of which a revision wrote a version."""
    return _written(session, CordonRow.cordon_id, CordonRow.recorded_revision, revision)


def cordon_switches(session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
    """Moments in (after, until] at which a version of a cordon takes effect."""
    statement = select(CordonRow.takes_effect_at, CordonRow.cordon_id).where(CordonRow.recorded_revision <= known)
    return _switches(session, statement, CordonRow.takes_effect_at, after, until)


def areas_written(session: Session, revision: int) -> list[str]:
    """The areas of which a revision wrote a version."""
    return _written(session, AreaRow.area_id, AreaRow.recorded_revision, revision)


def area_switches(session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
    """Starts and ends of areas in (after, until]; those of versions that hold no longer too."""
    found: Switches = []
    for moment in (AreaRow.starts_at, AreaRow.ends_at):
        statement = select(moment, AreaRow.area_id).where(AreaRow.recorded_revision <= known)
        found += _switches(session, statement, moment, after, until)
    return found


def decisions_written(session: Session, *, scheme: str, revision: int) -> list[str]:
    """The decisions that a revision recorded or revoked."""
    recorded = select(DecisionRow.decision_id).where(
        DecisionRow.recorded_revision == revision, DecisionRow.scheme == scheme
    )
    revoked = (
        select(DecisionRevocationRow.decision_id)
        .join(DecisionRow, DecisionRow.decision_id == DecisionRevocationRow.decision_id)
        .where(DecisionRevocationRow.recorded_revision == revision, DecisionRow.scheme == scheme)
    )
    return sorted({*session.scalars(recorded), *session.scalars(revoked)})


def decision_switches(session: Session, *, scheme: str, known: int, after: datetime, until: datetime) -> Switches:
    """Starts and ends of decisions in (after, until]; those of revoked ones too."""
    found: Switches = []
    for moment in (DecisionRow.from_instant, DecisionRow.until_instant):
        statement = select(moment, DecisionRow.decision_id).where(
            DecisionRow.recorded_revision <= known, DecisionRow.scheme == scheme
        )
        found += _switches(session, statement, moment, after, until)
    return found


def units_written(session: Session, revision: int) -> bool:
    """Whether a revision changed the register."""
    touched = or_(UnitRow.recorded_revision == revision, UnitRow.superseded_revision == revision)
    return session.scalar(select(UnitRow.id).where(touched).limit(1)) is not None


def schemes_adopting(session: Session, *, scheme: str, revision: int) -> bool:
    """Whether a revision adopted a policy for the scheme."""
    statement = select(PolicyAdoptionRow.id).where(
        PolicyAdoptionRow.recorded_revision == revision, PolicyAdoptionRow.scheme == scheme
    )
    return session.scalar(statement.limit(1)) is not None


def adoption_known(session: Session, *, scheme: str, known: int) -> PolicyAdoptionRow | None:
    """The adoption recorded last, as known at a revision."""
    statement = select(PolicyAdoptionRow).where(
        PolicyAdoptionRow.recorded_revision <= known, PolicyAdoptionRow.scheme == scheme
    )
    return session.scalars(statement.order_by(PolicyAdoptionRow.id.desc()).limit(1)).one_or_none()


def publications_written(session: Session, revision: int) -> Sequence[PublicationRow]:
    """The publications that a revision released."""
    return session.scalars(select(PublicationRow).where(PublicationRow.recorded_revision == revision)).all()


def publications_numbered(session: Session, numbers: Iterable[int], *, known: int) -> Sequence[PublicationRow]:
    """Some publications, as far as they were released by a revision."""
    statement = select(PublicationRow).where(
        PublicationRow.number.in_(list(numbers)), PublicationRow.recorded_revision <= known
    )
    return session.scalars(statement.order_by(PublicationRow.number)).all()


def _written(
    session: Session, subject: InstrumentedAttribute[str], recorded: InstrumentedAttribute[int], revision: int
) -> list[str]:
    return list(session.scalars(select(subject).where(recorded == revision).distinct()))


def _switches(
    session: Session,
    statement: Select[datetime, str] | Select[datetime | None, str],
    moment: InstrumentedAttribute[Any],
    after: datetime,
    until: datetime,
) -> Switches:
    rows = session.execute(statement.where(moment > after, moment <= until).distinct())
    return [(instant, subject) for instant, subject in rows if instant is not None]
