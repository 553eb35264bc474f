"""The rounds of mass testing of a drill: most wards keep their rhythm, some fall behind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.drill_chance import Subject, chance
from app.domain.drill_epidemic import QUIET_DAYS
from app.domain.drill_events import MARK, RoundsLogged
from app.domain.records import TestRound
from app.domain.register import Register

_SLOW_WARDS, _UNFINISHED = 0.15, 0.08
_OFTEN_DAYS, _SELDOM_DAYS = 3, 6
_CAMPAIGN_DAYS: Final = 40
_POOL: Final = 10
_CLOSED_REASON: Final = f"{MARK}: đã lấy mẫu hết danh sách"
_NONE_DUE: Final = -1


class Sampling:
    """When each ward is to be sampled next; a ward never in danger is sampled once."""

    def __init__(self, register: Register, *, seed: int, first_day: date) -> None:
        rng = chance(seed, Subject.HABITS, 1)
        count = len(register.codes)
        self._register, self._first_day = register, first_day
        self._is_slow = rng.random(count) < _SLOW_WARDS
        self._next = np.where(rng.random(count) < 0.5, rng.integers(3, _CAMPAIGN_DAYS, count), _NONE_DUE)

    def rounds(
        self,
        day: int,
        rng: np.random.Generator,
        at: datetime,
        *,
        within: NDArray[np.bool_],
        beside: NDArray[np.bool_],
        last_community: NDArray[np.int_],
    ) -> list[RoundsLogged]:
        """The rounds that end on a day.

        Args:
            at: when they are logged.
            within: (W,) wards with an open outbreak, sampled every few days.
            beside: (W,) wards that border or are linked to one; like those with late cases sampled every week.
            last_community: (W,) the last day with a community case.
        """
        endangered = beside | (day - last_community < QUIET_DAYS)
        rhythm = np.select([within, endangered], [_OFTEN_DAYS, _SELDOM_DAYS], 0)
        begins = (rhythm > 0) & ((self._next == _NONE_DUE) | (self._next > day + rhythm))
        self._next[begins] = day + rng.integers(1, rhythm[begins] + 1)
        now = self._next == day
        due = now & ~(self._is_slow & (rhythm > 0))
        self._next[now] = np.where(rhythm > 0, day + rhythm - rng.integers(0, 2, len(rhythm)), _NONE_DUE)[now]
        rounds = tuple(self._round(ward, day, rng) for ward in np.flatnonzero(due).tolist())
        return [RoundsLogged(at, rounds)] if rounds else []

    def _round(self, ward: int, day: int, rng: np.random.Generator) -> TestRound:
        population = self._register.wards[ward].population
        people = population if population is not None else 1000
        unfinished = rng.random() < _UNFINISHED
        samples = int(people * rng.uniform(0.6, 0.95)) if unfinished else people
        ended = self._first_day + timedelta(days=day)
        return TestRound(
            round_id=0,
            ward_code=self._register.codes[ward],
            started_on=ended - timedelta(days=1) if day else ended,
            completed_on=ended,
            samples=samples,
            positives=0,
            method="rt_pcr",
            pool_size=_POOL,
            closed_with_reason=_CLOSED_REASON if population is None and not unfinished else None,
        )
