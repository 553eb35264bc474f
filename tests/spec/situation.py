"""A situation to judge, said in wards and day numbers, and what the engine makes of it.

Day 1 is 1 September 2021, the day judgement starts with nothing known. Every ward reported 0 on every day before
and since, unless the situation says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from app.domain.evidence import Evidence, OutbreakFact
from app.domain.indicator_series import IndicatorSeries
from app.domain.policy import Number, Persistence, Policy
from app.domain.vocabulary import CASE_CLASSES, CaseClass, OutbreakSetting
from app.domain.zoning import DayJudgement, ZoneState, judge

CT06 = "hanoi-ct06-2021"
MOH = "moh-2686-2021"
_DAY_ZERO = date(2021, 8, 31)


def day(number: int) -> date:
    """The reporting day of a day number."""
    return _DAY_ZERO + timedelta(days=number)


@dataclass(frozen=True)
class DrawnOutbreak:
    """An outbreak open on days `opened` ≤ D < `closed` (None: still open)."""

    wards: tuple[str, ...]
    opened: int
    closed: int | None = None
    source_known: bool = True
    setting: OutbreakSetting = OutbreakSetting.RESIDENTIAL
    linked: tuple[str, ...] = ()


@dataclass
class Situation:
    """Everything known: wards, borders, cases, missing reports, outbreaks; and from which day on days are open."""

    wards: tuple[str, ...]
    borders: tuple[tuple[str, str], ...]
    counts: dict[tuple[str, int, CaseClass], int] = field(default_factory=dict)
    missing: set[tuple[str, int]] = field(default_factory=set)
    outbreaks: list[DrawnOutbreak] = field(default_factory=list)
    open_from: int | None = None
    populations: dict[str, int] = field(default_factory=dict)
    reported_values: dict[tuple[str, int, str], float] = field(default_factory=dict)
    """Values of registered indicators by ward, day of report and id."""

    def judged(self, policy: Policy, *, through: int) -> list[DayJudgement]:
        """The judgements of days 1 … through."""
        evidence = self.evidence(first=1, last=through, window_days=policy.history_days + 1)
        return judge(policy, evidence, ZoneState.unknown(len(self.wards)))

    def evidence(self, *, first: int, last: int, window_days: int) -> Evidence:
        """The arrays of days first … last, with history enough for a window."""
        history = window_days - 1
        span = last - first + 1 + history
        counts = np.zeros((len(self.wards), span, len(CASE_CLASSES)), dtype=np.int32)
        reported = np.ones((len(self.wards), span), dtype=np.bool_)
        column = 1 - (first - history)
        for (ward, number, case_class), count in self.counts.items():
            if 0 <= number - 1 + column < span:
                counts[self.wards.index(ward), number - 1 + column, CASE_CLASSES.index(case_class)] = count
        for ward, number in self.missing:
            if 0 <= number - 1 + column < span:
                reported[self.wards.index(ward), number - 1 + column] = False
        return Evidence(
            ward_codes=self.wards,
            first_day=day(first),
            history_days=history,
            counts=counts,
            reported=reported,
            last_closed_day=day(last if self.open_from is None else self.open_from - 1),
            outbreaks=tuple(self._fact(number, each) for number, each in enumerate(self.outbreaks, start=1)),
            borders=np.array(
                [[self.wards.index(one), self.wards.index(other)] for one, other in self.borders], dtype=np.intp
            ).reshape(-1, 2),
            populations=np.array([self.populations.get(ward, np.nan) for ward in self.wards], dtype=np.float64),
            reported_values={
                each: self._series(each, first - history, span)
                for each in sorted({indicator for _, _, indicator in self.reported_values})
            },
        )

    def _series(self, indicator: str, start: int, span: int) -> IndicatorSeries:
        values = np.full((len(self.wards), span), np.nan)
        reported_on = np.zeros((len(self.wards), span), dtype=np.int32)
        for (ward, number, reported), value in sorted(self.reported_values.items(), key=lambda item: item[0][1]):
            if reported == indicator and number < start + span:
                since = max(0, number - start)
                values[self.wards.index(ward), since:] = value
                reported_on[self.wards.index(ward), since:] = day(number).toordinal()
        return IndicatorSeries(values, reported_on, (reported_on > 0).astype(np.int8))

    def _fact(self, number: int, outbreak: DrawnOutbreak) -> OutbreakFact:
        return OutbreakFact(
            outbreak_id=str(number),
            placed=self._positions(outbreak.wards),
            linked=self._positions(outbreak.linked),
            source_known=outbreak.source_known,
            setting=outbreak.setting,
            opened_on=day(outbreak.opened),
            closed_on=None if outbreak.closed is None else day(outbreak.closed),
        )

    def _positions(self, wards: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        return np.array([self.wards.index(each) for each in wards], dtype=np.intp)


def with_persistence(policy: Policy, *, hold_days: int, qualifying_days: int) -> Policy:
    """The same policy with other persistence, to try what another order might say."""

    def number(value: int) -> Number:
        return policy.persistence.qualifying_days.model_copy(update={"value": value})

    persistence = Persistence(hold_days=number(hold_days), qualifying_days=number(qualifying_days))
    return policy.model_copy(update={"persistence": persistence})
