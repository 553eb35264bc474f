"""What is in force from an instant on: notice, approval and decisions over the computed level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.policy import DecisionRule, Notice, Number
from app.domain.standing import DecidedSpan, Segment, Step, Terms, confirm, stand
from app.domain.vocabulary import UNKNOWN, Provenance, StatusCause
from app.services.policy_library import shipped_policy

RANKS = {"green": 1, "yellow": 2, "orange": 3, "red": 4}
NOW = datetime(2021, 10, 15, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
AT_ONCE = Terms(RANKS)
NOTICE = Terms(RANKS, raise_notice=48 * HOUR)
APPROVAL = Terms(RANKS, needs_approval=True)
UPWARD = Terms(RANKS, upward_only=True)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def steps(*told: tuple[float, str]) -> tuple[Step, ...]:
    """The confirmed level by hours from now."""
    return tuple(Step(at(hours), level) for hours, level in told)


def decided(level: str, start: float, end: float | None, name: str = "QD0001") -> DecidedSpan:
    return DecidedSpan(name, level, at(start), None if end is None else at(end))


def plan(
    before: Sequence[Segment],
    computed: str,
    *decisions: DecidedSpan,
    terms: Terms = AT_ONCE,
    hours: float = 0,
    approved: bool = False,
) -> tuple[Segment, ...]:
    return stand(before, computed_level=computed, decisions=decisions, at=at(hours), terms=terms, approved=approved)


def told(segments: Sequence[Segment]) -> list[tuple[float, str, str]]:
    """Hours from now, level and cause of each segment."""
    return [((each.from_instant - NOW) / HOUR, each.level, each.cause.value) for each in segments]


@pytest.mark.parametrize(
    ("terms", "before", "computed", "after"),
    [
        # A first level needs neither notice nor approval.
        (NOTICE, (), "red", [(0, "red")]),
        (NOTICE, [(-9, UNKNOWN)], "red", [(0, "red")]),
        (APPROVAL, [(-9, UNKNOWN)], "green", [(0, "green")]),
        # At once where nothing else is asked.
        (AT_ONCE, [(-9, "green")], "red", [(0, "red")]),
        (AT_ONCE, [(-9, "red")], "green", [(0, "green")]),
        (AT_ONCE, [(-9, "red")], "red", [(0, "red")]),
        (AT_ONCE, [(-9, "green")], UNKNOWN, [(0, UNKNOWN)]),
        # A raise under notice is announced.
        (NOTICE, [(-9, "green")], "red", [(0, "green"), (48, "red")]),
        # The same level keeps its moment, also when it comes to take effect.
        (NOTICE, [(-9, "green"), (20, "red")], "red", [(0, "green"), (20, "red")]),
        (NOTICE, [(-9, "green"), (-2, "red")], "red", [(0, "red")]),
        # An announcement above the computed level gives its moment to that level, or is cancelled.
        (NOTICE, [(-9, "green"), (20, "red")], "green", [(0, "green")]),
        (NOTICE, [(-9, "green"), (20, "red")], "orange", [(0, "green"), (20, "orange")]),
        (NOTICE, [(-9, "green"), (20, "orange"), (40, "red")], "orange", [(0, "green"), (20, "orange")]),
        # A stricter raise during a pending one stands beside it.
        (NOTICE, [(-9, "green"), (20, "orange")], "red", [(0, "green"), (20, "orange"), (48, "red")]),
        # A fall under notice is at once and ends what was announced.
        (NOTICE, [(-9, "orange"), (20, "red")], "green", [(0, "green")]),
        (NOTICE, [(-9, "orange"), (20, "red")], UNKNOWN, [(0, UNKNOWN)]),
        # A policy without notice takes over: what was announced is in force at once.
        (AT_ONCE, [(-9, "green"), (20, "red")], "red", [(0, "red")]),
        # A shorter notice brings the stricter level before the milder one was due.
        (replace(NOTICE, raise_notice=9 * HOUR), [(-9, "green"), (20, "orange")], "red", [(0, "green"), (9, "red")]),
        # A fall waits for approval, a raise never does.
        (APPROVAL, [(-9, "red")], "green", [(0, "red")]),
        (APPROVAL, [(-9, "orange")], "red", [(0, "red")]),
        # Nothing known: a ward above the lowest level keeps it where falls wait.
        (APPROVAL, [(-9, "orange")], UNKNOWN, [(0, "orange")]),
        (APPROVAL, [(-9, "green")], UNKNOWN, [(0, UNKNOWN)]),
    ],
)
def test_the_confirmed_level_follows_the_computed_one_by_the_terms(
    terms: Terms, before: list[tuple[float, str]], computed: str, after: list[tuple[float, str]]
) -> None:
    assert confirm(steps(*before), computed, at=NOW, terms=terms) == steps(*after)


def test_an_approved_fall_takes_effect() -> None:
    assert confirm(steps((-9, "red")), "green", at=NOW, terms=APPROVAL, approved=True) == steps((0, "green"))


def test_what_waits_is_named_until_it_is_approved() -> None:
    red = plan((), "red", terms=APPROVAL)
    (waiting,) = plan(red, "green", terms=APPROVAL, hours=1)
    assert (waiting.level, waiting.confirmed_level, waiting.awaiting_level) == ("red", "red", "green")
    (fallen,) = plan([waiting], "green", terms=APPROVAL, hours=2, approved=True)
    assert (fallen.level, fallen.awaiting_level, fallen.cause) == ("green", None, StatusCause.APPROVAL)


def test_a_raise_while_a_fall_waits_ends_the_waiting() -> None:
    waiting = plan(plan((), "red", terms=APPROVAL), "green", terms=APPROVAL, hours=1)
    (back,) = plan(waiting, "red", terms=APPROVAL, hours=2)
    assert (back.level, back.awaiting_level, back.cause) == ("red", None, StatusCause.ASSESSMENT)


def test_ending_the_mode_lets_what_waits_take_effect() -> None:
    waiting = plan(plan((), "red", terms=APPROVAL), "green", terms=APPROVAL, hours=1)
    assert told(plan(waiting, "green", terms=AT_ONCE, hours=2)) == [(2, "green", "approval")]


def test_an_announced_raise_switches_by_the_clock_alone() -> None:
    announced = plan(plan((), "green", terms=NOTICE), "red", terms=NOTICE, hours=1)
    assert told(announced) == [(1, "green", "assessment"), (49, "red", "announced")]
    assert told(plan(announced[1:], "red", terms=NOTICE, hours=60)) == [(60, "red", "assessment")]


def test_a_decision_holds_between_its_moments_and_the_confirmed_level_returns() -> None:
    green = plan((), "green")
    assert told(plan(green, "green", decided("red", 2, 5), hours=1)) == [
        (1, "green", "assessment"),
        (2, "red", "decision"),
        (5, "green", "decision_expired"),
    ]


def test_a_decision_from_now_until_further_notice_is_one_segment() -> None:
    (segment,) = plan(plan((), "green"), "green", decided("red", 1, None), hours=1)
    assert (segment.level, segment.computed_level, segment.decision_id) == ("red", "green", "QD0001")
    assert segment.cause is StatusCause.DECISION


def test_a_decision_may_lower_where_the_policy_lets_it() -> None:
    assert told(plan(plan((), "red"), "red", decided("green", 1, None), hours=1)) == [(1, "green", "decision")]


def test_one_decision_may_follow_another_without_a_gap() -> None:
    found = plan(plan((), "green"), "green", decided("red", 1, 4), decided("orange", 4, 6, "QD0002"), hours=1)
    assert told(found) == [(1, "red", "decision"), (4, "orange", "decision"), (6, "green", "decision_expired")]


def test_a_revoked_decision_gives_way_at_once() -> None:
    before = plan(plan((), "green"), "green", decided("red", 1, 9), hours=1)
    assert told(plan(before, "green", decided("red", 1, 3), hours=3)) == [(3, "green", "decision_revoked")]


def test_revoking_a_decision_that_never_began_leaves_what_is_in_force() -> None:
    before = plan(plan((), "green"), "green", decided("red", 5, 9), hours=1)
    (left,) = plan(before, "green", hours=3)
    assert left.says_the_same(before[0])


def test_the_computed_level_goes_on_under_a_decision() -> None:
    before = plan(plan((), "green"), "green", decided("orange", 1, 9), hours=1)
    assert told(plan(before, "red", decided("orange", 1, 9), hours=2)) == [
        (2, "orange", "assessment"),
        (9, "red", "decision_expired"),
    ]


def test_an_upward_only_decision_never_stands_below_the_computed_level() -> None:
    before = plan(plan((), "green"), "green", decided("orange", 1, 9), hours=1, terms=UPWARD)
    assert told(plan(before, "red", decided("orange", 1, 9), hours=2, terms=UPWARD))[0] == (2, "red", "assessment")
    fallen = plan(before, "yellow", decided("orange", 1, 9), hours=2, terms=UPWARD)
    assert [each.level for each in fallen] == ["orange", "yellow"]


def test_an_announcement_takes_effect_under_a_decision_without_changing_the_level() -> None:
    before = plan(plan((), "green", terms=NOTICE), "green", decided("orange", 1, 100), hours=1, terms=NOTICE)
    found = plan(before, "red", decided("orange", 1, 100), hours=2, terms=NOTICE)
    assert told(found) == [(2, "orange", "assessment"), (50, "orange", "announced"), (100, "red", "decision_expired")]


def test_a_fall_can_wait_for_approval_under_a_decision() -> None:
    before = plan(plan((), "red", terms=APPROVAL), "red", decided("orange", 1, 9), hours=1, terms=APPROVAL)
    found = plan(before, "green", decided("orange", 1, 9), hours=2, terms=APPROVAL)
    assert [(each.level, each.awaiting_level) for each in found] == [("orange", "green"), ("red", "green")]


def test_a_ward_never_judged_can_be_decided() -> None:
    assert told(plan((), UNKNOWN, decided("red", 0, 5))) == [(0, "red", "decision"), (5, UNKNOWN, "decision_expired")]


def test_terms_are_read_from_the_policy() -> None:
    policy = shipped_policy("hanoi-ct06-2021")
    assert Terms.under(policy, needs_approval=True) == Terms(policy.rank_of, None, True, False)
    notes = {"provenance": Provenance.EXAMPLE, "note_vi": "ví dụ", "note_en": "example"}
    stricter = policy.model_copy(
        update={
            "notice": Notice(raise_hours=Number(value=48, unit="hours", **notes)),
            "decisions": DecisionRule(direction="upward_only", **notes),
        }
    )
    assert Terms.under(stricter, needs_approval=False) == Terms(policy.rank_of, timedelta(hours=48), False, True)
