"""Reports as they are sent, and what became of each: taken, corrected, found the same, or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from app.domain.errors import AccessDenied, FieldFault, NotYourDistrict, ZoneError
from app.domain.plausibility import WarningCode
from app.domain.records import CaseCounts, CaseReport, ReportKey
from app.domain.vocabulary import ReasonCode
from app.services.reclassification import LevelChange


@dataclass(frozen=True)
class Correction:
    """That a report replaces the version its author looked at, and why."""

    version: int
    reason_code: ReasonCode


@dataclass(frozen=True)
class NewReport:
    """What a sender says of one ward and day; `pointer` is where it stands in what was sent.

    `counts` None withdraws what was reported, which only a correction may do. `confirmations` are the reasons why odd
    figures are right.
    """

    ward_code: str
    reporting_date: date
    source: str
    counts: CaseCounts | None
    samples: int | None = None
    positives: int | None = None
    note: str | None = None
    pointer: str = ""
    new_f1_contacts: int | None = None
    correction: Correction | None = None
    confirmations: tuple[tuple[WarningCode, str], ...] = ()

    @cached_property
    def key(self) -> ReportKey:
        """What the report is about."""
        return ReportKey(self.ward_code, self.reporting_date, self.source)

    def says_the_same_as(self, report: CaseReport) -> bool:
        """Whether a stored version holds just this content."""
        return (
            report.counts == self.counts
            and report.samples == self.samples
            and report.positives == self.positives
            and report.new_f1_contacts == self.new_f1_contacts
            and report.note == self.note
        )


class Result(StrEnum):
    """What became of a report that was taken."""

    CREATED = "created"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Taken:
    """What became of one report: a first version, a corrected one, or the stored one that says the same."""

    report: CaseReport
    result: Result

    @property
    def created(self) -> bool:
        """Whether a version was stored, a first or a corrected one."""
        return self.result is not Result.UNCHANGED


@dataclass(frozen=True)
class Refused:
    """A report that was not taken, and why; nothing of it is stored.

    `stored` is what stands under its key; None also where the sender does not answer for the ward.
    """

    report: NewReport
    problem: ZoneError
    stored: CaseReport | None = None


@dataclass(frozen=True)
class BatchOutcome:
    """What became of each report, in the order sent, and what changed in force."""

    rows: tuple[Taken | Refused, ...]
    level_changes: tuple[LevelChange, ...]

    @property
    def created(self) -> int:
        """Reports stored as first versions."""
        return self._count(Result.CREATED)

    @property
    def corrected(self) -> int:
        """Reports stored as corrections."""
        return self._count(Result.CORRECTED)

    @property
    def stored(self) -> int:
        """Versions stored, first or corrected ones."""
        return self.created + self.corrected

    @property
    def stored_keys(self) -> frozenset[ReportKey]:
        """What versions were stored of."""
        return frozenset(row.report.key for row in self.rows if isinstance(row, Taken) and row.created)

    @property
    def stored_days(self) -> frozenset[date]:
        """The reporting days of which a version was stored."""
        return frozenset(key.reporting_date for key in self.stored_keys)

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Reports that were not taken."""
        return tuple(row for row in self.rows if isinstance(row, Refused))

    @property
    def districts_denied(self) -> list[str]:
        """Codes of the districts whose reports were refused because their sender does not answer for them, in order."""
        denied = {row.problem.district_code for row in self.refused if isinstance(row.problem, NotYourDistrict)}
        return sorted(code or "–" for code in denied)

    @property
    def is_all_denied(self) -> bool:
        """Whether every report is about a district its sender does not answer for; False for no reports."""
        denied = [isinstance(row, Refused) and isinstance(row.problem, AccessDenied) for row in self.rows]
        return bool(denied) and all(denied)

    def _count(self, result: Result) -> int:
        return sum(isinstance(row, Taken) and row.result is result for row in self.rows)


def faults_of(refused: Iterable[Refused]) -> list[FieldFault]:
    """Every fault of the refused reports, each pointing at its place in what was sent."""
    faults: list[FieldFault] = []
    for row in refused:
        own = row.problem.errors or (
            FieldFault(pointer=row.report.pointer, vi=row.problem.detail_vi, en=row.problem.detail_en),
        )
        faults.extend(own)
    return faults
