"""One judged day of one ward, as it is stored: inputs, matched rule, result; enough to judge it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.classification import NO_RULE, TOO_LITTLE_DATA
from app.domain.evidence import Evidence, OutbreakFact
from app.domain.persistence import Held
from app.domain.policy import Level, Policy
from app.domain.policy_indicators import Indicator, Reported
from app.domain.vocabulary import CASE_CLASSES, UNKNOWN
from app.domain.zoning import HELD, DayJudgement, ZoneState, bordered_rank

RULE_NONE = "no-rule-matched"
RULE_UNKNOWN = "too-little-data"
RULE_HELD = "held"
SOURCE_KNOWN, SOURCE_UNKNOWN = "known", "unknown"
_CASE_COLUMNS: Final = tuple(each.value for each in CASE_CLASSES)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement of one ward for one reporting day under one policy version and one boundary version.

    `before` holds the state the day began with: `[own level, entered on, qualifying days, level, entered on,
    qualifying days]`, days as ISO text or null. `evidence` names what the rules looked at beside the counts: under
    `outbreaks` and `linked_outbreaks` the ids of open outbreaks placed in the ward or linked to it, under
    `outbreak_facts` what was known of each (`outbreak_fact`), under `neighbors_<level>` the neighbors of an own level
    that an adjacency rule names. `indicators` holds, under `reading_key`, what each indicator was at least and at most,
    null being unbounded, so two nulls are a missing value; then, of one that is computed from cases, the cases of each
    of its classes in its window.
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
    indicators: dict[str, list[float | None]] = field(default_factory=dict)

    def as_values(self) -> dict[str, Any]:
        """Field by field, for storing and for comparing."""
        return dict(zip(self.__slots__, _VALUES_OF(self), strict=True))


_VALUES_OF: Final = attrgetter(*Assessment.__slots__)


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
    # Whole columns are turned into plain values at once: one by one, numpy's scalars cost several times as much.
    wards = np.asarray(positions, dtype=np.intp)
    own, result = _standings(judgement.after.own, wards, policy), _standings(judgement.after.result, wards, policy)
    own_before = _standings(judgement.before.own, wards, policy)
    result_before = _standings(judgement.before.result, wards, policy)
    raw, own_raw = judgement.raw_rank[wards].tolist(), judgement.own_raw_rank[wards].tolist()
    rule, own_rule = judgement.rule[wards].tolist(), judgement.own_rule[wards].tolist()
    sums, missing = judgement.sums[wards].tolist(), judgement.missing[wards].tolist()
    readings = _stored_readings(judgement, wards, policy, evidence)
    return [
        Assessment(
            ward_code=evidence.ward_codes[ward],
            as_of=judgement.day,
            closed=judgement.closed,
            policy_id=policy.id,
            policy_version=policy_version,
            boundary_version=boundary_version,
            level=result[row][0],
            raw_level=policy.level_of[raw[row]],
            rule_id=names[rule[row]],
            entered_on=result[row][1],
            qualifying_days=result[row][2],
            own_level=own[row][0],
            own_raw_level=policy.level_of[own_raw[row]],
            own_rule_id=names[own_rule[row]],
            own_entered_on=own[row][1],
            own_qualifying_days=own[row][2],
            before=[*_as_stored(own_before[row]), *_as_stored(result_before[row])],
            window_start=window_start,
            **dict(zip(_CASE_COLUMNS, sums[row], strict=True)),
            population=populations[ward],
            missing_days=missing[row],
            closed_days=judgement.closed_days,
            evidence=context.get(ward, {}),
            indicators=readings[row] if readings else {},
        )
        for row, ward in enumerate(positions)
    ]


def reading_key(indicator_id: str, days_ago: int) -> str:
    """Under which key of `Assessment.indicators` a reading stands: `beds_pct`, or `beds_pct@7` for a week before."""
    return f"{indicator_id}@{days_ago}" if days_ago else indicator_id


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
    never opens a ward. Between palettes that share none, the lowest stays the lowest, the strictest the strictest, and
    one between keeps its place, rounded up. Unknown stays unknown.
    """
    ranks = np.array([0, *(_carried_rank(level, old, new) for level in old.levels)], dtype=np.int8)

    def carried(held: Held) -> Held:
        return Held(ranks[held.rank], held.entered_on, held.qualifying)

    return ZoneState(carried(state.own), carried(state.result))


def carried_level(level_id: str, old: Policy, new: Policy) -> str:
    """One level under another policy, by the same rule; unknown, and a level neither policy knows, is unknown."""
    if level_id in new.rank_of:
        return level_id
    level = next((each for each in old.levels if each.id == level_id), None)
    return UNKNOWN if level is None else new.level_of[_carried_rank(level, old, new)]


def _carried_rank(level: Level, old: Policy, new: Policy) -> int:
    stricter = [each.id for each in old.levels if each.rank >= level.rank and each.id in new.rank_of]
    if stricter:
        return new.rank_of[stricter[0]]
    place = (level.rank - 1) * (len(new.levels) - 1)
    return 1 - (-place // (len(old.levels) - 1))


class _RuleNames(dict[int, str]):
    def __init__(self, policy: Policy) -> None:
        super().__init__(enumerate(rule.id for rule in policy.all_rules))
        self.update({NO_RULE: RULE_NONE, TOO_LITTLE_DATA: RULE_UNKNOWN, HELD: RULE_HELD})


def _stored_readings(
    judgement: DayJudgement, wards: NDArray[np.intp], policy: Policy, evidence: Evidence
) -> list[dict[str, list[float | None]]]:
    """By ward what each indicator was at least and at most, and the cases behind it; empty when the policy looks at
    none."""
    columns = {
        reading_key(*key): (
            _finite(bounds.low[wards]),
            _finite(bounds.high[wards]),
            _cases_behind(policy.indicator_of[key[0]], key[1], judgement.day, wards, evidence),
        )
        for key, bounds in judgement.readings.items()
    }
    return [
        {key: [low[row], high[row], *cases[row]] for key, (low, high, cases) in columns.items()}
        for row in range(len(wards) if columns else 0)
    ]


def _finite(values: NDArray[np.float64]) -> list[float | None]:
    return [each if isfinite(each) else None for each in values.tolist()]


def _cases_behind(
    indicator: Indicator, days_ago: int, day: date, wards: NDArray[np.intp], evidence: Evidence
) -> list[list[int]]:
    """By ward the cases of each of an indicator's classes in its window; nothing for one that is reported."""
    if isinstance(indicator, Reported):
        return [[] for _ in wards]
    end = (day - evidence.first_day).days + evidence.history_days - days_ago + 1
    columns = [CASE_CLASSES.index(each) for each in indicator.classes]
    window = evidence.counts[wards, end - indicator.history_days : end]
    sums: list[list[int]] = window[:, :, columns].sum(axis=1).tolist()
    return sums


_Standing = tuple[str, date | None, int]


def _standings(held: Held, wards: NDArray[np.intp], policy: Policy) -> list[_Standing]:
    """Level, the day it was entered and the days that qualify to leave it, for some wards."""
    days = {ordinal: date.fromordinal(ordinal) for ordinal in set(held.entered_on[wards].tolist()) if ordinal > 0}
    columns = (held.rank[wards].tolist(), held.entered_on[wards].tolist(), held.qualifying[wards].tolist())
    return [(policy.level_of[rank], days.get(entered), count) for rank, entered, count in zip(*columns, strict=True)]


def _as_stored(standing: _Standing) -> list[Any]:
    level, entered_on, qualifying_days = standing
    return [level, entered_on.isoformat() if entered_on else None, qualifying_days]


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
    seen_rank = bordered_rank(policy, evidence, judgement.after.own.rank, judgement.day)
    for rule in policy.adjacency:
        sources = seen_rank == policy.rank_of[rule.neighbor_own_level]
        for one, other in ((0, 1), (1, 0)):
            pairs = evidence.borders[sources[evidence.borders[:, one]]]
            for neighbor, ward in zip(pairs[:, one].tolist(), pairs[:, other].tolist(), strict=True):
                note(ward, f"neighbors_{rule.neighbor_own_level}", evidence.ward_codes[neighbor])
    return {
        ward: {key: sorted(set(values)) for key, values in sorted(facts.items())} for ward, facts in context.items()
    }
