"""Decisions, revocations, approvals and approval modes: append, and read what was known at a revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from app.domain.decisions import Approval, ApprovalMode, Decision, Revocation
from app.storage.tables.decisions import ApprovalModeRow, ApprovalRow, DecisionRevocationRow, DecisionRow


def next_decision_id(session: Session) -> str:
    """The id of the next decision; call it under the site lock."""
    return f"QD{(session.scalar(select(func.count()).select_from(DecisionRow)) or 0) + 1:04d}"


def add_decision(session: Session, decision: Decision) -> None:
    """Append a decision."""
    session.execute(
        insert(DecisionRow).values(
            decision_id=decision.decision_id,
            scheme=decision.scheme,
            ward_code=decision.ward_code,
            level=decision.level,
            policy_id=decision.policy_id,
            policy_version=decision.policy_version,
            from_instant=decision.from_instant,
            until_instant=decision.until_instant,
            document_number=decision.document_number,
            signer=decision.signer,
            reason=decision.reason,
            recorded_by=decision.recorded_by,
            recorded_revision=decision.recorded_revision,
        )
    )


def add_revocation(session: Session, decision_id: str, revocation: Revocation) -> None:
    """Append the revocation of a decision."""
    session.execute(
        insert(DecisionRevocationRow).values(
            decision_id=decision_id,
            revoked_at=revocation.revoked_at,
            reason=revocation.reason,
            document_number=revocation.document_number,
            recorded_by=revocation.recorded_by,
            recorded_revision=revocation.recorded_revision,
        )
    )


def decisions(
    session: Session, *, scheme: str, ward_code: str | None = None, known_revision: int | None = None
) -> list[Decision]:
    """Decisions (of one ward) in the order they were recorded, each with its revocation if that was known by then."""
    statement = select(DecisionRow).where(DecisionRow.scheme == scheme)
    if ward_code is not None:
        statement = statement.where(DecisionRow.ward_code == ward_code)
    rows = session.scalars(_known(statement, DecisionRow, known_revision).order_by(DecisionRow.recorded_revision))
    revoked = _revocations(session, known_revision)
    return [_decision(row, revoked.get(row.decision_id)) for row in rows]


def first_decided_from(session: Session, *, scheme: str, known_revision: int | None = None) -> datetime | None:
    """The earliest start of any decision ever entered; None when there is none."""
    statement = select(func.min(DecisionRow.from_instant)).where(DecisionRow.scheme == scheme)
    begins: datetime | None = session.scalar(_known(statement, DecisionRow, known_revision))
    return begins


def find_decision(session: Session, decision_id: str) -> Decision | None:
    """One decision as it stands; None: no such."""
    row = session.get(DecisionRow, decision_id)
    if row is None:
        return None
    revocation = session.get(DecisionRevocationRow, decision_id)
    return _decision(row, None if revocation is None else _revocation(revocation))


def add_approvals(session: Session, approvals: Iterable[Approval], *, scheme: str) -> None:
    """Append approvals."""
    values = [
        {
            "scheme": scheme,
            "ward_code": each.ward_code,
            "level": each.level,
            "document_number": each.document_number,
            "note": each.note,
            "recorded_by": each.recorded_by,
            "recorded_revision": each.recorded_revision,
        }
        for each in approvals
    ]
    if values:
        session.execute(insert(ApprovalRow), values)


def approvals(session: Session, *, scheme: str, known_revision: int | None = None) -> list[Approval]:
    """Every approval in the order it was recorded."""
    statement = _known(select(ApprovalRow).where(ApprovalRow.scheme == scheme), ApprovalRow, known_revision)
    return [
        Approval(row.ward_code, row.level, row.document_number, row.note, row.recorded_by, row.recorded_revision)
        for row in session.scalars(statement.order_by(ApprovalRow.id))
    ]


def add_approval_mode(session: Session, mode: ApprovalMode, *, scheme: str) -> None:
    """Append the mode of a district."""
    session.execute(
        insert(ApprovalModeRow).values(
            scheme=scheme,
            district_code=mode.district_code,
            needs_approval=mode.needs_approval,
            document_number=mode.document_number,
            signer=mode.signer,
            recorded_by=mode.recorded_by,
            recorded_revision=mode.recorded_revision,
        )
    )


def approval_modes(
    session: Session, *, scheme: str, known_revision: int | None = None
) -> Mapping[str | None, ApprovalMode]:
    """The newest mode of each district that ever had one; the others ask for no approval."""
    statement = _known(select(ApprovalModeRow).where(ApprovalModeRow.scheme == scheme), ApprovalModeRow, known_revision)
    return {
        row.district_code: ApprovalMode(
            row.district_code,
            row.needs_approval,
            row.document_number,
            row.signer,
            row.recorded_by,
            row.recorded_revision,
        )
        for row in session.scalars(statement.order_by(ApprovalModeRow.id))
    }


def _known(statement: Select[Any], rows: Any, revision: int | None) -> Select[Any]:
    return statement if revision is None else statement.where(rows.recorded_revision <= revision)


def _revocations(session: Session, known_revision: int | None) -> dict[str, Revocation]:
    rows = session.scalars(_known(select(DecisionRevocationRow), DecisionRevocationRow, known_revision))
    return {row.decision_id: _revocation(row) for row in rows}


def _revocation(row: DecisionRevocationRow) -> Revocation:
    return Revocation(row.revoked_at, row.reason, row.document_number, row.recorded_by, row.recorded_revision)


def _decision(row: DecisionRow, revocation: Revocation | None) -> Decision:
    return Decision(
        decision_id=row.decision_id,
        scheme=row.scheme,
        ward_code=row.ward_code,
        level=row.level,
        policy_id=row.policy_id,
        policy_version=row.policy_version,
        from_instant=row.from_instant,
        until_instant=row.until_instant,
        document_number=row.document_number,
        signer=row.signer,
        reason=row.reason,
        recorded_by=row.recorded_by,
        recorded_revision=row.recorded_revision,
        revocation=revocation,
    )
