"""Reports typed into plain forms: texts in, a report or the faults of its fields out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, Request

from app.api.pages.words import Words
from app.api.request_text import typed_text
from app.domain.intake_cells import fault_words, read_number
from app.domain.intake_columns import INTAKE_COLUMNS, NEW_F1_CONTACTS, NOTE, POSITIVES, SAMPLES
from app.domain.plausibility import WarningCode
from app.domain.records import CaseCounts
from app.domain.vocabulary import CASE_CLASSES, ReasonCode

LONGEST_TEXT: Final = 2_000
MOST_FIELDS: Final = 40


async def read_form(request: Request) -> dict[str, str]:
    """The text fields of a form, each cut to a length that any of ours fits in; files are left out."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {name: typed_text(text)[:LONGEST_TEXT] for name, text in form.items() if isinstance(text, str)}


FormDep = Annotated[Mapping[str, str], Depends(read_form)]


@dataclass
class NumbersTyped:
    """Numbers read from a form: values by column (None where left blank), and the fault of each that is none."""

    values: dict[str, int | None] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def counts(self) -> CaseCounts:
        """The classes of cases; only once they are complete."""
        return CaseCounts(*(self.values[each.value] or 0 for each in CASE_CLASSES))


def read_numbers(form: Mapping[str, str], words: Words, *, only_cases: bool = False) -> NumbersTyped:
    """The numbers of a form; a class of cases left blank is a fault, since blank is never 0.

    Args:
        only_cases: the form has no fields for samples, positives and contacts.
    """
    typed = NumbersTyped()
    for column in INTAKE_COLUMNS:
        if not column.is_number or (only_cases and not column.is_case_class):
            continue
        text = form.get(column.name, "")
        read = read_number(text)
        if read.fault is not None:
            typed.faults[column.name] = words.pick(fault_words(read.fault, text))
        elif read.value is None and column.is_case_class:
            typed.faults[column.name] = words("correct_needs_number")
        typed.values[column.name] = read.value
    if (typed.values.get(SAMPLES) is None) != (typed.values.get(POSITIVES) is None):
        blank = SAMPLES if typed.values.get(SAMPLES) is None else POSITIVES
        typed.faults.setdefault(blank, words("correct_needs_number"))
    return typed


def read_reason(form: Mapping[str, str]) -> ReasonCode | None:
    """The reason chosen; None while none is."""
    try:
        return ReasonCode(form.get("reason_code", ""))
    except ValueError:
        return None


def read_confirmations(form: Mapping[str, str]) -> tuple[tuple[WarningCode, str], ...]:
    """The reasons given for odd figures, as far as they say anything."""
    given = ((code, form.get(f"confirm_{code.value}", "").strip()) for code in WarningCode)
    return tuple((code, reason[:500]) for code, reason in given if len(reason) >= 3)


def read_note(form: Mapping[str, str]) -> str | None:
    """The note; None when there is none."""
    return form.get(NOTE, "").strip() or None


def contacts(typed: NumbersTyped) -> int | None:
    """The contacts traced, where the form has the field."""
    return typed.values.get(NEW_F1_CONTACTS)
