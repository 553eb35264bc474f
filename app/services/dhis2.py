"""Case reports exchanged with a DHIS2: given to staff in scope, without small numbers to everyone; and taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.dhis2 import DataValue, Dhis2Mapping, IdScheme, numbers_of, values_of
from app.domain.dhis2_reports import Conflict, Gathered, Wanted, gather, wanted_of
from app.domain.disclosure import Disclosure
from app.domain.errors import FieldFault, InvalidValue, NotYourDistrict, ZoneError
from app.domain.records import CaseReport
from app.domain.vocabulary import CASE_CLASSES, ReasonCode
from app.services.access import Caller
from app.services.case_reporting import take_reports
from app.services.reclassification import LevelChange
from app.services.report_reading import districts_of_wards, wards_in_scope
from app.services.sent_reports import BatchOutcome, Correction, NewReport, Refused, Result
from app.services.site_rules import SiteRules
from app.storage.case_reports import count_reports, current_reports, find_reports
from app.storage.revisions import Revision

MOST_DAYS = 62
MOST_REPORTS = 60_000
_PUBLIC = frozenset(each.value for each in CASE_CLASSES)


@dataclass(frozen=True)
class Span:
    """Which reports are asked for."""

    first_day: date
    last_day: date
    district_code: str | None = None


def check_span(span: Span) -> None:
    """Go on only with days in order, and not too many.

    Raises:
        InvalidValue: otherwise.
    """
    days = (span.last_day - span.first_day).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise InvalidValue(
            "/from",
            vi=f"from đến to phải là 1 đến {MOST_DAYS} ngày; đang là {days}.",
            en=f"from to to must be 1 to {MOST_DAYS} days; it is {days}.",
        )


def values_in_scope(
    session: Session, *, caller: Caller, span: Span, rules: SiteRules, mapping: Dhis2Mapping, scheme: IdScheme
) -> list[DataValue]:
    """All numbers of the reports of the caller's districts, of the authoritative source.

    Raises:
        InvalidValue: too many days, or reports.
        DistrictNotFound, NotYourDistrict: as named.
    """
    check_span(span)
    wards = wards_in_scope(session, caller=caller, ward_code=None, district_code=span.district_code)
    reports = _reports(session, wards, span, rules)
    return [
        value
        for report in reports
        for value in values_of(report, shown=numbers_of(report), mapping=mapping, scheme=scheme)
    ]


def public_values(
    session: Session,
    *,
    span: Span,
    rules: SiteRules,
    mapping: Dhis2Mapping,
    scheme: IdScheme,
    disclosure: Disclosure,
    known_revision: int,
) -> tuple[list[DataValue], int]:
    """The classes of cases as everyone may read them, and how many cells are left out because they are small."""
    wards: Iterable[str] | None = None
    if span.district_code is not None:
        wards = [code for code, district in districts_of_wards(session).items() if district == span.district_code]
    found: list[DataValue] = []
    hidden = 0
    for report in _reports(session, wards, span, rules, known_revision=known_revision):
        shown = _shown(report, disclosure)
        hidden += len(_PUBLIC) - len(shown)
        found += values_of(report, shown=shown, mapping=mapping, scheme=scheme)
    return found, hidden


def _shown(report: CaseReport, disclosure: Disclosure) -> dict[str, int | None]:
    """What may be shown of a report: a hidden cell is left out, never told as another number."""
    if report.counts is None:
        return dict.fromkeys(_PUBLIC)
    counts = dict(zip((each.value for each in CASE_CLASSES), report.counts.as_tuple(), strict=True))
    return {name: cell for name, cell in disclosure.shown_counts(counts).items() if isinstance(cell, int)}


def _reports(
    session: Session,
    wards: Iterable[str] | None,
    span: Span,
    rules: SiteRules,
    *,
    known_revision: int | None = None,
) -> Iterator[CaseReport]:
    """The reports of the authoritative source, all of them.

    Raises:
        InvalidValue: they are too many for one set.
    """
    wards = None if wards is None else list(wards)
    count = count_reports(
        session,
        ward_codes=wards,
        first_day=span.first_day,
        last_day=span.last_day,
        known_revision=known_revision,
    )
    if count > MOST_REPORTS:
        raise InvalidValue(
            "/from",
            vi=f"Khoảng này có {count} báo cáo, một tập chứa nhiều nhất {MOST_REPORTS}; chọn ít ngày hơn, một huyện.",
            en=f"The range has {count} reports, a set holds {MOST_REPORTS} at most; choose fewer days or a district.",
        )
    found = find_reports(
        session,
        ward_codes=wards,
        first_day=span.first_day,
        last_day=span.last_day,
        known_revision=known_revision,
        limit=MOST_REPORTS,
    )
    return (report for report in found if report.key.source == rules.source)


@dataclass(frozen=True)
class TakenValues:
    """What became of a set, in values; `conflicts` says why some were not taken."""

    imported: int
    updated: int
    ignored: int
    deleted: int
    conflicts: tuple[Conflict, ...]
    outcome: BatchOutcome

    @property
    def level_changes(self) -> tuple[LevelChange, ...]:
        """What changed in force."""
        return self.outcome.level_changes

    @property
    def problems(self) -> tuple[ZoneError, ...]:
        """Why whole reports were refused."""
        return tuple(row.problem for row in self.outcome.refused)


@dataclass(frozen=True)
class TakingChoices:
    """How a set is to be taken: from which source, why it corrects what stands, what silence means."""

    source: str
    reason_code: ReasonCode = ReasonCode.LATE
    absent_is_zero: bool = False


def take_values(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    values: Sequence[DataValue],
    choices: TakingChoices,
    mapping: Dhis2Mapping,
    revision: Revision,
) -> TakenValues:
    """Take what can be taken of a set and judge what it touches; the edge decides whether to commit.

    Values of one ward and day are one report, on top of what stands. The same set again changes nothing.
    """
    wards = mapping.wards(districts_of_wards(session))
    gathered, conflicts = gather(values, columns=mapping.columns, wards=wards, source=choices.source)
    stored = current_reports(session, [each.key for each in gathered])
    reports: list[NewReport] = []
    by_pointer: dict[str, Gathered] = {}
    nothing = 0
    for each in gathered:
        wanted = wanted_of(each, stored.get(each.key), absent_is_zero=choices.absent_is_zero)
        if wanted is None:
            nothing += each.values
            continue
        if not isinstance(wanted, Wanted):
            fault = FieldFault(each.pointer, wanted.vi, wanted.en)
            conflicts.append(Conflict(f"{each.key.ward_code} {each.key.reporting_date}", fault, each.values))
            continue
        reports.append(_report(each, wanted, stored.get(each.key), choices))
        by_pointer[each.pointer] = each
    outcome = take_reports(session, rules=rules, caller=caller, reports=reports, revision=revision)
    taken = _counted(outcome, by_pointer, reports, conflicts)
    return replace(taken, ignored=taken.ignored + nothing)


def _report(each: Gathered, wanted: Wanted, stored: CaseReport | None, choices: TakingChoices) -> NewReport:
    """The report to send; a correction only where it says something else than what stands."""
    report = NewReport(
        ward_code=each.key.ward_code,
        reporting_date=each.key.reporting_date,
        source=each.key.source,
        counts=wanted.counts,
        samples=wanted.samples,
        positives=wanted.positives,
        new_f1_contacts=wanted.new_f1_contacts,
        note=None if stored is None else stored.note,
        pointer=each.pointer,
    )
    if stored is None or report.says_the_same_as(stored):
        return report
    return replace(report, correction=Correction(stored.version, choices.reason_code))


def _counted(
    outcome: BatchOutcome,
    by_pointer: Mapping[str, Gathered],
    reports: Sequence[NewReport],
    conflicts: list[Conflict],
) -> TakenValues:
    """The outcome in values, as DHIS2 counts them."""
    count = {"imported": 0, "updated": 0, "deleted": 0, "ignored": sum(each.values for each in conflicts)}
    for report, row in zip(reports, outcome.rows, strict=True):
        values = by_pointer[report.pointer].values
        if isinstance(row, Refused):
            count["ignored"] += values
            conflicts.append(_conflict(row, values))
        elif row.result is Result.UNCHANGED:
            count["ignored"] += values
        elif report.counts is None:
            count["deleted"] += values
        else:
            count["imported" if row.result is Result.CREATED else "updated"] += values
    return TakenValues(**count, conflicts=tuple(conflicts), outcome=outcome)


def _conflict(row: Refused, values: int) -> Conflict:
    fault = FieldFault(row.report.pointer, row.problem.detail_vi, row.problem.detail_en)
    subject = f"{row.report.ward_code} {row.report.reporting_date}"
    if isinstance(row.problem, NotYourDistrict):
        subject = row.report.ward_code
    return Conflict(subject, fault, values)
