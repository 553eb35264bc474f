"""What was sent together, on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, Literal

from pydantic import Field

from app.api.schemas.case_reports import CaseReportOut
from app.api.schemas.common import Given
from app.domain.receipts import receipt_number
from app.storage.submissions import Submission

Kind = Literal["report", "batch", "correction", "import", "transfer", "other"]

_KINDS: Final[Mapping[str, Kind]] = {
    "case_report": "report",
    "case_report_batch": "batch",
    "correction": "correction",
    "case_import": "import",
    "case_transfer": "transfer",
}


class SubmissionOut(Given):
    """One thing sent: a report, a batch, a correction, a file, a move of cases."""

    receipt: str
    revision: int
    sent_at: datetime
    sent_by: str
    sent_by_name: str
    kind: Kind
    created: int = Field(description="First versions in the caller's districts.")
    corrected: int = Field(description="Corrected or withdrawn ones.")
    first_day: date
    last_day: date

    @classmethod
    def of(cls, submission: Submission, people: Mapping[str, str]) -> SubmissionOut:
        """A submission as staff in scope see it; `people` are display names by user name."""
        return cls(
            receipt=receipt_number(submission.revision),
            revision=submission.revision,
            sent_at=submission.committed_at,
            sent_by=submission.sent_by,
            sent_by_name=people.get(submission.sent_by, submission.sent_by),
            kind=_KINDS.get(submission.kind, "other"),
            created=submission.created,
            corrected=submission.corrected,
            first_day=submission.first_day,
            last_day=submission.last_day,
        )


class SubmissionPage(Given):
    """What was sent, the newest first."""

    items: list[SubmissionOut]
    number_returned: int
    links: list[dict[str, str]]


class SubmissionReport(CaseReportOut):
    """One version that was sent, and the ward's name."""

    ward_name: str


class SubmissionDetail(SubmissionOut):
    """One thing sent, with every version it recorded in the caller's districts (the first `limit` of them)."""

    items: list[SubmissionReport]
    number_matched: int
    number_returned: int
