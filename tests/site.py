"""A site for tests: nine drawn wards in two districts, a clock that moves when told, and the acts of its staff.

A B C      001 001 017
D E F      001 001 017
G H I      001 017 017
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.domain.decisions import Approval, Decision
from app.domain.records import CaseCounts, CaseReport
from app.domain.vocabulary import BoundaryStatus, OutbreakSetting, ReasonCode, Role
from app.services.access import Caller
from app.services.approvals import ModeWanted, approve, set_mode, waiting_in_scope
from app.services.case_reporting import correct_report, take_reports
from app.services.decisions import Wanted, decide, revoke
from app.services.declarations import adopt, declare_baseline
from app.services.history_check import check_history
from app.services.outbreak_control import (
    Change,
    Controlled,
    Declaration,
    change_outbreak,
    declare_outbreak,
)
from app.services.reclassification import LevelChange, RunReport, reclassify
from app.services.register_change import change_register
from app.services.ring_drawing import WantedRings
from app.services.ring_orders import Order, extend_ring, issue_ring, lift_ring, propose_ring, shrink_ring
from app.services.sent_reports import BatchOutcome, Correction, NewReport
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.engine import read_session_factory, session_factory
from app.storage.revisions import Revision, begin_write, current_revision
from app.storage.rings import StoredRing
from tests.accounts import NOW, Clock
from tests.worlds import as_bytes, make_collection, make_feature, make_register

MAP: Final = "A B C / D E F / G H I"
DISTRICTS: Final = "001 001 017 / 001 001 017 / 001 017 017"
WARDS: Final = ("A", "B", "C", "D", "E", "F", "G", "H", "I")
TODAY: Final = date(2021, 8, 14)
"""The reporting day that is open when a site's clock starts (10:00 in Hanoi)."""
ONE_DAY: Final = timedelta(days=1)
CITY: Final = Caller("thanhpho", Role.CITY, None)
REPORTER_001: Final = Caller("an", Role.REPORTER, frozenset({"001"}))
REPORTER_017: Final = Caller("lan", Role.REPORTER, frozenset({"017"}))
SUPERVISOR_001: Final = Caller("chi", Role.SUPERVISOR, frozenset({"001"}))
SUPERVISOR_001_017: Final = Caller("binh", Role.SUPERVISOR, frozenset({"001", "017"}))


def day(offset: int) -> date:
    """The day so many days from the one that is open at first."""
    return TODAY + timedelta(days=offset)


def counts(
    unknown: int = 0, known: int = 0, *, lockdown: int = 0, quarantine: int = 0, imported: int = 0
) -> CaseCounts:
    """Counts by class, 0 unless said."""
    return CaseCounts(unknown, known, lockdown, quarantine, imported)


@dataclass
class Site:
    """A site on one database; every act is a transaction of its own at the clock's moment."""

    engine: Engine
    clock: Clock
    rules: SiteRules
    sessions: sessionmaker[Session] = field(init=False)
    read_sessions: sessionmaker[Session] = field(init=False)

    def __post_init__(self) -> None:
        self.sessions = session_factory(self.engine)
        self.read_sessions = read_session_factory(self.engine)

    @property
    def open_day(self) -> date:
        """The reporting day that is open now."""
        return self.rules.clock.open_day(self.clock.now)

    @contextmanager
    def writing(self, kind: str = "test") -> Iterator[tuple[Session, Revision]]:
        """A transaction with its revision taken."""
        with self.sessions.begin() as session:
            yield session, begin_write(session, now=self.clock.now, kind=kind, actor="test")

    def post(
        self,
        ward: str,
        on: date | None = None,
        reported: CaseCounts | None = None,
        *,
        source: str = "district",
        caller: Caller = CITY,
    ) -> BatchOutcome:
        """Report one ward's counts (0 of every class unless said) of one day (the open one unless said)."""
        return self.post_all(
            [NewReport(ward, on or self.open_day, source, reported or counts(), pointer="")], caller=caller
        )

    def post_all(self, reports: list[NewReport], *, caller: Caller = CITY) -> BatchOutcome:
        """Report many at once."""
        with self.writing("case_report") as (session, revision):
            return take_reports(session, rules=self.rules, caller=caller, reports=reports, revision=revision)

    def post_zeros(self, first: date, last: date, wards: tuple[str, ...] = WARDS) -> BatchOutcome:
        """Report 0 of every class for some wards from one day to another."""
        days = [first + ONE_DAY * offset for offset in range((last - first).days + 1)]
        return self.post_all([NewReport(ward, each, "district", counts()) for each in days for ward in wards])

    def correct(
        self,
        ward: str,
        on: date,
        corrected: CaseCounts | None,
        *,
        version: int = 1,
        reason: ReasonCode = ReasonCode.OTHER,
        source: str = "district",
        caller: Caller = CITY,
    ) -> CaseReport:
        """Correct a report, or withdraw it (None)."""
        with self.writing("correction") as (session, revision):
            report, _ = correct_report(
                session,
                rules=self.rules,
                caller=caller,
                report=NewReport(ward, on, source, corrected, correction=Correction(version, reason)),
                revision=revision,
            )
            return report

    def declare(self, *wards: str, caller: Caller = CITY, **said: Any) -> Controlled:
        """Declare an outbreak in some wards; residential, of unknown source, opened today, unless said otherwise."""
        declaration = Declaration(
            **{
                "name": None,
                "place": None,
                "ward_codes": wards,
                "linked_ward_codes": (),
                "source_known": False,
                "setting": OutbreakSetting.RESIDENTIAL,
                "opened_on": self.open_day,
                **said,
            }
        )
        with self.writing("outbreak") as (session, revision):
            return declare_outbreak(
                session,
                rules=self.rules,
                caller=caller,
                declaration=declaration,
                revision=revision,
                now=self.clock.now,
            )

    def change(self, outbreak_id: str, *, version: int | None = None, caller: Caller = CITY, **said: Any) -> Controlled:
        """Change an outbreak."""
        with self.writing("outbreak") as (session, revision):
            return change_outbreak(
                session,
                rules=self.rules,
                caller=caller,
                outbreak_id=outbreak_id,
                expected_version=version,
                change=Change(**said),
                revision=revision,
                now=self.clock.now,
            )

    def issue(
        self,
        outbreak_id: str,
        *,
        caller: Caller = CITY,
        **said: Any,
    ) -> StoredRing:
        """Issue the rings of an outbreak by an order, from now on unless said otherwise."""
        with self.writing("ring") as (session, revision):
            return issue_ring(
                session,
                rules=self.rules,
                caller=caller,
                outbreak_id=outbreak_id,
                order=self._order("2/QĐ-UBND", said),
                revision=revision,
            )

    def extend(
        self, outbreak_id: str, wanted: WantedRings | None = None, *, caller: Caller = CITY, **said: Any
    ) -> StoredRing:
        """Extend rings in force by an order."""
        with self.writing("ring") as (session, revision):
            return extend_ring(
                session,
                rules=self.rules,
                caller=caller,
                outbreak_id=outbreak_id,
                order=self._order("4/QĐ-UBND", said),
                wanted=wanted,
                revision=revision,
            )

    def shrink(
        self, outbreak_id: str, wanted: WantedRings | None = None, *, caller: Caller = CITY, **said: Any
    ) -> StoredRing:
        """Shrink rings in force by an order."""
        with self.writing("ring") as (session, revision):
            return shrink_ring(
                session,
                rules=self.rules,
                caller=caller,
                outbreak_id=outbreak_id,
                order=self._order("5/QĐ-UBND", said),
                wanted=wanted,
                revision=revision,
            )

    def lift(self, outbreak_id: str, *, caller: Caller = CITY, **said: Any) -> StoredRing:
        """Lift the rings of an outbreak by an order."""
        with self.writing("ring") as (session, revision):
            return lift_ring(
                session,
                rules=self.rules,
                caller=caller,
                outbreak_id=outbreak_id,
                order=self._order("3/QĐ-UBND", said),
                revision=revision,
            )

    def propose(self, outbreak_id: str, wanted: WantedRings, *, caller: Caller = CITY) -> StoredRing:
        """Propose other rings for an outbreak."""
        with self.writing("ring") as (session, revision):
            return propose_ring(
                session,
                rules=self.rules,
                caller=caller,
                outbreak_id=outbreak_id,
                wanted=wanted,
                reason=None,
                revision=revision,
            )

    def _order(self, document_number: str, said: dict[str, Any]) -> Order:
        return Order(**{"starts_at": self.clock.now, **said}, document_number=document_number, signer="Chủ tịch")

    def declare_baseline(self, before: date) -> None:
        """Declare that no cases were known before a day."""
        with self.sessions.begin() as session:
            declare_baseline(
                session,
                rules=self.rules,
                before=before,
                signer="Sở Y tế",
                document_number="12/BC",
                note=None,
                now=self.clock.now,
                actor=CITY.username,
            )

    def decide(
        self,
        ward: str,
        level: str,
        *,
        from_: datetime | None = None,
        until: datetime | None = None,
        caller: Caller = CITY,
    ) -> Decision:
        """Decide a ward's level by a signed document."""
        wanted = Wanted(ward, level, from_, until, "7/QĐ-UBND", "Chủ tịch", "ổ dịch phức tạp")
        with self.writing("decision") as (session, revision):
            return decide(session, rules=self.rules, caller=caller, wanted=wanted, revision=revision)[0]

    def revoke(self, decision_id: str, *, caller: Caller = CITY) -> Decision:
        """Revoke a decision."""
        with self.writing("revocation") as (session, revision):
            return revoke(
                session,
                rules=self.rules,
                caller=caller,
                decision_id=decision_id,
                reason="đã kiểm soát",
                document_number=None,
                revision=revision,
            )[0]

    def ask_approval(self, district: str | None, *, needed: bool = True, caller: Caller = CITY) -> None:
        """Let falls in a district wait for approval, or no longer."""
        with self.writing("approval_mode") as (session, revision):
            wanted = ModeWanted(district, needed, "8/QĐ", "Chủ tịch")
            set_mode(session, rules=self.rules, caller=caller, wanted=wanted, revision=revision)

    def approve(
        self, *wards: str, district: str | None = None, level: str | None = None, caller: Caller = CITY
    ) -> list[Approval]:
        """Approve the falls that wait in some wards, or in a whole district."""
        with self.writing("approval") as (session, revision):
            return approve(
                session,
                rules=self.rules,
                caller=caller,
                ward_codes=wards or None,
                district_code=district,
                document_number=None,
                note=None,
                revision=revision,
                level=level,
            )[0]

    def waiting(self, caller: Caller = CITY) -> dict[str, str]:
        """The level that waits in each ward."""
        with self.read_sessions() as session:
            found = waiting_in_scope(session, rules=self.rules, caller=caller, now=self.clock.now)
        return {each.ward.code: each.awaiting_level for each in found}

    def adopt(self, policy_id: str, effective_from: date) -> tuple[LevelChange, ...]:
        """Adopt a policy from a day on."""
        with self.sessions.begin() as session:
            _, changes = adopt(
                session,
                rules=self.rules,
                policy_id=policy_id,
                effective_from=effective_from,
                document_number="5/QĐ",
                signer="Chủ tịch",
                now=self.clock.now,
                actor=CITY.username,
            )
            return changes

    def run(self, *days: date) -> RunReport:
        """Judge closed days for every ward, as a job does: nothing is kept when nothing changed."""
        with self.sessions() as session:
            report = reclassify(session, rules=self.rules, days=days, now=self.clock.now, actor="job")
            if report.revision is not None:
                session.commit()
            return report

    def close_day(self) -> RunReport:
        """Move the clock to just after the cut-off and judge the day that has closed."""
        closing = self.open_day
        self.clock.now = self.rules.clock.closes_at(closing) + timedelta(seconds=1)
        return self.run(closing)

    def snapshot(self) -> ZoneSnapshot:
        """What is in force now."""
        with self.read_sessions() as session:
            return live_snapshot(session, rules=self.rules, now=self.clock.now)

    def levels(self) -> dict[str, str]:
        """The level in force in each ward."""
        return {zone.ward.code: zone.level for zone in self.snapshot().zones}

    def revision(self) -> int:
        """The newest committed revision."""
        with self.read_sessions() as session:
            return current_revision(session)

    def differences(self) -> tuple[str, ...]:
        """What a replay of the whole history finds wrong."""
        with self.read_sessions() as session:
            return check_history(session, rules=self.rules).differences


def open_site(
    engine: Engine,
    *,
    clock: Clock | None = None,
    rules: SiteRules | None = None,
    status: BoundaryStatus = BoundaryStatus.OFFICIAL,
    drawing: str = MAP,
    districts: str | None = DISTRICTS,
) -> Site:
    """A site set up on an empty database, as `khoanhvung init` does it."""
    site = Site(engine, clock or Clock(NOW), rules or SiteRules())
    register = make_register(drawing, districts=districts, status=status)
    content = as_bytes(make_collection(register, boundary_status=status.value))
    with site.sessions.begin() as session:
        set_up(session, rules=site.rules, register_content=content, register_name="drawn.geojson", now=site.clock.now)
    return site


def import_register(
    site: Site,
    *,
    without: str = "",
    drawing: str = MAP,
    districts: str | None = DISTRICTS,
    valid_from: date | None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Import another register, or the same without some wards or with other `names`, from a day on."""
    register = make_register(drawing, districts=districts)
    named = [replace(ward, name=names.get(ward.code, ward.name)) for ward in register.wards]
    features = [make_feature(ward) for ward in named if ward.code not in without]
    with site.sessions.begin() as session:
        change_register(
            session,
            rules=site.rules,
            content=as_bytes({"type": "FeatureCollection", "features": features}),
            source_name="other.geojson",
            now=site.clock.now,
            actor=CITY.username,
            valid_from=valid_from,
            repair=False,
            dry_run=False,
            boundary_status=None,
        )


def hanoi(on: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment by the clock of Hanoi, in UTC."""
    return datetime.combine(on, time(hour, minute, second), tzinfo=UTC) - timedelta(hours=7)
