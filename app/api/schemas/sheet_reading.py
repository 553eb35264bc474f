"""A sheet, read: on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from app.api.language import Language
from app.api.schemas.common import Given
from app.domain.register import Ward
from app.domain.sentences import Phrase
from app.domain.sheet_rows import CellFault, ReportValue, SheetRow, UnmatchedRow
from app.domain.ward_matching import MatchedBy, NoMatch
from app.services.sheet_reading import SheetReading


class ReadColumnOut(Given):
    """A column of the sheet: its letter, the words over it, and the report column it is read as."""

    letter: str
    heading: str
    column: Annotated[str | None, Field(description="Null when it is not read.")]


class ReadLayoutOut(Given):
    """How the sheet was understood."""

    header_row: Annotated[int, Field(description="First row of headings, from 1.")]
    columns: list[ReadColumnOut]
    format: Annotated[str, Field(examples=["xlsx", "xls", "ods", "csv", "pasted"])]
    encoding: Annotated[str | None, Field(examples=["UTF-8", "TCVN3"], description="Of text.")]
    sheet: Annotated[str, Field(description="Name of the sheet that was read.")]
    needs_class: Annotated[bool, Field(description="A column counts cases of a class it does not say: `count_class`.")]
    unclassed: Annotated[list[str], Field(description="The headings of such columns.")]


class CellFaultOut(Given):
    """A cell that cannot be taken."""

    column: str
    cell: Annotated[str, Field(examples=["D7"])]
    code: str
    message: str


class ReadRowOut(Given):
    """A row of a ward; a value is null where the cell is blank, and absent where the sheet has no such column."""

    row: int
    ward_code: str
    ward_name: str
    matched_by: MatchedBy
    heading_text: Annotated[str, Field(description="The words by which the ward was recognised.")]
    reporting_date: date | None
    values: dict[str, ReportValue]
    faults: list[CellFaultOut]


class CandidateOut(Given):
    """A ward that may be meant."""

    ward_code: str
    ward_name: str
    district_name: str | None


class UnmatchedRowOut(Given):
    """A row whose ward cannot be told; its values are kept, for a person to say whose they are."""

    row: int
    text: str
    why: NoMatch
    message: str
    candidates: list[CandidateOut]
    reporting_date: date | None
    values: dict[str, ReportValue]
    faults: list[CellFaultOut]


class SheetReadingOut(Given):
    """All that was read; nothing is stored."""

    layout: ReadLayoutOut
    rows: list[ReadRowOut]
    unmatched: list[UnmatchedRowOut]
    notices: list[str]

    @classmethod
    def of(cls, reading: SheetReading, language: Language) -> SheetReadingOut:
        """A reading in the words of one language."""
        return cls(
            layout=_layout(reading),
            rows=[_row(each, language) for each in reading.rows],
            unmatched=[_unmatched(each, language) for each in reading.unmatched],
            notices=[_said(each, language) for each in reading.notices],
        )


def _layout(reading: SheetReading) -> ReadLayoutOut:
    layout = reading.layout
    columns = [ReadColumnOut(letter=each.letter, heading=each.heading, column=each.column) for each in layout.columns]
    return ReadLayoutOut(
        header_row=layout.header_row,
        columns=columns,
        format=layout.file_format,
        encoding=layout.encoding,
        sheet=layout.sheet,
        needs_class=layout.needs_class,
        unclassed=list(layout.unclassed),
    )


def _row(row: SheetRow, language: Language) -> ReadRowOut:
    return ReadRowOut(
        row=row.row,
        ward_code=row.ward.code,
        ward_name=row.ward.name,
        matched_by=row.matched_by,
        heading_text=row.heading_text,
        reporting_date=row.reporting_date,
        values=dict(row.values),
        faults=_faults(row.faults, language),
    )


def _unmatched(row: UnmatchedRow, language: Language) -> UnmatchedRowOut:
    return UnmatchedRowOut(
        row=row.row,
        text=row.text,
        why=row.why,
        message=_said(row.message, language),
        candidates=[_candidate(each) for each in row.candidates],
        reporting_date=row.reporting_date,
        values=dict(row.values),
        faults=_faults(row.faults, language),
    )


def _candidate(ward: Ward) -> CandidateOut:
    return CandidateOut(ward_code=ward.code, ward_name=ward.name, district_name=ward.district_name)


def _faults(faults: Sequence[CellFault], language: Language) -> list[CellFaultOut]:
    return [
        CellFaultOut(column=each.column, cell=each.cell, code=each.code, message=_said(each.message, language))
        for each in faults
    ]


def _said(phrase: Phrase, language: Language) -> str:
    return phrase.vi if language == "vi" else phrase.en
