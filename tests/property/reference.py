"""The judgement said again in plain Python, from the meaning of the words alone: an oracle for the engine.

Nothing here comes from the engine or from the policy files: the criteria stand as `if`s, one ward and one day at a
time, and the numbers (14, 2, 14, 1) as arguments. Levels are names; `unknown` has no rank.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.vocabulary import CaseClass, OutbreakSetting
from tests.spec.situation import CT06, MOH, DrawnOutbreak, Situation

PALETTE = {CT06: ["green", "orange", "red"], MOH: ["green", "yellow", "orange", "red"]}
HARD_TO_CONTROL = {
    OutbreakSetting.INDUSTRIAL_PARK,
    OutbreakSetting.SCHOOL,
    OutbreakSetting.SUPERMARKET,
    OutbreakSetting.MARKET,
}


@dataclass(frozen=True)
class Rules:
    """The numbers of an order; those of the shipped policies unless said otherwise."""

    policy_id: str
    window_days: int = 14
    max_missing_days: int = 2
    hold_days: int = 14
    qualifying_days: int = 1


@dataclass(frozen=True)
class Standing:
    """A level, the day it was entered, and how many days in a row qualified to leave it."""

    level: str = "unknown"
    entered: int | None = None
    qualified: int = 0


@dataclass(frozen=True)
class WardDay:
    """What one ward is on one day: its own level, and the result with its neighbors."""

    own: Standing
    result: Standing


def judge_plainly(rules: Rules, situation: Situation, *, through: int) -> list[dict[str, WardDay]]:
    """Every ward on days 1 … through."""
    days: list[dict[str, WardDay]] = []
    yesterday = {ward: WardDay(Standing(), Standing()) for ward in situation.wards}
    for day in range(1, through + 1):
        own = {}
        for ward in situation.wards:
            raw = own_criteria(rules, situation, ward, day)
            own[ward] = _persist(rules, yesterday[ward].own, raw, situation, ward, day)
        today = {}
        for ward in situation.wards:
            raw = _beside_neighbors(rules, situation, ward, own)
            result = _persist(rules, yesterday[ward].result, raw, situation, ward, day)
            today[ward] = WardDay(own[ward], result)
        days.append(today)
        yesterday = today
    return days


def own_criteria(rules: Rules, situation: Situation, ward: str, day: int) -> str:
    """The level a ward's own evidence gives on a day, before any persistence."""
    here = [each for each in situation.outbreaks if _is_open(each, day) and ward in each.wards]
    elsewhere = [
        each for each in situation.outbreaks if _is_open(each, day) and ward in each.linked and ward not in each.wards
    ]
    if any(not each.source_known or each.setting in HARD_TO_CONTROL for each in here):
        return "red"
    if _cases(rules, situation, ward, day, CaseClass.COMMUNITY_UNKNOWN_SOURCE) >= 1:
        return "orange"
    if any(each.setting in HARD_TO_CONTROL for each in elsewhere):
        return "orange"
    if here or _cases(rules, situation, ward, day, CaseClass.COMMUNITY_KNOWN_SOURCE) >= 1:
        return "yellow" if rules.policy_id == MOH else "orange"
    if _missing_closed_days(rules, situation, ward, day) > rules.max_missing_days:
        return "unknown"
    return "green"


def _beside_neighbors(rules: Rules, situation: Situation, ward: str, own: dict[str, Standing]) -> str:
    """A ward's own level, raised where a neighbor's *own* level asks for it."""
    level = own[ward].level
    neighbors = [own[other].level for other in situation.wards if _share_a_border(situation, ward, other)]
    if "red" in neighbors and level != "red":
        return "orange"
    if rules.policy_id == MOH and "orange" in neighbors and level in ("unknown", "green"):
        return "yellow"
    return level


def _persist(rules: Rules, before: Standing, raw: str, situation: Situation, ward: str, day: int) -> Standing:
    """Tighten at once; loosen one step, late; never loosen or turn green on an open day."""
    palette = PALETTE[rules.policy_id]
    closed = situation.open_from is None or day < situation.open_from
    if before.level == "unknown":
        if raw == "unknown" or (raw == "green" and not closed):
            return before
        return Standing(raw, day)
    if raw == "unknown":
        return Standing("unknown", day) if before.level == "green" else Standing(before.level, before.entered)
    if palette.index(raw) > palette.index(before.level):
        return Standing(raw, day)
    if raw == before.level:
        return Standing(before.level, before.entered)
    if not closed:
        return before
    if _missing_closed_days(rules, situation, ward, day) > 0:
        return Standing(before.level, before.entered)
    qualified = before.qualified + 1
    held_days = day - (before.entered or 0)
    if held_days >= rules.hold_days and qualified >= rules.qualifying_days:
        return Standing(palette[palette.index(before.level) - 1], day)
    return Standing(before.level, before.entered, qualified)


def _cases(rules: Rules, situation: Situation, ward: str, day: int, case_class: CaseClass) -> int:
    window = range(day - rules.window_days + 1, day + 1)
    return sum(situation.counts.get((ward, each, case_class), 0) for each in window)


def _missing_closed_days(rules: Rules, situation: Situation, ward: str, day: int) -> int:
    missing = 0
    for each in range(day - rules.window_days + 1, day + 1):
        is_closed = situation.open_from is None or each < situation.open_from
        if is_closed and (ward, each) in situation.missing:
            missing += 1
    return missing


def _is_open(outbreak: DrawnOutbreak, day: int) -> bool:
    return outbreak.opened <= day and (outbreak.closed is None or day < outbreak.closed)


def _share_a_border(situation: Situation, one: str, other: str) -> bool:
    return (one, other) in situation.borders or (other, one) in situation.borders
