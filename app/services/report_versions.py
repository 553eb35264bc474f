"""Which version follows the one that stands: a first, a correction, or none because it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app.domain.errors import (
    ConfirmationRequired,
    FieldFault,
    InvalidValue,
    ReportConflict,
    ReportNotFound,
    StaleVersion,
)
from app.domain.plausibility import PlausibilityWarning, sentence
from app.domain.records import CaseReport
from app.services.access import Caller
from app.services.sent_reports import NewReport, Result, Taken
from app.storage.revisions import Revision


@dataclass(frozen=True)
class Writer:
    """Who writes in which revision, and whether odd figures are taken only with a reason."""

    caller: Caller
    revision: Revision
    require_confirmation: bool = False


def next_version(
    report: NewReport,
    stored: CaseReport | None,
    *,
    warnings: tuple[PlausibilityWarning, ...],
    after_publication: bool,
    writer: Writer,
) -> Taken:
    """What to store for a report, given what stands under its key.

    Args:
        warnings: what looks odd about it, with the reasons its sender gave.
        after_publication: whether it comes after the publication time of its day.

    Raises:
        ReportConflict: another report stands, and this one does not claim to correct it.
        ReportNotFound: it claims to correct what was never reported.
        StaleVersion: it corrects a version that is no longer the current one.
        ConfirmationRequired: it is odd, and nobody said why it is right.
    """
    if report.correction is not None:
        if stored is None:
            raise ReportNotFound(f"{report.ward_code} {report.reporting_date} {report.source}")
        _refuse_twice_in_one(report, stored, writer)
        refuse_stale(stored, report.correction.version)
    elif stored is not None:
        if report.says_the_same_as(stored):
            return Taken(stored, Result.UNCHANGED)
        raise ReportConflict(
            ward_code=report.ward_code,
            reporting_date=report.reporting_date,
            source=report.source,
            current_version=stored.version,
        )
    if writer.require_confirmation:
        _refuse_unconfirmed(report, warnings)
    version = _version(report, 1 if stored is None else stored.version + 1, warnings, after_publication, writer)
    return Taken(version, Result.CREATED if stored is None else Result.CORRECTED)


def _version(
    report: NewReport,
    number: int,
    warnings: tuple[PlausibilityWarning, ...],
    after_publication: bool,
    writer: Writer,
) -> CaseReport:
    return CaseReport(
        key=report.key,
        version=number,
        counts=report.counts,
        samples=report.samples,
        positives=report.positives,
        note=report.note,
        reason_code=None if report.correction is None else report.correction.reason_code,
        reported_by=writer.caller.username,
        received_at=writer.revision.committed_at,
        after_publication=after_publication,
        recorded_revision=writer.revision.number,
        new_f1_contacts=report.new_f1_contacts,
        warnings=warnings,
    )


def refuse_stale(stored: CaseReport | None, looked_at: int) -> None:
    """Go on only when the version somebody looked at is still the current one; nothing stored is nobody's version.

    Raises:
        StaleVersion: somebody else was first; it tells the current version.
    """
    if stored is not None and stored.version != looked_at:
        raise StaleVersion(current_version=stored.version, current=_summary(stored))


def _refuse_twice_in_one(report: NewReport, stored: CaseReport, writer: Writer) -> None:
    if stored.recorded_revision == writer.revision.number:
        raise InvalidValue(
            f"{report.pointer}/ward_code",
            vi=f"{report.ward_code} ngày {report.reporting_date:%d/%m/%Y} có hai dòng trong cùng một lần gửi; giữ một.",
            en=f"ward {report.ward_code} on {report.reporting_date} stands twice in what was sent; keep one row.",
        )


def _refuse_unconfirmed(report: NewReport, warnings: Sequence[PlausibilityWarning]) -> None:
    open_ones = [each for each in warnings if not each.is_confirmed]
    if open_ones:
        faults = []
        for each in open_ones:
            words = sentence(each)
            faults.append(FieldFault(f"{report.pointer}/confirmations/{each.code.value}", words.vi, words.en))
        raise ConfirmationRequired(faults, open_ones)


def _summary(report: CaseReport) -> dict[str, object]:
    counts = None if report.counts is None else asdict(report.counts)
    return {"version": report.version, "counts": counts, "reported_by": report.reported_by}
