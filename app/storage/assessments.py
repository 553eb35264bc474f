"""Assessments: write the versions that differ, read what was current now or then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.assessment import Assessment, HeldLevels
from app.domain.batches import batched
from app.storage.tables.base import table_of
from app.storage.tables.judgement import AssessmentRow
from app.storage.versions import known_at

# The table itself, not the mapped class: the mapper's row objects would cost as much as the judgement.
_TABLE = table_of(AssessmentRow)
_FIELDS = Assessment.__slots__
_COLUMNS = tuple(_TABLE.c[name] for name in _FIELDS)
_FEW_WARDS = 500


def assessments_on(
    session: Session,
    *,
    scheme: str,
    days: Sequence[date],
    ward_codes: Sequence[str] | None = None,
    known_revision: int | None = None,
) -> dict[tuple[str, date], Assessment]:
    """The judgements of some days, by ward and day; by the index of current versions."""
    statement = select(*_COLUMNS).where(
        AssessmentRow.scheme == scheme, AssessmentRow.as_of.in_(days), known_at(AssessmentRow, known_revision)
    )
    if ward_codes is not None and len(ward_codes) <= _FEW_WARDS:
        statement = statement.where(AssessmentRow.ward_code.in_(ward_codes))
    return {(row[0], row[1]): Assessment(*row) for row in session.connection().execute(statement).all()}


def held_levels_on(session: Session, *, scheme: str, day: date, ward_codes: Sequence[str]) -> dict[str, HeldLevels]:
    """What one judged day hands on to the next, by ward: a few columns, since whole assessments cost far more."""
    columns = [_TABLE.c[name] for name in HeldLevels._fields]
    statement = select(_TABLE.c.ward_code, *columns).where(
        AssessmentRow.scheme == scheme, AssessmentRow.as_of == day, known_at(AssessmentRow, None)
    )
    if len(ward_codes) <= _FEW_WARDS:
        statement = statement.where(AssessmentRow.ward_code.in_(ward_codes))
    return {row[0]: HeldLevels(*row[1:]) for row in session.connection().execute(statement).all()}


def newest_assessments(
    session: Session, *, scheme: str, since: date | None, known_revision: int | None = None
) -> dict[str, Assessment]:
    """The newest judgement of each ward, looking no further back than `since` (the last day all were judged)."""
    statement = select(*_COLUMNS).where(AssessmentRow.scheme == scheme, known_at(AssessmentRow, known_revision))
    if since is not None:
        statement = statement.where(AssessmentRow.as_of >= since)
    rows = session.connection().execute(statement.order_by(AssessmentRow.as_of))
    return {row[0]: Assessment(*row) for row in rows}


def assessments_written(session: Session, *, scheme: str, revision: int) -> dict[tuple[str, date], Assessment]:
    """What one revision wrote, by ward and day, whether it was superseded since or not."""
    statement = select(*_COLUMNS).where(AssessmentRow.scheme == scheme, AssessmentRow.recorded_revision == revision)
    return {(row[0], row[1]): Assessment(*row) for row in session.connection().execute(statement)}


def broken_assessment_chains(session: Session) -> list[str]:
    """Judgements that say they were superseded at a revision that wrote no other of the ward and day; in words."""
    later = aliased(AssessmentRow)
    follows = exists().where(
        later.scheme == AssessmentRow.scheme,
        later.ward_code == AssessmentRow.ward_code,
        later.as_of == AssessmentRow.as_of,
        later.recorded_revision == AssessmentRow.superseded_revision,
    )
    rows = session.execute(
        select(AssessmentRow.ward_code, AssessmentRow.as_of, AssessmentRow.superseded_revision).where(
            (AssessmentRow.superseded_revision <= AssessmentRow.recorded_revision)
            | (AssessmentRow.superseded_revision.is_not(None) & ~follows)
        )
    )
    return [f"ward {ward} on {day}: no judgement follows the one superseded at {last}" for ward, day, last in rows]


def ward_assessments(
    session: Session, *, scheme: str, ward_code: str, known_revision: int | None = None
) -> list[Assessment]:
    """All judged days of one ward, oldest first."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(
            AssessmentRow.scheme == scheme,
            AssessmentRow.ward_code == ward_code,
            known_at(AssessmentRow, known_revision),
        )
        .order_by(AssessmentRow.as_of)
    )
    return [Assessment(*row) for row in rows]


def judged_days(session: Session, *, scheme: str, since: date) -> list[date]:
    """Days from `since` on that have current judgements of any ward, oldest first."""
    return list(
        session.scalars(
            select(AssessmentRow.as_of)
            .where(AssessmentRow.scheme == scheme, AssessmentRow.as_of >= since, known_at(AssessmentRow, None))
            .distinct()
            .order_by(AssessmentRow.as_of)
        )
    )


def wards_judged_after(session: Session, *, scheme: str, day: date) -> set[str]:
    """Wards with a current judgement of a later day; by the index of current versions."""
    return set(
        session.scalars(
            select(AssessmentRow.ward_code)
            .where(AssessmentRow.scheme == scheme, AssessmentRow.as_of > day, known_at(AssessmentRow, None))
            .distinct()
        )
    )


def write_differences(
    session: Session, *, scheme: str, assessments: Iterable[Assessment], revision: int
) -> Iterator[Assessment]:
    """Store the judgements that differ from the current ones, superseding those; yields what was stored."""
    for batch in batched(assessments, 20_000):
        days = sorted({each.as_of for each in batch})
        wards = {each.ward_code for each in batch}
        current = assessments_on(session, scheme=scheme, days=days, ward_codes=sorted(wards))
        changed = [each for each in batch if current.get((each.ward_code, each.as_of)) != each]
        _supersede(session, scheme, [each for each in changed if (each.ward_code, each.as_of) in current], revision)
        if changed:
            session.connection().execute(
                insert(_TABLE),
                [{**each.as_values(), "scheme": scheme, "recorded_revision": revision} for each in changed],
            )
        yield from changed


def _supersede(session: Session, scheme: str, assessments: Sequence[Assessment], revision: int) -> None:
    by_day: dict[date, list[str]] = {}
    for each in assessments:
        by_day.setdefault(each.as_of, []).append(each.ward_code)
    for day, wards in by_day.items():
        for some in batched(wards, _FEW_WARDS):
            session.execute(
                update(AssessmentRow)
                .where(
                    AssessmentRow.scheme == scheme,
                    AssessmentRow.as_of == day,
                    AssessmentRow.ward_code.in_(some),
                    known_at(AssessmentRow, None),
                )
                .values(superseded_revision=revision)
            )
