"""The briefing of one reporting day as a value: all its figures and sentences, before anyone sets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.disclosure import Disclosure
from app.domain.indicator_catalogue import RegisteredIndicator
from app.domain.policy import Policy
from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.sentences import Phrase
from app.domain.situation_summary import LevelMove, Situation, Summary
from app.domain.vocabulary import UNKNOWN, Directive, LockdownLayer, RingStatus


@dataclass(frozen=True)
class UnitSummary:
    """The figures of the whole, of a district or of the wards at a level.

    `level` is the unit's own where a policy computes one, else None: it is never inferred from its wards.
    """

    code: str | None
    name: Phrase
    summary: Summary
    level: str | None = None


@dataclass(frozen=True)
class ToldMove:
    """A change of level with the sentence that gives its reason."""

    move: LevelMove
    reason: Phrase


@dataclass(frozen=True)
class BriefedLayer:
    """One layer of an outbreak's rings; `population` None is unknown."""

    layer: LockdownLayer
    directive: Directive
    population: int | None
    area_km2: float


@dataclass(frozen=True)
class BriefedRings:
    """An outbreak's rings as they stand: only proposed, or issued by an order."""

    status: RingStatus
    document_number: str | None
    signer: str | None
    starts_at: datetime | None
    layers: tuple[BriefedLayer, ...]


@dataclass(frozen=True)
class BriefedOutbreak:
    """An outbreak open on the day, or whose rings still stand, with the names of its wards."""

    outbreak: Outbreak
    ward_names: tuple[str, ...]
    is_open: bool
    rings: BriefedRings | None


@dataclass(frozen=True)
class CapacityValue:
    """The newest value of an indicator beside case counts that was reported of a unit itself, and for which day."""

    indicator: RegisteredIndicator
    unit: Phrase
    value: float
    reported_on: date


@dataclass(frozen=True)
class Basis:
    """What the figures stand on, so that anybody can ask the API for the same ones.

    `at` is the past instant asked for, None for the present; `known_until` when the newest write it knows of was made,
    None before the first. `is_open`: the day still takes reports, so everything is provisional. `published_at` is the
    day's publication time, `compared_with` the one of the day before. `timezone` is the site's, for people.
    """

    on: date
    at: datetime | None
    as_of: date | None
    revision: int
    known_until: datetime | None
    is_open: bool
    published_at: datetime
    compared_with: datetime
    timezone: ZoneInfo
    policy: Policy
    policy_version: str
    register: Register
    drill: bool


@dataclass(frozen=True)
class Briefing:
    """All of a day that a meeting asks for. `scope` names the districts spoken of; empty: all of the register.

    `capacity` is for staff; the public gets none.
    """

    basis: Basis
    scope: tuple[str, ...]
    disclosure: Disclosure
    whole: UnitSummary
    districts: tuple[UnitSummary, ...]
    by_level: tuple[UnitSummary, ...]
    moves: tuple[ToldMove, ...]
    outbreaks: tuple[BriefedOutbreak, ...]
    capacity: tuple[CapacityValue, ...]
    situation: Situation


def level_ids(policy: Policy) -> tuple[str, ...]:
    """The levels of a policy in the order they are told: the highest first, `unknown` last."""
    return (*(level.id for level in reversed(policy.levels)), UNKNOWN)
