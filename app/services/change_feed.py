"""Telling what changed: every revision's changes and every switch of the clock, in order, each once.

The feed follows the ledgers: what a revision changed is read from the records that carry its number, so no writer can
forget to tell, and a feed that lags is caught up by whoever comes first. One process tells at a time, by the lock of
the feed's row. A switch of the clock is told under the lock of the site as well, and no later write is dated before
it (`begin_write`), so what was told stays true.
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
from app.storage.revisions import Revision, current_revision, lock_site, revisions_after

REVISIONS_A_TURN = 50
"""Told in one transaction: a feed that lags by more is caught up in several, so that nobody waits for long."""
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

    Args:
        sessions: of writing transactions; one is opened for every `REVISIONS_A_TURN` revisions.

    Returns:
        how far the feed is told now, by whomever.
    """
    while True:
        with sessions.begin() as session:
            state, is_done = _Teller(session, rules).tell(now)
        if is_done:
            return state


def feed_state(session: Session, *, rules: SiteRules) -> FeedState:
    """How far the feed has been told, and when the clock will add to it; takes no lock."""
    return _Teller(session, rules).state(feed_head(session))


class _Teller:
    """One turn of telling, in one transaction."""

    def __init__(self, session: Session, rules: SiteRules) -> None:
        self._session, self._rules = session, rules
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

    def tell(self, now: datetime) -> tuple[FeedState, bool]:
        """Tell a number of revisions, and the clock's switches once there are no more; whether all is told."""
        head = lock_feed(self._session)
        known = self._known_before(head)
        waiting = revisions_after(self._session, head.revision, limit=REVISIONS_A_TURN)
        for each in waiting:
            head, known = self._tell_revision(head, known, each), each
        if len(waiting) == REVISIONS_A_TURN:
            move_feed(self._session, head)
            return FeedState(head, None), False
        state = self.state(head, known)
        if known is not None and state.next_switch is not None and state.next_switch <= now:
            return self._tell_clock(head, known, now)
        if waiting:
            move_feed(self._session, head)
        return state, True

    def state(self, head: FeedHead, known: Revision | None = None) -> FeedState:
        """When the clock will next add to the feed: at a cut-off at the latest."""
        known = known or self._known_before(head)
        if known is None:
            return FeedState(head, None)
        after = _later(head.told_until, known.committed_at)
        until = self._rules.clock.closes_at(self._rules.clock.open_day(after))
        moments = [moment for moment, _, _ in self._switches(known.number, after=after, until=until)]
        return FeedState(head, min(moments, default=until))

    def _known_before(self, head: FeedHead) -> Revision | None:
        found = revisions_after(self._session, head.revision - 1, limit=1) if head.revision else []
        return found[0] if found else None

    def _tell_clock(self, head: FeedHead, known: Revision, now: datetime) -> tuple[FeedState, bool]:
        """Tell the switches up to now, when no write comes between: the site is locked for that long."""
        lock_site(self._session)
        if current_revision(self._session) != known.number:
            move_feed(self._session, head)
            return FeedState(head, None), False
        head = self._tell_switches(head, known, until=now)
        move_feed(self._session, head)
        return self.state(head, known), True

    def _tell_revision(self, head: FeedHead, known: Revision | None, revision: Revision) -> FeedHead:
        """The switches before a write, then what the write changed."""
        if known is not None:
            head = self._tell_switches(head, known, until=revision.committed_at)
        head = replace(head, revision=revision.number, number=0)
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
        return self._append(head, told)

    def _tell_switches(self, head: FeedHead, known: Revision, *, until: datetime) -> FeedHead:
        """What the clock began and ended after a write, until a moment."""
        after = _later(head.told_until, known.committed_at)
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
            head = replace(self._append(head, told), told_until=moment)
        return head

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

    def _append(self, head: FeedHead, told: Iterable[Told]) -> FeedHead:
        ordered = sorted(told, key=lambda each: each.sort_key)
        if not ordered:
            return head
        district_of = self._districts(ordered[0].at, head.revision)
        changes = [
            _numbered(each, ChangeId(head.revision, head.number + place), district_of)
            for place, each in enumerate(ordered, start=1)
        ]
        add_changes(self._session, changes)
        return replace(head, number=head.number + len(changes))

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
