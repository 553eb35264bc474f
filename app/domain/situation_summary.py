"""The figures of one reporting day, for all wards or any group of them: levels, new cases, testing, reports.

Everything is counted from the same rows, so the groups of a division always add up to the whole; what a reader may see
of case counts passes through `Disclosure`, cell by cell, before anything is added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.disclosure import Disclosure, Shown
from app.domain.mass_testing import TestingWindow
from app.domain.names import sort_key
from app.domain.register import Ward
from app.domain.vocabulary import CASE_CLASSES, CaseClass

WEEK: Final = 7
DAYS_LOOKED_AT: Final = 2 * WEEK
"""The day, the week that ends on it and the week before."""


@dataclass(frozen=True)
class WardSituation:
    """One ward on the day.

    `previous_level` is the one compared with; `reported` and `after_publication` speak of the day's own report,
    `last_report_on` of the newest one of the days looked at. `decided`: the level is an authority's, not computed.
    """

    ward: Ward
    level: str
    previous_level: str
    decided: bool
    testing: TestingWindow
    reported: bool
    after_publication: bool
    last_report_on: date | None
    next_level: str | None = None
    next_from: datetime | None = None
    awaiting_level: str | None = None


@dataclass(frozen=True, eq=False)
class Situation:
    """All wards in the order of the register, with new cases (W, 14, 5) by day, oldest first, and class."""

    on: date
    wards: tuple[WardSituation, ...]
    counts: NDArray[np.int32]

    def part(self, positions: Sequence[int]) -> Situation:
        """The same of some wards."""
        return Situation(self.on, tuple(self.wards[each] for each in positions), self.counts[list(positions)])


@dataclass(frozen=True)
class LevelTally:
    """Wards and their population at one level, now and when compared with; wards of unknown population count 0."""

    level: str
    wards: int
    wards_before: int
    population: int
    population_before: int

    @property
    def change(self) -> int:
        """Wards gained since then."""
        return self.wards - self.wards_before


@dataclass(frozen=True)
class CaseTrend:
    """New cases as the reader may see them; a change is known only where both counts are."""

    day: Shown
    day_before: Shown
    last_7_days: Shown
    previous_7_days: Shown

    @property
    def change(self) -> int | None:
        """The day against the day before."""
        return _difference(self.day, self.day_before)

    @property
    def change_7_days(self) -> int | None:
        """The week that ends on the day against the week before."""
        return _difference(self.last_7_days, self.previous_7_days)


@dataclass(frozen=True)
class SamplingTally:
    """Mass testing: what is due on the day, and how many of the people under a duty are covered.

    A ward is under a duty when a round is due, or was completed and the next one is not due yet. `people_covered` are
    all of the latter and those whom rounds under way have sampled; `people_overdue` are left to sample after the last
    day of their ward: the shortfall. Wards of unknown population are only counted as wards.
    """

    wards_due: int
    wards_overdue: int
    people_to_sample: int
    people_overdue: int
    people_covered: int
    wards_without_population: int

    @property
    def coverage_pct(self) -> float | None:
        """People covered of those under a duty, in percent, cut to one decimal; None while nobody is."""
        whole = self.people_covered + self.people_to_sample
        return self.people_covered * 1000 // whole / 10 if whole else None


@dataclass(frozen=True)
class ReportTally:
    """The day's reports: how many wards have sent theirs, how many after the publication time, how many none."""

    reported: int
    after_publication: int
    missing: int


@dataclass(frozen=True)
class Summary:
    """The figures of a group of wards."""

    wards: int
    population: int
    wards_without_population: int
    levels: tuple[LevelTally, ...]
    cases: Mapping[CaseClass, CaseTrend]
    cases_total: CaseTrend
    testing: SamplingTally
    reports: ReportTally


@dataclass(frozen=True)
class LevelMove:
    """A ward whose level is not the one compared with; `direction` 1 up, −1 down, 0 to or from one without rank."""

    ward: WardSituation
    direction: int


def summarise(situation: Situation, *, levels: Sequence[str], disclosure: Disclosure) -> Summary:
    """The figures of all wards of a situation.

    Args:
        levels: ids in the order they are told; those of older policies that still occur follow.
    """
    known = [each.ward.population for each in situation.wards if each.ward.population is not None]
    return Summary(
        wards=len(situation.wards),
        population=sum(known),
        wards_without_population=len(situation.wards) - len(known),
        levels=_levels(situation.wards, levels),
        cases={each: _trend(situation.counts[:, :, [place]], disclosure) for place, each in enumerate(CASE_CLASSES)},
        cases_total=_trend(situation.counts, disclosure),
        testing=_testing(situation),
        reports=_reports(situation.wards),
    )


def is_due(testing: TestingWindow, on: date) -> bool:
    """Whether a ward's whole population is to be sampled on a day."""
    return testing.due_from is not None and testing.due_from <= on


def overdue_days(testing: TestingWindow, on: date) -> int:
    """Days past the last day on which the round was to be complete."""
    return max(0, (on - testing.due_by).days) if testing.due_by is not None else 0


def level_moves(situation: Situation, rank_of: Mapping[str, int]) -> list[LevelMove]:
    """Wards whose level changed: raised ones first, the highest before the others; then lowered; then the rest."""
    found = [
        LevelMove(each, _direction(rank_of.get(each.previous_level), rank_of.get(each.level)))
        for each in situation.wards
        if each.level != each.previous_level
    ]
    return sorted(
        found,
        key=lambda move: (
            {1: 0, -1: 1, 0: 2}[move.direction],
            -rank_of.get(move.ward.level, 0),
            sort_key(move.ward.ward.name),
            move.ward.ward.code,
        ),
    )


def _direction(before: int | None, after: int | None) -> int:
    if before is None or after is None:
        return 0
    return (after > before) - (after < before)


def _levels(wards: Sequence[WardSituation], levels: Sequence[str]) -> tuple[LevelTally, ...]:
    now, then = Counter(each.level for each in wards), Counter(each.previous_level for each in wards)
    people_now, people_then = Counter[str](), Counter[str]()
    for each in wards:
        people_now[each.level] += each.ward.population or 0
        people_then[each.previous_level] += each.ward.population or 0
    older = sorted((now.keys() | then.keys()) - {*levels})
    return tuple(
        LevelTally(level, now[level], then[level], people_now[level], people_then[level]) for level in (*levels, *older)
    )


def _trend(counts: NDArray[np.int32], disclosure: Disclosure) -> CaseTrend:
    """The trend of (W, 14, C) counts: every cell is shown or hidden by itself before it is added."""

    def shown(days: slice) -> Shown:
        cells = counts[:, days]
        return disclosure.shown_total(cells[cells > 0].tolist())

    return CaseTrend(
        day=shown(slice(-1, None)),
        day_before=shown(slice(-2, -1)),
        last_7_days=shown(slice(-WEEK, None)),
        previous_7_days=shown(slice(-DAYS_LOOKED_AT, -WEEK)),
    )


def _difference(now: Shown, then: Shown) -> int | None:
    return now - then if isinstance(now, int) and isinstance(then, int) else None


def _testing(situation: Situation) -> SamplingTally:
    on = situation.on
    due = [each for each in situation.wards if is_due(each.testing, on)]
    done = [each for each in situation.wards if not is_due(each.testing, on) and each.testing.last_round_on is not None]
    overdue = [each for each in due if overdue_days(each.testing, on) > 0]
    sampled = sum(
        max(0, each.ward.population - each.testing.people_to_sample)
        for each in due
        if each.ward.population is not None and each.testing.people_to_sample is not None
    )
    return SamplingTally(
        wards_due=len(due),
        wards_overdue=len(overdue),
        people_to_sample=sum(each.testing.people_to_sample or 0 for each in due),
        people_overdue=sum(each.testing.people_to_sample or 0 for each in overdue),
        people_covered=sampled + sum(each.ward.population or 0 for each in done),
        wards_without_population=sum(each.testing.people_to_sample is None for each in due),
    )


def _reports(wards: Sequence[WardSituation]) -> ReportTally:
    reported = sum(each.reported for each in wards)
    return ReportTally(
        reported=reported,
        after_publication=sum(each.after_publication for each in wards),
        missing=len(wards) - reported,
    )
