"""How a drill's wards report: most on time, some after publication, some late, some never; and what is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.drill_chance import Subject, chance
from app.domain.drill_events import MARK, ReportCorrected, ReportsSent, SimulatedReport
from app.domain.drill_outbreaks import home_district
from app.domain.records import CaseCounts
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.domain.vocabulary import ReasonCode

AWAKE: Final = timedelta(hours=12)
"""A drill's day begins so long before the cut-off."""
LAST_REPORT: Final = timedelta(minutes=10)
"""Reports of a day that is still open come in until so long before the cut-off."""

_SLOT_MINUTES: Final = 5
_NEVER: Final = 0.0015
# Wards that are late are late together, as when a line is down: one group a day for so many wards.
_WARDS_PER_AFTER_PUBLICATION, _WARDS_PER_EVENING, _WARDS_PER_LATE = 200, 500, 300
_LATE_BY: Final = (1, 1, 1, 2, 2, 3)
_SILENT_FROM, _SILENT_EVERY, _SILENT_DAYS = 3, 9, 11
_WARDS_PER_SILENCE, _GROUP_OF_WARDS = 300, 5
_CORRECTIONS_PER_WARD: Final = 1 / 400
_CORRECTED_WITHIN_DAYS: Final = 4
_CORRECTED_FOR: Final = (
    ReasonCode.DUPLICATE,
    ReasonCode.FALSE_POSITIVE,
    ReasonCode.WRONG_PLACE,
    ReasonCode.LATE,
    ReasonCode.MOVED,
)
_MOVED_TO: Final = (1, 3, 3, 2, 3)
"""The class a case is moved to, by the class it was in."""
_NOTHING: Final = CaseCounts(0, 0, 0, 0, 0)
_EVENING, _NEVER_SENT = -1, -2
_LATE_NOTE, _BACKLOG_NOTE = f"{MARK}: gửi muộn", f"{MARK}: gửi bù"


@dataclass(frozen=True)
class _Silence:
    """Some wards that send nothing from one day until, not including, another; afterwards all of it, or never."""

    wards: NDArray[np.intp]
    begins: int
    ends: int
    sends_backlog: bool


class Reporting:
    """Who has reported what after the days gone through so far."""

    def __init__(self, register: Register, *, seed: int, first_day: date, clock: ReportingClock) -> None:
        self._register, self._first_day, self._clock = register, first_day, clock
        self._habit = _habits(register, chance(seed, Subject.HABITS))
        self._last_minute = _at_the_last_minute(register)
        self._silences: list[_Silence] = []
        self._coming: dict[int, list[SimulatedReport]] = {}
        self._backlog: dict[int, list[SimulatedReport]] = {}
        self._sent: list[SimulatedReport] = []

    def silent(self, day: int) -> NDArray[np.bool_]:
        """(W,) wards that send nothing on a day."""
        silent = np.zeros(len(self._register.codes), dtype=np.bool_)
        for each in self._silences:
            if each.begins <= day < each.ends:
                silent[each.wards] = True
        return silent

    def fall_silent(self, day: int, rng: np.random.Generator, *, quiet: NDArray[np.bool_]) -> None:
        """Now and then let a few neighboring wards fall silent, where it is `quiet` (W,): there it makes unknown."""
        if day < _SILENT_FROM or (day - _SILENT_FROM) % _SILENT_EVERY:
            return
        for _ in range(max(1, len(quiet) // _WARDS_PER_SILENCE)):
            wards = self._neighborhood(rng, quiet & ~self.silent(day))
            if len(wards):
                self._silences.append(_Silence(wards, day, day + _SILENT_DAYS, bool(rng.random() < 0.5)))

    def send(
        self, day: int, rng: np.random.Generator, *, counts: NDArray[np.int32], prompt: NDArray[np.bool_]
    ) -> list[ReportsSent]:
        """The reports that come in on a day, in slots of a few minutes.

        Args:
            counts: (W, 5) new cases of the day.
            prompt: (W,) wards that are watched so closely that they never fail to report.
        """
        late_by, slots = self._delays(rng, prompt), self._slots(day, rng)
        reports = self._reports(day, rng, counts)
        on_time: dict[int, list[SimulatedReport]] = {}
        silent = self.silent(day)
        for ward, report in enumerate(reports):
            if silent[ward]:
                self._keep_back(ward, day, report)
            elif late_by[ward] == 0:
                on_time.setdefault(int(slots[ward]), []).append(report)
            elif late_by[ward] > 0:
                late = replace(report, note=_LATE_NOTE)
                self._coming.setdefault(day + int(late_by[ward]), []).append(late)
        evening = [reports[ward] for ward in np.flatnonzero((late_by == _EVENING) & ~silent).tolist()]
        sent = [*self._late(day, rng), *self._on_time(day, on_time), *self._this_evening(day, rng, evening)]
        self._sent = [
            each for each in self._sent if (self._date(day) - each.reporting_date).days < _CORRECTED_WITHIN_DAYS
        ]
        self._sent += [
            each for event in sent for each in event.reports if each.samples is not None and each.note is None
        ]
        return sent

    def corrections(self, day: int, rng: np.random.Generator) -> Iterator[ReportCorrected]:
        """What is corrected on a day, before that day's reports are sent; each report at most once."""
        standing = [each for each in self._sent if each.reporting_date < self._date(day)]
        wanted = int(rng.poisson(max(0.6, len(self._register.codes) * _CORRECTIONS_PER_WARD)))
        morning = self.morning(day)
        for position in rng.permutation(len(standing))[:wanted].tolist():
            report = standing[position]
            self._sent.remove(report)
            reason, counts = _correction(report.counts, rng)
            at = morning + timedelta(minutes=int(rng.integers(30, 600)))
            yield ReportCorrected(at, report.ward_code, report.reporting_date, counts, reason)

    def morning(self, day: int) -> datetime:
        """When a day of the scenario begins to move."""
        return self._clock.closes_at(self._date(day)) - AWAKE

    def _date(self, day: int) -> date:
        return self._first_day + timedelta(days=day)

    def _neighborhood(self, rng: np.random.Generator, among: NDArray[np.bool_]) -> NDArray[np.intp]:
        """A few wards that lie together, drawn `among` (W,) the wards; empty when there is none."""
        if not among.any():
            return np.empty(0, dtype=np.intp)
        center = int(rng.choice(np.flatnonzero(among)))
        near = self._register.borders.within([center], order=1)
        others = near[among[near] & (near != center)]
        room = min(_GROUP_OF_WARDS, max(1, len(among) // 8))
        return np.sort(np.concatenate(([center], others[: room - 1]))).astype(np.intp)

    def _keep_back(self, ward: int, day: int, report: SimulatedReport) -> None:
        for each in self._silences:
            if each.sends_backlog and each.begins <= day < each.ends and ward in each.wards:
                self._backlog.setdefault(each.ends, []).append(replace(report, note=_BACKLOG_NOTE))

    def _delays(self, rng: np.random.Generator, prompt: NDArray[np.bool_]) -> NDArray[np.int64]:
        """(W,) days by which each report is late: 0 on time, −1 this evening, −2 never."""
        late = np.where(rng.random(len(prompt)) < _NEVER, _NEVER_SENT, 0)
        late[self._some_groups(rng, ~prompt, _WARDS_PER_EVENING)] = _EVENING
        late[self._some_groups(rng, ~prompt, _WARDS_PER_LATE)] = int(rng.choice(_LATE_BY))
        return np.where(prompt, 0, late)

    def _some_groups(
        self, rng: np.random.Generator, among: NDArray[np.bool_], wards_per_group: int
    ) -> NDArray[np.bool_]:
        """(W,) the wards of some neighborhoods, on average one for so many wards."""
        chosen = np.zeros(len(among), dtype=np.bool_)
        for _ in range(int(rng.poisson(max(0.3, len(among) / wards_per_group)))):
            chosen[self._neighborhood(rng, among)] = True
        return chosen

    def _slots(self, day: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """(W,) minutes after the morning at which each ward sends, in whole slots."""
        morning, closes = self.morning(day), self._clock.closes_at(self._date(day))
        open_minutes = (closes - LAST_REPORT - morning) / timedelta(minutes=1)
        published = datetime.combine(self._date(day), self._clock.publish_at, tzinfo=self._clock.timezone)
        before = min(max((published - morning) / timedelta(minutes=1) - 1, _SLOT_MINUTES), open_minutes)
        luck = np.clip(self._habit + rng.normal(0.0, 0.10, len(self._habit)), 0.0, 1.0)
        after = self._some_groups(rng, np.ones(len(luck), dtype=np.bool_), _WARDS_PER_AFTER_PUBLICATION)
        minutes = np.where(after, before + 1 + luck * max(open_minutes - before - 1, 0.0), luck * before)
        minutes[self._last_minute] = open_minutes
        return (minutes // _SLOT_MINUTES * _SLOT_MINUTES).astype(np.int64)

    def _reports(self, day: int, rng: np.random.Generator, counts: NDArray[np.int32]) -> list[SimulatedReport]:
        codes, reporting_date = self._register.codes, self._date(day)
        found = [SimulatedReport(code, reporting_date, _NOTHING, None, None, None) for code in codes]
        for ward in np.flatnonzero(counts.sum(axis=1)).tolist():
            cases = CaseCounts(*counts[ward].tolist())
            positives = sum(cases.as_tuple())
            samples = positives * int(rng.integers(15, 60))
            found[ward] = SimulatedReport(codes[ward], reporting_date, cases, samples, positives, None)
        return found

    def _on_time(self, day: int, by_slot: dict[int, list[SimulatedReport]]) -> Iterator[ReportsSent]:
        for minutes, reports in sorted(by_slot.items()):
            yield ReportsSent(self.morning(day) + timedelta(minutes=minutes), tuple(reports))

    def _late(self, day: int, rng: np.random.Generator) -> Iterator[ReportsSent]:
        reports = [*self._backlog.pop(day, []), *self._coming.pop(day, [])]
        if reports:
            yield ReportsSent(self.morning(day) + timedelta(minutes=int(rng.integers(20, 150))), tuple(reports))

    def _this_evening(
        self, day: int, rng: np.random.Generator, reports: list[SimulatedReport]
    ) -> Iterator[ReportsSent]:
        if reports:
            closes = self._clock.closes_at(self._date(day))
            noted = tuple(replace(each, note=_LATE_NOTE) for each in reports)
            yield ReportsSent(closes + timedelta(minutes=int(rng.integers(20, 90))), noted)


def _habits(register: Register, rng: np.random.Generator) -> NDArray[np.float64]:
    """(W,) the part of the day at which each ward is used to report; wards of one district report about together."""
    habit = rng.uniform(0.05, 0.95, len(register.codes))
    for positions in register.district_positions.values():
        habit[positions] = rng.uniform(0.10, 0.90)
    return habit


def _at_the_last_minute(register: Register) -> NDArray[np.intp]:
    """Every other ward of the home district: its day stays free for people who try to report there themselves."""
    home = home_district(register)
    return np.empty(0, dtype=np.intp) if home is None else register.district_positions[home][::2]


def _correction(counts: CaseCounts, rng: np.random.Generator) -> tuple[ReasonCode, CaseCounts | None]:
    """A plausible correction of a report with cases."""
    if rng.random() < 0.08:
        return ReasonCode.OTHER, None
    found = list(counts.as_tuple())
    column = int(rng.choice(np.flatnonzero(found)))
    reason = _CORRECTED_FOR[int(rng.integers(len(_CORRECTED_FOR)))]
    found[column] += 1 if reason is ReasonCode.LATE else -1
    if reason is ReasonCode.MOVED:
        found[_MOVED_TO[column]] += 1
    return reason, CaseCounts(*found)
