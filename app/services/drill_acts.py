"""Doing what a drill's event says, by the services that staff use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from sqlalchemy.orm import Session

from app.domain.drill_events import (
    MARK,
    AreaDeclared,
    BaselineDeclared,
    CordonLifted,
    CordonOrdered,
    DayClosed,
    DrillEvent,
    OutbreakClosed,
    OutbreakDeclared,
    OutbreakTraced,
    ReportCorrected,
    ReportsSent,
    RingIssued,
    RingLifted,
    RoundsLogged,
    SimulatedReport,
)
from app.domain.errors import ZoneError
from app.domain.records import ReportKey
from app.domain.vocabulary import Role
from app.services.access import Caller
from app.services.area_control import AreaWanted, declare_area
from app.services.case_reporting import correct_report, take_reports
from app.services.cordon_control import propose_cordon
from app.services.cordon_orders import lift_cordon
from app.services.cordon_work import CordonOrder, CordonWanted
from app.services.declarations import declare_baseline
from app.services.drawn_places import PlaceWanted
from app.services.outbreak_control import Change, Declaration, change_outbreak, declare_outbreak
from app.services.reclassification import reclassify, run_of
from app.services.ring_orders import Order, issue_ring, lift_ring
from app.services.sent_reports import Correction, NewReport
from app.services.site_rules import SiteRules
from app.services.testing_rounds import log_round
from app.storage.case_reports import current_report
from app.storage.revisions import Revision, begin_write
from app.storage.statuses import DONE

PLAYER: Final = Caller("drill", Role.CITY, None)
SIGNER: Final = f"Ban Chỉ đạo ({MARK})"
_BASELINE_NUMBER: Final = f"00/TB-BCĐ ({MARK})"


@dataclass(frozen=True)
class Played:
    """What events have written: records of each kind, and how many wards changed their level in force."""

    reports: int = 0
    corrections: int = 0
    outbreak_acts: int = 0
    rounds: int = 0
    days_judged: int = 0
    level_changes: int = 0

    def __add__(self, other: Played) -> Played:
        """Both together."""
        return Played(
            self.reports + other.reports,
            self.corrections + other.corrections,
            self.outbreak_acts + other.outbreak_acts,
            self.rounds + other.rounds,
            self.days_judged + other.days_judged,
            self.level_changes + other.level_changes,
        )

    @property
    def changed(self) -> int:
        """Records written."""
        return self.reports + self.corrections + self.outbreak_acts + self.rounds + self.days_judged


class Stage:
    """One transaction in which events are played; remembers the outbreaks it declares.

    `outbreak_ids` are the stored outbreaks by their key in the scenario.
    """

    def __init__(self, session: Session, *, rules: SiteRules, outbreak_ids: Mapping[str, str]) -> None:
        self._session, self._rules = session, rules
        self.outbreak_ids = dict(outbreak_ids)

    def play(self, event: DrillEvent, *, moment: datetime) -> Played:
        """Do what an event says.

        What people on the drill site did first stands: an event that no longer fits is left out, whole.
        """
        try:
            with self._session.begin_nested():
                return self._play(event, moment)
        except ZoneError:
            return Played()

    def _play(self, event: DrillEvent, moment: datetime) -> Played:
        match event:
            case ReportsSent():
                return self._reports(event, moment)
            case ReportCorrected():
                return self._correction(event, moment)
            case DayClosed():
                return self._judge(event, moment)
            case RoundsLogged():
                return self._rounds(event, moment)
            case BaselineDeclared():
                return self._baseline(event, moment)
            case OutbreakDeclared():
                return self._declaration(event, moment)
            case OutbreakTraced():
                return self._change(event.key, Change(source_known=True), moment)
            case OutbreakClosed():
                return self._change(event.key, Change(closed_on=self._rules.clock.open_day(moment)), moment)
            case RingIssued():
                return self._issue(event, moment)
            case RingLifted():
                return self._lift(event, moment)
            case CordonOrdered():
                return self._cordon(event, moment)
            case CordonLifted():
                return self._cordon_end(event, moment)
            case AreaDeclared():
                return self._area(event, moment)
            case _:
                assert_never(event)

    def _begin(self, kind: str, moment: datetime) -> Revision:
        return begin_write(self._session, now=moment, kind=kind, actor=PLAYER.username)

    def _reports(self, event: ReportsSent, moment: datetime) -> Played:
        revision = self._begin("case_report_batch", moment)
        outcome = take_reports(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            reports=[_as_sent(each, self._rules) for each in event.reports],
            revision=revision,
        )
        return Played(reports=outcome.created, level_changes=len(outcome.level_changes))

    def _correction(self, event: ReportCorrected, moment: datetime) -> Played:
        revision = self._begin("case_report", moment)
        key = ReportKey(event.ward_code, event.reporting_date, self._rules.source)
        current = current_report(self._session, key)
        _, changes = correct_report(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            report=NewReport(
                ward_code=event.ward_code,
                reporting_date=event.reporting_date,
                source=self._rules.source,
                counts=event.counts,
                samples=None if current is None else current.samples,
                positives=None if current is None else current.positives,
                note=MARK,
                # The scenario corrects first versions only; whoever came before it is not overwritten.
                correction=Correction(1, event.reason_code),
            ),
            revision=revision,
        )
        return Played(corrections=1, level_changes=len(changes))

    def _judge(self, event: DayClosed, moment: datetime) -> Played:
        run = run_of(self._session, rules=self._rules, day=event.day)
        if run is not None and run.state == DONE:
            return Played()
        report = reclassify(self._session, rules=self._rules, days=[event.day], now=moment, actor=PLAYER.username)
        return Played(days_judged=1, level_changes=len(report.level_changes))

    def _rounds(self, event: RoundsLogged, moment: datetime) -> Played:
        revision = self._begin("test_round", moment)
        for each in event.rounds:
            log_round(
                self._session,
                rules=self._rules,
                caller=PLAYER,
                test_round=each,
                revision=revision,
                now=revision.committed_at,
            )
        return Played(rounds=len(event.rounds))

    def _baseline(self, event: BaselineDeclared, moment: datetime) -> Played:
        _, changes = declare_baseline(
            self._session,
            rules=self._rules,
            before=event.before,
            signer=SIGNER,
            document_number=_BASELINE_NUMBER,
            note=MARK,
            now=moment,
            actor=PLAYER.username,
        )
        return Played(outbreak_acts=1, level_changes=len(changes))

    def _declaration(self, event: OutbreakDeclared, moment: datetime) -> Played:
        revision = self._begin("outbreak", moment)
        declared = declare_outbreak(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            declaration=Declaration(
                name=event.name,
                place=event.place,
                ward_codes=event.ward_codes,
                linked_ward_codes=event.linked_ward_codes,
                source_known=event.source_known,
                setting=event.setting,
                opened_on=self._rules.clock.open_day(moment),
                note=MARK,
            ),
            revision=revision,
            now=revision.committed_at,
        )
        self.outbreak_ids[event.key] = declared.outbreak.outbreak_id
        return Played(outbreak_acts=1, level_changes=len(declared.level_changes))

    def _change(self, key: str, change: Change, moment: datetime) -> Played:
        revision = self._begin("outbreak", moment)
        changed = change_outbreak(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            outbreak_id=self._id_of(key),
            expected_version=None,
            change=change,
            revision=revision,
            now=revision.committed_at,
        )
        return Played(outbreak_acts=1, level_changes=len(changed.level_changes))

    def _issue(self, event: RingIssued, moment: datetime) -> Played:
        revision = self._begin("ring", moment)
        issue_ring(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            outbreak_id=self._id_of(event.key),
            order=Order(
                event.document_number,
                SIGNER,
                starts_at=revision.committed_at + timedelta(hours=1),
                override_schematic=True,
            ),
            revision=revision,
        )
        return Played(outbreak_acts=1)

    def _lift(self, event: RingLifted, moment: datetime) -> Played:
        revision = self._begin("ring", moment)
        lift_ring(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            outbreak_id=self._id_of(event.key),
            order=Order(event.document_number, SIGNER, starts_at=revision.committed_at),
            revision=revision,
        )
        return Played(outbreak_acts=1)

    def _cordon(self, event: CordonOrdered, moment: datetime) -> Played:
        revision = self._begin("cordon", moment)
        wanted = CordonWanted(
            name=event.name,
            place=PlaceWanted(shape=event.place),
            households=event.households,
            population=event.population,
            last_case_on=self._rules.clock.open_day(moment),
            reason=MARK,
            order=CordonOrder(event.document_number, SIGNER, override_schematic=True),
        )
        cordon = propose_cordon(self._session, rules=self._rules, caller=PLAYER, wanted=wanted, revision=revision)
        self.outbreak_ids[_cordon_key(event.key)] = cordon.cordon_id
        return Played(outbreak_acts=1)

    def _cordon_end(self, event: CordonLifted, moment: datetime) -> Played:
        if _cordon_key(event.key) not in self.outbreak_ids:
            return Played()
        lift_cordon(
            self._session,
            rules=self._rules,
            caller=PLAYER,
            cordon_id=self.outbreak_ids[_cordon_key(event.key)],
            order=CordonOrder(event.document_number, SIGNER, reason=f"{MARK}: ổ dịch đã kết thúc"),
            override=True,
            revision=self._begin("cordon", moment),
        )
        return Played(outbreak_acts=1)

    def _area(self, event: AreaDeclared, moment: datetime) -> Played:
        wanted = AreaWanted(
            kind=event.kind,
            name=event.name,
            place=PlaceWanted(ward_codes=event.ward_codes),
            directive=event.directive,
            starts_at=None,
            ends_at=None,
            document_number=f"20/CT-BCĐ ({MARK})",
            signer=SIGNER,
            note=MARK,
        )
        declare_area(self._session, caller=PLAYER, wanted=wanted, revision=self._begin("area", moment))
        return Played(outbreak_acts=1)

    def _id_of(self, key: str) -> str:
        # An outbreak that could not be declared has no id; no outbreak is stored under its key.
        return self.outbreak_ids.get(key, key)


def _cordon_key(key: str) -> str:
    """Under which the cordon round an outbreak is remembered, beside the outbreak's own key."""
    return f"cordon:{key}"


def _as_sent(report: SimulatedReport, rules: SiteRules) -> NewReport:
    return NewReport(
        ward_code=report.ward_code,
        reporting_date=report.reporting_date,
        source=rules.source,
        counts=report.counts,
        samples=report.samples,
        positives=report.positives,
        note=report.note,
    )
