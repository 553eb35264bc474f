"""Directive 06-CT/TU came on 1 Sep 2021, after Decision 2686: an old day is judged by the old policy.

A policy is adopted from a day on. On that day each ward brings its level along by the level's id, with the day it was
entered; the new policy then judges. (Which policy judges which day: `tests/services`, `policy_library`.)
"""

from __future__ import annotations

from app.domain.assessment import translate
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass
from app.domain.zoning import ZoneState, judge
from app.services.policy_library import shipped_policy
from tests.spec.drawing import LETTER_OF, drawn_map, levels_of
from tests.spec.situation import CT06, MOH, Situation

OLD, NEW = shipped_policy(MOH), shipped_policy(CT06)


def strip_of(ward: str, situation: Situation, policies: list[tuple[Policy, int, int]]) -> str:
    """A ward's level on each day, judged by policies that change on a day, one letter per day."""
    state = ZoneState.unknown(len(situation.wards))
    letters = []
    previous: Policy | None = None
    for policy, first, last in policies:
        if previous is not None:
            state = translate(state, previous, policy)
        evidence = situation.evidence(first=first, last=last, window_days=policy.window_days.value)
        for judgement in judge(policy, evidence, state):
            letters.append(LETTER_OF[levels_of(policy, judgement)[situation.wards.index(ward)]])
            state = judgement.after
        previous = policy
    return "".join(letters)


def test_each_day_is_judged_by_the_policy_of_its_day() -> None:
    """A case of known source is yellow to the Ministry and orange to Hanoi from day 6 on."""
    drawing = drawn_map("A", policy=OLD).cases("A", CaseClass.COMMUNITY_KNOWN_SOURCE, on_day=2)
    assert strip_of("A", drawing.situation, [(OLD, 1, 5), (NEW, 6, 10)]) == "XVVVV" + "CCCCC"


def test_red_comes_along_with_the_day_it_was_entered() -> None:
    """Red since day 2 under the old policy opens on day 16 under the new one."""
    drawing = drawn_map("A", policy=OLD).outbreak("A", source_known=False, opened=2, closed=3)
    assert strip_of("A", drawing.situation, [(OLD, 1, 9), (NEW, 10, 17)]) == "XĐĐĐĐĐĐĐĐ" + "ĐĐĐĐĐĐCC"


def test_a_level_is_carried_by_its_name_though_its_rank_differs() -> None:
    """Orange is the third of four levels in the old policy and the second of three in the new one."""
    drawing = drawn_map("A", policy=OLD).cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=2)
    assert OLD.rank_of["orange"] == 3
    assert NEW.rank_of["orange"] == 2
    assert strip_of("A", drawing.situation, [(OLD, 1, 9), (NEW, 10, 16)]) == "XCCCCCCCC" + "CCCCCCX"


def test_from_hanois_policy_to_the_ministrys_orange_steps_down_to_yellow() -> None:
    drawing = drawn_map("A", policy=NEW).cases("A", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=2)
    assert strip_of("A", drawing.situation, [(NEW, 1, 9), (OLD, 10, 16)]) == "XCCCCCCCC" + "CCCCCCV"


def test_green_stays_green_and_unknown_stays_unknown() -> None:
    drawing = drawn_map("A B", policy=OLD).no_report("B", on_days=range(-30, 10))
    assert strip_of("A", drawing.situation, [(OLD, 1, 3), (NEW, 4, 6)]) == "XXXXXX"
    assert strip_of("B", drawing.situation, [(OLD, 1, 3), (NEW, 4, 6)]) == "??????"
