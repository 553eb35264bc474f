"""Adopted policies: their text as adopted, and from which day each is in force in a scheme."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.policy import Policy
from app.domain.records import PolicyAdoption
from app.storage.tables.judgement import PolicyAdoptionRow, PolicyRow
from app.storage.tables.register import UnitRow


def store_policy(session: Session, policy: Policy, *, policy_version: str, revision: int) -> None:
    """Keep a policy's text under its version, once."""
    if session.get(PolicyRow, (policy.id, policy_version)) is None:
        session.add(
            PolicyRow(
                policy_id=policy.id,
                policy_version=policy_version,
                body=policy.model_dump(mode="json"),
                recorded_revision=revision,
            )
        )
        session.flush()


def stored_policy(session: Session, policy_id: str, policy_version: str) -> Policy | None:
    """A policy exactly as it was adopted."""
    row = session.get(PolicyRow, (policy_id, policy_version))
    return None if row is None else Policy.model_validate(row.body)


def stored_policies(session: Session) -> list[tuple[str, str, Policy]]:
    """Every policy that was ever stored, with the id and the version it is stored under."""
    rows = session.scalars(select(PolicyRow).order_by(PolicyRow.policy_id, PolicyRow.policy_version))
    return [(row.policy_id, row.policy_version, Policy.model_validate(row.body)) for row in rows]


def stored_policy_ids(session: Session) -> list[str]:
    """The ids of all policies that were ever stored."""
    return list(session.scalars(select(PolicyRow.policy_id).distinct().order_by(PolicyRow.policy_id)))


def newest_stored_policy(session: Session, policy_id: str) -> Policy | None:
    """The version of a policy that was stored last; None when none was."""
    newest = select(PolicyRow).where(PolicyRow.policy_id == policy_id).order_by(PolicyRow.recorded_revision.desc())
    row = session.scalars(newest.limit(1)).first()
    return None if row is None else Policy.model_validate(row.body)


def add_adoption(session: Session, adoption: PolicyAdoption, *, recorded_by: str) -> None:
    """Record that a scheme is judged by a policy from a day on."""
    session.add(
        PolicyAdoptionRow(
            scheme=adoption.scheme,
            policy_id=adoption.policy_id,
            policy_version=adoption.policy_version,
            effective_from=adoption.effective_from,
            document_number=adoption.document_number,
            signer=adoption.signer,
            recorded_by=recorded_by,
            recorded_revision=adoption.recorded_revision,
        )
    )
    session.flush()


def first_laid_revision(session: Session, *, scheme: str) -> int:
    """The first revision at which the scheme had a policy and the site a register; 0 when it never had both."""
    adopted = session.scalar(
        select(func.min(PolicyAdoptionRow.recorded_revision)).where(PolicyAdoptionRow.scheme == scheme)
    )
    loaded = session.scalar(select(func.min(UnitRow.recorded_revision)))
    return max(adopted or 0, loaded or 0)


def adoptions(
    session: Session, *, scheme: str | None = None, known_revision: int | None = None
) -> list[PolicyAdoption]:
    """Adoptions by the day they take effect; of two for one day the later recorded one comes last and holds."""
    statement = select(PolicyAdoptionRow).order_by(PolicyAdoptionRow.effective_from, PolicyAdoptionRow.id)
    if scheme is not None:
        statement = statement.where(PolicyAdoptionRow.scheme == scheme)
    if known_revision is not None:
        statement = statement.where(PolicyAdoptionRow.recorded_revision <= known_revision)
    return [
        PolicyAdoption(
            scheme=row.scheme,
            policy_id=row.policy_id,
            policy_version=row.policy_version,
            effective_from=row.effective_from,
            document_number=row.document_number,
            signer=row.signer,
            recorded_revision=row.recorded_revision,
        )
        for row in session.scalars(statement)
    ]
