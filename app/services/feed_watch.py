"""The watch over the feed of changes: tells what is due, and hands every change to whoever listens in this process.

One thread a process, whatever the number of listeners. It is woken by the revisions the snapshot's own watch notes,
and by the clock at the next switch; several processes may tell, each change is told once all the same.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event, Lock, Thread

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.changes import Change, ChangeId
from app.domain.errors import ZoneError
from app.services.change_feed import FeedState, feed_state, tell_changes, tell_some_changes
from app.services.site_rules import SiteRules
from app.storage.changes import changes_after, newest_change
from app.storage.revisions import current_revision

LONGEST_PAUSE_S = 1.0
SHORTEST_PAUSE_S = 0.02
PAUSE_AFTER_FAULT_S = 2.0
PAGE = 1_000
READER_WAITS_S = 0.5
Listener = Callable[[Sequence[Change]], None]
_log = logging.getLogger(__name__)


class FeedWatch:
    """Tells changes as they happen, and passes them on in order, each once.

    Args:
        on_gap: called when listeners may have missed some: the watch began while the database was away.
    """

    def __init__(
        self,
        *,
        writing: sessionmaker[Session],
        reading: sessionmaker[Session],
        rules: SiteRules,
        clock: Callable[[], datetime],
        on_gap: Callable[[], None] = lambda: None,
    ) -> None:
        self._writing, self._reading = writing, reading
        self._rules, self._clock, self._on_gap = rules, clock, on_gap
        self._state: FeedState | None = None
        self._told = Lock()
        self._last: ChangeId | None = None
        self._listeners: list[Listener] = []
        self._wake, self._stop = Event(), Event()
        self._thread: Thread | None = None

    def listen(self, listener: Listener) -> None:
        """Call `listener` on the thread of the watch with every run of changes from the start of the watch on."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to watch: every change after the newest one told by now is handed on.

        The place is taken before this returns, so before any stream is open: a reader who comes and reads to the end
        misses nothing of what is told next. While the database is away it is taken at the first look instead.
        """
        with contextlib.suppress(SQLAlchemyError), self._reading() as session:
            self._last = newest_change(session)
        self._thread = Thread(target=self._run, name="feed-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watch."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def wake(self, _revision: int = 0) -> None:
        """There may be something to tell."""
        self._wake.set()

    def catch_up(self) -> FeedState:
        """Tell what is due, if anything is; what was committed before the call is in the feed after it."""
        state, is_behind = self._look()
        if is_behind:
            with self._told:
                self._state = state = tell_changes(self._writing, rules=self._rules, now=self._clock())
        return state

    def catch_up_briefly(self) -> None:
        """Tell what is due as far as a reader may wait for it: some revisions, and for nobody's lock for long.

        What is left the watch tells; a reader who goes on from an older place loses nothing.
        """
        _, is_behind = self._look()
        if not is_behind or not self._told.acquire(timeout=READER_WAITS_S):
            return
        try:
            _, is_behind = self._look()
            if is_behind:
                self._state = tell_some_changes(self._writing, rules=self._rules, now=self._clock()) or self._state
        except OperationalError:
            _log.info("somebody else is writing: a reader gets what is told")
        finally:
            self._told.release()

    def _look(self) -> tuple[FeedState, bool]:
        """How far the feed is told, as far as is known here, and whether there is something to tell."""
        with self._reading() as session:
            revision = current_revision(session)
            state = self._state = self._state or feed_state(session, rules=self._rules)
        return state, state.is_behind(revision=revision, now=self._clock())

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stop.is_set():
            self._wake.wait(pause_s)
            self._wake.clear()
            try:
                state = self.catch_up()
                self._pass_on()
                pause_s = self._pause_s(state)
            except (SQLAlchemyError, ZoneError):
                pause_s = PAUSE_AFTER_FAULT_S
            except Exception:
                # Nothing may end the watch, or open streams would fall silent for ever.
                _log.exception("the watch over the feed met a fault")
                pause_s = PAUSE_AFTER_FAULT_S

    def _pass_on(self) -> None:
        """Read what was told since the last look, by whichever process, and hand it on."""
        with self._reading() as session:
            if self._last is None:
                self._last = newest_change(session)
                # Streams that opened before may have read less than that.
                self._on_gap()
            while changes := changes_after(session, self._last, limit=PAGE):
                for listener in self._listeners:
                    listener(changes)
                self._last = changes[-1].id

    def _pause_s(self, state: FeedState) -> float:
        if state.next_switch is None:
            return LONGEST_PAUSE_S
        left_s = (state.next_switch - self._clock()).total_seconds()
        return min(LONGEST_PAUSE_S, max(SHORTEST_PAUSE_S, left_s))
