"""When a ward is to be sampled next, as levels change and rounds are done. Days are numbered from 1."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from app.domain import mass_testing, records
from app.domain.mass_testing import DutySpell
from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN
from app.services.policy_library import shipped_policies, shipped_policy

Interval = tuple[int, int] | None
Days = tuple[int | None, int | None]

RED, ORANGE, ONCE = (2, 3), (5, 7), None
POPULATION = 10_000
MOMENT = datetime(2021, 9, 3, 3, tzinfo=UTC)


def day(number: int) -> date:
    return date(2021, 8, 31) + timedelta(days=number)


def make_round(
    completed: int | None,
    *,
    started: int | None = None,
    samples: int = POPULATION,
    reason: str | None = None,
    round_id: int = 1,
) -> records.TestRound:
    begun = started if started is not None else (completed or 1)
    return records.TestRound(
        round_id=round_id,
        ward_code="00487",
        started_on=day(begun),
        completed_on=None if completed is None else day(completed),
        samples=samples,
        positives=0,
        method="pcr_pool",
        pool_size=10,
        closed_with_reason=reason,
    )


def window(
    *duties: tuple[int, Interval],
    rounds: list[records.TestRound] | None = None,
    on: int = 1,
    pct: int = 100,
    population: int | None = POPULATION,
) -> mass_testing.TestingWindow:
    """The window of a ward whose duties begin on numbered days."""
    spells = [DutySpell(day(first), "level", interval) for first, interval in duties]
    return mass_testing.testing_window(spells, rounds or [], on=day(on), round_complete_pct=pct, population=population)


def due(found: mass_testing.TestingWindow) -> Days:
    """(due from, due by) as day numbers."""
    earliest, latest = (None if each is None else (each - day(0)).days for each in (found.due_from, found.due_by))
    return earliest, latest


class TestOneDuty:
    def test_without_a_round_it_is_due_from_its_first_day_and_by_its_longest_interval(self) -> None:
        assert due(window((1, RED))) == (1, 4)
        assert due(window((1, ORANGE))) == (1, 8)

    def test_without_a_round_once_is_due_from_its_first_day_with_no_last_day(self) -> None:
        assert due(window((1, ONCE))) == (1, None)

    def test_a_round_counts_from_the_day_it_was_completed(self) -> None:
        assert due(window((1, RED), rounds=[make_round(4, started=2)], on=5)) == (6, 7)

    def test_a_round_before_the_duty_counts_but_nothing_is_due_before_the_duty_began(self) -> None:
        assert due(window((10, ORANGE), rounds=[make_round(9)], on=10)) == (14, 16)
        assert due(window((10, ORANGE), rounds=[make_round(4)], on=10)) == (10, 11)
        assert due(window((60, RED), rounds=[make_round(4)], on=60)) == (60, 60)

    def test_the_duty_of_the_day_is_the_one_begun_last(self) -> None:
        assert window((1, RED), (3, ORANGE), on=2).interval_days == RED
        assert window((1, RED), (3, ORANGE), on=3).interval_days == ORANGE

    def test_once_is_done_after_a_complete_round(self) -> None:
        done = window((1, ONCE), rounds=[make_round(5)], on=6)

        assert due(done) == (None, None)
        assert done.people_to_sample == 0
        assert done.last_round_on == day(5)

    def test_nothing_is_due_before_any_duty_began(self) -> None:
        before = window((5, RED), rounds=[make_round(2)], on=4)

        assert before == mass_testing.TestingWindow(None, None, None, 0, day(2), 0)

    @pytest.mark.parametrize(("on", "overdue"), [(3, 0), (4, 0), (5, 1), (14, 10)])
    def test_it_is_overdue_only_after_the_latest_day(self, on: int, overdue: int) -> None:
        assert window((1, RED), on=on).overdue_days == overdue

    def test_once_is_never_overdue(self) -> None:
        assert window((1, ONCE), on=300).overdue_days == 0


class TestCompleteRounds:
    @pytest.mark.parametrize(("samples", "complete"), [(7_999, False), (8_000, True), (8_001, True)])
    def test_a_round_is_complete_from_the_share_the_policy_asks_for(self, samples: int, complete: bool) -> None:
        found = window((1, RED), rounds=[make_round(3, samples=samples)], on=3, pct=80)

        assert due(found) == ((5, 6) if complete else (1, 4))

    def test_a_round_closed_with_a_reason_counts_below_that_share(self) -> None:
        assert due(window((1, RED), rounds=[make_round(3, samples=10, reason="rain")], on=3)) == (5, 6)

    def test_a_round_still_running_does_not_count_even_when_all_are_sampled(self) -> None:
        assert due(window((1, RED), rounds=[make_round(None, samples=POPULATION)], on=3)) == (1, 4)

    def test_a_reason_without_a_day_of_completion_does_not_count(self) -> None:
        assert due(window((1, RED), rounds=[make_round(None, reason="rain")], on=3)) == (1, 4)

    def test_without_a_population_only_a_reason_completes_a_round(self) -> None:
        assert due(window((1, RED), rounds=[make_round(3)], on=3, population=None)) == (1, 4)
        assert due(window((1, RED), rounds=[make_round(3, reason="done")], on=3, population=None)) == (5, 6)

    def test_a_round_completed_later_is_not_known_yet(self) -> None:
        found = window((1, RED), rounds=[make_round(6)], on=5)

        assert due(found) == (1, 4)
        assert found.last_round_on is None

    def test_a_round_completed_on_the_day_the_duty_changes_is_followed_by_the_new_interval(self) -> None:
        assert due(window((1, RED), (4, ORANGE), rounds=[make_round(4)], on=4)) == (9, 11)


class TestPeopleToSample:
    def test_the_next_round_covers_the_share_the_policy_asks_for_rounded_up(self) -> None:
        assert window((1, RED), population=1_001, pct=90).people_to_sample == 901

    def test_a_round_under_way_leaves_the_rest(self) -> None:
        rounds = [make_round(2), make_round(None, started=4, samples=2_500, round_id=2)]

        assert window((1, RED), rounds=rounds, on=5).people_to_sample == 7_500

    def test_a_round_that_ended_short_leaves_the_rest(self) -> None:
        assert window((1, RED), rounds=[make_round(3, samples=9_000)], on=5).people_to_sample == 1_000

    def test_only_the_newest_round_under_way_counts(self) -> None:
        rounds = [make_round(None, started=2, samples=9_000), make_round(None, started=4, samples=1_000, round_id=2)]

        assert window((1, RED), rounds=rounds, on=5).people_to_sample == 9_000

    def test_a_round_left_unfinished_before_the_last_complete_one_counts_no_more(self) -> None:
        rounds = [make_round(None, started=1, samples=9_000), make_round(4, started=2, round_id=2)]

        assert window((1, RED), rounds=rounds, on=5).people_to_sample == POPULATION

    def test_more_samples_than_people_leave_nobody(self) -> None:
        assert window((1, RED), rounds=[make_round(None, samples=12_000)], on=2).people_to_sample == 0

    def test_without_a_population_nobody_can_say(self) -> None:
        assert window((1, RED), population=None).people_to_sample is None


# Day 1 the old level begins, day 3 the new one; what is due on day 3 and after.
WITHOUT_A_ROUND: dict[tuple[Interval, Interval], Days] = {
    (RED, RED): (1, 4),
    (RED, ORANGE): (1, 4),
    (RED, ONCE): (1, 4),
    (ORANGE, RED): (1, 6),
    (ORANGE, ORANGE): (1, 8),
    (ORANGE, ONCE): (1, 8),
    (ONCE, RED): (3, 6),
    (ONCE, ORANGE): (3, 10),
    (ONCE, ONCE): (1, None),
}
# The same with a round completed on day 2.
AFTER_A_ROUND: dict[tuple[Interval, Interval], Days] = {
    (RED, RED): (4, 5),
    (RED, ORANGE): (4, 5),
    (RED, ONCE): (4, 5),
    (ORANGE, RED): (4, 5),
    (ORANGE, ORANGE): (7, 9),
    (ORANGE, ONCE): (7, 9),
    (ONCE, RED): (4, 5),
    (ONCE, ORANGE): (7, 9),
    (ONCE, ONCE): (None, None),
}
# A round completed on day 2, nothing since, and the new level begins on day 30.
LONG_AFTER_A_ROUND: dict[tuple[Interval, Interval], Days] = {
    (RED, RED): (4, 5),
    (RED, ORANGE): (4, 5),
    (RED, ONCE): (4, 5),
    (ORANGE, RED): (4, 5),
    (ORANGE, ORANGE): (7, 9),
    (ORANGE, ONCE): (7, 9),
    (ONCE, RED): (30, 30),
    (ONCE, ORANGE): (30, 30),
    (ONCE, ONCE): (None, None),
}
# A round started on day 2, before the change on day 3, and completed on day 5, after it: the new interval follows.
UNDER_WAY_AT_THE_CHANGE: dict[Interval, Days] = {RED: (7, 8), ORANGE: (10, 12), ONCE: (None, None)}
# Nothing done, and the change comes on day 12, when the longest day has passed: what is overdue stays overdue.
OVERDUE_AT_THE_CHANGE: dict[tuple[Interval, Interval], Days] = {
    (RED, RED): (1, 4),
    (RED, ORANGE): (1, 4),
    (RED, ONCE): (1, 4),
    (ORANGE, RED): (1, 8),
    (ORANGE, ORANGE): (1, 8),
    (ORANGE, ONCE): (1, 8),
    (ONCE, RED): (12, 15),
    (ONCE, ORANGE): (12, 19),
    (ONCE, ONCE): (1, None),
}
# A round recorded on day 3 before the change of that day: what it published, and what a tighter duty asks.
ROUND_RECORDED_BEFORE_THE_CHANGE: dict[tuple[Interval, Interval], Days] = {
    (RED, RED): (5, 6),
    (RED, ORANGE): (5, 6),
    (RED, ONCE): (5, 6),
    (ORANGE, RED): (5, 6),
    (ORANGE, ORANGE): (8, 10),
    (ORANGE, ONCE): (8, 10),
    (ONCE, RED): (5, 6),
    (ONCE, ORANGE): (8, 10),
    (ONCE, ONCE): (None, None),
}
# No round before the change on day 3, one completed on day 6.
ROUND_AFTER_THE_CHANGE: dict[Interval, Days] = {RED: (8, 9), ORANGE: (11, 13), ONCE: (None, None)}

PAIRS = [
    pytest.param(policy, old, new, id=f"{policy.id}: {old} to {new}")
    for policy in filter(lambda each: each.testing, shipped_policies().values())
    for old, new in product([*(level.id for level in policy.levels), UNKNOWN], repeat=2)
]


@pytest.mark.parametrize(("policy", "old", "new"), PAIRS)
class TestAllPairsOfLevels:
    def test_a_change_without_a_round(self, policy: Policy, old: str, new: str) -> None:
        assert due(_changed(policy, old, new, on_day=3, rounds=[])) == WITHOUT_A_ROUND[_intervals(policy, old, new)]

    def test_a_change_after_a_round(self, policy: Policy, old: str, new: str) -> None:
        found = _changed(policy, old, new, on_day=3, rounds=[make_round(2)])

        assert due(found) == AFTER_A_ROUND[_intervals(policy, old, new)]

    def test_a_change_long_after_a_round(self, policy: Policy, old: str, new: str) -> None:
        found = _changed(policy, old, new, on_day=30, rounds=[make_round(2)])

        assert due(found) == LONG_AFTER_A_ROUND[_intervals(policy, old, new)]

    def test_a_round_after_the_change_starts_the_new_interval(self, policy: Policy, old: str, new: str) -> None:
        found = _changed(policy, old, new, on_day=3, rounds=[make_round(6)], asked_on=6)

        assert due(found) == ROUND_AFTER_THE_CHANGE[_intervals(policy, old, new)[1]]

    def test_a_change_while_a_round_is_under_way(self, policy: Policy, old: str, new: str) -> None:
        under_way = make_round(5, started=2)

        before = _changed(policy, old, new, on_day=3, rounds=[under_way])
        after = _changed(policy, old, new, on_day=3, rounds=[under_way], asked_on=5)

        assert due(before) == WITHOUT_A_ROUND[_intervals(policy, old, new)]
        assert due(after) == UNDER_WAY_AT_THE_CHANGE[_intervals(policy, old, new)[1]]

    def test_a_change_when_a_round_is_overdue(self, policy: Policy, old: str, new: str) -> None:
        found = _changed(policy, old, new, on_day=12, rounds=[])

        assert due(found) == OVERDUE_AT_THE_CHANGE[_intervals(policy, old, new)]

    def test_a_change_after_a_round_of_the_same_day(self, policy: Policy, old: str, new: str) -> None:
        ended = replace(make_round(3), ended_at=MOMENT)
        spells = [
            DutySpell.under(policy, first_day=day(1), level=old),
            DutySpell.under(policy, first_day=day(3), level=new, since=MOMENT + timedelta(hours=1)),
        ]
        found = mass_testing.testing_window(spells, [ended], on=day(3), round_complete_pct=100, population=POPULATION)

        assert due(found) == ROUND_RECORDED_BEFORE_THE_CHANGE[_intervals(policy, old, new)]


def _intervals(policy: Policy, old: str, new: str) -> tuple[Interval, Interval]:
    return policy.duty_of[old].interval_days, policy.duty_of[new].interval_days


def _changed(
    policy: Policy, old: str, new: str, *, on_day: int, rounds: list[records.TestRound], asked_on: int | None = None
) -> mass_testing.TestingWindow:
    spells = [
        DutySpell.under(policy, first_day=day(1), level=old),
        DutySpell.under(policy, first_day=day(on_day), level=new),
    ]
    return mass_testing.testing_window(
        spells, rounds, on=day(asked_on or on_day), round_complete_pct=100, population=POPULATION
    )


def test_an_unknown_level_has_the_duty_of_other_areas() -> None:
    spell = DutySpell.under(shipped_policy("hanoi-ct06-2021"), first_day=day(1), level=UNKNOWN)

    assert spell == DutySpell(day(1), UNKNOWN, None)


def test_a_duty_of_a_few_hours_still_keeps_the_day_it_published() -> None:
    assert due(window((1, ONCE), (5, RED), (5, ONCE), on=5)) == (5, 8)


def test_a_day_left_unmet_is_kept_through_once_until_a_round_discharges_it() -> None:
    duties = ((1, RED), (3, ONCE), (20, ORANGE))

    assert due(window(*duties, on=20)) == (1, 4)
    assert window(*duties, on=20).overdue_days == 16
    assert due(window(*duties, rounds=[make_round(10)], on=19)) == (None, None)
    assert due(window(*duties, rounds=[make_round(10)], on=20)) == (20, 20)


class TestRoundsThatWereDue:
    """What a calendar shows: each round once, whatever was planned anew, and when it was done."""

    def test_the_rounds_follow_each_other(self) -> None:
        rounds = [make_round(3), make_round(6, round_id=2)]
        spells = [DutySpell(day(1), "red", RED)]

        found = mass_testing.due_rounds(spells, rounds, on=day(7), round_complete_pct=100, population=POPULATION)

        assert found == [
            mass_testing.DueRound(None, day(1), day(4), day(3)),
            mass_testing.DueRound(day(3), day(5), day(6), day(6)),
            mass_testing.DueRound(day(6), day(8), day(9), None),
        ]

    def test_a_change_of_level_plans_the_same_round_anew(self) -> None:
        spells = [DutySpell(day(1), "orange", ORANGE), DutySpell(day(4), "red", RED)]

        found = mass_testing.due_rounds(spells, [], on=day(4), round_complete_pct=100, population=POPULATION)

        assert found == [mass_testing.DueRound(None, day(1), day(7), None)]

    def test_nothing_is_due_after_once_was_done(self) -> None:
        spells = [DutySpell(day(1), "green", ONCE)]

        found = mass_testing.due_rounds(
            spells, [make_round(2), make_round(2, round_id=2)], on=day(9), round_complete_pct=100, population=POPULATION
        )

        assert found == [mass_testing.DueRound(None, day(1), None, day(2))]
