"""A drill ("diễn tập"): a seeded outbreak scenario on any register, the same for ever for the same seed.

A scenario is a chain of days. What happens on a day depends on the seed, the register and the number of days since the
first one, never on how many days are asked for or on any clock, so a drill can be gone on with for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from typing import Final

from app.domain.drill_chance import Subject, chance
from app.domain.drill_epidemic import Epidemic
from app.domain.drill_events import BaselineDeclared, DayClosed, DrillEvent, ReportsSent
from app.domain.drill_outbreaks import OutbreakScript
from app.domain.drill_places import place_events
from app.domain.drill_reporting import AWAKE, LAST_REPORT, Reporting
from app.domain.drill_testing import Sampling
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock

DEFAULT_SEED: Final = 2021
DEFAULT_DAYS: Final = 45


@dataclass(frozen=True)
class Scenario:
    """What happens from the first day on, by moment."""

    seed: int
    first_day: date
    days: int
    events: tuple[DrillEvent, ...]


@dataclass(frozen=True)
class EventGroup:
    """Events that are written in one transaction; `through` is the moment of the last one that went into it."""

    acts: tuple[DrillEvent, ...]
    through: datetime


def make_scenario(register: Register, *, seed: int, first_day: date, days: int, clock: ReportingClock) -> Scenario:
    """The first `days` days of a scenario; more days leave these as they are.

    Args:
        register: of any city, with districts or without; an empty one has no events.
        seed: ≥ 0.
        first_day: the first reporting day.
        clock: gives the moments.
    """
    chain = scenario_days(register, seed=seed, first_day=first_day, clock=clock)
    events = tuple(event for day in islice(chain, days) for event in day)
    return Scenario(seed, first_day, days, events)


def scenario_days(
    register: Register, *, seed: int, first_day: date, clock: ReportingClock
) -> Iterator[tuple[DrillEvent, ...]]:
    """The events of each reporting day in turn, by moment, without end.

    The last event of a day is the cut-off or a report sent the evening after it, always before the next day's first.
    """
    city = _City(register, seed=seed, first_day=first_day, clock=clock)
    day = 0
    while register.codes:
        yield city.live_through(day)
        day += 1


def group_events(events: Iterable[DrillEvent], clock: ReportingClock) -> Iterator[EventGroup]:
    """Events put together so that a city needs three transactions a day: the cut-off, before and after publication.

    Reports of a group become one batch; late ones a batch of their own, being about earlier days they have more judged.
    """
    for _, together in groupby(events, key=lambda event: _part_of_day(event.at, clock)):
        members = tuple(together)
        yield EventGroup(tuple(_batched(members, clock)), max(event.at for event in members))


class _City:
    """A register and all that goes on in it."""

    def __init__(self, register: Register, *, seed: int, first_day: date, clock: ReportingClock) -> None:
        self._seed, self._first_day, self._clock = seed, first_day, clock
        self._register = register
        self._epidemic = Epidemic(register.borders)
        self._outbreaks = OutbreakScript(register)
        self._reporting = Reporting(register, seed=seed, first_day=first_day, clock=clock)
        self._sampling = Sampling(register, seed=seed, first_day=first_day)

    def live_through(self, day: int) -> tuple[DrillEvent, ...]:
        """The events of the next day."""
        draw = {subject: chance(self._seed, subject, day) for subject in Subject}
        reporting, outbreaks, epidemic = self._reporting, self._outbreaks, self._epidemic
        morning = reporting.morning(day)
        closes = self._clock.closes_at(self._date(day))
        outbreaks.plan(day, draw[Subject.OUTBREAKS], avoid=reporting.silent(day))
        held = outbreaks.held(day)
        reporting.fall_silent(day, draw[Subject.SILENCE], quiet=epidemic.is_quiet(day) & ~held)
        counts = epidemic.step(day, draw[Subject.SPREAD], outbreaks.surroundings(day, draw[Subject.SPREAD]))
        within, beside = outbreaks.open_areas(day)
        declared = list(outbreaks.events(day, epidemic, draw[Subject.OUTBREAKS], morning))
        events: list[DrillEvent] = [
            *([BaselineDeclared(morning, self._first_day)] if day == 0 else []),
            *declared,
            *place_events(self._register, day, declared, morning),
            *reporting.corrections(day, draw[Subject.CORRECTIONS]),
            *reporting.send(day, draw[Subject.REPORTING], counts=counts, prompt=held),
            *self._sampling.rounds(
                day,
                draw[Subject.SAMPLING],
                closes - 3 * LAST_REPORT,
                within=within,
                beside=beside,
                last_community=epidemic.last_community,
            ),
            DayClosed(closes, self._date(day)),
        ]
        return tuple(sorted(events, key=lambda event: event.at))

    def _date(self, day: int) -> date:
        return self._first_day + timedelta(days=day)


def _part_of_day(at: datetime, clock: ReportingClock) -> tuple[date, int]:
    """Which part of its reporting day a moment lies in: the night, the day, the time after publication."""
    day = clock.open_day(at)
    is_awake = at >= clock.closes_at(day) - AWAKE
    return day, is_awake + clock.is_after_publication(at, day)


def _batched(events: Iterable[DrillEvent], clock: ReportingClock) -> list[DrillEvent]:
    """The same events with all reports on time in one batch and all late ones in another, each at its last moment."""
    batches: dict[bool, ReportsSent] = {}
    others: list[DrillEvent] = []
    for event in events:
        if not isinstance(event, ReportsSent):
            others.append(event)
            continue
        for late in (False, True):
            open_day = clock.open_day(event.at)
            reports = tuple(each for each in event.reports if (each.reporting_date < open_day) is late)
            if reports:
                before = batches[late].reports if late in batches else ()
                batches[late] = ReportsSent(event.at, before + reports)
    return sorted([*others, *(batches[late] for late in sorted(batches))], key=lambda event: event.at)
