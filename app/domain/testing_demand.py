"""What a testing plan starts from: units that are due, in the order in which the explained rule takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

UnitKind = Literal["ward", "cordon", "campaign"]
CAMPAIGN_RANK: Final = 0
"""Below every level: who is to be sampled once waits for whoever is to be sampled every few days."""


@dataclass(frozen=True)
class Demand:
    """A unit whose people are to be sampled within a window of days, again and again or once.

    Args:
        rank: higher is tighter: of two units the one with the tighter level goes first.
        people: left to sample in the present round.
        due_from: before this day the unit is not sampled.
        due_by: after this day it is late; None: it is due, and no last day is set.
        interval_days: after a round ends on day d the next window is d + shortest … d + longest; None: once.
        people_again: to sample in each later round; None: as many as now.
    """

    unit_id: str
    kind: UnitKind
    district_code: str | None
    rank: int
    people: int
    due_from: date
    due_by: date | None
    interval_days: tuple[int, int] | None
    people_again: int | None = None

    @property
    def each_round(self) -> int:
        """People of a whole round."""
        return self.people if self.people_again is None else self.people_again
