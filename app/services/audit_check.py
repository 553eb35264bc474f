"""Proving the audit: the whole chain followed, line by line, as it lies in the database."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.audit_chain import Head
from app.domain.audit_check import ChainCheck, check_chain
from app.storage.audit_chain import stored_lines


def check_audit(session: Session, *, expected: Head | None = None) -> ChainCheck:
    """Whether the audit is as it was written, up to a head written down earlier if one is given; streams."""
    return check_chain(stored_lines(session), expected=expected)
