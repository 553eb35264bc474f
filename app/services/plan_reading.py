"""Reading the statuses of wards by the clock: what has begun, what is planned, since when a level holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.decisions import Decision
from app.domain.vocabulary import StatusCause
from app.storage.decisions import decisions
from app.storage.statuses import Status, statuses


@dataclass(frozen=True)
class NextStatus:
    """The next level known to come, from when, and why: announced, decided, or a decision's end."""

    level: str
    effective_from: datetime
    cause: StatusCause
    decision: Decision | None


@dataclass(frozen=True)
class WardPlan:
    """One ward's statuses at an instant: those begun, oldest first, the last without an end; those to come."""

    begun: Sequence[Status]
    planned: Sequence[Status]
    decisions: Mapping[str, Decision]

    @property
    def current(self) -> Status | None:
        """The one in force; None before the first."""
        return self.begun[-1] if self.begun else None

    @property
    def decision(self) -> Decision | None:
        """The decision in force."""
        return None if self.current is None else self._decision_of(self.current)

    @property
    def next_status(self) -> NextStatus | None:
        """The first planned status of another level."""
        for each in self.planned:
            if self.current is None or each.level != self.current.level:
                return NextStatus(each.level, each.from_instant, each.cause, self._decision_of(each))
        return None

    @property
    def level_since(self) -> datetime | None:
        """The start of the present level, through intervals that differ only in policy or decision."""
        since = None
        for each in reversed(self.begun):
            if since is not None and each.level != self.begun[-1].level:
                break
            since = each.from_instant
        return since

    def _decision_of(self, status: Status) -> Decision | None:
        return self.decisions.get(status.decision_id or "")


@dataclass(frozen=True)
class Plans:
    """The plans of all wards, and every decision by id.

    `former` has by code what was in force in wards that are no more, also where another bears the code since.
    """

    begun: Mapping[str, Sequence[Status]]
    planned: Mapping[str, Sequence[Status]]
    decisions: Mapping[str, Decision]
    former: Mapping[str, Sequence[Status]] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, *, scheme: str, at: datetime, known_revision: int | None) -> Plans:
        """What was planned as known at a revision, seen from an instant."""
        begun: dict[str, list[Status]] = {}
        planned: dict[str, list[Status]] = {}
        for each in statuses(session, scheme=scheme, known_revision=known_revision):
            (begun if each.from_instant <= at else planned).setdefault(each.ward_code, []).append(each)
        for code in planned.keys() & begun.keys():
            begun[code][-1] = replace(begun[code][-1], until_instant=None, until_revision=None)
        known = decisions(session, scheme=scheme, known_revision=known_revision)
        former = {code: rows for code, some in begun.items() if (rows := some[: _own_from(some, at)])}
        own = {code: rows for code, some in begun.items() if (rows := some[_own_from(some, at) :])}
        return cls(own, planned, {each.decision_id: each for each in known}, former)

    def of(self, ward_code: str) -> WardPlan:
        """One ward's plan."""
        return WardPlan(self.begun.get(ward_code, ()), self.planned.get(ward_code, ()), self.decisions)

    def switches_after(self, instant: datetime) -> Iterable[datetime]:
        """Every moment after an instant at which any ward's status begins."""
        for some in (*self.begun.values(), *self.planned.values()):
            yield from (each.from_instant for each in some if each.from_instant > instant)


def _own_from(rows: Sequence[Status], at: datetime) -> int:
    """Where the statuses of the ward that bears a code now begin: after those of any that bore it before."""
    last = rows[-1]
    if last.until_instant is not None and last.until_instant <= at:
        return len(rows)
    begins = [place for place, row in enumerate(rows) if row.cause is StatusCause.REGISTER_CHANGE]
    return begins[-1] if begins else 0
