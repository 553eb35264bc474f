"""How a drill's infection spreads: from seeds over the neighbor graph, growing until it is noticed, then declining."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.adjacency import Borders
from app.domain.vocabulary import CASE_CLASSES, CaseClass

NEVER: Final = -10_000
"""The last day with a community case of a ward that had none."""
QUIET_DAYS: Final = 14

_INFECTIOUS_DAYS: Final = 5.0
_LEAVES_WARD: Final = 0.10
_NOTICED_DAYS: Final = 7
# New infections from one case over its infectious days, by what the ward knows.
_UNNOTICED, _NEAR_CASES, _OWN_CASES, _CONTAINED, _CALM = 1.8, 0.85, 0.6, 0.4, 0.02
# How new cases are found, by `CASE_CLASSES` without the imported: before the ward is noticed, after, under lockdown.
_FIRST_FOUND: Final = (0.45, 0.35, 0.0, 0.20)
_TRACED: Final = (0.06, 0.30, 0.29, 0.35)
_LOCKED_DOWN: Final = (0.02, 0.13, 0.60, 0.25)
_IMPORTED_A_DAY_PER_WARD: Final = 0.003
_UNKNOWN, _KNOWN = (
    CASE_CLASSES.index(CaseClass.COMMUNITY_UNKNOWN_SOURCE),
    CASE_CLASSES.index(CaseClass.COMMUNITY_KNOWN_SOURCE),
)
_IMPORTED: Final = CASE_CLASSES.index(CaseClass.IMPORTED)


@dataclass(frozen=True)
class Surroundings:
    """What acts on the spread on one day, for W wards.

    Args:
        seeds: (W,) infections brought in from outside.
        index_cases: (W,) cases found today whatever chance says, so that no outbreak is declared without one.
        contained: (W,) whether an outbreak has been declared there.
        calm: (W,) whether the spread there is over.
    """

    seeds: NDArray[np.float64]
    index_cases: NDArray[np.int32]
    contained: NDArray[np.bool_]
    calm: NDArray[np.bool_]


class Epidemic:
    """The state of the spread after the days stepped through so far.

    `last_community` (W,) is the last day with a community case, `recent` (W, 7) the community cases of the last days.
    """

    def __init__(self, borders: Borders) -> None:
        self._pairs = borders.pairs
        self._degree = np.maximum(np.diff(borders.indptr), 1)
        count = borders.unit_count
        self._infectious = np.zeros(count)
        self._first_community = np.full(count, NEVER)
        self.last_community = np.full(count, NEVER)
        self.recent = np.zeros((count, _NOTICED_DAYS), dtype=np.int32)

    def step(self, day: int, rng: np.random.Generator, around: Surroundings) -> NDArray[np.int32]:
        """The new cases of a day, (W, 5) by `CASE_CLASSES`; call it for each day in turn."""
        noticed = self.recent.sum(axis=1) > 0
        reproduction = np.select(
            [around.calm, around.contained, noticed, self._from_neighbors(noticed) > 0],
            [_CALM, _CONTAINED, _OWN_CASES, _NEAR_CASES],
            _UNNOTICED,
        )
        load = self._infectious + around.seeds
        pressure = (1 - _LEAVES_WARD) * load + self._from_neighbors(_LEAVES_WARD * load)
        new = rng.poisson(reproduction / _INFECTIOUS_DAYS * pressure) + around.index_cases
        self._infectious = load * (1 - 1 / _INFECTIOUS_DAYS) + new
        counts = self._found(day, rng, new, around.contained)
        counts[:, _IMPORTED] += rng.poisson(_IMPORTED_A_DAY_PER_WARD, len(new)).astype(np.int32)
        self._remember(day, counts[:, _UNKNOWN] + counts[:, _KNOWN])
        return counts

    def is_quiet(self, day: int) -> NDArray[np.bool_]:
        """(W,) whether neither the ward nor a neighbor had a community case in the last 14 days."""
        loud = day - self.last_community < QUIET_DAYS
        quiet: NDArray[np.bool_] = ~loud & (self._from_neighbors(loud) == 0)
        return quiet

    def _found(
        self, day: int, rng: np.random.Generator, new: NDArray[np.int64], contained: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        counts = np.zeros((len(new), len(CASE_CLASSES)), dtype=np.int32)
        for ward in np.flatnonzero(new).tolist():
            just_begun = day - self.last_community[ward] >= QUIET_DAYS or day - self._first_community[ward] <= 1
            shares = _LOCKED_DOWN if contained[ward] else _FIRST_FOUND if just_begun else _TRACED
            counts[ward, : len(shares)] = rng.multinomial(int(new[ward]), shares)
        return counts

    def _remember(self, day: int, community: NDArray[np.int32]) -> None:
        found = community > 0
        begins = found & (day - self.last_community >= QUIET_DAYS)
        self._first_community[begins] = day
        self.last_community[found] = day
        self.recent = np.column_stack((self.recent[:, 1:], community))

    def _from_neighbors(self, amount: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        """What each ward receives when every ward shares its amount out evenly among its neighbors."""
        share = amount / self._degree
        one, other = self._pairs.T
        one_way = np.bincount(one, weights=share[other], minlength=len(share))
        other_way = np.bincount(other, weights=share[one], minlength=len(share))
        return np.asarray(one_way + other_way, dtype=np.float64)
