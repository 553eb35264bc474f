"""The lock of a reporting day: who may still report and correct it, and opening it again for a while.

Reporters and supervisors are bound by the lock; those who answer for every district (the city, the command line and
a drill, which act as the city) are not, and what they write about a locked day says so in the audit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.day_openings import DayOpening, deciding_opening, open_until
from app.domain.errors import DayLocked
from app.services.access import Caller
from app.services.register import register_on
from app.services.site_rules import SiteRules
from app.storage.reporting_days import openings_of


def is_bound_by_lock(caller: Caller) -> bool:
    """Whether a locked day is closed to this caller."""
    return caller.district_codes is not None


@dataclass(frozen=True)
class DayLocks:
    """Which of the days asked about are locked for a caller at one moment, for one report or many."""

    session: Session
    rules: SiteRules
    now: datetime
    locked: frozenset[date]
    openings: tuple[DayOpening, ...]

    @classmethod
    def read(
        cls, session: Session, *, rules: SiteRules, caller: Caller, days: Iterable[date], now: datetime
    ) -> DayLocks:
        """The locks of some days as they are now; asks the database only about locked days of callers they bind."""
        bound = is_bound_by_lock(caller)
        locked = frozenset(day for day in days if bound and rules.clock.is_locked(day, now))
        return cls(session, rules, now, locked, tuple(openings_of(session, locked)))

    def require_unlocked(self, *, district_code: str | None, reporting_date: date, pointer: str = "") -> None:
        """Go on only when the caller may still write about this day, one of those asked about, in this district.

        Raises:
            DayLocked: the day has locked, and is not open again there.
        """
        if reporting_date not in self.locked:
            return
        reopened = open_until(self.openings, reporting_date=reporting_date, district_code=district_code, at=self.now)
        if reopened is None:
            raise self._refusal(pointer, reporting_date=reporting_date, district_code=district_code)

    def locked_since(self, *, district_code: str | None, reporting_date: date) -> datetime | None:
        """From when on the caller may no longer write about this day in this district; None while it may."""
        try:
            self.require_unlocked(district_code=district_code, reporting_date=reporting_date)
        except DayLocked as refusal:
            return refusal.locked_at
        return None

    def _refusal(self, pointer: str, *, reporting_date: date, district_code: str | None) -> DayLocked:
        clock = self.rules.clock
        locks_at = clock.locks_at(reporting_date)
        assert locks_at is not None
        last = deciding_opening(self.openings, reporting_date=reporting_date, district_code=district_code)
        return DayLocked(
            f"{pointer}/reporting_date",
            reporting_date=reporting_date,
            district_code=district_code or "–",
            district_name=_district_name(self.session, district_code, reporting_date),
            locked_at=locks_at.astimezone(clock.timezone),
            reopened_until=None if last is None else last.until.astimezone(clock.timezone),
        )


def require_unlocked(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    district_code: str | None,
    reporting_date: date,
    now: datetime,
    pointer: str = "",
) -> None:
    """The same for one report, correction or transfer.

    Raises:
        DayLocked: the day has locked for the caller's district, and is not open again.
    """
    locks = DayLocks.read(session, rules=rules, caller=caller, days=[reporting_date], now=now)
    locks.require_unlocked(district_code=district_code, reporting_date=reporting_date, pointer=pointer)


def lock_note(rules: SiteRules, days: Iterable[date], *, now: datetime) -> dict[str, object]:
    """What the audit adds to a write about a locked day, whoever wrote it; empty for days that are not locked."""
    return {"locked_day": True} if any(rules.clock.is_locked(day, now) for day in days) else {}


def _district_name(session: Session, district_code: str | None, on: date) -> str:
    found = {each.code: each.name for each in register_on(session, on).duty_areas}
    return found.get(district_code or "", "nơi này")
