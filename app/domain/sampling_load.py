"""How many people a day must be sampled if every ward keeps its policy's cadence, counted from levels alone."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.policy import Policy

NOT_STATED: Final = -1
"""In place of a number of people where the policy states no testing duties."""


class SamplingLoad:
    """Adds up what testing duties ask for, day by day; `once_people` are those to be sampled once in all the days."""

    def __init__(self, ward_count: int) -> None:
        self.once_people = 0
        self._asked_once = np.zeros(ward_count, dtype=np.bool_)

    def of_day(
        self, policy: Policy, rank: NDArray[np.int8], people: NDArray[np.int64], populations: NDArray[np.int64]
    ) -> tuple[int, int]:
        """People to sample on one day, at the longest and at the shortest interval of every duty.

        A duty of every 2–3 days asks for a third to a half of its people each day, of which the policy's share that
        makes a round complete. A duty of once asks for each ward once within all the days, and is not spread over them.

        Args:
            rank: (W,) levels of the day, 0 unknown, which has the lowest level's duty.
            people: (L,) by rank.
            populations: (W,).
        """
        if not policy.duty_of:
            return NOT_STATED, NOT_STATED
        least = most = 0
        for each, level in policy.level_of.items():
            interval = policy.duty_of[level].interval_days
            if interval is None:
                self._ask_once(rank == each, policy, populations)
            else:
                shortest, longest = interval
                least += _ceiling(int(people[each]) * policy.complete_pct, 100 * longest)
                most += _ceiling(int(people[each]) * policy.complete_pct, 100 * shortest)
        return least, most

    def _ask_once(self, here: NDArray[np.bool_], policy: Policy, populations: NDArray[np.int64]) -> None:
        newly = here & ~self._asked_once
        if newly.any():
            self.once_people += _ceiling(int(populations[newly].sum()) * policy.complete_pct, 100)
            self._asked_once |= newly


def _ceiling(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)
