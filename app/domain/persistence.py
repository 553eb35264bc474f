"""Tighten at once, loosen late: how a held level follows the raw one from day to day.

Source: notice of 14 Sep 2021, “đóng trước, mở sau” (close first, open later).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.policy import Policy


@dataclass(frozen=True)
class Held:
    """The held level of W wards at the end of a day.

    `rank` 0 is unknown. `entered_on` is the ordinal of the reporting day the level was last entered, `qualifying`
    the consecutive closed days, up to now, with complete data and a raw result below the held level.
    """

    rank: NDArray[np.int8]
    entered_on: NDArray[np.int32]
    qualifying: NDArray[np.int16]

    @classmethod
    def unknown(cls, ward_count: int) -> Held:
        """Nothing known yet."""
        return cls(
            np.zeros(ward_count, np.int8),
            np.zeros(ward_count, np.int32),
            np.zeros(ward_count, np.int16),
        )


def follow(
    held: Held,
    raw: NDArray[np.int8],
    *,
    complete: NDArray[np.bool_],
    closed: bool,
    day: int,
    policy: Policy,
    kept: NDArray[np.bool_] | None = None,
) -> Held:
    """The held level after one more day.

    Args:
        held: the state after the day before.
        raw: (W,) rank the day's evidence gives, 0 unknown.
        complete: (W,) whether the day's window has all its reports.
        closed: whether the day has passed its cut-off; an open day can tighten, never loosen or turn green.
        day: the day's ordinal.
        policy: gives hold and qualifying days by level, and the lowest rank.
        kept: (W,) where a clause of the policy forbids falling; such a day does not qualify.
    """
    lowest = policy.levels[0].rank
    tighten = (raw > held.rank) & ((raw > lowest) | closed)
    lost = (raw == 0) & (held.rank == lowest)
    below = (raw > 0) & (raw < held.rank)
    counts = below & complete & closed
    if kept is not None:
        counts = counts & ~kept
    waiting = below & (not closed)
    qualifying = np.where(counts, held.qualifying + 1, np.where(waiting, held.qualifying, 0))
    held_long_enough = day - held.entered_on >= policy.hold_by_rank[held.rank]
    loosen = counts & held_long_enough & (qualifying >= policy.qualifying_by_rank[held.rank])
    rank = np.where(tighten, raw, np.where(lost, 0, np.where(loosen, held.rank - 1, held.rank)))
    changed = tighten | lost | loosen
    return Held(
        rank.astype(np.int8),
        np.where(changed, day, held.entered_on).astype(np.int32),
        np.where(changed, 0, qualifying).astype(np.int16),
    )
