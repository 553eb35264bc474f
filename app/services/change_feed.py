"""Telling what changed: every revision's changes and every switch of the clock, in order, each once.

The feed follows the ledgers: what a revision changed is read from the records that carry its number, so no writer can
forget to tell, and a feed that lags is caught up by whoever comes first. It is worked out without a lock; of several
processes that work out the same, the first to write it down wins. A switch of the clock is told under the lock of the
site as well, and no later write is dated before it (`begin_write`), so what was told stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy.orm import Session, sessionmaker

from app.domain.changes import Change, ChangeId, SubjectState, Told
from app.services.change_places import Areas, Cordons, Outbreaks, Rings
from app.services.change_states import (
    ChangeSource,
    Decisions,
    Levels,
    OpenDays,
    Policies,
    Publications,
    Registers,
    States,
)
from app.services.register import register_on
from app.services.site_rules import SiteRules
from app.storage.changes import FeedHead, add_changes, feed_head, lock_feed, move_feed
from app.storage.engine import be_brief
from app.storage.revisions import Revision, current_revision, lock_site, revisions_after

REVISIONS_A_TURN = 50
"""Told in one transaction: a feed that lags by more is caught up in several, so that nobody waits for long."""
TURNS_OF_A_READER = 2
"""Told while a reader waits: some revisions, and what the clock has begun since."""
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class FeedState:
    """How far the feed has been told, and when the clock alone will add to it; None: the site is not laid yet."""

    head: FeedHead
    next_switch: datetime | None

    def is_behind(self, *, revision: int, now: datetime) -> bool:
        """Whether there is something to tell, given the newest revision."""
        return self.head.revision < revision or (self.next_switch is not None and self.next_switch <= now)


def tell_changes(sessions: sessionmaker[Session], *, rules: SiteRules, now: datetime) -> FeedState:
    """Tell all that has happened by now and is not told yet; doing it again tells nothing twice.

    What is to be told is worked out without any lock, however much it is; only writing it down takes one.

    Args:
        sessions: of writing transactions; one is opened for every `REVISIONS_A_TURN` revisions.

    Returns:
        how far the feed is told now, by whomever.
    """
    while True:
        state = _tell_turn(sessions, rules, now)
        if state is not None:
            return state


def tell_some_changes(sessions: sessionmaker[Session], *, rules: SiteRules, now: datetime) -> FeedState | None:
    """Tell as much as a reader may wait for, and wait for nobody's lock for long; None: there may be more to tell.

    Raises:
        OperationalError: somebody else is writing; what was told before stands.
    """
    for _ in range(TURNS_OF_A_READER):
        state = _tell_turn(sessions, rules, now, begin=be_brief)
        if state is not None:
            return state
    return None


def _no_hurry(_session: Session) -> None:
    """Waits for locks as every write does."""


def _tell_turn(
    sessions: sessionmaker[Session], rules: SiteRules, now: datetime, *, begin: Callable[[Session], None] = _no_hurry
) -> FeedState | None:
    turn = _work_out(sessions, rules, now)
    if turn.is_over and turn.after.head == turn.before:
        return turn.after
    with sessions.begin() as session:
        begin(session)
        return _tell_clock(session, rules, turn, now) if turn.is_due_by_clock else _write_down(session, turn)


@dataclass(frozen=True)
class _Turn:
    """What was worked out from one state of the feed, and the state after it; `known`: the newest revision then.

    `is_over`: no revision is left untold. `is_due_by_clock`: nothing else is left than what the clock has begun.
    """

    before: FeedHead
    after: FeedState
    known: Revision | None
    changes: Sequence[Change]
    is_over: bool
    is_due_by_clock: bool = False


def _work_out(sessions: sessionmaker[Session], rules: SiteRules, now: datetime) -> _Turn:
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        head = feed_head(session)
        return _Teller(session, rules, head).turn(now)


def _write_down(session: Session, turn: _Turn) -> FeedState | None:
    """Keep what was worked out; None: there is more to tell, or another process has told some of it meanwhile."""
    if lock_feed(session) != turn.before:
        return None
    add_changes(session, turn.changes)
    move_feed(session, turn.after.head)
    return turn.after if turn.is_over else None


def _tell_clock(session: Session, rules: SiteRules, turn: _Turn, now: datetime) -> FeedState | None:
    """Tell the switches up to now while no write can come between; None: one has come before."""
    lock_site(session)
    head = lock_feed(session)
    if turn.known is None or head != turn.before or current_revision(session) != turn.known.number:
        return None
    teller = _Teller(session, rules, head)
    teller.tell_switches(turn.known, until=now)
    add_changes(session, teller.changes)
    move_feed(session, teller.head)
    return teller.state(turn.known)


def feed_state(session: Session, *, rules: SiteRules) -> FeedState:
    """How far the feed has been told, and when the clock will add to it; takes no lock."""
    teller = _Teller(session, rules, feed_head(session))
    return teller.state(teller.known_before())


class _Teller:
    """Works out changes, one revision after another, from a place in the feed; it only reads.

    `head` and `changes` grow as it goes on.
    """

    def __init__(self, session: Session, rules: SiteRules, head: FeedHead) -> None:
        self._session, self._rules = session, rules
        self.head = head
        self.changes: list[Change] = []
        self._sources: Sequence[ChangeSource] = (
            Registers(rules),
            Policies(rules),
            OpenDays(rules),
            Outbreaks(),
            Decisions(rules),
            Rings(),
            Cordons(),
            Areas(),
            Levels(rules),
            Publications(),
        )

    def turn(self, now: datetime) -> _Turn:
        """Some revisions, or once there are no more, whether the clock has begun something."""
        before, known = self.head, self.known_before()
        waiting = revisions_after(self._session, before.revision, limit=REVISIONS_A_TURN)
        for each in waiting:
            self._tell_revision(known, each)
            known = each
        if len(waiting) == REVISIONS_A_TURN:
            return _Turn(before, FeedState(self.head, None), known, self.changes, is_over=False)
        state = self.state(known)
        is_due = state.next_switch is not None and state.next_switch <= now
        return _Turn(before, state, known, self.changes, is_over=not is_due, is_due_by_clock=is_due and not waiting)

    def state(self, known: Revision | None) -> FeedState:
        """When the clock will next add to the feed: at a cut-off at the latest."""
        if known is None:
            return FeedState(self.head, None)
        after = _later(self.head.told_until, known.committed_at)
        until = self._rules.clock.closes_at(self._rules.clock.open_day(after))
        moments = [moment for moment, _, _ in self._switches(known.number, after=after, until=until)]
        return FeedState(self.head, min(moments, default=until))

    def known_before(self) -> Revision | None:
        """The revision the feed is at; None before the first."""
        found = revisions_after(self._session, self.head.revision - 1, limit=1) if self.head.revision else []
        return found[0] if found else None

    def tell_switches(self, known: Revision, *, until: datetime) -> None:
        """What the clock began and ended after a write, until a moment."""
        after = _later(self.head.told_until, known.committed_at)
        switches = self._switches(known.number, after=after, until=until)
        for moment, some in groupby(switches, key=lambda each: each[0]):
            told: list[Told] = []
            for place, these in groupby(some, key=lambda each: each[1]):
                source, subjects = self._sources[place], [subject for _, _, subject in these]
                told += self._differences(
                    source,
                    source.states(self._session, subjects, known=known.number, at=moment - _INSTANT),
                    source.states(self._session, subjects, known=known.number, at=moment),
                    at=moment,
                )
            self._append(told)
            self.head = replace(self.head, told_until=moment)

    def _tell_revision(self, known: Revision | None, revision: Revision) -> None:
        """The switches before a write, then what the write changed."""
        if known is not None:
            self.tell_switches(known, until=revision.committed_at)
        self.head = replace(self.head, revision=revision.number, number=0)
        before, at = revision.number - 1, revision.committed_at
        told: list[Told] = []
        for source in self._sources:
            subjects = sorted(source.written(self._session, revision.number))
            if subjects:
                told += self._differences(
                    source,
                    source.states(self._session, subjects, known=before, at=at),
                    source.states(self._session, subjects, known=revision.number, at=at),
                    at=at,
                )
        self._append(told)

    def _switches(self, known: int, *, after: datetime, until: datetime) -> list[tuple[datetime, int, str]]:
        """Moment, place of the source, subject: sorted, each once."""
        if until <= after:
            return []
        return sorted(
            {
                (moment, place, subject)
                for place, source in enumerate(self._sources)
                for moment, subject in source.switches(self._session, known=known, after=after, until=until)
            }
        )

    def _differences(self, source: ChangeSource, before: States, after: States, *, at: datetime) -> Iterator[Told]:
        for subject in sorted(before.keys() | after.keys()):
            then, now = before.get(subject), after.get(subject)
            if _shown(then) != _shown(now):
                yield Told(at, source.kind, subject, then, now)

    def _append(self, told: Iterable[Told]) -> None:
        ordered = sorted(told, key=lambda each: each.sort_key)
        if not ordered:
            return
        head = self.head
        district_of = self._districts(ordered[0].at, head.revision)
        self.changes += [
            _numbered(each, ChangeId(head.revision, head.number + place), district_of)
            for place, each in enumerate(ordered, start=1)
        ]
        self.head = replace(head, number=head.number + len(ordered))

    def _districts(self, at: datetime, known: int) -> Callable[[str], str | None]:
        register = register_on(self._session, self._rules.clock.open_day(at), known_revision=known)

        def district_of(ward_code: str) -> str | None:
            place = register.positions.get(ward_code)
            return None if place is None else register.wards[place].district_code

        return district_of


def _numbered(told: Told, place: ChangeId, district_of: Callable[[str], str | None]) -> Change:
    districts = {district_of(code) for code in told.ward_codes}
    return Change(
        id=place,
        at=told.at,
        kind=told.kind,
        subject=told.subject,
        ward_codes=told.ward_codes,
        district_codes=tuple(sorted(each for each in districts if each is not None)),
        before=None if told.before is None else told.before.shown,
        after=None if told.after is None else told.after.shown,
    )


def _shown(state: SubjectState | None) -> object:
    return None if state is None else (dict(state.shown), state.ward_codes)


def _later(told_until: datetime | None, committed_at: datetime) -> datetime:
    return committed_at if told_until is None else max(told_until, committed_at)
