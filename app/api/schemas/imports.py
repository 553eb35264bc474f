"""Files of reports on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from app.api.language import Language
from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import Given
from app.domain.import_records import ImportFault, ImportRecord
from app.domain.plausibility import sentence
from app.domain.sentences import Phrase
from app.services.sheet_import import OddRow


def in_language(words: Phrase, language: Language) -> str:
    """The words in one language."""
    return words.vi if language == "vi" else words.en


class ImportFaultOut(Given):
    """Why a row, or the whole file (at the row of its headings), was not taken."""

    row: int = Field(description="As a person counts rows, from 1.")
    column: str | None = Field(description="The name of the column, where one is at fault.")
    cell: str | None = Field(description="Its address in the sheet, such as D7.")
    message: str

    @classmethod
    def of(cls, fault: ImportFault, language: Language) -> ImportFaultOut:
        """A fault in one language."""
        return cls(row=fault.row, column=fault.column, cell=fault.cell, message=in_language(fault.message, language))


class ImportWarningOut(Given):
    """A figure that looks odd; `confirmed` when its sender said why it is right."""

    row: int
    ward_code: str
    ward_name: str
    reporting_date: date
    code: str
    column: str
    message: str
    confirmed: bool

    @classmethod
    def of(cls, odd: OddRow, names: Mapping[str, str], language: Language) -> ImportWarningOut:
        """A warning in one language; `names` are those of wards, by code."""
        return cls(
            row=odd.row,
            ward_code=odd.key.ward_code,
            ward_name=names.get(odd.key.ward_code, ""),
            reporting_date=odd.key.reporting_date,
            code=odd.warning.code.value,
            column=odd.warning.column,
            message=in_language(sentence(odd.warning), language),
            confirmed=odd.warning.is_confirmed,
        )


class ImportSummary(Given):
    """A file that was sent, and what became of its rows."""

    import_id: str | None = Field(description="Null after a dry run, and when nothing was stored or rejected.")
    file_name: str
    sha256: str
    size: int
    sent_by: str
    at: datetime
    state: str = Field(description="`taken`, `partial` (the good rows), or `refused` (nothing was stored).")
    district_codes: list[str]
    first_day: date | None
    last_day: date | None
    rows: int = Field(description="Rows that report something.")
    created: int
    corrected: int
    unchanged: int
    rejected: int
    receipt: str | None
    revision: int | None
    fault_count: int
    errors_url: str | None = Field(description="The rejected rows as a workbook, to be mended and sent again.")


class ImportOut(ImportSummary):
    """The same with every sentence about it."""

    notices: list[str] = Field(description="How the sheet was understood.")
    faults: list[ImportFaultOut] = Field(description="The first 1,000.")


class ImportDoneOut(ImportOut):
    """What became, or in a dry run would become, of a file that was just sent."""

    dry_run: bool
    level_changes: list[LevelChangeOut]
    warnings: list[ImportWarningOut]


class ImportPage(Given):
    """Files, the newest first."""

    items: list[ImportSummary]
    number_returned: int
    links: list[dict[str, str]]


def summary_fields(record: ImportRecord, *, is_stored: bool = True) -> dict[str, object]:
    """What every shape says of a file; one that is not stored has no id and no address."""
    totals = record.totals
    import_id = record.import_id if is_stored else None
    has_rows = import_id is not None and bool(record.rejected.rows)
    return {
        "import_id": import_id,
        "file_name": record.file_name,
        "sha256": record.sha256,
        "size": record.size,
        "sent_by": record.sent_by,
        "at": record.at,
        "state": record.state.value,
        "district_codes": list(record.district_codes),
        "first_day": record.first_day,
        "last_day": record.last_day,
        "rows": totals.rows,
        "created": totals.created,
        "corrected": totals.corrected,
        "unchanged": totals.unchanged,
        "rejected": totals.rejected,
        "receipt": record.receipt if is_stored else None,
        "revision": record.revision if is_stored else None,
        "fault_count": record.fault_count,
        "errors_url": f"/api/v1/imports/{import_id}/errors.xlsx" if has_rows else None,
    }


def sentence_fields(record: ImportRecord, language: Language) -> dict[str, object]:
    """The sentences about a file in one language."""
    return {
        "notices": [in_language(each, language) for each in record.notices],
        "faults": [ImportFaultOut.of(each, language) for each in record.faults],
    }
