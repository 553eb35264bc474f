"""When a ward's whole population is to be sampled next: duties from levels, rounds that discharge them.

The duty changes with the level in the middle of things, so what is due is a fold over the days on which the level
changed and the days on which a round was completed, oldest first:

- a duty that begins with nothing due counts from the last complete round, but is never due before its own first
  day; without any round it is due from its first day, and by that day plus its longest interval;
- a duty that begins while a day is already due never moves that day later: the earlier of the old day and of what
  the new duty alone would ask (counted from the last round, else from the new duty's first day) stands;
- "once" names no last day of its own, keeps one an earlier duty left unmet, and is done by any complete round;
- a complete round discharges what was due, and the duty then in force counts anew from the day it was completed;
- where a duty changed on the day a round was completed, what was recorded first comes first: a round recorded before
  the change was followed by the day the old duty asked for, and a looser one does not move that day later.

Source: Directive 06-CT/TU, item 4 (every 2–3 days, every 5–7 days, at least once); overdue only after the latest day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.domain.policy import Policy
from app.domain.records import TestRound


@dataclass(frozen=True)
class DutySpell:
    """From which reporting day a ward had a level and with it a testing duty; `interval_days` None means once.

    `since`: the instant within that day; None: its beginning.
    """

    first_day: date
    level: str
    interval_days: tuple[int, int] | None
    since: datetime | None = None

    @classmethod
    def under(cls, policy: Policy, *, first_day: date, level: str, since: datetime | None = None) -> DutySpell:
        """The duty a policy attaches to a level; `unknown` is an "other area"."""
        return cls(first_day, level, policy.duty_of[level].interval_days, since)


@dataclass(frozen=True)
class TestingWindow:
    """What is due in one ward: from which day, by which day at the latest, and how many people are left to sample.

    `due_by` None: no last day is set; `due_from` None: nothing is due. `people_to_sample` is None where the register
    has no population.
    """

    interval_days: tuple[int, int] | None
    due_from: date | None
    due_by: date | None
    overdue_days: int
    last_round_on: date | None
    people_to_sample: int | None


@dataclass(frozen=True)
class DueRound:
    """One round a unit had to do, or has: between which days, and the day a complete round did it.

    `after` is the complete round before it, None for the first: no two rounds of a unit share it, so it names the round
    however often its days are planned anew.
    """

    after: date | None
    due_from: date
    due_by: date | None
    done_on: date | None


@dataclass(frozen=True)
class _Due:
    """Days between which the next round falls; (None, None) when nothing is due."""

    earliest: date | None = None
    latest: date | None = None


def testing_window(
    spells: Sequence[DutySpell],
    rounds: Iterable[TestRound],
    *,
    on: date,
    round_complete_pct: int,
    population: int | None,
) -> TestingWindow:
    """What is due in a ward on a day, from what had happened by then; later spells and rounds are left out.

    Args:
        spells: oldest first; each lasts until the next one begins, and spells of one day all count.
        rounds: of this ward, in any order.
        round_complete_pct: coverage at which a round is complete.
        population: of the ward; None: only a round closed with a reason is complete.
    """
    past = [each for each in spells if each.first_day <= on]
    known = [each for each in rounds if each.started_on <= on]
    complete = [each for each in known if is_complete(each, round_complete_pct, population=population)]
    ends = _ends(complete, on)
    due = _replayed(past, ends)[0]
    last = max(ends, default=None)
    return TestingWindow(
        interval_days=past[-1].interval_days if past else None,
        due_from=due.earliest,
        due_by=due.latest,
        overdue_days=max(0, (on - due.latest).days) if due.latest else 0,
        last_round_on=last,
        people_to_sample=(
            0 if due.earliest is None else _people_left(known, complete, last, round_complete_pct, population)
        ),
    )


def is_complete(test_round: TestRound, round_complete_pct: int, *, population: int | None) -> bool:
    """Whether a round is over and resets the clock: covered enough people, or was closed by staff with a reason."""
    if test_round.completed_on is None:
        return False
    if test_round.closed_with_reason is not None:
        return True
    return population is not None and test_round.samples * 100 >= population * round_complete_pct


def round_under_way(
    rounds: Iterable[TestRound], *, on: date, round_complete_pct: int, population: int | None
) -> TestRound | None:
    """The round whose samples are taken off the people still to sample; of several the one that started last.

    It is begun since the last complete round and did not reset the clock. None: nothing is begun.
    """
    known = [each for each in rounds if each.started_on <= on]
    complete = [each for each in known if is_complete(each, round_complete_pct, population=population)]
    return _under_way(known, complete, max(_ends(complete, on), default=None))


def due_rounds(
    spells: Sequence[DutySpell],
    rounds: Iterable[TestRound],
    *,
    on: date,
    round_complete_pct: int,
    population: int | None,
) -> list[DueRound]:
    """Every round that was due by a day, oldest first; the last one is what is due now, unless nothing is.

    Args: as of `testing_window`.
    """
    complete = [each for each in rounds if is_complete(each, round_complete_pct, population=population)]
    ends = _ends(complete, on)
    due, done = _replayed([each for each in spells if each.first_day <= on], ends)
    if due.earliest is not None:
        done.append(DueRound(max(ends, default=None), due.earliest, due.latest, None))
    return done


def _ends(complete: Iterable[TestRound], on: date) -> dict[date, float]:
    """The days on which complete rounds ended, oldest first, with the moment at which that was first recorded."""
    found: dict[date, float] = {}
    for each in complete:
        if each.completed_on is not None and each.completed_on <= on:
            recorded = math.inf if each.ended_at is None else each.ended_at.timestamp()
            found[each.completed_on] = min(recorded, found.get(each.completed_on, math.inf))
    return dict(sorted(found.items()))


def _replayed(spells: Sequence[DutySpell], round_ends: Mapping[date, float]) -> tuple[_Due, list[DueRound]]:
    """Replay the changes of duty and the complete rounds, those of one day in the order they were recorded.

    Returns:
        what is due in the end, and the rounds that were due and are done.
    """
    due, done, duty, last_round = _Due(), list[DueRound](), None, None
    for day, _, begun in sorted(_events(spells, round_ends), key=lambda event: event[:2]):
        if begun is not None:
            duty, due = begun, _with_duty(due, begun, last_round)
            continue
        if due.earliest is not None:
            done.append(DueRound(last_round, due.earliest, due.latest, day))
        last_round, due = day, _Due() if duty is None else _after_round(duty, day)
    return due, done


def _events(
    spells: Sequence[DutySpell], round_ends: Mapping[date, float]
) -> Iterator[tuple[date, float, DutySpell | None]]:
    """Day, moment within it, and the duty that begins; None: a round was completed."""
    for each in spells:
        yield each.first_day, -math.inf if each.since is None else each.since.timestamp(), each
    for day, recorded in round_ends.items():
        yield day, recorded, None


def _with_duty(due: _Due, duty: DutySpell, last_round: date | None) -> _Due:
    """What is due once a duty has begun."""
    asked = _asked(duty, last_round)
    if due.latest is not None:
        return _Due(_earlier(due.earliest, asked.earliest), _earlier(due.latest, asked.latest))
    if asked.latest is None:
        return _Due(_earlier(due.earliest, asked.earliest))
    return _Due(_later(asked.earliest, duty.first_day), _later(asked.latest, duty.first_day))


def _asked(duty: DutySpell, last_round: date | None) -> _Due:
    """What a duty alone asks for, with or without a round behind it."""
    if last_round is not None:
        return _after_round(duty, last_round)
    longest = None if duty.interval_days is None else duty.first_day + timedelta(days=duty.interval_days[1])
    return _Due(duty.first_day, longest)


def _after_round(duty: DutySpell, completed_on: date) -> _Due:
    if duty.interval_days is None:
        return _Due()
    shortest, longest = duty.interval_days
    return _Due(completed_on + timedelta(days=shortest), completed_on + timedelta(days=longest))


def _earlier(one: date | None, other: date | None) -> date | None:
    known = [each for each in (one, other) if each is not None]
    return min(known, default=None)


def _later(one: date | None, other: date) -> date:
    return other if one is None else max(one, other)


def _people_left(
    known: Sequence[TestRound],
    complete: Sequence[TestRound],
    last_round: date | None,
    round_complete_pct: int,
    population: int | None,
) -> int | None:
    """People the next round still has to sample: all it must cover, less those of the round under way."""
    if population is None:
        return None
    needed = -(-population * round_complete_pct // 100)
    newest = _under_way(known, complete, last_round)
    return max(0, needed - newest.samples) if newest else needed


def _under_way(known: Sequence[TestRound], complete: Sequence[TestRound], last_round: date | None) -> TestRound | None:
    begun = [each for each in known if each not in complete and (last_round is None or each.started_on > last_round)]
    return max(begun, key=lambda each: (each.started_on, each.round_id), default=None)
