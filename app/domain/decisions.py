"""Decisions about levels, and who must approve a fall: signed acts that stand beside what is computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.reporting_day import ONE_DAY, ReportingClock

_INSTANT = datetime.resolution


@dataclass(frozen=True)
class Revocation:
    """The end of a decision before its own: from the moment it was recorded."""

    revoked_at: datetime
    reason: str
    document_number: str | None
    recorded_by: str
    recorded_revision: int


@dataclass(frozen=True)
class Decision:
    """A level decided for a ward over [from_instant, until_instant); None: until further notice.

    `policy_id` and `policy_version` name the palette the level is of.
    """

    decision_id: str
    scheme: str
    ward_code: str
    level: str
    policy_id: str
    policy_version: str
    from_instant: datetime
    until_instant: datetime | None
    document_number: str
    signer: str
    reason: str
    recorded_by: str
    recorded_revision: int
    revocation: Revocation | None = None

    @property
    def ends_at(self) -> datetime | None:
        """Its own end, or the moment it was revoked if that came first; None: it has none."""
        ends = [self.until_instant, self.revocation.revoked_at if self.revocation else None]
        return min((each for each in ends if each is not None), default=None)

    def is_active(self, instant: datetime) -> bool:
        """Whether it is in force at an instant."""
        return self.from_instant <= instant and (self.ends_at is None or instant < self.ends_at)

    def overlaps(self, from_instant: datetime, until_instant: datetime | None) -> bool:
        """Whether it is in force at any instant of an interval."""
        begins_before = until_instant is None or self.from_instant < until_instant
        return begins_before and not self.is_over(from_instant) and not self.never_began

    def is_over(self, instant: datetime) -> bool:
        """Whether it has ended by an instant."""
        return self.ends_at is not None and self.ends_at <= instant

    @property
    def never_began(self) -> bool:
        """Whether it was revoked before its start."""
        return self.ends_at is not None and self.ends_at <= self.from_instant

    def days(self, clock: ReportingClock) -> tuple[date, date | None] | None:
        """The reporting days it counts on, first and the one after the last: those of which it is in force any part.

        Returns:
            None when it never began; no end while it has none.
        """
        if self.never_began:
            return None
        end = None if self.ends_at is None else clock.open_day(self.ends_at - _INSTANT) + ONE_DAY
        return clock.open_day(self.from_instant), end


@dataclass(frozen=True)
class Approval:
    """A supervisor's word that the fall waiting in a ward may take effect, at the moment it was recorded."""

    ward_code: str
    level: str
    document_number: str | None
    note: str | None
    recorded_by: str
    recorded_revision: int


@dataclass(frozen=True)
class ApprovalMode:
    """Whether falls in a district wait for approval, from the revision on that recorded it; district None: wards that
    lie in no district."""

    district_code: str | None
    needs_approval: bool
    document_number: str | None
    signer: str | None
    recorded_by: str
    recorded_revision: int
