"""Border wards (giáp ranh): which wards touch ground that stands stricter than their own, across district lines too.

A ward touches another when their common border is longer than 0 m; a common point is none. Three things make it a
border ward:

- *level*: the other is at an elevated level above its own. Unknown ranks below every level, so an unknown ward is told
  of its neighbors, and is itself never elevated;
- *ring*: the other lies in an issued ring that leaves this ward out;
- *cordon*: the same of a cordon in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.adjacency import Borders
from app.domain.policy import Policy

_ELEVATED_LEVELS: Final = 2


class Touch(StrEnum):
    """Why a border is looked at."""

    LEVEL = "level"
    RING = "ring"
    CORDON = "cordon"


Grounds = Sequence[NDArray[np.bool_]]
"""Of each ring or cordon, (N,) whether any part of a ward lies in it."""


@dataclass(frozen=True)
class Situation:
    """What stands in N wards, by position.

    Args:
        ranks: (N,) rank of the level in force, 0 where unknown.
        rings: the grounds of issued rings.
        cordons: the grounds of cordons in force.
    """

    ranks: NDArray[np.intp]
    rings: Grounds = ()
    cordons: Grounds = ()


@dataclass(frozen=True)
class BorderTable:
    """(B,) borders seen from one side, by ward and then by neighbor: across each the ward touches stricter ground.

    `by` says for each touch which of the borders it is true of; of every border at least one is.
    """

    ward: NDArray[np.intp]
    neighbor: NDArray[np.intp]
    length_m: NDArray[np.float64]
    by: dict[Touch, NDArray[np.bool_]]

    def only(self, chosen: NDArray[np.bool_]) -> BorderTable:
        """Some of the borders."""
        by = {touch: mask[chosen] for touch, mask in self.by.items()}
        return BorderTable(self.ward[chosen], self.neighbor[chosen], self.length_m[chosen], by)


def elevated_from(policy: Policy) -> int:
    """The rank from which levels count as elevated: the two strictest of a policy, but never its lowest."""
    return policy.levels[max(1, len(policy.levels) - _ELEVATED_LEVELS)].rank


def border_table(borders: Borders, situation: Situation, *, from_rank: int, include_same: bool = False) -> BorderTable:
    """The borders across which wards touch stricter ground.

    Args:
        borders: of the N wards of the situation.
        from_rank: the lowest rank that counts as elevated.
        include_same: also tell wards that are as strict as their neighbor, or stricter.
    """
    ward = np.repeat(np.arange(borders.unit_count), np.diff(borders.indptr))
    neighbor, ranks = borders.indices, situation.ranks
    by_level = ranks[neighbor] >= from_rank
    if not include_same:
        by_level &= ranks[neighbor] > ranks[ward]
    by = {
        Touch.LEVEL: by_level,
        Touch.RING: _from_outside(situation.rings, ward, neighbor),
        Touch.CORDON: _from_outside(situation.cordons, ward, neighbor),
    }
    whole = BorderTable(ward, neighbor, borders.lengths_m, by)
    return whole.only(by_level | by[Touch.RING] | by[Touch.CORDON])


def _from_outside(grounds: Grounds, ward: NDArray[np.intp], neighbor: NDArray[np.intp]) -> NDArray[np.bool_]:
    found = np.zeros(len(ward), dtype=np.bool_)
    for ground in grounds:
        found |= ground[neighbor] & ~ground[ward]
    return found
