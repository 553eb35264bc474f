"""What is public of levels, decisions, the register, the policy and the site at any moment, for the feed of changes.

Every source answers three questions of one kind of subject: which ones a revision wrote, at which moments the clock
alone may change one, and what was public of some at an instant, as known at a revision. A change is told where the
third answer differs before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from app.domain.changes import ChangeKind, SubjectState
from app.domain.decisions import Decision
from app.domain.reporting_day import ONE_DAY
from app.services.register import register_days, register_on
from app.services.site_rules import SiteRules
from app.storage import change_sources as rows
from app.storage.change_sources import Switches
from app.storage.decisions import find_decision
from app.storage.tables.judgement import StatusRow

States = Mapping[str, SubjectState]
SITE = "site"
REGISTER = "register"


class ChangeSource(Protocol):
    """One kind of subject."""

    kind: ClassVar[ChangeKind]

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """The subjects a revision wrote something about."""

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """Moments in (after, until] at which the clock may change a subject, as known at a revision."""

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """What is public of some subjects at an instant, as known at a revision; none: there is no such yet."""


@dataclass(frozen=True)
class Levels:
    """The level in force in each ward."""

    rules: SiteRules
    kind: ClassVar[ChangeKind] = ChangeKind.STATUS

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return rows.wards_planned(session, scheme=self.rules.scheme, revision=revision)

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        return rows.status_switches(session, scheme=self.rules.scheme, known=known, after=after, until=until)

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        found = rows.levels_at(session, subjects, scheme=self.rules.scheme, known=known, at=at)
        return {code: SubjectState(_level(row), (code,)) for code, row in found.items()}


def _level(row: StatusRow) -> dict[str, Any]:
    return {
        "level": row.level,
        "computed_level": row.computed_level,
        "decided": row.decided,
        "cause": row.cause,
        "policy_id": row.policy_id,
    }


@dataclass(frozen=True)
class Decisions:
    """Decisions on levels: planned, in force, ended by their own end, revoked."""

    rules: SiteRules
    kind: ClassVar[ChangeKind] = ChangeKind.DECISION

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return rows.decisions_written(session, scheme=self.rules.scheme, revision=revision)

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        return rows.decision_switches(session, scheme=self.rules.scheme, known=known, after=after, until=until)

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        decided = (find_decision(session, each) for each in subjects)
        return {
            each.decision_id: SubjectState(_decision(each, known=known, at=at), (each.ward_code,))
            for each in decided
            if each is not None and each.recorded_revision <= known
        }


def _decision(decision: Decision, *, known: int, at: datetime) -> dict[str, Any]:
    revocation = decision.revocation
    is_revoked = revocation is not None and revocation.recorded_revision <= known
    until = decision.until_instant
    if until is not None and until <= at and (revocation is None or revocation.revoked_at >= until):
        state = "ended"
    elif is_revoked:
        state = "revoked"
    else:
        state = "in_force" if decision.from_instant <= at else "planned"
    return {
        "state": state,
        "level": decision.level,
        "document_number": decision.document_number,
        "from": decision.from_instant.isoformat(),
        "until": None if until is None else until.isoformat(),
    }


@dataclass(frozen=True)
class Registers:
    """The register of the open day, and the days on which another one comes into force."""

    rules: SiteRules
    kind: ClassVar[ChangeKind] = ChangeKind.REGISTER

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return [REGISTER] if rows.units_written(session, revision) else []

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        opened = ((self.rules.clock.opens_at(day), REGISTER) for day in register_days(session, known_revision=known))
        return [each for each in opened if after < each[0] <= until]

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        register = register_on(session, self.rules.clock.open_day(at), known_revision=known)
        if not register.wards:
            return {}
        days = register_days(session, known_revision=known)
        coming = [day for day in days if day > self.rules.clock.open_day(at)]
        shown = {
            "boundary_version": register.boundary_version,
            "boundary_status": register.boundary_status.value,
            "ward_count": len(register.wards),
            "changes_on": [day.isoformat() for day in coming],
        }
        return {REGISTER: SubjectState(shown)}


@dataclass(frozen=True)
class Policies:
    """The policy adopted last."""

    rules: SiteRules
    kind: ClassVar[ChangeKind] = ChangeKind.POLICY

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        scheme = self.rules.scheme
        return [scheme] if rows.schemes_adopting(session, scheme=scheme, revision=revision) else []

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """None: the levels it changes are told when they change."""
        return []

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        row = rows.adoption_known(session, scheme=self.rules.scheme, known=known)
        if row is None:
            return {}
        shown = {
            "policy_id": row.policy_id,
            "policy_version": row.policy_version,
            "effective_from": row.effective_from.isoformat(),
            "document_number": row.document_number,
        }
        return {self.rules.scheme: SubjectState(shown)}


@dataclass(frozen=True)
class OpenDays:
    """The reporting day that is open: it goes on at each cut-off."""

    rules: SiteRules
    kind: ClassVar[ChangeKind] = ChangeKind.SITE

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """None: no write moves the clock."""
        return []

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """See `ChangeSource`."""
        clock, found = self.rules.clock, Switches()
        day = clock.open_day(after)
        while (closing := clock.closes_at(day)) <= until:
            if closing > after:
                found.append((closing, SITE))
            day += ONE_DAY
        return found

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        return {SITE: SubjectState({"open_day": self.rules.clock.open_day(at).isoformat()})}


@dataclass(frozen=True)
class Publications:
    """Numbered publications, each released once."""

    kind: ClassVar[ChangeKind] = ChangeKind.PUBLICATION

    def written(self, session: Session, revision: int) -> Iterable[str]:
        """See `ChangeSource`."""
        return [str(each.number) for each in rows.publications_written(session, revision)]

    def switches(self, session: Session, *, known: int, after: datetime, until: datetime) -> Switches:
        """None: a publication is out when it is written."""
        return []

    def states(self, session: Session, subjects: Iterable[str], *, known: int, at: datetime) -> States:
        """See `ChangeSource`."""
        released = rows.publications_numbered(session, (int(each) for each in subjects), known=known)
        return {
            str(each.number): SubjectState(
                {
                    "number": each.number,
                    "title": each.title,
                    "as_of": each.as_of.isoformat(),
                    "document_number": each.document_number,
                    "supersedes": each.supersedes,
                }
            )
            for each in released
        }
