"""Whatever levels and rounds follow each other, a published last day is never moved later but by a completed round."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import mass_testing, records
from app.domain.mass_testing import DutySpell

calmly = settings(deadline=None)
FIRST = date(2021, 9, 1)
DAYS = 40
POPULATION = 100

days = st.integers(0, DAYS).map(lambda offset: FIRST + timedelta(days=offset))
intervals = st.sampled_from([None, (2, 3), (5, 7), (1, 1), (3, 14)])
spells_drawn = st.lists(
    st.builds(DutySpell, first_day=days, level=st.just("level"), interval_days=intervals), max_size=8
).map(lambda spells: sorted(spells, key=lambda each: each.first_day))


@st.composite
def _rounds(draw: st.DrawFn) -> list[records.TestRound]:
    starts = draw(st.lists(days, max_size=6))
    lengths = draw(st.lists(st.none() | st.integers(0, 6), min_size=len(starts), max_size=len(starts)))
    return [
        records.TestRound(
            round_id=number,
            ward_code="00487",
            started_on=start,
            completed_on=None if length is None else start + timedelta(days=length),
            samples=draw(st.sampled_from([0, 60, 99, 100, 130])),
            positives=0,
            method="pcr_pool",
            pool_size=10,
            closed_with_reason=draw(st.sampled_from([None, None, "closed by the district"])),
        )
        for number, (start, length) in enumerate(zip(starts, lengths, strict=True))
    ]


def _window(spells: list[DutySpell], rounds: list[records.TestRound], on: date) -> mass_testing.TestingWindow:
    return mass_testing.testing_window(spells, rounds, on=on, round_complete_pct=100, population=POPULATION)


def _resets(rounds: list[records.TestRound]) -> list[records.TestRound]:
    return [each for each in rounds if each.completed_on and (each.samples >= POPULATION or each.closed_with_reason)]


@calmly
@given(spells=spells_drawn, rounds=_rounds())
def test_the_last_day_moves_later_only_by_a_completed_round(
    spells: list[DutySpell], rounds: list[records.TestRound]
) -> None:
    resets = {each.completed_on for each in _resets(rounds)}
    for offset in range(DAYS):
        today = FIRST + timedelta(days=offset)
        tomorrow = today + timedelta(days=1)
        before, after = _window(spells, rounds, today), _window(spells, rounds, tomorrow)
        if before.due_by is not None and tomorrow not in resets:
            assert after.due_by is not None
            assert after.due_by <= before.due_by


@calmly
@given(spells=spells_drawn, rounds=_rounds(), on=days)
def test_a_round_that_is_not_complete_moves_nothing(
    spells: list[DutySpell], rounds: list[records.TestRound], on: date
) -> None:
    with_all, with_complete = _window(spells, rounds, on), _window(spells, _resets(rounds), on)

    assert (with_all.due_from, with_all.due_by) == (with_complete.due_from, with_complete.due_by)
    assert with_all.last_round_on == with_complete.last_round_on


@calmly
@given(spells=spells_drawn, rounds=_rounds(), on=days, shuffled=st.randoms(use_true_random=False))
def test_the_order_in_which_rounds_were_logged_does_not_matter(
    spells: list[DutySpell], rounds: list[records.TestRound], on: date, shuffled: Random
) -> None:
    again = rounds.copy()
    shuffled.shuffle(again)

    assert _window(spells, again, on) == _window(spells, rounds, on)


@calmly
@given(spells=spells_drawn, rounds=_rounds(), on=days)
def test_a_window_makes_sense_by_itself(spells: list[DutySpell], rounds: list[records.TestRound], on: date) -> None:
    window = _window(spells, rounds, on)

    if window.due_by is not None:
        assert window.due_from is not None
        assert window.due_from <= window.due_by
    assert window.overdue_days == max(0, (on - window.due_by).days if window.due_by else 0)
    assert window.people_to_sample is not None
    assert 0 <= window.people_to_sample <= POPULATION


@calmly
@given(spells=spells_drawn, on=days)
def test_a_round_completed_today_leaves_nothing_overdue(spells: list[DutySpell], on: date) -> None:
    done = records.TestRound(1, "00487", on, on, POPULATION, 0, "pcr_pool", 10, None)
    window = _window(spells, [done], on)
    duty = window.interval_days

    assert window.overdue_days == 0
    assert window.due_by == (None if duty is None else on + timedelta(days=duty[1]))


@st.composite
def _known_over_time(draw: st.DrawFn) -> list[tuple[date, list[records.TestRound]]]:
    """What is known of the rounds from some days on: rounds logged late, corrected, withdrawn."""
    rounds = {each.round_id: each for each in draw(_rounds())}
    story = [(FIRST, list(rounds.values()))]
    for known_on in sorted(draw(st.lists(days, max_size=5))):
        number = draw(st.integers(0, 7))
        if number in rounds and draw(st.booleans()):
            del rounds[number]
        else:
            start = draw(days)
            samples = draw(st.sampled_from([0, 99, 100]))
            ended = start + timedelta(days=draw(st.integers(0, 4)))
            rounds[number] = records.TestRound(number, "00487", start, ended, samples, 0, "pcr_pool", 10, None)
        story.append((known_on, list(rounds.values())))
    return story


@settings(deadline=None, max_examples=50)
@given(spells=spells_drawn, story=_known_over_time())
def test_whatever_is_corrected_the_last_day_moves_later_only_with_the_rounds_that_count(
    spells: list[DutySpell], story: list[tuple[date, list[records.TestRound]]]
) -> None:
    def known(on: date) -> list[records.TestRound]:
        return [rounds for since, rounds in story if since <= on][-1]

    def counted(on: date) -> set[date]:
        return {each.completed_on for each in _resets(known(on)) if each.completed_on and each.completed_on <= on}

    for offset in range(DAYS):
        today = FIRST + timedelta(days=offset)
        tomorrow = today + timedelta(days=1)
        before, after = _window(spells, known(today), today), _window(spells, known(tomorrow), tomorrow)
        if before.due_by is not None and counted(tomorrow) == counted(today):
            assert after.due_by is not None
            assert after.due_by <= before.due_by


@settings(deadline=None, max_examples=50)
@given(spells=spells_drawn, rounds=_rounds(), on=days)
def test_the_rounds_that_were_due_are_the_windows_of_their_days(
    spells: list[DutySpell], rounds: list[records.TestRound], on: date
) -> None:
    found = mass_testing.due_rounds(spells, rounds, on=on, round_complete_pct=100, population=POPULATION)
    window = _window(spells, rounds, on)

    assert [each.done_on for each in found[:-1]].count(None) == 0
    assert len({each.after for each in found}) == len(found)
    assert all(each.due_by is None or each.due_from <= each.due_by for each in found)
    standing = [(each.due_from, each.due_by, each.after) for each in found if each.done_on is None]
    assert standing == ([] if window.due_from is None else [(window.due_from, window.due_by, window.last_round_on)])
