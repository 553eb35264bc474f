"""What is reported beside cases: one dated value of one indicator about one unit, in versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.indicator_catalogue import UnitKind


@dataclass(frozen=True, order=True)
class IndicatorKey:
    """What a value is about: exactly one current version stands under it."""

    unit_kind: UnitKind
    unit_code: str
    indicator_id: str
    reported_on: date
    source: str

    def __str__(self) -> str:
        """As people name it in an audit line or a message."""
        return f"{self.unit_kind} {self.unit_code} {self.indicator_id} {self.reported_on} {self.source}"


@dataclass(frozen=True)
class IndicatorValue:
    """One version of a value; `value` None means withdrawn: as if nothing had been reported for that day."""

    key: IndicatorKey
    version: int
    value: float | None
    note: str | None
    reason_code: str | None
    reported_by: str
    received_at: datetime
    recorded_revision: int
