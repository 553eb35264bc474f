"""Two policies over the same past days, counted: levels, people, changes, testing, and where the two differ.

Nothing is judged here: levels come in day by day from the engine that decides, in step for both policies. What comes
out is a replay of what is known today, not a prediction: under another policy people would have acted otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.assessment import translate
from app.domain.level_comparison import Verdict, compare_levels
from app.domain.persistence import Held
from app.domain.policy import Policy
from app.domain.sampling_load import NOT_STATED, SamplingLoad
from app.domain.zoning import ZoneState

SHORT_SPELL_DAYS: Final = 7
"""A level left after fewer days than this is counted: people cannot follow orders that change so often."""

Ranks = NDArray[np.int8]


@dataclass(frozen=True)
class SideResult:
    """One policy's figures over D days.

    `level_ids`, unknown first; `wards` and `people` (D, L) by level; `raised`, `lowered` (D,) wards that changed
    between two known levels, `gaps` (D,) those that became or ceased to be unknown; `flips` (W,) changes between known
    levels of each ward. `spells` begun and ended within the days, `short_spells` of them under seven days.
    `samples_least`, `samples_most` (D,) people to sample by the cadence, −1 where the policy states none; `once_people`
    those to be sampled once within all the days.
    """

    level_ids: tuple[str, ...]
    wards: NDArray[np.int64]
    people: NDArray[np.int64]
    raised: NDArray[np.int64]
    lowered: NDArray[np.int64]
    gaps: NDArray[np.int64]
    flips: NDArray[np.int64]
    spells: int
    short_spells: int
    samples_least: NDArray[np.int64]
    samples_most: NDArray[np.int64]
    once_people: int


@dataclass(frozen=True)
class BacktestResult:
    """Both policies' figures over D days and W wards, and where they differ.

    `wards_by_verdict` and `people_by_verdict` (D, 5) by `Verdict`; `days_by_verdict` (W, 5) the same by ward.
    """

    days: tuple[date, ...]
    active: SideResult
    draft: SideResult
    wards_by_verdict: NDArray[np.int64]
    people_by_verdict: NDArray[np.int64]
    days_by_verdict: NDArray[np.int64]

    @property
    def wards_differing(self) -> NDArray[np.int64]:
        """(D,) wards whose levels differ."""
        differing: NDArray[np.int64] = self.wards_by_verdict[:, Verdict.SAME + 1 :].sum(axis=1)
        return differing

    @property
    def people_differing(self) -> NDArray[np.int64]:
        """(D,) people in them."""
        differing: NDArray[np.int64] = self.people_by_verdict[:, Verdict.SAME + 1 :].sum(axis=1)
        return differing

    @property
    def days_differing(self) -> NDArray[np.int64]:
        """(W,) days on which each ward's levels differ."""
        differing: NDArray[np.int64] = self.days_by_verdict[:, Verdict.SAME + 1 :].sum(axis=1)
        return differing


class Backtest:
    """Takes the levels of both policies day by day and counts them.

    Args:
        days: that are counted, oldest first.
        populations: (W,) people by ward, 0 where the register has none.
        active_levels: ids of all levels of the active policies, unknown first.
        draft_levels: the same of the draft.
    """

    def __init__(
        self,
        days: Sequence[date],
        populations: NDArray[np.int64],
        *,
        active_levels: Sequence[str],
        draft_levels: Sequence[str],
    ) -> None:
        self._days = tuple(days)
        self._populations = populations
        self._active = _Side(len(days), populations, active_levels)
        self._draft = _Side(len(days), populations, draft_levels)
        self._wards = np.zeros((len(days), len(Verdict)), dtype=np.int64)
        self._people = np.zeros((len(days), len(Verdict)), dtype=np.int64)
        self._by_ward = np.zeros((len(populations), len(Verdict)), dtype=np.int64)
        self._verdicts: tuple[Policy, Policy, NDArray[np.int8]] | None = None

    def begin(self, active: Policy, active_rank: Ranks, draft: Policy, draft_rank: Ranks) -> None:
        """Take the levels of the day before the first, so that changes on the first day are seen."""
        self._active.begin(active, active_rank)
        self._draft.begin(draft, draft_rank)

    def add(self, offset: int, active: Policy, active_rank: Ranks, draft: Policy, draft_rank: Ranks) -> None:
        """Count the next day: its position, and (W,) ranks with the policies they belong to."""
        self._active.add(offset, active, active_rank)
        self._draft.add(offset, draft, draft_rank)
        verdict = self._table(active, draft)[active_rank, draft_rank]
        self._wards[offset] = np.bincount(verdict, minlength=len(Verdict))
        self._people[offset] = np.bincount(verdict, weights=self._populations, minlength=len(Verdict))
        for each in Verdict:
            self._by_ward[:, each] += verdict == each

    def result(self) -> BacktestResult:
        """What was counted."""
        return BacktestResult(
            days=self._days,
            active=self._active.result(),
            draft=self._draft.result(),
            wards_by_verdict=self._wards,
            people_by_verdict=self._people,
            days_by_verdict=self._by_ward,
        )

    def _table(self, active: Policy, draft: Policy) -> NDArray[np.int8]:
        if self._verdicts is None or self._verdicts[0] is not active or self._verdicts[1] is not draft:
            self._verdicts = (active, draft, compare_levels(active, draft))
        return self._verdicts[2]


class _Side:
    """Counts one policy's levels, or those of several that follow each other."""

    def __init__(self, day_count: int, populations: NDArray[np.int64], level_ids: Sequence[str]) -> None:
        self._level_ids = tuple(level_ids)
        self._populations = populations
        self._policy: Policy | None = None
        self._previous: Ranks = np.zeros(len(populations), dtype=np.int8)
        self._columns: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._load = SamplingLoad(len(populations))
        self._since = np.full(len(populations), -1, dtype=np.int64)
        self._wards = np.zeros((day_count, len(level_ids)), dtype=np.int64)
        self._people = np.zeros((day_count, len(level_ids)), dtype=np.int64)
        self._steps = np.zeros((day_count, 3), dtype=np.int64)
        self._flips = np.zeros(len(populations), dtype=np.int64)
        self._spells = np.zeros(2, dtype=np.int64)
        self._samples = np.full((day_count, 2), NOT_STATED, dtype=np.int64)

    def begin(self, policy: Policy, rank: Ranks) -> None:
        self._turn_to(policy)
        self._previous = rank

    def add(self, offset: int, policy: Policy, rank: Ranks) -> None:
        is_first = self._policy is None
        self._turn_to(policy)
        by_rank = np.bincount(rank, minlength=len(self._columns))
        people = np.bincount(rank, weights=self._populations, minlength=len(self._columns)).astype(np.int64)
        self._wards[offset, self._columns] = by_rank
        self._people[offset, self._columns] = people
        self._samples[offset] = self._load.of_day(policy, rank, people, self._populations)
        if not is_first:
            self._compare(offset, rank)
        self._previous = rank

    def result(self) -> SideResult:
        return SideResult(
            level_ids=self._level_ids,
            wards=self._wards,
            people=self._people,
            raised=self._steps[:, 0],
            lowered=self._steps[:, 1],
            gaps=self._steps[:, 2],
            flips=self._flips,
            spells=int(self._spells[0]),
            short_spells=int(self._spells[1]),
            samples_least=self._samples[:, 0],
            samples_most=self._samples[:, 1],
            once_people=self._load.once_people,
        )

    def _turn_to(self, policy: Policy) -> None:
        """Go on in the ranks of another policy: levels are carried as the engine carries them."""
        if policy is self._policy:
            return
        if self._policy is not None:
            held = Held(self._previous, self._since.astype(np.int32), np.zeros(len(self._previous), dtype=np.int16))
            self._previous = translate(ZoneState(held, held), self._policy, policy).result.rank
        self._policy = policy
        names = [policy.level_of[rank] for rank in range(len(policy.levels) + 1)]
        self._columns = np.array([self._level_ids.index(name) for name in names], dtype=np.intp)

    def _compare(self, offset: int, rank: Ranks) -> None:
        before = self._previous
        changed = np.flatnonzero(before != rank)
        old, new = before[changed], rank[changed]
        known = (old > 0) & (new > 0)
        raised = int((known & (new > old)).sum())
        self._steps[offset] = raised, int(known.sum()) - raised, int((~known).sum())
        self._flips[changed[known]] += 1
        length = offset - self._since[changed]
        whole = (self._since[changed] >= 0) & (old > 0)
        self._spells += int(whole.sum()), int((whole & (length < SHORT_SPELL_DAYS)).sum())
        self._since[changed] = offset
