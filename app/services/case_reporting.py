"""Taking case reports: a new one, the same again, a correction, a withdrawal; each judged at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, partial

from sqlalchemy.orm import Session

from app.domain.errors import StaleVersion, ZoneError
from app.domain.plausibility import PlausibilityWarning, confirmed
from app.domain.records import CaseReport, ReportKey
from app.services.access import Caller, require_district
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register import register_on
from app.services.report_checks import check_report
from app.services.report_plausibility import Plausibility
from app.services.report_versions import Writer, next_version
from app.services.reporting_days import DayLocks
from app.services.sent_reports import BatchOutcome, NewReport, Refused, Result, Taken
from app.services.site_rules import SiteRules
from app.storage.case_reports import append_versions, close_current, current_reports
from app.storage.revisions import Revision


def take_reports(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reports: Sequence[NewReport],
    revision: Revision,
    require_confirmation: bool = False,
) -> BatchOutcome:
    """Take what can be taken of a batch and judge what it touches; the edge decides whether to commit.

    Args:
        caller: only wards of the caller's districts are taken.
        revision: taken before anything was read (see `begin_write`).
        require_confirmation: whether odd figures are refused unless their sender says why they are right.
    """
    first_day_before = first_known_day(session, rules=rules)
    rows = store_reports(
        session,
        rules=rules,
        caller=caller,
        reports=reports,
        revision=revision,
        require_confirmation=require_confirmation,
    )
    fresh = [row.report.key for row in rows if isinstance(row, Taken) and row.created]
    return BatchOutcome(rows, _judge(session, rules, revision, fresh, first_day_before))


def store_reports(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reports: Sequence[NewReport],
    revision: Revision,
    require_confirmation: bool = False,
) -> tuple[Taken | Refused, ...]:
    """Take what can be taken without judging it yet; a transaction judges once, after all it stores."""
    stored = current_reports(session, [report.key for report in reports])
    desk = _Desk(session, rules, Writer(caller, revision, require_confirmation), reports)
    rows: list[Taken | Refused] = []
    for report in reports:
        standing = None
        try:
            district = desk.admit(report)
            # Told only from here on: a report of somebody else's ward is refused without a word of what stands there.
            standing = stored.get(report.key)
            row = desk.take(report, standing, district_code=district)
        except ZoneError as problem:
            rows.append(Refused(report, problem, standing))
            continue
        stored[report.key] = row.report
        rows.append(row)
    append_versions(session, [row.report for row in rows if isinstance(row, Taken) and row.created])
    return tuple(rows)


class _Desk:
    """Where the reports of one transaction are checked and given their versions."""

    def __init__(
        self,
        session: Session,
        rules: SiteRules,
        writer: Writer,
        reports: Sequence[NewReport],
    ) -> None:
        self._session, self._rules, self._writer = session, rules, writer
        # The moment of the commit never runs backwards, whatever the machine's clock does: no closed day opens again.
        self._open_day = rules.clock.open_day(writer.revision.committed_at)
        self._locks = DayLocks.read(
            session,
            rules=rules,
            caller=writer.caller,
            days={report.reporting_date for report in reports},
            now=writer.revision.committed_at,
        )
        # One look at the register a day, not a report: nothing in this transaction changes it.
        self._registers = cache(partial(register_on, session))
        self._is_after_publication = cache(partial(rules.clock.is_after_publication, writer.revision.committed_at))
        self._plausibility = Plausibility(
            session,
            registers=self._registers,
            sent={report.key: None if report.counts is None else report.counts.total for report in reports},
            jump_factor=rules.jump_factor,
        )

    def admit(self, report: NewReport) -> str | None:
        """The district of a report that its sender may write (None: it lies in none); see `check_report`."""
        return check_report(
            self._registers,
            rules=self._rules,
            caller=self._writer.caller,
            key=report.key,
            pointer=report.pointer,
            open_day=self._open_day,
        )

    def take(self, report: NewReport, stored: CaseReport | None, *, district_code: str | None) -> Taken:
        """The version that an admitted report becomes; the one before it is closed."""
        # What stands already is answered as before: whoever sends again after the lock learns that it arrived.
        if stored is None or report.correction is not None or not report.says_the_same_as(stored):
            self._locks.require_unlocked(
                district_code=district_code, reporting_date=report.reporting_date, pointer=report.pointer
            )
        taken = next_version(
            report,
            stored,
            warnings=self._warnings(report),
            after_publication=self._is_after_publication(report.reporting_date),
            writer=self._writer,
        )
        if taken.result is Result.CORRECTED:
            self._close(report.key, version=taken.report.version - 1)
        return taken

    def _warnings(self, report: NewReport) -> tuple[PlausibilityWarning, ...]:
        if report.counts is None:
            return ()
        found = self._plausibility.warnings(
            report.key, report.counts.total, samples=report.samples, positives=report.positives
        )
        return confirmed(found, report.confirmations)

    def _close(self, key: ReportKey, *, version: int) -> None:
        if not close_current(self._session, key, version=version, revision=self._writer.revision.number):
            raise StaleVersion(current_version=version + 1)


def correct_report(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    report: NewReport,
    revision: Revision,
    require_confirmation: bool = False,
) -> tuple[CaseReport, tuple[LevelChange, ...]]:
    """Append a correction (counts None withdraws) to the version its author looked at, and judge what it touches.

    Raises:
        WardNotFound, ReportNotFound: no such ward, or nothing was reported under the key.
        StaleVersion: somebody else was first; the current version is told.
        NotYourDistrict: the ward is not in the caller's scope.
        DayLocked: the reporting day has locked for the caller.
        ConfirmationRequired: the figures are odd, and a reason was required.
    """
    require_district(caller, register_on(session, report.reporting_date).ward(report.ward_code).scope_code)
    outcome = take_reports(
        session,
        rules=rules,
        caller=caller,
        reports=[report],
        revision=revision,
        require_confirmation=require_confirmation,
    )
    row = outcome.rows[0]
    if isinstance(row, Refused):
        raise row.problem
    return row.report, outcome.level_changes


def _judge(
    session: Session, rules: SiteRules, revision: Revision, keys: Sequence[ReportKey], first_day_before: date | None
) -> tuple[LevelChange, ...]:
    authoritative = [key for key in keys if key.source == rules.source]
    if not authoritative:
        return ()
    outcome = reevaluate(
        session,
        rules=rules,
        revision=revision,
        ward_codes={key.ward_code for key in authoritative},
        from_day=min(key.reporting_date for key in authoritative),
        first_day_before=first_day_before,
    )
    return outcome.level_changes
