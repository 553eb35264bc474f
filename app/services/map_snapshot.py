"""The snapshot all reads are answered from: rebuilt when a revision or the clock moves, swapped whole."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Lock, Thread
from time import monotonic
from typing import Protocol

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import NothingToJudge, Unavailable, ZoneError
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.revisions import current_revision

POLL_INTERVAL_S = 0.05
QUIET_S = 0.25
"""A snapshot that stood this long is worth more work: another one is not likely to follow at once."""
OVERDUE_S = 2.0
"""Under a steady stream of writes none stands long; after this time the newest one gets a share all the same."""
SHARE_S = 0.1
PAUSE_AFTER_FAULT_S = 0.5
_log = logging.getLogger(__name__)


class SnapshotWatcher(Protocol):
    """What makes something of snapshots, on the thread of the watch, which goes on when it returns."""

    def on_new(self, snapshot: ZoneSnapshot, is_outdated: Callable[[], bool]) -> bool:
        """There is a newer snapshot: do at once what cannot wait. False: it failed, and is to be tried again."""

    def on_quiet(self, snapshot: ZoneSnapshot, is_outdated: Callable[[], bool]) -> None:
        """It has stood for a while: do the rest, and stop when it is outdated."""


class SnapshotStore:
    """Holds the newest snapshot; a reader takes it whole, so no answer mixes two revisions.

    A write of this process is visible to the next read of this process (`note_revision`); writes of other processes
    are seen by a one-row poll within a twentieth of a second. When the database is away, the last snapshot goes on
    answering and says so (`is_stale`).

    Args:
        watcher: told of each new snapshot by the watch.
        on_revision: told of each new revision as soon as it is known, on whichever thread knows it first.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        *,
        rules: SiteRules,
        clock: Callable[[], datetime],
        watcher: SnapshotWatcher | None = None,
        on_revision: Callable[[int], None] | None = None,
    ) -> None:
        self._on_revision = on_revision
        self._sessions = sessions
        self._rules = rules
        self._clock = clock
        self._watch = _Watch(watcher)
        self._wake = Event()
        self._lock = Lock()
        self._snapshot: ZoneSnapshot | None = None
        self._wanted_revision = 0
        self._stop = Event()
        self._thread: Thread | None = None
        self.is_stale = False

    def current(self) -> ZoneSnapshot:
        """The snapshot to answer from.

        Raises:
            Unavailable: the database was never reachable, or the site is not laid yet.
        """
        snapshot = self._snapshot
        if snapshot is not None and (self._is_fresh(snapshot) or (self.is_stale and self._thread is not None)):
            # While the database is away only the watch asks for it, or every reader would wait for its time-out.
            return snapshot
        return self._refresh()

    @property
    def is_drill(self) -> bool:
        """Whether the site is a drill, as far as the newest snapshot knows; once true it stays true."""
        return self._snapshot is not None and self._snapshot.drill

    def note_revision(self, revision: int) -> None:
        """Remember that a revision was committed, so that the next read shows it."""
        if revision > self._wanted_revision:
            self._wanted_revision = revision
            self._wake.set()
            if self._on_revision is not None:
                self._on_revision(revision)

    @property
    def wanted_revision(self) -> int:
        """The newest revision known to be committed; the snapshot may still be on its way there."""
        return self._wanted_revision

    def start_polling(self) -> None:
        """Watch for writes of other processes until `stop`."""
        self._thread = Thread(target=self._poll, name="snapshot-poll", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watch."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _is_fresh(self, snapshot: ZoneSnapshot) -> bool:
        return snapshot.revision >= self._wanted_revision and self._clock() < snapshot.valid_until

    def _refresh(self) -> ZoneSnapshot:
        with self._lock:
            if self._snapshot is not None and self._is_fresh(self._snapshot):
                return self._snapshot
            try:
                with self._sessions() as session:
                    self._snapshot = live_snapshot(session, rules=self._rules, now=self._clock())
                self.is_stale = False
            except NothingToJudge as error:
                # Tables without a policy: the site is not laid yet.
                raise Unavailable from error
            except SQLAlchemyError as error:
                self.is_stale = True
                if self._snapshot is None:
                    raise Unavailable from error
            return self._snapshot

    def _poll(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
                self._watch.tell(self._refresh(), self._is_outdated)
            except (SQLAlchemyError, ZoneError):
                # Also a site that is not laid yet: the watch goes on until it is.
                self.is_stale = True
            except Exception:
                # Nothing may end the watch, or readers would be answered from one old state for ever.
                _log.exception("the watch met a fault")
                self._stop.wait(PAUSE_AFTER_FAULT_S)
            # A write of this process ends the pause; what it noted meanwhile is looked at next.
            self._wake.wait(POLL_INTERVAL_S)
            self._wake.clear()

    def _look(self) -> None:
        """See what was committed anywhere: one row."""
        with self._sessions() as session:
            self.note_revision(current_revision(session))
        self.is_stale = False

    def _is_outdated(self) -> bool:
        """Whether a newer snapshot could be made than the one there is."""
        try:
            self._look()
        except SQLAlchemyError:
            return False
        return self._snapshot is not None and not self._is_fresh(self._snapshot)


class _Watch:
    """When the watcher is told what: of a new snapshot at once, of a quiet one once."""

    def __init__(self, watcher: SnapshotWatcher | None) -> None:
        self._watcher = watcher
        self._snapshot: ZoneSnapshot | None = None
        self._since = self._not_before = 0.0
        self._unfinished_since: float | None = None

    def tell(self, snapshot: ZoneSnapshot, is_outdated: Callable[[], bool]) -> None:
        """Look at what the newest snapshot is now."""
        if self._watcher is None:
            return
        now = monotonic()
        if now < self._not_before:
            return
        if snapshot is not self._snapshot:
            self._snapshot, self._since = snapshot, now
            self._unfinished_since = now if self._unfinished_since is None else self._unfinished_since
            if not self._watcher.on_new(snapshot, is_outdated):
                self._snapshot, self._not_before = None, now + PAUSE_AFTER_FAULT_S
                return
        elif self._unfinished_since is not None and now - self._since >= QUIET_S:
            self._watcher.on_quiet(snapshot, is_outdated)
            self._unfinished_since = None
        if self._unfinished_since is not None and now - self._unfinished_since >= OVERDUE_S:
            self._watcher.on_quiet(snapshot, lambda: monotonic() - now >= SHARE_S and is_outdated())
            self._unfinished_since = monotonic()
