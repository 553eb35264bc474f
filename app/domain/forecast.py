"""“When may it open?”: the day a level falls if nothing more happens, by the same code that decides.

What stands in the way until then is in `app.domain.blocking`; both answer the same question, so both are found here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.domain.blocking import blocking_conditions
from app.domain.evidence import Evidence
from app.domain.obstacles import BlockingCondition
from app.domain.policy import Policy
from app.domain.quiet_days import last_quiet_day, quiet_evidence
from app.domain.reporting_day import ONE_DAY
from app.domain.zoning import ZoneState, judge

__all__ = ["BlockingCondition", "LooseningForecast", "blocking_conditions", "loosening_forecast"]


@dataclass(frozen=True)
class LooseningForecast:
    """For each ward the first day from `first_day` to `last_day` on which its level falls if nothing more happens.

    `falls_on` (W,): ordinals of days; 0 where the level is already the lowest or unknown, or where something must
    happen first, such as an open outbreak being closed. `falls_to` (W,): the rank it falls to, 0 with `falls_on` 0.
    """

    first_day: date
    last_day: date
    falls_on: NDArray[np.int32]
    falls_to: NDArray[np.int8]

    def day_of(self, ward: int) -> date | None:
        """The day for the ward at a position, None for 0."""
        ordinal = int(self.falls_on[ward])
        return date.fromordinal(ordinal) if ordinal else None


def loosening_forecast(
    policy: Policy, evidence: Evidence, state: ZoneState, *, horizon_days: int | None = None
) -> LooseningForecast:
    """Judge the days to come as if each closed with all reports and no further case, and see when levels fall.

    Outbreaks stay as recorded: an open one stays open. The day open now keeps the cases it has so far. A reported
    indicator is taken to be reported again with the same value.

    Args:
        policy: in force now, taken to stay so.
        evidence: from the day after `state` through the last closed day at least, and the open day if anything is
            known of it; its wards must include the neighbors of those asked about.
        state: after the last judged day, the day before `evidence.first_day`.
        horizon_days: days to look ahead, at least 1, from the first day that has not closed. By default long enough
            that a ward without a day has an obstacle that does not pass by itself.

    Raises:
        ValueError: the evidence ends before its last closed day, so nothing is known of some closed days.
    """
    if evidence.days[-1] < evidence.last_closed_day:
        raise ValueError(
            f"the evidence ends on {evidence.days[-1]}, before {evidence.last_closed_day}, which has closed"
        )
    first = max(evidence.first_day, evidence.last_closed_day + ONE_DAY)
    last = last_quiet_day(policy, first) if horizon_days is None else first + timedelta(days=horizon_days - 1)
    judged = judge(policy, quiet_evidence(evidence, first, last), state)
    ranks = np.stack([state.result.rank, *(each.after.result.rank for each in judged)])
    # Row r is the state before the r-th judged day; the row of the last closed day is the one to fall from.
    ranks = ranks[(first - evidence.first_day).days :]
    falls = (ranks[1:] < ranks[:-1]) & (ranks[1:] > 0)
    lowest = policy.levels[0].rank
    falls[:, (ranks[:2] <= lowest).all(axis=0)] = False
    row = falls.argmax(axis=0)
    found = falls.any(axis=0)
    return LooseningForecast(
        first_day=first,
        last_day=last,
        falls_on=np.where(found, first.toordinal() + row, 0).astype(np.int32),
        falls_to=np.where(found, ranks[row + 1, np.arange(ranks.shape[1])], 0).astype(np.int8),
    )
