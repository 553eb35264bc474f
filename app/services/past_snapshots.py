"""Snapshots of past instants, the last few kept: map clients page and pan, and ask of one moment again and again."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from app.services.site_rules import SiteRules
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.revisions import revision_known_at

MOST_KEPT = 8


class PastSnapshots:
    """What was in force at past instants of one site.

    Between two writes and two switches of the clock all instants have the same snapshot, which never changes.
    """

    def __init__(self, rules: SiteRules) -> None:
        self._rules = rules
        self._kept: deque[ZoneSnapshot] = deque(maxlen=MOST_KEPT)
        self._lock = Lock()

    def at(self, session: Session, instant: datetime) -> ZoneSnapshot:
        """The snapshot of an instant that is not in the future, as it was known then."""
        revision = revision_known_at(session, instant)
        with self._lock:
            for each in self._kept:
                if each.revision == revision and each.valid_from <= instant < each.valid_until:
                    return each
        found = past_snapshot(session, rules=self._rules, at=instant)
        with self._lock:
            self._kept.appendleft(found)
        return found


def holds_at(snapshot: ZoneSnapshot, instant: datetime) -> bool:
    """Whether a snapshot of the present also tells of an instant: nothing was written or switched in between."""
    written_at = snapshot.committed_at or snapshot.valid_from
    return max(written_at, snapshot.valid_from) <= instant < snapshot.valid_until
