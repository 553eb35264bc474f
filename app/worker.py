"""The scheduled side: wakes at each cut-off, judges what is due once, catches up what was missed, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import NothingToJudge, ZoneError
from app.services.scheduling import run_due
from app.services.site_rules import SiteRules

_log = structlog.get_logger(__name__)
TICK_S = 1.0
RETRY_AFTER_FAILURE_S = 60.0
RETRY_WHEN_BUSY_S = 5.0
"""A database that is locked or away may be back at once: what is due is then late by seconds, not by a minute."""


class Ticker:
    """A thread that runs what is due every second; safe to have in several processes, the work is done once."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        *,
        rules: SiteRules,
        clock: Callable[[], datetime],
        on_revision: Callable[[int], None],
        also: Callable[[datetime], None] | None = None,
    ) -> None:
        self._sessions, self._rules, self._clock, self._on_revision = sessions, rules, clock, on_revision
        self._also = also
        self._stop = Event()
        self._thread = Thread(target=self._run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Begin ticking; what was missed while nobody ticked is done first."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the present tick."""
        self._stop.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stop.wait(pause_s):
            pause_s = self._tick()

    def _tick(self) -> float:
        """Run what is due; the seconds until the next tick."""
        now = self._clock()
        try:
            for report in run_due(self._sessions, rules=self._rules, now=now):
                _log.info("reclassified", days=[day.isoformat() for day in report.days], changed=report.changed)
                if report.revision is not None:
                    self._on_revision(report.revision)
            if self._also is not None:
                self._also(now)
        except NothingToJudge:
            return TICK_S
        except (SQLAlchemyError, ZoneError) as fault:
            # The last good publication stands; a later tick tries again.
            _log.error("scheduled_run_failed", fault=type(fault).__name__)
            return RETRY_WHEN_BUSY_S if isinstance(fault, OperationalError) else RETRY_AFTER_FAILURE_S
        return TICK_S
