"""The list of what was sent, and one receipt, as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.api.pages.report_cells import ReportCell, headings, report_cells
from app.api.pages.staff_frame import StaffPage
from app.api.pages.words import Words
from app.api.schemas.submissions import SubmissionOut
from app.domain.records import CaseReport, ReportKey

_KINDS: Final = {
    "report": "sent_kind_report",
    "batch": "sent_kind_batch",
    "correction": "sent_kind_correction",
    "import": "sent_kind_import",
    "transfer": "sent_kind_transfer",
    "other": "sent_kind_other",
}


@dataclass(frozen=True)
class SentRow:
    """One thing sent: its receipt, when, by whom, how, about which days, and how much of it."""

    receipt: str
    href: str
    moment: str
    sender: str
    kind: str
    days: str
    content: str


@dataclass(frozen=True)
class SentList:
    """The list and what it was narrowed to; `older` leads to the next page."""

    rows: tuple[SentRow, ...]
    first_day: date
    last_day: date
    only_mine: bool
    older: str | None


@dataclass(frozen=True)
class SentReport:
    """One version of a receipt: whose, of which day, its cells, and where its history is."""

    ward_name: str
    day: str
    href: str
    version: int
    cells: tuple[ReportCell, ...]
    is_withdrawn: bool


@dataclass(frozen=True)
class Receipt:
    """One thing sent with its versions; `left_off` when only the first of many are shown."""

    row: SentRow
    headings: tuple[tuple[str, bool], ...]
    reports: tuple[SentReport, ...]
    left_off: str


def sent_row(page: StaffPage, submission: SubmissionOut) -> SentRow:
    """One submission in words."""
    words = page.words
    parts = [("sent_created", submission.created), ("sent_corrected", submission.corrected)]
    return SentRow(
        receipt=submission.receipt,
        href=page.to(f"/staff/sent/{submission.receipt}"),
        moment=words.moment(submission.sent_at),
        sender=submission.sent_by_name,
        kind=words(_KINDS[submission.kind]),
        days=_days(submission.first_day, submission.last_day, words),
        content=", ".join(words(key, n=count) for key, count in parts if count),
    )


def receipt_view(
    page: StaffPage,
    submission: SubmissionOut,
    reports: Sequence[CaseReport],
    *,
    matched: int,
    previous: Mapping[ReportKey, CaseReport],
    names: Mapping[str, str],
) -> Receipt:
    """A receipt with its versions.

    Args:
        matched: how many versions it has in all.
        previous: the version before each corrected one.
        names: of wards, by code.
    """
    words = page.words
    shown = tuple(_report(page, each, previous.get(each.key), names) for each in reports)
    left_off = words("sent_first_of", shown=len(shown), n=matched) if len(shown) < matched else ""
    return Receipt(sent_row(page, submission), headings(words), shown, left_off)


def _report(page: StaffPage, report: CaseReport, previous: CaseReport | None, names: Mapping[str, str]) -> SentReport:
    key = report.key
    return SentReport(
        ward_name=names.get(key.ward_code, key.ward_code),
        day=page.words.day(key.reporting_date),
        href=page.to(f"/staff/reports/{key.ward_code}/{key.reporting_date}", source=key.source),
        version=report.version,
        cells=report_cells(report, previous, page.words),
        is_withdrawn=report.counts is None,
    )


def _days(first: date, last: date, words: Words) -> str:
    return words.day(first) if first == last else words.period(first, last)
