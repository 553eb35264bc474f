"""The rings of an outbreak at an instant: the version that stands, and those that wait for their start."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.ring_orders import is_past_planned_end, pending_versions, standing_version
from app.domain.vocabulary import RingStatus
from app.services.placed_orders import OrderPlaces
from app.storage.rings import StoredRing, ring_versions


@dataclass(frozen=True)
class RingState:
    """The standing version, the ones to come in the order they begin, and the number of the newest version."""

    standing: StoredRing
    pending: tuple[StoredRing, ...]
    newest_version: int

    @property
    def newest(self) -> StoredRing:
        """The version recorded last, begun or not."""
        return next((each for each in self.pending if each.version == self.newest_version), self.standing)

    def is_past_planned_end(self, today: date) -> bool:
        """Whether rings in force stand although their last planned day is over."""
        return self.standing.status is RingStatus.ISSUED and is_past_planned_end(self.standing.planned_end, today)


def ring_state(session: Session, outbreak_id: str, *, at: datetime, shapes: bool = True) -> RingState:
    """What stands of one outbreak's rings at an instant, from everything recorded.

    Args:
        shapes: False leaves the layers out, for lists.
    """
    versions = OrderPlaces.read(session).rings(ring_versions(session, outbreak_id=outbreak_id, shapes=shapes))
    return _state(versions, at)


def ring_states(session: Session, *, at: datetime) -> dict[str, RingState]:
    """The same of every outbreak, without layers, by outbreak id."""
    by_outbreak: dict[str, list[StoredRing]] = defaultdict(list)
    for each in ring_versions(session, shapes=False):
        by_outbreak[each.outbreak_id].append(each)
    return {outbreak_id: _state(versions, at) for outbreak_id, versions in by_outbreak.items()}


def _state(versions: list[StoredRing], at: datetime) -> RingState:
    """An outbreak is declared with rings that stand at once, so that some version always does."""
    standing = standing_version(versions, at)
    assert standing is not None
    return RingState(standing, pending_versions(versions, at), max(each.version for each in versions))
