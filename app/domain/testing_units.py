"""Units to be sampled as they stand on a day, and the rounds of theirs that a calendar shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitKind(StrEnum):
    """Why a unit is on the list: the duty of its level, a cordon's own cadence, a campaign."""

    WARD = "ward"
    CORDON = "cordon"
    CAMPAIGN = "campaign"


@dataclass(frozen=True)
class DueUnit:
    """One unit to be sampled, as it stands on a day.

    `unit_id` is the ward code, the cordon id, or `campaign:ward`; `due_by` None: no last day; `interval_days` None:
    once; `people_to_sample` None: no population known. `district_code` is None for a cordon across districts too.
    """

    kind: UnitKind
    unit_id: str
    name: str
    ward_codes: tuple[str, ...]
    district_code: str | None
    district_name: str | None
    level: str | None
    interval_days: tuple[int, int] | None
    due_from: date
    due_by: date | None
    overdue_days: int
    people_to_sample: int | None
    last_round_on: date | None
    campaign_id: str | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether its last day has passed."""
        return self.overdue_days > 0


@dataclass(frozen=True)
class CalendarEntry:
    """One round of a unit in a calendar, or a campaign: all days from `first_day` to `last_day`.

    `uid` stays the same however often the round is planned anew, and `sequence` rises whenever it is; `cancelled`: it
    was done, so nobody need go. `people` are those to sample, None unknown. `units`: wards a campaign still asks for.
    """

    uid: str
    sequence: int
    kind: UnitKind
    name: str
    district_name: str | None
    level: str | None
    first_day: date
    last_day: date
    people: int | None
    cancelled: bool
    units: int = 1
