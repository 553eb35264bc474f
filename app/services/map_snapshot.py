"""The snapshot all reads are answered from: rebuilt when a revision or the clock moves, swapped whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event, Lock, Thread

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import NothingToJudge, Unavailable, ZoneError
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot, live_snapshot
from app.storage.revisions import current_revision

POLL_INTERVAL_S = 0.1


class SnapshotStore:
    """Holds the newest snapshot; a reader takes it whole, so no answer mixes two revisions.

    A write of this process is visible to the next read of this process (`note_revision`); writes of other processes
    are seen by a one-row poll within a tenth of a second. When the database is away, the last snapshot goes on
    answering and says so (`is_stale`).

    Args:
        on_snapshot: told of each new snapshot by the watch, which goes on when it returns.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        *,
        rules: SiteRules,
        clock: Callable[[], datetime],
        on_snapshot: Callable[[ZoneSnapshot], None] | None = None,
    ) -> None:
        self._sessions = sessions
        self._rules = rules
        self._clock = clock
        self._on_snapshot = on_snapshot
        self._told: ZoneSnapshot | None = None
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
                with self._sessions() as session:
                    self.note_revision(current_revision(session))
                self.is_stale = False
                self._tell(self._refresh())
            except (SQLAlchemyError, ZoneError):
                # Also a site that is not laid yet: the watch goes on until it is.
                self.is_stale = True
            # A write of this process ends the pause; what it noted meanwhile is looked at next.
            self._wake.wait(POLL_INTERVAL_S)
            self._wake.clear()

    def _tell(self, snapshot: ZoneSnapshot) -> None:
        if self._on_snapshot is not None and snapshot is not self._told:
            self._told = snapshot
            self._on_snapshot(snapshot)
