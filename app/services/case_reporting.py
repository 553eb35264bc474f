"""Taking case reports: a new one, the same again, a correction, a withdrawal; each judged at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from app.domain.errors import (
    FieldFault,
    FutureReportingDate,
    InvalidValue,
    ReportConflict,
    ReportNotFound,
    StaleVersion,
    ZoneError,
)
from app.domain.records import CaseCounts, CaseReport, ReportKey
from app.domain.register import Register
from app.domain.vocabulary import ReasonCode
from app.services.access import Caller, require_district
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register import register_on
from app.services.site_rules import SiteRules
from app.storage.case_reports import append_versions, close_current, current_report, current_reports
from app.storage.revisions import Revision


@dataclass(frozen=True)
class NewReport:
    """What a sender says of one ward and day; `pointer` is where it stands in what was sent."""

    ward_code: str
    reporting_date: date
    source: str
    counts: CaseCounts
    samples: int | None = None
    positives: int | None = None
    note: str | None = None
    pointer: str = ""

    @property
    def key(self) -> ReportKey:
        """What the report is about."""
        return ReportKey(self.ward_code, self.reporting_date, self.source)

    def says_the_same_as(self, report: CaseReport) -> bool:
        """Whether a stored version holds just this content."""
        return (
            report.counts == self.counts
            and report.samples == self.samples
            and report.positives == self.positives
            and report.note == self.note
        )


@dataclass(frozen=True)
class Taken:
    """What became of one report: a new version, or the stored one that says the same."""

    report: CaseReport
    created: bool


@dataclass(frozen=True)
class Refused:
    """A report that was not taken, and why; nothing of it is stored."""

    report: NewReport
    problem: ZoneError


@dataclass(frozen=True)
class BatchOutcome:
    """What became of each report, in the order sent, and what changed in force."""

    rows: tuple[Taken | Refused, ...]
    level_changes: tuple[LevelChange, ...]

    @property
    def created(self) -> int:
        """Reports stored as new versions."""
        return sum(isinstance(row, Taken) and row.created for row in self.rows)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Reports that were not taken."""
        return tuple(row for row in self.rows if isinstance(row, Refused))


def take_reports(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reports: Sequence[NewReport],
    revision: Revision,
    now: datetime,
) -> BatchOutcome:
    """Take what can be taken of a batch and judge what it touches; the edge decides whether to commit.

    Args:
        caller: only wards of the caller's districts are taken.
        revision: taken before anything was read (see `begin_write`).
        now: the clock's moment, which decides the open day.
    """
    first_day_before = first_known_day(session, rules=rules)
    rows = store_reports(session, rules=rules, caller=caller, reports=reports, revision=revision, now=now)
    fresh = [row.report.key for row in rows if isinstance(row, Taken) and row.created]
    return BatchOutcome(rows, _judge(session, rules, revision, fresh, first_day_before))


def store_reports(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reports: Sequence[NewReport],
    revision: Revision,
    now: datetime,
) -> tuple[Taken | Refused, ...]:
    """Take what can be taken without judging it yet; a transaction judges once, after all it stores."""
    stored = current_reports(session, [report.key for report in reports])
    # One look at the register a day, not a report: nothing in this transaction changes it.
    registers = cache(partial(register_on, session))
    is_after_publication = cache(partial(rules.clock.is_after_publication, revision.committed_at))
    open_day = rules.clock.open_day(now)
    rows: list[Taken | Refused] = []
    for report in reports:
        try:
            check_report(registers, rules=rules, caller=caller, report=report, open_day=open_day)
            late = is_after_publication(report.reporting_date)
            row = _take(report, stored.get(report.key), after_publication=late, caller=caller, revision=revision)
        except ZoneError as problem:
            rows.append(Refused(report, problem))
            continue
        stored[report.key] = row.report
        rows.append(row)
    append_versions(session, [row.report for row in rows if isinstance(row, Taken) and row.created])
    return tuple(rows)


def correct_report(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    key: ReportKey,
    expected_version: int,
    counts: CaseCounts | None,
    samples: int | None,
    positives: int | None,
    reason_code: ReasonCode,
    note: str | None,
    revision: Revision,
    now: datetime,
) -> tuple[CaseReport, tuple[LevelChange, ...]]:
    """Append a correction (counts None withdraws) to the version its author looked at, and judge what it touches.

    Raises:
        WardNotFound, ReportNotFound: no such ward, or nothing was reported under the key.
        StaleVersion: somebody else was first; the current version is told.
        NotYourDistrict: the ward is not in the caller's scope.
    """
    first_day_before = first_known_day(session, rules=rules)
    require_district(caller, register_on(session, key.reporting_date).ward(key.ward_code).district_code)
    current = current_report(session, key)
    if current is None:
        raise ReportNotFound(f"{key.ward_code} {key.reporting_date} {key.source}")
    if current.version != expected_version:
        raise StaleVersion(current_version=current.version, current=_summary(current))
    corrected = replace(
        current,
        version=current.version + 1,
        counts=counts,
        samples=samples,
        positives=positives,
        note=note,
        reason_code=reason_code,
        reported_by=caller.username,
        received_at=revision.committed_at,
        after_publication=rules.clock.is_after_publication(revision.committed_at, key.reporting_date),
        recorded_revision=revision.number,
    )
    if not close_current(session, key, version=expected_version, revision=revision.number):
        raise StaleVersion(current_version=current.version + 1)
    append_versions(session, [corrected])
    return corrected, _judge(session, rules, revision, [key], first_day_before)


def check_report(
    registers: Callable[[date], Register], *, rules: SiteRules, caller: Caller, report: NewReport, open_day: date
) -> None:
    """Refuse a report about a day not begun, a source not registered, a ward unknown, or another's district."""
    if report.reporting_date > open_day:
        raise FutureReportingDate(f"{report.pointer}/reporting_date", report.reporting_date, open_day)
    if report.source not in rules.known_sources:
        known = ", ".join(rules.known_sources)
        raise InvalidValue(
            f"{report.pointer}/source",
            vi=f"Nguồn “{report.source}” chưa đăng ký; các nguồn có: {known}.",
            en=f"source “{report.source}” is not registered; send one of: {known}.",
        )
    register = registers(report.reporting_date)
    require_district(caller, _district_of(register, report.key, pointer=f"{report.pointer}/ward_code"))


def _district_of(register: Register, key: ReportKey, *, pointer: str) -> str | None:
    position = register.positions.get(key.ward_code)
    if position is None:
        raise InvalidValue(
            pointer,
            vi=f"Không có phường, xã mang mã “{key.ward_code}” vào ngày {key.reporting_date:%d/%m/%Y}. "
            "Xem mã đúng ở GET /api/v1/wards.",
            en=f"No ward with code “{key.ward_code}” is in the register on {key.reporting_date}. "
            "Find the right code with GET /api/v1/wards.",
        )
    return register.wards[position].district_code


def _take(
    report: NewReport, stored: CaseReport | None, *, after_publication: bool, caller: Caller, revision: Revision
) -> Taken:
    if stored is not None:
        if report.says_the_same_as(stored):
            return Taken(stored, created=False)
        raise ReportConflict(
            ward_code=report.ward_code,
            reporting_date=report.reporting_date,
            source=report.source,
            current_version=stored.version,
        )
    fresh = CaseReport(
        key=report.key,
        version=1,
        counts=report.counts,
        samples=report.samples,
        positives=report.positives,
        note=report.note,
        reason_code=None,
        reported_by=caller.username,
        received_at=revision.committed_at,
        after_publication=after_publication,
        recorded_revision=revision.number,
    )
    return Taken(fresh, created=True)


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


def _summary(report: CaseReport) -> dict[str, object]:
    counts = None if report.counts is None else asdict(report.counts)
    return {"version": report.version, "counts": counts, "reported_by": report.reported_by}


def faults_of(refused: Iterable[Refused]) -> list[FieldFault]:
    """Every fault of the refused reports, each pointing at its place in what was sent."""
    faults: list[FieldFault] = []
    for row in refused:
        own = row.problem.errors or (
            FieldFault(pointer=row.report.pointer, vi=row.problem.detail_vi, en=row.problem.detail_en),
        )
        faults.extend(own)
    return faults
