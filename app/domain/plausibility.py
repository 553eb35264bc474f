"""Figures that may be slips of the hand: each asks for a second look, none is a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.domain.intake_columns import POSITIVES, TOTAL
from app.domain.sentences import Phrase

JUMP_FROM: Final = 5
"""Fewer cases than this are never called a jump, whatever the day before said."""


class WarningCode(StrEnum):
    """What looks odd about a report."""

    JUMP = "jump"
    POSITIVES_EXCEED_SAMPLES = "positives_exceed_samples"
    CASES_EXCEED_POPULATION = "cases_exceed_population"
    DROP_TO_ZERO_IN_OUTBREAK = "drop_to_zero_in_outbreak"


@dataclass(frozen=True)
class PlausibilityWarning:
    """One odd figure: what was said (`value`), what it is odd against, and why it is right, if the sender said so.

    `against` is the day before's total for a jump and a drop, the samples, or the population.
    """

    code: WarningCode
    value: int
    against: int
    reason: str | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether the sender looked again and gave a reason."""
        return self.reason is not None

    @property
    def column(self) -> str:
        """The column it is about."""
        return POSITIVES if self.code is WarningCode.POSITIVES_EXCEED_SAMPLES else TOTAL


@dataclass(frozen=True)
class Surroundings:
    """What a report is held against; None where it is not known.

    `previous_total`: new cases of the ward reported for the day before. `in_outbreak`: whether an outbreak placed in
    the ward is open on the day.
    """

    previous_total: int | None
    population: int | None
    in_outbreak: bool


def find_warnings(
    total: int, *, samples: int | None, positives: int | None, around: Surroundings, jump_factor: int
) -> tuple[PlausibilityWarning, ...]:
    """What looks odd about the figures of one ward and day; nothing is odd where there is nothing to compare with.

    Args:
        total: new cases of all classes.
        jump_factor: so many times the day before is a jump.

    >>> around = Surroundings(previous_total=1, population=9000, in_outbreak=False)
    >>> [found.code.value for found in find_warnings(10, samples=410, positives=10, around=around, jump_factor=3)]
    ['jump']
    """
    return tuple(_warnings(total, samples, positives, around, jump_factor))


def _warnings(
    total: int, samples: int | None, positives: int | None, around: Surroundings, jump_factor: int
) -> Iterator[PlausibilityWarning]:
    before = around.previous_total
    if before is not None and total >= max(JUMP_FROM, jump_factor * before):
        yield PlausibilityWarning(WarningCode.JUMP, total, before)
    if before and total == 0 and around.in_outbreak:
        yield PlausibilityWarning(WarningCode.DROP_TO_ZERO_IN_OUTBREAK, 0, before)
    if around.population is not None and total > around.population:
        yield PlausibilityWarning(WarningCode.CASES_EXCEED_POPULATION, total, around.population)
    if samples is not None and positives is not None and positives > samples:
        yield PlausibilityWarning(WarningCode.POSITIVES_EXCEED_SAMPLES, positives, samples)


def confirmed(
    found: Iterable[PlausibilityWarning], reasons: Iterable[tuple[WarningCode, str]]
) -> tuple[PlausibilityWarning, ...]:
    """The warnings with the reasons their sender gave; a reason for what is not odd (any more) is left out."""
    given = dict(reasons)
    return tuple(replace(each, reason=given.get(each.code)) for each in found)


def sentence(warning: PlausibilityWarning) -> Phrase:
    """What looks odd, in a sentence for the person who typed it."""
    value, against = warning.value, warning.against
    match warning.code:
        case WarningCode.JUMP if against == 0:
            return Phrase(
                f"{value} ca, hôm trước 0. Kiểm tra lại nếu nhập nhầm.",
                f"{value} cases, 0 the day before. Look again in case of a slip.",
            )
        case WarningCode.JUMP:
            return Phrase(
                f"Gấp {value // against} lần hôm trước ({against}). Kiểm tra lại nếu nhập nhầm.",
                f"{value // against} times the day before ({against}). Look again in case of a slip.",
            )
        case WarningCode.DROP_TO_ZERO_IN_OUTBREAK:
            return Phrase(
                f"Hôm trước {against} ca, nay 0, trong khi ổ dịch chưa kết thúc. Kiểm tra lại nếu thiếu số.",
                f"{against} cases the day before and now 0, with an outbreak still open. Look again for missing ones.",
            )
        case WarningCode.CASES_EXCEED_POPULATION:
            return Phrase(
                f"Số ca ({value}) lớn hơn dân số ({against}).", f"More cases ({value}) than people ({against})."
            )
        case WarningCode.POSITIVES_EXCEED_SAMPLES:
            return Phrase(
                f"Dương tính ({value}) lớn hơn số mẫu ({against}).",
                f"More positives ({value}) than samples ({against}).",
            )
