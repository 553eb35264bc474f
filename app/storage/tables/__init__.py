"""The mapped tables, one module a subject; importing this package registers them all."""

from app.storage.tables import (
    audit,
    cordons,
    decisions,
    drafts,
    idempotency,
    imports,
    indicators,
    judgement,
    ledger,
    outbreaks,
    publications,
    register,
    reporting_days,
    site,
    staff,
    testing,
    transfers,
)
from app.storage.tables.base import Base

__all__ = [
    "Base",
    "audit",
    "cordons",
    "decisions",
    "drafts",
    "idempotency",
    "imports",
    "indicators",
    "judgement",
    "ledger",
    "outbreaks",
    "publications",
    "register",
    "reporting_days",
    "site",
    "staff",
    "testing",
    "transfers",
]
