"""One judged day of one ward, as it is stored: inputs, matched rule, result; enough to judge it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from app.domain.classification import NO_RULE, TOO_LITTLE_DATA
from app.domain.evidence import Evidence, OutbreakFact
from app.domain.persistence import Held
from app.domain.policy import Level, Policy
from app.domain.vocabulary import CASE_CLASSES
from app.domain.zoning import HELD, DayJudgement, ZoneState

RULE_NONE = "no-rule-matched"
RULE_UNKNOWN = "too-little-data"
RULE_HELD = "held"
SOURCE_KNOWN, SOURCE_UNKNOWN = "known", "unknown"


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one ward for one reporting day under one policy version and one boundary version.

    `before` holds the state the day began with: `[own level, entered on, qualifying days, level, entered on,
    qualifying days]`, days as ISO text or null. `evidence` names what the rules looked at beside the counts: under
    `outbreaks` and `linked_outbreaks` the ids of open outbreaks placed in the ward or linked to it, under
    `outbreak_facts` what was known of each (`outbreak_fact`), under `neighbors_<level>` the neighbors of an own level
    that an adjacency rule names.
    """

    ward_code: str
    as_of: date
    closed: bool
    policy_id: str
    policy_version: str
    boundary_version: str
    level: str
    raw_level: str
    rule_id: str
    entered_on: date | None
    qualifying_days: int
    own_level: str
    own_raw_level: str
    own_rule_id: str
    own_entered_on: date | None
    own_qualifying_days: int
    before: list[Any]
    window_start: date
    community_unknown_source: int
    community_known_source: int
    lockdown_area: int
    quarantine: int
    imported: int
    population: int | None
    missing_days: int
    closed_days: int
    evidence: dict[str, list[str]]

    def as_values(self) -> dict[str, Any]:
        """Field by field, for storing and for comparing."""
        return {name: getattr(self, name) for name in self.__slots__}


def assessments_of(
    judgement: DayJudgement,
    *,
    policy: Policy,
    policy_version: str,
    boundary_version: str,
    evidence: Evidence,
    populations: Sequence[int | None],
    positions: Sequence[int],
) -> list[Assessment]:
    """The stored form of one judged day, for the wards at `positions`."""
    names = _RuleNames(policy)
    context = _context(judgement, policy, evidence)
    window_start = judgement.day - timedelta(days=policy.window_days.value - 1)
    own, result = judgement.after.own, judgement.after.result
    level_of = policy.level_of
    found = []
    for ward in positions:
        counts = judgement.sums[ward].tolist()
        found.append(
            Assessment(
                ward_code=evidence.ward_codes[ward],
                as_of=judgement.day,
                closed=judgement.closed,
                policy_id=policy.id,
                policy_version=policy_version,
                boundary_version=boundary_version,
                level=level_of[int(result.rank[ward])],
                raw_level=level_of[int(judgement.raw_rank[ward])],
                rule_id=names[int(judgement.rule[ward])],
                entered_on=_day(result.entered_on[ward]),
                qualifying_days=int(result.qualifying[ward]),
                own_level=level_of[int(own.rank[ward])],
                own_raw_level=level_of[int(judgement.own_raw_rank[ward])],
                own_rule_id=names[int(judgement.own_rule[ward])],
                own_entered_on=_day(own.entered_on[ward]),
                own_qualifying_days=int(own.qualifying[ward]),
                before=_state_of(judgement.before, ward, policy),
                window_start=window_start,
                **dict(zip((each.value for each in CASE_CLASSES), counts, strict=True)),
                population=populations[ward],
                missing_days=int(judgement.missing[ward]),
                closed_days=judgement.closed_days,
                evidence=context.get(ward, {}),
            )
        )
    return found


def outbreak_fact(outbreak: OutbreakFact) -> str:
    """What a rule may ask of an outbreak, as a row keeps it: id, source and setting, as in `12|unknown|market`."""
    return f"{outbreak.outbreak_id}|{SOURCE_KNOWN if outbreak.source_known else SOURCE_UNKNOWN}|{outbreak.setting}"


class HeldLevels(NamedTuple):
    """The part of an assessment that the next day goes on from."""

    own_level: str
    own_entered_on: date | None
    own_qualifying_days: int
    level: str
    entered_on: date | None
    qualifying_days: int


def state_from(held: Sequence[Assessment | HeldLevels | None], policy: Policy) -> ZoneState:
    """The state that one judged day of W wards hands on; a ward that was not judged, or a level the policy does not
    know, starts unknown."""
    own = [(None, None, 0) if a is None else (a.own_level, a.own_entered_on, a.own_qualifying_days) for a in held]
    result = [(None, None, 0) if a is None else (a.level, a.entered_on, a.qualifying_days) for a in held]
    return ZoneState(_held(own, policy), _held(result, policy))


def translate(state: ZoneState, old: Policy, new: Policy) -> ZoneState:
    """Carry a state into another policy by level id.

    A level the new policy does not have becomes the mildest shared one that is stricter, so that changing the policy
    never opens a ward; with none, the new policy's strictest. Unknown stays unknown.
    """
    ranks = np.array([0, *(_carried_rank(level, old, new) for level in old.levels)], dtype=np.int8)

    def carried(held: Held) -> Held:
        return Held(ranks[held.rank], held.entered_on, held.qualifying)

    return ZoneState(carried(state.own), carried(state.result))


def _carried_rank(level: Level, old: Policy, new: Policy) -> int:
    stricter = [each.id for each in old.levels if each.rank >= level.rank and each.id in new.rank_of]
    return new.rank_of[stricter[0]] if stricter else new.levels[-1].rank


class _RuleNames(dict[int, str]):
    def __init__(self, policy: Policy) -> None:
        super().__init__(enumerate(rule.id for rule in policy.all_rules))
        self.update({NO_RULE: RULE_NONE, TOO_LITTLE_DATA: RULE_UNKNOWN, HELD: RULE_HELD})


def _day(ordinal: Any) -> date | None:
    return date.fromordinal(int(ordinal)) if ordinal > 0 else None


def _state_of(state: ZoneState, ward: int, policy: Policy) -> list[Any]:
    def flat(held: Held) -> list[Any]:
        entered = _day(held.entered_on[ward])
        level = policy.level_of[int(held.rank[ward])]
        return [level, entered.isoformat() if entered else None, int(held.qualifying[ward])]

    return [*flat(state.own), *flat(state.result)]


def _held(values: Sequence[tuple[str | None, date | None, int]], policy: Policy) -> Held:
    return Held(
        np.array([policy.rank_of.get(level or "", 0) for level, _, _ in values], dtype=np.int8),
        np.array([day.toordinal() if day else 0 for _, day, _ in values], dtype=np.int32),
        np.array([days for _, _, days in values], dtype=np.int16),
    )


def _context(judgement: DayJudgement, policy: Policy, evidence: Evidence) -> dict[int, dict[str, list[str]]]:
    """What the rules looked at beside counts, only for the wards where there is something to say."""
    context: dict[int, dict[str, list[str]]] = {}

    def note(ward: int, key: str, value: str) -> None:
        context.setdefault(ward, {}).setdefault(key, []).append(value)

    for outbreak in evidence.outbreaks:
        if outbreak.opened_on <= judgement.day and (outbreak.closed_on is None or judgement.day < outbreak.closed_on):
            elsewhere = np.setdiff1d(outbreak.linked, outbreak.placed)
            for key, wards in (("outbreaks", outbreak.placed), ("linked_outbreaks", elsewhere)):
                for ward in wards.tolist():
                    note(ward, key, outbreak.outbreak_id)
                    note(ward, "outbreak_facts", outbreak_fact(outbreak))
    for rule in policy.adjacency:
        rank = policy.rank_of[rule.neighbor_own_level]
        sources = judgement.after.own.rank == rank
        for one, other in ((0, 1), (1, 0)):
            pairs = evidence.borders[sources[evidence.borders[:, one]]]
            for neighbor, ward in zip(pairs[:, one].tolist(), pairs[:, other].tolist(), strict=True):
                note(ward, f"neighbors_{rule.neighbor_own_level}", evidence.ward_codes[neighbor])
    return {
        ward: {key: sorted(set(values)) for key, values in sorted(facts.items())} for ward, facts in context.items()
    }
