"""Which of two levels is the stricter when they come from two policies, perhaps with two palettes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app.domain.policy import Policy


class Verdict(IntEnum):
    """A draft's level beside the active one's."""

    SAME = 0
    STRICTER = 1
    MILDER = 2
    UNORDERED = 3
    """Different, but the palettes do not say which of the two is stricter."""
    ONE_UNKNOWN = 4
    """Only one of the two policies has data enough to say."""


def compare_levels(active: Policy, draft: Policy) -> NDArray[np.int8]:
    """Verdicts by rank, 0 for unknown: `[active rank, draft rank]`.

    Levels of one id are the same level, and the lowest levels of two palettes are when no id says otherwise: both are
    what remains when nothing speaks for more. Other levels are ordered by way of a common one that lies between them.
    """
    common = _common_ranks(active, draft)
    verdicts = np.full((len(active.levels) + 1, len(draft.levels) + 1), Verdict.UNORDERED, dtype=np.int8)
    verdicts[0, :] = verdicts[:, 0] = Verdict.ONE_UNKNOWN
    verdicts[0, 0] = Verdict.SAME
    for ours in range(1, len(active.levels) + 1):
        for theirs in range(1, len(draft.levels) + 1):
            verdicts[ours, theirs] = _verdict(ours, theirs, common)
    return verdicts


def merge_levels(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """The levels of two palettes in one order, each once: a level only one of them has comes after its lower neighbor.

    >>> merge_levels(["green", "orange", "red"], ["green", "yellow", "orange", "red"])
    ['green', 'yellow', 'orange', 'red']
    >>> merge_levels(["green", "red"], ["low", "high"])
    ['low', 'high', 'green', 'red']
    """
    merged, place = list(one), 0
    for level in other:
        if level in merged:
            place = merged.index(level) + 1
        else:
            merged.insert(place, level)
            place += 1
    return merged


def _common_ranks(active: Policy, draft: Policy) -> set[tuple[int, int]]:
    common = {(rank, draft.rank_of[level]) for level, rank in active.rank_of.items() if level in draft.rank_of}
    lowest, other_lowest = active.levels[0].id, draft.levels[0].id
    if lowest not in draft.rank_of and other_lowest not in active.rank_of:
        common.add((1, 1))
    return common


def _verdict(active: int, draft: int, common: set[tuple[int, int]]) -> Verdict:
    if (active, draft) in common:
        return Verdict.SAME
    stricter = any(active <= one and other <= draft for one, other in common)
    milder = any(one <= active and draft <= other for one, other in common)
    if stricter is milder:
        return Verdict.UNORDERED
    return Verdict.STRICTER if stricter else Verdict.MILDER
