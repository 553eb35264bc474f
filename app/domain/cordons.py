"""Cordons (khu phong tỏa): a locked-down place of its own inside or across wards, as a log of versions.

A cordon is proposed, put in force by an order, extended or shrunk by others, and lifted by one. Each version says from
when it takes effect; at any instant the newest version whose moment has come holds. A planned end that passes lifts
nothing: a cordon ends by an order alone ("đóng trước, mở sau").

Source: city dispatch of 6 Sep 2021 (locked-down areas are sampled every 2–3 days whatever their colour); a lockdown
lasts at least 14 days and may be prolonged (HCMC CDC, 2021: for Hanoi `reconstructed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from shapely import MultiPolygon

from app.domain.vocabulary import Directive, Provenance
from app.domain.ward_parts import WardParts

CORDON_DIRECTIVE: Final = Directive.D16
"""What applies inside a cordon in force."""
LONGEST_INTERVAL_DAYS: Final = 3
"""Whatever is decided for one cordon, it is not sampled more seldom than this."""


class CordonStatus(StrEnum):
    """A cordon is proposed by staff, in force by an order, lifted by another."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    LIFTED = "lifted"


class CordonAction(StrEnum):
    """What made a version of a cordon."""

    PROPOSE = "propose"
    ISSUE = "issue"
    CHANGE = "change"
    EXTEND = "extend"
    SHRINK = "shrink"
    LIFT = "lift"


@dataclass(frozen=True)
class CordonRule:
    """The numbers cordons go by on a site, with how sure we are of them.

    Args:
        minimum_days: a cordon lasts at least so many days from its start.
        quiet_days: so many days without a new case inside, unless a cordon names its own number, before it may open.
        interval_days: how often its whole population is sampled.
    """

    minimum_days: int = 14
    quiet_days: int = 14
    interval_days: tuple[int, int] = (2, 3)
    minimum_days_provenance: Provenance = Provenance.RECONSTRUCTED
    quiet_days_provenance: Provenance = Provenance.EXAMPLE
    interval_days_provenance: Provenance = Provenance.VERIFIED


@dataclass(frozen=True)
class Cordon:
    """One version of a cordon.

    `starts_at` is when people were locked in, the same in every later version; `takes_effect_at` when this version
    does. `population_estimated`: weighted by area, not counted; `population` None: unknown. `last_case_on` is the
    newest case inside that staff know of; lockdown-area cases that its wards reported up to `ward_cases_checked_on`
    were looked at by staff, and lie elsewhere or are counted. `override`: lifted although its condition did not hold.
    """

    cordon_id: str
    version: int
    action: CordonAction
    status: CordonStatus
    name: str
    place: MultiPolygon
    ward_parts: WardParts
    households: int | None
    population: int | None
    population_estimated: bool
    starts_at: datetime | None
    planned_end: date | None
    quiet_days: int
    last_case_on: date | None
    ward_cases_checked_on: date | None
    testing_interval_days: tuple[int, int]
    document_number: str | None
    signer: str | None
    reason: str | None
    override: bool
    boundary_version: str
    takes_effect_at: datetime
    recorded_by: str
    recorded_at: datetime
    recorded_revision: int

    @property
    def ward_codes(self) -> tuple[str, ...]:
        """The wards it covers more than a sliver of, ascending."""
        return tuple(sorted(self.ward_parts))

    @property
    def in_force(self) -> bool:
        """Whether its directive applies."""
        return self.status is CordonStatus.IN_FORCE

    @property
    def directive(self) -> Directive:
        """What applies inside, or would."""
        return CORDON_DIRECTIVE

    def is_past_planned_end(self, on: date) -> bool:
        """Whether it stands although its planned end has passed."""
        return self.in_force and self.planned_end is not None and on > self.planned_end


def holding_version(versions: Sequence[Cordon], instant: datetime) -> Cordon | None:
    """The version of one cordon that holds at an instant; None before its first was recorded.

    Args:
        versions: all that are known, oldest first.

    Returns:
        a cordon whose order names a later moment is proposed until then, with that order's content.
    """
    begun = [each for each in versions if each.takes_effect_at <= instant]
    if begun and begun[-1].status is not CordonStatus.PROPOSED:
        return begun[-1]
    newest = versions[-1] if versions else None
    return None if newest is None else replace(newest, status=CordonStatus.PROPOSED)


def standing_cordons(versions: Iterable[Cordon], instant: datetime) -> tuple[Cordon, ...]:
    """The cordons in force or proposed at an instant, by id.

    Args:
        versions: of any cordons, each one's oldest first.
    """
    holding = [holding_version(each, instant) for each in by_cordon(versions)]
    standing = (each for each in holding if each is not None and each.status is not CordonStatus.LIFTED)
    return tuple(sorted(standing, key=lambda each: each.cordon_id))


def by_cordon(versions: Iterable[Cordon]) -> list[list[Cordon]]:
    """The versions of each cordon together, in the order they came."""
    found: dict[str, list[Cordon]] = {}
    for each in versions:
        found.setdefault(each.cordon_id, []).append(each)
    return list(found.values())


def switches(versions: Iterable[Cordon]) -> list[datetime]:
    """The instants at which the clock alone can change which version holds."""
    return [each.takes_effect_at for each in versions]


def pending_version(versions: Sequence[Cordon], instant: datetime) -> Cordon | None:
    """The newest version of one cordon when its moment has not come yet; None: nothing is to come."""
    return versions[-1] if versions and versions[-1].takes_effect_at > instant else None
