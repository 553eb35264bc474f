"""Whatever happens in whatever order: one plan, one level at every instant, nothing tightened later than it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.standing import DecidedSpan, Segment, Terms, stand
from app.domain.status_plan import Judged, Status, meeting, replan
from app.domain.vocabulary import UNKNOWN
from tests.examples import examples

RANKS = {"green": 1, "yellow": 2, "orange": 3, "red": 4}
LEVELS = (UNKNOWN, *RANKS)
START = datetime(2021, 10, 15, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
JUDGED = Judged("A", "drawn", "1", START.date())


@dataclass(frozen=True)
class Step:
    """So many hours later the computed level is this; a decision may begin or be revoked, a fall be approved."""

    hours: int
    computed: str
    decide: tuple[str, int, int | None] | None
    revoke: bool
    approved: bool


steps = st.lists(
    st.builds(
        Step,
        hours=st.integers(1, 60),
        computed=st.sampled_from(LEVELS),
        decide=st.one_of(
            st.none(),
            st.tuples(st.sampled_from(tuple(RANKS)), st.integers(0, 50), st.one_of(st.none(), st.integers(1, 50))),
        ),
        revoke=st.booleans(),
        approved=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
terms = st.builds(
    Terms,
    rank_of=st.just(RANKS),
    raise_notice=st.sampled_from([None, 24 * HOUR, 48 * HOUR]),
    needs_approval=st.booleans(),
    upward_only=st.booleans(),
)


@dataclass
class Ward:
    """One ward's rows as they are stored, its decisions, and the clock."""

    terms: Terms
    rows: list[Status]
    cancelled: list[Status]
    decisions: list[DecidedSpan]
    now: datetime = START
    revision: int = 0

    @classmethod
    def new(cls, terms: Terms) -> Ward:
        return cls(terms, [], [], [])

    def standing(self) -> list[Status]:
        return [row for row in self.rows if row.until_instant is None or row.until_instant > self.now]

    def plan(self, computed: str, *, approved: bool = False) -> tuple[Segment, ...]:
        return stand(
            [row.segment() for row in self.standing()],
            computed_level=computed,
            decisions=self.decisions,
            at=self.now,
            terms=self.terms,
            approved=approved,
        )

    def take(self, step: Step, *, decides: bool = True) -> None:
        """Let a step happen, as a write does."""
        self.now += step.hours * HOUR
        self.revision += 1
        if decides:
            self._decide(step)
        found = replan(
            self.standing(),
            self.plan(step.computed, approved=step.approved),
            JUDGED,
            at=self.now,
            revision=self.revision,
        )
        gone = {row.from_instant for row in (*found.cancelled, *found.moved)}
        kept = [row for row in self.rows if row.from_instant not in gone]
        self.cancelled += found.cancelled
        self.rows = sorted((*kept, *found.moved, *found.begun), key=lambda row: row.from_instant)

    def _decide(self, step: Step) -> None:
        if step.revoke:
            self.decisions = [replace(each, until_instant=self._ended(each)) for each in self.decisions]
            self.decisions = [each for each in self.decisions if each.until_instant != each.from_instant]
        if step.decide is not None:
            level, ahead, length = step.decide
            begins = self.now + ahead * HOUR
            ends = None if length is None else begins + length * HOUR
            span = DecidedSpan(f"QD{self.revision:04}", level, begins, ends)
            if not any(_overlap(span, each) for each in self.decisions):
                self.decisions.append(span)

    def _ended(self, decision: DecidedSpan) -> datetime | None:
        end = max(self.now, decision.from_instant)
        return end if decision.until_instant is None else min(end, decision.until_instant)

    def level_at(self, instant: datetime) -> Status:
        (found,) = [
            row
            for row in self.rows
            if row.from_instant <= instant and (row.until_instant is None or instant < row.until_instant)
        ]
        return found

    def instants(self) -> list[datetime]:
        """Every switch, and an hour after it."""
        return [instant for row in self.rows for instant in (row.from_instant, row.from_instant + HOUR)]


def _overlap(one: DecidedSpan, other: DecidedSpan) -> bool:
    return (other.until_instant is None or one.from_instant < other.until_instant) and (
        one.until_instant is None or other.from_instant < one.until_instant
    )


def spans(rows: Sequence[Status]) -> list[Status]:
    """Rows without the revision that ended them, which may be planned anew at the very same moment."""
    return [replace(row, until_revision=None) for row in rows]


def played(terms: Terms, history: Sequence[Step], *, decides: bool = True) -> Ward:
    ward = Ward.new(terms)
    for step in history:
        ward.take(step, decides=decides)
    return ward


@settings(max_examples=examples(300))
@given(terms=terms, history=steps)
def test_exactly_one_status_holds_at_every_instant_and_the_last_has_no_end(terms: Terms, history: list[Step]) -> None:
    ward = played(terms, history)
    assert all(before.until_instant == after.from_instant for before, after in pairwise(ward.rows))
    assert [row.until_instant for row in ward.rows].count(None) == 1
    assert spans(meeting(ward.rows)) == spans(ward.rows)
    for instant in ward.instants():
        ward.level_at(instant)


@settings(max_examples=examples(300))
@given(terms=terms, history=steps, later=st.integers(1, 200))
def test_planning_again_when_nothing_happened_changes_nothing(terms: Terms, history: list[Step], later: int) -> None:
    ward = played(terms, history)
    before = list(ward.rows)
    ward.take(Step(later, history[-1].computed, None, revoke=False, approved=False))
    assert ward.rows == before


@settings(max_examples=examples(300))
@given(terms=terms, history=steps)
def test_what_is_decided_is_in_force_while_it_is_and_only_then(terms: Terms, history: list[Step]) -> None:
    ward = played(terms, history)
    for instant in [each for each in ward.instants() if each >= ward.now]:
        row = ward.level_at(instant)
        decision = next((each for each in ward.decisions if each.covers(instant)), None)
        assert row.decision_id == (decision.decision_id if decision else None)
        if decision is None:
            assert row.level == row.confirmed_level
        elif terms.upward_only:
            assert RANKS[row.level] == max(RANKS[decision.level], RANKS.get(row.computed_level, 0))
        else:
            assert row.level == decision.level


@settings(max_examples=examples(300))
@given(terms=terms, history=steps)
def test_approval_never_makes_a_ward_tighten_later_or_stand_lower(terms: Terms, history: list[Step]) -> None:
    waiting = played(replace(terms, needs_approval=True), history)
    at_once = played(replace(terms, needs_approval=False), history)
    for instant in {*waiting.instants(), *at_once.instants()}:
        if instant >= waiting.rows[0].from_instant:
            kept, other = waiting.level_at(instant).confirmed_level, at_once.level_at(instant).confirmed_level
            assert RANKS.get(kept, 0) >= RANKS.get(other, 0)


@settings(max_examples=examples(300))
@given(terms=terms, history=steps)
def test_revoking_everything_restores_what_would_be_without_decisions(terms: Terms, history: list[Step]) -> None:
    last = Step(1, history[-1].computed, None, revoke=True, approved=False)
    decided, plain = played(terms, [*history, last]), played(terms, [*history, last], decides=False)
    for instant in [each for each in plain.instants() if each >= decided.now]:
        assert decided.level_at(instant).level == plain.level_at(instant).confirmed_level
    assert decided.level_at(decided.now).level == plain.level_at(plain.now).level


@settings(max_examples=examples(300))
@given(terms=terms, history=steps)
def test_what_was_known_is_told_by_the_rows_whatever_is_planned_later(terms: Terms, history: list[Step]) -> None:
    ward, known = Ward.new(terms), []
    for step in history:
        ward.take(step)
        known.append(list(ward.rows))
    everything = sorted((*ward.rows, *ward.cancelled), key=lambda row: row.from_instant)
    for revision, then in enumerate(known, start=1):
        rows = [
            replace(row, cancelled_revision=None)
            for row in everything
            if row.from_revision <= revision and (row.cancelled_revision is None or row.cancelled_revision > revision)
        ]
        assert spans(meeting(rows)) == spans(then)
