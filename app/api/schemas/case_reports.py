"""Case reports on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.common import Count, Day, Given, Note, SourceCode, Taken, WardCode
from app.domain.records import CaseCounts, CaseReport
from app.domain.vocabulary import ReasonCode
from app.services.case_reporting import NewReport


class CountsIn(Taken):
    """New cases of one ward and reporting day by class; every class is given, 0 where there is none."""

    community_unknown_source: Count
    community_known_source: Count
    lockdown_area: Count
    quarantine: Count
    imported: Count

    def as_record(self) -> CaseCounts:
        """The counts as the services take them."""
        return CaseCounts(**self.model_dump())


class TestsIn(Taken):
    """The day's sampling statistic; it never feeds test rounds."""

    samples: Count
    positives: Count


class CaseReportIn(Taken):
    """One ward's report of one reporting day."""

    ward_code: WardCode
    reporting_date: Day
    source: SourceCode | None = None
    counts: CountsIn
    tests: TestsIn | None = None
    note: Note | None = None

    def as_record(self, *, default_source: str, pointer: str = "") -> NewReport:
        """The report as the services take it."""
        return NewReport(
            ward_code=self.ward_code,
            reporting_date=self.reporting_date,
            source=self.source or default_source,
            counts=self.counts.as_record(),
            samples=self.tests.samples if self.tests else None,
            positives=self.tests.positives if self.tests else None,
            note=self.note or None,
            pointer=pointer,
        )


class CorrectionIn(Taken):
    """A correction: the counts as they should be (null withdraws the report), and why."""

    counts: CountsIn | None
    tests: TestsIn | None = None
    reason_code: Annotated[ReasonCode, Field(strict=False)]
    note: Note | None = None


class CountsOut(Given):
    """New cases by class."""

    community_unknown_source: int
    community_known_source: int
    lockdown_area: int
    quarantine: int
    imported: int


class TestsOut(Given):
    """The day's sampling statistic."""

    samples: int
    positives: int


class CaseReportOut(Given):
    """One version of a report; `counts` null: withdrawn, the day is missing again."""

    ward_code: str
    reporting_date: date
    source: str
    version: int
    counts: CountsOut | None
    tests: TestsOut | None
    note: str | None
    reason_code: str | None
    reported_by: str
    received_at: datetime
    after_publication: bool = Field(description="Received after the publication time of its reporting day.")
    revision: int = Field(description="The revision that recorded this version.")

    @classmethod
    def of(cls, report: CaseReport) -> CaseReportOut:
        """A stored version as it is shown to staff in scope."""
        return cls(
            ward_code=report.key.ward_code,
            reporting_date=report.key.reporting_date,
            source=report.key.source,
            version=report.version,
            counts=None if report.counts is None else CountsOut.model_validate(report.counts, from_attributes=True),
            tests=(
                None
                if report.samples is None or report.positives is None
                else TestsOut(samples=report.samples, positives=report.positives)
            ),
            note=report.note,
            reason_code=report.reason_code,
            reported_by=report.reported_by,
            received_at=report.received_at,
            after_publication=report.after_publication,
            revision=report.recorded_revision,
        )


class CaseReportPage(Given):
    """Reports in the order of day, ward and source."""

    items: list[CaseReportOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class CaseReportVersions(Given):
    """Every version under one key, oldest first."""

    items: list[CaseReportOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class LevelChangeOut(Given):
    """A ward whose level in force changed (or would change, in a dry run)."""

    ward_code: str
    ward_name: str
    before: str | None
    after: str


class BatchRowOut(Given):
    """What became of one row, in the order sent."""

    index: int
    ward_code: str | None
    reporting_date: date | None
    result: Literal["created", "unchanged", "rejected"]
    version: int | None
    problem: str | None = Field(description="Why the row was rejected, with the cure.")


class BatchOut(Given):
    """What became of a batch; a dry run wrote nothing."""

    dry_run: bool
    created: int
    unchanged: int
    rejected: int
    items: list[BatchRowOut]
    level_changes: list[LevelChangeOut]
    revision: int | None
