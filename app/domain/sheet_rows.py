"""What is read out of a sheet: rows of wards with their numbers, and what could not be taken, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from app.domain.register import Ward
from app.domain.sentences import Phrase
from app.domain.ward_matching import MatchedBy, NoMatch

ReportValue: TypeAlias = int | str | None
"""A number, the text of a note, or None for a cell that is blank: nothing reported, which is never 0."""


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be taken.

    Args:
        row: as a person counts, from 1.
        column: name of the report column, `reporting_date` or `ward_code`.
        cell: its name in the sheet, such as "D7".
        code: of the fault: one of `CellFaultKind`, or `other_day`, `no_day`, `not_a_day`, `repeated_ward`,
            `total_mismatch`.
    """

    row: int
    column: str
    cell: str
    code: str
    message: Phrase


@dataclass(frozen=True)
class SheetRow:
    """The report of one ward for one day, as far as the sheet gives it.

    Args:
        heading_text: the words by which the ward was recognised.
        reporting_date: None when the sheet gives a day that cannot be read; a fault says so.
        values: of the columns the sheet has; a column it lacks is not in it.
    """

    row: int
    ward: Ward
    matched_by: MatchedBy
    heading_text: str
    reporting_date: date | None
    values: Mapping[str, ReportValue] = field(default_factory=dict)
    faults: tuple[CellFault, ...] = ()

    @property
    def ward_code(self) -> str:
        """The code of the ward."""
        return self.ward.code


@dataclass(frozen=True)
class UnmatchedRow:
    """A row with figures whose ward cannot be told; `values` are kept so that a person can say which it is."""

    row: int
    text: str
    why: NoMatch
    message: Phrase
    candidates: tuple[Ward, ...]
    reporting_date: date | None
    values: Mapping[str, ReportValue] = field(default_factory=dict)
    faults: tuple[CellFault, ...] = ()
