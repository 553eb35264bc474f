"""The cells of a report as staff read them: one a column, with what stood there before."""

from __future__ import annotations

from dataclasses import dataclass

from app.api.pages.words import Words
from app.domain.intake_columns import INTAKE_COLUMNS, NEW_F1_CONTACTS, NOTE, POSITIVES, SAMPLES, TOTAL, TOTAL_HEADING
from app.domain.records import CaseReport


@dataclass(frozen=True)
class ReportCell:
    """One value in words; `before` is what it was in the version before, when that was another."""

    column: str
    heading: str
    text: str
    is_number: bool
    is_zero: bool
    before: str | None = None


def report_cells(report: CaseReport, previous: CaseReport | None, words: Words) -> tuple[ReportCell, ...]:
    """The cells of a version in the order of `INTAKE_COLUMNS`, the total after the classes of cases.

    Args:
        previous: the version before, which changed cells are held against; None for a first one.
    """
    cells = []
    for name, heading, is_number in _columns(words):
        now, was = value_of(report, name), None if previous is None else value_of(previous, name)
        changed = previous is not None and now != was
        cells.append(
            ReportCell(
                column=name,
                heading=heading,
                text=_shown(now, words),
                is_number=is_number,
                is_zero=now == 0,
                before=_shown(was, words) if changed else None,
            )
        )
    return tuple(cells)


def headings(words: Words) -> tuple[tuple[str, bool], ...]:
    """The heading of each column, and whether it holds numbers."""
    return tuple((heading, is_number) for _, heading, is_number in _columns(words))


def value_of(report: CaseReport, column: str) -> int | str | None:
    """What a version says in a column; None where it says nothing."""
    if column == SAMPLES:
        return report.samples
    if column == POSITIVES:
        return report.positives
    if column == NEW_F1_CONTACTS:
        return report.new_f1_contacts
    if column == NOTE:
        return report.note
    if report.counts is None:
        return None
    return report.counts.total if column == TOTAL else int(getattr(report.counts, column))


def _columns(words: Words) -> list[tuple[str, str, bool]]:
    columns = [(each.name, words.pick(each.heading), each.is_number) for each in INTAKE_COLUMNS]
    last_class = max(index for index, each in enumerate(INTAKE_COLUMNS) if each.is_case_class)
    columns.insert(last_class + 1, (TOTAL, words.pick(TOTAL_HEADING), True))
    return columns


def _shown(value: int | str | None, words: Words) -> str:
    if value is None:
        return "–"
    return words.number(value) if isinstance(value, int) else value
