"""Case reports on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from app.api.schemas.common import Count, Day, Given, Note, SourceCode, Taken, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.plausibility import PlausibilityWarning, WarningCode, sentence
from app.domain.receipts import receipt_number
from app.domain.records import CaseCounts, CaseReport, ReportKey
from app.domain.vocabulary import ReasonCode
from app.services.sent_reports import Correction, NewReport


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


class ConfirmationIn(Taken):
    """Why an odd figure is right."""

    code: Annotated[WarningCode, Field(strict=False)]
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]


class ReportContentIn(Taken):
    """What a report says beside its counts."""

    tests: TestsIn | None = None
    new_f1_contacts: Count | None = Field(None, description="Contacts of cases (F1) traced that day; a statistic only.")
    note: Note | None = None
    confirmations: Annotated[list[ConfirmationIn], Field(max_length=len(WarningCode), default_factory=list)]


class CaseReportIn(ReportContentIn):
    """One ward's report of one reporting day."""

    ward_code: WardCode
    reporting_date: Day
    source: SourceCode | None = None
    counts: CountsIn

    def as_record(self, *, default_source: str, pointer: str = "") -> NewReport:
        """The report as the services take it."""
        return _new_report(
            self,
            ReportKey(self.ward_code, self.reporting_date, self.source or default_source),
            self.counts,
            pointer=pointer,
        )


class BatchCorrectionIn(Taken):
    """That a row replaces the version its author looked at, and why."""

    version: Annotated[int, Field(ge=1, le=10**9)]
    reason_code: Annotated[ReasonCode, Field(strict=False)]


class BatchRowIn(ReportContentIn):
    """One row of a batch: a case report, or the correction of one that stands (`counts` null withdraws it)."""

    ward_code: WardCode
    reporting_date: Day
    source: SourceCode | None = None
    counts: CountsIn | None
    correction: BatchCorrectionIn | None = None

    @model_validator(mode="after")
    def _only_a_correction_withdraws(self) -> BatchRowIn:
        if self.counts is None and self.correction is None:
            raise BilingualValueError(
                vi="counts chỉ được là null trong một dòng sửa (có correction); báo cáo mới cần đủ năm loại ca",
                en="counts may be null only in a correction; a new report needs all five classes",
            )
        return self

    def as_record(self, *, default_source: str, pointer: str = "") -> NewReport:
        """The row as the services take it."""
        key = ReportKey(self.ward_code, self.reporting_date, self.source or default_source)
        replaces = self.correction
        correction = None if replaces is None else Correction(replaces.version, replaces.reason_code)
        return _new_report(self, key, self.counts, pointer=pointer, correction=correction)


class CorrectionIn(ReportContentIn):
    """A correction: the counts as they should be (null withdraws the report), and why."""

    counts: CountsIn | None
    reason_code: Annotated[ReasonCode, Field(strict=False)]

    def as_record(self, key: ReportKey, *, version: int) -> NewReport:
        """The correction of a version, as the services take it."""
        return _new_report(self, key, self.counts, correction=Correction(version, self.reason_code))


def _new_report(
    said: ReportContentIn,
    key: ReportKey,
    counts: CountsIn | None,
    *,
    pointer: str = "",
    correction: Correction | None = None,
) -> NewReport:
    return NewReport(
        ward_code=key.ward_code,
        reporting_date=key.reporting_date,
        source=key.source,
        counts=None if counts is None else counts.as_record(),
        samples=said.tests.samples if said.tests else None,
        positives=said.tests.positives if said.tests else None,
        note=said.note or None,
        pointer=pointer,
        new_f1_contacts=said.new_f1_contacts,
        correction=correction,
        confirmations=tuple((each.code, each.reason) for each in said.confirmations),
    )


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


class WarningOut(Given):
    """A figure that looks odd; `confirmed` when its sender said why it is right."""

    code: str
    column: str = Field(description="The column it is about: a count's name, `samples`, `positives` or `total`.")
    message_vi: str
    message_en: str
    confirmed: bool
    reason: str | None

    @classmethod
    def of(cls, warning: PlausibilityWarning) -> WarningOut:
        """A warning as staff read it."""
        words = sentence(warning)
        return cls(
            code=warning.code.value,
            column=warning.column,
            message_vi=words.vi,
            message_en=words.en,
            confirmed=warning.is_confirmed,
            reason=warning.reason,
        )


class CaseReportOut(Given):
    """One version of a report; `counts` null: withdrawn, the day is missing again."""

    ward_code: str
    reporting_date: date
    source: str
    version: int
    counts: CountsOut | None
    tests: TestsOut | None
    new_f1_contacts: int | None
    note: str | None
    reason_code: str | None
    reported_by: str
    received_at: datetime
    after_publication: bool = Field(description="Received after the publication time of its reporting day.")
    warnings: list[WarningOut]
    revision: int = Field(description="The revision that recorded this version.")
    receipt: str = Field(description="Stands for everything that was sent with this version.")

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
            new_f1_contacts=report.new_f1_contacts,
            note=report.note,
            reason_code=report.reason_code,
            reported_by=report.reported_by,
            received_at=report.received_at,
            after_publication=report.after_publication,
            warnings=[WarningOut.of(each) for each in report.warnings],
            revision=report.recorded_revision,
            receipt=receipt_number(report.recorded_revision),
        )


class CurrentCaseReportOut(CaseReportOut):
    """The version that stands, and whether late reports and corrections of its day are still to be expected."""

    provisional: bool = Field(description="The reporting day has not locked yet.")

    @classmethod
    def standing(cls, report: CaseReport, *, complete_through: date) -> CurrentCaseReportOut:
        """A version that stands; days after `complete_through` are provisional."""
        told = CaseReportOut.of(report)
        return cls(**dict(told), provisional=report.key.reporting_date > complete_through)


class CaseReportPage(Given):
    """Reports in the order of day, ward and source."""

    items: list[CurrentCaseReportOut]
    complete_through: date = Field(description="The newest day whose counts are no longer provisional.")
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


class CurrentReportOut(CaseReportOut):
    """What stands under the key of a rejected row, and who wrote it."""

    reported_by_name: str


class BatchRowOut(Given):
    """What became of one row, in the order sent."""

    index: int
    ward_code: str | None
    reporting_date: date | None
    result: Literal["created", "corrected", "unchanged", "rejected"]
    version: int | None
    problem: str | None = Field(description="Why the row was rejected, with the cure.")
    problem_type: str | None = Field(description="The last part of the problem's type, such as `stale-version`.")
    current: CurrentReportOut | None = Field(description="What stands instead, where that is why it was rejected.")
    warnings: list[WarningOut]


class BatchOut(Given):
    """What became of a batch; a dry run wrote nothing."""

    dry_run: bool
    receipt: str | None = Field(description="To be written down; null when nothing was written.")
    created: int
    corrected: int
    unchanged: int
    rejected: int
    items: list[BatchRowOut]
    level_changes: list[LevelChangeOut]
    revision: int | None
