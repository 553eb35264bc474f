"""The briefing of one reporting day as a value: all its figures and sentences, before anyone sets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.campaigns import Campaign, Coverage, Pace
from app.domain.cordons import Cordon
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
    """An outbreak's rings as they stand: only proposed, or issued by an order.

    `past_planned_end`: issued, and on the day briefed their last planned day is over; they stand all the same.
    """

    status: RingStatus
    document_number: str | None
    signer: str | None
    starts_at: datetime | None
    layers: tuple[BriefedLayer, ...]
    planned_end: date | None = None
    past_planned_end: bool = False


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
class BriefedCampaign:
    """A campaign of mass testing that is under way, with what it has reached in the wards spoken of."""

    campaign: Campaign
    coverage: Coverage
    pace: Pace


@dataclass(frozen=True)
class Basis:
    """What the figures stand on, so that anybody can ask the API for the same ones.

    `at` is the past instant asked for, None for the present; `known_until` when the newest write it knows of was made,
    None before the first. `is_open`: the day still takes reports, so everything is provisional. `published_at` is the
    day's publication time, `compared_with` the one of the day before. `timezone` is the site's, for people.
    `complete_through`: the newest day whose case counts were no longer provisional at that moment.
    `older_labels`: the words of levels that only the policies of those compared with had, by id.
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
    older_labels: Mapping[str, Phrase]
    register: Register
    drill: bool
    complete_through: date


@dataclass(frozen=True)
class Briefing:
    """All of a day that a meeting asks for. `scope` names the districts spoken of; empty: all of the register.

    `capacity` is for staff; the public gets none. `cordons` are those that stand over any ward spoken of.
    """

    basis: Basis
    scope: tuple[str, ...]
    disclosure: Disclosure
    whole: UnitSummary
    districts: tuple[UnitSummary, ...]
    by_level: tuple[UnitSummary, ...]
    moves: tuple[ToldMove, ...]
    outbreaks: tuple[BriefedOutbreak, ...]
    campaigns: tuple[BriefedCampaign, ...]
    capacity: tuple[CapacityValue, ...]
    situation: Situation
    cordons: tuple[Cordon, ...] = ()


@dataclass(frozen=True)
class AboveLowest:
    """Wards above the lowest level and their people; `change` None: then they were told by levels of another policy."""

    wards: int
    people: int
    change: int | None


@dataclass(frozen=True)
class MoveCount:
    """How many wards went up, down, to or from “no data”, and from the levels of one policy to those of another."""

    up: int
    down: int
    data: int
    policy: int


def above_lowest(briefing: Briefing) -> AboveLowest:
    """The wards that need attention. Levels are compared only within one policy."""
    policy = briefing.basis.policy
    lowest, tallies = policy.levels[0].id, briefing.whole.summary.levels
    above = [each for each in tallies if each.level in policy.rank_of and each.level != lowest]
    comparable = all(each.level in policy.rank_of or each.level == UNKNOWN for each in tallies if each.wards_before)
    return AboveLowest(
        wards=sum(each.wards for each in above),
        people=sum(each.population for each in above),
        change=sum(each.change for each in above) if comparable else None,
    )


def count_moves(moves: Sequence[ToldMove]) -> MoveCount:
    """The changes of level by kind."""
    kinds = Counter(_kind(each.move) for each in moves)
    return MoveCount(kinds["up"], kinds["down"], kinds["data"], kinds["policy"])


def _kind(move: LevelMove) -> str:
    if move.direction:
        return "up" if move.direction > 0 else "down"
    return "data" if UNKNOWN in {move.ward.previous_level, move.ward.level} else "policy"


def level_label(basis: Basis, level: str) -> Phrase:
    """The words of a level, `unknown` and those of older policies included; its id where no policy is known."""
    if level == UNKNOWN or level in basis.policy.rank_of:
        return Phrase(*basis.policy.label(level))
    return basis.older_labels.get(level, Phrase(level, level))


def level_ids(policy: Policy) -> tuple[str, ...]:
    """The levels of a policy in the order they are told: the highest first, `unknown` last."""
    return (*(level.id for level in reversed(policy.levels)), UNKNOWN)
